"""What an older reader read, another scheme cut or another model embedded: noticed, explained, and made anew while the old answers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from rag.errors import ModelError
from rag.ingest.chunking import CHUNKING, chunk
from rag.ingest.inputs import file_inputs
from rag.ingest.pipeline import (
    Progress,
    Report,
    Step,
    embed_missing,
    embed_texts,
    ingest_sources,
    silent,
)
from rag.models.embeddings import Embedder, embedding_input, open_embedder, vector_key
from rag.readers import READER
from rag.storage import Library

_VERSIONS_AT_ONCE = 64


class Outdated(NamedTuple):
    """What was made otherwise than this program would make it now.

    `texts` have no vector of the model that is set; `files` were read by an older reader, `cut` versions were cut by another scheme.
    """

    old_model: str
    model: str
    texts: int
    cut: tuple[str, ...]
    files: tuple[str, ...]

    @property
    def reasons(self) -> str:
        """What is outdated and why; "" when nothing is."""
        parts = []
        if self.old_model != self.model and self.texts:
            parts.append(
                f"the embedding model was changed from {self.old_model} to {self.model}, which has {self.texts:,} texts to embed"
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
        """What is outdated and what to do, in one sentence; "" when nothing is."""
        return (
            f"{self.reasons}; `rag library rebuild` makes this anew, and until then what is there answers."
            if self.reasons
            else ""
        )


def outdated(library: Library, embedder: Embedder) -> Outdated:
    """What in the library is outdated for this program and this model."""
    old = library.facts.recall("embedding_model") or embedder.name
    missing, cut = (
        library.vectors.count_missing(embedder.name),
        tuple(library.reprocessing.cut_otherwise(CHUNKING)),
    )
    return Outdated(old, embedder.name, missing, cut, _files_read_otherwise(library))


def _files_read_otherwise(library: Library) -> tuple[str, ...]:
    return tuple(
        file for file in library.reprocessing.read_otherwise(READER) if Path(file).is_file()
    )


def serving(library: Library, wanted: Embedder) -> Embedder:
    """The embedder that answers: the one that is wanted, or, while its vectors are incomplete, the last one whose vectors were not."""
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
    """Read, cut and embed anew what is outdated; each document changes in one transaction, and answers until then.

    Raises:
        LibraryBusy: another process is writing.
    """
    files = _files_read_otherwise(library)
    report = (
        ingest_sources(
            file_inputs(map(Path, files), max_bytes, named=False), library, embedder, progress
        )
        if files
        else Report()
    )
    library.reprocessing.keep_as_read(_files_read_otherwise(library), READER)
    cut = _cut_anew(library, embedder, progress)
    embedded = report.embedded + cut + embed_missing(library, embedder, progress)
    library.vectors.settle_model(embedder.name)
    return replace(report, embedded=embedded)


def _cut_anew(library: Library, embedder: Embedder, progress: Progress) -> int:
    """Cut what another scheme cut; its vectors are there before its chunks are. Returns how many texts were embedded."""
    stale, embedded = library.reprocessing.cut_otherwise(CHUNKING), 0
    with library.writing():
        for start in range(0, len(stale), _VERSIONS_AT_ONCE):
            progress(Step("cutting", start, len(stale), ""))
            cuts = [
                library.catalogue.text_of(version_id)
                for version_id in stale[start : start + _VERSIONS_AT_ONCE]
            ]
            chunked = [(cut, chunk(cut.text)) for cut in cuts]
            inputs = [
                [embedding_input(cut.title, piece.text) for piece in chunks]
                for cut, chunks in chunked
            ]
            embedded += embed_texts(
                {vector_key(text): text for texts in inputs for text in texts}, library, embedder
            )
            for (cut, chunks), texts in zip(chunked, inputs, strict=True):
                library.reprocessing.replace_chunks(
                    cut, chunks, [vector_key(text) for text in texts], CHUNKING
                )
    return embedded
