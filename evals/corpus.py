"""`corpus`: our own questions on the sample collection, asked of the whole chain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from evals.harness import CACHE, Row, UnusableData, read_jsonl
from evals.measures import holds
from rag.chain import DatelineChain, open_chain
from rag.ingest.chunking import CHUNKING
from rag.ingest.pipeline import ingest
from rag.language.tokens import fingerprint
from rag.models.embeddings import Embedder
from rag.readers import read_file
from rag.schema import Answer, Document
from rag.storage import identifier
from rag.storage.migrations import SCHEMA_VERSION

QUESTIONS = Path(__file__).parent / "questions" / "corpus.jsonl"
# The day the questions were written for: everything in the collection lies before it.
TODAY = date(2026, 11, 22)
_MAX_BYTES = 50_000_000


def run(folder: Path, embedder: Embedder) -> Iterable[Row]:
    """Ask every question on the documents of `folder`, with no language model."""
    chain = open_corpus(folder, embedder)
    documents = read_documents(folder)
    for query in read_jsonl(QUESTIONS):
        answer = chain.invoke({"question": query["query"], "as_of": query["as_of"]})
        gold = {identifier(documents[item["file"]].key) for item in query["gold"]}
        yield Row(
            query["query_id"], "quotes", _scores(query, answer, gold), _details(query, answer)
        )


def open_corpus(folder: Path, embedder: Embedder) -> DatelineChain:
    """Open the chain over a library of `folder`, brought up to date."""
    digest = identifier(
        embedder.name,
        CHUNKING,
        str(SCHEMA_VERSION),
        *(f"{file} {document}" for file, document in read_documents(folder).items()),
    )
    chain = open_chain(
        CACHE / f"corpus-{digest}",
        llm="quotes",
        today=TODAY,
        embedding_model="words" if embedder.name.startswith("words") else embedder.name,
    )
    report = ingest([folder], chain.library, embedder, _MAX_BYTES)
    if report.refused:
        raise UnusableData(f"{report.refused[0].file} was refused: {report.refused[0].reason}")
    return chain


def read_documents(folder: Path) -> dict[str, Document]:
    """Read every document that the manifest names, by its file."""
    return {
        record["file"]: read_file(folder / record["file"], _MAX_BYTES)
        for record in read_jsonl(folder / "manifest.jsonl")
    }


def misplaced_quotes(folder: Path) -> list[str]:
    """Say which gold quotes do not occur exactly once, and which answers no gold quote holds."""
    documents = read_documents(folder)
    problems = []
    for query in read_jsonl(QUESTIONS):
        for item in query["gold"]:
            document = documents.get(item["file"])
            text = document.text if document else ""
            problems += misplaced(query["query_id"], item["quote"], text)
        quotes = " ".join(item["quote"] for item in query["gold"])
        problems += [
            f"{query['query_id']}: no gold quote holds the answer {answer!r}"
            for answer in query["answers"]
            if not holds(quotes, [answer])
        ]
    return problems


def misplaced(query_id: str, quote: str, text: str) -> list[str]:
    """Say of a gold quote that it does not occur exactly once in its document's text."""
    times = fingerprint(text).count(fingerprint(quote))
    return [] if times == 1 else [f"{query_id}: the quote occurs {times} times: {quote[:60]}"]


def _scores(query: Mapping[str, Any], answer: Answer, gold: set[str]) -> dict[str, float]:
    refused = answer.abstention is not None
    leaks = (
        {
            "leaks": float(
                any(
                    s.published and s.published > date.fromisoformat(query["as_of"])
                    for s in answer.sources
                )
            )
        }
        if query["as_of"]
        else {}
    )
    if not query["answerable"]:
        reason = (
            {"refusal_reason": float(answer.abstention.reason == query["abstention"])}
            if answer.abstention
            else {}
        )
        return {"refused_unanswerable": float(refused), **reason}
    shown = " ".join(statement.text for statement in answer.statements)
    quotes = [fingerprint(statement.text) for statement in answer.statements]
    wanted = [fingerprint(item["quote"]) for item in query["gold"]]
    found = fingerprint(" ".join(passage.text for passage in answer.passages))
    first = answer.sources[0].document_id if answer.sources else ""
    copies = {copy.document_id for copy in answer.sources[0].copies} if answer.sources else set()
    return {
        "refused_answerable": float(refused),
        "hit@1": float(bool({first, *copies} & gold)),
        "answer": float(holds(shown, query["answers"])),
        "answer_all": float(all(holds(shown, [part]) for part in query["answers"])),
        "first_quote": float(
            bool(quotes)
            and any(quotes[0] in gold_quote or gold_quote in quotes[0] for gold_quote in wanted)
        ),
        "gold_in_passages": sum(gold_quote in found for gold_quote in wanted) / len(wanted),
        **leaks,
    }


def _details(query: Mapping[str, Any], answer: Answer) -> dict[str, Any]:
    reason = answer.abstention.reason if answer.abstention else None
    return {
        "type": query["type"],
        "query": query["query"],
        "reason": reason,
        "shown": [statement.text for statement in answer.statements],
        "sources": [s.title for s in answer.sources],
    }
