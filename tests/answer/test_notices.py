"""When the age of the sources is told."""

from datetime import date

import pytest

from rag.answer.notices import notices_on_answer
from rag.schema import Findings, Source
from tests.samples import passage, question

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
