"""Whether a statement is backed by what it cites. Pure: text and passages in, a `Statement` out.

A statement is shown only when each cited number is a passage of this turn, sentences in the cited passages support it, and
every number, date and name in it occurs in them. Anything else is withheld, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rag.injection import is_command
from rag.quantities import Day, days, names, numbers
from rag.schema import Passage, Span, Statement
from rag.text import content_words, sentences

# Share of a statement's content words that its supporting sentences must hold. Swept .3 to .8 on scifact's claims with their
# cited abstracts: supported claims keep more words than contradicted ones only up to about here (evals/README.md).
MIN_OVERLAP = 0.5
# At most this many sentences are quoted in support of one statement.
MAX_QUOTES = 2
_BARE_MARKER = re.compile(r"\s*\[\s*(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\s*\](?!\()")
_FORBIDDEN = (
    (re.compile(r"https?:|www\.|\b[\w-]+\.(?:com|org|net|example|io|cn|ru)\b/?", re.IGNORECASE), "it carries a link"),
    (re.compile(r"!?\[[^\]]*\]\([^)]*\)|\[[^\]]+\]:"), "it carries Markdown of a link or an image"),
    (re.compile(r"<[a-zA-Z/!][^>]*>?"), "it carries HTML"),
    (re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]"), "it carries invisible characters"),
)


class Support(NamedTuple):
    """A supporting sentence: which passage of the turn, counted from 1, and its span in the document."""

    number: int
    span: Span
    quote: str


@dataclass(frozen=True)
class Verdict:
    """A statement without its markers, the sentences that support it, and why it is withheld ("" when it is not)."""

    text: str
    support: tuple[Support, ...] = ()
    why: str = ""


def markers(text: str) -> list[int]:
    """Citation numbers in order: "Both rose [1][3, 2]." -> [1, 3, 2]."""
    return [int(number) for group in _BARE_MARKER.findall(text) for number in re.findall(r"\d+", group)]


def verify(text: str, passages: Sequence[Passage]) -> Verdict:
    """Check one drafted sentence.

    Args:
        text: the sentence with its markers, numbered from 1 in the order of `passages`.
        passages: what the drafter was given in this turn.
    """
    cited = list(dict.fromkeys(markers(text)))
    bare = re.sub(r"\s+", " ", _BARE_MARKER.sub("", text)).strip(" -*•")
    why = _formal_fault(bare, cited, len(passages))
    if why:
        return Verdict(bare, (), why)
    support = _supporting(bare, cited, passages)
    if not support:
        return Verdict(bare, (), "no sentence of the cited passages supports it")
    context = " ".join(f"{passages[n - 1].title} {passages[n - 1].publisher or ''} {passages[n - 1].published or ''}" for n in cited)
    missing = _missing(bare, " ".join(item.quote for item in support), context)
    return Verdict(bare, support, f"its sources do not say {missing}" if missing else "")


def withheld(verdict: Verdict) -> Statement:
    """The statement of a failed verdict."""
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
    return next((fault for pattern, fault in _FORBIDDEN if pattern.search(text)), "")


def _supporting(text: str, cited: list[int], passages: Sequence[Passage]) -> tuple[Support, ...]:
    """The fewest sentences of the cited passages that together hold enough of the statement's words, greatest gain first."""
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
            candidates, key=lambda item: (len((wanted & item[3]) - held) + 2 * len(figures & numbers(item[2])), -item[1].start)
        )
        if chosen and not (wanted & stems) - held:
            break
        chosen.append(Support(number, span.shifted(passages[number - 1].span.start), quote))
        held |= wanted & stems
        candidates = [item for item in candidates if item[2] != quote]
        if len(held) >= 0.8 * len(wanted) and not _missing(text, " ".join(item.quote for item in chosen), ""):
            break
    return tuple(chosen) if len(held) >= MIN_OVERLAP * len(wanted) else ()


def _missing(statement: str, source: str, context: str) -> str:
    """The first number, date or name of a statement that its sources lack; "" when there is none.

    `context` (title, publisher, day of publication) may supply names and the year of a date, never a number.
    """
    known_days = days(source)
    years = {int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", f"{source} {context}")}
    for day in days(statement):
        if not any(_same_day(day, known, years) for known in known_days):
            return "the date " + "-".join(str(part) for part in day if part)
    lacking = (
        numbers(statement)
        - numbers(source)
        - {value for value in numbers(statement) if value == value.to_integral_value() and int(value) in years}
    )
    if lacking:
        return f"the number {min(lacking):f}"
    haystack = f"{source} {context}".lower()
    absent = sorted(name for name in names(statement) if name.lower() not in haystack and name.lower() not in _CALENDAR)
    return f"the name {absent[0]}" if absent else ""


def _same_day(asked: Day, known: Day, years: set[int]) -> bool:
    if asked.agrees_with(known):
        return True
    return known.year is None and asked.year in years and Day(None, asked.month, asked.day).agrees_with(known)


_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december".split()
)
