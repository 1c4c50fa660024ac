"""`conflicts`: are sources that disagree told from sources that agree.

Small collections of invented reports, and the six conflicts of the sample collection. The reports
lie in one library, so that each question is asked among the texts of all others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from evals.corpus import open_corpus
from evals.harness import Row, read_jsonl
from rag.answer.conflicts import find_conflicts
from rag.chain import DatelineChain, open_chain
from rag.ingest.pipeline import store
from rag.models.embeddings import Embedder
from rag.schema import Conflict, Dating, Document

CASES = Path(__file__).parent / "questions" / "conflicts.jsonl"
TODAY = date(2035, 1, 1)


def run(folder: Path, embedder: Embedder) -> Iterable[Row]:
    """Ask the question of every case; one row a case.

    - `flagged`: of sources that disagree, a conflict of the right kind is found between them, and
      no other.
    - `response`: and it is known whether the later updates, corrects or disputes the earlier.
    - `false_alarms`: of sources that agree, a conflict is found.
    """
    cases = read_jsonl(CASES)
    written = [case for case in cases if "documents" in case]
    with TemporaryDirectory() as home:
        chain = _open_written(Path(home), written, embedder)
        for case in written:
            yield _row(case, case["half"], chain)
        chain.close()
    chain = open_corpus(folder, embedder)
    for case in cases:
        if "documents" not in case:
            yield _row(case, "corpus", chain)


def _open_written(
    home: Path, cases: Iterable[Mapping[str, Any]], embedder: Embedder
) -> DatelineChain:
    """Open the chain over a library of the documents that were written for the cases."""
    model = "words" if embedder.name.startswith("words") else embedder.name
    chain = open_chain(home, llm="quotes", today=TODAY, embedding_model=model)
    documents = [_document(record) for case in cases for record in case["documents"]]
    with chain.library.writing():
        store(documents, chain.library, embedder)
    return chain


def _document(record: Mapping[str, str]) -> Document:
    text = record["text"]
    key = f"{record['publisher']}: {record['title']}"
    published = Dating(date.fromisoformat(record["published"]), "record", record["published"])
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Document(
        key,
        key,
        digest,
        record["title"],
        text,
        "news",
        publisher=record["publisher"],
        published=published,
    )


def _row(case: Mapping[str, Any], system: str, chain: DatelineChain) -> Row:
    found = conflicts_on(case["question"], chain)
    details = {
        "question": case["question"],
        "found": [[item.text for item in conflict.evidence] for conflict in found],
        "kinds": [f"{conflict.kind} {conflict.response}" for conflict in found],
    }
    return Row(case["case_id"], system, score(found, case), details)


def conflicts_on(question: str, chain: DatelineChain) -> list[Conflict]:
    """Return the conflicts between the sentences that are found for a question."""
    findings = chain.find(question)
    return find_conflicts(findings.question, findings.evidence)


def score(found: Sequence[Conflict], case: Mapping[str, Any]) -> dict[str, float]:
    """Compare the conflicts that were found with the one that was planted, if any was."""
    if case["kind"] is None:
        return {"false_alarms": float(bool(found))}
    right = [each for each in found if each.kind == case["kind"] and _is_planted(each, case)]
    flagged = {"flagged": float(bool(right) and len(found) == 1)}
    if not right:
        return flagged
    return flagged | {"response": float(right[0].response == case["response"])}


def _is_planted(conflict: Conflict, case: Mapping[str, Any]) -> bool:
    """Return whether a conflict lies between documents of a case, or has its two values."""
    if "said" in case:
        return {conflict.earlier.said, conflict.later.said} == set(case["said"])
    titles = {record["title"] for record in case["documents"]}
    return all(item.passage.title in titles for item in conflict.evidence)
