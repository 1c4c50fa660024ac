"""Let the reader read the best passages, and weigh what it finds beside words and likeness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.models.reader import Pair, Reader
from rag.schema import Evidence, Passage, Question, Span

# Passages that are read: those whose best sentences score highest.
READ = 8
# What the probability that a sentence answers counts beside its score by words and likeness: with
# the reader of training/RUN.md .15 puts three more of 104 right sentences first, .4 three fewer.
READER_SHARE = 0.15


def read_evidence(
    reader: Reader, question: Question, evidence: Sequence[Evidence]
) -> list[Evidence]:
    """Score sentences anew by what a reader makes of their passages, best first.

    Args:
        reader: reads the first `READ` passages whole, each below its title and heading.
        question: what is asked.
        evidence: sentences ranked by words and likeness; those of other passages were not read.
    """
    by_passage: dict[str, list[Evidence]] = {}
    for item in evidence:
        by_passage.setdefault(item.passage.chunk_id, []).append(item)
    read = list(by_passage.values())[:READ]
    readings = reader.read([_pair(question, items) for items in read])
    chances = {
        (item.passage.document_id, item.span): float(chance)
        for items, reading in zip(read, readings, strict=True)
        for item, chance in zip(items, reading.sentences, strict=True)
    }
    weighed = [
        replace(item, score=_weighed(item.score, chances.get(_place(item), 0.0)))
        for item in evidence
    ]
    return sorted(weighed, key=lambda item: item.score, reverse=True)


def _weighed(score: float, chance: float) -> float:
    return (1 - READER_SHARE) * score + READER_SHARE * chance


def _place(item: Evidence) -> tuple[str, Span]:
    return item.passage.document_id, item.span


def _pair(question: Question, items: Sequence[Evidence]) -> Pair:
    passage = items[0].passage
    above = _above(passage)
    spans = [item.span.shifted(len(above) - passage.span.start) for item in items]
    return Pair(question.text, above + passage.text, tuple(spans))


def _above(passage: Passage) -> str:
    return "".join(f"{line}\n" for line in (passage.title, passage.heading) if line)
