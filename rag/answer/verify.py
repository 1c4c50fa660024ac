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
from typing import NamedTuple

from rag.answer.agreement import SourceText, disagreement
from rag.language.injection import is_command
from rag.language.quantities import numbers
from rag.language.sentences import sentences
from rag.language.tokens import content_words
from rag.schema import Passage, Span, Statement

# Share of a statement's content words that its supporting sentences must hold. Swept .3 to .8 on
# scifact's claims with their cited abstracts: supported claims keep more words than contradicted
# ones only up to about here (evals/notebook.md).
MIN_OVERLAP = 0.5
# At most this many sentences are quoted in support of one statement.
MAX_QUOTES = 2
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


class Support(NamedTuple):
    """A supporting sentence: the passage of the turn, from 1, and its span in the document."""

    number: int
    span: Span
    quote: str


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


def verify(text: str, passages: Sequence[Passage]) -> Verification:
    """Check one drafted sentence.

    Args:
        text: the sentence with its markers, numbered from 1 in the order of `passages`.
        passages: what the drafter was given in this turn.
    """
    cited = list(dict.fromkeys(markers(text)))
    bare = re.sub(r"\s+", " ", _BARE_MARKER.sub("", text)).strip(" -*•")
    why = _formal_fault(bare, cited, len(passages))
    if why:
        return Verification(bare, (), why)
    support = _supporting(bare, cited, passages)
    if not support:
        return Verification(bare, (), "no sentence of the cited passages supports it")
    fault = disagreement(bare, _source_of(support, cited, passages))
    return Verification(bare, support, f"its source {fault}" if fault else "")


def withheld(verdict: Verification) -> Statement:
    """Return the statement of a failed check."""
    return Statement(verdict.text, "withheld", (), verdict.why)


def _formal_fault(text: str, cited: list[int], available: int) -> str:
    if not content_words(text):
        return "it says nothing"
    if not cited:
        return "it cites no passage"
    unknown = [number for number in cited if not 1 <= number <= available]
    if unknown:
        return f"it cites passage {unknown[0]}, and there are {available}"
    if is_command(text):
        return "it repeats an instruction hidden in a document"
    if _mixes_scripts(text):
        return "it mixes alphabets inside a word"
    return next((fault for pattern, fault in _FORBIDDEN if pattern.search(text)), "")


def _supporting(text: str, cited: list[int], passages: Sequence[Passage]) -> tuple[Support, ...]:
    """Return the fewest sentences of the cited passages that hold enough of the statement's words.

    The greatest gain comes first.
    """
    wanted = set(content_words(text))
    candidates = [
        (number, span, span.of(passage.text), set(content_words(span.of(passage.text))))
        for number in cited
        for passage in (passages[number - 1],)
        for span in sentences(passage.text)
        if not is_command(span.of(passage.text))
    ]
    chosen: list[Support] = []
    held: set[str] = set()
    figures = numbers(text)
    while candidates and len(chosen) < MAX_QUOTES:
        number, span, quote, stems = max(
            candidates,
            key=lambda item: (
                len((wanted & item[3]) - held) + 2 * len(figures & numbers(item[2])),
                -item[1].start,
            ),
        )
        if chosen and not (wanted & stems) - held:
            break
        chosen.append(Support(number, span.shifted(passages[number - 1].span.start), quote))
        held |= wanted & stems
        candidates = [item for item in candidates if item[2] != quote]
        if len(held) >= 0.8 * len(wanted) and figures <= numbers(
            " ".join(item.quote for item in chosen)
        ):
            break
    return tuple(chosen) if len(held) >= MIN_OVERLAP * len(wanted) else ()


def _source_of(
    support: Sequence[Support], cited: Sequence[int], passages: Sequence[Passage]
) -> SourceText:
    about = " ".join(_header_of(passages[number - 1]) for number in cited)
    return SourceText(
        " ".join(item.quote for item in support),
        about,
        " ".join(passage.text for passage in passages),
    )


def _header_of(passage: Passage) -> str:
    return f"{passage.title} {passage.publisher or ''} {passage.published or ''}"


def _mixes_scripts(text: str) -> bool:
    """Return whether one word mixes two alphabets that look alike, as a forged name does."""
    for word in re.findall(r"[^\W\d_]{2,}", text):
        scripts = {unicodedata.name(char, "").split()[0] for char in word} & {
            "LATIN",
            "CYRILLIC",
            "GREEK",
        }
        if len(scripts) > 1:
            return True
    return False
