"""Copies: made in use, checked, put back; a library that is missing is not called sound."""

import sqlite3
import stat
import threading

import pytest

from rag.errors import LibraryBusy, LibraryError
from rag.models.embeddings import WordCountEmbedder
from rag.schema import Scope
from rag.storage import Library
from rag.storage.backup import back_up, problems_of, restore
from rag.storage.dense.index import VectorIndex
from tests.samples import document, put

MODEL = WordCountEmbedder().name


@pytest.fixture
def shelf(library, embedder):
    put(library, embedder, *[document(str(n), f"Gallium item {n} rose.") for n in range(5)])
    return library


def found(library, words):
    return len(library.fulltext.search_words(words, Scope(), 50))


def test_a_copy_holds_what_the_library_holds(shelf, tmp_path):
    back_up(shelf, tmp_path / "copy")
    assert problems_of(tmp_path / "copy") == []
    assert Library(tmp_path / "copy").integrity.digest() == shelf.integrity.digest()
    assert stat.S_IMODE((tmp_path / "copy").stat().st_mode) == 0o600


def test_a_copy_is_made_while_documents_are_written(shelf, embedder, tmp_path):
    stop = threading.Event()

    def write():
        for n in range(10_000):
            if stop.is_set():
                return
            put(shelf, embedder, document(f"more {n}", f"Cobalt item {n} fell."))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for n in range(5):
            back_up(shelf, tmp_path / f"copy{n}")
    finally:
        stop.set()
        writer.join()
    assert [problems_of(tmp_path / f"copy{n}") for n in range(5)] == [[]] * 5


def test_a_damaged_library_does_not_replace_a_good_copy(shelf, tmp_path):
    back_up(shelf, tmp_path / "copy")
    good = (tmp_path / "copy").read_bytes()
    with sqlite3.connect(shelf.path) as db:
        db.execute("UPDATE versions SET title = 'Another'")
    with pytest.raises(LibraryError, match="is damaged"):
        back_up(shelf, tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == good
    assert not list(tmp_path.glob(".making*"))


def test_a_copy_comes_back_with_its_index(shelf, embedder, tmp_path):
    index = VectorIndex(shelf, MODEL, shelf.path.parent / "index")
    index.refresh()
    index.close()
    digest = shelf.integrity.digest()
    back_up(shelf, tmp_path / "copy")
    put(shelf, embedder, document("later", "Cobalt fell."))
    numbers = shelf.database.scalar("SELECT max(number) FROM chunks")
    restore(tmp_path / "copy", shelf.path, MODEL)
    opened = Library(shelf.path)
    assert (opened.integrity.digest(), problems_of(shelf.path)) == (digest, [])
    index = VectorIndex(opened, MODEL, shelf.path.parent / "index")
    assert (index.status()["vectors"], index.status()["agrees"]) == (5, True)
    index.close()
    put(opened, embedder, document("new", "Nickel fell."))
    assert opened.database.scalar("SELECT max(number) FROM chunks") > numbers


def test_a_library_that_is_open_answers_from_the_copy(shelf, embedder, tmp_path):
    back_up(shelf, tmp_path / "copy")
    put(shelf, embedder, document("later", "Cobalt fell."))
    assert found(shelf, "cobalt") == 1
    before = shelf.database.change_count()
    restore(tmp_path / "copy", shelf.path, MODEL)
    assert (found(shelf, "cobalt"), found(shelf, "gallium")) == (0, 5)
    assert shelf.database.change_count() > before


def test_a_copy_replaces_a_library_that_is_gone_or_no_database(shelf, tmp_path):
    back_up(shelf, tmp_path / "copy")
    home = tmp_path / "other"
    home.mkdir()
    restore(tmp_path / "copy", home / "library.sqlite3", MODEL)
    assert problems_of(home / "library.sqlite3") == []
    (home / "library.sqlite3").write_bytes(b"no database" * 1000)
    restore(tmp_path / "copy", home / "library.sqlite3", MODEL)
    assert problems_of(home / "library.sqlite3") == []
    assert (home / "library.replaced").read_bytes().startswith(b"no database")


def test_what_is_no_sound_copy_is_not_put_back(shelf, tmp_path):
    back_up(shelf, tmp_path / "copy")
    with sqlite3.connect(tmp_path / "copy") as db:
        db.execute("UPDATE versions SET title = 'Another'")
    with pytest.raises(LibraryError, match=r"cannot be used: chunk \w+ does not match"):
        restore(tmp_path / "copy", shelf.path, MODEL)
    (tmp_path / "text").write_text("no library")
    with pytest.raises(LibraryError, match="cannot be used"):
        restore(tmp_path / "text", shelf.path, MODEL)
    assert (problems_of(shelf.path), found(shelf, "gallium")) == ([], 5)


def test_a_library_that_is_written_to_is_not_replaced(shelf, tmp_path):
    back_up(shelf, tmp_path / "copy")
    with shelf.writing(), pytest.raises(LibraryBusy):
        restore(tmp_path / "copy", shelf.path, MODEL)


# -- a library that is missing ---------------------------------------------------------------------


def test_a_library_that_was_deleted_is_not_sound(tmp_path):
    (problem,) = problems_of(tmp_path / "library.sqlite3")
    assert "is not there" in problem
    assert not (tmp_path / "library.sqlite3").exists()


def test_an_empty_file_is_not_sound(tmp_path):
    (tmp_path / "library.sqlite3").touch()
    (problem,) = problems_of(tmp_path / "library.sqlite3")
    assert "is empty" in problem


def test_a_library_that_was_made_anew_beside_its_index_is_not_sound(shelf):
    index = VectorIndex(shelf, MODEL, shelf.path.parent / "index")
    index.refresh()
    index.close()
    shelf.database.close()
    for path in shelf.path.parent.glob("library.sqlite3*"):
        path.unlink()
    Library(shelf.path)  # as any command does
    (problem,) = problems_of(shelf.path)
    assert "its file was lost" in problem


def test_a_new_library_is_sound(tmp_path):
    Library(tmp_path / "home" / "library.sqlite3")
    assert problems_of(tmp_path / "home" / "library.sqlite3") == []
