"""The grammar of time; `python -m evals time` measures what 300 phrasings mean."""

import json
import time
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.language.lexicon import load
from rag.language.temporal import in_words, periods_in, read_time
from rag.language.temporal.calendar import around, hull, moved, part
from rag.schema import Window
from tests.conftest import REPOSITORY

TODAY = date(2026, 1, 15)
GOLD = [
    json.loads(line)
    for line in (REPOSITORY / "evals" / "questions" / "time.jsonl").read_text().splitlines()
]


def days(question):
    window = read_time(question, TODAY).window.to_dict()
    return window["start"], window["end"]


@pytest.mark.parametrize(
    ("question", "start", "end"),
    [
        ("What happened in 1995?", "1995-01-01", "1995-12-31"),
        ("What was announced in October 2025?", "2025-10-01", "2025-10-31"),
        ("What was announced in Feb. 2024?", "2024-02-01", "2024-02-29"),
        ("What happened on 9 October 2025?", "2025-10-09", "2025-10-09"),
        ("What happened on October 9, 2025?", "2025-10-09", "2025-10-09"),
        ("What happened on 2025-10-09?", "2025-10-09", "2025-10-09"),
        ("What happened on the first of October 2025?", "2025-10-01", "2025-10-01"),
        ("What changed since the twenty-first of May 2025?", "2025-05-21", None),
        ("What happened during 2025?", "2025-01-01", "2025-12-31"),
        ("What was exported in the third quarter of 2025?", "2025-07-01", "2025-09-30"),
        ("What was exported in Q1 2024?", "2024-01-01", "2024-03-31"),
        ("What was exported in Q4 2025?", "2025-10-01", "2025-12-31"),
        ("What changed since March 2025?", "2025-03-01", None),
        ("What changed after March 2025?", "2025-04-01", None),
        ("What changed after 31 December 2024?", "2025-01-01", None),
        ("What held before 2012?", None, "2011-12-31"),
        ("What held before 1 March 2024?", None, "2024-02-29"),
        ("What held until 2012?", None, "2012-12-31"),
        ("What is due by 30 June 2025?", None, "2025-06-30"),
        ("What was decided between June 2024 and May 2025?", "2024-06-01", "2025-05-31"),
        ("What was decided from 2010 to 2014?", "2010-01-01", "2014-12-31"),
        ("What was decided in 2010 and 2011?", "2010-01-01", "2011-12-31"),
    ],
)
def test_a_period_behind_a_preposition_restricts(question, start, end):
    assert days(question) == (start, end)


@pytest.mark.parametrize(
    "question",
    [
        "How many tonnes did the 2025 quota hold?",
        "Who won the 2022 World Cup?",
        "What does Announcement No. 61 of 2025 say?",
        "What does the law of 2023 say?",
        "What is Order No. 839?",
        "What did the first of the orders say?",
        "Is 1,995 tonnes a lot?",
        "Is it 2025.5 or 3?",
        "",
        "x",
        "😀",
        "\x00",
        "in 3000",
        "on 31 June 2025",
        "字",
    ],
)
def test_a_question_without_a_period_restricts_nothing(question):
    assert not read_time(question, TODAY).window


def test_every_period_of_a_text_is_found():
    assert periods_in(
        "On 9 October 2025 and in May 2024; 2010 too, and Q2 2023, not yesterday or in June."
    ) == [
        Window(date(2025, 10, 9), date(2025, 10, 9)),
        Window(date(2024, 5, 1), date(2024, 5, 31)),
        Window(date(2010, 1, 1), date(2010, 12, 31)),
        Window(date(2023, 4, 1), date(2023, 6, 30)),
    ]


def test_a_text_without_periods_has_none():
    assert periods_in("") == periods_in("It rose by 30 per cent.") == []


@settings(max_examples=100, deadline=None)
@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 30)),
    st.sampled_from(["%d %B %Y", "%B %d, %Y", "%Y-%m-%d"]),
)
def test_every_day_restricts_to_itself(day, form):
    assert read_time(f"What happened on {day.strftime(form)}?", TODAY).window == Window(day, day)


@settings(max_examples=100, deadline=None)
@given(st.integers(1901, 2025))
def test_before_and_after_a_year_leave_it_out(year):
    year_window = Window(date(year, 1, 1), date(year, 12, 31))
    assert not read_time(f"What held before {year}?", TODAY).window.overlaps(year_window)
    assert not read_time(f"What held after {year}?", TODAY).window.overlaps(year_window)
    assert read_time(f"What held since {year}?", TODAY).window.overlaps(year_window)
    assert read_time(f"What held until {year}?", TODAY).window.overlaps(year_window)


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("What happened on 09/10/2025?", "09/10/2025"),
        ("What was said recently?", "recently"),
        ("What came in Oct 25?", "Oct 25"),
        ("What happened on 31 June 2025?", "31 June 2025"),
        ("As of 1 January 2027, what holds?", "As of 1 January 2027"),
    ],
)
def test_words_for_a_time_that_have_no_one_meaning_are_told_and_restrict_nothing(question, phrase):
    read = read_time(question, TODAY)
    assert (read.unclear, read.window, read.as_of) == ((phrase,), Window(), None)


def test_an_unclear_time_leaves_a_clear_one_beside_it():
    read = read_time("What was said recently on prices in 2025?", TODAY)
    assert (read.unclear, read.window.start) == (("recently",), date(2025, 1, 1))


def test_a_time_of_the_past_is_counted_from_the_as_of_day_of_the_question():
    assert read_time("As of 1 June 2025, what was done last month?", TODAY).window == Window(
        date(2025, 5, 1), date(2025, 5, 31)
    )


def test_the_readers_as_of_day_wins_over_the_questions_own():
    read = read_time("As of 1 June 2025, what was done last month?", TODAY, date(2024, 3, 10))
    assert (read.as_of, read.window) == (None, Window(date(2024, 2, 1), date(2024, 2, 29)))


@pytest.mark.parametrize(
    "text",
    [
        "in 2025 ",
        "9 October ",
        "the week before ",
        "10/10/2025 ",
        "a ",
        "2",
        "twenty-",
        "since the a b c d ",
        "    ",
    ],
)
def test_a_long_row_of_anything_costs_no_more_than_its_length(text):
    def seconds(length):
        started = time.process_time()
        read_time(text * (length // len(text)), TODAY)
        return time.process_time() - started

    assert seconds(200_000) < 40 * max(
        seconds(20_000), 0.05
    )  # ten times the text costs ten times, not a hundred


@settings(max_examples=200, deadline=None)
@given(
    st.dates(),
    st.lists(
        st.sampled_from(
            (
                "in since before the last next week 999 decades ago years October 31 9 "
                "2025 until as of and - , 2024-25 FY26 half first early of"
            ).split()
        )
    ),
)
def test_any_row_of_words_for_times_is_read_on_any_day(today, words):
    read = read_time(" ".join(words), today)
    assert bool(read.expression) == bool(read.window)


@settings(max_examples=100, deadline=None)
@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["week", "month", "quarter", "fiscal", "year", "decade"]),
)
def test_a_calendar_unit_holds_its_day_and_ends_before_the_next(day, unit):
    window = around(day, unit)
    assert window.holds(day)
    assert around(moved(window.end, 1, "day"), unit).start == moved(window.end, 1, "day")


@settings(max_examples=100, deadline=None)
@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["month", "quarter", "year", "decade"]),
    st.sampled_from([2, 3]),
)
def test_the_parts_of_a_period_follow_each_other_and_fill_it(day, unit, of):
    window = around(day, unit)
    parts = [part(window, number, of) for number in range(of)]
    assert (parts[0].start, parts[-1].end) == (window.start, window.end)
    assert all(moved(one.end, 1, "day") == two.start for one, two in pairwise(parts))


def test_a_month_back_from_its_last_day_is_the_last_day():
    assert moved(date(2025, 3, 31), -1, "month") == date(2025, 2, 28)


def test_after_one_day_and_before_another_is_the_time_between():
    since, until = Window(date(2025, 5, 1)), Window(None, date(2025, 7, 1))
    assert hull([since, until]) == Window(date(2025, 5, 1), date(2025, 7, 1))
    assert not hull([Window(None, date(2025, 5, 1)), Window(date(2025, 7, 1))])


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2025-10-01", "2025-10-31", "1–31 October 2025"),
        ("2025-10-09", "2025-10-09", "9 October 2025"),
        ("2025-10-09", None, "9 October 2025 or later"),
        (None, "2025-10-09", "9 October 2025 or earlier"),
        ("2025-01-01", "2025-12-31", "1 January–31 December 2025"),
        ("2024-12-01", "2025-02-28", "1 December 2024–28 February 2025"),
    ],
)
def test_a_period_in_words(start, end, words):
    assert (
        in_words(Window(*(date.fromisoformat(day) if day else None for day in (start, end))))
        == words
    )


def test_the_gold_names_each_question_once():
    assert (
        len({(row["query"], row["today"]) for row in GOLD})
        == len({row["query_id"] for row in GOLD})
        == len(GOLD)
    )


@pytest.mark.parametrize("unit", load("times")["units"])
def test_every_unit_of_the_lexicon_counts_back_from_the_day(unit):
    found = read_time(f"What changed in the past two {unit}s?", TODAY)
    assert found.window.end == TODAY
    assert found.window.start < TODAY


@pytest.mark.parametrize(("name", "days"), load("times")["named_days"].items())
def test_every_named_day_of_the_lexicon_is_so_many_days_from_the_readers(name, days):
    then = TODAY + timedelta(days=days)
    assert read_time(f"What happened {name}?", TODAY).window == Window(then, then)
