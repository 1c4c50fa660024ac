"""Words for the reader in place of codes: how a date is known, how old it is, what was done."""

from __future__ import annotations

from datetime import date

from rag.language.temporal import in_words
from rag.schema import Window

# `Dating.source`, which is kept in libraries and saved answers, as it completes "from …".
_DATE_SOURCES = {
    "json-ld": "the page's metadata",
    "meta": "the page's metadata",
    "time element": "the time shown on the page",
    "dateline": "the date line of the text",
    "url": "the web address",
    "front matter": "the file's front matter",
    "record": "the data record",
    "feed": "the feed",
    "mail header": "the mail's header",
    "file metadata": "the file's properties",
    "file name": "the file's name",
}
# The kinds of `Relation`, as they complete "the order was …".
_DONE = {
    "amends": "amended",
    "revokes": "revoked",
    "suspends": "suspended",
    "extends": "extended",
    "implements": "implemented",
}
# `Abstention.reason` as a heading.
_REFUSALS = {
    "nothing_found": "Nothing found",
    "not_enough": "Not enough found",
    "outside_dates": "Outside the collection's dates",
    "model_found_nothing": "No answer found",
}
# Ages below this many months are given in days.
_MONTHS_IN_DAYS = 2


def date_source_in_words(source: str | None) -> str:
    """Return where a date comes from, for after "from"; an unknown code as it is.

    >>> date_source_in_words("json-ld")
    "the page's metadata"
    """
    if not source:
        return "an unknown place"
    return _DATE_SOURCES.get(source, source)


def dated_in_words(published: date | str | None, source: str | None) -> str:
    """Return a day of publication with how it is known, or "no date".

    >>> dated_in_words("2025-10-31", "file name")
    "2025-10-31 (from the file's name)"
    """
    return f"{published} (from {date_source_in_words(source)})" if published else "no date"


def provenance(publisher: str | None, published: date | str | None, source: str | None) -> str:
    """Return who published a document, when, and how the day is known."""
    return f"{publisher or 'unknown publisher'}, {dated_in_words(published, source)}"


def done_in_words(kind: str) -> str:
    """Return what a relation of some kind does to an act: "amended" for "amends"."""
    return _DONE.get(kind, kind)


def refusal_in_words(reason: str) -> str:
    """Return the heading of a refusal."""
    return _REFUSALS.get(reason, reason)


def age_in_words(day: date, today: date, as_of: date | None = None) -> str:
    """Return a day and how long before the reader's it is, in completed units.

    >>> age_in_words(date(2010, 9, 26), date(2026, 9, 1))
    '26 September 2010, 15 years ago'
    >>> age_in_words(date(2025, 10, 9), date(2025, 10, 20), as_of=date(2025, 10, 20))
    '9 October 2025, 11 days before 20 October 2025'
    """
    days = (today - day).days
    name = _name(day)
    if days <= 0:
        return f"{name}, the day asked about" if as_of else f"{name}, today"
    if as_of:
        return f"{name}, {_duration(day, today)} before {_name(as_of)}"
    return f"{name}, yesterday" if days == 1 else f"{name}, {_duration(day, today)} ago"


def _duration(start: date, end: date) -> str:
    months = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
    if months < _MONTHS_IN_DAYS:
        return _count((end - start).days, "day")
    return _count(months, "month") if months < 12 else _count(months // 12, "year")


def _count(number: int, unit: str) -> str:
    return f"a {unit}" if number == 1 else f"{number} {unit}s"


def _name(day: date) -> str:
    return in_words(Window(day, day))
