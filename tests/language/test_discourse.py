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
    opens_alone,
    opens_with_known_thing,
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


@pytest.mark.parametrize(
    "sentence",
    ["Prices rose.", "“Prices rose.”", "12 ships left.", "Hereford grew.", "Stillwater flooded."],
)
def test_a_reader_can_start_with_what_names_its_subject(sentence):
    assert opens_alone(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "It rose.",
        "That was all.",
        "However, prices rose.",
        "By contrast, prices rose.",
        "One of them rose.",
        "and prices rose.",
    ],
)
def test_a_reader_cannot_start_with_what_points_back_or_goes_on(sentence):
    assert not opens_alone(sentence)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The plan failed.", True),
        ("Both firms left.", True),
        ("The IMF agreed.", False),
        ("The 2019 plan failed.", False),
        ("Theft rose.", False),
        ("A plan failed.", False),
    ],
)
def test_the_and_a_common_noun_is_a_thing_the_reader_is_to_know(sentence, expected):
    assert opens_with_known_thing(sentence) is expected
