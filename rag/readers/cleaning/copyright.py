"""Copyright notices, and whose they are."""

from __future__ import annotations

import re

from rag.readers.cleaning.phrases import NAMES, YEAR

_YEARS = rf"{YEAR}(?:\s*[-–]\s*{YEAR})?"
_SIGN = r"(?i:\(c\))"
_WORD = rf"(?i:copyright|\(c\))\s*(?:©|{_SIGN})?\s*"
_RESERVED = "(?i:all rights reserved)"
_AFTER_YEARS = rf"{_YEARS}(?:,?\s+(?i:by\s+)?[A-Z].*)?"
_BEFORE_YEARS = rf"{NAMES},?\s+{_YEARS}(?:\s*[.,|·].*)?"
_NOTICE = re.compile(
    rf"©.*|{_WORD}(?:{_AFTER_YEARS}|{_BEFORE_YEARS})|.{{0,100}}\b{_RESERVED}\W*",
)
_MARK = re.compile(rf"©|{_SIGN}\s*{YEAR}|{_RESERVED}")
_BY_SIGN = re.compile(rf"©\s*(?:{_YEARS})?,?\s*(?i:by\s+)?(?P<name>[^\W\d_][^.|,·©\d\n]{{2,60}})")
_BY_WORD = re.compile(
    rf"(?i:copyright|\(c\))\s*(?:{_SIGN})?\s*"
    rf"(?:{_YEARS},?\s*(?i:by\s+)?(?P<name>[A-Z][^.|,·©\d\n]{{2,60}})"
    rf"|(?P<before>{NAMES}),?\s+{YEAR}\s*(?:[.,|·]|$))"
)


def is_copyright_notice(line: str) -> bool:
    """Return whether a line is a copyright notice and nothing else."""
    return bool(_NOTICE.fullmatch(line))


def has_copyright_mark(line: str) -> bool:
    """Return whether a line has the sign, or says that all rights are reserved."""
    return bool(_MARK.search(line))


def copyright_holder(line: str) -> str | None:
    """Return the name in a copyright notice; None for a sentence about copyright.

    >>> copyright_holder("© 2025 The Daily. All rights reserved.")
    'The Daily'
    >>> copyright_holder("Copyright law was changed in 2019.")
    """
    found = _BY_SIGN.search(line) or _BY_WORD.search(line)
    if not found:
        return None
    return next((name for name in found.groupdict().values() if name), None)
