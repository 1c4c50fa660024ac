"""One instant in two zones: the day that a page prints goes before the day it has in UTC."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from rag.schema import Dating

# The zones of the world, and the steps in which they differ; a printed day without an hour is taken
# in the zones of most people, since a paper's edition bears the next day too.
_WEST, _EAST, _STEP = timedelta(hours=-12), timedelta(hours=14), timedelta(minutes=15)
_FAR_WEST, _FAR_EAST = timedelta(hours=-10), timedelta(hours=10)
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


def in_printed_zone(stated: Dating, others: Iterable[Dating]) -> Dating:
    """Return a date as the page prints it, where both are the same instant.

    Args:
        stated: what the page says to machines, often in UTC.
        others: the page's other dates, the surest first; the first that is the same instant counts.

    >>> from datetime import date
    >>> stated = Dating(date(2024, 2, 22), "meta", "", "2024-02-22T04:59:00+00:00")
    >>> printed = Dating(date(2024, 2, 21), "dateline", "21 Feb", "2024-02-21T23:59:00")
    >>> in_printed_zone(stated, [printed]).at
    '2024-02-21T23:59:00-05:00'
    """
    instant = _instant(stated)
    if instant is None:
        return stated
    printed = next((other for other in others if _is_same(other, instant)), None)
    if printed is None or printed.day == stated.day:
        return stated
    return replace(printed, at=_with_offset(printed, instant))


def _instant(stated: Dating) -> datetime | None:
    """Return the moment in UTC, which a time without its zone is taken to be in."""
    moment = _moment(stated)
    if moment is None:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _moment(stated: Dating) -> datetime | None:
    return datetime.fromisoformat(stated.at) if stated.at else None


def _is_same(printed: Dating, instant: datetime) -> bool:
    """Return whether a printed date may be the instant: to the minute where it has a time."""
    moment = _moment(printed)
    if moment is None:
        start = datetime.combine(printed.day, time(), UTC)
        return start <= instant + _FAR_EAST and instant + _FAR_WEST < start + _DAY
    if moment.tzinfo:
        return bool(moment.utcoffset()) and abs(moment - instant) < _MINUTE
    offset = _offset(moment, instant)
    return _WEST <= offset <= _EAST and not offset % _STEP


def _offset(moment: datetime, instant: datetime) -> timedelta:
    """Return how far a clock without its zone is ahead of UTC, in whole minutes."""
    clocks = (moment.replace(second=0, microsecond=0), instant.replace(second=0, microsecond=0))
    return clocks[0] - clocks[1].replace(tzinfo=None)


def _with_offset(printed: Dating, instant: datetime) -> str | None:
    """Return the printed time with the zone that the instant shows."""
    moment = _moment(printed)
    if moment is None or moment.tzinfo:
        return printed.at
    hours, minutes = divmod(abs(_offset(moment, instant)) // _MINUTE, 60)
    sign = "-" if _offset(moment, instant) < timedelta() else "+"
    return f"{printed.at}{sign}{hours:02}:{minutes:02}"
