"""What stands in RAG_HOME is its owner's alone."""

import os
import stat
from pathlib import Path

import pytest

from rag.models.embeddings import WordCountEmbedder
from rag.storage import Library
from rag.storage.dense.index import VectorIndex
from rag.storage.private import make_folder
from tests.samples import document, put


def modes(folder: Path) -> dict[str, int]:
    """The permissions of a folder and all in it."""
    return {str(path): stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.rglob("*"))}


def fill(home: Path, embedder: WordCountEmbedder) -> None:
    library = Library(home / "library.sqlite3")
    put(library, embedder, document("a", "Gallium rose."))
    index = VectorIndex(library, embedder.name, home / "index")
    index.refresh()
    found = modes(home)
    assert any(name.endswith("-wal") for name in found)
    assert any("generation" in name for name in found)
    assert [name for name, mode in found.items() if mode & 0o077] == []
    index.close()


@pytest.mark.parametrize("mask", [0o022, 0])
def test_a_new_home_is_closed_to_others(tmp_path, embedder, mask):
    before = os.umask(mask)
    try:
        fill(tmp_path / "home", embedder)
    finally:
        os.umask(before)


def test_a_home_of_an_older_release_is_closed(tmp_path, embedder):
    home = tmp_path / "home"
    fill(home, embedder)
    for path in (home, *home.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    fill(home, embedder)
    put(Library(home / "library.sqlite3"), embedder, document("b", "Cobalt rose."))
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "library.sqlite3").stat().st_mode) == 0o600


def test_a_folder_that_others_use_stays_open(tmp_path, monkeypatch):
    work = tmp_path / "work"
    work.mkdir(mode=0o755)
    monkeypatch.chdir(work)
    make_folder(work)
    make_folder(tmp_path)
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    make_folder(shared)
    assert stat.S_IMODE(work.stat().st_mode) == 0o755
    assert stat.S_IMODE(shared.stat().st_mode) == 0o1777
