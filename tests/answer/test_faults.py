"""A model that misbehaves: what the reader sees of it, and that its call ends."""

import itertools
import time
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import httpx
import pytest
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk

from rag.answer.builder import AnswerBuilder
from rag.answer.drafting import MOST_STATEMENTS, draft
from rag.models.chat import OpenedModel
from rag.schema import StatementWithheld
from rag.schema.drafts import DraftContext
from tests.samples import SayingModel, passage, question

ROSE, FELL = "The tin price rose by 2 per cent.", "The zinc price fell by 5 per cent."
CONTEXT = DraftContext(
    question("How did the tin price change, and when was the tin mine opened?"),
    (passage(f"{ROSE} {FELL}"), passage("The mine stands in Norland.", number=2)),
)
KEY = "sk-live-0123456789abcdef"
STAND = "The quotes stand on their own."
FAILED, NO_END = "The model m failed: ", "The model m did not finish: "
PART = "What is shown of it is not the whole."
WITHHELD = "1 drafted sentence was withheld because the sources do not back it."
# In place of the quotes stands a refusal with the nearest sources.
REFUSED = "refused: the model found nothing"
OPEN = "A part of the question is not answered by the sources, says the model."


class ScriptedModel(SayingModel):
    """Streams a script: texts, whole chunks, pauses in seconds, errors; counts what was taken."""

    script: Any = ()
    taken: Any = None

    def _stream(
        self, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any
    ) -> Iterator[ChatGenerationChunk]:
        for step in self.script:
            self.taken.append(1)
            if isinstance(step, Exception):
                raise step
            if isinstance(step, float):
                time.sleep(step)
                continue
            chunk = AIMessageChunk(step) if isinstance(step, str) else step
            yield ChatGenerationChunk(message=chunk)


class Seen(NamedTuple):
    """What a reader sees of a draft."""

    shown: list[str]
    notices: list[str]
    withheld: int
    requests: int = 1


def see(script: Iterable[Any], timeout_seconds: float = 10.0) -> Seen:
    builder, events, outcome = AnswerBuilder(), [], None
    model = OpenedModel(ScriptedModel(script=script, taken=[]), "m")
    drafting = draft(model, CONTEXT, builder, timeout_seconds)
    while outcome is None:
        try:
            events.append(next(drafting))
        except StopIteration as end:
            outcome = end.value
    notices = [notice.message for notice in builder.notices]
    if outcome.judges_nothing:
        notices.append(REFUSED)
    withheld = sum(isinstance(event, StatementWithheld) for event in events)
    shown = [statement.text for statement in builder.statements]
    return Seen(shown, notices, withheld, int(builder.meter.usage["requests"]))


def ending(**metadata: str) -> AIMessageChunk:
    return AIMessageChunk("", response_metadata=metadata)


def calling() -> AIMessageChunk:
    chunk = {"name": "search", "args": "{}", "id": "1", "index": 0, "type": "tool_call_chunk"}
    return AIMessageChunk("", tool_call_chunks=[chunk])


class Refused(Exception):
    """A provider's error with an HTTP status."""

    def __init__(self, status_code: int) -> None:
        super().__init__(f"Error code: {status_code} - {{'error': '{KEY}'}}")
        self.status_code = status_code


GOOD = f"{ROSE} [1]\n"
SENT_BADLY = "what the server sent cannot be read"
# What the model sends, what is shown of it, and the notices.
TABLE: dict[str, tuple[list[Any], list[str], list[str]]] = {
    "a good answer": ([GOOD, f"{FELL} [1]"], [ROSE, FELL], []),
    "one in bullets": ([f"- {ROSE} [1]\n- {FELL} [1]"], [ROSE, FELL], []),
    "with a preamble": ([f"Here is the answer:\n{GOOD}I hope this helps!"], [ROSE], []),
    "with its thoughts": ([f"<think>{FELL} [1]</think>{GOOD}"], [ROSE], []),
    "with tokens": ([f"<|channel|>final<|message|>{ROSE} [1]<|end|>"], [ROSE], []),
    "without a space": ([f"{ROSE}[1]{FELL} [1]"], [ROSE, FELL], []),
    "stop and no space": ([f"{ROSE[:-1]} [1].{FELL} [1]"], [ROSE, FELL], []),
    "other markers": ([f"{ROSE} (1) {FELL} (1)"], [ROSE, FELL], []),
    "a source list": ([f"{GOOD}\nSources:\n[1] The Daily, {FELL}"], [ROSE], []),
    "nothing": ([""], [], [f"The model m wrote no answer. {STAND}"]),
    "blanks": ([" ", "\n\n"], [], [f"The model m wrote no answer. {STAND}"]),
    "only thoughts": (["<think>Hm."], [], [f"The model m wrote no answer. {STAND}"]),
    "only a preamble": (["Sure!"], [], [f"The model m wrote no answer. {STAND}"]),
    "no chunk": ([], [], [f"{FAILED}the server sent no answer. {STAND}"]),
    "NO ANSWER": (["NO ANSWER"], [], [REFUSED]),
    "no answer, bold": (["**No answer.**"], [], [REFUSED]),
    "no_answer": (["no_answer"], [], [REFUSED]),
    "no answer, then one": ([f"NO ANSWER. {GOOD}"], [], [REFUSED]),
    "an answer, then none": ([f"{GOOD}NO ANSWER"], [ROSE], []),
    "a refusal": (["I can't help with that."], [], [f"The model m declined to answer. {STAND}"]),
    "a refusal in French": (
        ["Je suis désolé, je ne peux pas répondre."],
        [],
        [f"The model m declined to answer. {STAND}"],
    ),
    "a refusal by the provider": (
        [ending(stop_reason="refusal")],
        [],
        [f"{FAILED}it declined to answer. {STAND}"],
    ),
    "a tool call": ([calling()], [], [f"{FAILED}it called a tool instead of answering. {STAND}"]),
    "NOT FOUND alone": (
        ["NOT FOUND: when the tin mine was opened"],
        [],
        ["Not found in the sources: when the tin mine was opened.", REFUSED],
    ),
    "NOT FOUND, and a claim": (["NOT FOUND: Sudland bribed three judges"], [], [REFUSED]),
    "silent sources": (["The sources do not say who dug it."], [], [REFUSED]),
    "nothing, behind an invention": (
        [f"{FELL.replace('5', '7')} [1]\nNO ANSWER"],
        [],
        [WITHHELD, REFUSED],
    ),
    "missing, behind an invention": (
        [f"{FELL.replace('5', '7')} [1]\nNOT FOUND: Sudland bribed three judges"],
        [],
        [OPEN, WITHHELD],
    ),
    "missing, and cut": (
        ["NOT FOUND: the tin mine", ending(finish_reason="length")],
        [],
        [
            "Not found in the sources: the tin mine.",
            f"{NO_END}the answer was cut at the model's limit of length. {STAND}",
        ],
    ),
    "what is missing": (
        [f"{GOOD}NOT FOUND: when the tin mine was opened"],
        [ROSE],
        ["Not found in the sources: when the tin mine was opened."],
    ),
    "missing, and a claim": ([f"{GOOD}NOT FOUND: Sudland bribed three judges"], [ROSE], [OPEN]),
    "missing, and a link": ([f"{GOOD}NOT FOUND: the tin mine https://a.example"], [ROSE], [OPEN]),
    "missing, and a figure": ([f"{GOOD}NOT FOUND: the tin mine opened 1999"], [ROSE], [OPEN]),
    "cut by length": (
        [GOOD, f"{FELL[:-4]}", ending(finish_reason="length")],
        [ROSE],
        [f"{NO_END}the answer was cut at the model's limit of length. {PART}"],
    ),
    "cut by length, elsewhere": (
        [GOOD, ending(stop_reason="max_tokens")],
        [ROSE],
        [f"{NO_END}the answer was cut at the model's limit of length. {PART}"],
    ),
    "cut at once": (
        [ending(done_reason="length")],
        [],
        [f"{NO_END}the answer was cut at the model's limit of length. {STAND}"],
    ),
    "cut by a filter": (
        [GOOD, ending(finish_reason="content_filter")],
        [ROSE],
        [f"{NO_END}the provider's filter ended the answer. {PART}"],
    ),
    "broken off": (
        [GOOD, FELL[:-4], httpx.RemoteProtocolError("peer closed")],
        [ROSE],
        [f"{FAILED}the server broke the connection off. {STAND}"],
    ),
    "no JSON": (
        [f"{ROSE} [1]", KeyError("choices")],
        [ROSE],
        [f"{FAILED}{SENT_BADLY}. {STAND}"],
    ),
    "a time-out": (
        [httpx.ReadTimeout("")],
        [],
        [f"{FAILED}the server did not answer in time. {STAND}"],
    ),
    "no credit": (
        [Refused(402)],
        [],
        [f"{FAILED}the provider's account has no credit left (402). {STAND}"],
    ),
    "a wrong key": ([Refused(401)], [], [f"{FAILED}the key was refused (401). {STAND}"]),
    "led elsewhere": (
        [Refused(307)],
        [],
        [f"{FAILED}the server leads to another address (307), which is not followed. {STAND}"],
    ),
    "an unknown status": ([Refused(418)], [], [f"{FAILED}the server refused (418). {STAND}"]),
    "a key in an error": (
        [ValueError(f"bad key {KEY} given")],
        [],
        [f"{FAILED}bad key … given. {STAND}"],
    ),
    "an error without a word": ([ValueError()], [], [f"{FAILED}it gave no reason. {STAND}"]),
    "said twice": ([GOOD, GOOD, f"{FELL} [1]"], [ROSE, FELL], []),
    "an invented figure": ([f"{GOOD}{FELL.replace('5', '7')} [1]"], [ROSE], [WITHHELD]),
    "an unknown passage": ([f"{GOOD}{FELL} [9]"], [ROSE], [WITHHELD]),
}


@pytest.mark.parametrize("name", TABLE)
def test_a_reader_is_told_what_became_of_the_answer(name):
    script, shown, notices = TABLE[name]
    began = time.monotonic()
    seen = see(script)
    requests = 2 if WITHHELD in notices else 1  # what is withheld is asked for once more
    assert (seen.shown, seen.notices, seen.requests) == (shown, notices, requests)
    assert time.monotonic() - began < 2


def test_the_same_sentence_for_ever_is_stopped():
    seen = see(itertools.repeat(GOOD))
    assert seen.shown == [ROSE]
    assert seen.notices == [f"{NO_END}it repeated itself and was stopped. {PART}"]


def test_new_sentences_for_ever_are_stopped():
    said = (f"Price {number} rose in a far country. [1]\n" for number in itertools.count())
    seen = see(said)
    assert seen.withheld + len(seen.shown) == MOST_STATEMENTS
    assert f"stopped after {MOST_STATEMENTS} statements" in seen.notices[0]


@pytest.mark.parametrize("piece", ["word ", "x", "<think>", "«", "Hm, hm. "])
def test_text_for_ever_is_stopped(piece):
    began = time.monotonic()
    seen = see(itertools.repeat(piece * 20))
    assert seen.shown == []
    assert seen.notices[0].startswith(NO_END)
    assert time.monotonic() - began < 20


def test_a_trickle_ends_when_the_whole_takes_too_long():
    began = time.monotonic()
    seen = see(itertools.cycle(["a ", 0.1]), timeout_seconds=1.0)
    assert seen.notices[0] == f"{FAILED}the model was not done after 3 s. {STAND}"
    assert time.monotonic() - began < 6


def test_silence_before_the_first_word_ends():
    seen = see([2.0, GOOD], timeout_seconds=0.2)
    assert seen == ([], [f"{FAILED}the model was silent for 0.2 s. {STAND}"], 0, 1)


def test_silence_in_the_middle_keeps_what_was_said():
    seen = see([GOOD, f"{FELL} [1]\n", 2.0, GOOD], timeout_seconds=0.3)
    assert seen.shown == [ROSE, FELL]
    assert seen.notices == [f"{FAILED}the model was silent for 0.3 s. {STAND}"]


def test_a_reader_who_leaves_ends_the_call():
    model = ScriptedModel(script=itertools.cycle([GOOD, f"{FELL} [1]\n", 0.02]), taken=[])
    events = draft(OpenedModel(model, "m"), CONTEXT, AnswerBuilder(), 10.0)
    next(events)
    events.close()
    time.sleep(0.3)
    taken = len(model.taken)
    time.sleep(0.3)
    assert len(model.taken) == taken


def test_a_sentence_without_an_end_does_not_hold_the_others_back():
    seen = see([GOOD, "and " * 5_000])
    assert seen.shown == [ROSE]
