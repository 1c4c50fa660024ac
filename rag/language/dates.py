"""Dates in the forms that pages print them, read without guessing: a day without its year is no date."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from itertools import chain

from rag.schema import Dating

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
MONTH_NUMBERS = dict(_MONTHS)
DAY_PATTERN = re.compile(
    rf"\b(?P<m1>{_MONTH})\.?\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:,\s*|\s+)(?P<y1>\d{{4}})\b"
    rf"|\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+(?P<m2>{_MONTH})\.?,?[\s-]+(?P<y2>\d{{4}})\b"
    r"|\b(?P<y3>\d{4})[-/](?P<m3>\d{1,2})[-/](?P<d3>\d{1,2})(?!\d)"
    r"|(?<!\d)(?P<y4>\d{4})\s?[年년]\s?(?P<m4>\d{1,2})\s?[月월]\s?(?P<d4>\d{1,2})\s?[日일]",
    re.IGNORECASE,
)
_CLOCK = r"(?<!\d)(?P<hour>2[0-4]|[01]?\d)(?!\d)(?:[:.h](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d{1,9})?)?)?\s{0,2}(?P<half>[ap]\.?m\b\.?)?"
_ZONE = r"\s{0,2}\(?(?P<zone>Z\b|(?:(?:GMT|UTC)\s?)?[+-]\d\d:?\d\d\b|[A-Z]{2,4}\b)?\)?"
_AFTER = re.compile(rf"[\s,T|·•(–-]{{0,4}}(?:at\s|on\s|à\s|um\s)?{_CLOCK}{_ZONE}", re.IGNORECASE)
_BEFORE = re.compile(
    rf"{_CLOCK}{_ZONE}[\s,|·•–-]{{0,4}}(?:on\s)?(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{{0,6}}\.?,?\s)?$",
    re.IGNORECASE,
)
_BEFORE_LENGTH = 40
# Months of other languages, in the forms that are no English word; read in a page's own date only, never in questions or quotes.
_OTHER_MONTHS = {
    name: number
    for number, names in enumerate(
        ("janvier januar jänner enero gennaio janeiro januari", "février fevrier februar febrero febbraio fevereiro februari", "mars märz marzo março maart",
         "avril abril aprile", "mai mayo maggio maio mei", "juin juni junio giugno junho", "juillet juli julio luglio julho", "août aout agosto augustus augusti",
         "septembre septiembre settembre setembro", "octobre oktober octubre ottobre outubro", "novembre noviembre novembro",
         "décembre decembre dezember diciembre dicembre dezembro december"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_OTHER_DAY = re.compile(
    rf"\b(?P<d2>\d{{1,2}})(?:\.|er|º|°)?\s+(?:de\s+)?(?P<m2>{'|'.join(sorted({*_OTHER_MONTHS, *_MONTHS}, key=len, reverse=True))})\.?,?\s+(?:de\s+|del\s+)?(?P<y2>\d{{4}})\b",
    re.IGNORECASE,
)
# The same with its month as a word, without groups, as a part of other patterns.
DAY_WORDS = rf"(?i:(?:{_MONTH})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{_MONTH})\.?,?\s+\d{{4}})"
_URL_DAY = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)[/-](?P<m>0?[1-9]|1[0-2])[/-](?P<d>0?[1-9]|[12]\d|3[01])(?!\d)"
)
FIRST_DAY = date(1900, 1, 1)


def find_days(text: str) -> list[date]:
    """Every full date in `text`, in order; impossible ones such as 31 June are left out."""
    return [day for match in DAY_PATTERN.finditer(text) if (day := day_of(match))]


def day_of(match: re.Match[str]) -> date | None:
    """The day a match of `DAY_PATTERN` names, or None when the calendar has no such day."""
    parts = match.groupdict()
    for n in "1234":
        if parts.get(f"y{n}"):
            month = parts[f"m{n}"].lower()
            return _valid(
                int(parts[f"y{n}"]),
                _MONTHS.get(month) or _OTHER_MONTHS.get(month) or int(month),
                int(parts[f"d{n}"]),
            )
    return None


def dating(text: str | None, source: str, today: date | None = None) -> Dating | None:
    """The first date in `text` with its provenance, and the time beside it.

    A day before 1900 or after `today` (the clock's by default, in UTC, plus one for zones ahead) is refused: None.

    >>> found = dating("• Updated Oct 31, 2025 11:14 AM IST", "dateline")
    >>> found.day, found.at
    (datetime.date(2025, 10, 31), '2025-10-31T11:14:00')
    """
    if not text:
        return None
    text = str(text).strip()
    compact = re.fullmatch(
        r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)(.{0,6}))?", text
    )  # a meta element's 20251031
    read = (
        "{}-{}-{}T{}:{}:{}{}".format(*compact.groups())
        if compact and compact[4]
        else "-".join(compact.groups()[:3])
        if compact
        else text
    )
    read = re.sub(r"(?<=\d\d\d\d-\d\d-\d\d)T(?=\d)", " ", read, count=1)
    for match in chain(DAY_PATTERN.finditer(read), _OTHER_DAY.finditer(read)):
        day = day_of(match)
        if day and FIRST_DAY <= day <= (today or _tomorrow()):
            return Dating(day, source, text[:80], time_beside(read, match, day))
    return None


def time_beside(text: str, match: re.Match[str], day: date) -> str | None:
    """The time next to a date in ISO 8601, with its offset where the text has a numeric one, GMT or UTC.

    Other zones have several meanings (IST is Indian, Irish and Israeli), so they are left to the text.

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
    return f"{day.isoformat()}T{hour:02}:{found['minute'] or '00'}:{found['second'] or '00'}{_offset(found['zone'] or '')}"


def _offset(zone: str) -> str:
    digits = re.search(r"([+-])(\d\d):?(\d\d)$", zone)
    if digits:
        return f"{digits[1]}{digits[2]}:{digits[3]}"
    return "+00:00" if zone.upper() in ("Z", "GMT", "UTC") else ""


def url_dating(url: str | None) -> Dating | None:
    """The date that stands in the path of a URL, such as /2025/10/31/."""
    match = _URL_DAY.search(url or "")
    return dating("-".join(match.groups()), "url") if match else None


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _tomorrow() -> date:
    return date.fromordinal(datetime.now(UTC).date().toordinal() + 1)
