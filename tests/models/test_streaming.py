"""The stream of a provider that works, that fails in every way, and that is left."""

import json
import threading
import time

import pytest
from langchain_core.messages import HumanMessage

from rag.errors import AnswerCut, ModelError, OverBudget
from rag.models.chat import open_model
from rag.models.metering import Meter
from rag.models.streaming import stream_text
from rag.schema.usage import Limits
from tests.providers import END, USAGE, Provider, event
from tests.samples import SayingModel

KEY = "sk-test-0123456789"


def say(provider: Provider, timeout_seconds: float = 10.0, meter: Meter | None = None) -> str:
    opened = open_model(f"{provider.url}#tiny", timeout_seconds, KEY)
    asked = [HumanMessage("Hello?")]
    return "".join(stream_text(opened.chat, asked, timeout_seconds, meter or Meter()))


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
    pieces = stream_text(open_model(provider.url, 10, KEY).chat, [HumanMessage("?")], 10, Meter())
    assert next(pieces) == "first"
    assert time.monotonic() - started < 0.9
    assert list(pieces) == ["second"]


def test_tokens_are_counted_once(provider):
    provider.pieces = [event("Yes."), event(finish="stop"), USAGE, END]
    meter = Meter()
    say(provider, meter=meter)
    assert meter.usage == {
        "requests": 1,
        "input_tokens": 20,
        "output_tokens": 5,
        "total_tokens": 25,
    }


def test_letters_beyond_ascii_survive(provider):
    provider.pieces = [event("Zürich — 10 € 🙂"), event(finish="stop"), END]
    assert say(provider) == "Zürich — 10 € 🙂"


def test_closing_the_stream_stops_reading(provider):
    provider.pieces = [event("first"), *[0.1, event("more " * 20_000)] * 100]
    pieces = stream_text(open_model(provider.url, 10, KEY).chat, [HumanMessage("?")], 10, Meter())
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
    pieces = stream_text(open_model(provider.url, 0.5, KEY).chat, [HumanMessage("?")], 0.5, Meter())
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
    pieces = stream_text(open_model(provider.url, 10, KEY).chat, [HumanMessage("?")], 10, Meter())
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
        list(stream_text(chat, [HumanMessage("?")], 5, Meter()))
    assert str(error.value).startswith("first line")
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 200


def test_what_came_before_an_error_is_given_first():
    pieces = stream_text(
        SayingModel(pieces=["It ", "rose."], error=ValueError("boom")),
        [HumanMessage("?")],
        5,
        Meter(),
    )
    assert [next(pieces), next(pieces)] == ["It ", "rose."]
    with pytest.raises(ModelError):
        next(pieces)


# -- asked again ---------------------------------------------------------------------------------

GOOD = [event("It rose."), event(finish="stop"), USAGE, END]


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_once_more_when_it_says_when(provider, status):
    provider.pieces, provider.failures, provider.busy_for = GOOD, [status], "1"
    meter, started = Meter(), time.monotonic()
    assert say(provider, meter=meter) == "It rose."
    assert time.monotonic() - started >= 1
    assert len(provider.requests) == meter.usage["requests"] == 2
    assert meter.usage["input_tokens"] == 20


def test_a_server_that_is_busy_twice_is_not_asked_a_third_time(provider):
    provider.pieces, provider.failures, provider.busy_for = GOOD, [429, 429], "0"
    assert fault(provider) == "too many requests (429)"
    assert len(provider.requests) == 2


@pytest.mark.parametrize(
    ("status", "busy_for"),
    [(429, ""), (429, "600"), (429, "soon"), (429, "-1"), (500, "0"), (401, "0"), (404, "0")],
)
def test_no_other_failure_is_asked_again(provider, status, busy_for):
    provider.failures, provider.busy_for = [status] * 3, busy_for
    started = time.monotonic()
    fault(provider, 5.0)
    assert time.monotonic() - started < 2
    assert len(provider.requests) == 1


def test_the_day_and_hour_of_a_retry_are_understood(provider):
    past = "Wed, 21 Oct 2015 07:28:00 GMT"
    provider.pieces, provider.failures, provider.busy_for = GOOD, [503], past
    assert say(provider) == "It rose."


def test_a_stream_that_breaks_behind_its_first_word_is_not_asked_again(provider):
    busy = json.dumps({"error": {"message": "busy", "code": 429}})
    provider.pieces = [event("It rose"), f"data: {busy}\n\n".encode(), END]
    provider.busy_for = "0"
    fault(provider)
    assert len(provider.requests) == 1


# -- left ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pieces", [[30.0], [event("first"), 30.0]], ids=["before a word", "behind one"]
)
def test_a_call_that_is_given_up_while_the_server_is_silent_is_closed_at_once(provider, pieces):
    provider.pieces, meter, ended = pieces, Meter(), []

    def read() -> None:
        with pytest.raises(ModelError, match="given up"):
            say(provider, 60, meter)
        ended.append(time.monotonic())

    reader = threading.Thread(target=read)
    reader.start()
    time.sleep(0.7)
    started = time.monotonic()
    meter.cancel()
    assert provider.hung_up.wait(1)
    reader.join()
    assert ended[0] - started < 1


def test_closing_a_stream_between_two_words_closes_the_connection_at_once(provider):
    provider.pieces = [event("first"), 30.0]
    pieces = stream_text(open_model(provider.url, 60, KEY).chat, [HumanMessage("?")], 60, Meter())
    assert next(pieces) == "first"
    pieces.close()
    assert provider.hung_up.wait(1)


def test_nothing_is_asked_for_an_answer_that_was_given_up(provider):
    meter = Meter()
    meter.cancel()
    with pytest.raises(ModelError, match="given up"):
        say(provider, meter=meter)
    assert provider.requests == []


# -- what it uses --------------------------------------------------------------------------------


def test_the_provider_is_told_the_longest_reply(provider):
    provider.pieces = GOOD
    chat = open_model(f"{provider.url}#tiny", 10, KEY, max_tokens=123).chat
    list(stream_text(chat, [HumanMessage("?")], 10, Meter()))
    assert provider.requests[0]["max_tokens"] == 123


def test_tokens_that_no_provider_counts_are_estimated_and_marked(provider):
    provider.pieces = [event("12345678"), event(finish="stop"), END]
    meter = Meter()
    say(provider, meter=meter)  # "Hello?" has 6 bytes, four to a token
    assert meter.usage == {
        "requests": 1,
        "input_tokens": 2,
        "output_tokens": 2,
        "total_tokens": 4,
        "estimated": True,
    }


def test_a_request_that_was_refused_costs_nothing(provider):
    provider.failures, meter = [401], Meter()
    with pytest.raises(ModelError):
        say(provider, meter=meter)
    assert (meter.usage["requests"], meter.usage["total_tokens"]) == (1, 0)
    assert "estimated" not in meter.usage


def test_a_model_over_its_budget_is_not_asked(provider):
    meter = Meter(Limits(output=100, per_answer=50))
    with pytest.raises(OverBudget, match="might use 102 tokens, and an answer may use 50"):
        say(provider, meter=meter)
    assert provider.requests == []


# -- providers by name -----------------------------------------------------------------------------


@pytest.fixture(params=["openai:gpt-5-mini", "anthropic:claude-sonnet-4-5"])
def named(request, provider, monkeypatch):
    """The call of a provider by its name, whose address leads to our server."""
    name = request.param.partition(":")[0].upper()
    address = provider.url if name == "OPENAI" else provider.url.removesuffix("/v1")
    monkeypatch.setenv(f"{name}_API_KEY", KEY)
    monkeypatch.setenv(f"{name}_BASE_URL", address)
    chat = open_model(request.param, 10, max_tokens=123).chat
    return lambda meter: stream_text(chat, [HumanMessage("?")], 10, meter)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_providers_own_client_asks_no_second_time(named, provider, status):
    provider.failures = [status] * 5
    with pytest.raises(ModelError):
        next(named(Meter()))
    assert len(provider.requests) == 1


def test_a_provider_is_told_the_longest_reply_by_the_name_that_it_knows(named, provider):
    provider.failures = [500]
    with pytest.raises(ModelError):
        next(named(Meter()))
    (request,) = provider.requests
    name = "max_tokens" if "messages" in request["path"] else "max_completion_tokens"
    assert request[name] == 123


def test_the_call_of_a_provider_by_name_is_closed_at_once(named, provider):
    provider.pieces, meter = [30.0], Meter()

    def read() -> None:
        with pytest.raises(ModelError, match="given up"):
            next(named(meter))

    reader = threading.Thread(target=read)
    reader.start()
    while not provider.requests:
        time.sleep(0.02)
    meter.cancel()
    assert provider.hung_up.wait(1)
    reader.join()
