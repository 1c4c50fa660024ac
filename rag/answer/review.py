"""Check drafted statements and settle them in their order: by code, then by the checker."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from rag.answer.builder import AnswerBuilder
from rag.answer.checking.extracts import cited_sources
from rag.answer.checking.waiting import Waiting
from rag.answer.draft_notices import Outcome
from rag.answer.mending import WithheldLine
from rag.answer.verify import Verification, verify, withheld
from rag.language.discourse import needs_context, without_opening
from rag.language.lexicon import load
from rag.language.lexicon.patterns import any_of
from rag.schema import Event, StatementWithheld
from rag.schema.checks import Claim, Judgement
from rag.schema.drafts import DraftContext, DraftedLine

_LEANING = re.compile(rf"{any_of(load('checks')['leaning'])}\b")
_LEANS = "it leans on a sentence that is withheld"
_WORDS_OF = {
    "contradicted": "its source says otherwise",
    "not_enough": "its source does not say all of it",
}


class _Checked(NamedTuple):
    """A line that was checked by code, and what will be said of it where it passed."""

    line: DraftedLine
    verification: Verification
    judged: Future[Judgement] | None


@dataclass
class Review:
    """Shows the statements that pass, and keeps those that do not.

    A statement that leans on the one before stands and falls with it. `is_open` says whether one
    may lean on what stands before the first.
    """

    context: DraftContext
    builder: AnswerBuilder
    outcome: Outcome
    checker: Waiting | None
    is_open: bool = True
    withheld: list[WithheldLine] = field(default_factory=list)
    _waiting: deque[_Checked] = field(default_factory=deque)
    _before: str = ""

    def add(self, line: DraftedLine) -> Iterator[Event]:
        """Check a line by code, ask the checker, and yield what is settled by now."""
        with self.builder.timed("verify"):
            checked = verify(line.text, self.context.passages, line.words)
        judged = None
        if self.checker and not checked.why:
            judged = self.checker.ask(claim_of(checked, self.context, self._before))
        self._waiting.append(_Checked(line, checked, judged))
        self._before = checked.text
        while self._waiting and _is_done(self._waiting[0]):
            yield self._settle(self._waiting.popleft())

    def finish(self) -> Iterator[Event]:
        """Yield what the rest comes to."""
        while self._waiting:
            yield self._settle(self._waiting.popleft())

    def _settle(self, item: _Checked) -> Event:
        judgement = self._judgement(item.judged)
        checked = replace(item.verification, why=self._fault(item.verification, judgement))
        self.is_open = not checked.why
        if checked.why:
            self.outcome.withheld += 1
            self.withheld.append(WithheldLine(item.line, checked.why))
            return StatementWithheld(withheld(checked))
        self.outcome.shown += 1
        passages = self.context.passages
        if judgement and judgement.verdict == "supported" and self.checker:
            return self.builder.add_statement(checked, passages, self.checker.name)
        unjudged = judgement.reason if judgement else ""
        if unjudged:
            self.outcome.unjudged.append(unjudged)
        return self.builder.add_statement(checked, passages, unjudged=unjudged)

    def _judgement(self, judged: Future[Judgement] | None) -> Judgement | None:
        if judged is None:
            return None
        with self.builder.timed("check"):
            return judged.result()

    def _fault(self, checked: Verification, judgement: Judgement | None) -> str:
        if checked.why:
            return checked.why
        if judgement and judgement.verdict in _WORDS_OF:
            words = _WORDS_OF[judgement.verdict]
            return f"{words}: {judgement.reason}" if judgement.reason else words
        return _LEANS if not self.is_open and _leans(checked.text) else ""


def claim_of(checked: Verification, context: DraftContext, before: str = "") -> Claim:
    """Return what a checker is asked of a statement that passed the check by code.

    Args:
        checked: the statement with its support.
        context: what it was drafted from.
        before: the statement before it.
    """
    sources = cited_sources(checked.support, context.passages, context.background)
    question = context.question
    return Claim(checked.text, sources, question.today, question.text, before)


def _is_done(item: _Checked) -> bool:
    return item.judged is None or item.judged.done()


def _leans(statement: str) -> bool:
    """Return whether a statement opens with what only the one before explains: "Of that, half"."""
    bare = without_opening(statement)
    return needs_context(bare) or _LEANING.match(bare) is not None
