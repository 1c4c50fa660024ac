"""A full disk at every place that is written: one clear sentence, nothing acknowledged is lost, and
running again ends in the same library.
"""

import os
import resource
import subprocess
import sys
from contextlib import contextmanager

import pytest

from rag.chain import DatelineChain
from rag.errors import IndexUnusable, LibraryError
from rag.ingest.pipeline import ingest
from rag.models.chat import ModelChoice
from rag.schema import Scope
from rag.settings import load_settings
from rag.storage import Library
from rag.storage.dense.index import VectorIndex
from tests.conftest import REPOSITORY

LIMIT = 1_000_000
NAMES = ("Arland", "Borland", "Corland", "Dorland", "Erland", "Forland", "Gorland", "Horland")


def report_of(name):
    sentences = (
        f"On day {n} the ministry of {name} granted licence {n * 7} for gallium magnets to maker "
        f"{n * n}."
        for n in range(40)
    )
    return f"{name} and gallium\n\n{' '.join(sentences)}\n"


@contextmanager
def files_of_at_most(size):
    """No file can grow beyond so many bytes: writing fails with EFBIG, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


PARTS = {
    "add": ("versions", "add"),
    "add_vectors": ("vectors", "add"),
    "finish_file": ("versions", "finish_file"),
    "record_run": ("runs", "record"),
}


def fill(library):
    """Let SQLite take no more pages than are there, as on a full disk."""
    library.database.connection().execute("PRAGMA max_page_count = 1")


def full_at(path, name, calls=1):
    """A library whose disk is full from the nth call of a method on."""
    library = Library(path)
    part, method = getattr(library, PARTS[name][0]), PARTS[name][1]
    original, left = getattr(part, method), [calls]

    def call(*given, **named):
        left[0] -= 1
        if left[0] == 0:
            fill(library)
        return original(*given, **named)

    setattr(part, method, call)
    return library


def generations(folder):
    return len(list((folder / "home" / "index").glob("generation-*")))


def found(library):
    return {
        passage.title.split()[0]
        for passage in library.chunks.passages(
            library.fulltext.search_words("gallium", Scope(), 100)
        )
    }


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    for name in NAMES:
        (folder / f"{name}.txt").write_text(report_of(name))
    return folder


@pytest.fixture
def path(tmp_path):
    return tmp_path / "home" / "library.sqlite3"


@pytest.fixture
def expected(tmp_path, inbox, embedder):
    """The digest of a library whose ingest nothing disturbed."""
    library = Library(tmp_path / "undisturbed" / "library.sqlite3")
    report = ingest([inbox], library, embedder, LIMIT)
    assert (report.new, report.refused) == (len(NAMES), ())
    return library.integrity.digest()


# -- the library -----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 100, 4_096, 20_000, 60_000])
def test_a_disk_that_is_full_when_the_library_is_made(path, inbox, embedder, expected, size):
    path.parent.mkdir()
    with (
        files_of_at_most(size),
        pytest.raises(
            LibraryError, match=r"library\.sqlite3 cannot be .*; free some space on its disk"
        ),
    ):
        Library(path)
    library = Library(path)
    ingest([inbox], library, embedder, LIMIT)
    assert (library.integrity.digest(), library.integrity.problems()) == (expected, [])


@pytest.mark.parametrize(
    ("method", "calls"), [("add", 1), ("add", 2), ("add", 5), ("add", 8), ("add_vectors", 1)]
)
def test_a_disk_that_is_full_when_a_document_or_a_vector_is_written(
    path, inbox, embedder, expected, method, calls
):
    with pytest.raises(
        LibraryError,
        match=r"library\.sqlite3 cannot be written: database or disk is full; "
        r"free some space.*run this again",
    ):
        ingest([inbox], full_at(path, method, calls), embedder, LIMIT)
    library = Library(path)
    assert library.integrity.problems() == []
    assert found(library) == {entry.title.split()[0] for entry in library.catalogue.entries()}
    assert len(found(library)) >= calls - 1
    ingest([inbox], library, embedder, LIMIT)
    assert (library.integrity.digest(), library.integrity.problems()) == (expected, [])


@pytest.mark.parametrize("size", [150_000, 200_000, 250_000, 300_000])
def test_writes_that_fail_in_the_midst_of_an_ingest(path, inbox, embedder, expected, size):
    library = Library(path)
    with (
        files_of_at_most(size),
        pytest.raises(
            LibraryError, match=r"library\.sqlite3 cannot be written: .*; free some space"
        ),
    ):
        ingest([inbox], library, embedder, LIMIT)
    assert library.integrity.problems() == []
    ingest([inbox], library, embedder, LIMIT)
    assert (library.integrity.digest(), library.integrity.problems()) == (expected, [])


def test_a_disk_that_is_full_when_the_lock_is_made(path, inbox, embedder, monkeypatch):
    library = Library(path)

    def refuse(self, *_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("filelock.FileLock.acquire", refuse)
    with pytest.raises(
        LibraryError, match=r"library\.lock cannot be had: No space left on device; free some space"
    ):
        ingest([inbox], library, embedder, LIMIT)


def test_a_disk_that_is_full_when_the_report_is_kept(path, inbox, embedder, expected):
    for number in range(60):  # the report does not fit into the page that is there
        (inbox / f"empty-{number}.txt").write_text("")
    with pytest.raises(LibraryError, match="cannot be written: database or disk is full"):
        ingest([inbox], full_at(path, "record_run"), embedder, LIMIT)
    library = Library(path)
    assert (library.integrity.digest(), library.runs.count()) == (expected, 0)
    assert ingest([inbox], library, embedder, LIMIT).unchanged == len(NAMES)


def test_a_disk_that_is_full_when_a_conversation_is_kept(path, inbox, embedder):
    library = Library(path)
    ingest([inbox], library, embedder, LIMIT)
    library.conversations.save_turn("talk", "first", {"question": "first"})
    fill(library)
    with pytest.raises(LibraryError, match="cannot be written: database or disk is full"):
        library.conversations.save_turn("talk", "second", {"question": "second" * 10_000})
    again = Library(path)
    again.conversations.save_turn("talk", "third", {"question": "third"})
    assert [turn["question"] for turn in again.conversations.turns("talk")] == ["first", "third"]


# -- the index -------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 10_000, 100_000, 170_000, 200_000])
def test_a_disk_that_is_full_when_chroma_writes(tmp_path, path, inbox, embedder, size):
    library = Library(path)
    ingest([inbox], library, embedder, LIMIT)
    index = VectorIndex(library, embedder.name, tmp_path / "home" / "index")
    chain = DatelineChain(
        library, index, embedder, load_settings(), None, ModelChoice("quotes", "test")
    )
    with files_of_at_most(size):
        answer = chain.invoke("Which licence did the ministry of Corland grant?")
        with pytest.raises(
            IndexUnusable,
            match=r"the vector index in .*index cannot be built: .*run `rag library rebuild` again",
        ):
            index.rebuild()
    assert generations(tmp_path) == 0
    assert answer.status == "answered"
    assert answer.engine.dense.startswith("exact (")
    assert index.rebuild() == len(library.vectors.load(embedder.name)[0])
    assert index.search(embedder.embed_question("Corland"), Scope(), 3).how == "chroma"
    assert generations(tmp_path) == 1
    chain.close()


def test_a_rebuilding_that_fails_leaves_the_index_before_it_serving(
    tmp_path, path, inbox, embedder
):
    library = Library(path)
    ingest([inbox], library, embedder, LIMIT)
    index = VectorIndex(library, embedder.name, tmp_path / "home" / "index")
    index.status()
    with files_of_at_most(10_000), pytest.raises(IndexUnusable):
        index.rebuild()
    assert index.search(embedder.embed_question("Corland"), Scope(), 3).how == "chroma"
    assert generations(tmp_path) == 1
    index.close()


def test_vectors_that_the_disk_has_no_room_for_in_chroma_are_searched_exactly(
    tmp_path, path, inbox, embedder
):
    library = Library(path)
    ingest([inbox], library, embedder, LIMIT)
    index = VectorIndex(library, embedder.name, tmp_path / "home" / "index")
    assert index.status()["serving"] == "chroma"
    (inbox / "new.txt").write_text(report_of("Newland"))
    ingest([inbox], library, embedder, LIMIT)
    with files_of_at_most(10_000):
        hits, how = index.search(embedder.embed_question("Newland and gallium"), Scope(), 50)
    assert how.startswith("exact (")
    assert "Newland" in {passage.title.split()[0] for passage in library.chunks.passages(hits)}
    index.rebuild()
    assert index.status()["serving"] == "chroma"
    index.close()


# -- the command -----------------------------------------------------------------------------------


def rag(home, *arguments, size=None):
    """Run the command with a limit on its files."""
    limit = (
        (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
        if size is not None
        else None
    )
    environment = {
        **os.environ,
        "RAG_HOME": str(home),
        "RAG_EMBEDDING_MODEL": "words",
        "PYTHONPATH": str(REPOSITORY),
    }
    command = [sys.executable, "-m", "rag", *map(str, arguments)]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, preexec_fn=limit
    )


@pytest.mark.parametrize("size", [0, 200_000])
def test_the_command_ends_with_one_line_and_code_2_and_then_goes_on(
    tmp_path, inbox, expected, size
):
    failed = rag(tmp_path / "home", "ingest", inbox, size=size)
    assert (failed.returncode, failed.stdout) == (2, "")
    assert len(failed.stderr.splitlines()) == 1
    assert failed.stderr.startswith("rag: the library ")
    assert "free some space" in failed.stderr
    done = rag(tmp_path / "home", "ingest", inbox)
    assert (done.returncode, done.stderr) == (0, "")
    assert Library(tmp_path / "home" / "library.sqlite3").integrity.digest() == expected


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 400 kB; where none can be mounted, nothing is tried."""
    place = tmp_path / "disk"
    place.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(place)],
        capture_output=True,
        check=False,
    ).returncode:
        pytest.skip("mounting needs root")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_disk_without_space_ends_with_one_line_and_more_space_ends_in_the_same_library(
    small_disk, inbox, expected
):
    failed = rag(small_disk, "ingest", inbox)
    assert (failed.returncode, failed.stdout, len(failed.stderr.splitlines())) == (2, "", 1)
    assert "free some space" in failed.stderr
    subprocess.run(["mount", "-o", "remount,size=20m", str(small_disk)], check=True)
    assert rag(small_disk, "ingest", inbox).returncode == 0
    assert Library(small_disk / "library.sqlite3").integrity.digest() == expected
