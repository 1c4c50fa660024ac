"""`speed`: what ingest costs beside raw embedding, and how soon first evidence stands.

The library grows to 100,000 chunks.

`ingest_ratio` is the whole ingest of a folder's first 500 documents (reading in the child process,
cleaning, cutting, copies, words, vectors, commits) over its floor, `SentenceTransformer.encode` in
the same run, in two halves in the order ingest, floor, floor, ingest, so that a drift of the
machine falls on both; `reingest_ratio` is a second ingest of the unchanged files over the first;
`peak_mb` is the most memory of this process (the reading process has its limit);
`disk_mb_per_1000_chunks` counts the library. `first_evidence_p95_ms` is at 50,000 chunks,
`cpu_ratio` the processors' time of a question there over that of one whose sentences are embedded
while the reader waits (`evals.sentence_cost`), `growth_ratio` is p95 at the largest size over p95
at the least, `filtered_ratio` p95 under the dearest filter over p95 without any (`evals.growth`).
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from evals import growth
from evals.harness import Row, read_jsonl
from rag.ingest.chunking import chunk
from rag.ingest.pipeline import Step, ingest
from rag.models.embeddings import Embedder, embedding_input
from rag.readers import read_file
from rag.storage import Library

_DOCUMENTS = 500
_MAX_BYTES = 50_000_000


def run(folder: Path, embedder: Embedder, stages: Sequence[int] = growth.STAGES) -> Iterator[Row]:
    """Measure ingest, and growth by size and filter."""
    yield ingest_row(folder, embedder)
    with tempfile.TemporaryDirectory() as place:
        documents = [
            read_file(file, _MAX_BYTES) for file in _written(folder, Path(place) / "files")
        ]
    yield from growth.run([document for document in documents if document.text], embedder, stages)


def ingest_row(folder: Path, embedder: Embedder) -> Row:
    """Measure what ingest costs in time, memory and disk."""
    embedder.embed(["The model is loaded before anything is timed."])
    with tempfile.TemporaryDirectory() as place:
        files = _written(folder, Path(place) / "files", _DOCUMENTS)
        library = Library(Path(place) / "home" / "library.sqlite3")
        halves = (files[::2], files[1::2])
        seconds = [_ingest_seconds(halves[0], library, embedder)]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        floor = sum(_floor_seconds(half, embedder) for half in halves)
        seconds.append(_ingest_seconds(halves[1], library, embedder))
        again = _ingest_seconds(files, library, embedder)
        chunks = library.vectors.counts(embedder.name)["chunks"]
        disk = sum(path.stat().st_size for path in library.path.parent.rglob("*") if path.is_file())
    return Row(
        "ingest",
        "dateline",
        {
            "ingest_ratio": sum(seconds) / floor,
            "reingest_ratio": again / sum(seconds),
            "peak_mb": peak / 1024,
            "disk_mb_per_1000_chunks": disk / 1e6 / chunks * 1000,
            "ingest_seconds": sum(seconds),
            "floor_seconds": floor,
        },
        {"documents": len(files), "chunks": chunks},
    )


def _written(folder: Path, target: Path, most: int | None = None) -> list[Path]:
    """Write the first documents of a folder, or all, as Markdown files with front matter."""
    target.mkdir(parents=True)
    files = []
    for number, record in enumerate(read_jsonl(folder / "documents.jsonl")[:most]):
        front = {"title": record.get("title"), "date": record.get("published_at")}
        lines = [f"{name}: {json.dumps(value)}" for name, value in front.items() if value]
        files.append(target / f"{number:04}.md")
        files[-1].write_text(
            "\n".join(["---", *lines, "---", record.get("markdown") or record.get("text") or ""]),
            encoding="utf-8",
        )
    return files


def _ingest_seconds(files: Sequence[Path], library: Library, embedder: Embedder) -> float:
    started = time.perf_counter()
    ingest(files, library, embedder, _MAX_BYTES, _show)
    return time.perf_counter() - started


def _floor_seconds(files: Sequence[Path], embedder: Embedder) -> float:
    """Time one call of the model over the texts of some files."""
    documents = [read_file(file, _MAX_BYTES) for file in files]
    texts = {
        embedding_input(document.title, piece.text)
        for document in documents
        for piece in chunk(document.text)
    }
    started = time.perf_counter()
    embedder.embed(sorted(texts))
    return time.perf_counter() - started


def _show(step: Step) -> None:
    print(f"\r{step.stage} {step.done:,} of {step.total:,}    ", end="", file=sys.stderr)
