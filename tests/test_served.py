"""A chain whose model is a server on loopback: its calls are counted, bounded, and end in time."""

import asyncio
import contextlib
import json
import time
from datetime import date

import pytest
from langchain_core.callbacks import BaseCallbackHandler

from rag.chain import DatelineChain, open_chain
from rag.models.embeddings import WordCountEmbedder
from rag.schema import Answer, SourcesFound, StatementReady
from tests.providers import END, USAGE, event
from tests.samples import document, put

QUESTION = "Who confirmed the licences for magnets?"
SAID = "The ministry confirmed the licences for magnets. [1]\n"
GOOD = [event(SAID), event(finish="stop"), USAGE, END]
# A server that says one thing and then nothing more for half a minute.
STALLED = [event(SAID + "The ministry of "), 30.0]
# A call ends in milliseconds; a loaded machine takes longer.
SOON = 1.5


@pytest.fixture
def home(library):
    put(
        library,
        WordCountEmbedder(),
        document("one", "The ministry confirmed the licences for magnets.", title="Licences"),
        document("two", "Magnets are sold by four companies in Norland.", title="Magnets"),
    )
    return library.path.parent


@pytest.fixture
def opened(home, provider):
    """Opens chains with the server as their model, and closes them."""
    with contextlib.ExitStack() as chains:

        def make(**settings: object) -> DatelineChain:
            fixed = {"embedding_model": "words", "today": date(2026, 1, 1), "checker": "code"}
            chain = open_chain(home, f"{provider.url}#m", **fixed, **settings)
            return chains.enter_context(chain)

        yield make


def shown(answer: Answer) -> list[str]:
    return [item.text for item in answer.statements if item.support not in ("quoted", "listed")]


# -- what it uses --------------------------------------------------------------------------------


def test_an_answer_says_what_it_used_and_what_that_cost(opened, provider):
    provider.pieces = GOOD
    answer = opened(llm_price_input=2.0, llm_price_output=10.0).invoke(QUESTION)
    assert shown(answer) == ["The ministry confirmed the licences for magnets."]
    assert answer.engine.usage == {
        "requests": 1,
        "input_tokens": 20,
        "output_tokens": 5,
        "total_tokens": 25,
        "cost": 0.00009,
    }
    assert len(provider.requests) == 1
    assert Answer.from_dict(json.loads(json.dumps(answer.to_dict()))).engine == answer.engine


def test_a_follow_up_is_rewritten_and_drafted_in_two_requests(opened, provider):
    provider.pieces = GOOD
    asked = {"question": "And who sells them?", "history": [QUESTION], "previous_answer": [SAID]}
    answer = opened().invoke(asked)
    assert len(provider.requests) == answer.engine.usage["requests"] == 2


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_that_fails_is_asked_once(opened, provider, status):
    provider.failures = [status] * 5
    answer = opened().invoke(QUESTION)
    assert len(provider.requests) == answer.engine.usage["requests"] == 1
    assert [item.support for item in answer.statements] == ["quoted"]
    assert answer.notices[-1].kind == "model_failed"


def test_a_server_that_says_when_it_is_free_is_asked_twice(opened, provider):
    provider.pieces, provider.failures, provider.busy_for = GOOD, [429], "0"
    answer = opened().invoke(QUESTION)
    assert len(provider.requests) == answer.engine.usage["requests"] == 2
    assert shown(answer)


def test_over_the_budget_of_an_answer_quotes_stand_and_nothing_is_asked(opened, provider):
    answer = opened(llm_answer_tokens=1_000).invoke(QUESTION)
    assert provider.requests == []
    assert [item.support for item in answer.statements] == ["quoted"]
    assert answer.engine.usage is None
    (notice,) = [item.message for item in answer.notices if item.kind == "model_failed"]
    assert "was not asked: it might use" in notice
    assert "an answer may use 1,000 (RAG_LLM_ANSWER_TOKENS)" in notice


def test_over_the_budget_of_the_day_quotes_stand_and_nothing_is_asked(opened, provider):
    provider.pieces = [event(SAID), event(finish="stop"), END]
    probe = opened().invoke(QUESTION)
    prompt, reply = (probe.engine.usage[name] for name in ("input_tokens", "output_tokens"))
    # Room for one answer, and for the prompt of another with a reply that is cut short.
    settings = {"llm_max_tokens": 100, "llm_day_tokens": 2 * prompt + reply + 99}
    first = opened(**settings).invoke(QUESTION)
    assert shown(first)
    provider.requests.clear()
    second = opened(**settings).invoke(QUESTION)  # opened anew: the library counts the day
    assert provider.requests == []
    assert not shown(second)
    assert "that a day may use (RAG_LLM_DAY_TOKENS)" in second.notices[-1].message


# -- left ----------------------------------------------------------------------------------------


class Ends(BaseCallbackHandler):
    """Counts the runs of the chain that ended."""

    def __init__(self) -> None:
        self.count = 0

    def on_chain_end(self, outputs, **more):
        self.count += 1


def test_an_answer_that_is_no_longer_waited_for_ends_the_call(opened, provider):
    provider.pieces, chain = STALLED, opened()

    async def ask() -> float:
        started = time.monotonic()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(chain.ainvoke(QUESTION), 1.0)
        return time.monotonic() - started

    assert asyncio.run(ask()) < 1.0 + SOON
    assert provider.hung_up.wait(SOON)
    assert len(provider.requests) == 1


def test_a_call_that_has_sent_nothing_yet_is_ended_too(opened, provider):
    provider.pieces, chain = [30.0], opened()

    async def ask() -> None:
        task = asyncio.create_task(chain.ainvoke(QUESTION))
        while not provider.requests:
            await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(ask())
    assert provider.hung_up.wait(SOON)


def test_events_whose_reader_is_cancelled_end_the_call_and_the_run(opened, provider):
    provider.pieces, chain, ends = STALLED, opened(), Ends()

    async def read() -> None:
        async for _ in chain.aevents(QUESTION, {"callbacks": [ends]}):
            pass

    async def leave() -> None:
        task = asyncio.create_task(read())
        while not provider.requests:
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(leave())
    assert provider.hung_up.wait(SOON)
    assert ends.count == 1


def test_async_events_that_are_closed_end_the_call(opened, provider):
    provider.pieces = [event(SAID * 2 + "The ministry of Norland says "), 30.0]
    chain = opened()

    async def leave() -> None:
        events = chain.aevents(QUESTION)
        async for one in events:
            if isinstance(one, StatementReady):
                break
        await events.aclose()

    asyncio.run(leave())
    assert provider.hung_up.wait(SOON)


def test_events_that_are_closed_end_the_call(opened, provider):
    provider.pieces = [event(SAID * 2 + "The ministry of Norland says "), 30.0]
    events = opened().events(QUESTION)
    next(one for one in events if isinstance(one, StatementReady))
    events.close()
    assert provider.hung_up.wait(SOON)


def test_events_that_are_closed_before_the_model_is_asked_ask_nothing(opened, provider):
    events = opened().events(QUESTION)
    next(one for one in events if isinstance(one, SourcesFound))
    events.close()
    assert provider.requests == []


def test_answers_beside_each_other_are_not_mixed(opened, provider):
    provider.pieces, chain = GOOD, opened()

    async def ask() -> list[Answer]:
        return await asyncio.gather(*(chain.ainvoke(QUESTION) for _ in range(4)))

    answers = asyncio.run(ask())
    assert [answer.engine.usage["requests"] for answer in answers] == [1] * 4
    assert all(shown(answer) for answer in answers)
