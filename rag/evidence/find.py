"""Find what answers a question: retrieve, rank by sentences, keep to the acts it names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from rag.evidence.act_text import passages_of_named_act
from rag.evidence.named_acts import keep_named_acts
from rag.evidence.rank import rank_by_evidence
from rag.language.identification import ENGLISH
from rag.models.embeddings import Embedder
from rag.models.reader import Reader
from rag.retrieval.hybrid import retrieve
from rag.retrieval.rerank import Reranker
from rag.schema import Evidence, Findings, Passage, Question
from rag.storage import Library
from rag.storage.dense.index import VectorIndex

# A question that names a period looks at this many times the passages, of which those of the period
# are kept.
_DEEPER = 3

# Measures the step of a name while its block runs.
Timer = Callable[[str], AbstractContextManager[None]]


def _untimed(step: str) -> AbstractContextManager[None]:
    return nullcontext()


@dataclass(frozen=True)
class Finder:
    """The tools that a question is looked up with: the library, its dense index, and the models.

    `passages` is the most an answer may draw on.
    """

    library: Library
    index: VectorIndex
    embedder: Embedder
    passages: int
    reranker: Reranker | None = None
    reader: Reader | None = None

    def reads(self, question: Question) -> bool:
        """Return whether the embedding model reads the language of a question."""
        return question.language == ENGLISH or not self.embedder.reads_english_only

    def find(
        self, question: Question, limit: int | None = None, timed: Timer = _untimed
    ) -> Findings:
        """Find passages and their sentences, best first.

        Everything before a word of the answer is chosen.
        """
        depth = limit or self.passages
        if question.mentioned:
            depth *= _DEEPER
        embedder = self.embedder if self.reads(question) else None
        with timed("retrieve"):
            retrieved, dense = retrieve(
                self.library, self.index, embedder, question, depth, self.reranker
            )
            act_text = passages_of_named_act(self.library, question)
        with timed("evidence"):
            ranked = rank_by_evidence(
                self.library, embedder, question, act_text or retrieved, self.reader
            )
        if act_text:
            passages: Sequence[Passage] = _passages_of(ranked.evidence) or act_text
        elif self.reranker:  # it has read each passage beside the question
            passages = retrieved
        else:
            passages = ranked.passages
        evidence = tuple(ranked.evidence)
        findings = Findings(question, tuple(passages[:depth]), evidence, ranked.rarity, dense)
        return keep_named_acts(self.library, findings)


def _passages_of(evidence: Sequence[Evidence]) -> list[Passage]:
    return list({item.passage.chunk_id: item.passage for item in evidence}.values())
