"""The measures of `drafts`, worked out by hand."""

import json

from evals import drafts
from evals.harness import Result

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


def metrics_of(tmp_path, statements):
    (tmp_path / "turns.jsonl").write_text(json.dumps({"turn_id": "t", "passages": [PASSAGE]}))
    lines = "\n".join(json.dumps(item) for item in statements)
    (tmp_path / "statements.jsonl").write_text(lines)
    rows = tuple(drafts.run(tmp_path))
    return {k: v.value for k, v in Result("drafts", "d", rows, 0.0, {}).metrics["code"].items()}


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
