"""The closed period whose changes are reported."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from rag.errors import ConfigError
from rag.schema import Window


class Period(NamedTuple):
    """A closed period, both days included."""

    since: date
    until: date

    @property
    def window(self) -> Window:
        """The same days as a window."""
        return Window(self.since, self.until)

    @property
    def eve(self) -> date:
        """The day before the first."""
        return self.since - timedelta(days=1)


def known_between(since: date | None, until: date | None, today: date) -> Window:
    """Return the closed window of two days; it ends today at the latest.

    Raises:
        ConfigError: there is no first day, or it lies after the last one.
    """
    if since is None:
        raise ConfigError("since is missing: changes are those from one day on, such as 2025-10-31")
    last = min(until or today, today)
    if since > last:
        end = "until" if last == until else "the day that counts as today,"
        raise ConfigError(f"since {since} lies after {end} {last}")
    return Window(since, last)
