"""Sentences and words: the one place that decides where a sentence ends and what counts as a word."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from rag.schema import Span

# A full stop after one of these does not end a sentence.
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st jr sr gen col lt sgt rep sen gov hon rev capt inc ltd co corp llc plc no nos art arts sec secs ch vs "
    "etc e.g i.e cf fig figs vol pp p ed eds est approx dept univ jan feb mar apr jun jul aug sep sept oct nov dec cir reg stat "
    "para paras cl u.s u.k u.n e.u d.c a.m p.m ph.d".split()
)
# These often close a sentence too; they end one when a capitalised function word follows.
_MAY_END = frozenset("u.s u.k u.n e.u d.c a.m p.m etc inc ltd co corp plc llc".split())
_OPENERS = frozenset(
    "the a an in on at it its this that these those he she they we i but and however by for from as with under after before "
    "when while although since there his her their our no not some such both most".split()
)
_BOUNDARY = re.compile(
    r"(?<![.!?…])[.!?…]+[\"'”’»)\]]*(?=\s|$)|[。！？।؟]+[”’」』]*|\n{2,}|\n(?=[-*•|#])|(?<=\|)\n"
)
_LAST_WORD = re.compile(r"[\w.&’'-]+$")
_WORD = re.compile(r"[^\W_]+(?:[.,’'-][^\W_]+)*")

# A longer run of letters is no abbreviation, and looking for its start would cost the square of its length.
_LONGEST_WORD = 40

STOP_WORDS = frozenset(
    "a about above after again against all also am an and any are as at be because been before being below between both but by "
    "can could did do does doing down during each few for from further had has have having he her here hers him his how i if in "
    "into is it its itself just me more most my no nor not now of off on once only or other our out over own s same she should so "
    "some such t than that the their them then there these they this those through to too under until up us very was we were what "
    "when where which while who whom whose why will with would you your tell give list say says said please many much".split()
)


def sentences(text: str) -> list[Span]:
    """Spans of the sentences of `text`, in order, without the white space and the list mark ("- ") before them.

    A paragraph, a heading, a list item and a table row end a sentence too.

    >>> [span.of("It rose 2.5 per cent. Mr. Xi met No. 18.") for span in sentences("It rose 2.5 per cent. Mr. Xi met No. 18.")]
    ['It rose 2.5 per cent.', 'Mr. Xi met No. 18.']
    """
    spans: list[Span] = []
    start = 0
    for match in _BOUNDARY.finditer(text):
        if _continues(text, start, match):
            continue
        _append(spans, text, start, match.end())
        start = match.end()
    _append(spans, text, start, len(text))
    return spans


def words(text: str) -> list[str]:
    """Lower-case word tokens, numbers with their inner separators included: "Rs 1,500" -> ["rs", "1,500"]."""
    return [_plain(match.group()) for match in _WORD.finditer(text)]


def placed_words(text: str) -> list[tuple[str, Span]]:
    """The `words` of a text with where each stands."""
    return [(_plain(match.group()), Span(*match.span())) for match in _WORD.finditer(text)]


def content_words(text: str) -> list[str]:
    """The stems of the words that carry meaning, in order, with repeats."""
    return [stem(word) for word in words(text) if word not in STOP_WORDS]


def fingerprint(text: str) -> str:
    """The words alone: equal for texts that differ in spaces, case, quotes and punctuation only."""
    return " ".join(words(text))


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The Snowball stem, with British and American spellings joined.

    >>> [stem(word) for word in ("licences", "licensing", "exported", "organised", "organizes", "1,500")]
    ['licens', 'licens', 'export', 'organiz', 'organiz', '1,500']
    """
    stemmed = str(_stemmer().stemWord(word))
    if stemmed.endswith("enc"):
        return stemmed[:-1] + "s"
    return stemmed[:-1] + "z" if stemmed.endswith("nis") else stemmed


@cache
def _stemmer() -> Any:  # noqa: ANN401 - PyStemmer ships no types
    import Stemmer

    return Stemmer.Stemmer("english")


def _plain(word: str) -> str:
    word = word.lower().replace("’", "'")
    return word.removesuffix("'s")


def _continues(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether the full stop at `match` belongs to an abbreviation, an initial or a number rather than to a sentence's end."""
    if not match.group().startswith(".") or match.group().startswith(".."):
        return False
    found = _LAST_WORD.search(text, max(start, match.start() - _LONGEST_WORD), match.start())
    if found is None:
        return False
    word = found.group().lower().strip(".")
    following = _WORD.match(text, _skip_space(text, match.end()))
    after = following.group() if following else ""
    if after and after[0].islower():
        return True
    if len(word) == 1 and word.isalpha() and word != "i":
        return True
    if word in _MAY_END:
        return after.lower() not in _OPENERS
    if word in ("no", "nos"):
        return after[:1].isdigit()
    if word.isdigit() and not text[start : found.start()].strip():
        return True  # a list number, "3. Licences"
    return word in _ABBREVIATIONS and bool(after)


def _skip_space(text: str, position: int) -> int:
    while position < len(text) and (text[position].isspace() or text[position] in "\"'“‘("):
        position += 1
    return position


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    if piece.startswith("- ", left):
        left += 2 + len(piece[left + 2 :]) - len(piece[left + 2 :].lstrip())
    right = len(piece.rstrip())
    if left < right:
        spans.append(Span(start + left, start + right))
