"""`evidence`: with the right passage at hand, does the sentence shown first hold the answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from evals.harness import Row, library_of, read_jsonl
from evals.measures import holds, normalised
from rag.evidence.select import find_evidence
from rag.ingest.chunking import chunk
from rag.language.tokens import words
from rag.models.embeddings import Embedder, WordCountEmbedder
from rag.query.form import read_form
from rag.schema import Passage, Question, Span


def run(folder: Path, embedder: Embedder) -> Iterable[Row]:
    """Score every answerable question with a gold document.

    Sentences are right by `gold_sentences` where there are some, else by `answers`.
    """
    library = library_of(
        folder, WordCountEmbedder()
    )  # for the rarity of words; its vectors are not used
    texts = {record["doc_id"]: record for record in read_jsonl(folder / "documents.jsonl")}
    for query in read_jsonl(folder / "queries.jsonl"):
        gold = [texts[doc] for doc in _gold(query) if doc in texts]
        if not query.get("answerable", True) or not gold:
            yield Row(query["query_id"], "quotes", {})
            continue
        question = query["query"]
        passages = [passage for record in gold for passage in passages_of_record(record)]
        found = find_evidence(
            Question(question, question, date.today(), form=read_form(question)),
            passages,
            embedder.embed_question(question),
            embedder.embed_words,
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


def passages_of_record(record: dict[str, Any]) -> list[Passage]:
    """Return the windows of one document, as retrieval gives them."""
    text = record.get("text") or record.get("markdown") or ""
    return [
        Passage(
            f"{record['doc_id']}-{n}",
            record["doc_id"],
            text[piece.span.start : piece.window_end],
            Span(piece.span.start, piece.window_end),
            1.0,
            record.get("title") or "",
            None,
            None,
            None,
            None,
            None,
            "news",
            piece.heading,
        )
        for n, piece in enumerate(chunk(text))
    ]
