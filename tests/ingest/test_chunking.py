"""Chunks: whole sentences, exact offsets, the headings above them."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.ingest.chunking import CHUNK_CHARACTERS, CHUNKING, chunk
from rag.schema import Chunk, Span


def texts(text, size=CHUNK_CHARACTERS):
    return [piece.text for piece in chunk(text, size)]


def test_a_short_text_is_one_chunk():
    assert chunk("It rose. It fell.") == [Chunk(Span(0, 17), "It rose. It fell.", "", 17)]


def test_sentences_are_packed_up_to_the_size():
    # "One. Two." has 9 characters; a third sentence would make 16.
    assert chunk("One. Two. Three.", 9) == [
        Chunk(Span(0, 9), "One. Two.", "", 16),
        Chunk(Span(10, 16), "Three.", "", 16),
    ]


def test_a_chunk_of_exactly_the_size_is_whole():
    assert texts("One. Two. Three.", 16) == ["One. Two. Three."]
    assert texts("One. Two. Three.", 15) == ["One. Two.", "Three."]


def test_paragraphs_share_a_chunk():
    assert texts("One is here.\n\nTwo is here.") == ["One is here.\n\nTwo is here."]


def test_no_chunk_crosses_a_heading():
    assert texts("Before it.\n\n## Scope\n\nAfter it.") == ["Before it.", "After it."]


def test_a_chunk_carries_the_path_of_its_headings():
    text = (
        "# Controls\n\nOne.\n\n## Licences\n\nTwo.\n\n### Fees\n\nThree.\n\n"
        "## Duties\n\nFour.\n\n# Annex\n\nFive."
    )
    assert [(piece.text, piece.heading) for piece in chunk(text)] == [
        ("One.", "Controls"),
        ("Two.", "Controls › Licences"),
        ("Three.", "Controls › Licences › Fees"),
        ("Four.", "Controls › Duties"),
        ("Five.", "Annex"),
    ]


def test_text_above_the_first_heading_has_no_path():
    assert chunk("Above.\n\n## Scope\n\nBelow.")[0].heading == ""


def test_a_heading_that_skips_a_level_still_nests():
    assert chunk("## A\n\n#### B\n\nText.")[0].heading == "A › B"


def test_a_heading_is_no_part_of_a_chunk():
    assert all(
        "#" not in text for text in texts("## Scope\n\nText of it.\n\n## Next\n\nMore of it.")
    )


def test_a_sharp_sign_inside_a_line_is_no_heading():
    assert texts("Item # 5 is listed. #1 is not.") == ["Item # 5 is listed. #1 is not."]


def test_a_sentence_beyond_the_size_is_cut_at_spaces():
    assert texts("ab cd ef gh", 5) == ["ab cd", "ef gh"]


def test_a_word_beyond_the_size_is_cut_anywhere():
    assert texts("abcdefgh", 3) == ["abc", "def", "gh"]


def test_emoji_are_counted_as_python_counts():
    assert texts("😀" * 7, 3) == ["😀😀😀", "😀😀😀", "😀"]


def test_a_list_stays_together_and_keeps_its_lines():
    assert texts("Three items:\n- one\n- two\n- three") == ["Three items:\n- one\n- two\n- three"]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "## Only a heading"])
def test_nothing_to_read_makes_no_chunk(text):
    assert chunk(text) == []


@pytest.mark.parametrize("text", ["x", "😀", "字", ".", "\x00", "#"])
def test_a_single_character_is_a_chunk(text):
    assert texts(text) == [text.strip()]


def test_a_long_text_is_cut_in_time():
    text = "Exports rose by 2.5 per cent in June. " * 5000
    chunks = chunk(text)
    assert max(len(piece.text) for piece in chunks) <= CHUNK_CHARACTERS
    # 37 characters and a space a sentence: 10 of them make 379 characters, and 5,000 sentences 500
    # such chunks.
    assert len(chunks) == 500


def test_the_scheme_is_named_after_its_size():
    assert str(CHUNK_CHARACTERS) in CHUNKING


PIECES = st.lists(
    st.sampled_from(
        [
            "It rose. ",
            "No. 18 of 2025 ",
            "😀",
            "\n\n",
            "\n",
            "# Head\n\n",
            "\n## Sub\n\n",
            "- item\n",
            "| a | b |\n",
            "字字字。",
            "supercalifragilistic ",
            "a ",
            "\t",
            "\x00",
            "\r\n",
            "'s",
        ]
    ),
    max_size=30,
).map("".join)
TEXTS = st.one_of(st.text(max_size=200), PIECES)


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.integers(1, 60))
def test_offsets_are_exact_and_sizes_kept(text, size):
    for piece in chunk(text, size):
        assert text[piece.span.start : piece.span.end] == piece.text
        assert 0 < len(piece.text) <= size


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.integers(1, 60))
def test_chunks_are_in_order_without_overlap(text, size):
    spans = [piece.span for piece in chunk(text, size)]
    assert all(before.end <= after.start for before, after in pairwise(spans))


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_characters="#-"), max_size=200), st.integers(1, 60))
def test_without_headings_every_character_but_space_is_kept(text, size):
    kept = "".join("".join(piece.text.split()) for piece in chunk(text, size))
    assert kept == "".join(text.split())


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["It rose by 2.5 per cent.", "No. 18 took effect.", "Mr. Li spoke.", "It fell."]
        ),
        min_size=1,
        max_size=20,
    )
)
def test_sentences_within_the_size_are_never_cut(given_sentences):
    chunks = texts(" ".join(given_sentences), 60)
    assert " ".join(chunks) == " ".join(given_sentences)
    assert all(text.endswith((".", "cent.")) for text in chunks)


def test_a_window_reaches_over_the_next_chunk_of_its_section_and_no_heading():
    text = "One is here. Two is here. Three is here.\n\n## Next\n\nFour is here. Five is here."
    pieces = [(piece.text, text[piece.span.start : piece.window_end]) for piece in chunk(text, 14)]
    assert pieces == [
        ("One is here.", "One is here. Two is here."),
        ("Two is here.", "Two is here. Three is here."),
        ("Three is here.", "Three is here."),
        ("Four is here.", "Four is here. Five is here."),
        ("Five is here.", "Five is here."),
    ]


def test_a_chunk_within_a_table_carries_the_header():
    text = "## Fees\n\n| Port | Fee |\n| Lumo | 12 |\n| Castor | 13 |\n\nThat is all."
    pieces = chunk(text, 28)
    assert [(piece.text, piece.heading) for piece in pieces] == [
        ("| Port | Fee |\n| Lumo | 12 |", "Fees"),
        ("| Castor | 13 |", "Fees › Port | Fee"),
        ("That is all.", "Fees"),
    ]
