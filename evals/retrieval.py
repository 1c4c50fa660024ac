"""`retrieval`: is the right document found, by each half of retrieval and by both.

`dense` has one vector a document and `lexical` one text, as published figures have, and so prove
the code against them. `windows` is the dense half as it is shipped: a document counts as its best
window. `hybrid` is what retrieval ships, `answered` the order that readers see, once the sentences
of its first passages have been read.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import numpy as np

from evals.harness import CACHE, Row, documents_of, library_of, read_jsonl
from evals.measures import ndcg, recall, reciprocal_rank
from rag.evidence.rank import rank_by_evidence
from rag.models.embeddings import Embedder, Vectors, embedding_input
from rag.query.form import read_form
from rag.retrieval.hybrid import DEPTH, near_windows, rank, retrieve
from rag.schema import Hit, Question, Scope
from rag.storage import Library, identifier
from rag.storage.dense.index import VectorIndex

# Chunks asked of a half by itself, so that a hundred documents can come of them.
_CHUNKS = max(DEPTH, 300)
# Passages of an answer, as the chain has them by default.
_PASSAGES = 8


def run(folder: Path, embedder: Embedder) -> Iterable[Row]:
    """Score every question with `qrels` or `gold_docs`; a document counts as its best window."""
    library = library_of(folder, embedder)
    index = VectorIndex(library, embedder.name, CACHE / library.path.parent.name / "index")
    index.refresh()
    keys, whole = _whole_documents(folder, library, embedder)
    owner = {number: key for number, key in library.chunks.document_keys()}
    named = {identifier(key): key for key in keys}
    for query in read_jsonl(folder / "queries.jsonl"):
        grades = query.get("qrels") or {
            document: 1
            for document in query.get("gold_docs") or [query["gold_doc"]] * ("gold_doc" in query)
        }
        rankings = {
            "dense": [
                keys[n]
                for n in np.argsort(
                    -(whole @ embedder.embed_question(query["query"])), kind="stable"
                )[:100]
            ]
        }
        for system, hits in _rankings(query["query"], library, index, embedder).items():
            rankings[system] = list(dict.fromkeys(owner[hit.number] for hit in hits))
        read = [
            named[document_id] for document_id in _read(query["query"], library, index, embedder)
        ]
        rankings["answered"] = list(dict.fromkeys([*read, *rankings["hybrid"]]))
        for system, ranking in rankings.items():
            scores = {
                "ndcg@10": ndcg(ranking, grades, 10),
                "recall@100": recall(ranking, grades, 100),
                "mrr": reciprocal_rank(ranking, grades),
                "hit@1": float(bool(ranking) and grades.get(ranking[0], 0) > 0),
            }
            yield Row(
                query["query_id"],
                system,
                scores if any(grades.values()) else {},
                {"first": ranking[:5]},
            )


def _rankings(
    text: str, library: Library, index: VectorIndex, embedder: Embedder
) -> dict[str, list[Hit]]:
    vector = embedder.embed_question(text)
    dense = near_windows(
        library, index, vector, [hit.number for hit in index.search(vector, Scope(), _CHUNKS).hits]
    )
    worded = [hit.number for hit in library.fulltext.search_words(text, Scope(), _CHUNKS)]
    scores = library.fulltext.score_texts(text, library.chunks.entries_of(worded))
    lexical = [
        Hit(worded[place], float(scores[place])) for place in np.argsort(-scores, kind="stable")
    ]
    return {
        "windows": dense,
        "lexical": lexical,
        "hybrid": rank(library, index, embedder, text, Scope()).hits,
    }


def _read(text: str, library: Library, index: VectorIndex, embedder: Embedder) -> list[str]:
    """List the documents of an answer's passages in the order in which the chain shows them."""
    query = Question(text, text, date.today(), form=read_form(text))
    passages, _ = retrieve(library, index, embedder, query, _PASSAGES)
    return [
        passage.document_id
        for passage in rank_by_evidence(library, embedder, query, passages).passages
    ]


def _whole_documents(
    folder: Path, library: Library, embedder: Embedder
) -> tuple[list[str], Vectors]:
    """Keys of the documents and one vector each, kept beside the cached library."""
    documents = list(documents_of(folder))
    cache = library.path.with_name("whole.npy")
    if not cache.is_file():
        np.save(
            cache,
            embedder.embed(
                [embedding_input(document.title, document.text) for document in documents]
            ),
        )
    return [document.key for document in documents], np.load(cache)
