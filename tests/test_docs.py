"""What `docs/` shows is run: its commands, and each recipe on a copy of the package."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

DOCS = sorted((REPOSITORY / "docs").glob("*.md"))
EXTENDING = (REPOSITORY / "docs" / "extending.md").read_text()
RECIPES = re.split(r"^## ", EXTENDING, flags=re.MULTILINE)[1:]
BLOCK = re.compile(r"^```(\w+) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def follow(recipe: str, root: Path) -> str:
    """Put the blocks of a recipe where they say, and return the one that checks them."""
    check = ""
    for _, place, block in BLOCK.findall(recipe):
        path, _, table = place.partition(" ")
        file = root / path
        if path == "check":
            check = block
        elif table:
            before, opening, after = file.read_text().partition(f"\n{table} = (\n")
            rows, closing, rest = after.partition("\n)\n")
            assert opening
            assert closing
            file.write_text(f"{before}{opening}{rows}\n{block.rstrip()},{closing}{rest}")
        elif file.exists():
            file.write_text(f"{file.read_text()}\n{block}")
        else:
            file.write_text(block)
    return check


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.partition("\n")[0])
def test_a_recipe_does_what_it_says(recipe, tmp_path):
    shutil.copytree(REPOSITORY / "rag", tmp_path / "rag")
    check = follow(recipe, tmp_path)
    assert "assert" in check
    command = [sys.executable, "-c", check]
    before = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY)
    ran = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert before.returncode != 0, "it holds without the recipe, too"


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_file_named_exists(path):
    named = re.findall(r"`((?:rag|evals|corpus|tests|docs)/[\w./]*)`", path.read_text())
    assert [name for name in named if not (REPOSITORY / name).exists()] == []
