"""Sentences: the one place that decides where one ends."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from rag.language.lexicon import load
from rag.language.locale_names import foreign_month_numbers, month_numbers
from rag.schema import Span

_STOP = r"(?<![.!?…])[.!?…]+[\"'”’»)\]]*(?=\s|$)"
_SIGNS = load("sentence_ends")
_CJK = r"[\u3040-\u30ff\u3400-\u9fff]"
_OTHER_STOP = rf"(?:[{_SIGNS['stops']}]|(?<={_CJK})[!?](?={_CJK}))+[{_SIGNS['closing']}]*"
_CLOSING_QUOTES = _SIGNS["closing_quotes"]
_GOES_ON = tuple(_SIGNS["goes_on"])
_SPACE_OF_THAI = r"(?<=[\u0e00-\u0eff])[ ]+(?=[\u0e00-\u0eff])"
# Thai and Lao part sentences by a space, but phrases too.
_SHORTEST_OF_THAI = 40
_BLOCK_END = r"\n{2,}|\n(?=[-*•|#])|(?<=\|)\n"
_BOUNDARY = re.compile(
    rf"(?P<stop>{_STOP})|(?P<sign>{_OTHER_STOP})|(?P<space>{_SPACE_OF_THAI})|{_BLOCK_END}"
)
# With the vowel signs of Indian scripts, which are no letters of their own.
_LAST_WORD = re.compile(r"[\w.&/’'\u0900-\u0963\u0980-\u0dff-]+$")
_NEXT_WORD = re.compile(r"[^\W_]+(?:[.,’'-][^\W_]+)*")
# Between a stop and the word that follows it.
_LEAD = re.compile(r"[\s\"'“‘«(\[§¶]*")
# "F.B.I.", "U.S.C.", "Ph.D.": parts of one or two letters.
_DOTTED = re.compile(r"[^\W\d_]{1,2}(?:\.[^\W\d_]{1,2})+")
# "…. (b) The fee": an item of a list that runs on in its line.
_INLINE_ITEM = re.compile(r"\s+\((?:[a-z]{1,4}|\d{1,2})\)\s", re.IGNORECASE)
# No sentence begins with such a mark: "Lee Jr. , a lawyer", "the officials . . . and".
_RUNS_ON = re.compile(r"[ \t]*[,;:.%](?=[\s.,;]|$)")
# "(Ga. 1998)", "(61 Fed. Reg. 12714, March 25)": the rest of a bracket that the stop stands in.
_BRACKET_REST = re.compile(r"[^().!?\n]{1,60}(?:\.[^().!?\n]{1,60})?\)")
_ELISION = re.compile(r"^(?:l|d|dell|all|nell)['’](?=.)")  # "l'art. 5"
_NUMBERED = re.compile(r"nos?\.\s?\d", re.IGNORECASE)
_ENUMERATOR = re.compile(r"\d{1,3}(?:[.-]\d{1,3})*[a-z]?|[ivxlc]{1,6}|[a-z]", re.IGNORECASE)
_REFERENCE = re.compile(r"[A-Z]?\d|[IVXLC]+\b|[B-Z]\b")
# "The answer was no." ends before anything but a number.
_NUMBER_ALONE = ("no", "nos")
# Marks before the first word of a heading or an item: "## 5. Title", "- 2. Fees".
_BLOCK_MARKS = "#*>•|-–— \t\n"
# What is quoted may open with a heading: "to read: “Sec. 4. Report."
_OPENING_QUOTE = re.compile(r"[“‘]")
_ROW = re.compile(r"\s{0,3}\|")
# Characters of a row that is one sentence; in a longer one the cells are paragraphs.
_LONGEST_ROW = 400
# A longer run of letters is no abbreviation, and looking for its start would cost the square of its
# length.
_LONGEST_WORD = 40
# Characters read before a stop and behind it: a bracket is seldom longer, and reading all of a text
# without a sentence's end at each of its stops would cost the square of its length.
_LOOKBACK = 300
_LOOKAHEAD = 130


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
        if _is_inside(text, start, match):
            continue
        _append(spans, text, start, match.end())
        start = match.end()
    _append(spans, text, start, len(text))
    return spans


def _is_inside(text: str, start: int, match: re.Match[str]) -> bool:
    """Return whether what may end a sentence stands inside it."""
    if match["space"]:
        return match.start() - start < _SHORTEST_OF_THAI
    if match["sign"]:
        is_quoted = match.group()[-1] in _CLOSING_QUOTES
        return is_quoted and text.startswith(_GOES_ON, match.end())
    return bool(match["stop"]) and (_is_in_row(text, start) or _continues(text, start, match))


def _is_in_row(text: str, start: int) -> bool:
    """Return whether a sentence is a row of a table, in which a stop ends no more than a cell."""
    row = _ROW.match(text, start)
    if row is None:
        return False
    end = text.find("\n", row.end(), row.end() + _LONGEST_ROW)
    end = min(len(text), row.end() + _LONGEST_ROW) if end < 0 else end
    return text[end - 1] == "|"


class _Stop(NamedTuple):
    """What stands around a full stop, of the sentence before and of the text behind it."""

    before: str
    word: str  # the last word, in lower case
    closes_bracket: bool
    after: str  # the next word
    behind: str  # some text from the next word on
    opens_bracket: bool


def _continues(text: str, start: int, match: re.Match[str]) -> bool:
    """Return whether a sentence goes on behind a stop: an abbreviation's or a number's."""
    if _RUNS_ON.match(text, match.end()):
        return True
    lead = _LEAD.match(text, match.end())
    begin = lead.end() if lead else match.end()
    following = _NEXT_WORD.match(text, begin)
    after = following.group() if following else ""
    opens_item = _INLINE_ITEM.match(text, match.end()) is not None
    if after and after[0].islower() and not opens_item:
        return True
    is_full_stop = match.group().startswith(".") and not match.group().startswith("..")
    found = _LAST_WORD.search(text, max(start, match.start() - _LONGEST_WORD), match.start())
    if not (is_full_stop and found and after):
        return False
    stop = _Stop(
        text[max(start, found.start() - _LOOKBACK) : found.start()],
        found.group().lower().strip("."),
        ")" in match.group(),
        after,
        text[begin : begin + _LOOKAHEAD],
        lead is not None and "(" in lead.group(),
    )
    return (
        _heads_block(stop)
        or _is_in_brackets(stop)
        or _is_ordinal_of_month(stop)
        or _is_ordinal(stop)
        or _is_abbreviation(stop)
    )


def _heads_block(stop: _Stop) -> bool:
    """Return whether a number or letter opens a block: "3.

    Licences", "Sec. 5. Fees", "## A. Scope".
    """
    if not _ENUMERATOR.fullmatch(stop.word):
        return False
    block = _OPENING_QUOTE.split(stop.before)[-1]
    head = block.strip(_BLOCK_MARKS).lower().rstrip(".")
    return not head or head in _words_of("heads")


def _is_in_brackets(stop: _Stop) -> bool:
    """Return whether a bracket that opened within the sentence closes shortly behind the stop."""
    is_open = stop.before.rfind("(") > max(0, stop.before.rfind(")"))
    return is_open and not stop.closes_bracket and _BRACKET_REST.match(stop.behind) is not None


def _is_ordinal_of_month(stop: _Stop) -> bool:
    """Return whether a day stands before its month, "3. Mai"; an English month needs its year."""
    if not (stop.word.isdigit() and len(stop.word) <= 2):
        return False
    month = stop.after.lower()
    has_year = re.match(r"\s\d{4}\b", stop.behind[len(month) :]) is not None
    return month in foreign_month_numbers() or (month in month_numbers() and has_year)


def _is_ordinal(stop: _Stop) -> bool:
    """Return whether a number stands behind an article as in German: "die 3. Sitzung"."""
    if not (stop.word.isdigit() and len(stop.word) <= 2) or stop.after[0].isdigit():
        return False
    before = stop.before.split()[-1:]
    return _words_of("before_ordinal").issuperset(map(str.lower, before)) and before != []


def _is_abbreviation(stop: _Stop) -> bool:
    """Return whether the stop behind a word is the word's own, by what follows."""
    word, after = _ELISION.sub("", stop.word), stop.after
    is_initial = len(after) == 1 and stop.behind[1:2] == "."  # "S. A. pays"
    opens = after.lower() in _words_of("openers") and not (
        is_initial or _NUMBERED.match(stop.behind)
    )
    if len(word) == 1 and word.isalpha() and word != "i":
        return not opens  # an initial, "J. R. Smith"; "Plan B. The" ends
    opens = opens or after.lower() in _words_of("openers_abroad")
    if word in _words_of("never_end"):
        return True
    if word in _words_of("before_number"):
        if word in _NUMBER_ALONE:
            return after[0].isdigit()
        follows = after.lower() in _words_of("before_number")
        return stop.opens_bracket or follows or _REFERENCE.match(after) is not None
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
