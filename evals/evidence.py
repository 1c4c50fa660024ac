"""`evidence`: with the right passage at hand, does the sentence shown first hold the answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from evals.harness import Row, library_of, read_jsonl
from evals.measures import holds, normalised
from rag.evidence.select import find_evidence
from rag.evidence.sentence_vectors import KeptVectors
from rag.language.tokens import words
from rag.models.embeddings import Embedder
from rag.query.form import read_form
from rag.schema import Question, Scope
from rag.storage import identifier

_MOST_PASSAGES = 1_000


def run(folder: Path, embedder: Embedder) -> Iterable[Row]:
    """Score every answerable question with a gold document.

    Sentences are right by `gold_sentences` where there are some, else by `answers`.
    """
    library = library_of(folder, embedder)
    known = {record["doc_id"] for record in read_jsonl(folder / "documents.jsonl")}
    for query in read_jsonl(folder / "queries.jsonl"):
        gold = [doc for doc in _gold(query) if doc in known]
        if not query.get("answerable", True) or not gold:
            yield Row(query["query_id"], "quotes", {})
            continue
        question = query["query"]
        passages = [
            passage
            for doc in gold
            for passage in library.chunks.passages_of(identifier(doc), Scope(), _MOST_PASSAGES)
        ]
        found = find_evidence(
            Question(question, question, date.today(), form=read_form(question)),
            passages,
            embedder.embed_question(question),
            KeptVectors(library, embedder),
            library.fulltext.rarity(words(question)),
        )
        hits = [_is_gold(item.text, query) for item in found[:3]]
        scores = {"first": float(hits[:1] == [True]), "in_three": float(any(hits))}
        yield Row(
            query["query_id"],
            "quotes",
            scores,
            {"query": question, "shown": [item.text for item in found[:3]]},
        )


def _gold(query: dict[str, Any]) -> list[str]:
    evidence = [item["doc_id"] for item in query.get("evidence", []) if "doc_id" in item]
    return query.get("gold_docs") or ([query["gold_doc"]] if query.get("gold_doc") else evidence)


def _is_gold(sentence: str, query: dict[str, Any]) -> bool:
    if query.get("gold_sentences"):
        mine = normalised(sentence)
        return any(
            mine and (mine in normalised(gold) or normalised(gold) in mine)
            for gold in query["gold_sentences"]
        )
    return holds(sentence, query.get("answers", []))
