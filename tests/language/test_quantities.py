"""Numbers, dates and names in one normal form."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.language.quantities import Day, days, names, numbers


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("7", "7"),
        ("7.0", "7"),
        ("07", "7"),
        ("seven", "7"),
        ("Seven", "7"),
        ("0", "0"),
        ("zero", "0"),
        ("0.5", "0.5"),
        ("2.50", "2.5"),
        ("1,500", "1500"),
        ("1500", "1500"),
        ("1,234,567.89", "1234567.89"),
        ("1,50,000", "150000"),
        ("3,00,00,000", "30000000"),
        ("30%", "30"),
        ("30 per cent", "30"),
        ("$30", "30"),
        ("€3bn", "3000000000"),
        ("3 billion", "3000000000"),
        ("3-billion", "3000000000"),
        ("1.2bn", "1200000000"),
        ("1,200 million", "1200000000"),
        ("Rs 7,280 crore", "72800000000"),
        ("72.8 billion", "72800000000"),
        ("5 lakh", "500000"),
        ("500,000", "500000"),
        ("5k", "5000"),
        ("2 trillion", "2000000000000"),
        ("3,188 tonnes", "3188"),
        ("10,000tonnes", "10000"),
        ("No. 18", "18"),
        ("17-element", "17"),
        ("twelve", "12"),
        ("twenty-one", "21"),
        ("ninety nine", "99"),
        ("two hundred and five", "205"),
        ("one hundred", "100"),
        ("one million", "1000000"),
        ("three thousand two hundred", "3200"),
        ("five hundred thousand", "500000"),
        ("twenty million", "20000000"),
        ("sixteen hundred", "1600"),
    ],
)
def test_a_number_has_one_value_however_it_is_written(written, value):
    assert numbers(written) == {Decimal(value)}


def test_all_numbers_of_a_sentence_are_found():
    assert numbers(
        "Exports fell 30 per cent to 3,188 tonnes, or 1.2 million kilograms, at 4 ports."
    ) == {Decimal(n) for n in (30, 3188, 1_200_000, 4)}


def test_a_range_is_two_numbers():
    assert (
        numbers("10-15 per cent")
        == numbers("10–15 per cent")
        == numbers("10 to 15")
        == {Decimal(10), Decimal(15)}
    )


def test_the_pronoun_one_is_no_number():
    assert numbers("One of them said that no one knew.") == set()


def test_digits_inside_a_word_are_no_number():
    assert numbers("MH370, G7, H2O and Q3") == set()


def test_the_parts_of_a_date_are_no_numbers():
    assert numbers("on 2025-04-04, 4 April 2025 or April 4; in May 2024") == set()


def test_a_year_alone_is_a_number():
    assert numbers("in 2025") == {Decimal(2025)}


@pytest.mark.parametrize(
    "word", ["someone", "tent", "often", "weight", "fortune", "nineteenth", "twofold"]
)
def test_a_word_that_contains_a_number_word_is_none(word):
    assert numbers(word) == set()


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("4 April 2025", Day(2025, 4, 4)),
        ("April 4, 2025", Day(2025, 4, 4)),
        ("4th of April 2025", Day(2025, 4, 4)),
        ("Apr. 4, 2025", Day(2025, 4, 4)),
        ("2025-04-04", Day(2025, 4, 4)),
        ("April 4", Day(None, 4, 4)),
        ("4 April", Day(None, 4, 4)),
        ("April 4th", Day(None, 4, 4)),
        ("April 2025", Day(2025, 4, None)),
        ("April of 2025", Day(2025, 4, None)),
        ("APRIL 2025", Day(2025, 4, None)),
    ],
)
def test_a_date_is_read_as_far_as_it_is_given(written, day):
    assert days(f"It was on {written}, they said.") == [day]


def test_dates_come_in_order():
    assert days("From 9 October 2025 to November 2026 and on May 1") == [
        Day(2025, 10, 9),
        Day(2026, 11, None),
        Day(None, 5, 1),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "😀",
        "2025",
        "it may be",
        "March on",
        "13 Marching bands",
        "April",
        "second",
        "\x00",
        "字",
    ],
)
def test_what_gives_no_day_is_no_date(text):
    assert days(text) == []


def test_a_date_given_in_part_agrees_with_the_whole_and_not_the_reverse():
    whole, part = Day(2025, 4, 4), Day(None, 4, 4)
    assert part.agrees_with(whole)
    assert not whole.agrees_with(part)
    assert Day(2025, 4, None).agrees_with(whole)
    assert not Day(2024, 4, None).agrees_with(whole)
    assert not Day(None, 4, 5).agrees_with(whole)


def test_names_are_capitalised_words_inside_a_sentence():
    assert names("The ministry of India said that Randhir Jaiswal met the MEA.") == {
        "India",
        "Randhir",
        "Jaiswal",
        "MEA",
    }


def test_the_possessive_is_no_part_of_a_name():
    assert names("He read India’s and China's lists.") == {"India", "China"}


def test_a_name_after_a_number_or_inside_quotes_is_a_name():
    assert names("In 2025 Lynas called it “Project Vault”.") >= {"Lynas", "Project", "Vault"}


@pytest.mark.parametrize("text", ["", "x", "it rose by 30 per cent", "😀", "字", "\x00", "The"])
def test_a_text_without_names_has_none(text):
    assert names(text) == set()


@pytest.mark.parametrize("text", ["", "x", "😀", "½ and Ⅶ", "\x00", "...", ",,,", "-", "अक्टूबर"])
def test_a_text_without_numbers_has_none(text):
    assert numbers(text) == set()


def test_a_very_long_number_is_kept_whole():
    assert numbers("9" * 60) == {Decimal("9" * 60).normalize()}


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**12).filter(lambda number: number != 1))
def test_every_whole_number_reads_back_with_and_without_commas(number):
    assert (
        numbers(f"about {number} of them")
        == numbers(f"about {number:,} of them")
        == {Decimal(number)}
    )


@settings(max_examples=100, deadline=None)
@given(st.decimals(min_value=0, max_value=10**6, places=2).filter(lambda number: number != 1))
def test_every_decimal_reads_back(number):
    assert numbers(f"about {number} of them") == {number}


@settings(max_examples=100, deadline=None)
@given(st.dates())
def test_every_day_reads_back_in_every_form(day):
    if day.year < 1900 or day.year > 2099:
        return
    expected = [Day(day.year, day.month, day.day)]
    assert (
        days(f"{day:%d %B %Y}")
        == days(f"{day:%B %d, %Y}")
        == days(day.isoformat())
        == days(f"{day:%b} {day.day}, {day.year}")
        == expected
    )


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=120))
def test_no_text_breaks_the_reading(text):
    assert all(number >= 0 for number in numbers(text))
    assert all(name for name in names(text))
    assert isinstance(days(text), list)
