"""What happens inside a fork of the crash harness: the collection, the points that a run passes,
and the one where it ends.
"""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import signal
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import chromadb.api.models.Collection
import datasketch  # noqa: F401 - imported here, so that no fork has to
import filelock  # noqa: F401
import ftfy  # noqa: F401
import numpy as np

import rag.chain
import rag.ingest.pipeline
import rag.ingest.reprocess
import rag.readers.json.reader
import rag.readers.markdown
import rag.storage.dense.chroma
import rag.storage.versions
from rag.ingest.chunking import chunk
from rag.schema import Document
from rag.storage import Library
from rag.storage.database import Database

_WORDS = (
    "ministry licence gallium export magnet harbour factory council treaty tariff border cabinet "
    "river bridge budget senate court quota "
    "customs steel copper vessel airline refinery grain pipeline satellite battery turbine harvest "
    "inspector delegate minister governor"
).split()

# -- the collection --------------------------------------------------------------------------------


class Story(NamedTuple):
    """A document that can be found by one word of its own. `place` is its file, with its record's
    number in a container.
    """

    place: str
    word: str
    day: str
    body_of: str = ""
    sentences: int = 12

    @property
    def body(self) -> str:
        word = self.body_of or self.word
        dice = random.Random(word)
        number = dice.randrange(13_000, 14_000)
        act = f"Executive Order {number} of October 5, 2024 is hereby revoked."
        seen = (
            f"The {dice.choice(_WORDS)} of {word} saw {' '.join(dice.choices(_WORDS, k=9))} on day "
            f"{n}."
            for n in range(self.sentences)
        )
        return " ".join([act, *seen])

    @property
    def kind(self) -> str:
        return "policy" if self.place.startswith(("edit", "new")) else "news"


def stories() -> tuple[list[Story], list[Story]]:
    """What stands in the folder before and after: of what is touched, half is new, three tenths
    changed and two tenths removed.
    """
    kept = [Story(f"kept{n}.md", f"kept{n}k", "2025-10-01") for n in range(3)] + [
        Story("box.jsonl#0", "box0k", "2025-10-01")
    ]
    old = [Story(f"edit{n}.md", f"edit{n}a", "2025-10-02") for n in range(5)] + [
        Story("box.jsonl#1", "box1a", "2025-10-02")
    ]
    new = [Story(f"edit{n}.md", f"edit{n}b", f"2025-10-{2 + n % 2:02}") for n in range(5)] + [
        Story("box.jsonl#1", "box1b", "2025-10-05")
    ]
    gone = [
        Story("gone0.md", "gone0g", "2025-10-03"),
        *(Story(f"lost.jsonl#{n}", f"lost{n}g", "2025-10-03") for n in range(2)),
    ]
    gone += [Story("box.jsonl#2", "box2g", "2025-10-03")]
    fresh = [Story(f"new{n}.md", f"new{n}n", "2025-10-04") for n in range(5)] + [
        Story("box.jsonl#3", "box3n", "2025-10-04")
    ]
    fresh += [Story(f"more.jsonl#{n}", f"more{n}n", "2025-10-04") for n in range(2)]
    fresh += [
        Story("twin0.md", "twin0n", "2025-10-06", "kept0k"),
        Story("twin1.md", "twin1n", "2025-10-06", "edit1b"),
    ]
    return kept + old + gone, kept + new + fresh


def write(folder: Path, told: list[Story]) -> None:
    """Make a folder hold these stories and nothing else."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for story in told:
        name, _, record = story.place.partition("#")
        title, body = f"Report {story.word}", story.body
        if record:
            with (folder / name).open("a") as file:
                file.write(
                    json.dumps({"id": record, "title": title, "text": body, "date": story.day})
                    + "\n"
                )
        else:
            (folder / name).write_text(
                f"---\ntitle: {title}\ndate: {story.day}\nkind: {story.kind}\n---\n{body}\n"
            )


def shelf() -> tuple[list[Story], list[Story]]:
    """Long documents: with the last of them Chroma holds more than a thousand vectors, and writes
    its HNSW files.
    """
    books = [
        Story(f"shelf.jsonl#{n}", f"shelf{n}k", "2025-09-01", sentences=450) for n in range(20)
    ]
    return books[:-2], books


# -- inside a fork: points that are passed, and the one where it ends ------------------------------


class Kill(NamedTuple):
    """End the process at the `nth` passing of `point`; with a delay in seconds by another thread,
    amid what the point begins.
    """

    point: str
    nth: int
    delay: float | None = None


class Points:
    """Counts the points that a run passes, tells the parent what was committed, and ends the
    process where it is to be ended.
    """

    def __init__(self, pipe: int, kill: Kill | None) -> None:
        self.passed: Counter[str] = Counter()
        self._pipe = pipe
        self._kill = kill
        self._now = threading.Event()
        threading.Thread(target=self._end_soon, daemon=True).start()

    def tell(self, **line: Any) -> None:
        os.write(self._pipe, json.dumps(line).encode() + b"\n")

    def pass_by(self, point: str) -> None:
        self.passed[point] += 1
        if self._kill and (point, self.passed[point]) == self._kill[:2]:
            self.tell(at=point)
            if self._kill.delay is None:
                os.kill(os.getpid(), signal.SIGKILL)
            self._now.set()

    def statement(self, sql: str) -> None:
        self.pass_by("any statement")
        self.pass_by({"BEGIN": "BEGIN", "COMMIT": "COMMIT"}.get(sql.split(None, 1)[0], "another"))

    def _end_soon(self) -> None:
        self._now.wait()
        assert self._kill is not None
        time.sleep(self._kill.delay or 0)
        os.kill(os.getpid(), signal.SIGKILL)


class InProcess:
    """Reads without a child process, whose start would take most of a trial."""

    def __init__(self, *_: object) -> None:
        pass

    def __enter__(self) -> InProcess:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read(self, data: bytes, origin: str, name: str = "") -> Any:
        return rag.readers.read_all(data, origin, name)


class TracedDatabase(Database):
    """A database whose statements are points, from the making of its tables on."""

    def __init__(self, path: Path, points: Points) -> None:
        self._points = points
        super().__init__(path)

    def _connect(self) -> sqlite3.Connection:
        db = super()._connect()
        db.set_trace_callback(self._points.statement)
        return db


def telling_library(path: Path, points: Points, checkpoints: bool) -> Library:
    """The library, whose statements are points and whose commits are told of."""
    library = Library(path, TracedDatabase(path, points))

    def checkpoint() -> None:
        points.pass_by("checkpoint")
        if checkpoints:
            library.database.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            points.tell(checkpointed=True)

    def told(part: Any, method: str, name: str, line: Callable[..., dict[str, Any]]) -> None:
        original = getattr(part, method)

        def call(*given: Any, **named: Any) -> Any:
            points.pass_by(f"before {name}")
            if (name, points.passed["before add"]) == ("add", 1):
                points.tell(phase="taking", time=time.monotonic())
            result = original(*given, **named)
            points.pass_by(f"after {name}")
            points.tell(did=name, **line(*given))
            checkpoint()
            return result

        setattr(part, method, call)

    versions, vectors = library.versions, library.vectors
    told(versions, "add", "add", lambda document, *_: {"word": document.title.split()[-1]})
    told(
        vectors,
        "add",
        "add_vectors",
        lambda model, vectors: {"keys": list(vectors), "model": model},
    )
    told(versions, "finish_file", "finish_file", lambda file, *_: {"file": Path(file).name})
    told(versions, "forget_files", "forget_files", lambda *_: {})
    told(library.reprocessing, "replace_chunks", "replace_chunks", lambda *_: {})
    told(library.runs, "record", "record_run", lambda *_: {})
    return library


def watch_index(points: Points) -> None:
    """Make points of the index's writes; half a file is written at the points that say so."""

    def around(owner: Any, name: str, point: str) -> None:
        original = getattr(owner, name)

        def call(*given: Any, **named: Any) -> Any:
            points.pass_by(f"before {point}")
            result = original(*given, **named)
            points.pass_by(f"after {point}")
            return result

        setattr(owner, name, call)

    def save(path: Path, array: Any) -> None:
        whole = io.BytesIO()
        numpy_save(whole, array)
        path.write_bytes(whole.getvalue()[: len(whole.getvalue()) // 2])
        points.pass_by("amid numbers")
        path.write_bytes(whole.getvalue())

    def write_text(path: Path, text: str) -> None:
        path.write_bytes(text.encode()[: len(text) // 2])
        points.pass_by("amid state")
        path.write_bytes(text.encode())

    numpy_save, np.save, Path.write_text = np.save, save, write_text  # type: ignore[assignment, method-assign]
    around(Path, "replace", "replacing the state")
    around(rag.storage.dense.chroma, "_open_collection", "opening Chroma")
    around(chromadb.api.models.Collection.Collection, "add", "adding to Chroma")
    around(shutil, "rmtree", "dropping a generation")


class _Everything:
    def __contains__(self, place: object) -> bool:
        return True


def plant(bug: str) -> None:
    """Faults that the harness must catch."""
    if bug == "version before its chunks":
        insert = rag.storage.versions.insert_chunks

        def early(db: Any, *given: Any) -> None:
            db.execute("COMMIT")
            db.execute("BEGIN IMMEDIATE")
            insert(db, *given)

        rag.storage.versions.insert_chunks = early
    if bug == "file before its documents":
        store = rag.ingest.pipeline._SourceReader._store

        def hasty(self: Any, document: Document, *given: Any) -> None:
            self._library.versions.finish_file(document.file, document.source_hash, _Everything())
            store(self, document, *given)

        rag.ingest.pipeline._SourceReader._store = hasty  # type: ignore[method-assign]


def upgrade() -> str:
    """As if the program had been updated: another reader, another scheme of cutting; returns
    another embedding model.
    """
    for module in (rag.ingest.pipeline, rag.ingest.reprocess):
        module.READER, module.CHUNKING, module.chunk = (
            "next",
            "windows-of-two-200",
            partial(chunk, size=200),
        )  # type: ignore[attr-defined]
    rag.readers.READER = "next"
    return "words-32"
