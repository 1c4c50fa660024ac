"""Fusion by hand, and what one retrieval may hold.

Three passages a document, one of a group of copies, only what filters let through.
"""

from datetime import date

import numpy as np
import pytest

from rag.ingest.chunking import chunk
from rag.retrieval.diversify import PER_DOCUMENT
from rag.retrieval.hybrid import fuse, rank, retrieve
from rag.schema import Hit, Question, Scope, Window
from rag.storage.dense.index import VectorIndex
from tests.samples import document, put

STORY = " ".join(
    f"The gallium licence number {n} went to a factory in district {n * 13}"
    f" after an inspection of furnace {n * 7}."
    for n in range(40)
)


def query(text: str, scope: Scope = Scope()) -> Question:
    return Question(text, text, date(2025, 12, 1), scope)


@pytest.fixture
def index(library, embedder, tmp_path):
    opened = VectorIndex(library, embedder.name, tmp_path / "index")
    yield opened
    opened.close()


def titles(library, index, embedder, text, scope=Scope(), limit=10):
    return [
        passage.title
        for passage in retrieve(library, index, embedder, query(text, scope), limit)[0]
    ]


# -- by hand ---------------------------------------------------------------------------------------

NONE = -np.inf


def fused(nearness, window_words, text_words, owners) -> list[float]:
    return fuse(np.array(nearness), np.array(window_words), np.array(text_words), owners).tolist()


def test_a_document_stands_where_its_best_window_stands():
    # nearness moved to 1, .5, 0; words as shares: windows 1, .5, 0; texts 1, .5, .5. Each window is
    # a document of its own.
    scores = fused([0.9, 0.7, 0.5], [8.0, 4.0, 0.0], [6.0, 3.0, 3.0], [1, 2, 3])
    assert scores == pytest.approx([1.0, 0.6 * 0.5 + 0.4 * 0.5, 0.4 * 0.7 * 0.5])


def test_the_windows_of_a_document_are_ranked_by_their_own_words_first():
    # one document: the first window is the nearest (.35), the second holds the words (.65); both
    # texts are the same one
    near, worded = fused([0.9, 0.5], [0.0, 8.0], [6.0, 6.0], [1, 1])
    assert worded == pytest.approx(0.6 + 0.4 * 0.7)  # the document's best is the nearest window's
    assert worded - near == pytest.approx(0.65 - 0.35)


def test_a_window_without_a_vector_is_as_near_as_its_words_are_good():
    assert fused([NONE, 0.8, 0.2], [4.0, 0.0, 0.0], [4.0, 0.0, 0.0], [1, 2, 3]) == pytest.approx(
        [1.0, 0.6, 0.0]
    )


def test_without_any_vector_words_decide():
    assert fused([NONE, NONE], [2.0, 4.0], [1.0, 1.0], [1, 2]) == pytest.approx(
        [0.6 * 0.5 + 0.4 * (0.3 * 0.5 + 0.7), 1.0]
    )


def test_equal_nearness_counts_in_full():
    assert fused([0.3, 0.3], [0.0, 0.0], [0.0, 0.0], [1, 2]) == pytest.approx([0.6, 0.6])


def test_nothing_found_has_no_scores():
    assert fused([], [], [], []) == []


def test_the_scale_of_a_half_does_not_matter():
    words = [3.0, 1.0, 2.0], [1.0, 5.0, 5.0], [1, 2, 2]
    assert fused([0.9, 0.5, 0.1], *words) == pytest.approx(fused([9.0, 5.0, 1.0], *words))


# -- in a library ----------------------------------------------------------------------------------


def test_what_shares_more_words_comes_first_with_its_cosine(library, embedder, index):
    put(
        library,
        embedder,
        document("a", "Gallium licences were granted.", title="Licences"),
        document("b", "Wheat prices fell.", title="Wheat"),
    )
    passages, how = retrieve(library, index, embedder, query("gallium licences"), 10)
    assert (how, passages[0].title) == ("chroma", "Licences")
    # stems of "Licences\nGallium licences were granted.": licens 2, gallium, were, grant -> length
    # √7; question: 1, 1 -> √2
    assert passages[0].similarity == pytest.approx((2 + 1) / (7**0.5 * 2**0.5), abs=1e-4)
    assert [passage.score for passage in passages] == sorted(
        (passage.score for passage in passages), reverse=True
    )


def test_a_document_gives_at_most_three_passages(library, embedder, index):
    put(
        library,
        embedder,
        document("long", STORY, title="Long"),
        document("short", "A gallium factory closed.", title="Short"),
    )
    found = titles(library, index, embedder, "gallium factory licence", limit=10)
    assert found.count("Long") == PER_DOCUMENT == 3
    assert "Short" in found


def test_copies_come_once_and_name_the_others(library, embedder, index):
    put(
        library,
        embedder,
        *[document(name, STORY, publisher=name) for name in ("One", "Two", "Three")],
    )
    passages, _ = retrieve(library, index, embedder, query("gallium factory licence"), 10)
    assert len({passage.span for passage in passages}) == len(passages) == 3
    assert all(len(passage.copies) == 2 for passage in passages)


def test_a_copy_that_a_filter_lets_through_stands_for_its_group(library, embedder, index):
    put(
        library,
        embedder,
        document("a", STORY, publisher="One"),
        document("b", STORY, publisher="Two"),
    )
    passages, _ = retrieve(
        library, index, embedder, query("gallium factory licence", Scope(publishers=("two",))), 10
    )
    assert {passage.publisher for passage in passages} == {"Two"}
    assert passages


def test_a_removed_copy_leaves_its_text_to_the_other(library, embedder, index):
    put(
        library,
        embedder,
        document("a", STORY, publisher="One"),
        document("b", STORY, publisher="Two"),
    )
    library.versions.remove(library.catalogue.entries()[0].document_id)
    passages, _ = retrieve(library, index, embedder, query("gallium factory licence"), 10)
    assert len({passage.publisher for passage in passages}) == 1
    assert all(passage.copies == () for passage in passages)


def test_the_limit_is_kept(library, embedder, index):
    put(library, embedder, *[document(str(n), f"Gallium item {n} rose.") for n in range(10)])
    assert len(titles(library, index, embedder, "gallium", limit=4)) == 4


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope(publishers=("the echo",)), {"Echo"}),
        (Scope(kinds=("policy",)), {"Rule"}),
        (Scope(window=Window(date(2025, 10, 15), date(2025, 10, 15))), {"Echo"}),
        (Scope(as_of=date(2025, 10, 14)), {"Daily"}),
        (Scope(publishers=("nobody",)), set()),
    ],
)
def test_a_filter_holds_in_both_halves(library, embedder, index, scope, expected):
    put(
        library,
        embedder,
        document("a", "Gallium licences one.", title="Daily", day="2025-10-01"),
        document(
            "b", "Gallium licences two.", title="Echo", day="2025-10-15", publisher="The Echo"
        ),
        document("c", "Gallium licences three.", title="Rule", day="2025-10-31", kind="policy"),
    )
    visible = set(library.visibility.visible_numbers(scope).tolist())
    ranking = rank(library, index, embedder, "gallium licences", scope)
    assert {
        hit.number for hit in library.fulltext.search_words("gallium licences", scope, 10)
    } == visible
    assert set(ranking.similarities) == {hit.number for hit in ranking.hits} == visible
    assert set(titles(library, index, embedder, "gallium licences", scope)) == expected


def test_words_that_one_half_alone_knows_are_found(library, embedder, index):
    put(
        library,
        embedder,
        document("a", "Gallium.", title="G"),
        document("b", "Those were theirs.", title="T"),
    )
    assert "G" in titles(library, index, embedder, "gallium")
    assert titles(library, index, embedder, "those were theirs")[0] == "T"


def test_an_empty_library_gives_no_passages(library, embedder, index):
    assert titles(library, index, embedder, "gallium") == []


def test_a_chunk_without_a_vector_is_found_by_its_words(library, embedder, index):
    put(library, embedder, document("a", "Wheat prices fell."))
    late = document("late", "Gallium licences were granted.", title="Late")
    library.versions.add(late, chunk(late.text), ["no vector yet"], {}, embedder.name)
    passages, _ = retrieve(library, index, embedder, query("gallium licences"), 10)
    assert (passages[0].title, passages[0].similarity) == ("Late", None)


def test_what_words_alone_find_is_scored_by_its_nearness_too(library, embedder, index):
    put(
        library,
        embedder,
        *[document(f"w{n}", f"Wheat prices fell {n} times.", title=f"W{n}") for n in range(5)],
    )
    ranking = rank(
        library, index, embedder, "wheat prices", Scope(), depth=2
    )  # neither half sees all five
    assert set(ranking.similarities) == {hit.number for hit in ranking.hits}


def test_words_elsewhere_in_a_document_bring_it_before_another(library, embedder, index):
    far = "\n\n".join(f"# Part {n}\n\nNothing is said here." for n in range(3))
    put(
        library,
        embedder,
        document("b", f"# One\n\nPrices fell.\n\n{far}\n\n# Last\n\nBread was dear.", title="B"),
        document("a", f"# One\n\nPrices fell.\n\n{far}\n\n# Last\n\nWheat was dear.", title="A"),
    )
    numbers = library.visibility.visible_numbers(Scope()).tolist()
    first = [
        passage.title
        for passage in library.chunks.passages([Hit(number, 1.0) for number in numbers])
        if passage.text == "Prices fell."
    ]
    assert first == ["B", "A"]  # equal windows keep this order
    hits = rank(library, index, embedder, "prices fell for wheat", Scope()).hits
    assert library.chunks.passages(hits)[0].title == "A"


def test_whole_texts_are_found_by_their_words_in_a_renewed_library_too(library, embedder):
    put(library, embedder, document("a", "Wheat prices fell."), document("b", "Gallium rose."))
    numbers = library.visibility.visible_numbers(Scope()).tolist()
    assert (
        library.fulltext.score_texts("wheat", library.chunks.entries_of(numbers)) > 0
    ).tolist() == [True, False]
    assert library.integrity.problems() == []
