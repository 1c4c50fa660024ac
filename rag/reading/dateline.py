"""Lines that date the page itself, as against a headline or a sentence that names the day of an event."""

from __future__ import annotations

import re

from rag.dates import DAY_PATTERN, dating
from rag.reading.clean import is_date_line
from rag.reading.junk import NAMES, copyright_holder, is_byline, is_sentence
from rag.schema import Dating

_LABEL = re.compile(r"(?:[•·|-]\s*)?(?:first |last )?(?:published|posted|issued|date[d:]|created|filed|publish date)\b", re.IGNORECASE)
_PLACE = re.compile(rf"{NAMES}(?:, {NAMES}){{0,2}}")


def line_dating(line: str) -> Dating | None:
    """The date of a line that is a date, stands after a label, a byline or a place, or is set off by bars.

    >>> line_dating("By Jane Roe | 12 November 2025").day, line_dating("What the 9 October 2025 controls mean")
    (datetime.date(2025, 11, 12), None)
    """
    if len(line) > 160 or not (found := dating(line, "dateline")):
        return None
    if is_date_line(line) or (_LABEL.match(line) and not is_sentence(line)) or _follows_name(line):
        return found
    parts = [] if copyright_holder(line) else re.split(r"\s*[|·•–—]\s*", line)
    dated = next((part for part in parts if is_date_line(part)), None)
    own = dating(dated, "dateline")
    return Dating(own.day, own.source, line[:80]) if own else None


def _follows_name(line: str) -> bool:
    """Whether only a byline or a place stands before the date: "By Jane Roe, 31 October 2025", "New Delhi, India, 31 October 2025"."""
    match = DAY_PATTERN.search(line)
    if not match or is_sentence(line):
        return False
    before = line[: match.start()].rstrip(" ,|·•–—-")
    separated = bool(re.search(r"[,|·•–—-]\s*$", line[: match.start()]))
    return is_byline(before) or (separated and line.endswith(match.group()) and bool(_PLACE.fullmatch(before)))
