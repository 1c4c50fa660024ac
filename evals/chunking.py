"""`chunking`: are the right characters among the five passages that retrieval ranks first.

A question's `references` are stretches of the text of `corpus_id`, by offset. `recall` is the share
of their characters inside the passages, `precision` the share of the passages' characters that are
theirs, `iou` the characters in both over those in either; each character counts once. Documents are
read as they stand, so that offsets hold, and all of them stand in one library.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from evals.harness import CACHE, Row, library_of, read_jsonl
from evals.measures import overlap_of_spans
from rag.models.embeddings import Embedder
from rag.retrieval.diversify import apart
from rag.retrieval.hybrid import rank
from rag.schema import Scope, Span
from rag.storage.dense.index import VectorIndex

_PASSAGES = 5


def run(folder: Path, embedder: Embedder) -> Iterable[Row]:
    """Score every question."""
    library = library_of(folder, embedder)
    index = VectorIndex(library, embedder.name, CACHE / library.path.parent.name / "index")
    owner = dict(library.chunks.document_keys())
    for query in read_jsonl(folder / "queries.jsonl"):
        hits = rank(library, index, embedder, query["query"], Scope()).hits
        chosen = list(
            islice(apart(hits, library.chunks.sources([hit.number for hit in hits])), _PASSAGES)
        )
        found = [
            (owner[hit.number], passage.span)
            for hit, passage in zip(chosen, library.chunks.passages(chosen), strict=True)
        ]
        gold = [
            (query["corpus_id"], Span(item["start"], item["end"])) for item in query["references"]
        ]
        yield Row(query["query_id"], "hybrid", overlap_of_spans(found, gold)._asdict())
