"""Vectors of sentences and words from those of tokens, worked out by hand in two dimensions."""

import numpy as np
import pytest

from rag.models.embeddings.word_vectors import join_chunk, join_tokens
from rag.schema import Span

ONE = np.array([1, 0], np.float32)
TEXT = "Ore rose. Tin fell."
# "[mark]", "Or", "e", "rose", ".", "Tin", "fell", ".", "[mark]"
PLACES = [(0, 0), (0, 2), (2, 3), (4, 8), (8, 9), (10, 13), (14, 18), (18, 19), (0, 0)]
TOKENS = np.array(
    [[9, 9], [1, 0], [0, 1], [1, 0], [1, 0], [0, 2], [0, 1], [0, 1], [9, 9]], np.float32
)


def test_a_sentence_is_the_mean_of_its_tokens_and_of_no_others():
    chunk = join_chunk(TEXT, ONE, TOKENS, PLACES)
    assert chunk.spans == (Span(0, 9), Span(10, 19))
    assert chunk.sentences == pytest.approx(np.array([[3, 1], [0, 10**0.5]]) / 10**0.5)


def test_a_word_is_the_mean_of_its_tokens_by_its_stem():
    chunk = join_chunk(TEXT, ONE, TOKENS, PLACES)
    assert chunk.words == ("ore", "rose", "tin", "fell")
    assert chunk.word_vectors[0] == pytest.approx([0.5**0.5, 0.5**0.5])
    assert join_tokens(TEXT, ONE, TOKENS, PLACES).vectors == pytest.approx(chunk.word_vectors)


def test_a_title_before_the_text_counts_in_neither():
    places = [(-6, -1), *PLACES]
    tokens = np.vstack([[[0, 50]], TOKENS]).astype(np.float32)
    found, expected = join_chunk(TEXT, ONE, tokens, places), join_chunk(TEXT, ONE, TOKENS, PLACES)
    assert found.sentences == pytest.approx(expected.sentences)


def test_what_the_model_did_not_read_is_left_out():
    chunk = join_chunk(TEXT, ONE, TOKENS[:5], PLACES[:5])
    assert (chunk.spans, chunk.words) == ((Span(0, 9),), ("ore", "rose"))


def test_stop_words_are_no_words_of_a_chunk_but_of_a_text():
    places, tokens = [(0, 3), (4, 7)], np.ones((2, 2), np.float32)
    assert join_chunk("the ore", ONE, tokens, places).words == ("ore",)
    assert join_tokens("the ore", ONE, tokens, places).words == ("the", "ore")


@pytest.mark.parametrize("text", ["", " ", "…", "🙂"])
def test_a_text_without_words_has_none(text):
    chunk = join_chunk(text, ONE, np.zeros((0, 2), np.float32), [])
    assert (chunk.spans, chunk.words) == ((), ())
    assert chunk.sentences.shape == chunk.word_vectors.shape == (0, 2)
