"""Documents in the order of retrieval and of their best sentence together."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rag.evidence.rank import EVIDENCE_WEIGHT, rank_together
from rag.schema import Evidence, Span
from tests.samples import passage


def found(document_id, score):
    return replace(
        passage(f"What {document_id} says."),
        document_id=document_id,
        chunk_id=f"{document_id} {score}",
        score=score,
    )


def told(of, score):
    return Evidence(of, Span(0, 4), f"Evidence of {score}.", score, score, score)


NEAR, OTHER = found("near", 0.9), found("other", 0.85)


def test_of_two_documents_about_equally_near_the_one_with_the_better_sentence_comes_first():
    passages, _ = rank_together([NEAR, OTHER], [told(OTHER, 0.7), told(NEAR, 0.4)])
    assert [item.document_id for item in passages] == ["other", "near"]


def test_a_slightly_better_sentence_does_not_outweigh_a_much_nearer_document():
    _, evidence = rank_together([NEAR, far := found("far", 0.4)], [told(far, 0.6), told(NEAR, 0.5)])
    assert [item.passage.document_id for item in evidence] == ["near", "far"]


def test_a_document_without_evidence_counts_as_the_one_that_says_least():
    silent = found("silent", 0.95)
    passages, _ = rank_together([silent, NEAR, OTHER], [told(NEAR, 0.5), told(OTHER, 0.1)])
    assert [item.document_id for item in passages] == ["near", "silent", "other"]


def test_all_windows_of_a_document_gain_by_its_best_sentence():
    second = found("other", 0.8)
    passages, _ = rank_together([NEAR, OTHER, second], [told(OTHER, 0.9), told(NEAR, 0.1)])
    assert passages == [OTHER, second, NEAR]


def test_without_evidence_nothing_moves():
    assert rank_together([NEAR, OTHER], []) == ([NEAR, OTHER], [])


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 8), st.integers(0, 8)), min_size=1)
)
def test_the_first_sentence_has_the_best_sum_and_no_score_changes(rows):
    pairs = [(place := found(name, near / 8), told(place, best / 8)) for name, near, best in rows]
    passages, evidence = rank_together(*zip(*pairs, strict=True))
    sums = [
        max(place.score for place in passages if place.document_id == item.passage.document_id)
        + EVIDENCE_WEIGHT * item.score
        for item in evidence
    ]
    assert sums == sorted(sums, reverse=True)
    assert sorted(item.score for item in evidence) == sorted(item.score for _, item in pairs)
    assert sorted(place.score for place in passages) == sorted(place.score for place, _ in pairs)
