import json
import math

import pytest
from click.testing import CliRunner

from evals import corpus, gate
from evals.__main__ import main
from evals.harness import Result, Row, UnusableData, read_jsonl
from evals.measures import holds, mean, ndcg, recall, reciprocal_rank
from tests.conftest import REPOSITORY


def test_ndcg_of_one_relevant_document_at_rank_two_is_one_over_log2_of_three():
    assert ndcg(["x", "a"], {"a": 1}, 10) == pytest.approx(1 / math.log2(3))


def test_ndcg_of_the_best_order_is_one_and_beyond_k_nothing_counts():
    assert ndcg(["a", "b"], {"a": 2, "b": 1}, 10) == 1
    assert ndcg(["x", "a"], {"a": 1}, 1) == 0


def test_recall_is_a_share_of_all_relevant_documents():
    assert recall(["a", "a", "x"], {"a": 1, "b": 1}, 3) == 0.5


def test_reciprocal_rank_of_nothing_found_is_zero():
    assert reciprocal_rank(["x"], {"a": 1}) == 0


@pytest.mark.parametrize(
    ("text", "answers", "expected"),
    [
        ("It fell to 8,200 cars.", ["8,200"], True),
        ("It fell to 18,200.", ["8,200"], False),
        ("Café São", ["cafe sao"], True),
        ("", ["x"], False),
        ("x", [""], False),
    ],
)
def test_an_answer_is_held_whatever_its_case_and_accents(text, answers, expected):
    assert holds(text, answers) is expected


def test_the_interval_of_a_mean_holds_it_and_is_the_same_in_each_run():
    found = mean([0, 1, 1, 1, 0, 1, 1, 0])
    assert found.low < found.value == 0.625 < found.high
    assert found == mean([0, 1, 1, 1, 0, 1, 1, 0])


def test_a_question_without_scores_is_counted_as_unscored():
    rows = (Row("1", "dense", {"hit@1": 1.0}), Row("2", "dense", {}))
    result = Result("retrieval", "x", rows, 1.0, {})
    assert (result.n, result.unscored) == (1, 1)
    assert result.to_dict()["metrics"]["dense"]["hit@1"]["value"] == 1.0


def test_data_that_is_missing_is_named(tmp_path):
    with pytest.raises(UnusableData, match=r"queries\.jsonl"):
        read_jsonl(tmp_path / "queries.jsonl")


def test_a_broken_line_is_named_by_its_number(tmp_path):
    (tmp_path / "queries.jsonl").write_text('{"a": 1}\n{oops\n')
    with pytest.raises(UnusableData, match="line 2"):
        read_jsonl(tmp_path / "queries.jsonl")


def test_retrieval_and_evidence_run_on_a_folder_in_the_documented_format(tmp_path):
    folder = tmp_path / "tiny"
    folder.mkdir()
    texts = {
        "a": "Gallium exports need a licence since August 2023.",
        "b": "Bread is baked for forty minutes in an oven.",
        "c": "Magnets hold terbium and dysprosium.",
    }
    (folder / "documents.jsonl").write_text(
        "".join(json.dumps({"doc_id": key, "title": "", "text": text}) + "\n" for key, text in texts.items())
    )
    (folder / "queries.jsonl").write_text(
        json.dumps({"query_id": "1", "query": "Which exports need a licence?", "gold_doc": "a", "answers": ["gallium"]}) + "\n"
    )
    for name, system, measure in (("retrieval", "hybrid", "hit@1"), ("evidence", "quotes", "first")):
        outcome = CliRunner().invoke(main, [name, "--data", str(folder), "--model", "words", "--json", "--rows", "rows.jsonl"])
        assert outcome.exit_code == 0, outcome.output
        found = json.loads(outcome.stdout.strip().splitlines()[-1])
        assert found["n"] == 1 and found["metrics"][system][measure]["value"] == 1.0
        assert set(found) >= {"eval", "data", "n", "metrics", "seconds", "versions"}


FLOORS = {"corpus/quotes/answer": gate.Figure(0.80, 100), "corpus/quotes/leaks": gate.Figure(0.0, 10)}


def test_one_question_below_the_floor_is_noise_and_two_are_a_fall():
    assert gate.falls({"corpus/quotes/answer": gate.Figure(0.79, 100), "corpus/quotes/leaks": gate.Figure(0.0, 10)}, FLOORS) == []
    worse = {"corpus/quotes/answer": gate.Figure(0.78, 100), "corpus/quotes/leaks": gate.Figure(0.2, 10)}
    assert [fall.measure for fall in gate.falls(worse, FLOORS)] == list(FLOORS)


def test_a_measure_that_is_gone_counts_as_fallen():
    assert [fall.measure for fall in gate.falls({}, FLOORS)] == list(FLOORS)


def test_an_update_raises_floors_and_never_lowers_them():
    found = {
        "corpus/quotes/answer": gate.Figure(0.7, 100),
        "corpus/quotes/leaks": gate.Figure(0.1, 10),
        "corpus/quotes/new": gate.Figure(0.5, 9),
    }
    assert gate.raised(found, FLOORS) == {**FLOORS, "corpus/quotes/new": gate.Figure(0.5, 9)}


def test_every_gold_quote_of_our_questions_occurs_exactly_once():
    assert corpus.misplaced_quotes(REPOSITORY / "corpus") == []


def test_our_questions_are_of_every_kind():
    questions = read_jsonl(corpus.QUESTIONS)
    assert len(questions) >= 80 and len({query["query_id"] for query in questions}) == len(questions)
    assert {query["type"] for query in questions} == {"fact", "multi", "latest", "as_of", "status", "conflict", "unanswerable"}
    assert {query["abstention"] for query in questions if not query["answerable"]} == {"nothing_found", "not_enough", "outside_dates"}
