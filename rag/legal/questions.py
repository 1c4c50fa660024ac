"""What a question wants to know of an act: who revoked, amended or suspended it, whether it is in force, what it did itself, what it says."""

from __future__ import annotations

import re

from rag.legal.citations import find_citations
from rag.legal.skeletons import masked
from rag.schema import Act, ActRequest, RelationKind, Span

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


def named_acts(text: str) -> list[Act]:
    """Return the acts that a question names by their numbers, without those inside a title."""
    plain = masked(text)
    return [mention.act for mention in find_citations(text) if plain[mention.span.start] != "~"]


def read_act_request(text: str, titled_span: Span | None = None) -> ActRequest | None:
    """Read what a question asks about the act it names; None when it asks something else.

    Args:
        text: the question.
        titled_span: where it names an act by title; used when it names none by number.

    >>> request = read_act_request("Which order revoked Executive Order 13514?")
    >>> request.direction, request.kinds, request.act.name
    ('to', ('revokes',), 'Executive Order 13514')
    """
    plain = masked(text)
    mention = next((item for item in find_citations(text) if plain[item.span.start] != "~"), None)
    span = mention.span if mention else titled_span
    if span is None:
        return None
    act, quoted = (mention.act, None) if mention else (None, span.of(text).strip("“”\"'‘’ "))
    skeleton = " ".join(
        f"{text[: span.start]} ⟦ {text[span.end :]}".replace("“ ⟦", "⟦").replace('" ⟦', "⟦").split()
    )
    skeleton = skeleton.replace('⟦ "', "⟦ ").replace("⟦ ”", "⟦ ")
    if found := re.search(_DID, skeleton, re.IGNORECASE):
        return ActRequest("from", _kinds(found.group()), act, quoted)
    for pattern in _DONE:
        if found := re.search(pattern, skeleton, re.IGNORECASE):
            return ActRequest("to", _kinds(found.group()), act, quoted)
    if any(re.search(pattern, skeleton, re.IGNORECASE) for pattern in _IN_FORCE):
        return ActRequest("to", _ALL, act, quoted)
    if any(re.search(pattern, skeleton, re.IGNORECASE) for pattern in _SAYS):
        return ActRequest("says", (), act, quoted)
    return None


def _kinds(words: str) -> tuple[RelationKind, ...]:
    """The kinds of the verbs among some words."""
    return tuple(kind for kind in _ALL if re.search(rf"\b{_VERBS[kind]}\b", words, re.IGNORECASE))
