"""What news and briefs report as done to acts: "No. 61 remains suspended until …", a row of a table, "the suspension of No. 46 ends on …".

A report is of what happened. A sentence that asks, plans, supposes or denies reports nothing here, even where another half of it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from rag.language.dates import DAY_PATTERN, day_of
from rag.legal.effects import Claim, Skeleton, claims_of, link
from rag.schema import Act, RelationKind, Span

_ON_HOLD = r"suspended|paused|halted|frozen|shelved|(?:put\s|placed\s)?on hold"
_ENDED = r"revoked|repealed|rescinded|withdrawn|abolished|annulled|cancelled|scrapped|quashed|struck down|superseded|replaced|lifted"
_DONE = rf"(?:(?P<suspends>{_ON_HOLD})|(?P<revokes>{_ENDED}))\b"
_IS = r"(?:is|are|was|were|(?:has|have|had)\s(?:also\s|now\s|since\s)?been|(?:still\s)?(?:stands?|remains?|remained|stays?|stayed))"
_ADVERBS = r"(?:(?:also|now|still|all|both|since|then|later|formally|temporarily|partly|therefore|meanwhile|in turn)\s){0,3}"
_PASSIVE = re.compile(
    rf"\b{_IS}\s(?P<adverbs>{_ADVERBS}){_DONE}(?P<rest>[^⟦⟧;]{{0,120}}(?:⟦(?P<agent>\d+)⟧)?)",
    re.IGNORECASE,
)
_ACTIVE = re.compile(
    r"(?P<before>[^⟦⟧]{0,20}?)\b(?:(?P<suspends>paused|halted|froze|shelved)|(?P<revokes>lifted|scrapped|quashed|struck down))\s"
    r"(?:(?:the|its|his|her|their|MOFCOM)\s){0,2}⟦(?P<at>\d+)⟧(?P<rest>[^⟦⟧;]{0,120})",
    re.IGNORECASE,
)
_PUT_ON_HOLD = re.compile(
    r"\b(?:put|puts|placed|places)\s⟦(?P<at>\d+)⟧\s(?P<suspends>on hold)\b(?P<rest>[^⟦⟧;]{0,120})",
    re.IGNORECASE,
)
_NOUN = re.compile(
    r"\b(?:(?P<suspends>suspension|pausing)|(?P<revokes>revocation|repeal|rescission|withdrawal|replacement))\sof\s(?:the\s)?⟦(?P<at>\d+)⟧"
    r"(?P<rest>[^⟦⟧;]{0,160}(?:⟦(?P<agent>\d+)⟧)?)",
    re.IGNORECASE,
)
_CELL = re.compile(
    rf"{_DONE}(?=\s*$|\s?[,;(.]|\s(?:until|till|by|under|on|since|from|in|for|through|with|at)\b)(?P<rest>[^⟦⟧]*(?:⟦(?P<agent>\d+)⟧)?)",
    re.IGNORECASE,
)
_SUBJECT_CELL = re.compile(
    rf"⟦(?P<at>\d+)⟧(?:\s(?:is\s|was\s|are\s|were\s)?(?P<told>{_DONE}.*)|[^⟦⟧]{{0,80}})",
    re.IGNORECASE | re.DOTALL,
)
_BY = re.compile(
    r"\b(?:by|under|through|with|in)\s(?:(?:the|MOFCOM|its|\w+['’]s)\s){0,2}⟦\d+⟧$", re.IGNORECASE
)
_ENDS = re.compile(
    r"\b(?:until|till|through|to|ends?(?:\son)?|expires?(?:\son)?|lapses?(?:\son)?)\s(?:the\s)?",
    re.IGNORECASE,
)
_FOR_A_TIME = re.compile(
    r"\b(?:until|till|temporar\w+|for (?:a time|now|(?:a|one|two|three|six|\d+)\s(?:year|month|week)s?))\b",
    re.IGNORECASE,
)
# "the suspension of No. 61 was lifted" ends something else; of "the value test of No. 61" it is a part that is suspended.
_NOUN_BEFORE = re.compile(r"\b(?P<noun>[a-z]+)\sof\s(?:the\s)?$")
_ENDING_NOUNS = frozenset(
    "suspension revocation repeal rescission withdrawal replacement pause lifting expiry extension".split()
)
_WHOLE_NOUNS = frozenset(
    "all both each none any application implementation enforcement operation effect provisions whole".split()
)
_UNREAL = re.compile(
    r"\?[\s”\"’|]*$|\b(?:if|unless|whether|would|could|might|(?-i:may|will)|should|must|not|never|no(?!\.)|nobody|none|neither|nor|without)\b|n['’]t\b"
    r"|\b(?:ask|asks|asked|asking|urge[sd]?|urging|demand(?:s|ed|ing)?|request(?:s|ed|ing)?|call(?:s|ed|ing)? (?:for|on)|seek(?:s|ing)?|sought|want(?:s|ed)?|hope[sd]?)\b"
    r"|\b(?:propos\w+|plan(?:s|ned|ning)?|intend\w*|consider\w*|expect\w*|threat\w+|refus\w+|denie[sd]|deny|vow\w*|promis\w+|offer\w*|pledg\w+|rumou?r\w*|to be|yet to|about to)\b",
    re.IGNORECASE,
)
# "shipments covered by Announcement No. 5 were halted": nothing was done to the act.
_COVERED = re.compile(
    rf"\b(?!(?:{_ON_HOLD}|{_ENDED}|amended|modified|revised|changed|extended|continued|renewed|prolonged)\b)(\w{{1,30}}ed\s(?:by|under|in|from)\s(?:the\s)?)⟦\d+⟧",
    re.IGNORECASE,
)
_COVERS = re.compile(
    r"⟦(?P<by>\d+)⟧[^⟦⟧.;]{0,120}\b(?:takes? in|took in|covers?|covered|applies to|applied to|extends to|extended to)\s(?:the\s)?⟦(?P<at>\d+)⟧"
)
# Sentences between what an act does and the list of what it covers.
_NEAR = 2


class Doing(NamedTuple):
    """That an act did something to what is not named by number, with the sentence that says so."""

    claim: Claim
    by: Act
    span: Span
    place: int


def reported_in(skeleton: Skeleton) -> list[Claim]:
    """The claims of one sentence of a text that is no act itself, one for each act."""
    if _UNREAL.search(skeleton.text):
        return []
    skeleton = skeleton._replace(text=_COVERED.sub(r"\1~", skeleton.text))
    found = {claim.act.key: claim for claim in claims_of(skeleton) if not claim.weak}
    own = [*_nominal(skeleton), *_passive(skeleton), *_active(skeleton), *_row(skeleton)]
    return (
        list((found | {claim.act.key: claim for claim in own}).values())
        if not _ends_another(skeleton.text)
        else [*_nominal(skeleton)]
    )


def doing_of(skeleton: Skeleton, span: Span, place: int) -> Doing | None:
    """What a sentence says an act does to something it does not cite: "the controls are suspended until … under ⟦0⟧"."""
    match = None if _UNREAL.search(skeleton.text) else _PASSIVE.search(skeleton.text)
    if (
        match is None
        or not match["agent"]
        or not _BY.search(match["rest"])
        or "⟦" in skeleton.text[: match.start()]
    ):
        return None
    by = skeleton.lists[int(match["agent"])][0].act
    return Doing(_claim(match, by, None, False), by, span, place)


def covered_by(doing: Doing, skeleton: Skeleton, place: int) -> list[Claim]:
    """The acts that the act of the sentence before takes in: "⟦0⟧ covers ⟦1⟧" after "the controls are suspended under ⟦0⟧"."""
    match = (
        _COVERS.search(skeleton.text)
        if place - doing.place <= _NEAR and not _UNREAL.search(skeleton.text)
        else None
    )
    if match is None or skeleton.lists[int(match["by"])][0].act.key != doing.by.key:
        return []
    return [
        replace(doing.claim, act=part.act, partial=part.partial, by=doing.by, reported=False)
        for part in skeleton.lists[int(match["at"])]
    ]


def _passive(skeleton: Skeleton) -> Iterator[Claim]:
    text = skeleton.text
    for mark in re.finditer(r"⟦(\d+)⟧", text):
        match = _PASSIVE.search(text, mark.end(), mark.end() + 400)
        if match and (how := link(text[mark.end() : match.start()])):
            yield from _each(skeleton, int(mark[1]), match, text[: mark.start()], how == "part")


def _active(skeleton: Skeleton) -> Iterator[Claim]:
    for pattern in (_ACTIVE, _PUT_ON_HOLD):
        for match in pattern.finditer(skeleton.text):
            if not re.search(
                r"\b(?:is|are|was|were|be|been|as)\s$",
                skeleton.text[: match.start("suspends" if match["suspends"] else "revokes")],
            ):
                yield from _each(skeleton, int(match["at"]), match, "", False)


def _nominal(skeleton: Skeleton) -> Iterator[Claim]:
    """Claims such as "the suspension of ⟦0⟧ runs until 10 November 2026", "the repeal of ⟦0⟧ by ⟦1⟧"; without day and doer it may be no fact."""
    for match in _NOUN.finditer(skeleton.text) if not _UNREAL.search(skeleton.text) else ():
        agent = match["agent"] and _BY.search(match["rest"])
        if agent or (match["suspends"] and _until(match["rest"])):
            yield from _each(skeleton, int(match["at"]), match, "", False)


def _row(skeleton: Skeleton) -> Iterator[Claim]:
    """A row of a table: an act in one cell, and in a later one, or behind the act, what became of it."""
    cells = (
        [cell.strip() for cell in skeleton.text.split("|")] if skeleton.text.startswith("|") else []
    )
    for place, cell in enumerate(cells):
        if not (subject := _SUBJECT_CELL.fullmatch(cell)):
            continue
        told = [subject["told"]] if subject["told"] else cells[place + 1 :]
        match = next((found for text in told if (found := _CELL.match(text))), None)
        if match:
            yield from _each(skeleton, int(subject["at"]), match, "", False)
        return


def _each(
    skeleton: Skeleton, at: int, match: re.Match[str], before: str, partial: bool
) -> Iterator[Claim]:
    """The claim of a match for each act of a list."""
    noun = _NOUN_BEFORE.search(before)
    some = partial or bool(noun and noun["noun"] not in _WHOLE_NOUNS)
    agent = match.groupdict().get("agent")
    by = skeleton.lists[int(agent)][0].act if agent and _BY.search(match["rest"]) else None
    for part in skeleton.lists[at]:
        yield _claim(match, part.act, by, some or part.partial)


def _claim(match: re.Match[str], act: Act, by: Act | None, partial: bool) -> Claim:
    kind: RelationKind = "suspends" if match["suspends"] else "revokes"
    verb = (match["suspends"] or match["revokes"]).lower()
    if verb == "lifted" and _FOR_A_TIME.search(match.group()):
        kind = "suspends"
    return Claim(
        kind,
        verb,
        act,
        partial,
        by,
        by is None,
        until=_until(match["rest"]) if kind == "suspends" else None,
    )


def _until(rest: str) -> date | None:
    for ends in _ENDS.finditer(rest):
        if found := DAY_PATTERN.match(rest, ends.end()):
            return day_of(found)
    return None


def _ends_another(text: str) -> bool:
    """Whether the sentence ends a suspension or a repeal instead of an act."""
    nouns: Sequence[re.Match[str]] = list(_NOUN.finditer(text))
    return any(
        _PASSIVE.search(text, match.end("at"), match.end("at") + 200) for match in nouns
    ) or bool(
        re.search(
            rf"\b(?:lifted|ended|revoked)\s(?:the\s|its\s)?(?:{'|'.join(_ENDING_NOUNS)})\b",
            text,
            re.IGNORECASE,
        )
    )


__all__ = ["Doing", "covered_by", "doing_of", "reported_in"]
