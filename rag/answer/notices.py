"""Say what a reader should know about an answer beside its statements."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date

from rag.language.dates import find_days
from rag.language.lexicon.patterns import any_of
from rag.language.lexicon.verbs import forms, says_ended
from rag.schema import Findings, Notice, Question, Source
from rag.storage import Library
from rag.storage.dense.index import VectorIndex

# A question for the latest gets a notice when its newest source is older than this.
OLD_DAYS = 180
_ENDING = re.compile(
    rf"\b{any_of([*forms('revokes', 'reports'), *forms('suspends', 'reports')])}\b", re.IGNORECASE
)
_UNTIL = re.compile(
    r"\b(?:is|are|remains?|continues?|suspended|valid|applies|apply|runs?|expires?|ends?|lasts?)\b"
    r"[^.;]{0,60}?\b(?:until|till|through|on)\s+.{6,24}",
    re.IGNORECASE,
)


def notices_on_answer(
    findings: Findings, cited: Collection[Source], quotes: Sequence[str], read: Collection[str]
) -> list[Notice]:
    """Return the notices on what was found and is cited.

    Args:
        findings: what was found.
        cited: the sources of the answer.
        quotes: its sentences.
        read: identifiers of the documents that who wrote the answer has read.
    """
    question = findings.question
    return [
        *_suspicious_text(findings, read),
        *_spelling(question),
        *_unclear_time(question),
        *([] if _is_state_said(question, quotes) else _ended(quotes, question.today)),
        *([] if _tells_ending(question, quotes) else _old_sources(question, cited)),
    ]


def _is_state_said(question: Question, quotes: Sequence[str]) -> bool:
    """Return whether a remark says that a suspension is over."""
    asks_state = question.request is not None and question.request.asks_state
    return asks_state and _tells_ending(question, quotes)


def _tells_ending(question: Question, quotes: Sequence[str]) -> bool:
    """Return whether the first quote tells how the act ended that a question asks about.

    That does not age.
    """
    request = question.request
    return bool(request and request.direction == "to" and quotes and _ends_act(quotes[0]))


def _ends_act(quote: str) -> bool:
    """Return whether a quote says that an act is ended, "decided to suspend" included."""
    return bool(_ENDING.search(quote)) or says_ended(quote)


def notices_on_index(library: Library, index: VectorIndex) -> Iterator[Notice]:
    """Yield the notices on what was not searched."""
    if library.is_busy():
        message = "Documents are being read just now; what is not in yet was not searched."
        yield Notice("incomplete_index", message)
    missing = index.missing()
    if missing:
        message = (
            f"{missing:,} of the passages have no vector of this model yet; "
            "those were searched by their words only."
        )
        yield Notice("incomplete_index", message)


def notices_on_sides(missing: Sequence[str]) -> Iterator[Notice]:
    """Yield a notice for each side of a comparison of which nothing was found."""
    for side in missing:
        yield Notice("unanswered", f"No passage was found on “{side}”.")


def _suspicious_text(findings: Findings, read: Collection[str]) -> Iterator[Notice]:
    titles = dict.fromkeys(
        f"“{passage.title}”"
        for passage in findings.passages
        if passage.suspicious and passage.document_id in read
    )
    if titles:
        what = "A source holds text that is hidden or speaks to a machine; it was ignored"
        yield Notice("suspicious_text", f"{what}: {'; '.join(titles)}.")


def _spelling(question: Question) -> Iterator[Notice]:
    for word in question.corrections:
        message = (
            f"Did you mean “{word.meant}”? “{word.written}” occurs nowhere in the collection;"
            f" the answer is for “{word.meant}”."
        )
        yield Notice("spelling", message)


def _unclear_time(question: Question) -> Iterator[Notice]:
    if question.unclear:
        phrases = ", ".join(f"“{phrase}”" for phrase in question.unclear)
        message = (
            f"No one time could be read from {phrases}, so it restricts nothing; "
            "write a day as 2025-10-31."
        )
        yield Notice("unclear_time", message)


def _ended(quotes: Sequence[str], today: date) -> Iterator[Notice]:
    """Yield a notice when a quote says that something lasts until a day that has passed."""
    ends = (
        day
        for quote in quotes
        for match in _UNTIL.finditer(quote)
        for day in find_days(match.group())
    )
    past = [day for day in ends if day < today]
    if past:
        message = (
            f"A quote speaks of a time until {max(past)}, which is over on {today}; "
            "it does not say what came after."
        )
        yield Notice("old_evidence", message)


def _old_sources(question: Question, cited: Collection[Source]) -> Iterator[Notice]:
    days = [source.published for source in cited if source.published]
    # Whether an act is in force is told from the relations of the whole library, however old.
    if not question.latest or question.request or not days:
        return
    age = (question.today - max(days)).days
    if age > OLD_DAYS:
        message = f"The newest source is of {max(days)}, {age} days before {question.today}."
        yield Notice("old_evidence", message)
