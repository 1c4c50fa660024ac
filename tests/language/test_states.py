"""Sentences that say how something stands, and questions that ask it."""

import pytest

from rag.language.states import asks_state, says_stands


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        ("The rule on nets is in force.", True),
        ("The rule on nets took effect in May.", True),
        ("The truce left the rule on nets untouched.", True),
        ("The change of the rule is a proposal.", True),
        ("Whether the rule lapsed could not be established.", True),
        ("The rule on nets was repealed in May.", False),
        ("The rule on nets has expired.", False),
        ("The rule on nets is on hold.", False),
    ],
)
def test_a_sentence_may_say_that_something_stands(sentence, stands):
    assert says_stands(sentence) is stands


@pytest.mark.parametrize(
    "sentence",
    [
        "The rule on nets fills two pages.",
        "If the rule takes effect, nets are gone.",
        "Is the rule in force?",
        "It forces ships to stop.",
    ],
)
def test_other_sentences_say_none(sentence):
    assert not says_stands(sentence)


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Is the ban on nets still in force?", True),
        ("Has the change of the rule become law?", True),
        ("What is the status of the ban on nets?", True),
        ("Who lifted the ban on nets?", False),
        ("Why was the ban suspended?", False),
        ("Is the net made of rope?", False),
    ],
)
def test_a_question_may_ask_for_the_state(question, asks):
    assert asks_state(question) is asks
