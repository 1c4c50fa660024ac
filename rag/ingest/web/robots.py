"""Rules of a site's robots.txt (RFC 9309), read once an hour through the same client as pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import httpx
from protego import Protego

from rag.errors import AddressRefused, FetchError, ReadingError

AGENT = "Dateline"
_KEPT_SECONDS = 3600.0
# Sites ask for up to a day between requests; whoever waits at a terminal gives up long before.
_LONGEST_DELAY = 30.0


class Reply(NamedTuple):
    """Status and text of a robots.txt."""

    status: int
    text: str


class _Kept(NamedTuple):
    until: float
    rules: Protego
    fault: str


class Robots:
    """The rules of the sites asked so far; `read` fetches a robots.txt, `clock` counts seconds."""

    def __init__(self, read: Callable[[httpx.URL], Reply], clock: Callable[[], float]) -> None:
        self._read = read
        self._clock = clock
        self._kept: dict[bytes, _Kept] = {}

    def check(self, url: httpx.URL) -> None:
        """Refuse what the site refuses.

        Raises:
            FetchError: the rules forbid the page, or cannot be read for a fault of the server,
                which forbids every page.
        """
        kept = self._of(url)
        if kept.fault:
            raise FetchError(f"{url.host} is left alone: {kept.fault}")
        if not kept.rules.can_fetch(str(url), AGENT):
            raise FetchError(
                f"{url} is closed to programs by the site's robots.txt; "
                "save the page by hand to read it"
            )

    def delay(self, url: httpx.URL) -> float:
        """Seconds that the site wants between requests, at most half a minute."""
        return min(self._of(url).rules.crawl_delay(AGENT) or 0.0, _LONGEST_DELAY)

    def _of(self, url: httpx.URL) -> _Kept:
        site = url.copy_with(raw_path=b"/robots.txt")
        kept = self._kept.get(site.netloc + site.raw_scheme)
        if kept is None or self._clock() >= kept.until:
            kept = self._kept[site.netloc + site.raw_scheme] = self._ask(site)
        return kept

    def _ask(self, site: httpx.URL) -> _Kept:
        text = fault = ""
        try:
            reply = self._read(site)
        except AddressRefused:
            raise
        except ReadingError as error:
            fault = f"its robots.txt cannot be read ({error})"
        else:
            if reply.status == 200:
                text = reply.text
            elif not 400 <= reply.status < 500:
                fault = (
                    f"its robots.txt answers with status {reply.status}, which forbids every page; "
                    "try again in an hour"
                )
        return _Kept(self._clock() + _KEPT_SECONDS, Protego.parse(text), fault)
