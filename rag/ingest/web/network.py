"""Connections that go to the address that was checked, and end when the time is over."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable
from typing import Any

import httpcore

from rag.addresses import masked
from rag.errors import FetchError
from rag.ingest.web.guard import Guard


class Budget:
    """The seconds that are left for one document."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._end = 0.0
        self._fault = ""

    def start(self, url: str, seconds: float) -> None:
        """Begin anew."""
        self._end = self._clock() + seconds
        self._fault = (
            f"{masked(url)[:200]} took longer than {seconds:g} seconds; "
            "try again later or save the page by hand"
        )

    def extend(self, seconds: float) -> None:
        """Add what was spent waiting out of politeness."""
        self._end += seconds

    def share(self, wanted: float | None = None) -> float:
        """Return `wanted` seconds, or what is left.

        Raises:
            FetchError: nothing is left.
        """
        left = self._end - self._clock()
        if left <= 0:
            raise FetchError(self._fault)
        return left if wanted is None else min(wanted, left)


class GuardedNetwork(httpcore.NetworkBackend):
    """Resolves a name once a connection, through the guard, and connects to what it returned.

    The name goes on to the `Host` header, to SNI and to the check of the certificate, which
    httpcore does with the URL's host.
    """

    def __init__(
        self, guard: Guard, budget: Budget, network: httpcore.NetworkBackend | None = None
    ) -> None:
        self._guard = guard
        self._budget = budget
        self._network = network or httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Return a connection to the first address of `host` that answers.

        Raises:
            FetchError: as for `Guard.addresses`, or the time is over.
            httpcore.ConnectError: no address answers.
        """
        try:
            addresses = self._guard.addresses(host, port)
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        for address in addresses[:-1]:
            try:
                return self._stream(address, port, timeout, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue  # often the IPv6 address of a machine without IPv6
        return self._stream(addresses[-1], port, timeout, socket_options)

    def _stream(
        self, address: str, port: int, timeout: float | None, options: Iterable[Any] | None
    ) -> httpcore.NetworkStream:
        stream = self._network.connect_tcp(
            address, port, self._budget.share(timeout), None, options
        )
        return _TimedStream(stream, self._budget)


class _TimedStream(httpcore.NetworkStream):
    """A stream whose every step takes from the budget.

    So a server that sends a byte a second comes to an end.
    """

    def __init__(self, stream: httpcore.NetworkStream, budget: Budget) -> None:
        self._stream = stream
        self._budget = budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._budget.share(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._budget.share(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._budget.share(timeout))
        return _TimedStream(stream, self._budget)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's signature
        return self._stream.get_extra_info(info)
