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

from rag.answer.agreement import SourceText, disagreement
from rag.answer.support import Support, find_support
from rag.language.injection import asks_for, is_command
from rag.language.tokens import content_words
from rag.schema import Passage, Statement

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
    support = find_support(bare, cited, passages)
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
    if asks_for(text):
        return "it asks and states nothing"
    if _mixes_scripts(text):
        return "it mixes alphabets inside a word"
    return next((fault for pattern, fault in _FORBIDDEN if pattern.search(text)), "")


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
        scripts = {unicodedata.name(char, "NONE").split()[0] for char in word} & {
            "LATIN",
            "CYRILLIC",
            "GREEK",
        }
        if len(scripts) > 1:
            return True
    return False
