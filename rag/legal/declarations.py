"""Read the identity of a document and its relations to other acts: it amends, revokes, extends.

Pure: a cleaned text in, `Declarations` out. `find_citations` finds citations, `skeleton_of` turns
sentences into forms that `claims_of` reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from rag.language.dates import DAY_PATTERN, day_of
from rag.language.lexicon.patterns import alternatives, any_of
from rag.language.lexicon.verbs import forms
from rag.language.sentences import sentences
from rag.legal.citations import find_citations, is_source, role_of
from rag.legal.effects import Claim, Skeleton, claims_of, list_claim
from rag.legal.reported_effects import UnnamedEffect, covered_by, reported_in, unnamed_effect
from rag.legal.skeletons import masked, skeleton_of
from rag.schema import Act, ActCitation, Declarations, Kind, Relation, Span

# An act names itself in its first lines.
_OPENING_BLOCKS, _OPENING = 10, 3_000
_LONGEST_BEFORE_OWN = 120
_MOST_IDENTITIES = 3
# "REGULATION (EU) …" stands alone in its line, or behind who made it.
_BEFORE_OWN = re.compile(
    r"[\s#*_>|]*(?:[A-Z][\w.()’'-]*,?\s(?:of\s|the\s|and\s|for\s){0,2}){0,12}$"
)
_BEHIND_OWN = {
    "nothing": r"[\s*_.#|]*$",
    "a dash": r"\s?[.:]?\s?[—–-]{1,2}\s?",
    "who made it": r"\s(?i:of|by)\s(?i:the)\s[A-Z]",
    "what it does": r",?\s(?:on|establishing|laying down|amending|repealing|concerning"
    r"|implementing)\s",
    "a place and its day": r"[.,]?\s(?:dated\b|[A-Z][a-z]+(?:\s[A-Z][a-z]+)?,\s(?:the\s)?\d)",
    "its day": r"\s(?:of\s)?(?:\d{1,2}\s[A-Z]|[A-Z][a-z]{2,8}\s\d{1,2}, \d{4}[\s*_]*$)",
}
_AFTER_OWN = re.compile("|".join(_BEHIND_OWN.values()))
_ABOUT_NOUNS = (
    "amendment amendments revocation repeal suspension extension termination exemption under after"
    " about why how what"
).split()
_ABOUT = re.compile(rf"\b(?:\w+ing|{any_of(_ABOUT_NOUNS)})\b", re.IGNORECASE)
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
_ITEM = re.compile(r"\([A-Za-z0-9]{1,5}\)\s|(?:[a-z]|\d{1,3}|[ivx]{1,5})[).]\s|[-*•]\s")
_MAY_LEAD = re.compile(r"\bfollowing\b|\blisted below\b|\bhereby\b", re.IGNORECASE)
# "5 CFR 6.1(a) is amended": elsewhere a code or a statute is only named as a source.
_IS_SUBJECT = re.compile(r"\s?(?:\([a-z0-9]{1,4}\)){0,4}\s(?:is|are|shall be)\s")
# A sentence that says so together with the items above it may be this long.
_LONGEST_LIST = 900


class _ClaimedAt(NamedTuple):
    """A claim, its sentence, and the sentence above a list that is too long to be quoted as one."""

    claim: Claim
    span: Span
    lead: Span | None = None


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
    own = _identities(title, text, mentions) if kind == "policy" else ()
    if not mentions and not own:
        return Declarations()
    starts = _IN_FORCE.search(text) if own else None
    in_force = _day(starts["day"]) if starts else None
    return Declarations(own, in_force, tuple(_relations(title, text, mentions, own)))


def _identities(title: str, text: str, mentions: Sequence[ActCitation]) -> tuple[Act, ...]:
    """Return the acts that a title or one of the first lines is or begins with, one of a kind."""
    found: dict[str, Act] = {}
    for line in _first_lines(text):
        inside = [mention for mention in mentions if line.start <= mention.span.start < line.end]
        if inside and _is_own(text, inside[0], line):
            found.setdefault(inside[0].act.key, inside[0].act)
    first = next(iter(found.values()), None)
    for mention in find_citations(title)[:1]:
        is_other = first is None or first.kind != mention.act.kind
        if is_other and _is_own(title, mention, Span(0, len(title))):
            found[mention.act.key] = mention.act
    kept: dict[str, Act] = {}
    for act in found.values():
        kept.setdefault(act.kind, act)
    return tuple(kept.values())[:_MOST_IDENTITIES]


def _first_lines(text: str) -> list[Span]:
    blocks = re.finditer(r"[^\n]+", text[:_OPENING])
    return [Span(*match.span()) for _, match in zip(range(_OPENING_BLOCKS), blocks, strict=False)]


def _is_own(text: str, mention: ActCitation, line: Span) -> bool:
    """Return whether a line that cites an act is the heading of that act."""
    if role_of(mention.act.kind) == "source":
        return False
    before = text[line.start : mention.span.start]
    after = text[mention.span.end : line.end]
    if len(before) >= _LONGEST_BEFORE_OWN or _ABOUT.search(before):
        return False
    return bool(_BEFORE_OWN.match(before) and _AFTER_OWN.match(after))


def _relations(
    title: str, text: str, mentions: Sequence[ActCitation], own: Sequence[Act]
) -> Iterator[Relation]:
    """Yield what a text says of other acts, the strongest sentence for each."""
    keys = {act.key for act in own}
    seen: set[tuple[str, str, bool, bool]] = set()
    claimed = _claimed(text, mentions, is_act=bool(own))
    for claim, span, lead in sorted(claimed, key=lambda item: (item.claim.weak, item.span.start)):
        by = None if claim.by is None or claim.by.key in keys else claim.by
        mark = (claim.act.key, claim.kind, claim.partial, by is None)
        is_known = mark in seen or (claim.weak and any(key == claim.act.key for key, *_ in seen))
        if claim.act.key in keys or is_known or (own and claim.reported):
            continue
        seen.add(mark)
        yield Relation(
            kind=claim.kind,
            verb=claim.verb,
            act=claim.act,
            span=span,
            own=bool(own) and by is None and not claim.reported,
            partial=claim.partial,
            by=by,
            until=_until(claim, (lead or span).of(text), bool(own)),
            lead=lead,
        )
    first_line = re.search(r"\S[^\n]*", text)
    if own and first_line:
        known = keys | {key for key, *_ in seen}
        yield from _relations_of_title(title, Span(*first_line.span()), known)


def _citations_of_acts(text: str, mentions: Iterable[ActCitation]) -> list[ActCitation]:
    """Return the citations of which a sentence may say something: sources only as its subject."""
    return [
        mention
        for mention in mentions
        if not is_source(mention.act) or _IS_SUBJECT.match(text, mention.span.end)
    ]


def _relations_of_title(title: str, line: Span, known: set[str]) -> Iterator[Relation]:
    """Yield what only the title says, "Amendment to …"; the document's first line stands for it."""
    mentions = _citations_of_acts(title, find_citations(title))
    skeleton, _ = skeleton_of(masked(title), Span(0, len(title)), mentions, None)
    for claim in claims_of(skeleton, is_heading=True):
        if claim.act.key not in known and not claim.reported and claim.by is None:
            yield Relation(claim.kind, claim.verb, claim.act, line, True, claim.partial)


def _claimed(text: str, mentions: Sequence[ActCitation], is_act: bool) -> Iterator[_ClaimedAt]:
    """Yield every claim with its sentence."""
    reader = _ActSentences(text) if is_act else _ReportSentences(text)
    plain = masked(text)
    last: Act | None = None
    for span, cited in _sentences_with_citations(text, mentions):
        reader.leave_list(span)
        if not cited and not _MAY_LEAD.search(text, span.start, span.end):
            reader.place += 1
            continue
        said_of = _citations_of_acts(text, cited)
        skeleton, last = skeleton_of(plain, span, said_of, last)
        yield from reader.claims(skeleton, span)
        reader.place += 1


class _Sentences:
    """Reading of the sentences of a text one after the other, which remembers an open list."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.first = len(text) - len(text.lstrip())
        self.lead: Span | None = None
        self.opened: Claim | None = None

    def claims(self, skeleton: Skeleton, span: Span) -> Iterator[_ClaimedAt]:
        """Yield the claims of one sentence, its own and those of the list whose item it is."""
        own = self.own_claims(skeleton)
        for claim in own:
            yield _ClaimedAt(claim, span)
        yield from self.continued(skeleton, span)
        if found := list_claim(skeleton):
            self.lead, self.opened = span, found
        elif not own:
            yield from self._of_item(skeleton, span)

    def own_claims(self, skeleton: Skeleton) -> list[Claim]:
        """Return what a sentence says by itself."""
        raise NotImplementedError

    def continued(self, skeleton: Skeleton, span: Span) -> Iterator[_ClaimedAt]:
        """Yield what a sentence says together with those before it."""
        yield from ()

    def leave_list(self, span: Span) -> None:
        """Close the open list at a paragraph that is no item."""
        before = self.text[max(0, span.start - 4) : span.start]
        is_item = bool(_ITEM.match(self.text, span.start)) or before.endswith("- ")
        starts_block = "\n" in before or span.start <= self.first
        if self.lead and starts_block and not is_item:
            self.lead = self.opened = None

    def _of_item(self, skeleton: Skeleton, span: Span) -> Iterator[_ClaimedAt]:
        if self.lead is None or self.opened is None or not skeleton.lists:
            return
        both = Span(self.lead.start, span.end)
        is_short = both.end - both.start <= _LONGEST_LIST
        for part in skeleton.lists[0]:
            for claim in self.opened.of(part):
                if is_short:
                    yield _ClaimedAt(claim, both)
                else:
                    yield _ClaimedAt(claim, span, self.lead)


class _ActSentences(_Sentences):
    """Sentences of an act."""

    def own_claims(self, skeleton: Skeleton) -> list[Claim]:
        return claims_of(skeleton)


class _ReportSentences(_Sentences):
    """Sentences of news and briefs, which may name in the next sentence what is suspended."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.unnamed: UnnamedEffect | None = None

    def own_claims(self, skeleton: Skeleton) -> list[Claim]:
        return reported_in(skeleton)

    def continued(self, skeleton: Skeleton, span: Span) -> Iterator[_ClaimedAt]:
        if self.unnamed:
            for claim in covered_by(self.unnamed, skeleton, self.place):
                yield _ClaimedAt(claim, span, self.unnamed.span)
        self.unnamed = unnamed_effect(skeleton, span, self.place) or self.unnamed


def _sentences_with_citations(
    text: str, mentions: Sequence[ActCitation]
) -> Iterator[tuple[Span, Sequence[ActCitation]]]:
    """Yield the sentences, each with the citations that begin in it."""
    first = 0
    for span in _uncut(sentences(text), mentions):
        while first < len(mentions) and mentions[first].span.start < span.start:
            first += 1
        after = first
        while after < len(mentions) and mentions[after].span.start < span.end:
            after += 1
        yield span, mentions[first:after]


def _uncut(spans: Sequence[Span], mentions: Sequence[ActCitation]) -> Iterator[Span]:
    """Yield the sentences, none of which ends inside a citation, as "S.O. 99(E)" would have it."""
    cited = iter(mentions)
    mention = next(cited, None)
    held: Span | None = None
    for span in spans:
        held = Span(held.start, span.end) if held else span
        while mention and mention.span.end <= held.end:
            mention = next(cited, None)
        if mention is None or mention.span.start >= held.end:
            yield held
            held = None
    if held:
        yield held


def _until(claim: Claim, sentence: str, is_act: bool) -> date | None:
    """Return the day on which a claim ends; of a report, only when all its days agree."""
    if claim.until or claim.kind not in ("suspends", "extends"):
        return claim.until
    read = [_day(match["day"] or match["to"]) for match in _UNTIL.finditer(sentence)]
    days = [day for day in read if day]
    return days[-1] if days and (is_act or len(set(days)) == 1) else None


def _day(text: str) -> date | None:
    match = DAY_PATTERN.match(text)
    return day_of(match) if match else None
