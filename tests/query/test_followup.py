"""Which questions lean on the conversation, and which open a subject of their own."""

import pytest

from rag.query.followup import leans, standalone
from rag.query.input import QuestionInput

LEANING = [
    ("Which firms got licences for magnets?", "And in Japan?"),
    ("Who runs the port of Rotterdam?", "Since when?"),
    ("What did the ministry ban?", "Why?"),
    ("Who is building the dam at Aswan?", "How much does it cost?"),
    ("When was the tariff announced?", "When did it take effect?"),
    ("What is in the stockpile?", "How large is the stockpile?"),
    ("Who won the tender for the ferries?", "What was the price?"),
    ("Which mines closed in Peru?", "Why did they close?"),
    ("What did Norway say about the cable?", "What did the company answer?"),
    ("Which acts did the council pass?", "Tell me more about the second one"),
    ("How many houses were flooded?", "And how many people?"),
    ("What does the treaty forbid?", "Who signed it in 2019?"),
    ("Is tin on the list?", "What about copper?"),
    ("What did the bank decide in March?", "What happened?"),
    ("Who leads the inquiry?", "What did Denmark say about that?"),
]
NEW = [
    ("What is Project Vault?", "Who is building a refinery in Texas?"),
    ("Who won the tender?", "How is glass recycled?"),
    ("When was the dam built?", "What is the price of copper?"),
    ("What did the ministry ban?", "Is there a mine for tin in Cornwall?"),
    ("What is in the stockpile?", "Is it legal to ship batteries by air?"),
    ("Who leads the inquiry?", "What other metals does Chile export?"),
    ("What does the treaty forbid?", "Did Norway say that it would leave the fund?"),
    ("Which firms got licences?", "Who owns this year's largest copper mine?"),
    ("What is the tariff on steel?", "Why did Kenya close its border?"),
    ("How many houses were flooded?", "Who mines antimony?"),
    ("What was announced on Friday?", "Are there more women than men in parliament?"),
    ("Who signed the accord?", "what are the rules for drones"),
    ("When did the strike end?", "Does Iceland have an army?"),
    ("Is tin on the list?", "And who is the mayor of Ghent?"),
    ("What did the bank decide?", "How long does it take to build a reactor?"),
]


@pytest.mark.parametrize(("before", "question"), LEANING)
def test_a_question_without_a_subject_of_its_own_leans_on_the_last(before, question):
    assert standalone(question, [before]) == f"{question} {before}"


@pytest.mark.parametrize(("before", "question"), NEW)
def test_a_new_question_is_not_dragged_to_the_last(before, question):
    assert standalone(question, [before]) == question


@pytest.mark.parametrize("question", ["tin", "copper prices", "Ghent", "drought in Kenya"])
def test_a_bare_keyword_opens_a_subject(question):
    assert not leans(question)


def test_a_long_question_is_complete_even_where_it_points_back():
    assert not leans(
        "Did this minister promise farmers in flooded valleys cheaper seed, diesel and credit?"
    )


def test_a_question_taken_as_it_is_goes_on_with_no_conversation():
    given = QuestionInput.of(
        {
            "question": "Why?",
            "history": ["What fell?"],
            "previous_answer": ["Tin."],
            "standalone": True,
        }
    )
    assert (given.history, given.previous_answer) == ([], [])
