"""`abstain`: with the right passage at hand, are unanswerable questions refused and others not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from evals.harness import Row, library_of, read_jsonl
from evals.measures import rouge_l
from rag.evidence.answerability import assess_answerability
from rag.evidence.select import find_evidence
from rag.evidence.sentence_vectors import KeptVectors
from rag.language.tokens import words
from rag.models.embeddings import Embedder
from rag.query.form import read_form
from rag.schema import Findings, Passage, Question, Scope
from rag.storage import Library, identifier

# Passages that are read, and that an answer may draw on.
_MOST_READ, _MOST_PASSAGES = 1_000, 10


def run(folder: Path, embedder: Embedder) -> Iterable[Row]:
    """Ask every question of the passage that it was written for.

    - `refused_unanswerable`, `refused_answerable`: right and wrong refusals.
    - `rouge_l`: F1 of the longest common run of words of the first sentence and the best answer;
      0 for a refusal.
    """
    library = library_of(folder, embedder)
    known = {record["doc_id"] for record in read_jsonl(folder / "documents.jsonl")}
    for query in read_jsonl(folder / "queries.jsonl"):
        gold = str(query.get("gold_doc"))
        if gold not in known:
            yield Row(query["query_id"], "quotes", {})
            continue
        passages = library.chunks.passages_of(identifier(gold), Scope(), _MOST_READ)
        findings = _findings(query["query"], passages, library, embedder)
        refused = assess_answerability(findings, _MOST_PASSAGES, None).reason is not None
        first = findings.evidence[0].text if findings.evidence and not refused else ""
        yield Row(query["query_id"], "quotes", _scores(query, refused, first), {"first": first})


def _findings(text: str, passages: list[Passage], library: Library, embedder: Embedder) -> Findings:
    """Return the evidence of one document's passages, each with its nearness to the question."""
    vector = embedder.embed_question(text)
    vectors = embedder.embed([passage.text for passage in passages])
    passages = [
        replace(passage, similarity=float(nearness))
        for passage, nearness in zip(passages, vectors @ vector, strict=True)
    ]
    question = Question(text, text, date.today(), form=read_form(text))
    rarity = library.fulltext.rarity(words(text))
    evidence = find_evidence(question, passages, vector, KeptVectors(library, embedder), rarity)
    return Findings(question, tuple(passages), tuple(evidence), rarity, "none")


def _scores(query: Mapping[str, Any], refused: bool, first: str) -> dict[str, float]:
    if not query["answerable"]:
        return {"refused_unanswerable": float(refused)}
    answers = query.get("answers", [])
    return {
        "refused_answerable": float(refused),
        "rouge_l": max((rouge_l(first, answer) for answer in answers), default=0.0),
    }
