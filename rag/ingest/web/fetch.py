"""A polite client: one document a call, from public addresses, within bytes and seconds."""

from __future__ import annotations

import math
import random
import ssl
import time
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import NamedTuple

import httpcore
import httpx

from rag.errors import FetchError, TooLarge
from rag.ingest.web.guard import Guard, Resolver, system_resolver
from rag.ingest.web.naming import content, file_name
from rag.ingest.web.network import Budget, GuardedNetwork
from rag.ingest.web.robots import AGENT, Reply, Robots

_MOST_REDIRECTS = 5
# Before the second, third and fourth try; half of each is left to chance, so that many readers do
# not come back at once.
_WAITS = (1.0, 2.0, 4.0)
_LONGEST_WAIT = 60.0
# Without a byte, and for a connection.
_SILENCE_SECONDS = 10.0
# RFC 9309 asks for at least 500 KiB.
_ROBOTS_BYTES = 512 * 1024
_PIECE = 64 * 1024
_REDIRECTS = (301, 302, 303, 307, 308)
_BUSY = (429, 502, 503, 504)
_TRANSPORT_ERRORS = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
)
_ADVICE = {
    401: "it wants a login; save the page by hand",
    403: "it is closed to programs; save the page by hand",
    404: "check the address",
    410: "it is gone for good",
    451: "it is withheld for legal reasons",
}


class Fetched(NamedTuple):
    """A document as the web gave it.

    `url` is the last one after redirects, `name` a file name whose ending says the format, `data`
    the decoded bytes, or None when the server says that they are those of before. `etag` and
    `last_modified` are for the next call.
    """

    url: str
    name: str
    data: bytes | None
    media_type: str | None
    charset: str | None
    etag: str | None
    last_modified: str | None


class _Answer(NamedTuple):
    status: int
    headers: httpx.Headers
    body: bytes


class Fetcher:
    """Fetches documents for one thread; a context manager that closes its connections.

    Args:
        max_bytes: the largest document, counted after decompression.
        timeout_seconds: the longest time a document may take with its redirects and tries, pauses
            not counted.
        pause_seconds: between two requests to one host; a site's robots.txt can ask for up to 30.
        allowed_hosts: "host" or "host:port" that are contacted although their addresses are not
            public.
        resolve: gives the addresses of a host and port.
        sleep: waits for some seconds.
        clock: counts seconds.
        network: makes the connections; sockets by default.
    """

    def __init__(
        self,
        *,
        max_bytes: int,
        timeout_seconds: float = 30,
        pause_seconds: float = 1,
        allowed_hosts: Collection[str] = (),
        resolve: Resolver = system_resolver,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        network: httpcore.NetworkBackend | None = None,
    ) -> None:
        self._max_bytes = max_bytes
        self._timeout_seconds = timeout_seconds
        self._pause_seconds = pause_seconds
        self._sleep = sleep
        self._clock = clock
        self._guard = Guard(allowed_hosts, resolve)
        self._budget = Budget(clock)
        self._pool = httpcore.ConnectionPool(
            network_backend=GuardedNetwork(self._guard, self._budget, network)
        )
        self._robots = Robots(self._read_robots, clock)
        self._last: dict[str, float] = {}

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.close()

    def get(self, url: str, etag: str | None = None, last_modified: str | None = None) -> Fetched:
        """Fetch a document, unless it is still the one that `etag` or `last_modified` came with.

        Raises:
            AddressRefused: the URL or a redirect leads where nothing is fetched.
            TooLarge: it exceeds the limit on bytes.
            FetchError: robots.txt forbids it, or the server does not answer with a document in
                time.
        """
        self._budget.start(url, self._timeout_seconds)
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in conditions.items() if value}
        final, answer = self._follow(
            self._guard.url(url), headers, self._max_bytes, self._request_page
        )
        if answer.status != 200 and not (answer.status == 304 and headers):
            advice = _ADVICE.get(answer.status, "try again later")
            raise FetchError(f"{final} answers with status {answer.status}; {advice}")
        media_type, charset = content(answer.headers.get("content-type"))
        unchanged = answer.status == 304
        return Fetched(
            url=str(final),
            name=file_name(final.path, final.host, media_type, answer.body),
            data=None if unchanged else answer.body,
            media_type=media_type,
            charset=charset,
            etag=answer.headers.get("etag", etag if unchanged else None),
            last_modified=answer.headers.get("last-modified", last_modified if unchanged else None),
        )

    def _follow(
        self,
        url: httpx.URL,
        headers: dict[str, str],
        limit: int,
        ask: Callable[[httpx.URL, dict[str, str], int], _Answer],
    ) -> tuple[httpx.URL, _Answer]:
        """Return the first answer that is no redirect, and its URL."""
        start = url
        for _ in range(_MOST_REDIRECTS + 1):
            answer = ask(url, headers, limit)
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                return url, answer
            url = self._guard.url(answer.headers["location"], base=url)
        raise FetchError(
            f"{start} redirects more than {_MOST_REDIRECTS} times; "
            "open it in a browser and give the last address"
        )

    def _request_page(self, url: httpx.URL, headers: dict[str, str], limit: int) -> _Answer:
        """Ask for a page that robots.txt allows, not before the host had its pause."""
        self._robots.check(url)
        pause = max(self._pause_seconds, self._robots.delay(url))
        self._rest(self._last.get(url.host, -math.inf) + pause - self._clock())
        try:
            return self._request_with_retries(url, headers, limit)
        finally:
            self._last[url.host] = self._clock()

    def _read_robots(self, url: httpx.URL) -> Reply:
        _, answer = self._follow(url, {}, _ROBOTS_BYTES, self._request_with_retries)
        return Reply(answer.status, answer.body.decode("utf-8-sig", "replace"))

    def _request_with_retries(self, url: httpx.URL, headers: dict[str, str], limit: int) -> _Answer:
        """Ask again after faults that pass, with growing pauses, as long as the server asks for."""
        for wait in (*_WAITS, math.inf):
            asked = 0.0
            is_passing = True
            try:
                answer = self._request(url, headers, limit)
                if answer.status not in _BUSY:
                    return answer
                asked = _retry_after(answer.headers.get("retry-after"))
                fault = f"answers with status {answer.status}"
            except _TRANSPORT_ERRORS as error:
                fault = f"cannot be read ({str(error) or type(error).__name__})"
                is_passing = _may_pass(error)
            if not is_passing or max(wait, asked) > _LONGEST_WAIT:
                when = ""
                if asked > _LONGEST_WAIT:
                    when = f"; it asks to be left alone for {asked:,.0f} seconds"
                raise FetchError(f"{url} {fault}{when}; try again later")
            self._budget.share()
            self._rest(max(asked, wait * random.uniform(0.5, 1)))
        raise AssertionError("the last wait is without end")

    def _request(self, url: httpx.URL, headers: dict[str, str], limit: int) -> _Answer:
        target = httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        )
        own = {
            "Host": url.netloc.decode("ascii"),
            "User-Agent": _agent(),
            "Accept": "*/*",
            "Accept-Encoding": "gzip",
        }
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), _SILENCE_SECONDS)
        with self._pool.stream(
            "GET",
            target,
            headers=list({**own, **headers}.items()),
            extensions={"timeout": timeouts},
        ) as response:
            got = httpx.Headers(response.headers)
            body = b""
            if response.status == 200:
                body = _body(response.iter_stream(), got, limit, str(url))
            return _Answer(response.status, got, body)

    def _rest(self, seconds: float) -> None:
        if seconds > 0:
            self._sleep(seconds)
            self._budget.extend(seconds)


def _may_pass(error: Exception) -> bool:
    """Return whether a fault of transport can be gone at the next try; ours and TLS's stay."""
    is_ours = isinstance(error, httpcore.LocalProtocolError)
    return not is_ours and not isinstance(error.__context__, ssl.SSLError)


def _body(chunks: Iterable[bytes], headers: httpx.Headers, limit: int, url: str) -> bytes:
    """Return the decoded body.

    Raises:
        TooLarge: its header or its bytes exceed `limit`; nothing more is read or decompressed.
        FetchError: it is compressed in a way that was not asked for, or broken.
    """
    too_large = TooLarge(f"{url} has more than {limit / 1e6:,.1f} MB, the limit (RAG_MAX_FILE_MB)")
    announced = headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:18]) > limit:
        raise too_large
    coding = headers.get("content-encoding", "").strip().lower() or "identity"
    if coding not in ("gzip", "x-gzip", "identity"):
        raise FetchError(
            f"{url} is compressed as {coding[:40]!r}, which was not asked for; "
            "save the page by hand"
        )
    data = bytearray()
    try:
        for piece in chunks if coding == "identity" else _inflated(chunks, limit):
            data += piece
            if len(data) > limit:
                raise too_large
    except zlib.error as error:
        raise FetchError(f"{url} arrives broken ({error}); try again later") from None
    return bytes(data)


def _inflated(chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    """Yield pieces of at most 64 KB, so that a bomb is stopped at its first bytes too many.

    Of the compressed bytes `limit` are read.
    """
    inflate, read = zlib.decompressobj(zlib.MAX_WBITS | 16), 0
    for chunk in chunks:
        read += len(chunk)
        while chunk and not inflate.eof:
            yield inflate.decompress(chunk, _PIECE)
            chunk = inflate.unconsumed_tail
        if read > limit + _PIECE:
            raise zlib.error("it stays empty")
    yield inflate.flush()
    if not inflate.eof:
        raise zlib.error("it ends early")


def _retry_after(header: str | None) -> float:
    """Return the seconds that a `Retry-After` header asks for, as a number or a date; or 0."""
    if not header:
        return 0.0
    if header.strip().isdecimal():
        return float(header.strip()[:9])
    try:
        return max(0.0, (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):  # TypeError: a date without its zone
        return 0.0


def _agent() -> str:
    try:
        number = version("dateline")
    except PackageNotFoundError:
        number = "0"
    return f"{AGENT}/{number} (reads news and policy documents; robots.txt name: {AGENT})"
