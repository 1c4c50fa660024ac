"""Sources in, library filled: what is new or changed is read, cut and written in one thread; vectors follow in another.

A document can be found by its words as soon as it is read. What was broken off is finished by the next run.
"""

from __future__ import annotations

import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from rag.errors import ReadingError
from rag.ingest.chunking import CHUNKING, chunk
from rag.ingest.inputs import Input, Inputs, file_inputs, placed
from rag.models.embeddings import Embedder, embedding_input, vector_key
from rag.readers import READER, source_hash
from rag.readers.sandbox.isolated import IsolatedReader, Limits
from rag.schema import Document, Kind, Refused
from rag.storage import Library, PipelineVersion

# Texts embedded by one call: long enough that batches of even length can be made of them, short enough to lose little when killed.
_MOST_TEXTS = 1024
# While reading goes on, fewer texts than this wait for more.
_LEAST_TEXTS = 128


class Step(NamedTuple):
    """Progress of `reading` (in files) or `embedding` (in texts); `name` is the file that is next."""

    stage: str
    done: int
    total: int
    name: str


Progress = Callable[[Step], None]


def silent(step: Step) -> None:
    """Shows no progress."""


@dataclass(frozen=True)
class DocumentReport:
    """The report of one document: what reading did with it, and what became of it in the library."""

    status: str
    document_id: str
    origin: str
    title: str
    kind: Kind
    published: str | None
    date_source: str | None
    characters_read: int
    characters_kept: int
    removed: Mapping[str, int]
    pages_without_text: tuple[int, ...]
    suspicious: int
    copies: int
    chunks: int
    seconds: float


@dataclass(frozen=True)
class Report:
    """What an ingest did. Counts are documents; `skipped` counts files inside folders by endings that are not read."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    refused: tuple[Refused, ...] = ()
    skipped: Mapping[str, int] = field(default_factory=dict)
    chunks: int = 0
    embedded: int = 0
    seconds: float = 0.0
    documents: tuple[DocumentReport, ...] = ()

    @property
    def did_something(self) -> bool:
        """Whether the library, or the list of what cannot be read, is other than before."""
        return bool(self.new or self.changed or self.removed or self.refused or self.embedded)

    @property
    def findings(self) -> list[str]:
        """What a reader of the summary should know, a line each."""
        removals: Counter[str] = Counter()
        for item in self.documents:
            removals.update(item.removed)
        undated = sum(item.published is None for item in self.documents)
        bare = [
            f"{Path(item.origin).name} ({', '.join(map(str, item.pages_without_text))})"
            for item in self.documents
            if item.pages_without_text
        ]
        copied, suspicious = (
            sum(item.copies > 0 for item in self.documents),
            sum(item.suspicious > 0 for item in self.documents),
        )
        lines = (
            (
                removals,
                "cleaned away: "
                + ", ".join(f"{count} × {reason}" for reason, count in removals.most_common()),
            ),
            (
                undated,
                f"without a date: {undated} of {len(self.documents)}; they answer no question about a day",
            ),
            (bare, f"pages without text, probably scanned: {'; '.join(bare)}"),
            (copied, f"copies of a text that is in already: {copied}; each text counts once"),
            (suspicious, f"with text that speaks to an assistant: {suspicious}; it is ignored"),
        )
        return [line for found, line in lines if found]

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "new": self.new, "changed": self.changed, "unchanged": self.unchanged, "removed": self.removed,
            "refused": [item._asdict() for item in self.refused], "skipped": dict(self.skipped),
            "chunks": self.chunks, "embedded": self.embedded, "seconds": round(self.seconds, 2),
            "documents": [asdict(item) for item in self.documents],
        }  # fmt: skip


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
        folders: documents of files under these that are no longer among the sources are removed, unless a part of the folder could not be listed.
        kind: the kind of all documents, whatever they say.
        limits: what the reading of one document may take.

    Raises:
        LibraryBusy: another process is writing.
        LibraryError: the library cannot be written; what was acknowledged is in.
    """
    started = time.monotonic()
    with library.writing(), IsolatedReader(limits) as reader, ThreadPoolExecutor(1) as pool:
        intake = _Intake(sources, library, reader, progress, kind)
        reading = pool.submit(intake.run)
        try:
            embedded = _embed(library, embedder, intake.texts, progress)
            reading.result()
        finally:
            intake.stopped.set()
        present = {source.file for source in sources.found}
        listed = [folder.resolve() for folder in folders if _is_listed(folder, sources.refused)]
        removed = intake.removed + sum(
            library.versions.forget_files(str(folder), present) for folder in listed
        )
        report = replace(
            intake.report(), removed=removed, embedded=embedded, seconds=time.monotonic() - started
        )
        if report.did_something:
            library.runs.record(report.to_dict())
    return report


def _is_listed(folder: Path, refused: Sequence[Refused]) -> bool:
    """Whether all of a folder could be seen; what stands in a part that could not is not gone."""
    return not any(
        Path(item.file) == folder
        or (folder in Path(item.file).parents and Path(item.file).is_dir())
        for item in refused
    )


class _Intake:
    """The reading half: it writes documents, and hands the texts that need a vector to the other half through `texts`; None ends it."""

    def __init__(
        self,
        sources: Inputs,
        library: Library,
        reader: IsolatedReader,
        progress: Progress,
        kind: Kind | None,
    ) -> None:
        self.texts: queue.Queue[dict[str, str] | None] = queue.Queue()
        self.stopped = threading.Event()
        self.removed = 0
        self._sources = sources
        self._library = library
        self._reader = reader
        self._progress = progress
        self._kind = kind
        self._counts: Counter[str] = Counter()
        self._refused = list(sources.refused)
        self._taken: list[DocumentReport] = []

    def run(self) -> None:
        """Read all sources; one that cannot be read is reported and the rest goes on."""
        total = len(self._sources.found)
        try:
            for number, source in enumerate(self._sources.found):
                if self.stopped.is_set():
                    return
                self._progress(Step("reading", number, total, Path(source.file).name))
                try:
                    self._take(source)
                except ReadingError as error:
                    self._refused.append(Refused(source.given, str(error)))
            self._progress(Step("reading", total, total, ""))
        finally:
            self.texts.put(None)

    def report(self) -> Report:
        """What was read so far."""
        counts = {status: self._counts[status] for status in ("new", "changed", "unchanged")}
        chunks = sum(item.chunks for item in self._taken)
        taken = tuple(item for item in self._taken if item.status != "unchanged")
        return Report(
            **counts,
            refused=tuple(self._refused),
            skipped=self._sources.skipped,
            chunks=chunks,
            documents=taken,
        )

    def _take(self, source: Input) -> None:
        known = None if self._kind else self._library.versions.known_file(source.file, source.named)
        loaded = source.load(known if known and known.reader == READER else None)
        digest = source_hash(loaded.data) if loaded else ""
        if known and (loaded is None or digest == known.source_hash):
            self._counts["unchanged"] += known.documents
            self._refused += known.refused
            return
        assert loaded is not None, "only what is known can be unmodified"
        places, refused, started = set(), [], time.monotonic()
        for found in self._reader.read(loaded.data, source.file, loaded.name):
            if isinstance(found, Refused):
                refused.append(found)
                continue
            self._store(placed(found, loaded), time.monotonic() - started, source.named)
            places.add(found.origin)
            started = time.monotonic()
        self._refused += refused
        self.removed += self._library.versions.finish_file(
            source.file, digest, places, refused, loaded.etag, loaded.last_modified
        )

    def _store(self, document: Document, seconds: float, revive: bool) -> None:
        if self._kind:
            document = replace(document, kind=self._kind, kind_source="set at ingest")
        texts, taken = _write(document, self._library, seconds, revive)
        self._counts[taken.status] += 1
        self._taken.append(taken)
        self.texts.put(texts)


def store(
    documents: Sequence[Document], library: Library, embedder: Embedder
) -> list[DocumentReport]:
    """Cut, embed and write documents that were read, at once and in this thread. The caller holds the writer's lock."""
    written = [_write(document, library, 0.0) for document in documents]
    embed_texts(
        {key: text for texts, _ in written for key, text in texts.items()}, library, embedder
    )
    return [taken for _, taken in written]


def _write(
    document: Document, library: Library, seconds: float, revive: bool = True
) -> tuple[dict[str, str], DocumentReport]:
    """Cut and write a document; returns its texts by the keys of their vectors."""
    chunks = chunk(document.text)
    texts = [embedding_input(document.title, piece.text) for piece in chunks]
    keys = [vector_key(text) for text in texts]
    stored = library.versions.add(
        document, chunks, keys, {}, "", PipelineVersion(READER, CHUNKING, seconds), revive
    )
    dated = document.published
    taken = DocumentReport(
        stored.status, stored.document_id, document.origin, document.title, document.kind,
        dated.day.isoformat() if dated else None, dated.source if dated else None, document.characters_read, len(document.text),
        {removal.reason: removal.count for removal in document.removals}, document.bare_pages, len(document.suspicious),
        stored.copies, stored.chunks, round(seconds, 3),
    )  # fmt: skip
    return dict(zip(keys, texts, strict=True)) if stored.is_new_text else {}, taken


# -- vectors -----------------------------------------------------------------------------------------------------------


def embed_missing(library: Library, embedder: Embedder, progress: Progress = silent) -> int:
    """Embed the texts that have no vector of this model yet, as after a change of model; returns how many."""
    none: queue.Queue[dict[str, str] | None] = queue.Queue()
    none.put(None)
    with library.writing():
        return _embed(library, embedder, none, progress)


def _embed(
    library: Library,
    embedder: Embedder,
    texts: queue.Queue[dict[str, str] | None],
    progress: Progress,
) -> int:
    """Embed what a broken-off run left, and what `texts` brings, until it brings None; returns how many."""
    waiting = {
        key: embedding_input(title, text)
        for key, title, text in library.vectors.texts_without_vector(embedder.name)
    }
    done, more = 0, True
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


def _collect(texts: queue.Queue[dict[str, str] | None], waiting: dict[str, str]) -> bool:
    """Add what has come, waiting a little for the first; whether more will come."""
    try:
        while (found := texts.get(timeout=0 if len(waiting) >= _LEAST_TEXTS else 0.2)) is not None:
            waiting.update(found)
    except queue.Empty:
        return True
    return False


def embed_texts(texts: Mapping[str, str], library: Library, embedder: Embedder) -> int:
    """Embed texts, by the keys of their vectors, that have none yet; equal texts share one. Returns how many."""
    known = library.vectors.known(embedder.name, texts)
    missing = [key for key in texts if key not in known]
    if missing:
        vectors = embedder.embed([texts[key] for key in missing])
        library.vectors.add(embedder.name, dict(zip(missing, vectors, strict=True)))
    return len(missing)


__all__ = [
    "DocumentReport",
    "Report",
    "Step",
    "embed_missing",
    "embed_texts",
    "ingest",
    "ingest_sources",
    "store",
]
