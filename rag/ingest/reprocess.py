"""Reprocessing: what an older reader, scheme or model made is noticed and made anew.

Until a document is, the old answers.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from rag.errors import ModelError
from rag.ingest.chunking import CHUNKING, chunk
from rag.ingest.embedding import embed_chunks, embed_missing
from rag.ingest.inputs import file_inputs
from rag.ingest.pipeline import Progress, Report, Step, ingest_sources, silent
from rag.models.embeddings import ChunkText, Embedder, open_embedder
from rag.readers import READER
from rag.schema import Chunk
from rag.storage import Library, VersionText

_VERSIONS_AT_ONCE = 64


class Outdated(NamedTuple):
    """Documents that this program would read, cut or embed otherwise today.

    `texts` have no vector of the model that is set; `files` were read by an older reader, `cut`
    versions were cut by another scheme.
    """

    old_model: str
    model: str
    texts: int
    cut: tuple[str, ...]
    files: tuple[str, ...]

    @property
    def reasons(self) -> str:
        """Name what is outdated and why; "" when nothing is."""
        parts = []
        if self.old_model != self.model and self.texts:
            parts.append(
                f"the embedding model was changed from {self.old_model} to {self.model}, "
                f"which has {self.texts:,} texts to embed"
            )
        elif self.texts:
            parts.append(f"{self.texts:,} texts have no vector yet")
        if self.cut:
            parts.append(f"{len(self.cut):,} documents were cut by an older scheme")
        if self.files:
            parts.append(f"{len(self.files):,} files were read by an older reader")
        listed = "; ".join(parts)
        return listed[:1].upper() + listed[1:]

    @property
    def sentence(self) -> str:
        """Say in one sentence what is outdated and what to do; "" when nothing is."""
        if not self.reasons:
            return ""
        return (
            f"{self.reasons}; `rag library rebuild` makes this anew, "
            "and until then what is there answers."
        )


class _CutVersion(NamedTuple):
    """A version with its new chunks."""

    text: VersionText
    chunks: list[Chunk]

    def inputs(self) -> list[ChunkText]:
        """Return what is embedded of each chunk."""
        return [ChunkText(self.text.title, piece.text) for piece in self.chunks]


def outdated(library: Library, embedder: Embedder) -> Outdated:
    """Find what in the library is outdated for this program and this model."""
    old = library.facts.recall("embedding_model") or embedder.name
    return Outdated(
        old_model=old,
        model=embedder.name,
        texts=library.vectors.count_missing(embedder.name),
        cut=tuple(library.reprocessing.cut_otherwise(CHUNKING)),
        files=_files_read_otherwise(library),
    )


def _files_read_otherwise(library: Library) -> tuple[str, ...]:
    return tuple(
        file for file in library.reprocessing.read_otherwise(READER) if Path(file).is_file()
    )


def serving(library: Library, wanted: Embedder) -> Embedder:
    """Return the embedder that is wanted, or the one before while vectors are missing."""
    old = library.facts.recall("embedding_model")
    if old in (None, wanted.name) or not library.vectors.count_missing(wanted.name):
        return wanted
    try:
        before = open_embedder(str(old))
        before.embed_question("Does it load?")
    except ModelError:
        return wanted  # words alone find what has no vector
    return before


def reprocess(
    library: Library, embedder: Embedder, max_bytes: int, progress: Progress = silent
) -> Report:
    """Read, cut and embed anew what is outdated.

    Each document changes in one transaction, and answers until then.

    Raises:
        LibraryBusy: another process is writing.
    """
    files = _files_read_otherwise(library)
    report = Report()
    if files:
        inputs = file_inputs(map(Path, files), max_bytes, named=False)
        report = ingest_sources(inputs, library, embedder, progress)
    library.reprocessing.keep_as_read(_files_read_otherwise(library), READER)
    cut = _cut_anew(library, embedder, progress)
    embedded = report.embedded + cut + embed_missing(library, embedder, progress)
    library.vectors.settle_model(embedder.name)
    return replace(report, embedded=embedded)


def _cut_anew(library: Library, embedder: Embedder, progress: Progress) -> int:
    """Cut what another scheme cut, embedding first; return how many texts were embedded."""
    stale = library.reprocessing.cut_otherwise(CHUNKING)
    embedded = 0
    with library.writing():
        for start in range(0, len(stale), _VERSIONS_AT_ONCE):
            progress(Step("cutting", start, len(stale), ""))
            part = stale[start : start + _VERSIONS_AT_ONCE]
            versions = [_cut(library.catalogue.text_of(version_id)) for version_id in part]
            chunks = {text.key: text for version in versions for text in version.inputs()}
            embedded += embed_chunks(chunks, library, embedder)
            for version in versions:
                keys = [text.key for text in version.inputs()]
                library.reprocessing.replace_chunks(version.text, version.chunks, keys, CHUNKING)
    return embedded


def _cut(text: VersionText) -> _CutVersion:
    return _CutVersion(text, chunk(text.text))
