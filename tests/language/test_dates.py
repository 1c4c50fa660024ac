"""Dates as pages print them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.language.dates import dating, find_days, url_dating

TODAY = date(2026, 6, 30)
DAY = date(2025, 10, 31)


@pytest.mark.parametrize(
    "written",
    [
        "31 October 2025",
        "October 31, 2025",
        "Oct 31, 2025",
        "Oct. 31, 2025",
        "31st October 2025",
        "31st of October 2025",
        "October 31st 2025",
        "OCTOBER 31 2025",
        "31-Oct-2025",
        "2025-10-31",
        "2025/10/31",
        "2025-10-31T23:59:59+05:30",
        "2025-10-31 11:14:00",
        "Fri, 31 Oct 2025 10:00:00 GMT",
        "• Updated Oct 31, 2025 11:14 AM IST",
        "Published: Friday, 31 October, 2025",
        "BEIJING, Oct 31, 2025 (Wire) —",
        "posted on\n31 October 2025\n",
    ],
)
def test_a_printed_date_is_read(written):
    found = dating(written, "dateline", TODAY)
    assert found is not None
    assert (found.day, found.source) == (DAY, "dateline")


@pytest.mark.parametrize(
    "month", ["Sep 4, 2025", "Sept 4, 2025", "Sept. 4, 2025", "September 4, 2025"]
)
def test_september_has_three_short_forms(month):
    assert find_days(month) == [date(2025, 9, 4)]


@pytest.mark.parametrize(
    "written",
    [
        "October 31",
        "31 October",
        "October 2025",
        "2025",
        "Friday",
        "yesterday",
        "3/4",
        "12/05/2025",
    ],
)
def test_a_date_that_would_be_a_guess_is_no_date(written):
    # 12/05/2025 is 12 May in Delhi and 5 December in Washington.
    assert dating(written, "dateline", TODAY) is None


@pytest.mark.parametrize(
    "written",
    ["31 June 2025", "2025-13-01", "2025-02-29", "32 January 2025", "0 May 2025", "0000-01-01"],
)
def test_a_day_the_calendar_lacks_is_left_out(written):
    assert find_days(written) == []


def test_a_leap_day_is_a_day():
    assert find_days("29 February 2024") == [date(2024, 2, 29)]


def test_dates_come_in_the_order_of_the_text():
    assert find_days("From 9 October 2025 until Nov 10, 2026; see 2025-04-04.") == [
        date(2025, 10, 9),
        date(2026, 11, 10),
        date(2025, 4, 4),
    ]


@pytest.mark.parametrize(
    "digits", ["12025-10-31", "2025-10-311", "id 20251031", "31 October 20255"]
)
def test_a_longer_number_is_not_cut_into_a_date(digits):
    assert find_days(digits) == []


@pytest.mark.parametrize(
    "text", [None, "", " ", "x", "😀", "\x00", "no date here", "९ अक्टूबर", "a" * 100_000]
)
def test_a_text_without_a_date_has_no_dating(text):
    assert dating(text, "meta", TODAY) is None


def test_a_date_survives_crlf_and_emoji_around_it():
    assert find_days("😀\r\n31 October 2025\r\n\x00") == [DAY]


def test_a_day_after_today_is_refused():
    assert dating("1 July 2026", "meta", TODAY) is None


def test_today_itself_is_taken():
    assert dating("30 June 2026", "meta", TODAY).day == TODAY


def test_a_day_before_1900_is_refused():
    assert dating("31 December 1899", "meta", TODAY) is None
    assert dating("1 January 1900", "meta", TODAY).day == date(1900, 1, 1)


def test_the_first_possible_date_is_taken_when_the_first_is_not():
    assert dating("Expires 1 January 2099, published 31 October 2025", "meta", TODAY).day == DAY


def test_the_clock_decides_when_no_day_is_given():
    now = datetime.now(UTC).date()
    assert dating(now.isoformat(), "meta").day == now
    assert dating((now + timedelta(days=3)).isoformat(), "meta") is None


def test_the_text_of_a_dating_is_at_most_80_characters():
    assert (
        dating("31 October 2025 " + "x" * 200, "meta", TODAY).text
        == ("31 October 2025 " + "x" * 200)[:80]
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/2025/10/31/story",
        "https://a.example/news/2025-10-31-story.html",
        "/2025/10/31",
        "2025-10-31-story.txt",
        "https://a.example/2025/10/31/",
    ],
)
def test_the_date_in_an_address_is_read(url):
    found = url_dating(url)
    assert (found.day, found.source) == (DAY, "url")


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "https://a.example/story",
        "https://a.example/2025/10/story",
        "https://a.example/id/12025/10/31",
        "https://a.example/2025/13/31",
        "https://a.example/2025/10/311",
        "https://a.example/2025/02/31/",
        "https://a.example/2099/01/01/x",
    ],
)
def test_an_address_without_a_possible_date_has_none(url):
    assert url_dating(url) is None


DAYS = st.dates(min_value=date(1900, 1, 1), max_value=TODAY)
FORMS = st.sampled_from(
    [
        "%d %B %Y",
        "%B %d, %Y",
        "%b %d, %Y",
        "%Y-%m-%d",
        "%d %b %Y",
        "%d-%b-%Y",
        "%Y/%m/%d",
        "%a, %d %b %Y 10:00:00 GMT",
        "Updated: %B %d %Y, 11:14 AM",
    ]
)


@settings(max_examples=100, deadline=None)
@given(DAYS, FORMS)
def test_every_day_in_every_form_reads_back(day, form):
    assert dating(day.strftime(form), "meta", TODAY).day == day


@settings(max_examples=100, deadline=None)
@given(DAYS)
def test_every_day_in_an_address_reads_back(day):
    assert url_dating(f"https://a.example/{day:%Y/%m/%d}/x").day == day


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=100))
def test_no_text_breaks_the_reading_of_dates(text):
    assert all(isinstance(day, date) for day in find_days(text))
    found = dating(text, "meta", TODAY)
    assert found is None or found.day <= TODAY


@pytest.mark.parametrize("written", ["Oct 31,2025", "20251031"])
def test_a_date_without_spaces_is_read(written):
    assert dating(written, "meta", TODAY).day == DAY


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2025-10-31T11:14:00+05:30", "2025-10-31T11:14:00+05:30"),
        ("2025-10-31T11:14:00.000Z", "2025-10-31T11:14:00+00:00"),
        ("2025-10-31T23:59:59-0700", "2025-10-31T23:59:59-07:00"),
        ("20251031T055000+0900", "2025-10-31T05:50:00+09:00"),
        ("Fri, 31 Oct 2025 10:00:00 GMT", "2025-10-31T10:00:00+00:00"),
        ("Oct 31, 2025 11:14 AM IST", "2025-10-31T11:14:00"),
        ("31 OCT 2025 3:48PM by PIO Delhi", "2025-10-31T15:48:00"),
        ("31 October 2025, 12:05 a.m.", "2025-10-31T00:05:00"),
        ("Published 20:03, 31 October 2025", "2025-10-31T20:03:00"),
        ("9:22 PM EST, Fri October 31, 2025", "2025-10-31T21:22:00"),
        ("31 October 2025 at 12:30 pm (UTC)", "2025-10-31T12:30:00+00:00"),
        ("2025-10-31 20:52:15 Source: x", "2025-10-31T20:52:15"),
        ("31 October 2025", None),
        ("31 October 2025 | 4 min read", None),
        ("2025-10-31T25:00:00", None),
        ("31 October 2025, 13:00 pm", None),
        ("31 October 2025 10 people", None),
    ],
)
def test_the_time_beside_a_date_is_kept_with_its_zone_if_that_has_one_meaning(written, at):
    found = dating(written, "meta", TODAY)
    assert (found.day, found.at) == (DAY, at)


@pytest.mark.parametrize(
    "written",
    [
        "31 octobre 2025",
        "31. Oktober 2025",
        "31 de octubre de 2025",
        "viernes, 31 octubre 2025 10:21",
        "31 ottobre 2025",
        "31 de outubro de 2025",
        "31 oktober 2025",
        "2025年10月31日",
        "2025年10月31日 10:01",
        "2025년 10월 31일",
        "2025/10/31 5:50",
    ],
)
def test_a_date_in_another_language_is_read(written):
    assert dating(written, "meta", TODAY).day == DAY


@settings(max_examples=100, deadline=None)
@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2026, 6, 30)))
def test_every_time_in_iso_form_reads_back(moment):
    assert (
        dating(moment.isoformat(timespec="seconds") + "+05:30", "meta", TODAY).at
        == moment.isoformat(timespec="seconds") + "+05:30"
    )


@pytest.mark.parametrize(
    "unit", ["1", "1:", "31 Oct 2025 ", "2025-10-31 1", " ", "a", "10:10 ", "1 de "]
)
def test_a_long_line_does_not_stall_the_reading_of_dates(unit):
    dating(unit * (200_000 // len(unit)), "meta", TODAY)
