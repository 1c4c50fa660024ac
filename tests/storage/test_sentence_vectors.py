"""Vectors of sentences and words: written with their chunk, found by passage, dropped with it."""

from dataclasses import replace

import numpy as np
import pytest

from rag.models.embeddings import ChunkText, EmbeddedChunk, WordCountEmbedder
from rag.schema import Scope, Span
from rag.storage.sentence_vectors import SETTLED
from tests.samples import document, put

MODEL = "words-256"
TEXT = "Gallium rose by nine per cent. Antimony fell in the same week."


def passages(library):
    (entry,) = library.catalogue.entries()
    return library.chunks.passages_of(entry.document_id, Scope(), 100)


def found(library, model=MODEL):
    return library.sentence_vectors.of_passages(model, passages(library))


def embedded(*words):
    """A chunk of one sentence with words and their vectors of two dimensions."""
    unit = np.array([1, 0], np.float32)
    rows = np.array([vector for _, vector in words], np.float32).reshape(-1, 2)
    return EmbeddedChunk(unit, (Span(0, 5),), unit[None], tuple(word for word, _ in words), rows)


def test_sentences_come_with_their_chunk_at_their_places_in_the_document(library, embedder):
    put(library, embedder, document("a", f"# Metals\n\n{TEXT}"))
    (chunk,) = found(library).chunks
    text = f"# Metals\n\n{TEXT}"
    assert [span.of(text) for span in chunk.spans] == [
        "Gallium rose by nine per cent.",
        "Antimony fell in the same week.",
    ]
    assert found(library).bare == []


def test_a_kept_vector_has_the_direction_of_the_embedded_one(library, embedder):
    put(library, embedder, document("a", TEXT))
    (chunk,) = found(library).chunks
    exact = embedder.embed(["Gallium rose by nine per cent.", "Antimony fell in the same week."])
    assert (chunk.vectors * exact).sum(axis=1) == pytest.approx(1, abs=1e-3)
    assert np.linalg.norm(chunk.vectors, axis=1) == pytest.approx(1, abs=1e-6)


def test_a_passage_has_the_sentences_of_all_its_chunks_and_of_no_other(library, embedder):
    numbered = " ".join(
        f"Harbour number {n} shipped the export quota of gallium." for n in range(40)
    )
    put(library, embedder, document("a", numbered))
    first, *_, last = passages(library)
    for passage in (first, last):
        (*chunks,) = library.sentence_vectors.of_passages(MODEL, [passage]).chunks
        spans = [span for chunk in chunks for span in chunk.spans]
        assert min(span.start for span in spans) == passage.span.start
        assert max(span.end for span in spans) == passage.span.end


def test_a_passage_as_long_as_its_document_has_all_its_sentences(library, embedder):
    numbered = " ".join(f"Harbour {n} shipped the export quota of gallium." for n in range(40))
    put(library, embedder, document("a", numbered))
    first = passages(library)[0]
    whole = replace(first, text=numbered, span=Span(0, len(numbered)))
    chunks = library.sentence_vectors.of_passages(MODEL, [whole, first]).chunks
    assert sum(len(chunk.spans) for chunk in chunks) == 40


def test_what_another_model_embedded_is_missing_with_its_title_and_text(library, embedder):
    put(library, embedder, document("a", TEXT, title="Metals"))
    assert found(library, "another").chunks == []
    (bare,) = found(library, "another").bare
    assert (bare.start, bare.text) == (0, ChunkText("Metals", TEXT))


def test_passages_that_are_not_in_the_library_have_no_sentences(library):
    assert library.sentence_vectors.of_passages(MODEL, []) == ([], [])


def test_sentences_of_a_chunk_without_a_vector_are_not_kept(library):
    library.sentence_vectors.add(MODEL, {"no such key": embedded(("gallium", [1, 0]))})
    count = library.database.scalar("SELECT count(*) FROM sentence_vectors")
    assert (count, library.integrity.problems()) == (0, [])
    assert library.sentence_vectors.of_words(MODEL, ["gallium"]) == {}


def test_sentences_go_with_the_vectors_of_texts_that_are_gone_and_of_other_models(
    library, embedder
):
    put(library, embedder, document("a", TEXT))
    put(library, WordCountEmbedder(64), document("b", "Terbium stayed where it was."))
    library.vectors.settle_model("words-64")
    models = library.database.column("SELECT DISTINCT model FROM sentence_vectors")
    assert models == ["words-64"]
    with library.database.transaction() as db:
        db.execute("DELETE FROM chunk_words")
        db.execute("DELETE FROM chunks")
    library.vectors.settle_model("words-64")
    assert library.database.scalar("SELECT count(*) FROM sentence_vectors") == 0


def test_sentences_that_do_not_match_their_spans_are_a_problem(library, embedder):
    put(library, embedder, document("a", TEXT))
    with library.database.transaction() as db:
        db.execute("UPDATE sentence_vectors SET vectors = substr(vectors, 2)")
    (problem,) = library.integrity.problems()
    assert problem.startswith("the sentences of the text ") and problem.endswith("their spans")


# -- words -----------------------------------------------------------------------------------------


@pytest.fixture
def keys(library):
    """The keys of many vectors, which words are counted with."""
    with library.database.transaction() as db:
        db.executemany(
            "INSERT INTO vectors VALUES (?, ?, ?)",
            [(MODEL, f"{n}", b"") for n in range(2 * SETTLED)],
        )
    return [f"{n}" for n in range(2 * SETTLED)]


def test_a_word_has_the_mean_of_its_occurrences_in_one_call_and_in_several(library, keys):
    store = library.sentence_vectors
    store.add(MODEL, {keys[0]: embedded(("ore", [1, 0]), ("ore", [0, 1]), ("tin", [0, 1]))})
    assert store.of_words(MODEL, ["ore", "gold"])["ore"] == pytest.approx([0.5**0.5] * 2, abs=0.01)
    store.add(MODEL, {keys[1]: embedded(("tin", [1, 0]))})
    assert store.of_words(MODEL, ["tin"])["tin"] == pytest.approx([0.5**0.5] * 2, abs=0.01)


def test_a_chunk_that_is_kept_twice_counts_its_words_once(library, keys):
    for _ in range(2):
        library.sentence_vectors.add(MODEL, {keys[0]: embedded(("ore", [1, 0]))})
    assert library.database.scalar("SELECT seen FROM word_vectors") == 1


def test_a_word_that_was_seen_often_stays_as_it_is(library, keys):
    store = library.sentence_vectors
    for key in keys[:SETTLED]:
        store.add(MODEL, {key: embedded(("ore", [1, 0]))})
    for key in keys[SETTLED:]:
        store.add(MODEL, {key: embedded(("ore", [0, 1]))})
    assert store.of_words(MODEL, ["ore"])["ore"] == pytest.approx([1, 0])


def test_words_of_other_models_go_with_these(library, keys):
    library.sentence_vectors.add(MODEL, {keys[0]: embedded(("ore", [1, 0]))})
    library.vectors.settle_model("another")
    assert library.database.scalar("SELECT count(*) FROM word_vectors") == 0
