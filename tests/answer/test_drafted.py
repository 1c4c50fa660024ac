"""Lines of a draft, read from a model's stream of text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answer.drafted import LONGEST_LINE, drafted_lines
from rag.answer.drafted.markers import MarkerHabit
from rag.answer.drafted.reasoning import without_reasoning
from rag.answer.verify import markers


def read(*pieces):
    return list(drafted_lines(pieces))


def texts(*pieces):
    return [line.text for line in read(*pieces)]


def ways(text):
    """A text in one piece, by letters and by threes."""
    return [text], list(text), [text[at : at + 3] for at in range(0, len(text), 3)]


# -- markers ---------------------------------------------------------------------------------------

HABITS = {
    "It rose [1].": "It rose [1].",
    "It rose [1][2].": "It rose [1][2].",
    "It rose [1, 3].": "It rose [1][3].",
    "It rose [1,3; 4].": "It rose [1][3][4].",
    "It rose [1-3].": "It rose [1][2][3].",
    "It rose [1–2].": "It rose [1][2].",
    "It rose [1 and 3].": "It rose [1][3].",
    "It rose [1-99].": "It rose [1][99].",
    "It rose [^2].": "It rose [2].",
    "It rose [#2].": "It rose [2].",
    "It rose [[2]].": "It rose [2].",
    "It rose [Source 2].": "It rose [2].",
    "It rose [source: 2].": "It rose [2].",
    "It rose [Sources 1, 2].": "It rose [1][2].",
    "It rose [Passage 1, Passage 3].": "It rose [1][3].",
    "It rose (Source 2).": "It rose [2].",
    "It rose 【2】.": "It rose [2].",
    "It rose 【4:0†page.html】.": "It rose [4].",
    "It rose (2).": "It rose [2].",
    "It rose. (2) It fell. (1)": "It rose. [2] It fell. [1]",
    "It rose (1, 2).": "It rose [1][2].",
    "It rose.²": "It rose. [2]",
    "It rose.<sup>2</sup>": "It rose.[2]",
    "It rose.<sup>[2]</sup>": "It rose.[2]",
}
NO_MARKERS = [
    "It rose in 2025 (2024).",
    "Under section 4(1) it rose.",
    "The two firms (1 and 2 in the list) rose.",
    "See [the page](https://a.example).",
    "It rose [sic].",
    "A room of 5 m² is small.",
    "[1](https://a.example)",
]


@pytest.mark.parametrize(("written", "plain"), HABITS.items())
def test_a_marker_is_read_in_any_form(written, plain):
    assert MarkerHabit().plain(written) == plain


@pytest.mark.parametrize("text", NO_MARKERS)
def test_what_is_no_marker_is_left(text):
    assert MarkerHabit().plain(text) == text


def test_round_brackets_are_no_markers_for_a_model_that_writes_square_ones():
    assert MarkerHabit().plain("It rose [1] under rule 4 (2).") == "It rose [1] under rule 4 (2)."


# -- reasoning and tokens --------------------------------------------------------------------------

THOUGHTS = {
    "<think>Is it? [1]</think>It rose.": "It rose.",
    "<thinking>Is\nit?</thinking>\nIt rose.": "\nIt rose.",
    "It rose.<think>never closed": "It rose.",
    "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>"
    "It rose.": "\nIt rose.",
    "<|channel|>commentary<|message|>Hm.<|channel|>final<|message|>It rose.": "It rose.",
    "It rose.<|im_end|>": "It rose.\n",
    "It rose.<|eot_id|></s>": "It rose.\n\n",
    "It rose.<\uff5cend▁of▁sentence\uff5c>": "It rose.\n",
    "2 < 3 and 4 > 3.": "2 < 3 and 4 > 3.",
    "It is <b>bold</b>.": "It is <b>bold</b>.",
    "It rose <": "It rose <",
}


@pytest.mark.parametrize(("written", "shown"), THOUGHTS.items())
def test_reasoning_and_tokens_are_dropped_wherever_a_piece_ends(written, shown):
    for pieces in ways(written):
        assert "".join(without_reasoning(pieces)) == shown


# -- lines -----------------------------------------------------------------------------------------

DRAFTS = {
    "It rose [1]. It fell. [2]": ["It rose [1].", "It fell. [2]"],
    "It rose. [1] It fell. [2][3] It stood. [1, 2]": [
        "It rose. [1]",
        "It fell. [2][3]",
        "It stood. [1][2]",
    ],
    "It rose.\n\n[1]": ["It rose. [1]"],
    "It rose [1].\n[2] It fell.": ["It rose [1].", "[2] It fell."],
    "It rose. [1]. It fell [2].": ["It rose. [1].", "It fell [2]."],
    "It rose [1].It fell [2].": ["It rose [1].", "It fell [2]."],
    "It rose.It fell [2].": ["It rose. [2]", "It fell [2]."],
    "It rose. It fell. [2]": ["It rose. [2]", "It fell. [2]"],
    "It rose.\nIt fell. [2]": ["It rose.", "It fell. [2]"],
    "It rose\nby 2 per cent [1].": ["It rose by 2 per cent [1]."],
    "No. 18 rose 2.5 per cent [1].": ["No. 18 rose 2.5 per cent [1]."],
    "- It rose [1].\n* It fell [2].\n3. It stood [3].": [
        "It rose [1].",
        "It fell [2].",
        "It stood [3].",
    ],
    "Four firms hold licences today:\n- Aa [1]\n- Bb [2]": [
        "Four firms hold licences today: [1]",
        "Aa [1]",
        "Bb [2]",
    ],
    "## Status\n**It rose** [1].": ["It rose [1]."],
    "Here is the answer:\nIt rose [1].\n\nI hope this helps!": ["It rose [1]."],
    "Answer: It rose [1].": ["It rose [1]."],
    "It rose [1].\n\nSources:\n[1] A page\n[2] Another [2]": ["It rose [1]."],
    "| Firm | Day |\n|---|---|\n| Aa | 3 May [1] |": ["Firm | Day", "Aa | 3 May [1]"],
    "Es stieg. [1]\n它上升了。[2] 它下降了。[3]": [
        "Es stieg. [1]",
        "它上升了。 [2]",
        "它下降了。 [3]",
    ],
    "It rose": ["It rose"],
}


@pytest.mark.parametrize(("draft", "lines"), DRAFTS.items())
def test_a_draft_is_cut_into_its_statements_wherever_a_piece_ends(draft, lines):
    for pieces in ways(draft):
        assert texts(*pieces) == lines


WORDS = {
    "It rose. [1] «rose by 2 per cent»": ("It rose. [1]", ("rose by 2 per cent",)),
    "It rose. «rose by 2» [1]": ("It rose. [1]", ("rose by 2",)),
    "It rose. [1]\n«It rose. By 2 Mr. Li»": ("It rose. [1]", ("It rose. By 2 Mr. Li",)),
    "It rose [1] «a rise», [2] «the rise».": ("It rose [1], [2].", ("a rise", "the rise")),
    "It rose. [1] «never closed": ("It rose. [1]", ("never closed",)),
    'It rose. [1] "rose by 2"\n': ("It rose. [1]", ("rose by 2",)),
    "Il parle de « licences » ici. [1] «les licences»": (
        "Il parle de « licences » ici. [1]",
        ("les licences",),
    ),
    "Il parle de «licences». [1]": ("Il parle de «licences». [1]", ()),
}


@pytest.mark.parametrize(("draft", "expected"), WORDS.items())
def test_words_behind_a_statement_are_what_it_rests_on(draft, expected):
    for pieces in ways(draft):
        (line,) = read(*pieces)
        assert (line.text, line.words) == expected


def test_sentences_that_share_a_marker_share_its_words():
    first, second = read("It rose. It fell. [2] «up and down»")
    assert (first.text, first.words) == ("It rose. [2]", ("up and down",))
    assert (second.text, second.words) == ("It fell. [2]", ("up and down",))


KINDS = {
    "NOT FOUND: the price": ("missing", "the price"),
    "**Not found:** the price [1]": ("missing", "the price"),
    "NOT FOUND - the price": ("missing", "the price"),
    "The passages do not say when it ends.": ("missing", "The passages do not say when it ends."),
    "NO ANSWER": ("nothing", "NO ANSWER"),
    "**No answer.**": ("nothing", "No answer."),
    "no_answer": ("nothing", "no_answer"),
    "N/A": ("nothing", "N/A"),
    "I can't help with that.": ("refusal", "I can't help with that."),
    "I'm sorry, but I cannot assist.": ("refusal", "I'm sorry, but I cannot assist."),
    "Je suis désolé, je ne peux pas.": ("refusal", "Je suis désolé, je ne peux pas."),
    "No answer was given by the ministry [1].": (
        "statement",
        "No answer was given by the ministry [1].",
    ),
    "I can't attend, the minister said [1].": (
        "statement",
        "I can't attend, the minister said [1].",
    ),
}


@pytest.mark.parametrize(("draft", "expected"), KINDS.items())
def test_a_line_that_is_no_statement_is_known(draft, expected):
    (line,) = read(draft)
    assert (line.kind, line.text) == expected


@pytest.mark.parametrize(
    "draft", ["", " ", "\n\n", "---", "```", "Sure!", "**Status:**", "Here is what I found:"]
)
def test_what_says_nothing_is_no_line(draft):
    assert read(draft) == []


def test_the_first_line_does_not_wait_for_the_end():
    def pieces():
        yield "It rose [1]. It"
        raise TimeoutError

    lines = drafted_lines(pieces())
    assert next(lines).text == "It rose [1]."
    with pytest.raises(TimeoutError):
        next(lines)


def test_a_line_with_its_words_is_given_when_the_next_begins():
    def pieces():
        yield "It rose. [1] «rose by 2»\nI"
        raise TimeoutError

    assert next(drafted_lines(pieces())).words == ("rose by 2",)


def test_a_line_that_was_broken_off_is_known():
    assert [line.is_finished for line in read("It rose [1]. The foreign mini")] == [True, False]


def test_a_sentence_without_an_end_is_cut_at_a_space():
    lines = drafted_lines("word " for _ in range(10_000))
    first = next(lines)
    assert len(first.text) <= LONGEST_LINE
    assert set(first.text.split()) == {"word"}


HARD = ["x", "word ", "It rose [1]. ", "[1", "«", "<", "\n- a", "(", "1. ", "]", "\r", "»", "<|"]


@pytest.mark.parametrize("part", HARD)
def test_time_grows_no_faster_than_the_text(part):
    def spent(size):
        began = time.process_time()
        read(part * (size // len(part)))
        return time.process_time() - began

    spent(1_000)
    assert spent(18_000) < 6 * spent(6_000) + 0.2


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=20), max_size=8))
def test_no_stream_breaks_the_reading(pieces):
    assert all(line.text.strip() for line in read(*pieces))


SENTENCES = [
    "It rose 2.5 per cent [1].",
    "It fell. [2]",
    "No. 18 took effect on 4 April 2025 [1][3].",
    "He said: “It rose.” [2]",
    "Mr. Li spoke [1][2].",
    "Is it so? [3]",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), max_size=6), st.sampled_from([" ", "\n"]))
def test_no_sentence_and_no_marker_is_lost_or_moved(chosen, between):
    assert texts(*between.join(chosen)) == chosen
    assert [markers(text) for text in texts(between.join(chosen))] == list(map(markers, chosen))
