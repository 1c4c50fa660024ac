"""What a sentence does to the acts it cites: amends, revokes, suspends, extends or implements them, or nothing of the kind.

Each sentence becomes a skeleton in which a list of citations is one mark, so that one rule reads them all. What stands in quotation
marks is the new text of another act and claims nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, NamedTuple

from rag.schema import Act, RelationKind

_STEMS: dict[RelationKind, str] = {
    "revokes": r"revok|rescind|repeal|supersed|replac|abolish|annul|cancell|abrogat|withdraw|terminat|invalidat",
    "suspends": r"suspend",
    "extends": r"extend|continu|renew|prolong|re-?establish",
    "amends": r"amend|modif|revis|delet|str[iu]ck|insert|add|substitut|omit|renumber|redesignat|redefin|chang|remov|correct",
}
_ENDINGS = r"(?:ed|en|led|ied|ted|d|n)"
_VERBED = "|".join(rf"(?P<{kind}>\b(?:{stems}){_ENDINGS}?\b)" for kind, stems in _STEMS.items())
_ADVERBS = r"(?:(?:hereby|herewith|further|also|therefore|thereby|accordingly|likewise|simultaneously|itself|temporarily|concurrently|each|so|partly|only|,)\s){0,3}"
_BE = r"(?:(?:is|are|be|shall be|will be|stands?|shall stand|is to be|are to be)|(?P<past>was|were|has been|have been|had been))"
_VERB_PHRASE = re.compile(
    rf"\b{_BE}\s(?P<adverbs>{_ADVERBS})(?:{_VERBED})(?P<rest>[^⟦⟧]{{0,60}}(?:⟦(?P<agent>\d+)⟧)?)",
    re.IGNORECASE,
)
_BEFORE = 600  # characters before a verb in which its subject and its conditions stand
_FURTHEST = 900  # characters from a citation to its verb, as in a list of titles
_PARENTHESIS = re.compile(r"\([^()]{0,400}\)")
_RELATIVE = re.compile(r",\s(?:(?:pursuant to|under|by|in) )?(?:which|who)\b[^,;]{0,300},")
# "In ⟦0⟧, the words ~ are deleted"; ", establishing the committee, is"; ", and the Memorandum of May 1, 2002, are".
_IN_RELATIVE = re.compile(r"\b(?:which|that|who)\s$")
_OF_IT = re.compile(
    r"\s?,\s(?:(?:the|in|after|for|each|at|against|both|all|under)\s)?(?:\w+\s){0,2}?(?:words?|phrases?|figures?|numbers?|sentences?|sections?|subsections?|paragraphs?|articles?|annex(?:es)?|entry|entries|dates?|points?|following|definitions?|clauses?|schedules?|tables?|serial|text|heading|title|~+)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"\s*(?:$|[,;](?!\s(?:the|a|an|in|it|I|this|all|each|no|any)\s)|(?:and|or|as|establishing|pertaining|relating|concerning|entitled|issued|signed|which|on|for|in its entirety)\b)",
    re.IGNORECASE,
)
_COORDINATED = re.compile(
    r"\s*[,;]\s(?:the\s)?(?:President|Memorandum|Order|Directive|Act|Proclamation|Section|Regulation|Notification)",
    re.IGNORECASE,
)
_FINITE = re.compile(r"\b(?:is|are|was|were|shall|will|has|have|may|must|should|can|does|do)\b")
_LEAD = re.compile(
    rf"\b(?:following|listed below)\b[^⟦⟧]{{0,240}}?\b(?:is|are|shall be)\s{_ADVERBS}(?:{_VERBED})"
    r"|\bhereby\s(?:further\s)?(?:(?P<amends_>amend)|(?P<revokes_>revoke|rescind|repeal)|(?P<suspends_>suspend)):",
    re.IGNORECASE,
)
_READS = re.compile(
    r"⟦(?P<at>\d+)⟧(?:\s?\([^()]{0,200}\)|,[^⟦⟧;:,]{0,100}(?=,))?,?\s(?:shall (?:now )?read|is to read|(?:shall )?ceases? to (?:have effect|apply|be (?:implemented|effective|in force)))\b",
    re.IGNORECASE,
)
_ADDED = re.compile(
    r"\b(?:is|are|shall be)\s(?:hereby\s)?(?:added|inserted)\s(?:to|in|into|at|after)\s(?:the end of\s)?⟦(?P<at>\d+)⟧",
    re.IGNORECASE,
)
_VERBS: dict[RelationKind, str] = {
    "revokes": r"revok(?:e[sd]?|ing)|rescind(?:s|ed|ing)?|repeal(?:s|ed|ing)?|supersed(?:e[sd]?|ing)|replac(?:e[sd]?|ing)|abolish(?:es|ed|ing)?|annul(?:s|led|ling)?|cancel(?:s|led|ling)?|withdr(?:aws?|ew|awing)|in supersession of",
    "suspends": r"suspend(?:s|ed|ing)?",
    "extends": r"extend(?:s|ed|ing)?|renew(?:s|ed|ing)?|prolong(?:s|ed|ing)?",
    "amends": r"amend(?:s|ed|ing|ments? (?:of|to|in))?|modif(?:y|ies|ied|ying)|revis(?:e[sd]?|ing)|in (?:partial )?modification of",
    "implements": r"implement(?:s|ing)?|lay(?:s|ing) down (?:detailed )?rules for the (?:application|implementation) of",
}
_ACTIVE = re.compile(
    rf"\b(?:{'|'.join(rf'(?P<{kind}>{verbs})' for kind, verbs in _VERBS.items())})\s"
    r"(?:(?:in part|entirely|further|hereby|the|said|those|that|all|related|and|orders?|following|earlier|its|Commission|Council|Implementing|Delegated|MOFCOM|Ministry of \w{3,20}|Joint)\s?[(,]?\s?){0,6}"
    r"(?:notifications? [^⟦⟧;:]{0,160}?)?⟦(?P<at>\d+)⟧",
    re.IGNORECASE,
)
_AMENDMENTS_IN = re.compile(
    r"\bmakes? the following (?:further )?amendments? (?:in|to) [^⟦⟧;:]{0,260}?⟦(?P<at>\d+)⟧",
    re.IGNORECASE,
)
_SELF = re.compile(
    r"(?:\bI\b|\b[Tt]his (?:executive )?(?:order|proclamation|regulation|directive|decision|announcement|notice|notification|document|act|rule)\b|\bhereby\b|\b[Ww]e\b)"
    r"(?:(?!\b(?:shall|not|may|will|should|must|Secretary|if|unless)\b)[^;]){0,400}$"
    r"|\b[Tt]his (?:executive )?(?:order|proclamation|regulation|directive|decision|announcement|notice|notification)\s(?:shall|will)\s(?:hereby\s)?$",
)
_PURPOSE = re.compile(
    r"\bin order to (?:further )?$|\bto (?:further )?$|(?:is|purpose of this \w+ is) to (?:further )?$",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|nothing|neither|nor|without|never)\b[^.;]{0,80}$", re.IGNORECASE)
_CONDITION = re.compile(
    r"\b(?:if|unless|until|whether|nothing|in case|in the event|should|would|may|might|could|when|whenever|where|once)\b[^,;:⟦⟧]{0,120}$",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"\b(?:until|till|through|to)\s(?P<rest>.{6,40})", re.IGNORECASE)
_ENDING = re.compile(
    r"[\s,]*(?:(?:until|till|through|to|for)\s|and shall terminate\b|$)", re.IGNORECASE
)
_STRENGTH: tuple[RelationKind, ...] = ("revokes", "suspends", "amends", "extends", "implements")


class Part(NamedTuple):
    """A citation inside a list: the act, whether only a part of it is meant, and the acts that it is cited "as amended by"."""

    act: Act
    partial: bool
    through: tuple[Act, ...]


@dataclass(frozen=True)
class Claim:
    """What a sentence says of an act. `by` is the act that does it; None is the text itself, `reported` that the doer is not named.

    `until` is the day on which it ends, where the words beside the verb say so.
    """

    kind: RelationKind
    verb: str
    act: Act
    partial: bool = False
    by: Act | None = None
    reported: bool = False
    weak: bool = False
    until: date | None = None

    def of(self, part: Part) -> Iterator[Claim]:
        """The same claim of an item of a list."""
        return _claims(self.kind, self.verb, [part])


class Skeleton(NamedTuple):
    """A sentence in which the list number n of citations is "⟦n⟧"."""

    text: str
    lists: tuple[tuple[Part, ...], ...]


def claims_of(skeleton: Skeleton, is_heading: bool = False) -> list[Claim]:
    """The claims of one sentence, the strongest one for each act."""
    found = [*_passive(skeleton), *_active(skeleton, is_heading), *_listed(skeleton)]
    best: dict[str, Claim] = {}
    for claim in found:
        known = best.get(claim.act.key)
        if known is None or (known.reported, known.partial, _STRENGTH.index(known.kind)) > (
            claim.reported,
            claim.partial,
            _STRENGTH.index(claim.kind),
        ):
            best[claim.act.key] = claim
    return list(best.values())


def list_claim(skeleton: Skeleton) -> Claim | None:
    """What a sentence claims of the items of a list below it: "The following are revoked:"; None when it opens none."""
    match = _LEAD.search(skeleton.text)
    if match is None or _CONDITION.search(
        skeleton.text[max(0, match.start() - _BEFORE) : match.start()]
    ):
        return None
    kind = _kind(match)
    return Claim(kind, match[kind] or match[f"{kind}_"], Act("", ""))


def _listed(skeleton: Skeleton) -> Iterator[Claim]:
    """The claims of a list that begins in the sentence which opens it."""
    opened = list_claim(skeleton)
    if opened and (place := skeleton.text.find(":")) >= 0:
        for mark in re.finditer(r"⟦(\d+)⟧", skeleton.text[place:]):
            yield from (claim for part in skeleton.lists[int(mark[1])] for claim in opened.of(part))


def _passive(skeleton: Skeleton) -> Iterator[Claim]:
    """Claims such as "⟦0⟧, as amended, is hereby revoked"; also "In ⟦0⟧, the words ~ are deleted" and "⟦0⟧ shall read"."""
    text = skeleton.text
    for mark in re.finditer(r"⟦(\d+)⟧", text):
        match = _VERB_PHRASE.search(text, mark.end(), mark.end() + _FURTHEST)
        if match and _IN_RELATIVE.search(text, mark.end(), match.start()):
            match = _VERB_PHRASE.search(text, match.end("adverbs"), mark.end() + _FURTHEST)
        if match is None or _CONDITION.search(text[max(0, mark.start() - _BEFORE) : mark.start()]):
            continue
        kind = _kind(match)
        how = link(text[mark.end() : match.start()])
        if not how or (kind == "extends" and not _ENDING.match(match["rest"])):
            continue
        by_agent = match["agent"] and re.search(
            r"\b(?:by|through|under)\s+(?:the\s)?⟦", match["rest"]
        )
        agent = skeleton.lists[int(match["agent"])][0].act if by_agent else None
        yield from _claims(
            kind,
            match[kind],
            skeleton.lists[int(mark[1])],
            agent,
            bool(match["past"]) and agent is None,
            how == "part",
        )
    for pattern in (_READS, _ADDED):
        for match in pattern.finditer(text):
            ended = "cease" in match.group()
            if not _CONDITION.search(text[max(0, match.start() - _BEFORE) : match.start()]):
                yield from _claims(
                    "revokes" if ended else "amends",
                    match.group().split("⟧")[-1].strip() or "added",
                    skeleton.lists[int(match["at"])],
                )


def _active(skeleton: Skeleton, is_heading: bool) -> Iterator[Claim]:
    """Claims such as "I hereby revoke ⟦0⟧", "⟦0⟧ suspended ⟦1⟧", "amending ⟦0⟧" in a title, "in supersession of ⟦0⟧"."""
    text = skeleton.text
    for match in (*_ACTIVE.finditer(text), *_AMENDMENTS_IN.finditer(text)):
        kind = _kind(match) if match.re is _ACTIVE else "amends"
        verb = match[kind] if match.re is _ACTIVE else "amends"
        before, parts = (
            text[max(0, match.start() - _BEFORE) : match.start()],
            skeleton.lists[int(match["at"])],
        )
        if _NOT.search(before) or _CONDITION.search(before):
            continue
        subject = re.search(
            r"⟦(\d+)⟧(?:\s?\([^()]{0,200}\)|,[^⟦⟧;:,]{0,160},)?\s(?:(?:then|also|later|in turn|hereby|which)\s){0,2}$",
            before,
        )
        if subject and not verb.lower().endswith("ing"):
            yield from _claims(kind, verb, parts, skeleton.lists[int(subject[1])][0].act)
        elif match.re is _AMENDMENTS_IN or verb.lower().startswith("in ") or _SELF.search(before):
            yield from _claims(kind, verb, parts)
        elif _PURPOSE.search(before):
            yield from (replace(claim, weak=True) for claim in _claims(kind, verb, parts))
        elif is_heading and re.search(r"(?:ing|[Aa]mendments? (?:of|to|in))$", verb):
            yield from _claims(kind, verb, parts)
        elif verb.lower().endswith("ed") and not re.search(
            r"\b(?:is|are|was|were|be|been|as|and)\s(?:\w+\s)?$", before
        ):
            yield from _claims(kind, verb, parts, None, True)


def link(between: str) -> Literal["whole", "part", ""]:
    """Whether what stands between a citation and a verb makes it the verb's subject, wholly or by a part of it; "" when another is."""
    bare = _RELATIVE.sub(",", _PARENTHESIS.sub("", between))
    if _FINITE.search(bare):
        return ""
    if _OF_IT.match(bare):
        return "part"
    return "whole" if _GOES_ON.match(bare) or _COORDINATED.match(bare) else ""


def _claims(
    kind: RelationKind,
    verb: str,
    parts: Sequence[Part],
    by: Act | None = None,
    reported: bool = False,
    partial: bool = False,
) -> Iterator[Claim]:
    for part in parts:
        some = part.partial or partial
        kind = "amends" if some and verb.lower().startswith("replac") else kind
        yield Claim(kind, verb, part.act, some, by, reported)
        if kind == "revokes" and not some:
            yield from (Claim(kind, verb, act, True, by, reported) for act in part.through)


def _kind(match: re.Match[str]) -> RelationKind:
    groups = match.groupdict()
    return next(kind for kind in _STRENGTH if groups.get(kind) or groups.get(f"{kind}_"))


__all__ = ["Claim", "Part", "Skeleton", "claims_of", "link", "list_claim"]
