"""The doctor: what it finds, in a healthy home and in sick ones."""

import json
import shutil
import sqlite3

import pytest

from rag.cli import diagnostics
from rag.cli.diagnostics import examine
from rag.models import chat
from rag.models.embeddings import WordCountEmbedder
from rag.settings import load_settings
from rag.storage import Library
from rag.storage.dense.index import VectorIndex
from tests.samples import document, put


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.setattr(chat, "_OLLAMA", "http://127.0.0.1:9")
    return load_settings(home=tmp_path / "home", embedding_model="words", llm="quotes")


@pytest.fixture
def filled(settings):
    library = Library(settings.home / "library.sqlite3")
    put(library, WordCountEmbedder(), document("a", "Gallium rose."), document("b", "Cobalt fell."))
    return library


def test_a_healthy_home_is_sound_and_agrees(settings, filled):
    found = examine(settings)["library"]
    assert (found["documents"], found["chunks"], found["vectors_missing"], found["sound"]) == (
        2,
        2,
        0,
        True,
    )
    assert (
        found["index serving"],
        found["index vectors"],
        found["index library_vectors"],
        found["index agrees"],
    ) == ("chroma", 2, 2, True)


def test_a_library_without_documents_is_healthy(settings):
    Library(settings.home / "library.sqlite3")
    found = examine(settings)["library"]
    assert (found["documents"], found["sound"]) == (0, True)


def test_a_home_without_a_library_is_not_called_sound_and_gets_none(settings):
    found = examine(settings)["library"]
    assert ("is not there" in found["problem"], "sound" in found) == (True, False)
    assert not settings.home.exists()


def test_findings_can_be_written_as_json(settings, filled):
    findings = examine(settings)
    assert json.loads(json.dumps(findings)) == findings
    assert set(findings) == {"installed", "configured", "engine", "library"}


def test_what_is_installed_has_a_version_and_what_is_not_says_so(settings, monkeypatch):
    monkeypatch.setattr(diagnostics, "_EXTRAS", ("a-package-that-is-not-here",))
    installed = examine(settings)["installed"]
    assert installed["a-package-that-is-not-here"] == "not installed"
    assert installed["chromadb"][0].isdigit()


def test_a_key_is_set_and_never_shown(tmp_path):
    findings = examine(
        load_settings(home=tmp_path, embedding_model="words", llm="quotes", llm_api_key="sk-secret")
    )
    assert findings["configured"]["llm_api_key"] == "set"
    assert "sk-secret" not in json.dumps(findings)


def test_the_engine_is_named_with_its_reason(settings, tmp_path):
    assert examine(settings)["engine"] == {
        "answers by": "quotes",
        "because": "chosen by the setting quotes",
    }
    engine = examine(load_settings(home=tmp_path / "home", embedding_model="words"))["engine"]
    assert engine["answers by"] == "quotes"
    assert "no model is configured" in engine["because"]


def test_planted_damage_is_not_sound(settings, filled):
    with sqlite3.connect(filled.path) as db:
        db.execute("UPDATE versions SET text = 'Gallium sank.' WHERE text = 'Gallium rose.'")
    assert examine(settings)["library"]["sound"] is False


def test_a_library_that_cannot_be_opened_is_a_finding(settings):
    settings.home.mkdir()
    (settings.home / "library.sqlite3").write_text("notes " * 1_000)
    assert "cannot be opened" in examine(settings)["library"]["problem"]


def test_vectors_of_another_model_are_missing(settings):
    put(
        Library(settings.home / "library.sqlite3"),
        WordCountEmbedder(64),
        document("a", "Gallium rose."),
    )
    assert examine(settings)["library"]["vectors_missing"] == 1


def test_an_index_that_another_owns_is_exact_with_the_reason(settings, filled):
    owner = VectorIndex(filled, WordCountEmbedder().name, settings.home / "index")
    assert owner.status()["serving"] == "chroma"
    found = examine(settings)["library"]
    owner.close()
    assert found["index serving"] == "exact"
    assert "another process owns the index" in found["index trouble"]


def test_a_damaged_index_is_brought_in_step(settings, filled, tmp_path):
    examine(settings)
    moved = load_settings(home=tmp_path / "moved", embedding_model="words", llm="quotes")
    shutil.copytree(settings.home, moved.home)
    (moved.home / "index" / "state.json").write_text("{}")
    assert examine(moved)["library"]["index agrees"] is True


def test_the_doctor_leaves_the_index_to_others(settings, filled):
    examine(settings)
    index = VectorIndex(filled, WordCountEmbedder().name, settings.home / "index")
    assert index.status()["serving"] == "chroma"
    index.close()


def test_a_model_that_is_not_bundled_any_more_is_a_finding(tmp_path, monkeypatch):
    monkeypatch.setattr(diagnostics.importlib.util, "find_spec", lambda name: None)
    found = examine(load_settings(home=tmp_path, llm="quotes"))["library"]
    assert "weights missing; run `make setup`" in found["embedding model"]
