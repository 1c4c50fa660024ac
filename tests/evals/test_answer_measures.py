"""Measures of what is shown: how like it is to an answer, and whether it reads alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.measures import holds_most, reads_alone, rouge_l


@pytest.mark.parametrize(
    ("text", "answer", "expected"),
    [
        ("tin rose in May", "tin rose in May", 1.0),
        ("Tin rose, in MAY.", "tin rose in may", 1.0),
        # Two of three words each, in this order.
        ("tin rose fast", "tin fell fast", 2 / 3),
        # Of "b a" and "a b" one word is in order.
        ("b a", "a b", 1 / 2),
        # All of one word, of which there are four: 2 * 1 / (4 + 1).
        ("tin rose in May", "May", 2 / 5),
        ("tin tin tin", "tin", 1 / 2),
        ("tin", "zinc", 0.0),
        ("", "tin", 0.0),
        ("tin", "", 0.0),
        ("", "", 0.0),
    ],
)
def test_rouge_l_is_the_f1_of_the_longest_common_subsequence(text, answer, expected):
    assert rouge_l(text, answer) == pytest.approx(expected)


some_words = st.lists(st.sampled_from("abcd"), max_size=9).map(" ".join)


@settings(deadline=None)
@given(some_words, some_words)
def test_rouge_l_is_symmetric_and_one_for_equal_texts_alone(one, other):
    assert 0 <= rouge_l(one, other) == rouge_l(other, one) <= 1
    assert (rouge_l(one, other) == 1) == (one == other != "")


@settings(deadline=None)
@given(some_words, some_words)
def test_a_text_that_holds_a_quote_holds_most_of_it(text, quote):
    assert holds_most(f"{text} {quote}", quote) == bool(quote)


@pytest.mark.parametrize(
    "excerpt",
    [
        "(a) The fee is due.",
        "(iv) The fee is due.",
        "(12) The fee is due.",
        "“The fee is due.”",
        "(The fee is due.)",
        "12 ships left.",
        "Itself a port, Oa grew.",
        "Why is it due?",
        "The fee is due …",
        "Oa has:\n- a mine\n- a mill",
        "Oa has:\n\n* a mine",
        "Oa has:\n1. a mine\n2. a mill",
        "Oa has:\n  (b) a mill",
        "| Port | Fee |",
    ],
)
def test_an_excerpt_reads_alone_that_begins_and_ends_as_sentences_items_and_rows_do(excerpt):
    assert reads_alone(excerpt)


@pytest.mark.parametrize(
    "excerpt",
    [
        "(a) it is due.",
        "(b) the fee is due.",
        "“it is due.”",
        "Its fee is due.",
        "But the fee is due.",
        "- they pay.",
        "The fee is due:",
        "The fee is due,",
        "Oa has:\n- a mine\nand a mill",
        "Fees of the port",
        "- ",
        " ",
    ],
)
def test_an_excerpt_does_not_that_points_back_or_breaks_off(excerpt):
    assert not reads_alone(excerpt)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_space_around_an_excerpt_changes_nothing(text):
    assert reads_alone(f" {text} \n") == reads_alone(text)
