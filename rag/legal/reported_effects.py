"""Claims of news and briefs on acts: "No. 61 remains suspended until …", a table's row.

A report is of what happened. A sentence that asks, plans, supposes or denies reports nothing here,
even where another half of it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from rag.language.dates import DAY_PATTERN, day_of
from rag.language.lexicon.agencies import issuer_pattern
from rag.language.lexicon.patterns import any_of
from rag.language.lexicon.verbs import deciding_words, forms, nouns, verb_of, verbs
from rag.legal.claims import Claim, Skeleton, verb_groups
from rag.legal.effects import claims_of, link
from rag.schema import Act, RelationKind, Span

_KINDS: tuple[RelationKind, ...] = ("suspends", "revokes")
_FURTHEST = 400  # characters from a citation to its verb
_DONE = rf"(?:{verb_groups(_KINDS, 'reports', ('participle',), 'act')})"
_IS = (
    r"(?:is|are|was|were|(?:has|have|had)\s(?:also\s|now\s|since\s)?been"
    r"|(?:still\s)?(?:stands?|remains?|remained|stays?|stayed))"
)
_ADVERBS = (
    r"(?:(?:also|now|still|all|both|since|then|later|formally|temporarily|partly|therefore"
    r"|meanwhile|in turn)\s){0,3}"
)
_REST = r"(?P<rest>[^⟦⟧;]{0,160}(?:⟦(?P<agent>\d+)⟧)?)"
_PASSIVE = re.compile(rf"\b{_IS}\s(?P<adverbs>{_ADVERBS}){_DONE}{_REST}", re.IGNORECASE)
_OBJECT = (
    rf"(?:(?:the|its|his|her|their|{issuer_pattern()})\s){{0,2}}"
    r"⟦(?P<at>\d+)⟧(?P<rest>[^⟦⟧;]{0,120})"
)
_ACTIVE = re.compile(
    rf"\b(?:{verb_groups(_KINDS, 'reports', ('past',), 'act')})\s{_OBJECT}", re.IGNORECASE
)
# "decided on 9 May to suspend ⟦0⟧".
_DECIDED = rf"\b{any_of(deciding_words())}\s(?:[^⟦⟧.;:]{{1,40}}\s)?to\s"
_ACTIVE_DECIDED = re.compile(
    rf"{_DECIDED}(?:{verb_groups(_KINDS, 'reports', ('base',), 'act')})\s{_OBJECT}",
    re.IGNORECASE,
)
# "put ⟦0⟧ on hold": the act stands inside the verb.
_PARTED_VERBS = [
    verb for verb in verbs("suspends", "reports", "act") if " " in verb.forms["base"][0]
]
_PARTED = {
    tuple(form.split(" ", 1))
    for verb in _PARTED_VERBS
    for name in ("past", "third")
    for form in verb.forms[name]
    if " " in form
}
_AROUND_ACT = (
    r"\s(?:the\s)?⟦(?P<at>\d+)⟧\s"
    rf"(?P<suspends>{any_of(second for _, second in _PARTED)})\b(?P<rest>[^⟦⟧;]{{0,120}})"
)
_PUT_ON_HOLD = re.compile(rf"\b{any_of(first for first, _ in _PARTED)}{_AROUND_ACT}", re.IGNORECASE)
_PUT_DECIDED = re.compile(
    rf"{_DECIDED}{any_of(verb.lemma for verb in _PARTED_VERBS)}{_AROUND_ACT}", re.IGNORECASE
)
_NOUN = re.compile(
    rf"\b(?:(?P<suspends>{any_of(nouns('suspends'))})|(?P<revokes>{any_of(nouns('revokes'))}))"
    rf"\sof\s(?:the\s)?⟦(?P<at>\d+)⟧{_REST}",
    re.IGNORECASE,
)
_BEHIND_CELL = (
    r"(?=\s*$|\s?[,;(.]|\s(?:until|till|by|under|on|since|from|in|for|through|with|at)\b)"
)
_CELL = re.compile(rf"{_DONE}{_BEHIND_CELL}(?P<rest>[^⟦⟧]*(?:⟦(?P<agent>\d+)⟧)?)", re.IGNORECASE)
_SUBJECT_CELL = re.compile(
    rf"⟦(?P<at>\d+)⟧(?:\s(?:is\s|was\s|are\s|were\s)?(?P<done>{_DONE}.*)|[^⟦⟧]{{0,80}})",
    re.IGNORECASE | re.DOTALL,
)
_BY = re.compile(
    rf"\b(?:by|under|through|with|in)\s(?:(?:the|its|{issuer_pattern()}|\w+['’]s)\s){{0,2}}⟦\d+⟧$",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\b(?:until|till|through|to|ends?(?:\son)?|expires?(?:\son)?|lapses?(?:\son)?)\s(?:the\s)?",
    re.IGNORECASE,
)
_FOR_A_TIME = re.compile(
    r"\b(?:until|till|temporar\w+"
    r"|for (?:a time|now|(?:a|one|two|three|six|\d+)\s(?:year|month|week)s?))\b",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|be|been|as)\s$")
# "the suspension of No. 61 was lifted" ends something else; of "the value test of No. 61" it is a
# part that is suspended.
_NOUN_BEFORE = re.compile(r"\b(?P<noun>[a-z]+)\sof\s(?:the\s)?$")
_ENDED_EFFECTS = any_of(
    [*nouns("suspends"), *nouns("revokes"), *nouns("extends"), *nouns("expires")]
)
_ENDS_EFFECT = re.compile(
    rf"\b(?:ended|{any_of(forms('revokes', 'reports', ('past',), 'act'))})\s(?:the\s|its\s)?"
    rf"{_ENDED_EFFECTS}\b",
    re.IGNORECASE,
)
_NOUNS_OF_ALL = frozenset(
    "all both each none any application implementation enforcement operation effect provisions"
    " whole".split()
)
_MODAL = (
    r"if|unless|whether|would|could|might|(?-i:may|will)|should|must|not|never|no(?!\.)|nobody|none"
    r"|neither|nor|without"
)
_WISHED = (
    r"ask|asks|asked|asking|urge[sd]?|urging|demand(?:s|ed|ing)?|request(?:s|ed|ing)?"
    r"|call(?:s|ed|ing)? (?:for|on)|seek(?:s|ing)?|sought|want(?:s|ed)?|hope[sd]?"
)
_PLANNED = (
    r"propos\w+|plan(?:s|ned|ning)?|intend\w*|consider\w*|expect\w*|threat\w+|refus\w+|denie[sd]"
    r"|deny|vow\w*|promis\w+|offer\w*|pledg\w+|rumou?r\w*|to be|yet to|about to"
)
_UNREAL = re.compile(
    rf"\?[\s”\"’|]*$|\b(?:{_MODAL}|{_WISHED}|{_PLANNED})\b|n['’]t\b", re.IGNORECASE
)
# "shipments covered by Announcement No. 5 were halted": nothing was done to the act.
_EFFECT_VERBS = any_of(
    word
    for kind in (*_KINDS, "amends", "extends")
    for word in forms(kind, "reports", ("participle",), "act")
)
_COVERED = re.compile(
    rf"\b(?!{_EFFECT_VERBS}\b)(\w{{1,30}}ed\s(?:by|under|in|from)\s(?:the\s)?)⟦\d+⟧", re.IGNORECASE
)
_COVERS = re.compile(
    r"⟦(?P<by>\d+)⟧[^⟦⟧.;]{0,120}\b(?:takes? in|took in|covers?|covered|applies to|applied to"
    r"|extends to|extended to)\s(?:the\s)?⟦(?P<at>\d+)⟧"
)
# Sentences between what an act does and the list of what it covers.
_NEAR = 2


class UnnamedEffect(NamedTuple):
    """An effect of an act on something not named by number, with the sentence that says so.

    `place` counts the sentences before it.
    """

    claim: Claim
    by: Act
    span: Span
    place: int


def reported_in(skeleton: Skeleton) -> list[Claim]:
    """Return the claims of one sentence of a text that is no act itself, one for each act."""
    if _UNREAL.search(skeleton.text):
        return []
    text = _COVERED.sub(r"\1~", skeleton.text)
    skeleton = skeleton._replace(text=text)
    if _ends_effect(text):
        return list(_nominal(skeleton))
    strong = [claim for claim in claims_of(skeleton) if not claim.weak]
    found = {claim.act.key: claim for claim in strong}
    # "⟦0⟧ suspended ⟦1⟧": who did it is known from the subject.
    done_by = {key for key, claim in found.items() if claim.by}
    active = [claim for claim in _active(skeleton) if claim.act.key not in done_by]
    own = [
        *_nominal(skeleton),
        *_passive(skeleton),
        *active,
        *_row(skeleton),
    ]
    for claim in own:
        found[claim.act.key] = claim
    return list(found.values())


def unnamed_effect(skeleton: Skeleton, span: Span, place: int) -> UnnamedEffect | None:
    """Return an effect on something not cited: "the controls are suspended under ⟦0⟧"."""
    if _UNREAL.search(skeleton.text):
        return None
    match = _PASSIVE.search(skeleton.text)
    if match is None:
        return None
    by = _agent(skeleton, match)
    has_subject = "⟦" in skeleton.text[: match.start()]
    if by is None or has_subject:
        return None
    claim = _claim(match, by, None, False)
    return UnnamedEffect(claim, by, span, place)


def covered_by(effect: UnnamedEffect, skeleton: Skeleton, place: int) -> list[Claim]:
    """Return the claims on what the act of a sentence shortly before takes in: "⟦0⟧ covers ⟦1⟧"."""
    if place - effect.place > _NEAR or _UNREAL.search(skeleton.text):
        return []
    match = _COVERS.search(skeleton.text)
    if match is None:
        return []
    covering = skeleton.lists[int(match["by"])][0].act
    if covering.key != effect.by.key:
        return []
    shared = replace(effect.claim, by=effect.by, reported=False)
    parts = skeleton.lists[int(match["at"])]
    claims = []
    for part in parts:
        claims.append(replace(shared, act=part.act, partial=part.partial))
    return claims


def _passive(skeleton: Skeleton) -> Iterator[Claim]:
    text = skeleton.text
    for mark in re.finditer(r"⟦(\d+)⟧", text):
        first = mark.end()
        match = _PASSIVE.search(text, first, first + _FURTHEST)
        if match is None:
            continue
        subject = link(text[first : match.start()])
        if subject:
            before = text[: mark.start()]
            is_part = subject == "part"
            yield from _claims(skeleton, int(mark[1]), match, before, is_part)


def _active(skeleton: Skeleton) -> Iterator[Claim]:
    for pattern in (_ACTIVE, _ACTIVE_DECIDED, _PUT_ON_HOLD, _PUT_DECIDED):
        for match in pattern.finditer(skeleton.text):
            kind = _kind(match)
            before = skeleton.text[: match.start(kind)]
            if not _AUXILIARY.search(before):
                yield from _claims(skeleton, int(match["at"]), match, "", False)


def _nominal(skeleton: Skeleton) -> Iterator[Claim]:
    """Yield claims such as "the suspension of ⟦0⟧ runs until 10 November 2026".

    Without a day and without who did it, it may be no fact.
    """
    if _UNREAL.search(skeleton.text):
        return
    for match in _NOUN.finditer(skeleton.text):
        has_agent = _agent(skeleton, match) is not None
        is_dated = bool(match["suspends"]) and _until(match["rest"]) is not None
        if has_agent or is_dated:
            yield from _claims(skeleton, int(match["at"]), match, "", False)


def _row(skeleton: Skeleton) -> Iterator[Claim]:
    """Yield the claims of a table's row: an act, its effect behind it or in a later cell."""
    if not skeleton.text.startswith("|"):
        return
    cells = [cell.strip() for cell in skeleton.text.split("|")]
    for place, cell in enumerate(cells):
        subject = _SUBJECT_CELL.fullmatch(cell)
        if subject is None:
            continue
        later = cells[place + 1 :]
        candidates = [subject["done"]] if subject["done"] else later
        match = _first_effect(candidates)
        if match:
            yield from _claims(skeleton, int(subject["at"]), match, "", False)
        return


def _first_effect(cells: Sequence[str]) -> re.Match[str] | None:
    """Return the match of the first cell that states an effect."""
    matches = (_CELL.match(cell) for cell in cells)
    return next((match for match in matches if match), None)


def _claims(
    skeleton: Skeleton, at: int, match: re.Match[str], before: str, partial: bool
) -> Iterator[Claim]:
    """Yield the claim of a match for each act of a list."""
    noun = _NOUN_BEFORE.search(before)
    is_part_named = noun is not None and noun["noun"] not in _NOUNS_OF_ALL
    on_part = partial or is_part_named
    by = _agent(skeleton, match)
    for part in skeleton.lists[at]:
        yield _claim(match, part.act, by, on_part or part.partial)


def _agent(skeleton: Skeleton, match: re.Match[str]) -> Act | None:
    """Return the act that a match names as the one by which it is done."""
    agent = match.groupdict().get("agent")
    if agent is None or not _BY.search(match["rest"]):
        return None
    return skeleton.lists[int(agent)][0].act


def _claim(match: re.Match[str], act: Act, by: Act | None, partial: bool) -> Claim:
    kind = _kind(match)
    verb = match[kind].lower()
    known = verb_of(verb)
    may_suspend = known is not None and known.for_a_time == "suspends"
    if may_suspend and _FOR_A_TIME.search(match.group()):
        kind = "suspends"
    until = _until(match["rest"]) if kind == "suspends" else None
    return Claim(kind, verb, act, partial, by, reported=by is None, until=until)


def _kind(match: re.Match[str]) -> RelationKind:
    return "suspends" if match.groupdict().get("suspends") else "revokes"


def _until(rest: str) -> date | None:
    for ends in _ENDS.finditer(rest):
        found = DAY_PATTERN.match(rest, ends.end())
        if found:
            return day_of(found)
    return None


def _ends_effect(text: str) -> bool:
    """Return whether the sentence ends a suspension or a repeal instead of an act."""
    if _ENDS_EFFECT.search(text):
        return True
    ends = (match.end("at") for match in _NOUN.finditer(text))
    return any(_PASSIVE.search(text, end, end + 200) for end in ends)


__all__ = ["UnnamedEffect", "covered_by", "reported_in", "unnamed_effect"]
