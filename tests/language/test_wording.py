"""Words for the reader: ages, provenance, refusals."""

import re
from datetime import date

import pytest

from rag.language.wording import (
    age_in_words,
    dated_in_words,
    done_in_words,
    provenance,
    refusal_in_words,
)
from tests.conftest import REPOSITORY

TODAY = date(2025, 10, 20)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2025, 10, 20), "20 October 2025, today"),
        (date(2025, 10, 21), "21 October 2025, today"),
        (date(2025, 10, 19), "19 October 2025, yesterday"),
        (date(2025, 10, 9), "9 October 2025, 11 days ago"),
        (date(2025, 8, 21), "21 August 2025, 60 days ago"),
        (date(2025, 8, 20), "20 August 2025, 2 months ago"),
        (date(2024, 10, 21), "21 October 2024, 11 months ago"),
        (date(2024, 10, 20), "20 October 2024, a year ago"),
        (date(2023, 10, 20), "20 October 2023, 2 years ago"),
        (date(2010, 9, 26), "26 September 2010, 15 years ago"),
    ],
)
def test_an_age_is_given_in_completed_units(day, words):
    assert age_in_words(day, TODAY) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2025, 10, 20), "20 October 2025, the day asked about"),
        (date(2025, 10, 19), "19 October 2025, a day before 20 October 2025"),
        (date(2025, 10, 9), "9 October 2025, 11 days before 20 October 2025"),
        (date(2010, 9, 26), "26 September 2010, 15 years before 20 October 2025"),
    ],
)
def test_an_age_on_another_day_names_that_day(day, words):
    assert age_in_words(day, TODAY, as_of=TODAY) == words


def test_every_source_of_a_date_that_readers_give_has_words():
    source = "\n".join(path.read_text() for path in (REPOSITORY / "rag").rglob("*.py"))
    codes = set(re.findall(r'\b(?:dating|stated_in)\([^\n]*, "([a-z -]+)"[,)]', source))
    assert len(codes) >= 9
    assert [
        code for code in codes if dated_in_words("2025-10-31", code).endswith(f"({code})")
    ] == []
    assert [code for code in codes if f"from {code})" in dated_in_words("2025-10-31", code)] == []


def test_a_date_without_a_source_or_with_an_unknown_one_is_still_shown():
    assert dated_in_words("2025-10-31", "carved in stone") == "2025-10-31 (from carved in stone)"
    assert dated_in_words("2025-10-31", None) == "2025-10-31 (from an unknown place)"
    assert provenance(None, None, None) == "unknown publisher, no date"


def test_codes_become_words_and_unknown_ones_stay():
    assert (done_in_words("revokes"), done_in_words("annuls")) == ("revoked", "annuls")
    assert refusal_in_words("not_enough") == "Not enough found"
    assert refusal_in_words("too_late") == "too_late"
