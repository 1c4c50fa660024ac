"""The measures of `citations`, worked out by hand."""

import json

import pytest

from evals import citations
from evals.harness import Result

DOCUMENTS = [
    {"doc_id": "a", "title": "Salt", "text": "Salt lowers the freezing point of water."},
    {"doc_id": "b", "title": "Iron", "text": "Iron rusts in moist air. Paint slows it."},
]
QUERIES = [
    {
        "query_id": "1",
        "query": "Salt lowers the freezing point of water.",
        "qrels": {"a": 1},
        "evidence": [{"doc_id": "a", "label": "SUPPORT"}],
    },
    {
        "query_id": "2",
        "query": "Salt raises the freezing point of water.",
        "qrels": {"a": 1},
        "evidence": [{"doc_id": "a", "label": "CONTRADICT"}],
    },
    {"query_id": "3", "query": "Copper turns green by the sea.", "qrels": {"b": 1}, "evidence": []},
]


def folder_of(path):
    for name, items in (("documents", DOCUMENTS), ("queries", QUERIES)):
        (path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, items)))
    return path


def test_code_sees_the_turned_claim_that_word_overlap_takes_for_nearly_the_same(tmp_path):
    rows = tuple(citations.run(folder_of(tmp_path)))
    said = {(row.system, row.query_id): row.details["said"] for row in rows}
    assert [said["code", name] for name in ("1.a", "2.a", "3.b")] == [True, False, False]
    metrics = Result("citations", "d", rows, 0.0, {}).metrics
    assert metrics["code"]["macro_f1"].value == metrics["code"]["accuracy"].value == 1.0


def test_an_abstract_whose_verdict_is_not_known_is_left_out():
    query = QUERIES[0] | {"qrels": {"a": 1, "b": 1}}
    pairs = citations.pairs_of([query], {item["doc_id"]: item for item in DOCUMENTS})
    assert [pair.name for pair in pairs] == ["1.a"]


def test_the_parts_have_the_macro_f1_as_their_mean():
    """F1 of the true class is 2/3 (one of two said), of the other 2/3 (one of two found)."""
    parts = citations.parts_of_macro_f1([True, False, False], [True, False, True])
    assert sum(parts) / 3 == pytest.approx(2 / 3)


def test_the_floor_has_the_threshold_that_does_best():
    assert citations.best_threshold([0.2, 0.6, 0.9], [False, True, True]) == 0.6
