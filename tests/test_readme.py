"""What the README shows is run: its commands, its code and their output."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

pytestmark = pytest.mark.model
README = (REPOSITORY / "README.md").read_text()
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("readme")


def environment(home: Path) -> dict[str, str]:
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("RAG_") and not name.endswith("_API_KEY")
    }
    return {
        **own,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "RAG_HOME": str(home),
        "RAG_TODAY": "2026-11-22",
    }


def without_accidents(text: str) -> str:
    """Leave out seconds, and identifiers of files, which follow from where the checkout lies."""
    return re.sub(r"\b[0-9a-f]{16}\b", "ID", re.sub(r"\d+\.\d+ s\b", "0.0 s", text)).strip()


def test_the_commands_give_the_output_shown(home):
    for block in [text for language, text in BLOCKS if language == "console"]:
        for command, shown in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            ran = subprocess.run(
                command,
                shell=True,
                cwd=REPOSITORY,
                env=environment(home),
                capture_output=True,
                text=True,
                timeout=300,
            )
            assert ran.returncode == 0, ran.stderr
            assert without_accidents(ran.stdout) == without_accidents(shown), command


def test_the_code_gives_the_output_shown(home):
    code = next(block for language, block in BLOCKS if language == "python")
    shown = next(block for language, block in BLOCKS if language == "text")
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=REPOSITORY,
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == shown.strip()


def test_every_make_target_named_exists():
    targets = set(re.findall(r"^(\w+):", (REPOSITORY / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"\bmake (\w+)", README)) <= targets


def test_every_setting_is_in_the_table():
    from rag.settings import Settings

    named = set(re.findall(r"`(RAG_\w+)`", README))
    assert named == {f"RAG_{name.upper()}" for name in Settings.model_fields}


def test_every_file_and_link_named_exists():
    named = set(re.findall(r"`((?:rag|evals|corpus|tests)/[\w./]*)`", README)) | set(
        re.findall(r"\]\(([^)#:]+)\)", README)
    )
    assert [name for name in named if not (REPOSITORY / name).exists()] == []
