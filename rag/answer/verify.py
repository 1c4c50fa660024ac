"""Check that a statement is backed by what it cites. Pure: text and passages in, a `Statement` out.

A statement is shown only when each cited number is a passage of this turn, sentences in the cited
passages support it, and every number, date and name in it occurs in them. Anything else is
withheld, with the reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.agreement import SourceText, disagreement, source_sentences
from rag.answer.quoted import find_quoted
from rag.answer.support import Support, find_support, holds_enough
from rag.language.discourse import without_opening
from rag.language.injection import is_command, opens_source_list
from rag.language.numbered_references import numbers_of_acts
from rag.language.stray_requests import is_question
from rag.language.temporal import in_words
from rag.language.tokens import content_words
from rag.schema import Passage, Statement, Window

# Characters of a statement; a longer one is none, and comparing it costs the square of its length.
_LONGEST = 2000
# Characters at the start of a document in which an act writes its own number.
_MASTHEAD = 200
_BARE_MARKER = re.compile(r"\s*\[\s*(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\s*\](?!\()")
_FORBIDDEN = (
    (
        re.compile(
            r"\b(?:https?|ftp|file|mailto|javascript|data):|www\.|\S@\S|(?<![\w.])[\w-]{2,}(?:\.[\w-]+)*\.[a-z]{2,}\b",
            re.IGNORECASE,
        ),
        "it carries a link",
    ),
    (re.compile(r"!?\[[^\]]*\]\([^)]*\)|\[[^\]]+\]:"), "it carries Markdown of a link or an image"),
    (re.compile(r"<[a-zA-Z/!][^>]*>?"), "it carries HTML"),
    (
        re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]"),
        "it carries invisible characters",
    ),
)


@dataclass(frozen=True)
class Verification:
    """A statement without its markers, its supporting sentences, and why it is withheld or ""."""

    text: str
    support: tuple[Support, ...] = ()
    why: str = ""


def markers(text: str) -> list[int]:
    """Citation numbers in order: "Both rose [1][3, 2]." -> [1, 3, 2]."""
    return [
        int(number) for group in _BARE_MARKER.findall(text) for number in re.findall(r"\d+", group)
    ]


def without_markers(text: str) -> str:
    """Return a statement without its citation numbers: "Both rose [1][3, 2]." -> "Both rose."."""
    return re.sub(r"\s+", " ", _BARE_MARKER.sub("", text)).strip(" -*•")


def verify(text: str, passages: Sequence[Passage], words: Sequence[str] = ()) -> Verification:
    """Check one drafted sentence.

    Args:
        text: the sentence with its markers, numbered from 1 in the order of `passages`.
        passages: what the drafter was given in this turn.
        words: what the drafter quoted for it; where the cited passages hold these words and they
            bear the statement, they are its support.
    """
    cited = list(dict.fromkeys(markers(text)))
    bare = without_markers(text)
    why = _formal_fault(bare, cited, len(passages))
    if why:
        return Verification(bare, (), why)
    said = without_opening(bare)
    header = " ".join(header_of(passages[number - 1], passages) for number in cited)
    quoted = find_quoted(words, cited, passages)
    support = tuple(item.words for item in quoted)
    basis = tuple(item.context for item in quoted)
    if not holds_enough(said, [item.quote for item in basis], header):
        support = basis = find_support(said, cited, passages, header)
    if not support:
        return Verification(bare, (), "no sentence of the cited passages supports it")
    fault = disagreement(said, _source_of(basis, cited, passages))
    return Verification(bare, support, f"its source {fault}" if fault else "")


def withheld(verdict: Verification) -> Statement:
    """Return the statement of a failed check."""
    return Statement(verdict.text, "withheld", (), verdict.why)


def _formal_fault(text: str, cited: list[int], available: int) -> str:
    if not content_words(text):
        return "it says nothing"
    if len(text) > _LONGEST:
        return f"it is longer than {_LONGEST} characters"
    if not cited:
        return "it cites no passage"
    unknown = [number for number in cited if not 1 <= number <= available]
    if unknown:
        return f"it cites passage {unknown[0]}, and there are {available}"
    if is_command(text):
        return "it repeats an instruction hidden in a document"
    if opens_source_list(text):
        return "it lists sources"
    if is_question(text):
        return "it asks and states nothing"
    if _mixes_scripts(text):
        return "it mixes alphabets inside a word"
    return next((fault for pattern, fault in _FORBIDDEN if pattern.search(text)), "")


def _source_of(
    support: Sequence[Support], cited: Sequence[int], passages: Sequence[Passage]
) -> SourceText:
    headed = [(passage, header_of(passage, passages)) for passage in passages]
    used = [headed[number - 1] for number in cited]
    near = " ".join(_acts_before(item, passages[item.number - 1]) for item in support)
    return SourceText(
        " ".join(item.quote for item in support),
        " ; ".join([*(header for _, header in used), f"Order {near}"]),
        " ".join(f"{header} {passage.text}" for passage, header in headed),
        source_sentences(used),
    )


def _acts_before(item: Support, passage: Passage) -> str:
    """Return the numbers of the acts that a paragraph names before a sentence of it."""
    before = passage.text[: item.span.start - passage.span.start]
    return " ".join(numbers_of_acts(before.rpartition("\n\n")[2]))


def header_of(passage: Passage, turn: Sequence[Passage]) -> str:
    """Return what stands above a passage: number, title, publisher, day, and its masthead.

    The masthead is the opening of the same document, where another passage of the turn has it.
    """
    opening = next(
        (
            other.text[:_MASTHEAD]
            for other in turn
            if other.document_id == passage.document_id and other.span.start < _MASTHEAD
        ),
        "",
    )
    masthead = f"Order {' '.join(numbers_of_acts(opening))}"
    day = passage.published
    published = f"{day} {in_words(Window(day, day))}" if day else ""
    parts = (passage.number, passage.title, passage.publisher or "", published, masthead)
    return " ; ".join(parts)


def _mixes_scripts(text: str) -> bool:
    """Return whether one word mixes two alphabets that look alike, as a forged name does."""
    for word in re.findall(r"[^\W\d_]{2,}", text):
        scripts = {unicodedata.name(char, "NONE").split()[0] for char in word} & {
            "LATIN",
            "CYRILLIC",
            "GREEK",
        }
        if len(scripts) > 1:
            return True
    return False
