"""The guard of the network: public addresses, and hosts that were allowed by name."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Collection, Sequence
from ipaddress import AddressValueError, IPv4Address, IPv6Address, ip_address, ip_network

import httpx

from rag.addresses import masked
from rag.errors import AddressRefused, FetchError

Resolver = Callable[[str, int], Sequence[str]]

# IANA's special-purpose registries. `ipaddress.is_global` answers differently between patch
# releases of Python 3.11 and 3.12.
_SPECIAL = tuple(
    (ip_network(network), what)
    for what, networks in (
        ("this host", "0.0.0.0/8"),
        ("loopback", "127.0.0.0/8 ::1/128"),
        ("private", "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7"),
        ("shared by customers of a carrier", "100.64.0.0/10"),
        ("link-local", "169.254.0.0/16 fe80::/10"),
        (
            "kept for protocols",
            "192.0.0.0/24 192.31.196.0/24 192.52.193.0/24 192.175.48.0/24 2001::/23",
        ),
        (
            "for documentation",
            "192.0.2.0/24 198.51.100.0/24 203.0.113.0/24 2001:db8::/32 3fff::/20",
        ),
        ("for benchmarks", "198.18.0.0/15"),
        ("6to4, which hides another address", "192.88.99.0/24 2002::/16"),
        ("multicast", "224.0.0.0/4 ff00::/8"),
        ("reserved", "240.0.0.0/4"),
        ("the host of an Azure machine", "168.63.129.16/32"),
    )
    for network in networks.split()
)
_GLOBAL_UNICAST = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")
_NAME = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){0,126}\.?")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_WEB_PORTS = (80, 443)


def system_resolver(host: str, port: int) -> list[str]:
    """Return every address the system knows for a name.

    Raises:
        OSError: there is none.
    """
    return list(
        dict.fromkeys(
            str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        )
    )


class Guard:
    """Decides what may be contacted.

    `allowed_hosts` are hosts ("intranet.example") or hosts with a port ("127.0.0.1:8000",
    "[::1]:8000") that are let through whatever their address.
    """

    def __init__(
        self, allowed_hosts: Collection[str] = (), resolve: Resolver = system_resolver
    ) -> None:
        self._allowed = frozenset(host.strip().lower() for host in allowed_hosts)
        self._resolve = resolve

    def url(self, text: str, base: httpx.URL | None = None) -> httpx.URL:
        """Return a URL that may be asked for, without its fragment; `base` is the page it is from.

        Raises:
            AddressRefused: it is no http or https URL, carries a password, names an odd host or
                port, or leaves https for http.
        """
        if not text.isprintable() or "\\" in text:
            raise _refusal(text, "has a backslash or a character that cannot be printed")
        try:
            url = base.join(text) if base else httpx.URL(text)
        except (httpx.InvalidURL, ValueError) as error:
            raise _refusal(text, f"cannot be read ({error})") from None
        if url.scheme not in ("http", "https"):
            raise _refusal(text, "is no http or https URL")
        if url.userinfo:
            raise AddressRefused(
                f"the URL for {url.host} carries a user name or a password; give it without them"
            )
        host, port = url.raw_host.decode("ascii"), _port(url)
        if not (":" in host or _NAME.fullmatch(host)):
            raise _refusal(text, "names no host")
        if not (port in _WEB_PORTS or 1024 <= port <= 65535 or self._is_allowed(host, port)):
            raise _refusal(text, f"asks for port {port}, which is not the web's")
        if base and base.scheme == "https" and url.scheme == "http":
            # Anyone on the way can change what http brings, and what is quoted must be what was
            # published.
            raise AddressRefused(
                f"{_short(base)} redirects from https to {_short(url)}; "
                "give that address itself to read it unprotected"
            )
        return url.copy_with(fragment=None)

    def addresses(self, host: str, port: int) -> list[str]:
        """Return where to connect for a host: its addresses, resolved once, each of them checked.

        Raises:
            AddressRefused: one of them is not public.
            FetchError: there is none.
            OSError: the name cannot be resolved at the moment.
        """
        found = [_parsed(host, address) for address in self._found(host, port)]
        if not found:
            raise FetchError(f"{host} has no address; check the name")
        for address in found:
            if (why := why_refused(address)) and not self._is_allowed(host, port):
                raise AddressRefused(
                    f"{host} is not contacted: its address {address} is {why}; "
                    "a host of your own must be named in RAG_ALLOWED_HOSTS"
                )
        return [str(address) for address in found]

    def _found(self, host: str, port: int) -> Sequence[str]:
        if literal := _literal(host):
            return [literal]
        try:
            return self._resolve(host, port)
        except socket.gaierror as error:
            if error.errno == socket.EAI_AGAIN:
                raise
            raise FetchError(
                f"{host} cannot be found ({error.strerror}); check the name and the connection"
            ) from None
        except UnicodeError:  # the codec of getaddrinfo
            raise FetchError(f"{host} is no name that can be looked up; check it") from None

    def _is_allowed(self, host: str, port: int) -> bool:
        shown = f"[{host}]" if ":" in host else host
        return not self._allowed.isdisjoint({host, shown, f"{shown}:{port}"})


def why_refused(address: IPv4Address | IPv6Address) -> str:
    """Return what forbids an address, in words; "" when it is public.

    >>> why_refused(ip_address("::ffff:127.0.0.1"))
    'loopback'
    """
    if special := next((what for network, what in _SPECIAL if address in network), ""):
        return special
    if isinstance(address, IPv4Address):
        return ""
    if address.scope_id:
        return "bound to one interface"
    if address.ipv4_mapped or address in _NAT64:
        return why_refused(IPv4Address(int(address) & 0xFFFFFFFF))
    return "" if address in _GLOBAL_UNICAST else "no global address"


def _parsed(host: str, address: str) -> IPv4Address | IPv6Address:
    try:
        return ip_address(address)
    except ValueError:
        raise AddressRefused(
            f"{host} is not contacted: its address {address!r} cannot be read"
        ) from None


def _literal(host: str) -> str | None:
    """Return the address that stands in place of a name, or None for a name.

    Refused is what resolvers would read as one in octal or hex.
    "127.0.0.1." -> "127.0.0.1"; "127.1", "0x7f000001" -> refused; "example.com" -> None
    """
    if ":" in host:
        return host
    bare = host.rstrip(".")
    if not _NUMBER.fullmatch(bare.rsplit(".", 1)[-1]):
        return None
    try:
        return str(IPv4Address(bare))
    except AddressValueError:
        raise AddressRefused(
            f"{host} is not contacted: it is no address in four decimal numbers"
        ) from None


def _port(url: httpx.URL) -> int:
    return {"http": 80, "https": 443}[url.scheme] if url.port is None else url.port


def _refusal(text: str, why: str) -> AddressRefused:
    return AddressRefused(
        f"{_short(text)!a} is not fetched: it {why}; give an address that begins with https://"
    )


def _short(text: object) -> str:
    return masked(str(text))[:200]
