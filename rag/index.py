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
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from rag.embed import Vectors
from rag.errors import IndexUnusable
from rag.library import Hit, Library
from rag.schema import Scope

_log = logging.getLogger(__name__)
_COLLECTION = "chunks"
_BATCH = 200
# Chroma is asked for this many times the wanted hits, because removed and earlier versions are filtered out afterwards.
_OVERFETCH = 2
# When fewer than this share of the vectors may answer, comparing exactly those is both faster and complete.
_SELECTIVE = 0.5
# More vectors than this are added behind the scenes, while exact search answers.
_ADD_AT_ONCE = 5_000
_DEAD_SHARE = 0.1


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
        self._folder = folder
        self._lock = threading.RLock()
        self._owner: Any = None
        self._collection: Any = None
        self._count = 0
        self._last = 0
        self._trouble = "not opened yet"
        self._worker: threading.Thread | None = None
        self._numbers: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        self._matrix: Vectors = np.zeros((0, 0), np.float32)
        self._visible: dict[Scope, npt.NDArray[np.int64]] = {}
        self._seen_change = -1

    def search(self, vector: Vectors, scope: Scope, limit: int) -> Found:
        """The chunks nearest to a unit vector of shape (d,), within `scope`, best first."""
        with self._lock:
            self.refresh()
            allowed = self._allowed(scope)
            if len(allowed) == 0:
                return Found([], self._how())
            if self._collection is not None and len(allowed) >= _SELECTIVE * self._count:
                hits = self._ask_chroma(vector, allowed, limit)
                if len(hits) >= min(limit, len(allowed)):
                    return Found(hits[:limit], "chroma")
            return Found(self._exact(vector, allowed, limit), self._how())

    def refresh(self) -> None:
        """Bring the index in step with the library: cheap when nothing has changed."""
        with self._lock:
            change = self._library.change_count()
            if change == self._seen_change:
                return
            self._visible.clear()
            self._load_new_vectors()
            self._seen_change = change
            if self._worker is not None and self._worker.is_alive():
                return
            if self._collection is None and not self._become_owner():
                self._trouble = "another process owns the index"
                return
            self._catch_up()

    def missing(self) -> int:
        """How many chunks that answer have no vector of this model, and are found by their words only."""
        with self._lock:
            self.refresh()
            return len(self._library.visible_numbers(Scope())) - len(self._allowed(Scope()))

    def rebuild(self) -> int:
        """Throw Chroma's files away and build them again from the library's vectors; returns how many.

        Raises:
            IndexUnusable: another process owns the index.
        """
        with self._lock:
            self._load_new_vectors()
            if not self._become_owner():
                raise IndexUnusable(f"another process owns the index in {self._folder}; stop it, or let it rebuild by itself")
            self._start_generation()
            return self._count

    def status(self) -> dict[str, Any]:
        """Whether Chroma serves, with how many vectors, and why not."""
        with self._lock:
            self.refresh()
            wanted, _ = self._library.last_chunk(self._model)
            return {
                "serving": "chroma" if self._collection is not None else "exact",
                "vectors": self._count,
                "library_vectors": wanted,
                "agrees": self._count == wanted,
                "trouble": self._trouble,
            }

    def close(self) -> None:
        """Give the index up, so that another process can own it."""
        with self._lock:
            if self._worker is not None:
                self._worker.join()
            self._collection = None
            if self._owner is not None:
                self._owner.release()
                self._owner = None
            self._seen_change = -1

    # -- the library's vectors -------------------------------------------------------------------------------------

    def _load_new_vectors(self) -> None:
        wanted, last = self._library.last_chunk(self._model)
        if wanted == len(self._numbers) and (wanted == 0 or last == self._numbers[-1]):
            return
        have = int(self._numbers[-1]) if len(self._numbers) else 0
        numbers, matrix = self._library.vectors(self._model, after=have)
        if have and len(self._numbers) + len(numbers) == wanted:
            self._numbers, self._matrix = np.concatenate([self._numbers, numbers]), np.concatenate([self._matrix, matrix])
        else:
            self._numbers, self._matrix = self._library.vectors(self._model)

    def _allowed(self, scope: Scope) -> npt.NDArray[np.int64]:
        """Numbers of the chunks that may answer and have a vector, ascending."""
        if scope not in self._visible:
            numbers = self._library.visible_numbers(scope)
            self._visible[scope] = numbers[np.isin(numbers, self._numbers, assume_unique=True)]
        return self._visible[scope]

    def _exact(self, vector: Vectors, allowed: npt.NDArray[np.int64], limit: int) -> list[Hit]:
        everything = len(allowed) == len(self._numbers)
        rows = slice(None) if everything else np.searchsorted(self._numbers, allowed)
        scores = self._matrix[rows] @ vector
        best = np.argsort(-scores, kind="stable")[:limit]
        return [Hit(int(allowed[place]), float(scores[place])) for place in best]

    def _how(self) -> str:
        return "exact" if self._collection is not None or not self._trouble else f"exact ({self._trouble})"

    # -- Chroma ----------------------------------------------------------------------------------------------------

    def _ask_chroma(self, vector: Vectors, allowed: npt.NDArray[np.int64], limit: int) -> list[Hit]:
        from chromadb.errors import ChromaError

        dead = self._count - len(allowed)
        wanted = min(self._count, limit * _OVERFETCH + min(dead, limit))
        try:
            found = self._collection.query(query_embeddings=[vector], n_results=wanted, include=["distances"])
        except (ChromaError, RuntimeError) as error:
            self._trouble = f"Chroma failed: {error}"
            _log.warning("dense search falls back to the library: %s", self._trouble)
            self._collection = None
            self._seen_change = -1
            return []
        numbers = np.array([int(identity) for identity in found["ids"][0]], np.int64)
        keep = np.isin(numbers, allowed)
        pairs = zip(numbers[keep], np.array(found["distances"][0])[keep], strict=True)
        return [Hit(int(number), 1.0 - float(distance)) for number, distance in pairs]

    def _become_owner(self) -> bool:
        from filelock import FileLock, Timeout

        if self._owner is not None:
            return True
        self._folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._folder / "owner.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return False
        self._owner = lock
        return True

    def _catch_up(self) -> None:
        """Open the present generation if it is sound, add what is new, or start another."""
        if self._collection is None:
            try:
                self._open_generation()
            except IndexUnusable as trouble:
                if self._numbers.size:
                    _log.info("the vector index is built anew: %s", trouble)
                self._trouble = str(trouble)
        alive = len(self._allowed(Scope()))
        too_many_dead = self._count > 1_000 and self._count - alive > max(1_000, _DEAD_SHARE * self._count)
        stale = self._collection is None or self._count > len(self._numbers) or too_many_dead
        missing = len(self._numbers) if stale else len(self._numbers) - self._count
        if not missing and not stale:
            return
        work = self._start_generation if stale else self._add_new
        if missing <= _ADD_AT_ONCE:
            work()
            return
        self._collection = None
        self._trouble = f"{missing:,} vectors are being added to the index"
        self._worker = threading.Thread(target=self._work_behind, args=(work,), daemon=True)
        self._worker.start()

    def _work_behind(self, work: Any) -> None:  # noqa: ANN401 - one of two bound methods
        work()

    def _open_generation(self) -> None:
        """Check digests, open, check the collection's settings and a few known vectors.

        Raises:
            IndexUnusable: anything is missing or differs.
        """
        state = self._state()
        if state is None or state["model"] != self._model or state["chroma"] != _chroma_version():
            raise IndexUnusable("there is no index of this model and this version of Chroma yet")
        folder = self._folder / state["generation"]
        if not folder.is_dir() or dict(_digests(folder)) != state["digests"] or not _is_sound(folder / "chroma.sqlite3"):
            raise IndexUnusable("its files are damaged or incomplete")
        collection = _open_collection(folder)
        count = int(collection.count())
        if count != state["count"] or count > len(self._numbers) or (count and state["last"] != int(self._numbers[count - 1])):
            raise IndexUnusable("it disagrees with the library")
        self._collection, self._count, self._last = collection, count, state["last"]
        self._check_known_vectors()
        self._trouble = ""

    def _check_known_vectors(self) -> None:
        for place in np.linspace(0, self._count - 1, min(5, self._count)).astype(int):
            found = self._collection.get(ids=[str(self._numbers[place])], include=["embeddings"])["embeddings"]
            if len(found) != 1 or not np.allclose(found[0], self._matrix[place], atol=1e-3):
                self._collection = None
                raise IndexUnusable("a vector in it differs from the library's")

    def _start_generation(self) -> None:
        """Build a generation beside the present one, then point to it and drop the old."""
        state = self._state()
        old = sorted(path.name for path in self._folder.glob("generation-*"))
        number = 1 + max((int(name.split("-")[1]) for name in [*old, state["generation"] if state else "generation-0"]), default=0)
        folder = self._folder / f"generation-{number:04d}"
        collection = _open_collection(folder)
        self._fill(collection, 0)
        self._collection, self._trouble = collection, ""
        self._write_state(folder)
        for name in old:
            shutil.rmtree(self._folder / name, ignore_errors=True)

    def _add_new(self) -> None:
        state = self._state()
        collection = self._collection or _open_collection(self._folder / state["generation"]) if state else None
        if collection is None or state is None:
            self._start_generation()
            return
        self._fill(collection, self._count)
        self._collection, self._trouble = collection, ""
        self._write_state(self._folder / state["generation"])

    def _fill(self, collection: Any, start: int) -> None:  # noqa: ANN401 - Chroma's collection
        for begin in range(start, len(self._numbers), _BATCH):
            part = slice(begin, min(begin + _BATCH, len(self._numbers)))
            collection.add(ids=[str(number) for number in self._numbers[part]], embeddings=self._matrix[part])
        self._count = int(collection.count())
        self._last = int(self._numbers[-1]) if len(self._numbers) else 0

    # -- the state file --------------------------------------------------------------------------------------------

    def _state(self) -> dict[str, Any] | None:
        try:
            state = json.loads((self._folder / "state.json").read_text())
            return state if set(state) == {"generation", "model", "chroma", "count", "last", "digests"} else None
        except (OSError, ValueError, TypeError):
            return None

    def _write_state(self, folder: Path) -> None:
        state = {
            "generation": folder.name, "model": self._model, "chroma": _chroma_version(),
            "count": self._count, "last": self._last, "digests": dict(_digests(folder)),
        }  # fmt: skip
        new = self._folder / "state.new"
        new.write_text(json.dumps(state))
        new.replace(self._folder / "state.json")


def _open_collection(folder: Path) -> Any:  # noqa: ANN401 - Chroma's collection
    """The collection of a generation, made when missing.

    Raises:
        IndexUnusable: Chroma cannot open it or its distance is not cosine.
    """
    import chromadb
    from chromadb.config import Settings
    from chromadb.errors import ChromaError

    try:
        client = chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))
        collection = client.get_or_create_collection(_COLLECTION, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None)
        space = (collection.configuration.get("hnsw") or {}).get("space")
    except (ChromaError, ValueError, RuntimeError, OSError, sqlite3.DatabaseError) as error:
        raise IndexUnusable(f"Chroma cannot open it: {error}") from error
    if space != "cosine":
        raise IndexUnusable(f"its distance is {space!r}, not cosine")
    return collection


def _digests(folder: Path) -> Iterator[tuple[str, str]]:
    """Digests of the HNSW files, which change only when vectors are added."""
    for path in sorted(folder.glob("*/*")):
        if path.suffix in (".bin", ".pickle"):
            with path.open("rb") as file:
                yield str(path.relative_to(folder)), hashlib.file_digest(file, "blake2b").hexdigest()[:32]


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
