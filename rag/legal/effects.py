"""Find the claims of a sentence on acts: it amends, revokes, suspends, extends, implements them.

Each sentence becomes a skeleton in which a list of citations is one mark, so that one rule reads
them all. A text in quotation marks is the new text of another act and claims nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from rag.language.lexicon.agencies import issuer_pattern
from rag.language.lexicon.instruments import division_pattern, instrument_pattern
from rag.language.lexicon.patterns import any_of
from rag.language.lexicon.verbs import FORMS, forms, nouns, verb_of
from rag.legal.claims import (
    PASSIVE_KINDS,
    STRENGTH,
    CitedPart,
    Claim,
    Skeleton,
    claims_on,
    verb_groups,
)
from rag.schema import Act, RelationKind

_BEFORE = 600  # characters before a verb in which its subject and its conditions stand
_FURTHEST = 900  # characters from a citation to its verb, as in a list of titles


# -- passive ---------------------------------------------------------------------------------------

_ADVERB_WORDS = (
    "hereby herewith further also therefore thereby accordingly likewise simultaneously itself"
    " temporarily concurrently each so partly only ,"
).split()
_ADVERBS = rf"(?:{any_of(_ADVERB_WORDS)}\s){{0,3}}"
_PRESENT = r"(?:is|are|be|shall be|will be|stands?|shall stand|is to be|are to be)"
_BE = rf"(?:{_PRESENT}|(?P<past>was|were|has been|have been|had been))"
_PARTICIPLES = verb_groups(PASSIVE_KINDS, "acts", ("participle",))
_VERB_PHRASE = re.compile(
    rf"\b{_BE}\s(?P<adverbs>{_ADVERBS})(?:{_PARTICIPLES})"
    r"(?P<rest>[^⟦⟧]{0,60}(?:⟦(?P<agent>\d+)⟧)?)",
    re.IGNORECASE,
)
_AGENT = re.compile(r"\b(?:by|through|under)\s+(?:the\s)?⟦")
_MARK = re.compile(r"⟦(\d+)⟧")
_PARENTHESIS = re.compile(r"\([^()]{0,400}\)")
_RELATIVE = re.compile(r",\s(?:(?:pursuant to|under|by|in) )?(?:which|who)\b[^,;]{0,300},")
# "⟦0⟧, which amended ⟦1⟧, is revoked": nothing is done to the act of a relative clause.
_OF_RELATIVE = re.compile(r"\b(?:which|that)\s(?:\w+\s){0,3}?\w+(?:s|ed)\s(?:the\s)?$")
_IN_RELATIVE = re.compile(r"\b(?:which|that|who)\s$")
# "In ⟦0⟧, the words ~ are deleted".
_TEXT_NOUNS = rf"(?:(?:phrases?|figures?|dates?|following|serial|{division_pattern('part')})\b|~+)"
_OF_IT = re.compile(
    r"\s?,\s(?:(?:the|in|after|for|each|at|against|both|all|under)\s)?(?:\w+\s){0,2}?"
    rf"{_TEXT_NOUNS}",
    re.IGNORECASE,
)
# ", establishing the committee, is".
_GOES_ON = re.compile(
    r"\s*(?:$|[,;](?!\s(?:the|a|an|in|it|I|this|all|each|no|any)\s)"
    r"|(?:and|or|as|establishing|pertaining|relating|concerning|entitled|issued|signed|which|on"
    r"|for|in its entirety)\b)",
    re.IGNORECASE,
)
# ", and the Memorandum of May 1, 2002, are".
_COORDINATED = re.compile(
    rf"\s*[,;]\s(?:the\s)?(?:President|Section|{instrument_pattern('subject')}"
    rf"|{instrument_pattern('anaphor')})",
    re.IGNORECASE,
)
_FINITE = re.compile(r"\b(?:is|are|was|were|shall|will|has|have|may|must|should|can|does|do)\b")
_DATED_END = re.compile(
    r"[\s,]*(?:(?:until|till|through|to|for)\s|and shall terminate\b|$)", re.IGNORECASE
)
_ASIDE = r"(?:\s?\([^()]{0,200}\)|,[^⟦⟧;:,]{0,100}(?=,))?,?"
_CEASE = any_of(forms("revokes", "acts", ("base", "third"), "none"))
_READS = re.compile(
    rf"⟦(?P<at>\d+)⟧{_ASIDE}\s(?P<verb>shall (?:now )?read|is to read|(?:shall )?{_CEASE})\b",
    re.IGNORECASE,
)
_ADDED = re.compile(
    r"\b(?:is|are|shall be)\s(?:hereby\s)?(?:added|inserted)\s(?:to|in|into|at|after)\s"
    r"(?:the end of\s)?⟦(?P<at>\d+)⟧",
    re.IGNORECASE,
)

# -- lists -----------------------------------------------------------------------------------------

_LEAD = re.compile(
    r"\b(?:following|listed below)\b[^⟦⟧]{0,240}?\b(?:is|are|shall be)\s"
    rf"{_ADVERBS}(?:{_PARTICIPLES})",
    re.IGNORECASE,
)
_LEADING_VERBS = verb_groups(PASSIVE_KINDS, "acts", ("base",))
_HEREBY_LEAD = re.compile(rf"\bhereby\s(?:further\s)?(?:{_LEADING_VERBS}):", re.IGNORECASE)

# -- active ----------------------------------------------------------------------------------------

_PHRASES: dict[RelationKind, str] = {
    "revokes": rf"in {any_of(nouns('revokes'))} of",
    "amends": rf"amendments? (?:of|to|in)|in (?:partial )?{any_of(nouns('amends'))} of",
    "implements": r"lay(?:s|ing) down (?:detailed )?rules for the"
    r" (?:application|implementation) of",
}
_OBJECT_WORDS = (
    "in part|entirely|further|hereby|the|said|those|that|all|related|and|following|earlier|its"
).split("|")
_ACTIVE_VERBS = verb_groups(STRENGTH, "acts", FORMS, "act", _PHRASES)
_ACTIVE = re.compile(
    rf"\b(?:{_ACTIVE_VERBS})\s"
    rf"(?:(?:{any_of(_OBJECT_WORDS)}|orders?|{issuer_pattern()})\s?[(,]?\s?){{0,6}}"
    r"(?:notifications? [^⟦⟧;:]{0,160}?)?⟦(?P<at>\d+)⟧",
    re.IGNORECASE,
)
_AMENDMENTS_IN = re.compile(
    r"\bmakes? the following (?:further )?amendments? (?:in|to) [^⟦⟧;:]{0,260}?⟦(?P<at>\d+)⟧",
    re.IGNORECASE,
)
_THIS = rf"\b[Tt]his (?:executive )?(?i:{instrument_pattern('self')})\b"
_OF_OTHERS = r"\b(?:shall|not|may|will|should|must|Secretary|if|unless)\b"
_SELF = re.compile(
    rf"(?:\bI\b|{_THIS}|\bhereby\b|\b[Ww]e\b)(?:(?!{_OF_OTHERS})[^;]){{0,400}}$"
    rf"|{_THIS}\s(?:shall|will)\s(?:hereby\s)?$",
)
_PURPOSE = re.compile(r"\bto (?:further )?$", re.IGNORECASE)
_SUBJECT = re.compile(
    r"⟦(\d+)⟧(?:\s?\([^()]{0,200}\)|,[^⟦⟧;:,]{0,160},)?"
    r"\s(?:(?:then|also|later|in turn|hereby|which)\s){0,2}$"
)
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|be|been|as|and)\s(?:\w+\s)?$")
_HEADING_VERB = re.compile(r"(?:ing|amendments? (?:of|to|in))$", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|nothing|neither|nor|without|never)\b[^.;]{0,80}$", re.IGNORECASE)
_CONDITION = re.compile(
    r"\b(?:if|unless|until|whether|nothing|in case|in the event|should|would|may|might|could|when"
    r"|whenever|where|once)\b[^,;:⟦⟧]{0,120}$",
    re.IGNORECASE,
)


def claims_of(skeleton: Skeleton, is_heading: bool = False) -> list[Claim]:
    """Return the claims of one sentence, the strongest one for each act."""
    found = [
        *_passive(skeleton),
        *_active(skeleton, is_heading),
        *_listed(skeleton),
    ]
    best: dict[str, Claim] = {}
    for claim in found:
        known = best.get(claim.act.key)
        if known is None or _rank(claim) < _rank(known):
            best[claim.act.key] = claim
    return list(best.values())


def list_claim(skeleton: Skeleton) -> Claim | None:
    """Return the claim of a sentence on the items below it, "The following are revoked:"."""
    text = skeleton.text
    match = _LEAD.search(text) or _HEREBY_LEAD.search(text)
    if match is None or _is_conditional(text, match.start()):
        return None
    kind = _kind(match)
    return Claim(kind, match[kind], Act("", ""))


def link(between: str) -> Literal["act", "part", ""]:
    """Return whether the text between a citation and a verb makes the act the verb's subject.

    Returns:
        "act", "part" when a part of the act is the subject, "" when something else is.
    """
    without_parentheses = _PARENTHESIS.sub("", between)
    bare = _RELATIVE.sub(",", without_parentheses)
    if _FINITE.search(bare):
        return ""
    if _OF_IT.match(bare):
        return "part"
    is_subject = _GOES_ON.match(bare) or _COORDINATED.match(bare)
    return "act" if is_subject else ""


def _rank(claim: Claim) -> tuple[bool, bool, int]:
    """Return by what claims on one act are compared, the strongest lowest."""
    return claim.reported, claim.partial, STRENGTH.index(claim.kind)


def _is_conditional(text: str, place: int) -> bool:
    return bool(_CONDITION.search(_before(text, place)))


def _before(text: str, place: int) -> str:
    """Return the text before a verb in which its subject and its conditions stand."""
    return text[max(0, place - _BEFORE) : place]


def _listed(skeleton: Skeleton) -> Iterator[Claim]:
    """Yield the claims of a list that begins in the sentence which opens it."""
    opened = list_claim(skeleton)
    colon = skeleton.text.find(":")
    if opened is None or colon < 0:
        return
    for mark in _MARK.finditer(skeleton.text, colon):
        for part in _cited_list(skeleton, mark[1]):
            yield from opened.of(part)


def _passive(skeleton: Skeleton) -> Iterator[Claim]:
    """Yield claims such as "⟦0⟧, as amended, is hereby revoked" and "⟦0⟧ shall read"."""
    text = skeleton.text
    for mark in _MARK.finditer(text):
        match = _verb_behind(text, mark.end())
        if _OF_RELATIVE.search(text, max(0, mark.start() - 80), mark.start()):
            continue
        if match and not _is_conditional(text, mark.start()):
            yield from _of_passive_verb(skeleton, mark, match)
    for match in _READS.finditer(text):
        if not _is_conditional(text, match.start()):
            is_ended = "cease" in match["verb"].lower()
            kind: RelationKind = "revokes" if is_ended else "amends"
            yield from claims_on(kind, match["verb"], _cited_list(skeleton, match["at"]))
    for match in _ADDED.finditer(text):
        if not _is_conditional(text, match.start()):
            yield from claims_on("amends", "added", _cited_list(skeleton, match["at"]))


def _of_passive_verb(
    skeleton: Skeleton, mark: re.Match[str], match: re.Match[str]
) -> Iterator[Claim]:
    """Yield the claims of a passive verb on the list whose mark stands before it."""
    kind = _kind(match)
    subject = link(skeleton.text[mark.end() : match.start()])
    is_undated = kind == "extends" and not _DATED_END.match(match["rest"])
    if not subject or is_undated:
        return
    agent: Act | None = None
    if match["agent"] and _AGENT.search(match["rest"]):
        agent = _cited_list(skeleton, match["agent"])[0].act
    yield from claims_on(
        kind,
        match[kind],
        _cited_list(skeleton, mark[1]),
        by=agent,
        reported=bool(match["past"]) and agent is None,
        partial=subject == "part",
    )


def _cited_list(skeleton: Skeleton, number: str) -> tuple[CitedPart, ...]:
    """Return the list of citations with a mark's number."""
    return skeleton.lists[int(number)]


def _verb_behind(text: str, start: int) -> re.Match[str] | None:
    """Return the verb behind a citation, after that of a relative clause."""
    last = start + _FURTHEST
    match = _VERB_PHRASE.search(text, start, last)
    is_relative = match and _IN_RELATIVE.search(text, start, match.start())
    if match and is_relative:
        return _VERB_PHRASE.search(text, match.end("adverbs"), last)
    return match


def _active(skeleton: Skeleton, is_heading: bool) -> Iterator[Claim]:
    """Yield claims such as "I hereby revoke ⟦0⟧", "⟦0⟧ suspended ⟦1⟧", "in supersession of ⟦0⟧"."""
    for match in _ACTIVE.finditer(skeleton.text):
        kind = _kind(match)
        yield from _of_active_verb(skeleton, match, kind, match[kind], is_heading)
    for match in _AMENDMENTS_IN.finditer(skeleton.text):
        yield from _of_active_verb(skeleton, match, "amends", "amends", is_heading)


def _of_active_verb(
    skeleton: Skeleton, match: re.Match[str], kind: RelationKind, verb: str, is_heading: bool
) -> Iterator[Claim]:
    """Yield the claims of an active verb on the list behind it.

    Who acts decides: an act that is cited, the text itself, or nobody named.
    """
    before = _before(skeleton.text, match.start())
    parts = _cited_list(skeleton, match["at"])
    if _NOT.search(before) or _CONDITION.search(before):
        return
    lower = verb.lower()
    subject = _SUBJECT.search(before)
    if subject and not lower.endswith("ing"):
        actor = _cited_list(skeleton, subject[1])[0].act
        yield from claims_on(kind, verb, parts, by=actor)
        return
    is_by_itself = match.re is _AMENDMENTS_IN or lower.startswith("in ")
    if is_by_itself or _SELF.search(before):
        yield from claims_on(kind, verb, parts)
    elif _PURPOSE.search(before):
        for claim in claims_on(kind, verb, parts):
            yield replace(claim, weak=True)
    elif is_heading and _HEADING_VERB.search(verb):
        yield from claims_on(kind, verb, parts)
    elif _is_past(verb) and not _AUXILIARY.search(before):
        yield from claims_on(kind, verb, parts, reported=True)


def _is_past(verb: str) -> bool:
    found = verb_of(verb)
    if found is None:
        return False
    written = " ".join(verb.lower().split())
    return written in found.forms["past"]


def _kind(match: re.Match[str]) -> RelationKind:
    groups = match.groupdict()
    return next(kind for kind in STRENGTH if groups.get(kind))


__all__ = ["claims_of", "link", "list_claim"]
