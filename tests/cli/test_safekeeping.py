"""The library's commands for bad days, and which settings a command obeys."""

import json
import sqlite3
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from rag.chain import open_chain
from rag.cli import main
from rag.storage import Library

STORY = "# Gallium licences\n\nThe ministry approved 40 gallium licences on 3 May 2025.\n"
LIBRARY = Path(".dateline/library.sqlite3")


@pytest.fixture(autouse=True)
def settings(monkeypatch, tmp_path):
    monkeypatch.setenv("RAG_HOME", str(tmp_path / ".dateline"))
    monkeypatch.setenv("RAG_EMBEDDING_MODEL", "words")
    monkeypatch.setenv("RAG_ENV_FILE", "")


@pytest.fixture
def filled():
    Path("inbox").mkdir()
    Path("inbox", "a.md").write_text(STORY)
    assert rag("ingest", "inbox").exit_code == 0


def rag(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def change(sql):
    with sqlite3.connect(LIBRARY) as db:
        db.execute(sql)


# -- bad days --------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["verify", "rebuild"])
def test_a_library_that_is_missing_is_not_sound_and_not_made(command):
    result = rag("library", command)
    assert result.exit_code != 0
    assert "is not there" in result.output
    assert not LIBRARY.exists()


def test_a_library_that_was_emptied_is_not_sound(filled):
    for path in LIBRARY.parent.glob("library.sqlite3*"):
        path.unlink()
    LIBRARY.touch()
    result = rag("library", "verify")
    assert (result.exit_code, "is empty" in result.stdout) == (1, True)
    assert "sound" not in result.stdout
    findings = json.loads(rag("doctor", "--json").stdout)
    assert "is empty" in findings["library"]["problem"]


def test_a_changed_title_is_found_and_mended(filled):
    change("UPDATE versions SET title = 'Cobalt licences'")
    assert rag("library", "verify").exit_code == 1
    rebuilt = rag("library", "rebuild")
    assert rebuilt.exit_code == 0, rebuilt.output
    assert "“Cobalt licences”" in rebuilt.stdout
    assert "was damaged and is read again." in rebuilt.stdout
    assert rag("library", "verify").stdout == "The library is sound.\n"
    assert "Gallium licences" in rag("library", "list").stdout


def test_a_copy_is_made_and_put_back(filled):
    assert rag("library", "backup", "copy").exit_code == 0
    document = json.loads(rag("library", "list", "--json").stdout)[0]["document_id"]
    rag("library", "remove", document)
    assert "0 documents" in rag("library", "list").stdout
    assert "1 documents" in rag("library", "restore", "copy").stdout
    assert "Gallium licences" in rag("library", "list").stdout
    assert "index agrees       True" in rag("doctor").stdout


def test_a_library_that_is_missing_is_not_backed_up():
    result = rag("library", "backup", "copy")
    assert (result.exit_code, Path("copy").exists(), LIBRARY.exists()) == (2, False, False)


# -- which settings are obeyed ---------------------------------------------------------------------


def test_doctor_says_which_file_was_read_and_which_was_not():
    Path(".env").write_text("RAG_QUOTES=7\n")
    Path(".dateline").mkdir()
    Path(".dateline", ".env").write_text("RAG_QUOTES=5\n")
    result = rag("doctor", "--json")
    configured = json.loads(result.stdout)["configured"]
    assert configured["quotes"] == "5"
    assert configured["read from"].endswith(".dateline/.env")
    assert configured["not obeyed"].startswith(str(Path(".env").resolve()))
    assert ".env is not obeyed" in result.stderr


def test_a_file_named_by_an_option_is_obeyed(monkeypatch):
    Path("mine.env").write_text("RAG_QUOTES=4\n")
    configured = json.loads(rag("--env-file", "mine.env", "doctor", "--json").stdout)["configured"]
    assert (configured["quotes"], configured["read from"]) == ("4", str(Path("mine.env").resolve()))


def test_doctor_shows_no_key_and_no_password(monkeypatch):
    monkeypatch.setenv("RAG_LLM", "https://ann:hunter2@server.example/v1?api_key=hunter2#m")
    monkeypatch.setenv("RAG_LLM_API_KEY", "hunter2")
    for result in (rag("doctor"), rag("doctor", "--json")):
        assert "hunter2" not in result.output
        assert "https://server.example/v1#m" in result.output


def test_a_refused_address_is_shown_without_its_password(filled):
    result = rag("ingest", "https://ann:hunter2@127.0.0.1:9/a?api_key=hunter2")
    assert (result.exit_code, "hunter2" in result.output) == (1, False)
    assert b"hunter2" not in LIBRARY.read_bytes()


@pytest.fixture
def server():
    """A server that keeps the headers it was sent and answers with nothing."""
    headers = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            headers.append(dict(self.headers))
            self.send_error(500)

        def log_message(self, *_):
            pass

    found = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=found.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{found.server_port}/v1#m", headers
    found.shutdown()
    found.server_close()


@pytest.mark.parametrize("is_beside", [True, False])
def test_a_key_reaches_the_server_beside_it_alone(filled, monkeypatch, server, is_beside):
    address, headers = server
    monkeypatch.setenv("RAG_LLM_API_KEY", "k-hunter2")
    monkeypatch.setenv("RAG_LLM", address if is_beside else "https://server.example/v1#m")
    with open_chain(llm=address) as chain:
        answer = chain.invoke("How many gallium licences did the ministry approve?")
    assert headers, answer
    assert ("k-hunter2" in str(headers)) is is_beside
    assert "hunter2" not in str(answer.to_dict())


def test_an_answer_is_saved_without_what_opens_a_door(filled, monkeypatch, server):
    address, _ = server
    monkeypatch.setenv("RAG_LLM", address.replace("://", "://ann:hunter2@"))
    with open_chain() as chain:
        answer = chain.invoke("How many gallium licences did the ministry approve?")
        chain.library.conversations.save_turn("talk", "How many?", answer.to_dict())
    assert "hunter2" not in str(Library(LIBRARY).conversations.turns("talk"))
