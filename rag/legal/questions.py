"""What a question wants to know of an act: who revoked, amended or suspended it, whether it is in force, what it did itself, what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rag.legal.citations import find_citations
from rag.legal.skeletons import masked
from rag.schema import Act, RelationKind, Span

Direction = Literal["to", "from", "says"]
_ALL: tuple[RelationKind, ...] = ("revokes", "suspends", "amends", "extends")
_VERBS: dict[RelationKind, str] = {
    "revokes": r"(?:revok(?:e[sd]?|ing)|rescind(?:s|ed|ing)?|repeal(?:s|ed|ing)?|supersed(?:e[sd]?|ing)|replac(?:e[sd]?|ing)|abolish(?:e[sd])?|annul(?:s|led)?|cancel(?:s|led)?|withdr(?:aws?|ew|awn)|terminat(?:e[sd]?|ing)|succeed(?:s|ed)?)",
    "suspends": r"(?:suspend(?:s|ed|ing)?|paus(?:e[sd]?|ing)|halt(?:s|ed)?)",
    "amends": r"(?:amend(?:s|ed|ing)?|modif(?:y|ies|ied|ying)|chang(?:e[sd]?|ing)|revis(?:e[sd]?|ing)|updat(?:e[sd]?|ing)|alter(?:s|ed)?)",
    "extends": r"(?:extend(?:s|ed|ing)?|continu(?:e[sd]?|ing)|prolong(?:s|ed)?|renew(?:s|ed)?)",
}
_ANY = "|".join(_VERBS.values())
_ALSO = rf"(?:[\s,]{{1,2}}(?:or|and|and/or)?\s?(?:{_ANY}))*"
_STANDS = r"(?:in force|in effect|effective|valid|applicable|binding|operative|current|law|active|on the books|(?:still |now |currently )(?:apply|applies|stand|stands)|no longer)"
_THE = r"(?:\s(?:the|an?|parts? of|any of))?(?:\s(?:order|announcement|regulation|notification|directive|act|rule|memorandum))?"
_DID = rf"^[^⟦]{{0,80}}\b(?:did|does|do|has|have|will)\s⟦\s(?:also\s|later\s)?(?:{_ANY})|\b(?:{_ANY}){_ALSO}\sby{_THE}\s⟦"
_DONE = (
    rf"^[^⟦]{{0,160}}?\b(?:{_ANY}){_ALSO}{_THE}\s⟦",
    rf"⟦[^⟦]{{0,60}}?\b(?:is|are|was|were|been|be|get|got|being)\s(?:\w+ly\s|ever\s|since\s|later\s|now\s|still\s){{0,2}}(?:{_ANY})",
    rf"^(?:and\s)?(?:is|are|was|were|has|have|had|when|since when|until when|how long|by (?:what|which|whom)|which|what|who)\b[^⟦]{{0,60}}⟦[^⟦]{{0,30}}?\b(?:{_ANY})",
)
_IN_FORCE = (
    rf"\b(?:is|are|was|does|do|did)\s[^⟦]{{0,30}}⟦[^⟦]{{0,40}}?{_STANDS}",
    r"\bstatus of[^⟦]{0,20}⟦",
    r"^what (?:has )?happened to[^⟦]{0,20}⟦",
)
_SAYS = (
    rf"\b(?:what|which|how|who|when|where|why|whom)\b[^⟦]{{0,60}}\b(?:did|does|do|is|are|must|can|may|shall)\b[^⟦]{{0,60}}⟦\s(?!{_ANY})(?:say|require|provide|define|order|direct|establish|prohibit|cover|apply|set|ask|tell|mean|regulate|contain|lay|concern|create|call|allow|permit|exempt|impose)",
    r"\b(?:according to|under|in the text of|the text of|says?|wording of)\s[^⟦]{0,20}⟦",
)


@dataclass(frozen=True)
class Asked:
    """What is asked of an act: what was done `to` it, what it did ("from"), or what it `says`. `quoted` is a title when no number is named."""

    direction: Direction
    kinds: tuple[RelationKind, ...]
    act: Act | None
    quoted: str | None = None


def named_acts(question: str) -> list[Act]:
    """The acts that a question names by their numbers, without those inside a title."""
    plain = masked(question)
    return [mention.act for mention in find_citations(question) if plain[mention.span.start] != "~"]


def asked(question: str, titled: Span | None = None) -> Asked | None:
    """What a question asks of the act it names by number, or by the title that stands at `titled`; None when it asks something else.

    >>> asked("Which order revoked Executive Order 13514?")
    Asked(direction='to', kinds=('revokes',), act=Act(kind='Executive Order', number='13514', day=None, title=None), quoted=None)
    """
    plain = masked(question)
    mention = next(
        (item for item in find_citations(question) if plain[item.span.start] != "~"), None
    )
    span = mention.span if mention else titled
    if span is None:
        return None
    act, quoted = (mention.act, None) if mention else (None, span.of(question).strip("“”\"'‘’ "))
    skeleton = " ".join(
        f"{question[: span.start]} ⟦ {question[span.end :]}".replace("“ ⟦", "⟦")
        .replace('" ⟦', "⟦")
        .split()
    )
    skeleton = skeleton.replace('⟦ "', "⟦ ").replace("⟦ ”", "⟦ ")
    if found := re.search(_DID, skeleton, re.IGNORECASE):
        return Asked("from", _kinds(found.group()), act, quoted)
    for pattern in _DONE:
        if found := re.search(pattern, skeleton, re.IGNORECASE):
            return Asked("to", _kinds(found.group()), act, quoted)
    if any(re.search(pattern, skeleton, re.IGNORECASE) for pattern in _IN_FORCE):
        return Asked("to", _ALL, act, quoted)
    if any(re.search(pattern, skeleton, re.IGNORECASE) for pattern in _SAYS):
        return Asked("says", (), act, quoted)
    return None


def _kinds(words: str) -> tuple[RelationKind, ...]:
    """The kinds of the verbs among some words."""
    return tuple(kind for kind in _ALL if re.search(rf"\b{_VERBS[kind]}\b", words, re.IGNORECASE))
