"""Claims of a sentence on the acts it cites: it amends, revokes, suspends, extends, implements.

Each sentence becomes a skeleton in which a list of citations is one mark, so that one rule reads
them all. What stands in quotation marks is the new text of another act and claims nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, NamedTuple

from rag.language.lexicon.agencies import issuer_pattern
from rag.language.lexicon.instruments import division_pattern, instrument_pattern
from rag.language.lexicon.patterns import any_of
from rag.language.lexicon.verbs import FORMS, Form, Use, VerbObject, forms, nouns, verb_of
from rag.schema import Act, RelationKind

# The strongest first: of two claims on one act it is the one that stands.
_STRENGTH: tuple[RelationKind, ...] = ("revokes", "suspends", "amends", "extends", "implements")
_PASSIVE_KINDS: tuple[RelationKind, ...] = ("revokes", "suspends", "extends", "amends")
_BEFORE = 600  # characters before a verb in which its subject and its conditions stand
_FURTHEST = 900  # characters from a citation to its verb, as in a list of titles


def verb_groups(
    kinds: Sequence[RelationKind],
    use: Use,
    which: tuple[Form, ...],
    verb_object: VerbObject | None = None,
    phrases: Mapping[RelationKind, str] | None = None,
) -> str:
    """Return alternatives with a named group for each kind, of the forms of its verbs.

    Args:
        kinds: the relations, each the name of its group.
        use: acts, reports or questions.
        which: the forms.
        verb_object: what the verbs are done to; anything when not given.
        phrases: further patterns by kind.
    """
    groups = []
    for kind in kinds:
        words = any_of(forms(kind, use, which, verb_object))
        also = f"|{phrases[kind]}" if phrases and kind in phrases else ""
        groups.append(rf"(?P<{kind}>\b(?:{words}{also})\b)")
    return "|".join(groups)


# -- passive ---------------------------------------------------------------------------------------

_ADVERB_WORDS = (
    "hereby herewith further also therefore thereby accordingly likewise simultaneously itself"
    " temporarily concurrently each so partly only ,"
).split()
_ADVERBS = rf"(?:{any_of(_ADVERB_WORDS)}\s){{0,3}}"
_PRESENT = r"(?:is|are|be|shall be|will be|stands?|shall stand|is to be|are to be)"
_BE = rf"(?:{_PRESENT}|(?P<past>was|were|has been|have been|had been))"
_PARTICIPLES = verb_groups(_PASSIVE_KINDS, "acts", ("participle",))
_VERB_PHRASE = re.compile(
    rf"\b{_BE}\s(?P<adverbs>{_ADVERBS})(?:{_PARTICIPLES})"
    r"(?P<rest>[^⟦⟧]{0,60}(?:⟦(?P<agent>\d+)⟧)?)",
    re.IGNORECASE,
)
_AGENT = re.compile(r"\b(?:by|through|under)\s+(?:the\s)?⟦")
_MARK = re.compile(r"⟦(\d+)⟧")
_PARENTHESIS = re.compile(r"\([^()]{0,400}\)")
_RELATIVE = re.compile(r",\s(?:(?:pursuant to|under|by|in) )?(?:which|who)\b[^,;]{0,300},")
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
_LEADING_VERBS = verb_groups(_PASSIVE_KINDS, "acts", ("base",))
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
_ACTIVE_VERBS = verb_groups(_STRENGTH, "acts", FORMS, "act", _PHRASES)
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


class CitedPart(NamedTuple):
    """A citation inside a list.

    `partial` says that only a part of the act is meant, `through` are the acts that it is cited
    "as amended by".
    """

    act: Act
    partial: bool
    through: tuple[Act, ...]


@dataclass(frozen=True)
class Claim:
    """A relation that a sentence states of an act.

    `by` is the act that does it; None is the text itself, or, when `reported`, nobody named.
    `weak` marks a purpose, "in order to amend". `until` is the day on which it ends, where the
    words beside the verb say so.
    """

    kind: RelationKind
    verb: str
    act: Act
    partial: bool = False
    by: Act | None = None
    reported: bool = False
    weak: bool = False
    until: date | None = None

    def of(self, part: CitedPart) -> Iterator[Claim]:
        """Yield the same claim of an item of a list."""
        return _claims(self.kind, self.verb, [part])


class Skeleton(NamedTuple):
    """A sentence in which the list number n of citations is "⟦n⟧"."""

    text: str
    lists: tuple[tuple[CitedPart, ...], ...]


def claims_of(skeleton: Skeleton, is_heading: bool = False) -> list[Claim]:
    """Return the claims of one sentence, the strongest one for each act."""
    found = [*_passive(skeleton), *_active(skeleton, is_heading), *_listed(skeleton)]
    best: dict[str, Claim] = {}
    for claim in found:
        known = best.get(claim.act.key)
        if known is None or _rank(claim) < _rank(known):
            best[claim.act.key] = claim
    return list(best.values())


def list_claim(skeleton: Skeleton) -> Claim | None:
    """Return what a sentence claims of the items below it, "The following are revoked:", if so."""
    match = _LEAD.search(skeleton.text) or _HEREBY_LEAD.search(skeleton.text)
    if match is None or _is_conditional(skeleton.text, match.start()):
        return None
    kind = _kind(match)
    return Claim(kind, match[kind], Act("", ""))


def link(between: str) -> Literal["whole", "part", ""]:
    """Return how what stands between a citation and a verb makes it the verb's subject.

    Returns:
        "whole", "part" when a part of the act is the subject, "" when something else is.
    """
    bare = _RELATIVE.sub(",", _PARENTHESIS.sub("", between))
    if _FINITE.search(bare):
        return ""
    if _OF_IT.match(bare):
        return "part"
    return "whole" if _GOES_ON.match(bare) or _COORDINATED.match(bare) else ""


def _rank(claim: Claim) -> tuple[bool, bool, int]:
    """Return by what claims on one act are compared, the strongest lowest."""
    return claim.reported, claim.partial, _STRENGTH.index(claim.kind)


def _is_conditional(text: str, place: int) -> bool:
    return bool(_CONDITION.search(text[max(0, place - _BEFORE) : place]))


def _listed(skeleton: Skeleton) -> Iterator[Claim]:
    """Yield the claims of a list that begins in the sentence which opens it."""
    opened = list_claim(skeleton)
    colon = skeleton.text.find(":")
    if opened is None or colon < 0:
        return
    for mark in _MARK.finditer(skeleton.text, colon):
        for part in skeleton.lists[int(mark[1])]:
            yield from opened.of(part)


def _passive(skeleton: Skeleton) -> Iterator[Claim]:
    """Yield claims such as "⟦0⟧, as amended, is hereby revoked" and "⟦0⟧ shall read"."""
    text = skeleton.text
    for mark in _MARK.finditer(text):
        match = _verb_behind(text, mark.end())
        if match is None or _is_conditional(text, mark.start()):
            continue
        kind = _kind(match)
        how = link(text[mark.end() : match.start()])
        if not how or (kind == "extends" and not _DATED_END.match(match["rest"])):
            continue
        has_agent = match["agent"] and _AGENT.search(match["rest"])
        agent = skeleton.lists[int(match["agent"])][0].act if has_agent else None
        is_reported = bool(match["past"]) and agent is None
        parts = skeleton.lists[int(mark[1])]
        yield from _claims(kind, match[kind], parts, agent, is_reported, how == "part")
    for match in _READS.finditer(text):
        if not _is_conditional(text, match.start()):
            kind = "revokes" if "cease" in match["verb"].lower() else "amends"
            yield from _claims(kind, match["verb"], skeleton.lists[int(match["at"])])
    for match in _ADDED.finditer(text):
        if not _is_conditional(text, match.start()):
            yield from _claims("amends", "added", skeleton.lists[int(match["at"])])


def _verb_behind(text: str, start: int) -> re.Match[str] | None:
    """Return the verb behind a citation, after that of a relative clause."""
    match = _VERB_PHRASE.search(text, start, start + _FURTHEST)
    if match and _IN_RELATIVE.search(text, start, match.start()):
        return _VERB_PHRASE.search(text, match.end("adverbs"), start + _FURTHEST)
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
    before = skeleton.text[max(0, match.start() - _BEFORE) : match.start()]
    parts = skeleton.lists[int(match["at"])]
    if _NOT.search(before) or _CONDITION.search(before):
        return
    subject = _SUBJECT.search(before)
    is_noun = verb.lower().startswith("in ")
    if subject and not verb.lower().endswith("ing"):
        yield from _claims(kind, verb, parts, skeleton.lists[int(subject[1])][0].act)
    elif match.re is _AMENDMENTS_IN or is_noun or _SELF.search(before):
        yield from _claims(kind, verb, parts)
    elif _PURPOSE.search(before):
        yield from (replace(claim, weak=True) for claim in _claims(kind, verb, parts))
    elif is_heading and _HEADING_VERB.search(verb):
        yield from _claims(kind, verb, parts)
    elif _is_past(verb) and not _AUXILIARY.search(before):
        yield from _claims(kind, verb, parts, None, True)


def _is_past(verb: str) -> bool:
    found = verb_of(verb)
    return found is not None and " ".join(verb.lower().split()) in found.forms["past"]


def _claims(
    kind: RelationKind,
    verb: str,
    parts: Sequence[CitedPart],
    by: Act | None = None,
    reported: bool = False,
    partial: bool = False,
) -> Iterator[Claim]:
    """Yield a claim for each act of a list, and for what amended one that is revoked as a whole."""
    for part in parts:
        on_part = part.partial or partial
        done = _kind_of_part(kind, verb) if on_part else kind
        yield Claim(done, verb, part.act, on_part, by, reported)
        if done == "revokes" and not on_part:
            yield from (Claim(done, verb, act, True, by, reported) for act in part.through)


def _kind_of_part(kind: RelationKind, verb: str) -> RelationKind:
    """Return what a deed on a part is: to replace a part of an act is to amend the act."""
    found = verb_of(verb)
    changed = found.of_part if found else None
    return changed if changed in _PASSIVE_KINDS else kind


def _kind(match: re.Match[str]) -> RelationKind:
    groups = match.groupdict()
    return next(kind for kind in _STRENGTH if groups.get(kind))


__all__ = ["CitedPart", "Claim", "Skeleton", "claims_of", "link", "list_claim", "verb_groups"]
