"""Nouns of instruments and divisions, read from their rows."""

import re

import pytest

from rag.language.lexicon import load
from rag.language.lexicon.instruments import (
    division_pattern,
    divisions,
    instrument_pattern,
    instruments,
    numbered_pattern,
    written_division,
)

INSTRUMENT_USES = {"self", "anaphor", "numbered", "subject", "rule", "enacted", "title"}
DIVISION_USES = {"numbered", "provision", "part"}


def test_each_row_has_a_noun_in_lower_case_and_known_uses():
    for table, uses in (("instrument", INSTRUMENT_USES), ("division", DIVISION_USES)):
        rows = load("instruments")[table]
        assert len({row["noun"] for row in rows}) == len(rows)
        assert all(row["noun"] == row["noun"].lower() for row in rows)
        assert all(row["uses"] and set(row["uses"]) <= uses for row in rows)


def test_plurals_are_regular_unless_a_row_gives_one():
    assert {"orders", "policies", "guidelines"} <= set(instruments("rule", plurals=True))
    assert {"annexes", "sections"} <= set(divisions("numbered", plurals=True))


@pytest.mark.parametrize("text", ["Order", "orders", "E.O.", "EO", "Sec.", "secs", "Annexe", "Art"])
def test_a_number_may_follow_a_noun_or_its_abbreviation(text):
    assert re.fullmatch(numbered_pattern(), text, re.IGNORECASE)


@pytest.mark.parametrize("text", ["Exo", "E-O-", "table", "controls"])
def test_no_number_is_looked_for_behind_other_words(text):
    assert not re.fullmatch(numbered_pattern(), text, re.IGNORECASE)


def test_a_division_is_found_in_full_and_abbreviated():
    assert re.fullmatch(division_pattern("part"), "subparagraphs")
    assert re.fullmatch(written_division("section"), "sec.")
    assert re.fullmatch(written_division("clause"), "clause")
    assert not re.fullmatch(instrument_pattern("self"), "orders")
