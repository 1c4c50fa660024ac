"""Say what became of a draft: what it lacks, what was withheld, and what went wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rag.errors import AnswerCut, ModelError, OverBudget
from rag.language.injection import is_command
from rag.language.quantities import numbers
from rag.language.tokens import content_words
from rag.schema import Notice
from rag.schema.drafts import DraftContext

# What the passages leave open is said in the model's words where these are the question's, by this
# share; a claim would bring in words of its own.
_SHARE_OF_QUESTION = 0.5
_LONGEST = 200
# Words and their punctuation, no address and no markup.
_PLAIN = re.compile(r"(?:[^\W_]|[\s,;:'’“”\"()–—?%€$£-]|[./](?![^\W\d_]))+")
# More lines of that kind say little.
_MOST_MISSING = 3


@dataclass
class Outcome:
    """What became of a draft while it is read.

    `unjudged` are the reasons why the checker said nothing of a statement that is shown.
    """

    shown: int = 0
    withheld: int = 0
    unjudged: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    found_nothing: bool = False
    declined: bool = False
    fault: ModelError | None = None

    @property
    def is_empty(self) -> bool:
        """Return whether the model wrote nothing that could be read as an answer."""
        return not (self.shown or self.withheld or self.missing or self.found_nothing)

    def add_mended(self, mended: Outcome) -> None:
        """Add what became of the statements that were asked for once more."""
        self.shown += mended.shown
        self.withheld = max(0, self.withheld - mended.shown)
        self.unjudged += mended.unjudged

    @property
    def judges_nothing(self) -> bool:
        """Return whether the model has read the passages and finds no answer in them.

        One that failed, declined or was cut off has judged nothing.
        """
        if self.shown or self.found_nothing:
            return not self.shown
        return bool(self.missing) and not (self.withheld or self.declined or self.fault)


def notices_on_draft(
    outcome: Outcome, context: DraftContext, model: str, checker: str = ""
) -> Iterator[Notice]:
    """Yield what the reader should know of a draft by a model, and of its check by a checker."""
    yield from _missing(outcome, context)
    fault = _fault(outcome, model)
    if fault:
        yield Notice("model_failed", fault)
    if outcome.withheld:
        yield Notice("withheld", _withheld_message(outcome.withheld))
    if outcome.unjudged:
        yield Notice("model_failed", _unjudged_message(outcome, checker))


def _fault(outcome: Outcome, model: str) -> str:
    """Return what went wrong in one or two sentences, "" for nothing."""
    stand = "The quotes stand on their own."
    if isinstance(outcome.fault, OverBudget):
        return f"The model {model} was not asked: {outcome.fault}. {stand}"
    if isinstance(outcome.fault, AnswerCut):
        rest = "What is shown of it is not the whole." if outcome.shown else stand
        return f"The model {model} did not finish: {outcome.fault}. {rest}"
    if outcome.fault:
        return f"The model {model} failed: {outcome.fault}. {stand}"
    if outcome.declined and not outcome.shown:
        return f"The model {model} declined to answer. {stand}"
    return f"The model {model} wrote no answer. {stand}" if outcome.is_empty else ""


def _missing(outcome: Outcome, context: DraftContext) -> Iterator[Notice]:
    """Yield what the passages leave open, in the model's words where they are the question's."""
    plain = "A part of the question is not answered by the sources, says the model."
    if outcome.judges_nothing:
        plain = ""  # the refusal says so
    said = (_said(text, context) for text in outcome.missing[:_MOST_MISSING])
    for message in dict.fromkeys(text or plain for text in said):
        if message:
            yield Notice("unanswered", message)


def _said(text: str, context: DraftContext) -> str:
    """Return the notice on something missing; "" where its words may not be shown."""
    asked = set(content_words(f"{context.question.original} {context.question.text}"))
    own = content_words(text)
    known = numbers(context.question.text)
    is_of_question = sum(word in asked for word in own) >= _SHARE_OF_QUESTION * len(own)
    is_plain = len(text) <= _LONGEST and _PLAIN.fullmatch(text) and not is_command(text)
    if not (own and is_of_question and is_plain and numbers(text) <= known):
        return ""
    return f"Not found in the sources: {text.rstrip('.')}."


def _withheld_message(failures: int) -> str:
    if failures == 1:
        return "1 drafted sentence was withheld because the sources do not back it."
    return f"{failures} drafted sentences were withheld because the sources do not back them."


def _unjudged_message(outcome: Outcome, checker: str) -> str:
    """Return that some statements are shown although the checker said nothing of them."""
    count = len(outcome.unjudged)
    which = "a sentence; it is" if count == 1 else f"{count} of the sentences; they are"
    return (
        f"The checker {checker} did not judge {which} checked by code alone, which compares words,"
        f" figures and dates ({outcome.unjudged[0]})."
    )
