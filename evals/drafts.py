"""`drafts`: sentences that a model drafted, put through the check: true ones kept, altered caught.

A data folder holds `turns.jsonl`, the passages that each turn was given, and `statements.jsonl`,
sentences with their markers, `label` (`supported` or `altered`) and the kind of `alteration`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from evals.harness import Row, read_jsonl
from rag.answer.verify import Verification, verify
from rag.schema import Passage, Span


def run(folder: Path) -> Iterable[Row]:
    """Check every sentence by code alone (`code`).

    - `true_kept`: share of the supported sentences that are shown.
    - `leads_kept`: the same of the first supported sentence of each turn.
    - `altered_caught`: share of the altered ones that are withheld; `caught KIND`: by alteration.
    - `verbatim`: share of the sentences with quotes whose every quote stands in its passage.
    """
    turns = read_jsonl(folder / "turns.jsonl", "turns.jsonl and statements.jsonl")
    passages = {turn["turn_id"]: [_passage(item) for item in turn["passages"]] for turn in turns}
    statements = read_jsonl(folder / "statements.jsonl", "turns.jsonl and statements.jsonl")
    led: set[str] = set()
    for number, statement in enumerate(statements):
        turn = statement["turn_id"]
        is_lead = statement["label"] == "supported" and turn not in led
        if is_lead:
            led.add(turn)
        checked = verify(statement["sentence"], passages[turn])
        details = {"sentence": statement["sentence"], "why": checked.why}
        scored = scores(statement, checked, passages[turn], is_lead)
        yield Row(f"{turn}.{number}", "code", scored, details)


def scores(
    statement: Mapping[str, Any],
    checked: Verification,
    passages: Sequence[Passage],
    is_lead: bool = False,
) -> dict[str, float]:
    """Score one sentence with what the check made of it."""
    found = _verbatim(checked, passages)
    if statement["label"] == "supported":
        kept = float(not checked.why)
        return found | {"true_kept": kept} | ({"leads_kept": kept} if is_lead else {})
    caught = float(bool(checked.why))
    return found | {"altered_caught": caught, f"caught {statement['alteration']}": caught}


def _verbatim(checked: Verification, passages: Sequence[Passage]) -> dict[str, float]:
    if not checked.support:
        return {}
    found = (
        item.span.shifted(-passages[item.number - 1].span.start).of(passages[item.number - 1].text)
        == item.quote
        for item in checked.support
    )
    return {"verbatim": float(all(found))}


def _passage(record: Mapping[str, Any]) -> Passage:
    """Return a passage as the drafter was given it."""
    start, text = record["start"], record["text"]
    return Passage(
        chunk_id=str(record["n"]),
        document_id=record["document_id"],
        text=text,
        span=Span(start, start + len(text)),
        score=1.0,
        title=record["title"],
        publisher=record["publisher"],
        published=date.fromisoformat(record["published"]) if record["published"] else None,
        date_source=None,
        updated=None,
        url=None,
        kind="news",
    )
