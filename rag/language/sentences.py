"""Sentences: the one place that decides where one ends."""

from __future__ import annotations

import re
from functools import cache

from rag.language.lexicon import load
from rag.language.locale_names import foreign_month_numbers, month_numbers
from rag.schema import Span

_STOP = r"(?<![.!?…])[.!?…]+[\"'”’»)\]]*(?=\s|$)"
_OTHER_STOP = r"[。！？।؟]+[”’」』]*"
_BLOCK_END = r"\n{2,}|\n(?=[-*•|#])|(?<=\|)\n"
_BOUNDARY = re.compile(rf"(?P<stop>{_STOP})|{_OTHER_STOP}|{_BLOCK_END}")
_LAST_WORD = re.compile(r"[\w.&/’'-]+$")
_NEXT_WORD = re.compile(r"[^\W_]+(?:[.,’'-][^\W_]+)*")
# Between a stop and the word that follows it.
_LEAD = re.compile(r"[\s\"'“‘«(\[§¶]*")
# "F.B.I.", "U.S.C.", "Ph.D.": parts of one or two letters.
_DOTTED = re.compile(r"[^\W\d_]{1,2}(?:\.[^\W\d_]{1,2})+")
# "…. (b) The fee": an item of a list that runs on in its line.
_INLINE_ITEM = re.compile(r"\s+\((?:[a-z]{1,4}|\d{1,2})\)\s", re.IGNORECASE)
_ENUMERATOR = re.compile(r"\d{1,3}(?:\.\d{1,3})*[a-z]?|[ivxlc]{1,6}|[a-z]", re.IGNORECASE)
_REFERENCE = re.compile(r"\d|[IVXLC]+\b|[B-Z]\b")
# "The answer was no." ends before anything but a number.
_NUMBER_ALONE = ("no", "nos")
# Marks before the first word of a heading or an item: "## 5. Title", "- 2. Fees".
_BLOCK_MARKS = "#*>•|-–— \t\n"
# A longer run of letters is no abbreviation, and looking for its start would cost the square of its
# length.
_LONGEST_WORD = 40


def sentences(text: str) -> list[Span]:
    """Return the spans of the sentences of a text in order, without the list mark before them.

    A paragraph, a heading, a list item and a table row end a sentence too.

    >>> text = "It rose 2.5 per cent. Mr. Xi met No. 18."
    >>> [span.of(text) for span in sentences(text)]
    ['It rose 2.5 per cent.', 'Mr. Xi met No. 18.']
    """
    spans: list[Span] = []
    start = 0
    for match in _BOUNDARY.finditer(text):
        if match["stop"] and _continues(text, start, match):
            continue
        _append(spans, text, start, match.end())
        start = match.end()
    _append(spans, text, start, len(text))
    return spans


def _continues(text: str, start: int, match: re.Match[str]) -> bool:
    """Return whether a sentence goes on behind a stop: an abbreviation's or a number's."""
    lead = _LEAD.match(text, match.end())
    following = _NEXT_WORD.match(text, lead.end() if lead else match.end())
    after = following.group() if following else ""
    opens_item = _INLINE_ITEM.match(text, match.end()) is not None
    if after and after[0].islower() and not opens_item:
        return True
    is_full_stop = match.group().startswith(".") and not match.group().startswith("..")
    if not is_full_stop:
        return False
    found = _LAST_WORD.search(text, max(start, match.start() - _LONGEST_WORD), match.start())
    if found is None or not after:
        return False
    word = found.group().lower().strip(".")
    before = text[start : found.start()].strip(_BLOCK_MARKS)
    if _heads_block(word, before):
        return True
    behind = text[following.end() : following.end() + 6] if following else ""
    if _is_ordinal_of_month(word, after, behind):
        return True
    in_brackets = lead is not None and "(" in lead.group()
    return _is_abbreviation(word, after, in_brackets)


def _heads_block(word: str, before: str) -> bool:
    """Return whether a number or letter opens a block: "3.

    Licences", "Sec. 5. Fees", "## A. Scope".
    """
    if not _ENUMERATOR.fullmatch(word):
        return False
    head = before.lower().rstrip(".")
    return not head or head in _words_of("heads")


def _is_ordinal_of_month(word: str, after: str, behind: str) -> bool:
    """Return whether a day stands before its month, "3. Mai"; an English month needs its year."""
    if not (word.isdigit() and len(word) <= 2):
        return False
    month = after.lower()
    has_year = re.match(r"\s\d{4}\b", behind) is not None
    return month in foreign_month_numbers() or (month in month_numbers() and has_year)


def _is_abbreviation(word: str, after: str, in_brackets: bool) -> bool:
    """Return whether the stop behind a word is the word's own, by the word that follows."""
    opens = after.lower() in _words_of("openers")
    if len(word) == 1 and word.isalpha() and word != "i":
        return not opens  # an initial, "J. R. Smith"; "Plan B. The" ends
    if word in _words_of("never_end"):
        return True
    if word in _words_of("before_number"):
        if word in _NUMBER_ALONE:
            return after[0].isdigit()
        follows = after.lower() in _words_of("before_number")
        return in_brackets or follows or _REFERENCE.match(after) is not None
    if word in _words_of("may_end") or _DOTTED.fullmatch(word):
        return not opens
    return False


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    if piece.startswith("- ", left):
        left += 2 + len(piece[left + 2 :]) - len(piece[left + 2 :].lstrip())
    right = len(piece.rstrip())
    if left < right:
        spans.append(Span(start + left, start + right))


@cache
def _words_of(kind: str) -> frozenset[str]:
    return frozenset(load("abbreviations")[kind])
