"""Files in, library filled: what is new or changed is read, chunked, embedded and written; anything else is left alone."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from rag.chunk import chunk
from rag.embed import Embedder, embedding_input, vector_key
from rag.errors import ReadingError
from rag.library import Library
from rag.reading import EXTENSIONS, read_file, source_hash
from rag.schema import Chunk, Document

# Documents are written in groups, so that their chunks fill the embedding model's batches.
_GROUP = 16
Progress = Callable[[int, int, str], None]


class Refused(NamedTuple):
    """A file that was not taken in, and why."""

    file: str
    reason: str


@dataclass(frozen=True)
class Report:
    """What an ingest did. Counts are documents; `skipped` counts files inside folders by endings that are not read."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: tuple[Refused, ...] = ()
    skipped: Mapping[str, int] = field(default_factory=dict)
    chunks: int = 0
    embedded: int = 0
    seconds: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "new": self.new, "changed": self.changed, "unchanged": self.unchanged,
            "refused": [item._asdict() for item in self.refused], "skipped": dict(self.skipped),
            "chunks": self.chunks, "embedded": self.embedded, "seconds": round(self.seconds, 2),
        }  # fmt: skip


def ingest(
    paths: Sequence[Path], library: Library, embedder: Embedder, max_bytes: int, progress: Progress = lambda done, total, name: None
) -> Report:
    """Read files and folders into the library.

    Args:
        paths: files, and folders that are searched for readable files.
        library: where to.
        embedder: whose vectors are stored.
        max_bytes: larger files are refused.
        progress: called with the number done, the number in all and the name of the file that is next.

    Raises:
        LibraryBusy: another process is writing.
    """
    started = time.monotonic()
    files, refused, skipped = find_files(paths)
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    totals = [0, 0]
    with library.writing():
        for start in range(0, len(files), _GROUP):
            documents = []
            for offset, file in enumerate(files[start : start + _GROUP]):
                progress(start + offset, len(files), file.name)
                try:
                    document = _read_if_changed(file, library, max_bytes)
                except ReadingError as error:
                    refused.append(Refused(str(file), str(error)))
                    continue
                if document is None:
                    counts["unchanged"] += 1
                else:
                    documents.append(document)
            for status, chunks, embedded in store(documents, library, embedder):
                counts[status] += 1
                totals[0] += chunks
                totals[1] += embedded
        progress(len(files), len(files), "")
        report = Report(
            **counts, refused=tuple(refused), skipped=skipped, chunks=totals[0], embedded=totals[1], seconds=time.monotonic() - started
        )
        if counts["new"] or counts["changed"] or refused:
            library.record_run(report.to_dict())
    return report


class Outcome(NamedTuple):
    """A stored document: new, changed or unchanged, its chunks, and how many of them had to be embedded."""

    status: str
    chunks: int
    embedded: int


def store(documents: Sequence[Document], library: Library, embedder: Embedder) -> list[Outcome]:
    """Chunk, embed and write documents that were read; each becomes visible by one commit. The caller holds the writer's lock."""
    cut = [(document, chunk(document.text)) for document in documents]
    inputs = [[embedding_input(document.title, piece.text) for piece in chunks] for document, chunks in cut]
    keys = [[vector_key(text) for text in texts] for texts in inputs]
    text_of = {key: text for row, texts in zip(keys, inputs, strict=True) for key, text in zip(row, texts, strict=True)}
    known = library.known_vectors(embedder.name, text_of)
    missing = [key for key in text_of if key not in known]
    vectors = dict(zip(missing, embedder.embed([text_of[key] for key in missing]), strict=True)) if missing else {}
    return [_write(document, chunks, row, vectors, library, embedder) for (document, chunks), row in zip(cut, keys, strict=True)]


def embed_missing(library: Library, embedder: Embedder) -> int:
    """Embed the chunks that have no vector of this model yet, as after a change of model; returns how many."""
    with library.writing():
        waiting = library.texts_without_vector(embedder.name)
        for start in range(0, len(waiting), 256):
            part = waiting[start : start + 256]
            vectors = embedder.embed([embedding_input(title, text) for _, title, text in part])
            library.add_vectors(embedder.name, dict(zip((key for key, _, _ in part), vectors, strict=True)))
    return len(waiting)


class Files(NamedTuple):
    """Files to read, paths that cannot be, and how many of each other ending stand in the folders."""

    files: list[Path]
    refused: list[Refused]
    skipped: Counter[str]


def find_files(paths: Iterable[Path]) -> Files:
    """Files named, and files with a readable ending under the folders named, sorted.

    Hidden files, and the `README` and `manifest` files that describe a folder, are passed over inside folders.
    """
    found: dict[Path, None] = {}
    refused: list[Refused] = []
    skipped: Counter[str] = Counter()
    for path in paths:
        if path.is_dir():
            for file in _walk(path, refused):
                if file.suffix.lower() in EXTENSIONS:
                    found[file] = None
                else:
                    skipped[file.suffix.lower() or "(none)"] += 1
        else:
            found[path] = None
    for path in list(found):
        if fault := _fault(path):
            refused.append(Refused(_shown(path), fault))
            del found[path]
    return Files(list(found), refused, skipped)


def _fault(path: Path) -> str:
    """Why a path cannot be read at all; "" when it can be tried."""
    if _shown(path) != str(path):
        return "its name is not valid UTF-8; rename it"
    if not path.exists():
        return "there is no such file or folder" + (", only a link to one" if path.is_symlink() else "")
    return "" if path.is_file() else "it is no regular file"


def _shown(path: Path) -> str:
    return str(path).encode("utf-8", "replace").decode()


def _walk(folder: Path, refused: list[Refused]) -> Iterator[Path]:
    def report(error: OSError) -> None:
        refused.append(Refused(str(error.filename), f"cannot be listed: {error.strerror}"))

    for here, names, files in os.walk(folder, onerror=report):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and Path(name).stem.lower() not in ("readme", "manifest"):
                yield Path(here, name)


def _read_if_changed(file: Path, library: Library, max_bytes: int) -> Document | None:
    """The document, or None when the library holds exactly these bytes of this file as this reader reads them."""
    try:
        if file.stat().st_size <= max_bytes and library.is_known(str(file.resolve()), source_hash(file.read_bytes())):
            return None
    except OSError:
        pass  # read_file says what is wrong
    return read_file(file, max_bytes)


def _write(
    document: Document, chunks: list[Chunk], keys: list[str], vectors: dict[str, Any], library: Library, embedder: Embedder
) -> Outcome:
    own = {key: vectors[key] for key in keys if key in vectors}
    stored = library.add(document, chunks, keys, own, embedder.name)
    return Outcome(stored.status, stored.chunks, len(own))
