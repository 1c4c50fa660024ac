"""The days of events; each sentence was published on Friday, 31 October 2025, unless said."""

from datetime import date

import pytest

from rag.language.temporal import event_times, in_iso

FRIDAY = date(2025, 10, 31)


def days(sentence, published=FRIDAY, context=""):
    return [in_iso(found.window) for found in event_times(sentence, published, context)]


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("The cabinet approved the scheme on 26 November 2025.", "2025-11-26"),
        ("On 3 December 2024 China stopped exports of gallium.", "2024-12-03"),
        ("9 October 2025: China announces six measures.", "2025-10-09"),
        (
            (
                "Some firms have needed a licence since 4 April 2025 under Announcement "
                "No. 18 of 2025."
            ),
            "2025-04-04",
        ),
        ("The list appeared in the Federal Register on Nov. 6, 2025.", "2025-11-06"),
        ("He confirmed it on Thursday, 30 October 2025, at his briefing.", "2025-10-30"),
        ("Sojitz puts the stoppage at Tuesday, 21 September 2010.", "2010-09-21"),
        ("Traders dated the stoppage to 21 September 2010.", "2010-09-21"),
        ("Two days after 9 October 2025 the port closed.", "2025-10-11"),
    ],
)
def test_a_full_date_behind_a_preposition_or_at_the_start_is_the_events(sentence, day):
    assert days(sentence) == [day]


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("The ministry said on Friday that trade would resume.", "2025-10-31"),
        ("The ministry decided on Thursday to wait.", "2025-10-30"),
        ("The minister spoke yesterday.", "2025-10-30"),
        ("Trump signed the order Friday.", "2025-10-31"),
        ("Last month, the ministry granted two licences.", "2025-09"),
        ("The captain was freed on 24 September.", "2025-09-24"),
        ("Exports doubled in June.", "2025-06"),
    ],
)
def test_relative_days_count_from_publication(sentence, day):
    assert days(sentence) == [day]


@pytest.mark.parametrize(
    ("sentence", "when"),
    [
        ("Exports fell in June 2025.", "2025-06"),
        ("Exports fell in 2024.", "2024"),
        ("Exports fell in the first half of 2010.", "2010-01/2010-06"),
        ("In mid-October 2025 prices doubled.", "2025-10"),
        ("Prices doubled in early 2025.", "2025"),
        ("From 2010 to 2014 China limited exports.", "2010/2014"),
        ("Officials met from 3 to 5 October 2025.", "2025-10-03/2025-10-05"),
    ],
)
def test_a_date_is_no_finer_than_the_text_says(sentence, when):
    assert days(sentence) == [when]


@pytest.mark.parametrize(
    "sentence",
    [
        "The suspension is valid until 10 November 2026.",
        "Under the 2020 Act, importers need a licence.",
        "The order of 9 October 2025 was revoked.",
        "Announcement No. 18 of 2025 stays in force.",
        "China lifted the ban that it had imposed in December 2024.",
        "China will pause the controls it had announced on 9 October 2025.",
        "The controls announced on 9 October 2025 are suspended.",
        "The decision followed the understanding reached in Busan on 30 October 2025.",
        "The older rule, announced on 3 July 2023, stays in force.",
        "Time is short since Beijing began to license exports in April 2025.",
        "The act, as amended in 2023, stays in force.",
        "Exports were higher than in June 2024.",
        "The quota fell from 22,282 tonnes in 2009.",
        "Every firm must file its papers by 1 March 2026.",
        "This year's quota is lower.",
        "Over the past three months prices rose.",
        "So far this year, exports have fallen.",
        "It may rise.",
        "The brief (in force since 1 August 2023) is short.",
    ],
)
def test_a_date_that_is_not_the_events_is_left(sentence):
    assert days(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("On Thursday it paused the ban until 10 November 2026.", "2025-10-30"),
        ("The rule, announced on 3 July 2023, took effect on 1 August 2023.", "2023-08-01"),
        ("The controls were paused on 7 November 2025 until 10 November 2026.", "2025-11-07"),
        ("It signed the 2020 accord on 5 May 2021.", "2021-05-05"),
    ],
)
def test_beside_a_date_that_is_not_the_events_the_one_that_is_counts(sentence, day):
    assert days(sentence) == [day]


def test_several_events_of_one_sentence_are_all_found():
    assert days(
        "China licensed gallium on 1 August 2023, graphite on 1 December 2023 and "
        "antimony on 15 September 2024."
    ) == [
        "2023-08-01",
        "2023-12-01",
        "2024-09-15",
    ]


def test_a_date_without_its_year_lies_ahead_in_a_sentence_about_what_will_be():
    assert days("The rule will apply from 1 December.") == ["2025-12-01"]


def test_a_date_without_its_year_that_could_lie_ahead_or_behind_is_left():
    assert days("Japan spoke in December of a plan.") == []


def test_a_date_without_its_year_is_left_where_the_text_speaks_of_another_year():
    assert days("The ship sailed on 7 July.", context="The quarrel of 2010 was short.") == []
    assert days("The ship sailed on 24 October.", context="The quarrel of 2010 was short.") == [
        "2025-10-24"
    ]  # last week's news


def test_without_a_day_of_publication_only_dates_with_their_year_are_read():
    assert days("It met on Friday.", published=None) == []
    assert days("It met on 9 October 2025.", published=None) == ["2025-10-09"]


def test_the_words_of_a_time_stand_where_it_says():
    sentence = "The ministry decided on Thursday to wait."
    (found,) = event_times(sentence, FRIDAY)
    assert sentence[found.start : found.end] == "Thursday"


def test_only_the_beginning_of_a_very_long_sentence_is_read():
    assert days(
        "It met on 9 October 2025, " + "which in 2024 " * 60_000 + "and on 1 May 2023."
    ) == ["2025-10-09"]
