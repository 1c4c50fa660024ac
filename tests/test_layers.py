import ast
import subprocess
import sys
from itertools import accumulate
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

# A room (a folder, or a loose file) imports only from itself and from rooms of rows above its own.
LAYERS = (
    {"addresses"},
    {"schema", "errors"},
    {"language", "settings"},
    {"legal", "readers", "models"},
    {"storage"},
    {"ingest", "query", "retrieval"},
    {"evidence"},
    {"answer", "reports"},
    {"retriever"},
    {"chain"},
    {"ui"},
    {"cli"},
    {"__main__", "__init__"},
)
BELOW = [set(), *accumulate(LAYERS, set.union)]
ALLOWED = {room: below for layer, below in zip(LAYERS, BELOW, strict=False) for room in layer}
HEAVY = (
    "torch",
    "sentence_transformers",
    "chromadb",
    "langchain_chroma",
    "streamlit",
    "transformers",
)
LIGHT = ["rag", "rag.chain", "rag.cli", "rag.ingest.pipeline", "rag.models.chat", "evals.__main__"]


def room_of(path: Path) -> str:
    return path.relative_to(REPOSITORY / "rag").parts[0].removesuffix(".py")


def modules_of(room: str) -> list[Path]:
    return [path for path in MODULES if room_of(path) == room]


def imported_rooms(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("rag"):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names if alias.name.startswith("rag.")]
        else:
            continue
        found.update(name.split(".")[1] for name in names)
    return found


def rooms_using(text: str) -> set[str]:
    return {room_of(path) for path in MODULES if text in path.read_text()}


MODULES = sorted((REPOSITORY / "rag").rglob("*.py"))


def test_every_room_has_a_layer():
    assert {room_of(path) for path in MODULES} == set(ALLOWED)


def test_the_top_of_the_package_can_be_taken_in_at_a_glance():
    folders = {room for room in ALLOWED if (REPOSITORY / "rag" / room).is_dir()}
    assert len(folders) <= 15
    assert len(set(ALLOWED) - folders) <= 8


@pytest.mark.parametrize("room", [room for room in sorted(ALLOWED) if room != "__init__"])
def test_a_room_imports_only_from_rooms_above_it(room):
    strays = {
        str(path.relative_to(REPOSITORY)): above
        for path in modules_of(room)
        if (above := imported_rooms(path) - ALLOWED[room] - {room})
    }
    assert strays == {}


@pytest.mark.parametrize("module", LIGHT)
def test_importing_loads_nothing_heavy(module):
    code = f"import sys, {module}; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    command = [sys.executable, "-c", code]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True, cwd=REPOSITORY)
    assert loaded.stdout.split() == []


def test_only_models_load_torch():
    assert rooms_using("import sentence_transformers") | rooms_using(
        "from sentence_transformers"
    ) == {"models"}


def test_only_storage_speaks_sql():
    assert rooms_using("SELECT ") == {"storage"}
