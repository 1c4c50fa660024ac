"""`retrieval`: is the right document found, by each half of retrieval and by both."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from evals.harness import CACHE, Row, library_of, read_jsonl
from evals.measures import ndcg, recall, reciprocal_rank
from rag.embed import Embedder
from rag.index import VectorIndex
from rag.library import Hit, Library
from rag.retrieve import DENSE_SHARE, DEPTH, fuse
from rag.schema import Scope

# Chunks asked of each half, so that a hundred documents can come of them.
_CHUNKS = max(DEPTH, 300)


def run(folder: Path, embedder: Embedder) -> Iterable[Row]:
    """Score every question that has `qrels` or `gold_docs`; a document's score is its best chunk's."""
    library = library_of(folder, embedder)
    index = VectorIndex(library, embedder.name, CACHE / library.path.parent.name / "index")
    index.refresh()
    owner = {number: key for number, key in library.document_keys()}
    for query in read_jsonl(folder / "queries.jsonl"):
        grades = query.get("qrels") or {document: 1 for document in query.get("gold_docs") or [query["gold_doc"]] * ("gold_doc" in query)}
        for system, hits in _rankings(query["query"], library, index, embedder).items():
            ranking = list(dict.fromkeys(owner[hit.number] for hit in hits))
            scores = {
                "ndcg@10": ndcg(ranking, grades, 10),
                "recall@100": recall(ranking, grades, 100),
                "mrr": reciprocal_rank(ranking, grades),
                "hit@1": float(bool(ranking) and grades.get(ranking[0], 0) > 0),
            }
            yield Row(query["query_id"], system, scores if any(grades.values()) else {}, {"first": ranking[:5]})


def _rankings(text: str, library: Library, index: VectorIndex, embedder: Embedder) -> dict[str, list[Hit]]:
    dense = index.search(embedder.embed_question(text), Scope(), _CHUNKS).hits
    lexical = library.search_words(text, Scope(), _CHUNKS)
    return {"dense": dense, "lexical": lexical, "hybrid": fuse(dense, lexical, DENSE_SHARE)}
