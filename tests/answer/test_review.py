"""Statements are shown when code and checker agree; what is withheld is mended once."""

import threading
import time
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk

from rag.answer.builder import AnswerBuilder
from rag.answer.checking import ModelChecker
from rag.answer.drafting import draft
from rag.models.chat import OpenedModel
from rag.schema import Answer, StatementReady, StatementWithheld
from rag.schema.checks import Judgement
from rag.schema.drafts import DraftContext
from tests.samples import SayingModel, passage, question

TEXT = (
    "The port of Storvik was closed in May by the county. It was opened again in June. "
    "The port of Aldby stayed open for three days."
)
CONTEXT = DraftContext(question("When was Storvik closed?"), (passage(TEXT),))
CLOSED = "The port of Storvik was closed in May."
OPENED = "It was opened again in June."
ALDBY = "The port of Aldby stayed open for three days."
WRONG = "The port of Storvik was closed in July."
UNJUDGED = (
    "The checker judge did not judge {}; {} checked by code alone, which compares words, figures"
    " and dates ({})."
)


def lines(*statements: str) -> str:
    return "".join(f"{statement} [1]\n" for statement in statements)


class TurnModel(SayingModel):
    """Says one text a call, in their order, and keeps what it was asked."""

    turns: Any = ()
    asked: Any = None

    def _stream(self, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any):
        self.asked.append(messages)
        said = self.turns[len(self.asked) - 1]
        yield ChatGenerationChunk(message=AIMessageChunk(said))


class Judge:
    """Judges by a table of statements; `supported` where it lists none."""

    name = "judge"

    def __init__(self, pause: float = 0.0, **verdicts: Judgement) -> None:
        self.verdicts = verdicts
        self.pause = pause
        self.claims: list[Any] = []

    def judge(self, claim, timeout_seconds, meter, config=None):
        self.claims.append(claim)
        time.sleep(self.pause)
        return self.verdicts.get(claim.statement.split()[0], Judgement("supported"))


def answered(*turns, judge=None, can_judge=True, timeout=5.0):
    model = TurnModel(turns=turns, asked=[])
    builder = AnswerBuilder()
    opened = OpenedModel(model, "m", can_judge)
    events = list(draft(opened, CONTEXT, builder, timeout, checker=judge))
    return builder, events, model


def shown(builder):
    return [(statement.text, statement.support) for statement in builder.statements]


# -- the checker ---------------------------------------------------------------------------------


def test_what_code_and_checker_pass_is_verified_and_says_by_whom():
    builder, _, _ = answered(lines(CLOSED), judge=Judge())
    (statement,) = builder.statements
    assert (statement.support, statement.checked_by) == ("verified", ("code", "judge"))
    assert builder.notices == []


def test_without_a_checker_nothing_is_called_verified():
    builder, _, _ = answered(lines(CLOSED))
    (statement,) = builder.statements
    assert (statement.support, statement.checked_by) == ("backed", ("code",))
    assert builder.notices == []


@pytest.mark.parametrize(
    ("judgement", "why"),
    [
        (Judgement("contradicted", "May"), "its source says otherwise: May"),
        (Judgement("not_enough"), "its source does not say all of it"),
    ],
)
def test_what_the_checker_refuses_is_withheld(judgement, why):
    builder, events, _ = answered(lines(CLOSED, ALDBY), "", judge=Judge(The=judgement))
    assert builder.statements == []
    found = [event.statement.why for event in events if isinstance(event, StatementWithheld)]
    assert found == [why, why]


def test_what_code_refuses_is_not_asked_of_the_checker():
    judge = Judge()
    answered(lines(WRONG, CLOSED), "", judge=judge)
    assert [claim.statement for claim in judge.claims] == [CLOSED]


@pytest.mark.parametrize("reason", ["its verdict cannot be read", "the server failed (500)"])
def test_what_the_checker_did_not_judge_is_shown_as_checked_by_code_alone(reason):
    builder, _, _ = answered(lines(CLOSED), judge=Judge(The=Judgement("unknown", reason)))
    (statement,) = builder.statements
    assert (statement.support, statement.why) == ("backed", reason)
    (notice,) = builder.notices
    assert notice.kind == "model_failed"
    assert notice.message == UNJUDGED.format("a sentence", "it is", reason)


def test_a_checker_that_fails_twice_in_a_row_is_not_asked_again():
    many = [f"The port of Storvik was closed in May, note {note}." for note in "abcdefgh"]
    judge = Judge(pause=0.05, The=Judgement("unknown", "gone"))
    builder, _, _ = answered(lines(*many), "", judge=judge)
    assert len(judge.claims) < len(many)
    assert {item.support for item in builder.statements} <= {"backed"}


def test_order_is_kept_whatever_the_checker_takes():
    class Slower(Judge):
        def judge(self, claim, *others):
            time.sleep(0.3 if claim.statement == CLOSED else 0.0)
            return super().judge(claim, *others)

    builder, _, _ = answered(lines(CLOSED, ALDBY), judge=Slower())
    assert [text for text, _ in shown(builder)] == [CLOSED, ALDBY]


def test_statements_are_checked_while_the_next_are_drafted():
    class Slow(TurnModel):
        def _stream(self, messages, stop=None, run_manager=None, **kwargs):
            for piece in (lines(CLOSED), lines(ALDBY), "NOT FOUND: the port of Aldby in May\n"):
                time.sleep(0.3)
                yield ChatGenerationChunk(message=AIMessageChunk(piece))

    events = draft(
        OpenedModel(Slow(), "m"), CONTEXT, AnswerBuilder(), 5.0, checker=Judge(pause=0.5)
    )
    began = time.monotonic()
    list(events)
    assert time.monotonic() - began < 1.8  # one after the other they take 1.9 s


def test_a_statement_is_judged_with_the_question_and_the_one_before():
    judge = Judge()
    answered(lines(CLOSED, OPENED), judge=judge)
    before = {claim.statement: claim.before for claim in judge.claims}
    assert before == {CLOSED: "", OPENED: CLOSED}
    assert {claim.question for claim in judge.claims} == {"When was Storvik closed?"}


def test_who_leaves_lets_no_further_check_begin():
    class Held(Judge):
        free = threading.Event()

        def judge(self, claim, *others):
            if claim.statement != CLOSED:
                self.free.wait(5)
            return super().judge(claim, *others)

    many = [f"The port of Storvik was closed in May, note {note}." for note in "abcdefgh"]
    judge = Held()
    model = OpenedModel(TurnModel(turns=[lines(CLOSED, *many)], asked=[]), "m")
    events = draft(model, CONTEXT, AnswerBuilder(), 5.0, checker=judge)
    assert isinstance(next(events), StatementReady)
    events.close()
    judge.free.set()
    time.sleep(0.2)
    assert len(judge.claims) < len(many)


# -- leaning on what is withheld -----------------------------------------------------------------


def test_what_leans_on_a_withheld_sentence_goes_with_it():
    builder, events, _ = answered(lines(WRONG, OPENED, ALDBY), "")
    assert shown(builder) == [(ALDBY, "backed")]
    why = [event.statement.why for event in events if isinstance(event, StatementWithheld)]
    assert why[1] == "it leans on a sentence that is withheld"


def test_an_opener_does_not_hide_that_a_sentence_leans():
    builder, _, _ = answered(lines(WRONG, f"However, it{OPENED[2:]}"), "")
    assert builder.statements == []


def test_what_is_left_of_a_withheld_sum_goes_with_it():
    rest = "Of these, the port of Aldby stayed open for three days."
    assert answered(lines(WRONG, rest), "")[0].statements == []


def test_what_leans_on_a_sentence_that_is_shown_stays():
    assert [text for text, _ in shown(answered(lines(CLOSED, OPENED))[0])] == [CLOSED, OPENED]


# -- mending -------------------------------------------------------------------------------------


def test_what_was_withheld_is_asked_for_once_with_its_reason():
    builder, _, model = answered(lines(ALDBY, WRONG), lines(CLOSED))
    assert [text for text, _ in shown(builder)] == [ALDBY, CLOSED]
    assert builder.notices == []
    first, second = model.asked
    assert second[: len(first)] == first
    assert second[-2].content == f"{ALDBY} [1]\n{WRONG} [1]"
    assert f"1. {WRONG} [1] - its source does not say" in second[-1].content
    assert ALDBY not in second[-1].content


def test_a_good_draft_is_one_request():
    assert len(answered(lines(CLOSED, ALDBY), judge=Judge())[2].asked) == 1


def test_what_is_mended_goes_through_the_same_checks_and_is_final():
    judge = Judge(It=Judgement("contradicted", "June"))
    builder, _, model = answered(lines(WRONG), lines(WRONG.replace("July", "August")), judge=judge)
    assert builder.statements == []
    assert len(model.asked) == 2
    assert [notice.message for notice in builder.notices] == [
        "1 drafted sentence was withheld because the sources do not back it."
    ]


def test_a_mended_line_leans_on_nothing_that_was_withheld():
    builder, _, _ = answered(lines(WRONG), lines(OPENED))
    assert builder.statements == []


def test_what_the_checker_refused_is_mended_too():
    class Strict(Judge):
        def judge(self, claim, *others):
            verdict = "supported" if "county" in claim.statement else "not_enough"
            return Judgement(verdict, "by whom")

    better = "The port of Storvik was closed in May by the county."
    builder, _, model = answered(lines(CLOSED), lines(better), judge=Strict())
    assert shown(builder) == [(better, "verified")]
    assert "its source does not say all of it: by whom" in model.asked[1][-1].content


def test_a_line_that_is_said_again_is_no_mended_one():
    builder, _, _ = answered(lines(ALDBY, WRONG), lines(ALDBY, WRONG, ALDBY, WRONG, CLOSED))
    assert [text for text, _ in shown(builder)] == [ALDBY, CLOSED]


def test_a_model_that_cannot_judge_is_not_asked_to_mend():
    assert len(answered(lines(WRONG), can_judge=False)[2].asked) == 1


def test_a_failure_while_mending_leaves_what_was_shown():
    builder, _, _ = answered(lines(ALDBY, WRONG))  # the second call is an IndexError
    assert [text for text, _ in shown(builder)] == [ALDBY]
    assert [notice.kind for notice in builder.notices] == ["withheld"]


def test_nothing_is_mended_after_a_draft_that_was_broken_off():
    class Breaking(TurnModel):
        def _stream(self, messages, stop=None, run_manager=None, **kwargs):
            yield from super()._stream(messages)
            raise ConnectionError("gone")

    model = Breaking(turns=[lines(WRONG)], asked=[])
    list(draft(OpenedModel(model, "m"), CONTEXT, AnswerBuilder(), 5.0))
    assert len(model.asked) == 1


def test_a_model_may_check_what_it_wrote():
    model = TurnModel(turns=[lines(CLOSED), "SUPPORTED"], asked=[])
    opened = OpenedModel(model, "m")
    builder = AnswerBuilder()
    list(draft(opened, CONTEXT, builder, 5.0, checker=ModelChecker(opened)))
    assert shown(builder) == [(CLOSED, "verified")]
    assert f"Statement: {CLOSED}" in model.asked[1][-1].content


# -- what is said of it --------------------------------------------------------------------------


def test_an_answer_says_who_checked_it():
    judge = Judge(The=Judgement("unknown", "gone"))
    mixed, _, _ = answered(lines(OPENED, CLOSED), judge=judge)
    answer = Answer("When?", tuple(mixed.statements))
    assert answer.checked_by == "code and judge; 1 of 2 by code alone (words, figures and dates)"
    assert Answer.from_dict(answer.to_dict()).checked_by == answer.checked_by


def test_what_an_older_release_called_verified_was_checked_by_code():
    builder, _, _ = answered(lines(CLOSED))
    record = builder.statements[0].to_dict() | {"support": "verified"}
    del record["checked_by"]
    old = Answer("When?").to_dict() | {"statements": [record]}
    (statement,) = Answer.from_dict(old).statements
    assert (statement.support, statement.checked_by) == ("backed", ("code",))
