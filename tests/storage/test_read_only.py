"""A library that may not be written."""

import os

import pytest

from rag.errors import LibraryError
from rag.storage import Library


@pytest.fixture
def locked(tmp_path, monkeypatch):
    """Return a library as one sees it who may not write it."""
    path = tmp_path / "library.sqlite3"
    library = Library(path)
    library.facts.remember("color", "green")
    library.database.connection().close()
    monkeypatch.setattr(os, "access", lambda *_: False)
    return Library(path)


def test_it_is_read(locked):
    assert locked.facts.recall("color") == "green"
    assert locked.is_empty()


def test_writing_it_says_why_that_cannot_be(locked):
    with pytest.raises(LibraryError, match="readonly database; it answers, but takes nothing in"):
        locked.facts.remember("color", "red")


def test_nothing_is_made_beside_it(locked):
    before = {path.name for path in locked.path.parent.iterdir()}
    locked.is_empty()
    assert {path.name for path in locked.path.parent.iterdir()} == before
