"""What a question asks for."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.query.followup import standalone
from rag.query.understand import understand
from rag.schema import Scope, TimeExpressions, Window

TODAY = date(2026, 1, 15)


def test_the_reader_sees_only_what_was_known_as_of_a_day():
    query = understand("What was in force as of 1 May 2025?", TODAY)
    assert (query.scope.as_of, query.today, query.mentioned) == (
        date(2025, 5, 1),
        date(2025, 5, 1),
        Window(),
    )


def test_as_of_a_month_is_its_last_day():
    assert understand("As of May 2025, what was banned?", TODAY).scope.as_of == date(2025, 5, 31)


def test_the_readers_own_as_of_wins_over_the_question():
    query = understand("What was in force as of 1 May 2025?", TODAY, Scope(as_of=date(2024, 2, 2)))
    assert (query.scope.as_of, query.today) == (date(2024, 2, 2), date(2024, 2, 2))


def test_today_is_the_readers_day():
    assert understand("What is banned?", TODAY).today == TODAY


def test_the_readers_scope_is_kept_whole():
    scope = Scope(
        window=Window(date(2025, 1, 1), date(2025, 2, 1)),
        publishers=("The Daily",),
        kinds=("policy",),
    )
    assert understand("What happened in 1995?", TODAY, scope).scope == scope


def test_the_question_is_kept_as_it_was_written():
    assert understand("  What IS it?\r\n😀 ", TODAY).original == "  What IS it?\r\n😀 "


@pytest.mark.parametrize(
    "question",
    [
        "What are the latest rules?",
        "What is the current quota?",
        "Is it still banned?",
        "What holds today?",
        "What is the most recent order?",
        "Who leads it now?",
        "What has been done so far?",
    ],
)
def test_a_question_may_ask_for_the_newest(question):
    assert understand(question, TODAY).latest


@pytest.mark.parametrize(
    "question",
    [
        "What was the quota?",
        "Who knows the firm?",
        "What currency is it in?",
        "",
        "When did it rain?",
        "What is the current account?",
        "What did India Today report?",
        "By when, at the latest, must bids be filed?",
        "Did it rain this year?",
    ],
)
def test_other_questions_do_not_ask_for_the_newest(question):
    assert not understand(question, TODAY).latest


@pytest.mark.parametrize(
    ("question", "timing"),
    [
        ("What is the latest on the quota?", {"latest"}),
        ("What is the current state of the quota?", {"current", "state"}),
        ("Is there any news on the quota, up to date?", {"any", "news", "up", "to", "date"}),
        ("What did the quota do in the last two weeks?", {"last", "weeks"}),
        ("What is the state mining quota?", set()),
        ("Is the current quota still in force?", set()),
        ("When did the weeks of strikes end?", set()),
    ],
)
def test_words_that_say_when_are_told_from_those_that_say_what(question, timing):
    assert understand(question, TODAY).timing == timing


def test_times_are_ignored_when_the_reader_says_so_and_the_newest_is_still_asked_for():
    query = understand(
        "What was the latest in October 2025, as of 1 December 2025?", TODAY, ignore_time=True
    )
    assert (query.mentioned, query.scope, query.today, query.expressions, query.latest) == (
        Window(),
        Scope(),
        TODAY,
        TimeExpressions(),
        True,
    )


def test_the_words_that_a_time_was_read_from_are_kept():
    query = understand("As of 1 December 2025, what was said  in October\n2025?", TODAY)
    assert query.expressions == TimeExpressions("in October 2025", "As of 1 December 2025")


def test_a_period_is_counted_from_the_day_that_the_reader_set():
    query = understand("What was exported last year?", TODAY, Scope(as_of=date(2012, 9, 1)))
    assert query.mentioned == Window(date(2011, 1, 1), date(2011, 12, 31))


def test_the_readers_window_stays_beside_the_questions_own():
    scope = Scope(window=Window(date(2025, 10, 5), date(2025, 10, 8)))
    query = understand("What was said in October 2025?", TODAY, scope)
    assert (query.scope.window, query.mentioned) == (
        scope.window,
        Window(date(2025, 10, 1), date(2025, 10, 31)),
    )


BEFORE = "Which announcement suspended the October controls?"


@pytest.mark.parametrize(
    "question",
    [
        "And for gallium?",
        "What about gallium?",
        "Why?",
        "Who signed it?",
        "When did they end?",
        "How much of that?",
        "What is it?",
        "the second one",
    ],
)
def test_a_question_that_leans_on_the_last_one_takes_its_words(question):
    assert standalone(question, ["What is gallium?", BEFORE]) == f"{question} {BEFORE}"


@pytest.mark.parametrize(
    "question",
    [
        "Which Indian companies received licences to import magnets?",
        "How many tonnes of rare earths did China export in June 2025?",
    ],
)
def test_a_whole_question_stands_alone(question):
    assert standalone(question, [BEFORE]) == question


@pytest.mark.parametrize("question", ["Why?", "And for gallium?", "", "x"])
def test_without_history_every_question_stands_alone(question):
    assert standalone(question, []) == question
    assert understand(question, TODAY).text == question


def test_a_leading_question_lends_its_words_and_not_its_period():
    query = understand("And for gallium?", TODAY, history=["What was announced in October 2025?"])
    assert query.text.endswith("What was announced in October 2025?")
    assert query.original == "And for gallium?"


def test_a_very_long_question_is_understood_in_time():
    query = understand("gallium " * 20_000 + "in 1995?", TODAY)
    assert query.mentioned == Window(date(1995, 1, 1), date(1995, 12, 31))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=100), st.lists(st.text(max_size=30), max_size=2))
def test_any_question_is_understood(question, history):
    query = understand(question, TODAY, history=history)
    assert query.original == question
    assert query.text.startswith(question)


def test_a_question_reaches_past_a_short_one_to_what_that_leant_on():
    assert standalone("Why?", [BEFORE, "And for gallium?"]) == f"Why? And for gallium? {BEFORE}"


def test_a_question_does_not_reach_past_a_whole_one():
    assert standalone("Why?", ["What is germanium?", BEFORE]) == f"Why? {BEFORE}"


SAID = ["Exports fell.", "The licence of Continental was granted.", "Prices rose."]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What about the second one?", SAID[1]),
        ("When did the last of these happen?", SAID[2]),
        ("Why the first one?", SAID[0]),
    ],
)
def test_the_second_one_is_the_second_sentence_of_the_last_answer(question, sentence):
    assert standalone(question, [BEFORE], SAID) == f"{question} {sentence}"


def test_a_number_beyond_the_answer_leans_on_the_question():
    assert standalone("the fifth one", [BEFORE], SAID) == f"the fifth one {BEFORE}"
