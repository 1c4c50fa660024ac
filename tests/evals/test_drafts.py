"""The measures of `drafts`, worked out by hand."""

import json

import pytest

from evals import drafts
from evals.harness import Result, UnusableData

PASSAGE = {
    "n": 1,
    "title": "Two harbours",
    "publisher": "The Daily",
    "published": "2020-06-01",
    "document_id": "d",
    "start": 7,
    "text": "Storvik closed on 3 May 2020. Aldby sold 140 berths.",
}


def statement(sentence, alteration=None):
    label = "altered" if alteration else "supported"
    return {"turn_id": "t", "sentence": sentence, "label": label, "alteration": alteration}


STATEMENTS = [
    statement("Storvik closed on 3 May 2020 [1]."),
    statement("Aldby sold 140 berths [1]."),
    statement("Neither harbour pays [2]."),
    statement("Storvik closed on 4 May 2020 [1].", "date"),
    statement("Storvik sold 140 berths [1].", "name"),
]


TURN = {"turn_id": "t", "question": "When did Storvik close?", "passages": [PASSAGE]}


def metrics_of(tmp_path, statements, system="code", **files):
    write(tmp_path / "turns.jsonl", [TURN])
    write(tmp_path / "statements.jsonl", statements)
    rows = tuple(drafts.run(tmp_path, **files))
    found = Result("drafts", "d", rows, 0.0, {}).metrics.get(system, {})
    return {name: value.value for name, value in found.items()}


def write(path, items):
    path.write_text("\n".join(json.dumps(item) for item in items))
    return path


def read(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_shares_of_true_sentences_kept_and_of_altered_ones_caught(tmp_path):
    found = metrics_of(tmp_path, STATEMENTS)
    # The third true sentence cites a passage that there is not.
    assert round(found["true_kept"], 3) == 0.667
    assert found["altered_caught"] == found["caught date"] == found["caught name"] == 1.0
    assert found["verbatim"] == 1.0


def test_the_lead_is_the_first_true_sentence_of_a_turn(tmp_path):
    assert metrics_of(tmp_path, STATEMENTS)["leads_kept"] == 1.0
    assert metrics_of(tmp_path, STATEMENTS[2:])["leads_kept"] == 0.0
    assert "leads_kept" not in metrics_of(tmp_path, STATEMENTS[3:])


# -- record and replay -----------------------------------------------------------------------------

TWO = [statement("Storvik closed on 3 May 2020 [1]."), statement("Aldby sold 140 berths [1].")]
OTHERS = statement("Aldby sold 140 of its berths [1].", "merge")


def exported(tmp_path, statements, answers=None):
    prompts = tmp_path / "prompts.jsonl"
    metrics_of(tmp_path, statements, answers=answers, prompts=prompts)
    return read(prompts)


def answer_of(prompt, table):
    """The answer of the first words that a prompt ends with."""
    last = prompt["messages"][-1]["content"]
    return next(said for words, said in table.items() if last.endswith(words))


def test_the_prompts_of_draft_and_check_are_written_with_id_kind_and_messages(tmp_path):
    prompts = exported(tmp_path, [*TWO, statement("Aldby sold 141 berths [1].", "number")])
    assert [prompt["kind"] for prompt in prompts] == ["check", "check", "draft"]
    assert len({prompt["id"] for prompt in prompts}) == 3
    roles = [message["role"] for message in prompts[-1]["messages"]]
    assert roles == ["system", "user"]
    assert prompts[-1]["messages"][1]["content"].endswith("Question: When did Storvik close?")
    assert "Before it stands: Storvik closed on 3 May 2020." in prompts[1]["messages"][1]["content"]


def test_without_answers_only_code_is_scored(tmp_path):
    prompts = tmp_path / "prompts.jsonl"
    assert metrics_of(tmp_path, TWO, "model", prompts=prompts) == {}


def test_a_models_verdicts_are_scored_on_what_code_lets_through(tmp_path):
    table = {"2020.": "SUPPORTED", "its berths.": "CONTRADICTED: whose", "berths.": "NOT ENOUGH"}
    statements = [*TWO, OTHERS, statement("Aldby sold 141 berths [1].", "number")]
    prompts = [item for item in exported(tmp_path, statements) if item["kind"] == "check"]
    answers = write(
        tmp_path / "answers.jsonl",
        [{"id": item["id"], "answer": answer_of(item, table)} for item in prompts],
    )
    found = metrics_of(tmp_path, statements, "model", answers=answers)
    assert (found["true_kept"], found["altered_caught"]) == (0.5, 1.0)
    assert found["caught merge"] == found["caught number"] == found["leads_kept"] == 1.0
    assert found["requests"] == 0.75  # code refuses one of four


def test_a_turn_with_an_unanswered_check_is_not_scored(tmp_path):
    first = next(item for item in exported(tmp_path, TWO) if item["kind"] == "check")
    answers = write(tmp_path / "answers.jsonl", [{"id": first["id"], "answer": "SUPPORTED"}])
    assert metrics_of(tmp_path, TWO, "model", answers=answers) == {}


DRAFT = (
    "Storvik closed on 3 May 2020. [1] «Storvik closed on 3 May 2020»\n"
    "Aldby sold 150 berths. [1] «Aldby sold 150 berths»\n"
)
MENDED = "Aldby sold 140 berths. [1] «Aldby sold 140 berths»"


def test_a_models_own_draft_is_followed_to_its_end(tmp_path):
    """First the draft is asked for, then its check, then the mending, then the last check."""
    said = {"close?": DRAFT, "2020.": "SUPPORTED", "NO ANSWER": MENDED, "berths.": "SUPPORTED"}
    known, kinds = {}, []
    while new := exported(tmp_path, [], write(tmp_path / "answers.jsonl", records(known))):
        kinds += [item["kind"] for item in new]
        known |= {item["id"]: answer_of(item, said) for item in new}
    assert kinds == ["draft", "check", "mend", "check"]
    found = metrics_of(tmp_path, [], "draft", answers=tmp_path / "answers.jsonl")
    assert found == {"shown": 1.0, "leads_kept": 1.0, "requests": 4.0, "verbatim": 0.5}


def records(answers):
    return [{"id": name, "answer": said} for name, said in answers.items()]


def test_an_answer_without_an_id_is_an_error_that_names_the_file(tmp_path):
    answers = write(tmp_path / "answers.jsonl", [{"answer": "SUPPORTED"}])
    with pytest.raises(UnusableData, match="answers"):
        metrics_of(tmp_path, TWO, answers=answers)
