"""Fusion by hand, and what one retrieval may hold: three passages a document, one of a group of copies, only what filters let through."""

from datetime import date

import pytest

from rag.chunk import chunk
from rag.index import VectorIndex
from rag.library import Hit
from rag.retrieve import fuse, normalised, rank, retrieve
from rag.schema import Query, Scope, Window
from rag.variety import PER_DOCUMENT
from tests.samples import document, put

STORY = " ".join(
    f"The gallium licence number {n} went to a factory in district {n * 13} after an inspection of furnace {n * 7}." for n in range(40)
)


def query(text: str, scope: Scope = Scope()) -> Query:
    return Query(text, text, date(2025, 12, 1), scope)


@pytest.fixture
def index(library, embedder, tmp_path):
    opened = VectorIndex(library, embedder.name, tmp_path / "index")
    yield opened
    opened.close()


def titles(library, index, embedder, text, scope=Scope(), limit=10):
    return [passage.title for passage in retrieve(library, index, embedder, query(text, scope), limit)[0]]


# -- by hand -----------------------------------------------------------------------------------------------------------


def test_scores_are_moved_to_nought_to_one():
    assert normalised([Hit(1, 6.0), Hit(2, 4.0), Hit(3, 2.0)]) == {1: 1.0, 2: 0.5, 3: 0.0}


def test_equal_scores_are_all_one():
    assert normalised([Hit(1, 0.3), Hit(2, 0.3)]) == {1: 1.0, 2: 1.0}


def test_a_single_hit_counts_in_full():
    assert normalised([Hit(7, -0.2)]) == {7: 1.0}


def test_no_hits_are_no_scores():
    assert normalised([]) == {}


def test_negative_cosines_are_scores_like_others():
    assert normalised([Hit(1, 0.5), Hit(2, -0.5)]) == {1: 1.0, 2: 0.0}


def test_fusion_weighs_the_halves_and_gives_nothing_for_what_a_half_does_not_know():
    # dense: 1 -> 1, 2 -> .5, 3 -> 0; lexical: 2 -> 1, 4 -> 0. Half each: 2 has .25 + .5, 1 has .5, 3 and 4 have 0.
    fused = fuse([Hit(1, 0.9), Hit(2, 0.7), Hit(3, 0.5)], [Hit(2, 8.0), Hit(4, 4.0)], 0.5)
    assert [hit.number for hit in fused] == [2, 1, 3, 4]
    assert [hit.score for hit in fused] == pytest.approx([0.75, 0.5, 0, 0])


def test_a_share_of_one_is_dense_search_alone_and_of_nought_lexical():
    dense, lexical = [Hit(1, 0.9), Hit(2, 0.1)], [Hit(2, 8.0), Hit(1, 4.0)]
    assert [hit.number for hit in fuse(dense, lexical, 1.0)] == [1, 2]
    assert [hit.number for hit in fuse(dense, lexical, 0.0)] == [2, 1]


def test_ties_keep_the_order_of_the_library():
    assert [hit.number for hit in fuse([Hit(9, 0.5), Hit(3, 0.5)], [], 0.5)] == [3, 9]


def test_the_scale_of_a_half_does_not_matter():
    dense = [Hit(1, 0.9), Hit(2, 0.5), Hit(3, 0.1)]
    tenfold = [Hit(hit.number, hit.score * 10) for hit in dense]
    lexical = [Hit(3, 2.0), Hit(1, 1.0)]
    assert dict(fuse(dense, lexical, 0.4)) == pytest.approx(dict(fuse(tenfold, lexical, 0.4)))


# -- in a library ------------------------------------------------------------------------------------------------------


def test_what_shares_more_words_comes_first_with_its_cosine(library, embedder, index):
    put(
        library,
        embedder,
        document("a", "Gallium licences were granted.", title="Licences"),
        document("b", "Wheat prices fell.", title="Wheat"),
    )
    passages, how = retrieve(library, index, embedder, query("gallium licences"), 10)
    assert (how, passages[0].title) == ("chroma", "Licences")
    # stems of "Licences\nGallium licences were granted.": licens 2, gallium, were, grant -> length √7; question: 1, 1 -> √2
    assert passages[0].similarity == pytest.approx((2 + 1) / (7**0.5 * 2**0.5), abs=1e-4)
    assert [passage.score for passage in passages] == sorted((passage.score for passage in passages), reverse=True)


def test_a_document_gives_at_most_three_passages(library, embedder, index):
    put(library, embedder, document("long", STORY, title="Long"), document("short", "A gallium factory closed.", title="Short"))
    found = titles(library, index, embedder, "gallium factory licence", limit=10)
    assert found.count("Long") == PER_DOCUMENT == 3
    assert "Short" in found


def test_copies_come_once_and_name_the_others(library, embedder, index):
    put(library, embedder, *[document(name, STORY, publisher=name) for name in ("One", "Two", "Three")])
    passages, _ = retrieve(library, index, embedder, query("gallium factory licence"), 10)
    assert len({passage.span for passage in passages}) == len(passages) == 3
    assert all(len(passage.copies) == 2 for passage in passages)


def test_a_copy_that_a_filter_lets_through_stands_for_its_group(library, embedder, index):
    put(library, embedder, document("a", STORY, publisher="One"), document("b", STORY, publisher="Two"))
    passages, _ = retrieve(library, index, embedder, query("gallium factory licence", Scope(publishers=("two",))), 10)
    assert {passage.publisher for passage in passages} == {"Two"}
    assert passages


def test_a_removed_copy_leaves_its_text_to_the_other(library, embedder, index):
    put(library, embedder, document("a", STORY, publisher="One"), document("b", STORY, publisher="Two"))
    library.remove(library.entries()[0].document_id)
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
        document("b", "Gallium licences two.", title="Echo", day="2025-10-15", publisher="The Echo"),
        document("c", "Gallium licences three.", title="Rule", day="2025-10-31", kind="policy"),
    )
    visible = set(library.visible_numbers(scope).tolist())
    ranking = rank(library, index, embedder, "gallium licences", scope)
    assert {hit.number for hit in library.search_words("gallium licences", scope, 10)} == visible
    assert set(ranking.similarities) == {hit.number for hit in ranking.hits} == visible
    assert set(titles(library, index, embedder, "gallium licences", scope)) == expected


def test_words_that_one_half_alone_knows_are_found(library, embedder, index):
    put(library, embedder, document("a", "Gallium.", title="G"), document("b", "Those were theirs.", title="T"))
    assert "G" in titles(library, index, embedder, "gallium")
    assert titles(library, index, embedder, "those were theirs")[0] == "T"


def test_an_empty_library_gives_no_passages(library, embedder, index):
    assert titles(library, index, embedder, "gallium") == []


def test_a_chunk_without_a_vector_is_found_by_its_words(library, embedder, index):
    put(library, embedder, document("a", "Wheat prices fell."))
    late = document("late", "Gallium licences were granted.", title="Late")
    library.add(late, chunk(late.text), ["no vector yet"], {}, embedder.name)
    passages, _ = retrieve(library, index, embedder, query("gallium licences"), 10)
    assert (passages[0].title, passages[0].similarity) == ("Late", None)
