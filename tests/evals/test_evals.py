import json
import math

import pytest
from click.testing import CliRunner

from evals import corpus, extract, formats, gate
from evals.__main__ import main
from evals.harness import Result, Row, UnusableData, read_jsonl
from evals.measures import (
    harmonic_of_means,
    holds,
    mean,
    ndcg,
    recall,
    reciprocal_rank,
    shingle_precision,
    shingle_recall,
    shingles,
)
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


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("", {}),
        ("Prices — rose.", {("Prices", "rose"): 1}),
        ("a b c d", {("a", "b", "c", "d"): 1}),
        ("a b a b a b", {("a", "b", "a", "b"): 2, ("b", "a", "b", "a"): 1}),
    ],
)
def test_shingles_are_runs_of_four_words_and_a_shorter_text_is_one(text, runs):
    assert shingles(text) == runs


def test_a_word_too_many_costs_precision_and_a_word_too_few_recall():
    # "a b c d e" has the runs abcd and bcde; a sixth word adds cdef.
    assert shingle_precision("a b c d e f", "a b c d e") == pytest.approx(2 / 3)
    assert shingle_recall("a b c d e f", "a b c d e") == 1
    assert shingle_recall("a b c d e", "a b c d e f") == pytest.approx(2 / 3)


def test_a_text_said_twice_has_half_the_precision():
    # Four words twice make five runs; the one of the gold text occurs in it twice.
    assert shingle_precision("a b c d a b c d", "a b c d") == pytest.approx(1 / 5)


def test_nothing_found_has_neither_precision_nor_recall():
    assert (shingle_precision("", "a b c d"), shingle_recall("", "a b c d")) == (0, 0)


def test_the_harmonic_mean_is_of_the_two_means_and_not_of_each_page():
    # Means .75 and .5 give 2 * .375 / 1.25 = .6, where the pages' own would average to (2/3 + 1/2)
    # / 2.
    found = harmonic_of_means([1.0, 0.5], [0.5, 0.5])
    assert found.value == pytest.approx(0.6)
    assert found.low <= found.value <= found.high


def test_the_harmonic_mean_of_nothing_right_is_zero():
    assert harmonic_of_means([0.0, 0.0], [0.0, 0.0]).value == 0


PAGE = (
    "<html><head><title>Prices rise</title></head>"
    "<body><article><h1>Prices rise</h1>{}</article></body></html>"
)
TEXT = (
    "Prices of gallium rose by four per cent on Monday after the ministry approved"
    " seven more licences for makers of magnets in the south."
)


def extract_on(folder, truths):
    (folder / "truth.jsonl").write_text("".join(json.dumps(truth) + "\n" for truth in truths))
    outcome = CliRunner().invoke(main, ["extract", "--data", str(folder), "--json"])
    assert outcome.exit_code == 0, outcome.output
    return json.loads(outcome.stdout)


def test_a_page_read_right_scores_one_on_what_is_known_of_it(tmp_path):
    (tmp_path / "a.html").write_text(PAGE.format(f"<p>31 October 2025</p><p>{TEXT}</p>"))
    found = extract_on(
        tmp_path,
        [
            {
                "file": "a.html",
                "body": TEXT,
                "title": "Prices  rise",
                "date": "2025-10-31",
                "publisher": None,
            }
        ],
    )
    scores = found["metrics"]["dateline"]
    assert {name: score["value"] for name, score in scores.items()} == dict.fromkeys(
        ("f1", "precision", "recall", "title", "date", "publisher"), 1.0
    )
    assert (
        set(found["metrics"]) == {"dateline", "trafilatura", "readability", "oracle"}
        and "embedding_model" not in found["versions"]
    )


def test_texts_that_must_and_must_not_be_there_are_counted_over_all_pages(tmp_path):
    (tmp_path / "a.html").write_text(PAGE.format(f"<p>{TEXT}</p>"))
    wanted = ["gallium rose", "four  per cent", "nine per cent"]
    found = extract_on(
        tmp_path, [{"file": "a.html", "with": wanted, "without": ["magnets", "copper"]}]
    )
    scores = found["metrics"]["dateline"]
    assert [scores[name]["value"] for name in ("recall", "precision")] == [0.6667, 0.6667]


def test_the_lowest_of_the_first_system_come_first():
    rows = [Row("a", "one", {"f1": 0.5}), Row("b", "one", {"f1": 0.2}), Row("b", "two", {"f1": 0})]
    assert Result("x", "y", tuple(rows), 0.0, {}).lowest(1) == [("b", 0.2)]


def test_our_own_pages_are_read_as_well_as_stated():
    rows = [row for row in extract.run(extract.PAGES) if row.system == "dateline"]
    figures = Result("extract", "pages", tuple(rows), 0.0, {}, extract.HARMONIC).metrics["dateline"]
    assert len(rows) >= 46
    assert figures["f1"].value >= 0.99
    assert [figures[name].value for name in ("title", "date", "publisher")] == [1.0, 1.0, 1.0]


def test_a_page_that_cannot_be_read_scores_zero_and_is_counted(tmp_path):
    (tmp_path / "a.html").write_text(PAGE.format(f"<p>{TEXT}</p>"))
    (tmp_path / "b.html").write_text(PAGE.format(""))
    found = extract_on(
        tmp_path, [{"file": "a.html", "body": TEXT}, {"file": "b.html", "body": TEXT}]
    )
    assert found["n"] == 2 and found["metrics"]["dateline"]["f1"]["value"] == 0.5


def test_a_page_that_is_named_and_missing_is_an_error(tmp_path):
    (tmp_path / "truth.jsonl").write_text('{"file": "gone.html"}\n')
    outcome = CliRunner().invoke(main, ["extract", "--data", str(tmp_path)])
    assert (outcome.exit_code, "gone.html" in outcome.stderr) == (2, True)


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
        "".join(
            json.dumps({"doc_id": key, "title": "", "text": text}) + "\n"
            for key, text in texts.items()
        )
    )
    (folder / "queries.jsonl").write_text(
        json.dumps(
            {
                "query_id": "1",
                "query": "Which exports need a licence?",
                "gold_doc": "a",
                "answers": ["gallium"],
            }
        )
        + "\n"
    )
    for name, system, measure in (
        ("retrieval", "hybrid", "hit@1"),
        ("evidence", "quotes", "first"),
    ):
        outcome = CliRunner().invoke(
            main,
            [name, "--data", str(folder), "--model", "words", "--json", "--rows", "rows.jsonl"],
        )
        assert outcome.exit_code == 0, outcome.output
        found = json.loads(outcome.stdout.strip().splitlines()[-1])
        assert found["n"] == 1 and found["metrics"][system][measure]["value"] == 1.0
        assert set(found) >= {"eval", "data", "n", "metrics", "seconds", "versions"}


FLOORS = {
    "corpus/quotes/answer": gate.Figure(0.80, 100),
    "corpus/quotes/leaks": gate.Figure(0.0, 10),
}


def test_one_question_below_the_floor_is_noise_and_two_are_a_fall():
    assert (
        gate.falls(
            {
                "corpus/quotes/answer": gate.Figure(0.79, 100),
                "corpus/quotes/leaks": gate.Figure(0.0, 10),
            },
            FLOORS,
        )
        == []
    )
    worse = {
        "corpus/quotes/answer": gate.Figure(0.78, 100),
        "corpus/quotes/leaks": gate.Figure(0.2, 10),
    }
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
    assert len(questions) >= 80 and len({query["query_id"] for query in questions}) == len(
        questions
    )
    assert {query["type"] for query in questions} == {
        "fact",
        "multi",
        "latest",
        "as_of",
        "status",
        "conflict",
        "unanswerable",
    }
    assert {query["abstention"] for query in questions if not query["answerable"]} == {
        "nothing_found",
        "not_enough",
        "outside_dates",
    }


def test_formats_of_one_name_are_compared_pair_by_pair_and_a_refusal_is_counted(tmp_path):
    body = (
        "The ministry confirmed the licences on Thursday."
        " It gave no further details of the companies that received them."
    )
    (tmp_path / "a.html").write_text(
        "<html><body><h1>China issues licences</h1>"
        f"<p>31 October 2025</p><p>{body}</p></body></html>"
    )
    (tmp_path / "a.txt").write_text(
        f"China issues licences\n\n31 October 2025\n\n{body.replace('Thursday', 'Friday')}\n"
    )
    (tmp_path / "a.json").write_text('{"title": "China issues licences"}')
    rows = {row.system: row for row in formats.run(tmp_path)}
    assert rows["json"].scores == {"read": 0.0}
    assert "without its text" in rows["json"].details["reason"]
    assert rows["html-txt"].scores == {
        "words": 17 / 18,
        "sentences": 0.5,
        "title": 1.0,
        "date": 1.0,
    }
    assert rows["html-txt"].details["lost"] == ["thursday / friday"]


def test_a_folder_without_pairs_is_unusable(tmp_path):
    with pytest.raises(UnusableData, match="no two files of one name"):
        list(formats.run(tmp_path))
