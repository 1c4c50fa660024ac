"""The growth half of `speed`: variants are no copies, every filter is asked, figures by hand."""

import random
from itertools import islice

import numpy as np
import pytest

from evals import growth
from evals.sentence_cost import draw_chunks, measure
from rag.language.near_duplicates import are_copies, shingles
from rag.schema import Scope
from tests.samples import document, put, quoting_chain

WORDS = (
    "the licence office granted several permits while inspectors visited furnace sites"
    " near harbour districts before winter orders"
).split()


@pytest.fixture
def documents():
    draw = random.Random(5)
    return [
        document(
            str(number),
            " ".join(f"Item {n} says {' '.join(draw.choices(WORDS, k=12))}." for n in range(40)),
            title=f"Report on item {number}",
        )
        for number in range(12)
    ]


@pytest.fixture
def real(documents, embedder):
    return growth._real(documents, embedder, 60)


def test_variants_are_no_copies_and_their_vectors_lie_near_the_real_ones(real):
    first, variants = real[0], list(islice(growth._supply(real), len(real), 3 * len(real)))
    texts = [cut.document.text for cut in (first, variants[0], variants[len(real)])]
    assert len({len(text) for text in texts}) == 1
    assert not any(
        are_copies(shingles(one), shingles(other))
        for one, other in ((texts[0], texts[1]), (texts[1], texts[2]))
    )
    nearness = [
        float(a @ b)
        for cut, base in zip(variants, real * 2, strict=True)
        for a, b in zip(cut.vectors, base.vectors, strict=False)
    ]
    assert 0.8 < np.mean(nearness) < 0.99
    assert np.allclose(
        [np.linalg.norm(vector) for cut in variants for vector in cut.vectors], 1.0, atol=1e-5
    )


def test_the_same_library_is_drawn_in_each_run(real):
    one, other = (list(islice(growth._supply(real), 30)) for _ in range(2))
    assert [cut.document for cut in one] == [cut.document for cut in other]
    assert all(np.array_equal(a.vectors, b.vectors) for a, b in zip(one, other, strict=True))


def test_no_two_questions_set_the_same_days():
    for name in ("year", "decade", "as_of"):
        assert len({growth._scope(name, number) for number in range(60)}) == 60
    assert growth._scope("plain", 3) == Scope()


def test_recall_by_hand():
    assert growth._recall([1, 2, 9], np.array([1, 2, 3, 4]), 3) == pytest.approx(2 / 3)
    assert growth._recall([], np.array([], np.int64), 10) == 1.0


def test_a_small_library_is_grown_and_asked_under_every_filter(documents, embedder):
    rows = list(growth.run(documents, embedder, stages=(60, 120), questions=6))
    by_size = {(row.query_id, row.system): row.scores for row in rows}
    assert set(by_size) == {
        (f"{size}", f"{size} {name}") for size in (60, 120) for name in growth.FILTERS
    } | {("growth", "dateline")}
    assert all(
        scores["recall@10"] == 1.0 and scores["p95_ms"] >= scores["p50_ms"] > 0
        for scores in list(by_size.values())[:-1]
    )
    summary = by_size["growth", "dateline"]
    assert summary["first_evidence_p95_ms"] == by_size["120", "120 plain"]["p95_ms"]
    assert summary["growth_ratio"] == pytest.approx(
        by_size["120", "120 plain"]["p95_ms"] / by_size["60", "60 plain"]["p95_ms"]
    )


def test_what_is_drawn_for_a_chunk_are_its_sentences_and_words(embedder):
    texts = {"key": "Gallium rose. The ore fell."}
    vector = np.eye(256, dtype=np.float32)[0]
    (chunk,) = draw_chunks(texts, {"key": vector}, np.random.default_rng(1)).values()
    assert [span.of(texts["key"]) for span in chunk.spans] == ["Gallium rose.", "The ore fell."]
    assert chunk.words == ("gallium", "rose", "ore", "fell")
    nearness = np.vstack([chunk.sentences, chunk.word_vectors]) @ vector
    assert 0.8 < nearness.min() <= nearness.max() < 0.99


def test_both_costs_are_measured_and_the_chain_is_left_as_it_was(library, embedder):
    put(library, embedder, document("a", "Gallium rose by nine per cent. Antimony fell."))
    with quoting_chain(library) as chain:
        parts = chain.library.sentence_vectors, chain.embedder
        cost = measure(chain, ["How far did gallium rise?"])
        assert min(cost) > 0
        assert (chain.library.sentence_vectors, chain.embedder) == parts
