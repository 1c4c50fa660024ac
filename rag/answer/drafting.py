"""Let a language model draft an answer, check each statement as it comes, and mend once."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from langchain_core.messages import BaseMessage
from langchain_core.runnables import RunnableConfig

from rag.answer.builder import AnswerBuilder
from rag.answer.checking.checkers import Checker
from rag.answer.checking.waiting import Waiting
from rag.answer.draft_notices import Outcome, notices_on_draft
from rag.answer.drafted import drafted_lines
from rag.answer.mending import mending_messages
from rag.answer.prompt import messages
from rag.answer.review import Review
from rag.errors import AnswerCut, ModelError
from rag.language.tokens import words
from rag.models.chat import OpenedModel
from rag.models.streaming import stream_text
from rag.schema import Event
from rag.schema.drafts import DraftContext, DraftedLine

# The model is asked for nine lines at most; a list may be longer.
MOST_STATEMENTS = 30
# A statement is shown once; a model that goes on repeating itself is stopped.
_MOST_REPEATS = 3
# What is written without a statement ends too: 40,000 characters are about 10,000 tokens.
_MOST_CHARACTERS = 40_000
# Draft and mending together may take this many times the longest silence, as a draft alone may.
_WHOLE = 3


def draft(
    model: OpenedModel,
    context: DraftContext,
    builder: AnswerBuilder,
    timeout_seconds: float,
    config: RunnableConfig | None = None,
    checker: Checker | None = None,
) -> Generator[Event, None, Outcome]:
    """Stream the model's statements, each checked; what went wrong becomes a notice.

    A statement is out when the one behind it has been drafted. Those that are withheld are asked
    for once more, with the reason of each, and checked alike.

    Returns what became of the draft.

    Args:
        model: who drafts.
        context: what it is given.
        builder: takes the statements that stand, and the notices.
        timeout_seconds: the longest silence of the model.
        config: LangChain's, for the call of the model.
        checker: who judges what the check by code lets through.
    """
    ends = time.monotonic() + _WHOLE * timeout_seconds
    asked = messages(*context)
    waiting = Waiting(checker, timeout_seconds, builder.meter, config) if checker else None
    drafting = _Drafting(Review(context, builder, Outcome(), waiting))
    outcome = drafting.review.outcome
    try:
        yield from drafting.read(model, asked, timeout_seconds, config)
        withheld = drafting.review.withheld
        left = ends - time.monotonic()
        if withheld and model.can_judge and outcome.fault is None and left > 0:
            again = mending_messages(asked, drafting.lines, withheld)
            mending = drafting.mending()
            patience = min(timeout_seconds, left / _WHOLE)
            yield from mending.read(model, again, patience, config)
            outcome.add_mended(mending.review.outcome)
    finally:
        if waiting:
            waiting.close()
    name = checker.name if checker else ""
    builder.notices += notices_on_draft(outcome, context, model.name, name)
    return outcome


def _until_fault(pieces: Iterable[str], outcome: Outcome) -> Iterator[str]:
    """Yield a stream's text up to its end or its fault, which is kept beside."""
    length = 0
    try:
        for piece in pieces:
            yield piece
            length += len(piece)
            if length > _MOST_CHARACTERS:
                outcome.fault = AnswerCut("the answer did not come to an end and was stopped")
                return
    except ModelError as error:
        outcome.fault = error


@dataclass
class _Drafting:
    """Reads the lines of one call; `is_over` when no more are wanted."""

    review: Review
    lines: list[DraftedLine] = field(default_factory=list)
    is_over: bool = False
    most_repeats: int = _MOST_REPEATS
    _repeats: int = 0
    _seen: set[tuple[str, ...]] = field(default_factory=set)

    def mending(self) -> _Drafting:
        """Return the reading of a second call, in which what the first said counts no more."""
        first = self.review
        review = Review(first.context, first.builder, Outcome(), first.checker, is_open=False)
        most_repeats = _MOST_REPEATS + len(self._seen)
        return _Drafting(review, most_repeats=most_repeats, _seen=self._seen)

    def read(
        self,
        model: OpenedModel,
        asked: Sequence[BaseMessage],
        timeout_seconds: float,
        config: RunnableConfig | None,
    ) -> Iterator[Event]:
        """Yield what becomes of each line that a model writes."""
        builder = self.review.builder
        text = stream_text(model.chat, asked, timeout_seconds, builder.meter, config)
        lines = drafted_lines(_until_fault(text, self.review.outcome))
        try:
            while not self.is_over:
                with builder.timed("draft"):
                    line = next(lines, None)
                if line is None:
                    break
                yield from self._add(line)
        finally:
            text.close()  # stops the provider's call
        yield from self.review.finish()

    def _add(self, line: DraftedLine) -> Iterator[Event]:
        outcome = self.review.outcome
        if line.kind == "nothing":
            outcome.found_nothing = self.is_over = True
        elif line.kind == "refusal":
            outcome.declined = True
        elif line.kind == "missing":
            outcome.missing.append(line.text)
        elif outcome.fault and not line.is_finished:
            self.is_over = True  # it was broken off and may say the opposite
        elif not self._is_repeated(line):
            self.lines.append(line)
            yield from self.review.add(line)

    def _is_repeated(self, line: DraftedLine) -> bool:
        said = tuple(words(line.text))
        if said in self._seen:
            self._repeats += 1
            why = "it repeated itself and was stopped"
            self._stop_when(self._repeats >= self.most_repeats, why)
            return True
        self._seen.add(said)
        most = f"it was stopped after {MOST_STATEMENTS} statements"
        self._stop_when(len(self._seen) >= MOST_STATEMENTS, most)
        return False

    def _stop_when(self, too_many: bool, why: str) -> None:
        if too_many:
            self.is_over = True
            self.review.outcome.fault = AnswerCut(why)
