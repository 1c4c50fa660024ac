"""A clean environment for every test.

No settings, no keys, a folder of its own, no network but loopback.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.models.embeddings import WordCountEmbedder
from rag.storage import Library
from rag.storage.dense import index
from tests.providers import Provider, serving

REPOSITORY = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith("RAG_") or name.endswith("_API_KEY"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("RAG_READER", "")  # tests of the reader name theirs
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def closed_indexes(tmp_path: Path) -> Iterator[None]:
    """Close the indexes that a test left open: a run of all would hold a thousand files."""
    yield
    for (folder, _), opened in list(index._OPEN.items()):
        if folder.is_relative_to(tmp_path.resolve()):
            opened.users = 1
            opened.close()


@pytest.fixture
def embedder() -> WordCountEmbedder:
    return WordCountEmbedder()


@pytest.fixture
def provider() -> Iterator[Provider]:
    with serving() as server:
        yield server


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "home" / "library.sqlite3")
