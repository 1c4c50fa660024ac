"""Mending a damaged library: what can be read is kept, and all that can be is made again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rag.ingest.chunking import CHUNKING, chunk
from rag.ingest.embedding import embed_missing
from rag.ingest.inputs import file_inputs
from rag.ingest.pipeline import Progress, ingest_sources, silent
from rag.ingest.report import Step
from rag.models.embeddings import ChunkText, Embedder
from rag.storage.backup import replacing
from rag.storage.salvage import Derived, Salvage, restore_derived, salvage, texts_of

# Rows that are made again, or looked up again by the next ingest.
_REMADE = {
    "documents", "versions", "origins", "files", "facts",
    "vectors", "sentence_vectors", "word_vectors",
}  # fmt: skip


def mend(path: Path, embedder: Embedder, max_bytes: int, progress: Progress = silent) -> list[str]:
    """Make a damaged library anew beside itself, then put it in its place.

    What is derived is made again; files whose texts were damaged are read again where they are
    still there. Killed before its end it leaves all as it was.

    Returns:
        What could not be kept, and what became of it, a sentence each.

    Raises:
        LibraryBusy: another process is writing.
        LibraryError: nothing of the library can be read.
    """
    with replacing(path) as library:
        saved = salvage(path, library.database)
        versions = texts_of(library.database)
        for number, version_id in enumerate(versions):
            progress(Step("cutting", number, len(versions), ""))
            restore_derived(library.database, version_id, _derive)
        present = [Path(file) for file in saved.files if Path(file).is_file()]
        ingest_sources(file_inputs(present, max_bytes, named=False), library, embedder, progress)
        embed_missing(library, embedder, progress)
        return list(_sentences(saved, set(texts_of(library.database))))


def _derive(title: str, text: str) -> Derived:
    chunks = chunk(text)
    return Derived(chunks, [ChunkText(title, piece.text).key for piece in chunks], CHUNKING)


def _sentences(saved: Salvage, versions: Sequence[str] | set[str]) -> Iterator[str]:
    for text in saved.texts:
        if text.version_id in versions:
            yield f"{text.name} was damaged and is read again."
        else:
            yield f"{text.name} was damaged and is lost; {_advice(text.file)}."
    unnamed = saved.lost["versions"] - len(saved.texts)
    if unnamed > 0:
        yield f"{unnamed:,} texts that no file holds any more were damaged and are lost."
    for table, count in saved.lost.items():
        if count and table not in _REMADE:
            yield f"A part of {table} was damaged and is lost."


def _advice(file: str) -> str:
    if "://" in file:
        return f"ingest {file} again"
    return f"{file} {'holds another text now' if Path(file).is_file() else 'is not there any more'}"
