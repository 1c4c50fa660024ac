"""Read citation markers in whatever form a model writes them, as "[n]"."""

from __future__ import annotations

import re

from rag.language.lexicon import load
from rag.language.lexicon.patterns import any_of

_LEXICON = load("drafts")
_NAME = rf"(?:(?i:{any_of(_LEXICON['sources'])})\b\.?\s*[:=]?\s*|[#^]\s*)"
_JOIN = rf"\s*(?:[,;&+/–—-]|\b{any_of(_LEXICON['joins'])}\b)\s*"
_MORE = rf"(?:{_JOIN}{_NAME}?\d{{1,3}})*"
# "[1]", "[^1]", "[[1]]", "[Source 1, Source 3]", "【1】", "【4:0†page】"; "[1](…)" is a link.
_SQUARE = re.compile(
    rf"[\[【\uff3b]{{1,2}}\s*({_NAME}?\d{{1,3}}{_MORE})(?::\d+)?(?:†[^\]】\n]{{0,40}})?"
    r"\s*[\]】\uff3d]{1,2}(?!\()"
)
_NAMED = re.compile(rf"\(\s*({_NAME}\d{{1,3}}{_MORE})\s*\)")
# "(1)" behind a statement: the end, a stop, another marker or a new sentence follows. At the start
# of a line it numbers an item, and "4(1)" is a paragraph.
_ROUND = re.compile(
    rf"(?:(?<=\S)[ \t]+|(?<=[.!?)\]]))\(\s*(\d{{1,2}}{_MORE})\s*\)"
    r"(?=\s*(?:$|\n|[.!?;«(])|\s+[^\W\d_a-z])"
)
_RAISED = re.compile(r"(?<=[.!?])[⁰¹²³⁴-⁹]+")
_RAISED_TAG = re.compile(r"<sup>\s*([^<>\n]{1,20}?)\s*</sup>", re.IGNORECASE)
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_RANGE = re.compile(rf"(\d{{1,3}})\s*[–—-]\s*{_NAME}?(\d{{1,3}})")
# A longer "range" is none: "[1-99]".
_LONGEST_RANGE = 10


class MarkerHabit:
    """Writes markers as "[n]"; a model that writes square brackets means no marker by round ones.

    >>> MarkerHabit().plain("It rose 【1】. It fell [Source 2, 4-6].")
    'It rose [1]. It fell [2][4][5][6].'
    >>> MarkerHabit().plain("It rose (1). It fell (2).")
    'It rose [1]. It fell [2].'
    """

    def __init__(self) -> None:
        self._is_round: bool | None = None

    def plain(self, text: str) -> str:
        """Return a text with its markers as "[n]"."""
        text = _RAISED_TAG.sub(_bracketed, text)
        if self._is_round is None:
            is_square = _SQUARE.search(text) is not None
            is_any = is_square or _ROUND.search(text) is not None
            self._is_round = not is_square if is_any else None
        text = _NAMED.sub(_plain, _SQUARE.sub(_plain, text))
        text = _RAISED.sub(lambda match: f" [{match.group().translate(_DIGITS)}]", text)
        return _ROUND.sub(lambda match: f" {_plain(match)}", text) if self._is_round else text


def _bracketed(match: re.Match[str]) -> str:
    return match[1] if match[1].startswith("[") else f"[{match[1]}]"


def _plain(match: re.Match[str]) -> str:
    """Return the numbers of one group: "1, 3-5" -> "[1][3][4][5]"."""
    listed = _RANGE.sub(_range, match[1])
    return "".join(f"[{int(number)}]" for number in re.findall(r"\d{1,3}", listed))


def _range(match: re.Match[str]) -> str:
    first, last = int(match[1]), int(match[2])
    if first <= last <= first + _LONGEST_RANGE:
        return " ".join(str(number) for number in range(first, last + 1))
    return f"{first} {last}"
