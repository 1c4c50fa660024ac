"""What a question asks for."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.question import mentioned_window, periods_in, standalone, understand
from rag.schema import Scope, Window

TODAY = date(2026, 1, 15)


def days(question):
    window = mentioned_window(question).to_dict()
    return window["start"], window["end"]


@pytest.mark.parametrize(
    ("question", "start", "end"),
    [
        ("What happened in 1995?", "1995-01-01", "1995-12-31"), ("What was announced in October 2025?", "2025-10-01", "2025-10-31"),
        ("What was announced in Feb. 2024?", "2024-02-01", "2024-02-29"),
        ("What happened on 9 October 2025?", "2025-10-09", "2025-10-09"),
        ("What happened on October 9, 2025?", "2025-10-09", "2025-10-09"), ("What happened on 2025-10-09?", "2025-10-09", "2025-10-09"),
        ("What happened during 2025?", "2025-01-01", "2025-12-31"),
        ("What was exported in the third quarter of 2025?", "2025-07-01", "2025-09-30"),
        ("What was exported in Q1 2024?", "2024-01-01", "2024-03-31"), ("What was exported in Q4 2025?", "2025-10-01", "2025-12-31"),
        ("What changed since March 2025?", "2025-03-01", None), ("What changed after March 2025?", "2025-04-01", None),
        ("What changed after 31 December 2024?", "2025-01-01", None), ("What held before 2012?", None, "2011-12-31"),
        ("What held before 1 March 2024?", None, "2024-02-29"), ("What held until 2012?", None, "2012-12-31"),
        ("What is due by 30 June 2025?", None, "2025-06-30"),
        ("What was decided between June 2024 and May 2025?", "2024-06-01", "2025-05-31"),
        ("What was decided from 2010 to 2014?", "2010-01-01", "2014-12-31"),
        ("What was decided in 2010 and 2011?", "2010-01-01", "2011-12-31"),
    ],
)  # fmt: skip
def test_a_period_behind_a_preposition_restricts(question, start, end):
    assert days(question) == (start, end)


@pytest.mark.parametrize(
    "question",
    [
        "How many tonnes did the 2025 quota hold?", "Who won the 2022 World Cup?", "What does Announcement No. 61 of 2025 say?",
        "What does the law of 2023 say?", "What is Order No. 839?", "Is 1,995 tonnes a lot?", "Is it 2025.5 or 3?",
        "What happened in May?", "What happened last week?", "", "x", "😀", "\x00", "in 3000", "on 31 June 2025", "字",
    ],
)  # fmt: skip
def test_a_question_without_a_period_restricts_nothing(question):
    assert not mentioned_window(question)


def test_the_reader_sees_only_what_was_known_as_of_a_day():
    query = understand("What was in force as of 1 May 2025?", TODAY)
    assert (query.scope.as_of, query.today, query.mentioned) == (date(2025, 5, 1), date(2025, 5, 1), Window())


def test_as_of_a_month_is_its_last_day():
    assert understand("As of May 2025, what was banned?", TODAY).scope.as_of == date(2025, 5, 31)


def test_the_readers_own_as_of_wins_over_the_question():
    query = understand("What was in force as of 1 May 2025?", TODAY, Scope(as_of=date(2024, 2, 2)))
    assert (query.scope.as_of, query.today) == (date(2024, 2, 2), date(2024, 2, 2))


def test_today_is_the_readers_day():
    assert understand("What is banned?", TODAY).today == TODAY


def test_the_readers_scope_is_kept_whole():
    scope = Scope(window=Window(date(2025, 1, 1), date(2025, 2, 1)), publishers=("The Daily",), kinds=("policy",))
    assert understand("What happened in 1995?", TODAY, scope).scope == scope


def test_the_question_is_kept_as_it_was_written():
    assert understand("  What IS it?\r\n😀 ", TODAY).question == "  What IS it?\r\n😀 "


@pytest.mark.parametrize(
    "question",
    [
        "What are the latest rules?", "What is the current quota?", "Is it still banned?", "What holds today?",
        "What is the most recent order?", "Who leads it now?", "What has been done so far?",
    ],
)  # fmt: skip
def test_a_question_may_ask_for_the_newest(question):
    assert understand(question, TODAY).latest


@pytest.mark.parametrize("question", ["What was the quota?", "Who knows the firm?", "What currency is it in?", "", "When did it rain?"])
def test_other_questions_do_not_ask_for_the_newest(question):
    assert not understand(question, TODAY).latest


BEFORE = "Which announcement suspended the October controls?"


@pytest.mark.parametrize(
    "question",
    [
        "And for gallium?", "What about gallium?", "Why?", "Who signed it?", "When did they end?", "How much of that?", "What is it?",
        "the second one",
    ],
)  # fmt: skip
def test_a_question_that_leans_on_the_last_one_takes_its_words(question):
    assert standalone(question, ["What is gallium?", BEFORE]) == f"{question} {BEFORE}"


@pytest.mark.parametrize(
    "question",
    ["Which Indian companies received licences to import magnets?", "How many tonnes of rare earths did China export in June 2025?"],
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
    assert query.question == "And for gallium?"


def test_every_period_of_a_text_is_found():
    assert periods_in("On 9 October 2025 and in May 2024; 2010 too, and Q2 2023.") == [
        Window(date(2025, 10, 9), date(2025, 10, 9)),
        Window(date(2023, 4, 1), date(2023, 6, 30)),
        Window(date(2024, 5, 1), date(2024, 5, 31)),
        Window(date(2010, 1, 1), date(2010, 12, 31)),
    ]


def test_a_text_without_periods_has_none():
    assert periods_in("") == periods_in("It rose by 30 per cent.") == []


def test_a_very_long_question_is_understood_in_time():
    query = understand("gallium " * 20_000 + "in 1995?", TODAY)
    assert query.mentioned == Window(date(1995, 1, 1), date(1995, 12, 31))


@settings(max_examples=100, deadline=None)
@given(st.dates(date(1900, 1, 1), date(2099, 12, 30)), st.sampled_from(["%d %B %Y", "%B %d, %Y", "%Y-%m-%d"]))
def test_every_day_restricts_to_itself(day, form):
    assert mentioned_window(f"What happened on {day.strftime(form)}?") == Window(day, day)


@settings(max_examples=100, deadline=None)
@given(st.integers(1901, 2098))
def test_before_and_after_a_year_leave_it_out(year):
    year_window = Window(date(year, 1, 1), date(year, 12, 31))
    assert not mentioned_window(f"What held before {year}?").overlaps(year_window)
    assert not mentioned_window(f"What held after {year}?").overlaps(year_window)
    assert mentioned_window(f"What held since {year}?").overlaps(year_window)
    assert mentioned_window(f"What held until {year}?").overlaps(year_window)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=100), st.lists(st.text(max_size=30), max_size=2))
def test_any_question_is_understood(question, history):
    query = understand(question, TODAY, history=history)
    assert query.question == question
    assert query.text.startswith(question)
