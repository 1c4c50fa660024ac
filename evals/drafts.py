"""`drafts`: sentences that a model drafted, put through the check: true ones kept, altered caught.

A data folder holds `turns.jsonl`, the passages that each turn was given, and `statements.jsonl`,
sentences with their markers, `label` (`supported` or `altered`) and the kind of `alteration`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from evals.harness import Row, read_jsonl
from evals.replay import Record, Replay, ReplayModel, read_answers, write_prompts
from rag.answer.builder import AnswerBuilder
from rag.answer.checking import ModelChecker
from rag.answer.drafted import drafted_lines
from rag.answer.drafting import draft
from rag.answer.quoted import find_quoted
from rag.answer.review import claim_of
from rag.answer.verify import Verification, markers, verify, without_markers
from rag.models.chat import OpenedModel
from rag.models.metering import Meter
from rag.schema import Passage, Question, Span, StatementReady, StatementWithheld
from rag.schema.checks import Claim
from rag.schema.drafts import DraftContext, DraftedLine

_EXPECTED = "turns.jsonl and statements.jsonl"
# Nothing waits for a record.
_TIMEOUT_SECONDS = 60.0


def run(folder: Path, answers: Path | None = None, prompts: Path | None = None) -> Iterable[Row]:
    """Check every sentence by code alone (`code`), and with answers by a model too (`model`).

    - `true_kept`: share of the supported sentences that are shown.
    - `leads_kept`: the same of the first supported sentence of each turn.
    - `altered_caught`: share of the altered ones that are withheld; `caught KIND`: by alteration.
    - `verbatim`: share of the sentences with quotes whose every quote stands in its passage.
    - `requests`: calls of the checker a sentence.

    A model's own drafts (`draft`) have no gold: `shown` is the share of their statements that
    stand in the end, `leads_kept` whether the first does at once, `verbatim` the share of their
    quoted words that stand in the passages, `requests` all calls for the turn. What is not
    answered yet gets no scores.

    Args:
        folder: the data.
        answers: a file of `id` and `answer`; see `evals.replay`.
        prompts: where the prompts go that are to be answered next.
    """
    turns = read_jsonl(folder / "turns.jsonl", _EXPECTED)
    contexts = {turn["turn_id"]: _context(turn) for turn in turns}
    statements = read_jsonl(folder / "statements.jsonl", _EXPECTED)
    replay = Replay(read_answers(answers))
    for row in chain(
        _of_sentences(statements, contexts, replay),
        (_of_draft(name, context, replay) for name, context in contexts.items()),
    ):
        if row.system == "code" or answers:
            yield row
    if prompts:
        write_prompts(replay.unanswered, prompts)


def _of_sentences(
    statements: Sequence[Mapping[str, Any]],
    contexts: Mapping[str, DraftContext],
    replay: Replay,
) -> Iterator[Row]:
    """Yield what code makes of each sentence of the data, and what a model makes of it then."""
    firsts: dict[str, int] = {}
    for number, statement in enumerate(statements):
        if statement["label"] == "supported":
            firsts.setdefault(statement["turn_id"], number)
    before = _before(statements)
    records = {turn: replay.record(turn) for turn in contexts}
    judged = []
    for number, statement in enumerate(statements):
        turn = statement["turn_id"]
        name, is_lead = f"{turn}.{number}", firsts.get(turn) == number
        checked = verify(statement["sentence"], contexts[turn].passages)
        details = {"sentence": statement["sentence"], "why": checked.why}
        scored = _verbatim(checked, contexts[turn].passages)
        scored |= scores(statement, not checked.why, is_lead)
        yield Row(name, "code", scored, details)
        claim = claim_of(checked, contexts[turn], before.get(_original(statement), ""))
        judged.append(_judged(Row(name, "model", scored, details), statement, claim, records[turn]))
    for row, record in judged:  # a turn counts when all of its checks are answered
        yield replace(row, scores={}) if record.unanswered else row


def _original(statement: Mapping[str, Any]) -> tuple[str, str]:
    """Return the turn of a sentence, and the true one that it is or was made of."""
    return statement["turn_id"], statement.get("original") or statement["sentence"]


def _before(statements: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], str]:
    """Return the sentence that stood before each true one, without its markers."""
    found, last = {}, ("", "")
    for statement in statements:
        if statement["label"] == "supported":
            own = _original(statement)
            found[own] = without_markers(last[1]) if last[0] == own[0] else ""
            last = own
    return found


def _judged(
    row: Row, statement: Mapping[str, Any], claim: Claim, record: Record
) -> tuple[Row, Record]:
    """Return the scores of a sentence when a model judges what code lets through."""
    if row.details["why"]:
        return replace(row, scores={**row.scores, "requests": 0.0}), record
    judgement = _checker(record).judge(claim, _TIMEOUT_SECONDS, Meter())
    is_refused = judgement.verdict in ("contradicted", "not_enough")
    shown = scores(statement, not is_refused, "leads_kept" in row.scores)
    why = f"{judgement.verdict}: {judgement.reason}" if is_refused else ""
    scored = {**row.scores, **shown, "requests": 1.0}
    return replace(row, scores=scored, details={**row.details, "why": why}), record


def _of_draft(turn: str, context: DraftContext, replay: Replay) -> Row:
    """Return what becomes of a model's own draft on its way to the reader."""
    record, builder = replay.record(turn), AnswerBuilder()
    model = OpenedModel(ReplayModel(record=record, kind="draft"), "replay")
    checker = _checker(record)
    drafted = draft(model, context, builder, _TIMEOUT_SECONDS, checker=checker)
    events = [event for event in drafted if isinstance(event, StatementReady | StatementWithheld)]
    is_shown = [isinstance(event, StatementReady) for event in events]
    details = {
        "shown": [statement.text for statement in builder.statements],
        "why": [
            f"{event.statement.text} - {event.statement.why}"
            for event in events
            if isinstance(event, StatementWithheld)
        ],
        "notices": [notice.message for notice in builder.notices],
    }
    if record.unanswered or not events:
        return Row(turn, "draft", {}, details)
    scored = {
        "shown": sum(is_shown) / len(_lines(record)),
        "leads_kept": float(is_shown[0]),
        "requests": float(len(record.asked)),
    }
    return Row(turn, "draft", scored | _found_words(_lines(record), context.passages), details)


def _lines(record: Record) -> list[DraftedLine]:
    """Return the statements of a recorded draft."""
    (said,) = (record.answers[name] for name in record.asked if ".draft." in name)
    return [line for line in drafted_lines([said]) if line.kind == "statement"]


def _found_words(lines: Iterable[DraftedLine], passages: Sequence[Passage]) -> dict[str, float]:
    found = [
        bool(find_quoted([words], [n for n in markers(line.text) if n <= len(passages)], passages))
        for line in lines
        for words in line.words
    ]
    return {"verbatim": sum(found) / len(found)} if found else {}


def _checker(record: Record) -> ModelChecker:
    return ModelChecker(OpenedModel(ReplayModel(record=record, kind="check"), "replay"))


def scores(statement: Mapping[str, Any], is_shown: bool, is_lead: bool = False) -> dict[str, float]:
    """Score one sentence with whether it is shown."""
    if statement["label"] == "supported":
        kept = float(is_shown)
        return {"true_kept": kept} | ({"leads_kept": kept} if is_lead else {})
    caught = float(not is_shown)
    return {"altered_caught": caught, f"caught {statement['alteration']}": caught}


def _verbatim(checked: Verification, passages: Sequence[Passage]) -> dict[str, float]:
    if not checked.support:
        return {}
    found = (
        item.span.shifted(-passages[item.number - 1].span.start).of(passages[item.number - 1].text)
        == item.quote
        for item in checked.support
    )
    return {"verbatim": float(all(found))}


def _context(turn: Mapping[str, Any]) -> DraftContext:
    """Return what the drafter of a turn was given; its today is the day of the newest passage."""
    passages = tuple(_passage(item) for item in turn["passages"])
    days = [passage.published for passage in passages if passage.published]
    asked = turn.get("question", "")
    return DraftContext(Question(asked, asked, max(days, default=date.min)), passages)


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
