"""Which excerpts are shown: the best, and those after it that add something."""

from dataclasses import replace
from datetime import date

import pytest

from rag.evidence.quotes import (
    LATEST_NEARNESS,
    LATEST_SHARE,
    LATEST_SHARE_NEAR,
    QUOTE_SHARE,
    select_excerpts,
)
from tests.evidence.shelf import findings_of, library_of, told

ROSE = told("Tin rose by 3 dollars in May.", score=1.0, number=1)


def selected(question, *evidence, limit=3):
    selection = select_excerpts(library_of(evidence), findings_of(question, *evidence), limit)
    return [excerpt.text for excerpt in selection.excerpts]


def second(text, score=0.9):
    """Show a sentence of another document after the first; return whether it was."""
    item = told(text, score=score, number=2)
    return selected("Did tin rise?", ROSE, item) == [ROSE.text, item.text]


def test_the_best_sentence_is_shown_first():
    lower = told("Traders in Oa bought zinc.", score=0.9, number=2)
    assert selected("Did tin rise?", lower, ROSE)[0] == ROSE.text


@pytest.mark.parametrize(
    ("text", "adds"),
    [
        ("Traders in Oa bought zinc.", True),
        ("Tin rose by 4 dollars in May.", True),
        ("In May tin rose.", False),
        ("Tin rose by 3 dollars in May.", False),
        ("Tin rose in May by 3 dollars again.", False),
    ],
)
def test_another_excerpt_is_shown_when_it_adds_words_or_a_figure(text, adds):
    assert second(text) is adds


@pytest.mark.parametrize(("score", "shown"), [(QUOTE_SHARE, True), (QUOTE_SHARE - 0.01, False)])
def test_another_excerpt_comes_close_to_the_best(score, shown):
    assert second("Traders in Oa bought zinc.", score) is shown


def test_a_sentence_that_defines_the_term_is_shown_however_unlike_the_question():
    likely, entry = (
        told("Levies rose.", score=1.0),
        told("A levy is a charge.", score=0.1, number=2),
    )
    assert selected("What is a levy?", likely, entry, limit=1) == [entry.text]


def test_no_more_are_shown_than_the_limit():
    others = [
        told(f"Traders of {town} bought metal {n}.", score=0.9, number=n)
        for n, town in enumerate(["Oa", "Ub", "Ik", "Yp"], start=2)
    ]
    assert len(selected("Did tin rise?", ROSE, *others, limit=3)) == 3
    assert len(selected("Did tin rise?", ROSE, *others, limit=1)) == 1


def test_a_sentence_inside_an_excerpt_is_not_shown_twice():
    text = "Tin rose by 3 dollars in May. Traders in Oa bought zinc."
    first, inside = (
        told(text, "Tin rose by 3 dollars in May."),
        told(text, "Traders in Oa bought zinc.", 0.9),
    )
    assert selected("Did tin rise?", first, inside) == [text]


def test_a_comparison_shows_a_side_each_and_names_the_one_that_is_missing():
    evidence = [told("The levy takes a tenth.", score=1.0)]
    question = "What is the difference between the levy and the duty?"
    selection = select_excerpts(library_of(evidence), findings_of(question, *evidence), 3)
    assert [excerpt.text for excerpt in selection.excerpts] == ["The levy takes a tenth."]
    assert selection.missing_sides == ["the duty"]


def test_a_comparison_of_which_neither_side_is_named_shows_what_was_found():
    evidence = [told("Tin rose by 3 dollars in May.", score=1.0)]
    question = "What is the difference between the levy and the duty?"
    assert selected(question, *evidence) == [ROSE.text]


@pytest.mark.parametrize(
    ("score", "nearness", "is_first"),
    [
        (LATEST_SHARE + 0.01, 0.5, True),
        (LATEST_SHARE - 0.01, 0.5, False),
        (LATEST_SHARE_NEAR + 0.01, LATEST_NEARNESS + 0.01, True),
        (LATEST_SHARE_NEAR - 0.01, LATEST_NEARNESS + 0.01, False),
    ],
)
def test_for_the_latest_the_newest_of_sentences_about_as_good_goes_first(score, nearness, is_first):
    def found(item, day, similarity):
        place = replace(item.passage, published=day, similarity=similarity)
        return replace(item, passage=place)

    old = found(told("Tin rose by 3 dollars."), date(2024, 5, 1), 1.0)
    new = found(told("Tin fell by 4 dollars.", "", score, number=2), date(2025, 5, 1), nearness)
    assert (selected("What is the latest on tin?", old, new)[0] == new.text) is is_first


def test_without_a_wish_for_the_latest_the_better_sentence_goes_first():
    new = told("Tin fell by 4 dollars.", score=0.9, number=2)
    new = replace(new, passage=replace(new.passage, published=date(2025, 12, 1)))
    assert selected("Did tin rise?", ROSE, new)[0] == ROSE.text
