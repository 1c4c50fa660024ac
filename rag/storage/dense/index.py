"""Dense search: Chroma as a cache of the library's vectors, exact cosine over the library where Chroma cannot serve.

Chroma's files are never trusted: their digests are compared before they are opened (a damaged HNSW file ends the process), a few
known vectors are asked for after, and the whole folder can be thrown away at any time without embedding anything again.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from rag.errors import IndexUnusable
from rag.models.embeddings import Vectors
from rag.schema import Hit, Scope
from rag.storage import Library

Numbers = npt.NDArray[np.int64]
_log = logging.getLogger(__name__)
_COLLECTION = "chunks"
_BATCH = 200
# Chroma is asked for this many times the wanted hits, because removed and earlier versions are filtered out afterwards.
_OVERFETCH = 2
# When fewer than this share of the vectors may answer, comparing exactly those is both faster and complete.
_SELECTIVE = 0.5
# Of fewer than this share the rows are copied before they are compared; for more it is cheaper to compare all.
_COPIED = 0.3
# More vectors than this are added behind the scenes, while exact search answers.
_ADD_AT_ONCE = 5_000
# When more than this share of Chroma's vectors, and at least so many, answer no more, a new generation leaves them out.
_DEAD_SHARE = 0.1
_DEAD_LEAST = 1_000


class Found(NamedTuple):
    """Hits of a dense search (`score` is the cosine) and what computed them: `chroma`, or `exact` with the reason."""

    hits: list[Hit]
    how: str


class VectorIndex:
    """Dense search over one library.

    Args:
        library: the truth.
        model: name of the embedding model whose vectors are searched.
        folder: where Chroma's generations live; made when missing.
    """

    def __init__(self, library: Library, model: str, folder: Path) -> None:
        self._library = library
        self._model = model
        self._folder = folder.resolve()
        self._lock = threading.RLock()
        self._owner: Any = None
        self._collection: Any = None
        self._trouble = "not opened yet"
        self._worker: threading.Thread | None = None
        # The library's vectors of chunks that may answer, and the numbers that Chroma holds, dead ones included.
        self._numbers: Numbers = np.zeros(0, np.int64)
        self._matrix: Vectors = np.zeros((0, 0), np.float32)
        self._indexed: Numbers = np.zeros(0, np.int64)
        self._seen_change = -1

    def search(self, vector: Vectors, scope: Scope, limit: int) -> Found:
        """The chunks nearest to a unit vector of shape (d,), within `scope`, best first."""
        with self._lock:
            self.refresh()
            allowed = self._allowed(scope)
            if len(allowed) == 0:
                return Found([], self._how())
            if self._collection is not None and len(allowed) >= _SELECTIVE * len(self._indexed):
                hits = self._ask_chroma(vector, allowed, limit)
                if len(hits) >= min(limit, len(allowed)):
                    return Found(hits[:limit], "chroma")
            return Found(self._exact(vector, allowed, limit), self._how())

    def vectors_of(self, numbers: Sequence[int]) -> Vectors:
        """The vectors of some chunks, shape (n, d); a row of zeros where there is none."""
        with self._lock:
            wanted = np.asarray(numbers, np.int64)
            places = np.minimum(
                np.searchsorted(self._numbers, wanted), max(0, len(self._numbers) - 1)
            )
            found = np.zeros(
                (len(wanted), self._matrix.shape[1] if self._matrix.ndim == 2 else 0), np.float32
            )
            if len(self._numbers):
                known = self._numbers[places] == wanted
                found[known] = self._matrix[places[known]]
            return found

    def refresh(self) -> None:
        """Bring the index in step with the library: cheap when nothing has changed."""
        with self._lock:
            change = self._library.change_count()
            if change == self._seen_change:
                return
            self._load_vectors()
            self._seen_change = change
            if self._worker is not None and self._worker.is_alive():
                self._seen_change = (
                    -1
                )  # what was committed since the work began is looked at after it
                return
            try:
                self._become_owner()
                self._catch_up()
            except IndexUnusable as trouble:
                self._give_up(str(trouble))

    def missing(self) -> int:
        """How many chunks that answer have no vector of this model, and are found by their words only."""
        with self._lock:
            self.refresh()
            return len(self._library.visible_numbers(Scope())) - len(self._allowed(Scope()))

    def rebuild(self) -> int:
        """Throw Chroma's files away and build them again from the library's vectors; returns how many.

        Raises:
            IndexUnusable: another process owns the index, or its files cannot be written.
        """
        with self._lock:
            self._load_vectors()
            try:
                self._become_owner()
                self._start_generation()
            except IndexUnusable as trouble:
                self._seen_change = -1  # the generation before may still serve
                raise IndexUnusable(
                    f"the vector index in {self._folder} cannot be built: {trouble}; when that is mended run `rag library rebuild` again, "
                    "until then all vectors are compared"
                ) from trouble
            return len(self._indexed)

    def status(self) -> dict[str, Any]:
        """Whether Chroma serves, with how many vectors, and why not."""
        with self._lock:
            self.refresh()
            return {
                "serving": "chroma" if self._collection is not None else "exact",
                "vectors": len(self._indexed),
                "library_vectors": len(self._numbers),
                "agrees": self._collection is not None
                and bool(np.isin(self._numbers, self._indexed).all()),
                "trouble": self._trouble,
            }

    def close(self) -> None:
        """Give the index up, so that another process can own it."""
        worker = self._worker
        if worker is not None:
            worker.join()
        with self._lock:
            self._collection = None
            if self._owner is not None:
                self._owner.release()
                self._owner = None
            self._seen_change = -1

    # -- the library's vectors -------------------------------------------------------------------------------------

    def _load_vectors(self) -> None:
        """Read what is new and drop what went; a chunk's number is never used again, so that what is here already stays right."""
        lasting = self._library.lasting_numbers()
        kept = np.isin(self._numbers, lasting)
        if not kept.all():
            self._numbers, self._matrix = self._numbers[kept], self._matrix[kept]
        numbers, matrix = self._library.vectors(
            self._model, lasting[~np.isin(lasting, self._numbers)]
        )
        if not len(self._numbers):
            self._numbers, self._matrix = numbers, matrix
        elif len(numbers):
            order = np.argsort(joined := np.concatenate([self._numbers, numbers]), kind="stable")
            self._numbers, self._matrix = (
                joined[order],
                np.concatenate([self._matrix, matrix])[order],
            )

    def _allowed(self, scope: Scope) -> Numbers:
        """Numbers of the chunks that may answer and have a vector, ascending."""
        numbers = self._library.visible_numbers(scope)
        return numbers[np.isin(numbers, self._numbers, assume_unique=True)]

    def _exact(self, vector: Vectors, allowed: Numbers, limit: int) -> list[Hit]:
        rows = np.searchsorted(self._numbers, allowed)
        few = len(rows) < _COPIED * len(self._numbers)
        scores = self._matrix[rows] @ vector if few else (self._matrix @ vector)[rows]
        floor = np.partition(scores, -limit)[-limit] if limit < len(scores) else -np.inf
        near = np.flatnonzero(scores >= floor)
        best = near[np.argsort(-scores[near], kind="stable")][:limit]
        return [Hit(int(allowed[place]), float(scores[place])) for place in best]

    def _how(self) -> str:
        return (
            "exact"
            if self._collection is not None or not self._trouble
            else f"exact ({self._trouble})"
        )

    # -- Chroma ----------------------------------------------------------------------------------------------------

    def _ask_chroma(self, vector: Vectors, allowed: Numbers, limit: int) -> list[Hit]:
        dead = len(self._indexed) - len(allowed)
        wanted = min(len(self._indexed), limit * _OVERFETCH + min(dead, limit))
        try:
            with _chroma_errors():
                found = self._collection.query(
                    query_embeddings=[vector], n_results=wanted, include=["distances"]
                )
        except IndexUnusable as trouble:
            self._give_up(str(trouble))
            self._seen_change = -1  # the next question tries again
            return []
        numbers = np.array([int(identity) for identity in found["ids"][0]], np.int64)
        keep = np.isin(numbers, allowed)
        pairs = zip(numbers[keep], np.array(found["distances"][0])[keep], strict=True)
        return [Hit(int(number), 1.0 - float(distance)) for number, distance in pairs]

    def _give_up(self, trouble: str) -> None:
        """Let exact search answer, and say why."""
        _log.info("dense search is answered by the library: %s", trouble)
        self._collection, self._trouble = None, trouble

    def _become_owner(self) -> None:
        from filelock import FileLock, Timeout

        if self._owner is not None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self._folder / "owner.lock")
            lock.acquire(timeout=0)
        except Timeout:
            raise IndexUnusable("another process owns the index") from None
        except OSError as error:
            raise IndexUnusable(
                f"the folder {self._folder} cannot be used: {error.strerror}"
            ) from error
        self._owner = lock

    def _catch_up(self) -> None:
        """Open the present generation if it is sound, add what is new, or start another.

        Raises:
            IndexUnusable: Chroma's files cannot be written.
        """
        if self._collection is None:
            try:
                self._open_generation()
            except IndexUnusable as trouble:
                self._give_up(str(trouble))
        dead = int((~np.isin(self._indexed, self._numbers)).sum())
        stale = self._collection is None or dead > max(
            _DEAD_LEAST, _DEAD_SHARE * len(self._indexed)
        )
        missing = (
            len(self._numbers) if stale else int((~np.isin(self._numbers, self._indexed)).sum())
        )
        work = self._start_generation if stale else self._add_new
        if missing > _ADD_AT_ONCE:
            self._give_up(f"{missing:,} vectors are being added to the index")
            self._worker = threading.Thread(target=self._work_behind, args=(work,), daemon=True)
            self._worker.start()
        elif missing or stale:
            work()

    def _work_behind(self, work: Callable[[], None]) -> None:
        try:
            work()
        except IndexUnusable as trouble:
            self._give_up(str(trouble))

    def _open_generation(self) -> None:
        """Check digests, open, check the collection's settings and a few known vectors.

        Raises:
            IndexUnusable: anything is missing or differs.
        """
        state = self._state()
        if state is None or state["model"] != self._model or state["chroma"] != _chroma_version():
            raise IndexUnusable("there is no index of this model and this version of Chroma yet")
        folder = self._folder / state["generation"]
        if (
            not folder.is_dir()
            or dict(_digests(folder)) != state["digests"]
            or not _is_sound(folder / "chroma.sqlite3")
        ):
            raise IndexUnusable("its files are damaged or incomplete")
        collection, indexed = _open_collection(folder), np.load(folder / "numbers.npy")
        with _chroma_errors():
            count = collection.count()
        if count != len(indexed):
            raise IndexUnusable("it holds another number of vectors than it should")
        self._check_known_vectors(collection, indexed)
        self._collection, self._indexed, self._trouble = collection, indexed, ""
        self._drop_others(folder)

    def _check_known_vectors(self, collection: Any, indexed: Numbers) -> None:  # noqa: ANN401 - Chroma's collection
        alive = np.flatnonzero(np.isin(self._numbers, indexed))
        for place in alive[np.linspace(0, len(alive) - 1, min(5, len(alive))).astype(int)]:
            with _chroma_errors():
                found = collection.get(ids=[str(self._numbers[place])], include=["embeddings"])[
                    "embeddings"
                ]
            if len(found) != 1 or not np.allclose(found[0], self._matrix[place], atol=1e-3):
                raise IndexUnusable("a vector in it differs from the library's")

    def _start_generation(self) -> None:
        """Build a generation beside the present one, then point to it and drop the old."""
        folder = (
            self._folder / f"generation-{uuid.uuid4().hex[:8]}"
        )  # Chroma keeps a path open for as long as the process lives
        self._collection, self._indexed = None, np.zeros(0, np.int64)
        try:
            self._fill(_open_collection(folder), folder)
        except IndexUnusable:
            shutil.rmtree(folder, ignore_errors=True)  # each try on a full disk would leave another
            raise
        self._drop_others(folder)

    def _drop_others(self, present: Path) -> None:
        """Delete all generations but the present one, also those that an end by force left."""
        for path in self._folder.glob("generation-*"):
            if path != present:
                shutil.rmtree(path, ignore_errors=True)

    def _add_new(self) -> None:
        state = self._state()
        if state is None:
            self._start_generation()
            return
        folder = self._folder / state["generation"]
        self._fill(_open_collection(folder), folder)

    def _fill(self, collection: Any, folder: Path) -> None:  # noqa: ANN401 - Chroma's collection
        """Add the vectors that are missing, and record the generation's state."""
        numbers, matrix = self._numbers, self._matrix
        places = np.flatnonzero(~np.isin(numbers, self._indexed))
        with _chroma_errors():
            for begin in range(0, len(places), _BATCH):
                part = places[begin : begin + _BATCH]
                collection.add(
                    ids=[str(number) for number in numbers[part]], embeddings=matrix[part]
                )
            count = collection.count()
        self._indexed = np.concatenate([self._indexed, numbers[places]])
        if count != len(self._indexed):
            raise IndexUnusable(
                f"Chroma holds {count} vectors after an addition, expected {len(self._indexed)}"
            )
        self._write_state(folder)
        self._collection, self._trouble = collection, ""

    # -- the state file --------------------------------------------------------------------------------------------

    def _state(self) -> dict[str, Any] | None:
        try:
            state = json.loads((self._folder / "state.json").read_text())
            return state if set(state) == {"generation", "model", "chroma", "digests"} else None
        except (OSError, ValueError, TypeError):
            return None

    def _write_state(self, folder: Path) -> None:
        try:
            np.save(folder / "numbers.npy", self._indexed)
            state = {
                "generation": folder.name,
                "model": self._model,
                "chroma": _chroma_version(),
                "digests": dict(_digests(folder)),
            }
            new = self._folder / "state.new"
            new.write_text(json.dumps(state))
            new.replace(self._folder / "state.json")
        except OSError as error:
            raise IndexUnusable(
                f"its state cannot be written: {error.strerror or error}"
            ) from error


@contextmanager
def _chroma_errors() -> Iterator[None]:
    """Turn what Chroma raises into `IndexUnusable`."""
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, ValueError, RuntimeError, OSError, sqlite3.DatabaseError) as error:
        raise IndexUnusable(f"Chroma failed: {error}") from error


def _open_collection(folder: Path) -> Any:  # noqa: ANN401 - Chroma's collection
    """The collection of a generation, made when missing.

    Raises:
        IndexUnusable: Chroma cannot open it or its distance is not cosine.
    """
    import chromadb
    from chromadb.config import Settings

    with _chroma_errors():
        client = chromadb.PersistentClient(
            path=str(folder), settings=Settings(anonymized_telemetry=False)
        )
        collection = client.get_or_create_collection(
            _COLLECTION, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
        )
        space = (collection.configuration.get("hnsw") or {}).get("space")
    if space != "cosine":
        raise IndexUnusable(f"its distance is {space!r}, not cosine")
    return collection


def _digests(folder: Path) -> Iterator[tuple[str, str]]:
    """Digests of the HNSW files, which change only when vectors are added, and of the list of what was added."""
    for path in sorted([*folder.glob("*/*"), folder / "numbers.npy"]):
        if path.suffix in (".bin", ".pickle", ".npy") and path.is_file():
            with path.open("rb") as file:
                yield (
                    str(path.relative_to(folder)),
                    hashlib.file_digest(file, "blake2b").hexdigest()[:32],
                )


def _is_sound(path: Path) -> bool:
    """Whether SQLite finds no damage in Chroma's own database."""
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
            return bool(db.execute("PRAGMA quick_check").fetchone()[0] == "ok")
    except sqlite3.DatabaseError:
        return False


def _chroma_version() -> str:
    from importlib.metadata import version

    return version("chromadb")
