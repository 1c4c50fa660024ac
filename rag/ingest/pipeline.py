"""Ingest: what is new or changed is read, cut and written in one thread; vectors follow in another.

A document can be found by its words as soon as it is read. What was broken off is finished by the
next run.
"""

from __future__ import annotations

import queue
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from rag.addresses import masked
from rag.errors import ReadingError
from rag.ingest.chunking import CHUNKING, chunk
from rag.ingest.embedding import ChunkQueue, embed_chunks, embed_from
from rag.ingest.inputs import Input, Inputs, file_inputs, with_provenance
from rag.ingest.report import DocumentReport, Progress, Report, Step, silent
from rag.models.embeddings import ChunkText, Embedder
from rag.readers import READER, source_hash
from rag.readers.sandbox.isolated import IsolatedReader, Limits
from rag.schema import Document, Kind, Refused
from rag.storage import Library, PipelineVersion


def ingest(
    paths: Sequence[Path],
    library: Library,
    embedder: Embedder,
    max_bytes: int,
    progress: Progress = silent,
) -> Report:
    """Read files and folders into the library.

    Args:
        paths: files, and folders that are searched for readable files.
        library: where to.
        embedder: whose vectors are stored.
        max_bytes: larger files are refused.
        progress: called at each step.

    Raises:
        LibraryBusy: another process is writing.
    """
    return ingest_sources(file_inputs(paths, max_bytes), library, embedder, progress)


def ingest_sources(
    sources: Inputs,
    library: Library,
    embedder: Embedder,
    progress: Progress = silent,
    folders: Sequence[Path] = (),
    kind: Kind | None = None,
    limits: Limits = Limits(),  # noqa: B008 - a frozen value
) -> Report:
    """Read sources into the library, and give every text in it its vector.

    Args:
        sources: what to read.
        library: where to.
        embedder: whose vectors are stored.
        progress: called at each step.
        folders: documents of files under these that are no longer among the sources are removed,
            unless a part of the folder could not be listed.
        kind: the kind of all documents, whatever they say.
        limits: what the reading of one document may take.

    Raises:
        LibraryBusy: another process is writing.
        LibraryError: the library cannot be written; what was acknowledged is in.
    """
    started = time.monotonic()
    with library.writing(), IsolatedReader(limits) as reader, ThreadPoolExecutor(1) as pool:
        source_reader = _SourceReader(sources, library, reader, progress, kind)
        reading = pool.submit(source_reader.run)
        try:
            embedded = embed_from(source_reader.texts, library, embedder, progress)
            reading.result()
        finally:
            source_reader.stopped.set()
        removed = source_reader.removed + _forget_missing(sources, folders, library)
        seconds = time.monotonic() - started
        report = replace(
            source_reader.report(), removed=removed, embedded=embedded, seconds=seconds
        )
        if report.did_something:
            library.runs.record(report.to_dict())
    return report


def _forget_missing(sources: Inputs, folders: Sequence[Path], library: Library) -> int:
    """Remove the documents of files under folders that are not among the sources any more."""
    present = {source.file for source in sources.found}
    removed = 0
    for folder in folders:
        if _is_listed(folder, sources.refused):
            removed += library.versions.forget_files(str(folder.resolve()), present)
    return removed


def _is_listed(folder: Path, refused: Sequence[Refused]) -> bool:
    """Return whether all of a folder could be seen; what is in a hidden part is not gone."""
    for item in refused:
        path = Path(item.file)
        if path == folder or (folder in path.parents and path.is_dir()):
            return False
    return True


class _SourceReader:
    """The reading half of an ingest, in a thread of its own.

    It writes documents, and hands the texts that need a vector to the other half through `texts`;
    None ends them.
    """

    def __init__(
        self,
        sources: Inputs,
        library: Library,
        reader: IsolatedReader,
        progress: Progress,
        kind: Kind | None,
    ) -> None:
        self.texts: ChunkQueue = queue.Queue()
        self.stopped = threading.Event()
        self.removed = 0
        self._sources = sources
        self._library = library
        self._reader = reader
        self._progress = progress
        self._kind = kind
        self._counts: Counter[str] = Counter()
        self._refused = list(sources.refused)
        self._reports: list[DocumentReport] = []

    def run(self) -> None:
        """Read all sources; one that cannot be read is reported and the rest goes on."""
        total = len(self._sources.found)
        try:
            for number, source in enumerate(self._sources.found):
                if self.stopped.is_set():
                    return
                self._progress(Step("reading", number, total, Path(source.file).name))
                try:
                    self._read(source)
                except ReadingError as error:
                    self._refused.append(Refused(source.given, str(error)))
            self._progress(Step("reading", total, total, ""))
        finally:
            self.texts.put(None)

    def report(self) -> Report:
        """Return what was read so far."""
        changes = [item for item in self._reports if item.status != "unchanged"]
        return Report(
            new=self._counts["new"],
            changed=self._counts["changed"],
            unchanged=self._counts["unchanged"],
            refused=tuple(self._refused),
            skipped=self._sources.skipped,
            chunks=sum(item.chunks for item in self._reports),
            documents=tuple(changes),
        )

    def _read(self, source: Input) -> None:
        known = None
        if self._kind is None:
            known = self._library.versions.known_file(source.file, source.named)
        is_read_as_now = known is not None and known.reader == READER
        loaded = source.load(known if is_read_as_now else None)
        digest = source_hash(loaded.data) if loaded else ""
        if known and (loaded is None or digest == known.source_hash):
            self._counts["unchanged"] += known.documents
            self._refused += known.refused
            return
        assert loaded is not None, "only what is known can be unmodified"
        places: set[str] = set()
        refused: list[Refused] = []
        started = time.monotonic()
        for found in self._reader.read(loaded.data, source.file, loaded.name):
            if isinstance(found, Refused):
                refused.append(found)
                continue
            self._store(with_provenance(found, loaded), time.monotonic() - started, source.named)
            places.add(found.origin)
            started = time.monotonic()
        self._refused += refused
        self.removed += self._library.versions.finish_file(
            source.file, digest, places, refused, loaded.etag, loaded.last_modified
        )

    def _store(self, document: Document, seconds: float, revive: bool) -> None:
        if self._kind:
            document = replace(document, kind=self._kind, kind_source="set at ingest")
        texts, report = _write(document, self._library, seconds, revive)
        self._counts[report.status] += 1
        self._reports.append(report)
        self.texts.put(texts)


def store(
    documents: Sequence[Document], library: Library, embedder: Embedder
) -> list[DocumentReport]:
    """Cut, embed and write documents that were read, at once and in this thread.

    The caller holds the writer's lock.
    """
    chunks: dict[str, ChunkText] = {}
    reports = []
    for document in documents:
        own, report = _write(document, library, 0.0)
        chunks |= own
        reports.append(report)
    embed_chunks(chunks, library, embedder)
    return reports


def _write(
    document: Document, library: Library, seconds: float, revive: bool = True
) -> tuple[dict[str, ChunkText], DocumentReport]:
    """Cut and write a document; return its texts by the keys of their vectors, and its report."""
    document = replace(
        document,
        key=masked(document.key),
        origin=masked(document.origin),
        url=masked(document.url) if document.url else None,
    )
    chunks = chunk(document.text)
    texts = [ChunkText(document.title, piece.text) for piece in chunks]
    keys = [text.key for text in texts]
    pipeline = PipelineVersion(READER, CHUNKING, seconds)
    stored = library.versions.add(document, chunks, keys, {}, "", pipeline, revive)
    to_embed = dict(zip(keys, texts, strict=True)) if stored.is_new_text else {}
    return to_embed, DocumentReport.of(document, stored, seconds)


__all__ = [
    "DocumentReport",
    "Progress",
    "Report",
    "Step",
    "ingest",
    "ingest_sources",
    "silent",
    "store",
]
