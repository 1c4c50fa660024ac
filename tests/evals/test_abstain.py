"""Refusals with the right passage at hand, counted by hand."""

import json

import pytest

from evals import abstain
from rag.models.embeddings import WordCountEmbedder

TEXT = "Norland granted export licences for tin to 300 firms in May. The ministry confirmed it."


@pytest.fixture
def rows(tmp_path, monkeypatch):
    """The rows of some queries on one document, in a folder of their own."""
    monkeypatch.setattr("evals.harness.CACHE", tmp_path / "cache")

    def run(*queries):
        documents = [{"doc_id": "d1", "title": "Norland", "text": TEXT}]
        for name, records in (("documents", documents), ("queries", queries)):
            lines = "\n".join(map(json.dumps, records))
            (tmp_path / f"{name}.jsonl").write_text(lines)
        return list(abstain.run(tmp_path, WordCountEmbedder(4096)))

    return run


def query(text, answerable, answers=(), gold="d1"):
    return {
        "query_id": "q",
        "query": text,
        "answerable": answerable,
        "answers": list(answers),
        "gold_doc": gold,
    }


ANSWERED = "Did Norland grant export licences for tin to firms in May?"
UNRELATED = "Who won the cricket final yesterday?"


def test_an_answer_is_scored_by_the_likeness_of_its_first_sentence(rows):
    (row,) = rows(query(ANSWERED, True, [TEXT.partition(" The")[0], "no"]))
    assert row.scores == {"refused_answerable": 0.0, "rouge_l": 1.0}
    assert row.details["first"] == TEXT.partition(" The")[0]


def test_a_wrong_refusal_is_counted_and_has_no_likeness(rows):
    (row,) = rows(query(UNRELATED, True, ["Norland"]))
    assert row.scores == {"refused_answerable": 1.0, "rouge_l": 0.0}


def test_an_unanswerable_question_is_scored_by_its_refusal_alone(rows):
    refused, answered = rows(query(UNRELATED, False), query(ANSWERED, False))
    assert refused.scores == {"refused_unanswerable": 1.0}
    assert answered.scores == {"refused_unanswerable": 0.0}


def test_an_answerable_question_without_answers_has_no_likeness(rows):
    (row,) = rows(query(ANSWERED, True))
    assert row.scores == {"refused_answerable": 0.0, "rouge_l": 0.0}


@pytest.mark.parametrize("gold", [None, "", "d9"])
def test_a_question_without_its_passage_is_not_scored(rows, gold):
    (row,) = rows(query(ANSWERED, True, gold=gold))
    assert row.scores == {}
