"""The wheel, installed where there is no checkout: it is complete, typed, and its commands work."""

import os
import signal
import subprocess
import sys
import sysconfig
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.ui.test_server import NOTE, free_port, wait_for_document, wait_for_page

pytestmark = pytest.mark.wheel
DATA = ("py.typed", "ui/app.py", "ui/page.css", "ui/streamlit.toml")
QUESTION = "Who issued export licences for gallium magnets to four companies?"
PAGE = """
from streamlit.testing.v1 import AppTest
import rag.ui, pathlib, time
page = AppTest.from_file(str(pathlib.Path(rag.ui.__file__).with_name("app.py")), default_timeout=60)
for _ in range(100):
    page.run()
    assert not page.exception, page.exception
    if page.info:
        break
    time.sleep(0.2)
print(page.info[0].value)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, built by the build backend that is installed, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet"]
    pip("wheel", "./", *options, "--wheel-dir", folder, cwd=REPOSITORY)
    (built,) = folder.glob("dateline-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """The scripts of an environment that has the wheel, and its requirements from this one."""
    home = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    python = home / "bin" / "python"
    pip("--python", python, "install", "--no-deps", "--no-index", "--quiet", wheel)
    (packages,) = (home / "lib").glob("python*/site-packages")
    # A folder named in a .pth file is searched, and its own .pth files are not read: so the
    # editable checkout of this environment stays out of the new one.
    requirements = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (packages / "requirements.pth").write_text("\n".join(sorted(requirements)))
    return home / "bin"


def pip(*arguments: object, cwd: Path | None = None) -> None:
    command = [sys.executable, "-m", "pip", *map(str, arguments), "--disable-pip-version-check"]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def environment(home: Path) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    settings = {"RAG_HOME": str(home), "RAG_EMBEDDING_MODEL": "words", "RAG_LLM": "quotes"}
    return {**own, **settings}


def run(command: list[object], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        list(map(str, command)),
        cwd=folder,
        env=environment(folder / "home"),
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_holds_the_package_with_its_data_and_nothing_else(wheel):
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "rag"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    assert names == set(tracked.stdout.split())
    assert {f"rag/{name}" for name in DATA} <= names
    assert any(name.endswith(".toml") and "/lexicon/" in name for name in names)


def test_its_code_runs_in_place_of_the_checkout_and_its_commands_answer(installed, tmp_path):
    (tmp_path / "note.md").write_text(NOTE)
    where = "import rag, rag.schema; print(rag.__file__)"
    assert run([installed / "python", "-c", where], tmp_path).stdout.startswith(
        str(installed.parent)
    )
    empty = run([installed / "rag", "ask", QUESTION], tmp_path)
    assert (empty.returncode, len(empty.stderr.splitlines())) == (2, 1)
    assert run([installed / "rag", "ingest", "note.md"], tmp_path).returncode == 0
    answered = run([installed / "rag", "ask", QUESTION], tmp_path)
    assert answered.returncode == 0, answered.stderr
    assert f"“{NOTE.strip()}” [1]" in answered.stdout


def test_it_serves_the_page_and_ends(installed, tmp_path):
    (tmp_path / "note.md").write_text(NOTE)
    port = free_port()
    server = subprocess.Popen(
        [installed / "rag", "serve", "note.md", "--port", str(port)],
        cwd=tmp_path,
        env=environment(tmp_path / "home"),
    )
    try:
        wait_for_page(port)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as page:
            assert "<title>Streamlit</title>" in page.read().decode()
        wait_for_document(tmp_path / "home")
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=20) == 0


def test_its_page_says_what_to_do_with_an_empty_library(installed, tmp_path):
    done = run([installed / "python", "-c", PAGE], tmp_path)
    assert done.returncode == 0, done.stderr
    assert "rag ingest" in done.stdout
