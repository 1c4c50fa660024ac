"""An HNSW index in embedded Chroma: a cache of the library's vectors in a folder of its own.

Chroma's files are never trusted: their digests are compared before they are opened (a damaged HNSW
file ends the process), a few known vectors are asked for after, and the folder can be thrown away
at any time without embedding anything again. Vectors are only ever added: what is removed from the
library is passed over in the results, and left out when there is much of it and the next generation
of files is built.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from rag.errors import IndexUnusable
from rag.models.embeddings import Vectors
from rag.schema import Hit, Scope
from rag.storage.dense.exact import ExactIndex
from rag.storage.dense.protocol import DenseHits, Numbers
from rag.storage.private import FILE_MODE, close_all, make_folder

_COLLECTION = "chunks"
# Recall of the exact nearest 200 is .997 at 50,000 and at 100,000 vectors drawn near real ones;
# Chroma's own settings (16, 100, 100), asked for 400, gave .983 and .967. To build takes 2.1 to 2.4
# times as long, to ask 3 times (9 ms), and the memory is the same within 1 %: `evals dense`.
HNSW = {"space": "cosine", "max_neighbors": 32, "ef_construction": 200, "ef_search": 800}
# Chroma takes 5,461 at once; small batches keep other readers of its database from waiting.
_BATCH = 200
# Chroma is asked for this many times the wanted hits, because removed and earlier versions are
# passed over.
_OVERFETCH = 2
# When more than this share of the vectors in Chroma, and at least so many, answer no more, a new
# generation leaves them out.
_DEAD_SHARE = 0.1
_DEAD_LEAST = 1_000
# Vectors compared with the library's after opening.
_PROBES = 5


class _State(NamedTuple):
    """What `state.json` says of the present generation; a generation without it is not opened."""

    generation: str
    model: str
    chroma: str
    settings: Mapping[str, Any]
    digests: Mapping[str, str]


class ChromaIndex:
    """The vectors of one model in a folder that one process owns at a time.

    Args:
        exact: the library's vectors, refreshed by the caller; this index is brought in step with
            them.
        model: name of the embedding model.
        folder: where the generations of files live; made when missing.
    """

    def __init__(self, exact: ExactIndex, model: str, folder: Path) -> None:
        self._exact = exact
        self._model = model
        self._folder = folder.resolve()
        self._owner: Any = None
        self._collection: Any = None
        self.numbers: Numbers = np.zeros(0, np.int64)
        """Numbers of the chunks that Chroma holds, dead ones included."""

    @property
    def is_open(self) -> bool:
        """Return whether searches can be answered."""
        return self._collection is not None

    # -- searching ---------------------------------------------------------------------------------

    def search(self, vector: Vectors, scope: Scope, limit: int) -> DenseHits:
        """Return the nearest chunks within `scope`, best first.

        They are fewer than there are where many near ones may not answer.

        Raises:
            IndexUnusable: it is not open, or Chroma failed.
        """
        return DenseHits(self.nearest(vector, self._exact.allowed(scope), limit), "chroma")

    def nearest(self, vector: Vectors, allowed: Numbers, limit: int) -> list[Hit]:
        """Return the nearest of some chunks, as far as they are among the nearest of all.

        Raises:
            IndexUnusable: it is not open, or Chroma failed.
        """
        if self._collection is None:
            raise IndexUnusable("it is not open")
        dead = len(self.numbers) - len(allowed)
        wanted = min(len(self.numbers), limit * _OVERFETCH + min(dead, limit))
        with _chroma_errors():
            found = self._collection.query(
                query_embeddings=[vector], n_results=wanted, include=["distances"]
            )
        numbers = np.array([int(identity) for identity in found["ids"][0]], np.int64)
        scores = 1.0 - np.array(found["distances"][0], np.float64)
        is_allowed = np.isin(numbers, allowed)
        pairs = zip(numbers[is_allowed], scores[is_allowed], strict=True)
        return [Hit(int(number), float(score)) for number, score in pairs][:limit]

    # -- keeping in step ---------------------------------------------------------------------------

    def own(self) -> None:
        """Take the folder's lock, which is free again when its owner ends.

        Raises:
            IndexUnusable: another process has it, or the folder cannot be used.
        """
        from filelock import FileLock, Timeout

        if self._owner is not None:
            return
        try:
            make_folder(self._folder)
            lock = FileLock(self._folder / "owner.lock", mode=FILE_MODE)
            lock.acquire(timeout=0)
        except Timeout:
            raise IndexUnusable("another process owns the index") from None
        except OSError as error:
            raise IndexUnusable(
                f"the folder {self._folder} cannot be used: {error.strerror}"
            ) from error
        self._owner = lock
        close_all(self._folder)  # of an older release

    def refresh(self) -> None:
        """Add the vectors that are missing, or build a new generation where there is no sound one.

        Raises:
            IndexUnusable: another process owns the index, or its files cannot be written.
        """
        self.own()
        if self.is_stale():
            self._start_generation()
        elif self.missing():
            self._add_missing()

    def missing(self) -> int:
        """Return how many of the library's vectors Chroma lacks."""
        return int((~np.isin(self._exact.numbers, self.numbers)).sum())

    def is_stale(self) -> bool:
        """Return whether a new generation is due: none is open, or too much is dead."""
        dead = int((~np.isin(self.numbers, self._exact.numbers)).sum())
        return not self.is_open or dead > max(_DEAD_LEAST, _DEAD_SHARE * len(self.numbers))

    def rebuild(self) -> int:
        """Build a new generation of files and drop the present one.

        Raises:
            IndexUnusable: another process owns the index, or its files cannot be written.
        """
        self.own()
        self._start_generation()
        return len(self.numbers)

    def status(self) -> Mapping[str, Any]:
        """Return how many vectors Chroma holds, and whether these are all of the library's."""
        return {"vectors": len(self.numbers), "agrees": self.is_open and self.missing() == 0}

    def drop(self) -> None:
        """Delete all files, of another library or damaged; the next refresh builds new ones.

        Raises:
            IndexUnusable: another process owns the index.
        """
        self.own()
        self.release()
        (self._folder / "state.json").unlink(missing_ok=True)
        self._drop_others(self._folder)

    def release(self) -> None:
        """Stop answering, and keep the folder."""
        self._collection = None

    def close(self) -> None:
        """Give the folder up, so that another process can own it."""
        self.release()
        if self._owner is not None:
            self._owner.release()
            self._owner = None

    # -- generations of files ----------------------------------------------------------------------

    def open(self) -> None:
        """Open the present generation after checking digests, settings and a few known vectors.

        Raises:
            IndexUnusable: there is none, or anything in it differs.
        """
        state = self._read_state()
        if state is None or (state.model, state.chroma) != (self._model, version("chromadb")):
            raise IndexUnusable("there is no index of this model and this version of Chroma yet")
        if state.settings != HNSW:
            raise IndexUnusable("its index was built with other settings")
        folder = self._folder / state.generation
        if not _is_intact(folder, state.digests):
            raise IndexUnusable("its files are damaged or incomplete")
        collection = _open_collection(folder)
        numbers = np.load(folder / "numbers.npy")
        with _chroma_errors():
            count = collection.count()
        if count != len(numbers):
            raise IndexUnusable("it holds another number of vectors than it should")
        self._check_known_vectors(collection, numbers)
        self._collection, self.numbers = collection, numbers
        self._drop_others(folder)

    def _check_known_vectors(self, collection: Any, numbers: Numbers) -> None:  # noqa: ANN401
        alive = np.flatnonzero(np.isin(self._exact.numbers, numbers))
        probes = np.linspace(0, len(alive) - 1, min(_PROBES, len(alive))).astype(int)
        for place in alive[probes]:
            identity = str(self._exact.numbers[place])
            with _chroma_errors():
                found = collection.get(ids=[identity], include=["embeddings"])["embeddings"]
            if len(found) != 1 or not np.allclose(found[0], self._exact.matrix[place], atol=1e-3):
                raise IndexUnusable("a vector in it differs from the library's")

    def _start_generation(self) -> None:
        """Build a generation beside the present one, then point to it and drop the old."""
        # A new name, because Chroma keeps a path open for as long as the process lives.
        folder = self._folder / f"generation-{uuid.uuid4().hex[:8]}"
        self._collection, self.numbers = None, np.zeros(0, np.int64)
        try:
            self._fill(_open_collection(folder), folder)
        except IndexUnusable:
            shutil.rmtree(folder, ignore_errors=True)  # each try on a full disk would leave another
            raise
        self._drop_others(folder)

    def _drop_others(self, present: Path) -> None:
        """Delete all generations but the present one, also those that a kill left."""
        for path in self._folder.glob("generation-*"):
            if path != present:
                shutil.rmtree(path, ignore_errors=True)

    def _add_missing(self) -> None:
        state = self._read_state()
        if state is None:
            self._start_generation()
            return
        folder = self._folder / state.generation
        self._fill(_open_collection(folder), folder)

    def _fill(self, collection: Any, folder: Path) -> None:  # noqa: ANN401 - Chroma's collection
        """Add the vectors that are missing, and record the generation's state."""
        numbers, matrix = self._exact.numbers, self._exact.matrix
        places = np.flatnonzero(~np.isin(numbers, self.numbers))
        with _chroma_errors():
            for begin in range(0, len(places), _BATCH):
                part = places[begin : begin + _BATCH]
                identities = [str(number) for number in numbers[part]]
                collection.add(ids=identities, embeddings=matrix[part])
            count = collection.count()
        self.numbers = np.concatenate([self.numbers, numbers[places]])
        if count != len(self.numbers):
            raise IndexUnusable(
                f"Chroma holds {count} vectors after an addition, expected {len(self.numbers)}"
            )
        self._write_state(folder)
        self._collection = collection

    def _read_state(self) -> _State | None:
        try:
            return _State(**json.loads((self._folder / "state.json").read_text()))
        except (OSError, ValueError, TypeError):
            return None

    def _write_state(self, folder: Path) -> None:
        try:
            np.save(folder / "numbers.npy", self.numbers)
            digests = dict(_digests(folder))
            state = _State(folder.name, self._model, version("chromadb"), HNSW, digests)
            new = self._folder / "state.new"
            new.write_text(json.dumps(state._asdict()))
            new.replace(self._folder / "state.json")
            close_all(self._folder)
        except OSError as error:
            raise IndexUnusable(
                f"its state cannot be written: {error.strerror or error}"
            ) from error


def count_indexed(folder: Path) -> int:
    """Return how many vectors an index in a folder holds by its own account; 0 without one."""
    try:
        generation = json.loads((folder / "state.json").read_text())["generation"]
        return len(np.load(folder / generation / "numbers.npy"))
    except (OSError, ValueError, KeyError, TypeError):
        return 0


@contextmanager
def _chroma_errors() -> Iterator[None]:
    """Turn what Chroma raises into `IndexUnusable`."""
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, ValueError, RuntimeError, OSError, sqlite3.DatabaseError) as error:
        raise IndexUnusable(f"Chroma failed: {error}") from error


def _open_collection(folder: Path) -> Any:  # noqa: ANN401 - Chroma's collection
    """Return the collection of a generation, made when missing.

    Raises:
        IndexUnusable: Chroma cannot open it, or its settings are not `HNSW`, which Chroma ignores
            silently for a collection that is there.
    """
    import chromadb
    from chromadb.config import Settings

    with _chroma_errors():
        # Chroma would obey a `.env` of the folder that the program runs in.
        settings = Settings(_env_file=None, anonymized_telemetry=False)
        client = chromadb.PersistentClient(path=str(folder), settings=settings)
        collection = client.get_or_create_collection(
            _COLLECTION, configuration={"hnsw": HNSW}, embedding_function=None
        )
        built = collection.configuration.get("hnsw") or {}
    space = built.get("space")
    if space != HNSW["space"]:
        raise IndexUnusable(f"its distance is {space!r}, not {HNSW['space']}")
    if any(built.get(name) != value for name, value in HNSW.items()):
        raise IndexUnusable("its index was built with other settings")
    return collection


def _is_intact(folder: Path, digests: Mapping[str, str]) -> bool:
    """Return whether a generation's files are those recorded, and its database is sound."""
    return (
        folder.is_dir()
        and dict(_digests(folder)) == digests
        and _is_sound(folder / "chroma.sqlite3")
    )


def _digests(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield digests of the numbers and of the HNSW files, which only additions change."""
    for path in sorted([*folder.glob("*/*"), folder / "numbers.npy"]):
        if path.suffix in (".bin", ".pickle", ".npy") and path.is_file():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "blake2b").hexdigest()[:32]
            yield str(path.relative_to(folder)), digest


def _is_sound(path: Path) -> bool:
    """Return whether SQLite finds no damage in Chroma's own database."""
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
            return bool(db.execute("PRAGMA quick_check").fetchone()[0] == "ok")
    except sqlite3.DatabaseError:
        return False
