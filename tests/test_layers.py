import ast
import subprocess
import sys
from itertools import accumulate
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

# A module imports only from layers above its own in this list. A folder counts as one module.
LAYERS = (
    {"errors", "schema"},
    {"text", "dates"},
    {"boilerplate", "copies", "form", "injection", "numbered", "quantities", "when"},
    {"agreement"},
    {"ask", "config", "reading", "chunk", "verify", "question", "evidence", "relations"},
    {"library", "embed", "model", "judge", "web", "watch", "timeline", "changes"},
    {"index", "draft", "followup", "order", "parts", "rerank", "sources", "variety"},
    {"retrieve", "ingest"},
    {"precedence", "status", "survey"},
    {"upkeep", "chronicle", "turn"},
    {"chain"},
    {"doctor", "ui", "serve", "export"},
    {"cli"},
    {"__main__", "__init__"},
)
ALLOWED = dict(zip([frozenset(layer) for layer in LAYERS], [set(), *accumulate(LAYERS, set.union)], strict=False))
HEAVY = ("torch", "sentence_transformers", "chromadb", "langchain_chroma", "streamlit", "transformers")
MODULES = sorted((REPOSITORY / "rag").rglob("*.py"))


def own_name(path: Path) -> str:
    parts = path.relative_to(REPOSITORY / "rag").parts
    return parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("rag."):
            found.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            found.update(alias.name.split(".")[1] for alias in node.names if alias.name.startswith("rag."))
    return found


def test_every_module_has_a_layer():
    assert {own_name(path) for path in MODULES} == set().union(*LAYERS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_a_module_imports_only_from_layers_to_its_left(path):
    name = own_name(path)
    if name == "__init__":
        return
    allowed = next(below for layer, below in ALLOWED.items() if name in layer) | {name}
    assert imported(path) <= allowed


@pytest.mark.parametrize("module", ["rag", "rag.chain", "rag.cli", "rag.ingest", "rag.model", "evals.__main__"])
def test_importing_loads_nothing_heavy(module):
    code = f"import sys, {module}; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=REPOSITORY).stdout.split()
    assert loaded == []


def test_only_embed_loads_torch():
    users = {own_name(path) for path in MODULES if "sentence_transformers" in path.read_text().replace("sentence-transformers", "")}
    assert users == {"embed"}


def test_only_the_library_speaks_sql():
    users = {own_name(path) for path in MODULES if "SELECT " in path.read_text()}
    assert users == {"library"}
