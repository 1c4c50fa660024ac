"""Dates in the forms that pages print them, read without guessing: a day without its year is no date."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

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
    r"|\b(?P<y3>\d{4})[-/](?P<m3>\d{1,2})[-/](?P<d3>\d{1,2})(?!\d)",
    re.IGNORECASE,
)
_URL_DAY = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)[/-](?P<m>0?[1-9]|1[0-2])[/-](?P<d>0?[1-9]|[12]\d|3[01])(?!\d)")
FIRST_DAY = date(1900, 1, 1)


def find_days(text: str) -> list[date]:
    """Every full date in `text`, in order; impossible ones such as 31 June are left out."""
    return [day for match in DAY_PATTERN.finditer(text) if (day := day_of(match))]


def day_of(match: re.Match[str]) -> date | None:
    """The day a match of `DAY_PATTERN` names, or None when the calendar has no such day."""
    parts = match.groupdict()
    for n in "123":
        if parts[f"y{n}"]:
            month = parts[f"m{n}"].lower()
            return _valid(int(parts[f"y{n}"]), _MONTHS.get(month) or int(month), int(parts[f"d{n}"]))
    return None


def dating(text: str | None, source: str, today: date | None = None) -> Dating | None:
    """The first date in `text` with its provenance.

    A day before 1900 or after `today` (the clock's by default, in UTC, plus one for zones ahead) is refused: None.

    >>> dating("• Updated Oct 31, 2025 11:14 AM IST", "dateline").day
    datetime.date(2025, 10, 31)
    """
    if not text:
        return None
    text = str(text).strip()
    if re.fullmatch(r"(?:19|20)\d{6}", text):  # a meta element's 20251031
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    for day in find_days(text.replace("T", " ", 1) if re.match(r"\d{4}-\d\d-\d\dT", text) else text):
        if FIRST_DAY <= day <= (today or _tomorrow()):
            return Dating(day, source, text[:80])
    return None


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
