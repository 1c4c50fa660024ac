"""Let a language model draft an answer, and check each statement as it comes."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field

from langchain_core.runnables import RunnableConfig

from rag.answer.builder import AnswerBuilder
from rag.answer.draft_notices import Outcome, notices_on_draft
from rag.answer.drafted import drafted_lines
from rag.answer.prompt import messages
from rag.answer.verify import verify, withheld
from rag.errors import AnswerCut, ModelError
from rag.language.tokens import words
from rag.models.chat import OpenedModel
from rag.models.streaming import stream_text
from rag.schema import Event, StatementWithheld
from rag.schema.drafts import DraftContext, DraftedLine

# The model is asked for nine lines at most; a list may be longer.
MOST_STATEMENTS = 30
# A statement is shown once; a model that goes on repeating itself is stopped.
_MOST_REPEATS = 3
# What is written without a statement ends too: 40,000 characters are about 10,000 tokens.
_MOST_CHARACTERS = 40_000


def draft(
    model: OpenedModel,
    context: DraftContext,
    builder: AnswerBuilder,
    timeout_seconds: float,
    config: RunnableConfig | None = None,
) -> Generator[Event, None, Outcome]:
    """Stream the model's statements, each verified; what went wrong becomes a notice.

    Returns what became of the draft.

    Args:
        model: who drafts.
        context: what it is given.
        builder: takes the statements that stand, and the notices.
        timeout_seconds: the longest silence of the model.
        config: LangChain's, for the call of the model.
    """
    text = stream_text(model.chat, messages(*context), timeout_seconds, builder.meter, config)
    checking = _Checking(context, builder)
    lines = drafted_lines(_until_fault(text, checking.outcome))
    try:
        while not checking.is_over:
            with builder.timed("draft"):
                line = next(lines, None)
            if line is None:
                break
            yield from checking.add(line)
    finally:
        text.close()  # stops the provider's call
    builder.notices += notices_on_draft(checking.outcome, context, model.name)
    return checking.outcome


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
class _Checking:
    """Checks the lines of one draft; `is_over` when no more are wanted."""

    context: DraftContext
    builder: AnswerBuilder
    outcome: Outcome = field(default_factory=Outcome)
    is_over: bool = False
    _repeats: int = 0
    _seen: set[tuple[str, ...]] = field(default_factory=set)

    def add(self, line: DraftedLine) -> Iterator[Event]:
        """Yield what becomes of a line."""
        outcome = self.outcome
        if line.kind == "nothing":
            outcome.found_nothing = self.is_over = True
        elif line.kind == "refusal":
            outcome.declined = True
        elif line.kind == "missing":
            outcome.missing.append(line.text)
        elif outcome.fault and not line.is_finished:
            self.is_over = True  # it was broken off and may say the opposite
        elif not self._is_repeated(line):
            yield self._checked(line)

    def _is_repeated(self, line: DraftedLine) -> bool:
        said = tuple(words(line.text))
        if said in self._seen:
            self._repeats += 1
            self._stop_when(self._repeats >= _MOST_REPEATS, "it repeated itself and was stopped")
            return True
        self._seen.add(said)
        most = f"it was stopped after {MOST_STATEMENTS} statements"
        self._stop_when(len(self._seen) >= MOST_STATEMENTS, most)
        return False

    def _stop_when(self, too_many: bool, why: str) -> None:
        if too_many:
            self.is_over = True
            self.outcome.fault = AnswerCut(why)

    def _checked(self, line: DraftedLine) -> Event:
        passages = self.context.passages
        with self.builder.timed("verify"):
            checked = verify(line.text, passages, line.words)
        if checked.why:
            self.outcome.withheld += 1
            return StatementWithheld(withheld(checked))
        self.outcome.shown += 1
        return self.builder.add_statement(checked, passages)
