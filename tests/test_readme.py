"""What the README and the documents show is run: commands, code and their output."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

README = (REPOSITORY / "README.md").read_text()
# In the order in which their commands are run, on one library.
DOCUMENTS = [README, *(path.read_text() for path in sorted((REPOSITORY / "docs").glob("*.md")))]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ rag (.+)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
# Runs the commands in one process, which loads the embedding model once.
DRIVER = """
import json, sys
from click.testing import CliRunner
from rag.cli import main

for arguments in json.load(sys.stdin):
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == 0, (arguments, result.output)
    print(json.dumps(result.stdout), flush=True)
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("readme")


def environment(home: Path) -> dict[str, str]:
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("RAG_") and not name.endswith("_API_KEY")
    }
    return own | {"RAG_HOME": str(home), "RAG_TODAY": "2026-11-22"}


def run(home: Path, code: str, given: str = "") -> str:
    command = [sys.executable, "-c", code]
    ran = subprocess.run(
        command, input=given, cwd=REPOSITORY, env=environment(home), capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def without_accidents(text: str) -> str:
    """Leave out seconds, and identifiers of files, which follow from where the checkout lies."""
    return re.sub(r"\b[0-9a-f]{16}\b", "ID", re.sub(r"\d+\.\d+ s\b", "0.0 s", text)).strip()


def shown_commands() -> list[tuple[str, str]]:
    blocks = (
        block for text in DOCUMENTS for kind, block in BLOCK.findall(text) if kind == "console"
    )
    return [found for block in blocks for found in COMMAND.findall(block)]


@pytest.mark.model
def test_the_commands_give_the_output_shown(home):
    shown = shown_commands()
    assert shown
    given = json.dumps([shlex.split(command) for command, _ in shown])
    outputs = map(json.loads, run(home, DRIVER, given).splitlines())
    for (command, output), printed in zip(shown, outputs, strict=True):
        assert without_accidents(printed) == without_accidents(output), command


@pytest.mark.model
def test_the_code_gives_the_output_shown(home):
    code = next(block for language, block in BLOCK.findall(README) if language == "python")
    shown = next(block for language, block in BLOCK.findall(README) if language == "text")
    assert run(home, code).strip() == shown.strip()


def test_every_make_target_named_exists():
    targets = set(re.findall(r"^(\w+):", (REPOSITORY / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"\bmake (\w+)", README)) <= targets


def test_every_setting_is_in_the_table():
    from rag.settings import Settings

    named = set(re.findall(r"`(RAG_\w+)`", README))
    assert named == {f"RAG_{name.upper()}" for name in Settings.model_fields}


def test_every_file_and_link_named_exists():
    paths = re.findall(r"`((?:rag|evals|corpus|tests)/[\w./]*)`", README)
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert [name for name in {*paths, *links} if not (REPOSITORY / name).exists()] == []


def test_the_readme_can_be_read_in_a_few_minutes():
    assert len(README.split()) < 1_200
