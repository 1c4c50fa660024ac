"""Read the identity of a document and its relations to other acts: it amends, revokes, extends.

Pure: a cleaned text in, `Declarations` out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from rag.language.dates import DAY_PATTERN, day_of
from rag.language.lexicon.patterns import alternatives, any_of
from rag.language.lexicon.verbs import forms
from rag.legal.citations import find_citations
from rag.legal.claimed import ClaimedAt, citations_of_acts, claims_in
from rag.legal.claims import Claim
from rag.legal.effects import claims_of
from rag.legal.identity import identities
from rag.legal.skeletons import masked, skeleton_of
from rag.schema import Act, ActCitation, Declarations, Kind, Relation, RelationKind, Span

_STARTS = alternatives(
    [
        rf"shall\s{any_of(forms('starts', which=('base',)))}",
        any_of(form for form in forms("starts", which=("third",)) if " " in form),
    ]
)
_IN_FORCE = re.compile(
    rf"\b{_STARTS}\s(?:on|from|as of|with effect from)\s(?:the\s)?(?P<day>.{{6,30}})",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\b(?:until|till|through)\s(?:the\s)?(?=(?P<day>.{6,30}))"
    r"|\bfrom\s.{6,30}?\sto\s(?=(?P<to>.{6,30}))",
    re.IGNORECASE,
)


class _Mark(NamedTuple):
    """What two claims of one relation have in common."""

    key: str
    kind: RelationKind
    partial: bool
    is_own: bool


def read_declarations(
    title: str, text: str, kind: Kind, published: date | None = None
) -> Declarations:
    """Read the identity and the relations of one document; offsets count in `text`.

    Args:
        title: of the document.
        text: its cleaned text.
        kind: only a policy document has an identity.
        published: the day of the text; announcements cited without their year are of that year.
    """
    mentions = find_citations(text, published)
    own = identities(title, text, mentions) if kind == "policy" else ()
    if not mentions and not own:
        return Declarations()
    in_force = _day_in_force(text) if own else None
    relations = _relations(title, text, mentions, own)
    return Declarations(own, in_force, tuple(relations))


def _day_in_force(text: str) -> date | None:
    """Return the day from which an act says to be in force."""
    match = _IN_FORCE.search(text)
    return _day(match["day"]) if match else None


def _relations(
    title: str, text: str, mentions: Sequence[ActCitation], own: Sequence[Act]
) -> Iterator[Relation]:
    """Yield the relations of a text to other acts, the strongest sentence for each."""
    is_act = bool(own)
    own_keys = {act.key for act in own}
    related_keys: set[str] = set()
    seen: set[_Mark] = set()
    claimed = claims_in(text, mentions, is_act)
    for item in sorted(claimed, key=_strongest_first):
        claim = _of_itself(item.claim, own_keys)
        mark = _Mark(claim.act.key, claim.kind, claim.partial, claim.by is None)
        is_weaker = claim.weak and mark.key in related_keys
        is_repeated = mark in seen or is_weaker
        is_reported_by_act = is_act and claim.reported
        if mark.key in own_keys or is_repeated or is_reported_by_act:
            continue
        seen.add(mark)
        related_keys.add(mark.key)
        yield _relation(claim, item, text, is_act)
    first_line = re.search(r"\S[^\n]*", text)
    if own and first_line:
        yield from _relations_of_title(title, Span(*first_line.span()), own_keys | related_keys)


def _strongest_first(item: ClaimedAt) -> tuple[bool, int]:
    return item.claim.weak, item.span.start


def _of_itself(claim: Claim, own_keys: Set[str]) -> Claim:
    """Return a claim without its actor where that is the text's own act."""
    if claim.by and claim.by.key in own_keys:
        return replace(claim, by=None)
    return claim


def _relation(claim: Claim, item: ClaimedAt, text: str, is_act: bool) -> Relation:
    sentence = (item.lead or item.span).of(text)
    return Relation(
        kind=claim.kind,
        verb=claim.verb,
        act=claim.act,
        span=item.span,
        own=is_act and claim.by is None and not claim.reported,
        partial=claim.partial,
        by=claim.by,
        until=_until(claim, sentence, is_act),
        lead=item.lead,
    )


def _relations_of_title(title: str, line: Span, known: Set[str]) -> Iterator[Relation]:
    """Yield the relations of the title alone, "Amendment to …"; the first line is their quote."""
    mentions = citations_of_acts(title, find_citations(title))
    span = Span(0, len(title))
    skeleton, _ = skeleton_of(masked(title), span, mentions, None)
    for claim in claims_of(skeleton, is_heading=True):
        is_own_claim = not claim.reported and claim.by is None
        if is_own_claim and claim.act.key not in known:
            yield Relation(claim.kind, claim.verb, claim.act, line, True, claim.partial)


def _until(claim: Claim, sentence: str, is_act: bool) -> date | None:
    """Return the day on which a claim ends; of a report, only when all its days agree."""
    if claim.until or claim.kind not in ("suspends", "extends"):
        return claim.until
    days = []
    for match in _UNTIL.finditer(sentence):
        day = _day(match["day"] or match["to"])
        if day:
            days.append(day)
    is_agreed = is_act or len(set(days)) == 1
    return days[-1] if days and is_agreed else None


def _day(text: str) -> date | None:
    match = DAY_PATTERN.match(text)
    return day_of(match) if match else None
