"""Ingest: what is new or changed is read, cut and written in one thread; vectors follow in another.

A document can be found by its words as soon as it is read. What was broken off is finished by the
next run.
"""

from __future__ import annotations

import queue
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from rag.errors import ReadingError
from rag.ingest.chunking import CHUNKING, chunk
from rag.ingest.inputs import Input, Inputs, file_inputs, with_provenance
from rag.ingest.report import DocumentReport, Progress, Report, Step, silent
from rag.models.embeddings import Embedder, embedding_input, vector_key
from rag.readers import READER, source_hash
from rag.readers.sandbox.isolated import IsolatedReader, Limits
from rag.schema import Document, Kind, Refused
from rag.storage import Library, PipelineVersion

# Texts embedded by one call: long enough that batches of even length can be made of them, short
# enough to lose little when killed.
_MOST_TEXTS = 1024
# While reading goes on, fewer texts than this wait for more.
_LEAST_TEXTS = 128
_PATIENCE_SECONDS = 0.2


_Texts = queue.Queue[dict[str, str] | None]


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
            embedded = _embed(library, embedder, source_reader.texts, progress)
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
        self.texts: _Texts = queue.Queue()
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
    texts: dict[str, str] = {}
    reports = []
    for document in documents:
        own, report = _write(document, library, 0.0)
        texts |= own
        reports.append(report)
    embed_texts(texts, library, embedder)
    return reports


def _write(
    document: Document, library: Library, seconds: float, revive: bool = True
) -> tuple[dict[str, str], DocumentReport]:
    """Cut and write a document; return its texts by the keys of their vectors, and its report."""
    chunks = chunk(document.text)
    texts = [embedding_input(document.title, piece.text) for piece in chunks]
    keys = [vector_key(text) for text in texts]
    pipeline = PipelineVersion(READER, CHUNKING, seconds)
    stored = library.versions.add(document, chunks, keys, {}, "", pipeline, revive)
    to_embed = dict(zip(keys, texts, strict=True)) if stored.is_new_text else {}
    return to_embed, DocumentReport.of(document, stored, seconds)


# -- vectors ---------------------------------------------------------------------------------------


def embed_missing(library: Library, embedder: Embedder, progress: Progress = silent) -> int:
    """Embed the texts that have no vector of this model yet; return how many."""
    none: _Texts = queue.Queue()
    none.put(None)
    with library.writing():
        return _embed(library, embedder, none, progress)


def _embed(library: Library, embedder: Embedder, texts: _Texts, progress: Progress) -> int:
    """Embed the texts that lack a vector, then those of a queue until it gives None."""
    waiting = {
        key: embedding_input(title, text)
        for key, title, text in library.vectors.texts_without_vector(embedder.name)
    }
    done = 0
    more = True
    while waiting or more:
        more = more and _collect(texts, waiting)
        if more and len(waiting) < _LEAST_TEXTS:
            continue
        part = dict(list(waiting.items())[:_MOST_TEXTS])
        progress(Step("embedding", done, done + len(waiting), ""))
        done += embed_texts(part, library, embedder)
        waiting = {key: text for key, text in waiting.items() if key not in part}
    progress(Step("embedding", done, done, ""))
    if library.facts.recall("embedding_model") != embedder.name:
        library.vectors.settle_model(embedder.name)
    return done


def _collect(texts: _Texts, waiting: dict[str, str]) -> bool:
    """Add what has come, waiting a little for the first; return whether more will come."""
    while True:
        patience = 0 if len(waiting) >= _LEAST_TEXTS else _PATIENCE_SECONDS
        try:
            found = texts.get(timeout=patience)
        except queue.Empty:
            return True
        if found is None:
            return False
        waiting.update(found)


def embed_texts(texts: Mapping[str, str], library: Library, embedder: Embedder) -> int:
    """Embed texts, by the keys of their vectors, that have none yet; return how many."""
    known = library.vectors.known(embedder.name, texts)
    missing = [key for key in texts if key not in known]
    if missing:
        vectors = embedder.embed([texts[key] for key in missing])
        library.vectors.add(embedder.name, dict(zip(missing, vectors, strict=True)))
    return len(missing)


__all__ = [
    "DocumentReport",
    "Progress",
    "Report",
    "Step",
    "embed_missing",
    "embed_texts",
    "ingest",
    "ingest_sources",
    "silent",
    "store",
]
