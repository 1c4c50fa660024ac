"""`rag serve`: the command line that Streamlit gets, and what is refused before anything starts."""

import os
import signal
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request
from pathlib import Path

import pytest

from rag.cli import main
from rag.storage import Library
from rag.ui.server import ingest_command, page_command, streamlit_settings
from tests.conftest import REPOSITORY

NOTE = "Norland issued export licences for gallium magnets to four companies on Thursday.\n"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def failed(capsys, *arguments: str) -> str:
    with pytest.raises(SystemExit) as end:
        main(["serve", *arguments])
    shown = capsys.readouterr()
    (line,) = shown.err.splitlines()
    assert (end.value.code, shown.out) == (2, "")
    return line


def test_the_page_is_served_on_loopback_with_the_settings_of_the_package():
    command = page_command("127.0.0.1", 8600)
    assert {"--server.address=127.0.0.1", "--server.port=8600"} <= set(command)
    assert {"--client.showErrorDetails=none", "--server.headless=true"} <= set(command)
    assert "--theme.primaryColor=#8c2f1b" in command
    assert Path(command[4]).is_file()


def test_every_setting_is_one_that_streamlit_knows():
    from streamlit import config

    known = config.get_config_options()
    assert [name for name in streamlit_settings() if name not in known] == []


def test_the_checkout_has_the_settings_of_the_package():
    text = (REPOSITORY / ".streamlit" / "config.toml").read_text()
    sections = tomllib.loads(text).items()
    own = {
        f"{section}.{name}": value for section, values in sections for name, value in values.items()
    }
    assert own == streamlit_settings()


def test_what_is_given_is_ingested():
    assert ingest_command([Path("a b"), Path("c")])[1:] == ["-m", "rag", "ingest", "a b", "c"]


def test_a_missing_path_is_one_line(capsys):
    assert failed(capsys, "nowhere") == "rag: there is no such file or folder: nowhere"


def test_a_taken_port_is_one_line(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("RAG_HOME", str(tmp_path / "home"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        line = failed(capsys, "--port", str(taken.getsockname()[1]))
    assert "cannot be had" in line
    assert "--port" in line


def test_a_wrong_setting_is_one_line(capsys, monkeypatch):
    monkeypatch.setenv("RAG_PASAGES", "3")
    assert "did you mean RAG_PASSAGES?" in failed(capsys)


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_fills_the_library_and_ends_what_it_started(tmp_path, stop):
    (tmp_path / "note.md").write_text(NOTE)
    port = free_port()
    command = [sys.executable, "-m", "rag", "serve", "note.md", "--port", str(port)]
    own = {"RAG_HOME": str(tmp_path / "home"), "RAG_EMBEDDING_MODEL": "words", "RAG_LLM": "quotes"}
    environment = {**os.environ, **own, "PYTHONPATH": str(REPOSITORY)}
    server = subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        wait_for_page(port)
        wait_for_document(tmp_path / "home")
    finally:
        server.send_signal(stop)
        said, _ = server.communicate(timeout=20)
    assert server.returncode == 0
    assert said.startswith(f"Dateline is on http://localhost:{port}")
    with socket.create_server(("127.0.0.1", port)):
        pass  # nobody listens any more


def wait_for_page(port: int) -> None:
    for _ in range(120):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.25)
    raise TimeoutError("the page did not come up")


def wait_for_document(home: Path) -> None:
    library = Library(home / "library.sqlite3")
    for _ in range(120):
        if library.catalogue.entries():
            return
        time.sleep(0.25)
    raise TimeoutError("the document did not come in")
