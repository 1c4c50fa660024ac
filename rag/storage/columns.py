"""How days, identifiers and moments stand in the columns of the library."""

from __future__ import annotations

import hashlib
from collections.abc import Sized
from datetime import UTC, date, datetime


def identifier(*parts: str) -> str:
    """Return a stable identifier of 16 hexadecimal digits."""
    joined = "\x1f".join(parts)
    return hashlib.sha256(joined.encode()).hexdigest()[:16]


def number_of(day: date) -> int:
    """Return a day as the number YYYYMMDD, which SQLite can compare."""
    return day.year * 10_000 + day.month * 100 + day.day


def number_or_none(day: date | None) -> int | None:
    """Return a day as the number YYYYMMDD, or None for None."""
    return number_of(day) if day else None


def day_of(number: int | None) -> date | None:
    """Return the day of a number YYYYMMDD, or None for None."""
    if not number:
        return None
    return date(number // 10_000, number // 100 % 100, number % 100)


def now() -> str:
    """Return this second in ISO 8601, UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def marks(values: Sized) -> str:
    """Return a question mark for each value, separated by commas."""
    return ",".join("?" * len(values))
