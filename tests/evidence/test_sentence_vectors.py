"""Vectors of sentences for ranking: looked up, made where they are missing, and kept then."""

from typing import NamedTuple

import numpy as np
import pytest

from rag.evidence.sentence_vectors import KeptVectors
from rag.models.embeddings import WordCountEmbedder
from rag.schema import Passage, Scope, Span
from tests import samples
from tests.samples import document, put

TEXT = "Gallium rose by nine per cent. Antimony fell in the same week."
FIRST, SECOND = Span(0, 30), Span(31, 62)


class Located(NamedTuple):
    passage: Passage
    span_in_document: Span
    text: str


class Counting(WordCountEmbedder):
    """Counts words, and what it was asked to embed."""

    def __init__(self):
        super().__init__(256)
        self.chunks, self.texts = [], []

    def embed_chunks(self, chunks):
        self.chunks += chunks
        return super().embed_chunks(chunks)

    def embed(self, texts):
        self.texts += texts
        return super().embed(texts)


def located(library, *spans):
    (entry,) = library.catalogue.entries()
    (passage,) = library.chunks.passages_of(entry.document_id, Scope(), 1)
    return [Located(passage, span, span.of(TEXT)) for span in spans]


def forget(library):
    """Leave a library as a version without sentences would."""
    with library.database.transaction() as db:
        db.execute("DELETE FROM sentence_vectors")
        db.execute("DELETE FROM word_vectors")


def vectors(library, embedder, *spans):
    return [
        item.vector for item in KeptVectors(library, embedder).of_texts(located(library, *spans))
    ]


@pytest.fixture
def shelf(library, embedder):
    put(library, embedder, document("a", TEXT))
    return library


def test_the_sentences_of_ingest_are_looked_up_and_nothing_is_embedded(shelf):
    counting = Counting()
    first, second = vectors(shelf, counting, FIRST, SECOND)
    exact = WordCountEmbedder().embed([FIRST.of(TEXT), SECOND.of(TEXT)])
    assert [first @ exact[0], second @ exact[1]] == pytest.approx([1, 1], abs=1e-3)
    assert (counting.chunks, counting.texts) == ([], [])


def test_a_span_over_two_sentences_has_the_mean_of_both_by_length(shelf):
    first, second, both = vectors(shelf, Counting(), FIRST, SECOND, Span(0, 62))
    mean = 30 * first + 31 * second
    assert both == pytest.approx(mean / np.linalg.norm(mean), abs=1e-6)


def test_a_library_without_sentences_gets_those_of_a_passage_once(shelf):
    forget(shelf)
    counting = Counting()
    first = vectors(shelf, counting, FIRST)
    assert vectors(shelf, counting, FIRST)[0] == pytest.approx(first[0])
    assert [chunk.text for chunk in counting.chunks] == [TEXT]


def test_looking_up_and_filling_changes_nothing_that_an_index_goes_by(shelf):
    forget(shelf)
    before = shelf.database.change_count(), shelf.integrity.digest()
    vectors(shelf, Counting(), FIRST)
    assert (shelf.database.change_count(), shelf.integrity.digest()) == before
    assert shelf.integrity.problems() == []


def test_a_chunk_whose_vector_is_still_to_come_is_read_now_and_kept_later(library, embedder):
    put(library, embedder, document("a", TEXT))
    with library.database.transaction() as db:
        db.execute("DELETE FROM vectors")
    (found,) = vectors(library, Counting(), SECOND)
    assert found @ WordCountEmbedder().embed([SECOND.of(TEXT)])[0] == pytest.approx(1, abs=1e-3)
    assert library.database.scalar("SELECT count(*) FROM sentence_vectors") == 0


def test_a_text_outside_the_kept_sentences_is_embedded_alone(shelf):
    counting = Counting()
    nowhere = Located(samples.passage("Terbium stayed."), Span(0, 15), "Terbium stayed.")
    (found,) = KeptVectors(shelf, counting).of_texts([nowhere])
    assert found.vector == pytest.approx(counting.embed(["Terbium stayed."])[0])
    assert counting.texts[0] == "Terbium stayed."


def test_a_library_that_cannot_be_written_still_answers(shelf):
    forget(shelf)
    shelf.database.connection().execute("PRAGMA query_only = ON")
    counting = Counting()
    (found,) = vectors(shelf, counting, FIRST)
    assert [chunk.text for chunk in counting.chunks] == [TEXT]
    assert found @ WordCountEmbedder().embed([FIRST.of(TEXT)])[0] == pytest.approx(1, abs=1e-3)


def test_no_texts_have_no_vectors(library, embedder):
    assert KeptVectors(library, embedder).of_texts([]) == []


class Knowing(WordCountEmbedder):
    """Reads the words of chunks too: each by itself, as counted."""

    def embed_chunks(self, chunks):
        read = super().embed_chunks(chunks)
        return [
            chunk._replace(words=("gallium",), word_vectors=self.embed(["gallium"]))
            for chunk in read
        ]


def test_a_text_has_those_of_its_words_that_the_library_knows(library):
    put(library, Knowing(), document("a", TEXT))
    first, second = KeptVectors(library, Knowing()).of_texts(located(library, FIRST, SECOND))
    assert (first.words, second.words, second.vectors.shape) == (("gallium",), (), (0, 256))
    assert first.vectors[0] @ WordCountEmbedder().embed(["gallium"])[0] == pytest.approx(1)
