"""`followups`: is the last question of a conversation understood, by the documents it finds.

`recall@5_raw` searches the question as it stands, `recall@5_rewritten` as `rag.query.understand`
makes it stand alone from the questions before it, without a model. Questions without gold documents
are unscored; first questions have nothing to lean on and count alike in both.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from evals.harness import CACHE, Row, library_of, read_jsonl
from evals.measures import recall
from rag.models.embeddings import Embedder
from rag.query.followup import standalone
from rag.retrieval.hybrid import rank
from rag.schema import Scope
from rag.storage.dense.index import VectorIndex

_DEPTH = 5


def run(folder: Path, embedder: Embedder) -> Iterable[Row]:
    """Score every question that has gold documents."""
    library = library_of(folder, embedder)
    index = VectorIndex(library, embedder.name, CACHE / library.path.parent.name / "index")
    owner = dict(library.chunks.document_keys())

    def found(text: str) -> list[str]:
        return list(
            dict.fromkeys(
                owner[hit.number] for hit in rank(library, index, embedder, text, Scope()).hits
            )
        )

    for query in read_jsonl(folder / "queries.jsonl"):
        asked = [turn["text"] for turn in query["conversation"][:-1] if turn["role"] == "user"]
        rewritten = standalone(query["query"], asked)
        grades = dict.fromkeys(query["gold_docs"], 1.0)
        scores = {
            "recall@5_raw": recall(found(query["query"]), grades, _DEPTH),
            "recall@5_rewritten": recall(found(rewritten), grades, _DEPTH),
        }
        yield Row(query["query_id"], "hybrid", scores if grades else {}, {"searched": rewritten})
