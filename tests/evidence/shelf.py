"""Documents of one passage each, whose sentences tests tell with the score that they say."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from rag.evidence.excerpts import ExcerptMaker
from rag.schema import Evidence, Findings, QuestionForm, Span
from tests.samples import passage
from tests.samples import question as asked


def told(
    text: str, sentence: str = "", score: float = 1.0, title: str = "A title", number: int = 1
) -> Evidence:
    """A sentence of a document as evidence, the whole text where none is named."""
    quoted = sentence or text
    start = text.index(quoted)
    span = Span(start, start + len(quoted))
    return Evidence(passage(text, title=title, number=number), span, quoted, score, score, score)


def library_of(evidence: Sequence[Evidence]) -> Any:
    """A library that knows the texts of these documents and nothing else."""
    texts = {item.passage.chunk_id: item.passage.text for item in evidence}
    return SimpleNamespace(catalogue=SimpleNamespace(text_of_chunk=texts.__getitem__))


def maker_of(*evidence: Evidence, form: QuestionForm | None = None) -> ExcerptMaker:
    """A maker of excerpts of these documents."""
    return ExcerptMaker(library_of(evidence), evidence, form or QuestionForm())


def findings_of(question: str, *evidence: Evidence) -> Findings:
    """Evidence found for a question, best first; every word is as rare."""
    ranked = tuple(sorted(evidence, key=lambda item: item.score, reverse=True))
    passages = dict.fromkeys(item.passage for item in ranked)
    return Findings(asked(question), tuple(passages), ranked, {}, "none")
