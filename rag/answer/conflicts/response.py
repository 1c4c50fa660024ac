"""What the later of two sources says of the earlier one."""

from __future__ import annotations

from rag.answer.conflicts.reading import Reading
from rag.answer.conflicts.wording import LEXICON, any_of
from rag.schema import ConflictKind, ConflictResponse

_WORDS = LEXICON["later"]
_CORRECTS = any_of(_WORDS["corrects"])
_DISPUTES = any_of(_WORDS["disputes"])
_DENIAL = any_of([*LEXICON["denial"]["not"], *LEXICON["denial"]["verbs"]])
_UPDATES = any_of(_WORDS["updates"])


def response_of(
    earlier: Reading, later: Reading, kind: ConflictKind, said: str
) -> ConflictResponse:
    """Return what the later of two sentences says of the earlier one.

    `said` are its own words for what differs; they dispute nothing by themselves, as "rejected"
    where the question is whether a bill was. A later figure from the same outlet is an update.
    """
    text = later.text.replace(said, " ", 1) if kind == "state" else later.text
    if _CORRECTS.search(f"{later.evidence.passage.title} {text}"):
        return "corrects"
    if _DISPUTES.search(text) or (kind == "state" and _DENIAL.match(said)):
        return "disputes"
    if kind == "figure" and (_UPDATES.search(text) or _same_outlet(earlier, later)):
        return "updates"
    return "differs"


def _same_outlet(one: Reading, other: Reading) -> bool:
    mine, theirs = one.evidence.passage.publisher, other.evidence.passage.publisher
    return bool(mine) and mine == theirs
