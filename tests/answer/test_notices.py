"""When the age of the sources is told, and the side of a comparison that has none."""

from datetime import date

import pytest

from rag.answer.notices import notices_on_answer, notices_on_sides
from rag.schema import Findings, Notice, Source
from tests.samples import document, passage, put, question, quoting_chain

OLD = Source.of(1, passage("It was revoked.", day="1998-08-05"))


def kinds(text: str) -> list[str]:
    asked = question(text, today=date(2026, 1, 1))
    found = Findings(asked, (), (), {}, "none")
    return [notice.kind for notice in notices_on_answer(found, [OLD], [], [])]


@pytest.mark.parametrize("text", ["Is the dam still planned?", "What is the latest on the dam?"])
def test_an_old_source_for_the_present_is_told(text):
    assert kinds(text) == ["old_evidence"]


@pytest.mark.parametrize(
    "text",
    [
        "Is Executive Order 13083 still in force?",
        "Is Executive Order 13083 in force now?",
        "Who signed the treaty?",
    ],
)
def test_the_age_is_no_matter_for_the_state_of_an_act_or_for_the_past(text):
    assert kinds(text) == []


def test_each_side_of_a_comparison_of_which_nothing_was_found_is_told():
    assert list(notices_on_sides(["the levy", "the duty"])) == [
        Notice("unanswered", "No passage was found on “the levy”."),
        Notice("unanswered", "No passage was found on “the duty”."),
    ]
    assert list(notices_on_sides([])) == []


COMPARED = "Norland levy on tin versus Sudland duty on tin"
LEVY = "The Norland levy on tin is a tenth."
DUTY = "The Sudland duty on tin is a fifth."


def test_an_answer_to_a_comparison_names_the_side_that_it_lacks(library, embedder):
    put(library, embedder, document("a", LEVY, title="Taxes"))
    with quoting_chain(library) as chain:
        answer = chain.invoke(COMPARED)
    assert [statement.text for statement in answer.statements] == [LEVY]
    assert [notice.message for notice in answer.notices if notice.kind == "unanswered"] == [
        "No passage was found on “Sudland duty on tin”."
    ]


def test_an_answer_with_both_sides_names_none(library, embedder):
    documents = [document("a", LEVY, title="Taxes"), document("b", DUTY, title="Duties")]
    put(library, embedder, *documents)
    with quoting_chain(library) as chain:
        answer = chain.invoke(COMPARED)
    assert sorted(statement.text for statement in answer.statements) == [LEVY, DUTY]
    assert answer.notices == ()
