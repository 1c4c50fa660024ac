"""Lines that date the page itself, as against a headline or a sentence that names the day of an event."""

from __future__ import annotations

import re

from rag.language.dates import DAY_PATTERN, DAY_WORDS, dating
from rag.readers.cleaning.junk_lines import NAMES, copyright_holder, is_byline, is_sentence
from rag.readers.cleaning.passes import is_date_line
from rag.schema import Dating

_LABEL = re.compile(
    r"(?:[•·|-]\s*)?(?:first |last )?(?:published|posted|issued|dated?|created|filed|publish date|release date)\b",
    re.IGNORECASE,
)
# The start of a line that a machine wrote: "2025-10-31 11:14 Source: ...".
_STAMP = re.compile(r"\d{4}[-/年]\d\d?[-/月]\d\d?日?\s{1,3}\d\d?:\d\d")
# "LONDON, 5 March 2026 - ", "New Delhi, India, Oct 31, 2025 (Meridian Wire): ", looked for in a line's first characters only.
_OPENING = re.compile(
    rf"{NAMES}(?:, {NAMES}){{0,2}}[,:]? \(?(?P<date>{DAY_WORDS})\)?(?: ?\([A-Z][^()]{{1,40}}\))? ?[-–—:]{{1,2}} ?(?=\S)"
)
_OPENING_LENGTH = 160
_PLACE = re.compile(rf"{NAMES}(?:, {NAMES}){{0,2}}")


def line_dating(line: str) -> Dating | None:
    """The date of a line that is a date, stands after a label, a byline or a place, or is set off by bars.

    >>> line_dating("By Jane Roe | 12 November 2025").day, line_dating("What the 9 October 2025 controls mean")
    (datetime.date(2025, 11, 12), None)
    """
    if len(line) > 160 or not (found := dating(line, "dateline")):
        return None
    if (
        is_date_line(line)
        or (_STAMP.match(line) and not is_sentence(line))
        or (_LABEL.match(line) and not is_sentence(line))
        or _follows_name(line)
    ):
        return found
    parts = [] if copyright_holder(line) else re.split(r"\s*[|·•–—]\s*", line)
    dated = next((part for part in parts if is_date_line(part)), None)
    own = dating(dated, "dateline")
    return (
        Dating(own.day, own.source, line[:80], found.at if found.day == own.day else own.at)
        if own
        else None
    )


def opening_dating(line: str) -> Dating | None:
    """The date of a place line that opens a text, with or without an agency.

    >>> opening_dating("LONDON, 5 March 2026 - Ministers met on Thursday.").text
    'LONDON, 5 March 2026 -'
    """
    match = _OPENING.match(line[:_OPENING_LENGTH])
    return dating(match.group().strip(), "dateline") if match else None


def _follows_name(line: str) -> bool:
    """Whether only a byline or a place stands before the date: "By Jane Roe, 31 October 2025", "New Delhi, India, 31 October 2025"."""
    match = DAY_PATTERN.search(line)
    if not match or is_sentence(line):
        return False
    before = line[: match.start()].rstrip(" ,|·•–—-")
    separated = bool(re.search(r"[,|·•–—-]\s*$", line[: match.start()]))
    return is_byline(before) or (
        separated and line.endswith(match.group()) and bool(_PLACE.fullmatch(before))
    )
