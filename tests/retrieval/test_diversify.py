"""Which windows become passages, by hand.

Windows are (document, score), numbered from 1 by tens in their order.
"""

import pytest

from rag.retrieval.diversify import apart, diversify
from rag.schema import Hit
from rag.storage import ChunkSource


def chosen(*windows: tuple[str, str | None, float], limit: int) -> list[str]:
    """The documents taken, of windows given as (document, publisher, score)."""
    hits = [Hit(10 * place, score) for place, (_, _, score) in enumerate(windows, start=1)]
    standings = {
        10 * place: ChunkSource(document, document, publisher, None, False)
        for place, (document, publisher, _) in enumerate(windows, start=1)
    }
    return [windows[hit.number // 10 - 1][0] for hit in diversify(hits, standings, limit)]


def test_a_publisher_keeps_to_half_the_places_while_others_are_relevant():
    windows = [
        ("a1", "A", 1.0),
        ("a2", "A", 0.9),
        ("a3", "A", 0.85),
        ("b1", "B", 0.7),
        ("c1", "C", 0.6),
    ]
    assert chosen(*windows, limit=4) == ["a1", "a2", "b1", "c1"]


def test_a_publisher_fills_the_places_that_no_other_is_relevant_for():
    windows = [
        ("a1", "A", 1.0),
        ("a2", "A", 0.9),
        ("a3", "A", 0.8),
        ("a4", "A", 0.7),
        ("b1", "B", 0.1),
    ]
    assert chosen(*windows, limit=4) == ["a1", "a2", "a3", "a4"]


def test_what_is_taken_stays_in_order_of_score():
    windows = [("a1", "A", 1.0), ("a2", "A", 0.9), ("b1", "B", 0.6)]
    assert chosen(*windows, limit=3) == ["a1", "a2", "b1"]


def test_a_single_publisher_is_not_cut_short():
    assert chosen(*[(f"a{n}", "A", 1 - n / 10) for n in range(8)], limit=8) == [
        f"a{n}" for n in range(8)
    ]


def test_documents_without_a_publisher_crowd_nobody_out():
    windows = [("x", None, 1.0), ("y", None, 0.9), ("z", None, 0.8), ("b", "B", 0.7)]
    assert chosen(*windows, limit=3) == ["x", "y", "z"]


def test_a_single_place_goes_to_the_best():
    assert chosen(("a", "A", 1.0), ("b", "B", 0.9), limit=1) == ["a"]


@pytest.mark.parametrize(("joined", "kept"), [(True, [1, 3]), (False, [1, 2, 3])])
def test_windows_that_share_a_chunk_with_a_better_one_are_left_out(joined, kept):
    standings = {n: ChunkSource("g", "d", None, None, joined) for n in (1, 2, 3)}
    assert [hit.number for hit in apart([Hit(1, 0.9), Hit(2, 0.8), Hit(3, 0.7)], standings)] == kept
