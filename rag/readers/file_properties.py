"""What a file's own properties say, as far as they are about the document in it.

Programs fill them in: with the day and the author of a template, with the day on which a page was
printed. Such a day is believed only where the text does not say that it is older.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from rag.language.dates import dating
from rag.language.lexicon import load
from rag.readers.cleaning.phrases import one_of
from rag.schema import Dating

_TEMPLATES = load("templates")
_PLACEHOLDER = re.compile(one_of(_TEMPLATES["authors"]))
_DAYS = frozenset(map(date.fromisoformat, _TEMPLATES["days"]))
_PRINTER = re.compile("|".join(map(re.escape, _TEMPLATES["printers"])), re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d.,/-])(?:19|20)\d\d(?![\d%]|[.,]\d)")
# A report on a year comes out in the next.
_LATEST = 1


def is_placeholder(name: str) -> bool:
    """Return whether a name is a program's own, such as "python-docx" or "anonymous"."""
    return bool(_PLACEHOLDER.fullmatch(name.strip()))


def file_dating(written: str | None, blocks: Iterable[str], program: str = "") -> Dating | None:
    """Return the day that a file's properties state, where it may be the document's.

    Args:
        written: the property.
        blocks: the text, whose years say how old it is; it may be a year older than the file, or
            as old where the program prints what was there before.
        program: what made the file.

    >>> file_dating("2026-11-27", ["The port handled more in 2024 than in 2019."])
    >>> file_dating("2024-03-02", ["The port handled more in 2023 than in 2019."]).day
    datetime.date(2024, 3, 2)
    """
    found = dating(written, "file metadata")
    if found is None or found.day in _DAYS:
        return None
    years = [int(year) for block in blocks for year in _YEAR.findall(block)]
    past = [year for year in years if year <= found.day.year]
    if _PRINTER.search(program):
        return found if past and max(past) == found.day.year else None
    return None if past and max(past) < found.day.year - _LATEST else found
