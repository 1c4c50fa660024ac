"""Sentences that lean on others, and those that deny."""

import pytest

from rag.language.discourse import (
    counts_from_context,
    denies_event,
    denies_state,
    has_negation,
    is_full_sentence,
    leans_back,
    needs_context,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gallium rose.", True),
        ("“Gallium rose,” he said…", True),
        ("Gallium and germanium", False),
        ("gallium rose.", False),
        ("# Gallium rose.", False),
        ("| Gallium | rose. |", False),
        ("3.1 Gallium rose.", False),
        ("", False),
    ],
)
def test_a_full_sentence_opens_and_ends_as_one(text, expected):
    assert is_full_sentence(text) == expected


def test_an_opening_leans_or_needs_the_sentence_before():
    assert leans_back("But it rose.") and not needs_context("But it rose.")
    assert leans_back("This rule applies.") and not needs_context("This rule applies.")
    assert needs_context("It was published.") and needs_context("This was published.")
    assert not leans_back("Item 3 applies.")


def test_what_did_not_happen_is_told_from_what_does_not_last():
    assert denies_event("The ban was not lifted.") and denies_event("It didn’t apply.")
    assert not denies_event("No licence is needed.") and has_negation("There is no licence.")
    assert denies_state("It is not a ban.") and not denies_state("It was not lifted.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two days later it ended.", True),
        ("The next Tuesday it ended.", True),
        ("At that time it applied.", True),
        ("A year afterwards it ended.", True),
        ("It ended on 3 May 2024.", False),
        ("The days are long.", False),
    ],
)
def test_a_time_counted_from_another_sentence(text, expected):
    assert counts_from_context(text) == expected
