"""Dates in the forms that pages print them; a day without its year is no date."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from rag.language.locale_names import month_numbers, weekdays
from rag.language.written_days import WrittenDay, written_days
from rag.schema import Dating

MONTH_NUMBERS = month_numbers()
_MONTH = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_SUFFIX = r"(?:st|nd|rd|th)?"
_DAY_FORMS = (
    rf"\b(?P<m1>{_MONTH})\.?\s+(?P<d1>\d{{1,2}}){_SUFFIX}(?:,\s*|\s+)(?P<y1>\d{{4}})\b",
    rf"\b(?P<d2>\d{{1,2}}){_SUFFIX}(?:\s+of)?[\s-]+(?P<m2>{_MONTH})\.?,?[\s-]+(?P<y2>\d{{4}})\b",
    r"\b(?P<y3>\d{4})[-/](?P<m3>\d{1,2})[-/](?P<d3>\d{1,2})(?!\d)",
    r"(?<!\d)(?P<y4>\d{4})\s?[年년]\s?(?P<m4>\d{1,2})\s?[月월]\s?(?P<d4>\d{1,2})\s?[日일]",
)
DAY_PATTERN = re.compile("|".join(_DAY_FORMS), re.IGNORECASE)
# A full date with its month as a word, without groups, as a part of other patterns.
DAY_WORDS = (
    rf"(?i:(?:{_MONTH})\.?\s+\d{{1,2}}{_SUFFIX},?\s+\d{{4}}"
    rf"|\d{{1,2}}{_SUFFIX}\s+(?:{_MONTH})\.?,?\s+\d{{4}})"
)
_HOUR = r"(?<!\d)(?P<hour>2[0-4]|[01]?\d)(?!\d)"
_SECONDS = r"(?::(?P<second>[0-5]\d)(?:[.,]\d{1,9})?)?"
_CLOCK = (
    rf"{_HOUR}(?:[:.h](?P<minute>[0-5]\d){_SECONDS})?"
    r"\s{0,2}(?P<half>[ap]\.?m\b\.?)?"
)
_ZONE = r"\s{0,2}\(?(?P<zone>Z\b|(?:(?:GMT|UTC)\s?)?[+-]\d\d:?\d\d\b|[A-Z]{2,4}\b)?\)?"
_WEEKDAY = "|".join(day[:3] for day in weekdays())
_AFTER = re.compile(
    rf"[\s,T|·•(–-]{{0,4}}(?:at\s|on\s|à\s|um\s)?{_CLOCK}{_ZONE}",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"{_CLOCK}{_ZONE}[\s,|·•–-]{{0,4}}(?:on\s)?(?:(?:{_WEEKDAY})[a-z]{{0,6}}\.?,?\s)?$",
    re.IGNORECASE,
)
_BEFORE_LENGTH = 40
# A meta element's 20251031.
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)(.{0,6}))?")
_ISO_T = re.compile(r"(?<=\d\d\d\d-\d\d-\d\d)T(?=\d)")
_URL_DAY = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)[/-](?P<m>0?[1-9]|1[0-2])[/-](?P<d>0?[1-9]|[12]\d|3[01])(?!\d)"
)
FIRST_DAY = date(1900, 1, 1)


def find_days(text: str) -> list[date]:
    """Return every full date in `text`, in order; impossible ones such as 31 June are left out."""
    return [day for match in DAY_PATTERN.finditer(text) if (day := day_of(match))]


def day_of(match: re.Match[str]) -> date | None:
    """Return the day a match of `DAY_PATTERN` names, None when the calendar has no such day."""
    parts = match.groupdict()
    for n in "1234":
        if parts.get(f"y{n}"):
            month = parts[f"m{n}"].lower()
            return _valid(
                int(parts[f"y{n}"]),
                MONTH_NUMBERS.get(month) or int(month),
                int(parts[f"d{n}"]),
            )
    return None


def dating(
    text: str | None, source: str, today: date | None = None, language: str | None = None
) -> Dating | None:
    """Return the first date in `text` with its provenance, and the time beside it.

    The page's language decides what the name of a month and 02/05/2019 mean. A day before 1900 or
    after `today` (the clock's by default, in UTC, plus one for zones ahead) is refused: None.

    >>> found = dating("• Updated Oct 31, 2025 11:14 AM IST", "dateline")
    >>> found.day, found.at
    (datetime.date(2025, 10, 31), '2025-10-31T11:14:00')
    """
    if not text:
        return None
    text = str(text).strip()
    read = _ISO_T.sub(" ", _spread(text), count=1)
    for day, match in days_in(read, language):
        if day and FIRST_DAY <= day <= (today or _tomorrow()):
            return Dating(day, source, text[:80], time_beside(read, match, day))
    return None


def days_in(text: str, language: str | None = None) -> list[WrittenDay]:
    """Return the full dates of a text in any form and their places, in order."""
    own = [WrittenDay(day_of(match), match) for match in DAY_PATTERN.finditer(text)]
    found = [*own, *written_days(text, language)]
    return sorted(found, key=lambda written: written.match.start())


def time_beside(text: str, match: re.Match[str], day: date) -> str | None:
    """Return the time next to a date in ISO 8601, with an offset given in figures or as UTC.

    Other zones have several meanings (IST is Indian, Irish and Israeli), so they are left to the
    text.

    >>> text = "2025-10-31T11:14:00+05:30"
    >>> time_beside(text, DAY_PATTERN.match(text), date(2025, 10, 31))
    '2025-10-31T11:14:00+05:30'
    """
    found = _AFTER.match(text, match.end()) or _BEFORE.search(
        text[max(0, match.start() - _BEFORE_LENGTH) : match.start()]
    )
    if not found or not (found["minute"] or found["half"]):
        return None
    hour = int(found["hour"])
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"].lower().startswith("p") else 0)
    if hour > 23:
        return None
    minute, second = found["minute"] or "00", found["second"] or "00"
    return f"{day.isoformat()}T{hour:02}:{minute}:{second}{_offset(found['zone'] or '')}"


def _spread(text: str) -> str:
    """Return a date in digits alone with its separators, any other text as it is."""
    compact = _COMPACT.fullmatch(text)
    if not compact:
        return text
    day = "-".join(compact.groups()[:3])
    hour, minute, second, rest = compact.groups()[3:]
    return f"{day}T{hour}:{minute}:{second}{rest}" if hour else day


def _offset(zone: str) -> str:
    digits = re.search(r"([+-])(\d\d):?(\d\d)$", zone)
    if digits:
        return f"{digits[1]}{digits[2]}:{digits[3]}"
    return "+00:00" if zone.upper() in ("Z", "GMT", "UTC") else ""


def url_dating(url: str | None) -> Dating | None:
    """Return the date in the path of a URL, such as /2025/10/31/."""
    match = _URL_DAY.search(url or "")
    return dating("-".join(match.groups()), "url") if match else None


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _tomorrow() -> date:
    return date.fromordinal(datetime.now(UTC).date().toordinal() + 1)
