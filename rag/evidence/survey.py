"""Survey what the collection says on a subject, sentence by sentence: deeper than for an answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rag.evidence.find import Finder
from rag.evidence.select import COSINE_SHARE, find_evidence
from rag.evidence.sentence_vectors import BY_WORDS, NO_VECTOR
from rag.language.numbered_references import counts_instead
from rag.language.tokens import content_words, words
from rag.models.embeddings import Vectors
from rag.query.followup import standalone
from rag.query.understand import with_text
from rag.retrieval.hybrid import retrieve
from rag.schema import Evidence, Findings, Passage, Question, Window
from rag.storage import Library

# Passages that are looked at. The documents of the best are read whole, because their other
# sentences are on the subject too.
PASSAGES, WHOLE_DOCUMENTS, _PASSAGES_OF_ONE = 60, 12, 60
# The sentences with most of the subject's words are embedded, no more: nine tenths of the time of a
# timeline go there.
EMBEDDED = 150


@dataclass(frozen=True)
class Survey:
    """Sentences on a subject, the best first, with their unit vectors (n, d) in the same order."""

    findings: Findings
    vectors: Vectors


def without_period(question: Question, history: Sequence[str] = ()) -> Question:
    """Return the question without the period that it names.

    What happened "in 2025" need not say so in every sentence.
    """
    if not question.mentioned or not content_words(question.subject):
        return question
    return with_text(question, standalone(question.subject, history))


def without_date_filter(question: Question) -> Question:
    """Return the question without its restriction to days of publication; its as-of day stays."""
    return replace(question, scope=replace(question.scope, window=Window()))


def survey(finder: Finder, question: Question) -> Survey:
    """Rank the sentences on a subject within the question's scope."""
    library, embedder = finder.library, finder.embedder
    passages, dense = retrieve(library, finder.index, embedder, question, PASSAGES)
    rarity = library.fulltext.rarity(words(question.text))
    kept = _by_words(library, question, passages, rarity)[:EMBEDDED]
    vectors = embedder.embed([item.text for item in kept])
    if not kept:
        return Survey(Findings(question, tuple(passages), (), rarity, dense), vectors)
    cosines: Sequence[float] = (vectors @ embedder.embed_question(question.text)).tolist()
    scored = [_with_cosine(item, cosine) for item, cosine in zip(kept, cosines, strict=True)]
    order = sorted(range(len(scored)), key=lambda place: scored[place].score, reverse=True)
    evidence = tuple(scored[place] for place in order)
    findings = Findings(question, tuple(passages), evidence, rarity, dense)
    return Survey(findings, vectors[order])


def _by_words(
    library: Library, question: Question, passages: Sequence[Passage], rarity: dict[str, float]
) -> list[Evidence]:
    """Rank sentences by their words alone, document by document."""
    found: list[Evidence] = []
    for read in _passages_to_read(library, passages, question):
        found += find_evidence(question, read, NO_VECTOR, BY_WORDS, rarity, titled=False)
    on_subject = [item for item in found if not counts_instead(question.text, item.text)]
    return sorted(on_subject, key=lambda item: item.score, reverse=True)


def _passages_to_read(
    library: Library, passages: Sequence[Passage], question: Question
) -> Iterable[list[Passage]]:
    """Yield what is read of each document, the nearest document first."""
    by_document: dict[str, list[Passage]] = {}
    for passage in passages:
        by_document.setdefault(passage.document_id, []).append(passage)
    for place, (document_id, found) in enumerate(by_document.items()):
        if place < WHOLE_DOCUMENTS:
            found = library.chunks.passages_of(document_id, question.scope, _PASSAGES_OF_ONE)
        yield found


def _with_cosine(item: Evidence, cosine: float) -> Evidence:
    score = item.score + COSINE_SHARE * max(0.0, cosine)
    return replace(item, score=score, similarity=cosine)
