"""How far spellings are apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language.spelling import allowed_edits, edit_distance


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [
        ("", "", 0),
        ("", "tin", 3),
        ("tin", "tin", 0),
        ("tin", "tan", 1),
        ("tin", "thin", 1),
        ("thin", "tin", 1),
        ("tni", "tin", 1),
        ("kitten", "sitting", 3),
    ],
)
def test_edits_are_counted(one, other, edits):
    assert edit_distance(one, other) == edits


@given(st.text(max_size=8), st.text(max_size=8))
def test_the_distance_is_the_same_both_ways_and_nothing_for_equal_words(one, other):
    assert edit_distance(one, other) == edit_distance(other, one)
    assert (edit_distance(one, other) == 0) == (one == other)


@pytest.mark.parametrize(
    ("word", "edits"), [("iron", 0), ("lynas", 1), ("antimony", 1), ("dysprosium", 2), ("no61x", 0)]
)
def test_longer_words_may_be_further_off_and_figures_never(word, edits):
    assert allowed_edits(word) == edits
