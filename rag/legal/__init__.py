"""What a document is cited by, and what it says of other acts: that it amends, revokes, suspends, extends or implements them.

Pure: a cleaned text in, `Declarations` out. `mentions` finds citations, `skeletons` turns sentences into forms that `claims` reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from rag.language.dates import DAY_PATTERN, day_of
from rag.language.sentences import sentences
from rag.legal.acts import title_key
from rag.legal.citations import find_citations
from rag.legal.effects import Claim, claims_of, list_claim
from rag.legal.reported_effects import Doing, covered_by, doing_of, reported_in
from rag.legal.skeletons import masked, skeleton_of
from rag.schema import Act, ActCitation, Declarations, Kind, Relation, Span

# An act names itself in its first lines.
_OPENING_BLOCKS, _OPENING = 10, 3_000
_BEFORE_OWN = re.compile(
    r"[\s#*_>|]*(?:[A-Z][\w.()’'-]*,?\s(?:of\s|the\s|and\s|for\s){0,2}){0,12}$"
)
_AFTER_OWN = re.compile(
    r"[\s*_.#|]*$|\s?[.:]?\s?[—–-]{1,2}\s?|\s(?i:of|by)\s(?i:the)\s[A-Z]|,?\s(?:on|establishing|laying down|amending|repealing|concerning|implementing)\s|[.,]?\s(?:New Delhi|dated)\b|\s(?:of\s)?(?:\d{1,2}\s[A-Z]|[A-Z][a-z]{2,8}\s\d{1,2}, \d{4}[\s*_]*$)"
)
_ABOUT = re.compile(
    r"\b(?:\w+ing|amendments?|revocation|repeal|suspension|extension|termination|exemption|under|after|about|why|how|what)\b",
    re.IGNORECASE,
)
_IN_FORCE = re.compile(
    r"\b(?:shall (?:enter into force|take effect|come into (?:force|effect)|be effective|apply)|(?:is|shall become|becomes) effective|takes effect|enters into force|comes into (?:force|effect))"
    r"\s(?:on|from|as of|with effect from)\s(?:the\s)?(?P<day>.{6,30})",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\b(?:until|till|through)\s(?:the\s)?(?=(?P<day>.{6,30}))|\bfrom\s.{6,30}?\sto\s(?=(?P<to>.{6,30}))",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\([A-Za-z0-9]{1,5}\)\s|(?:[a-z]|\d{1,3}|[ivx]{1,5})[).]\s|[-*•]\s")
# A sentence that says so together with the items above it may be this long.
_LONGEST_LIST = 900


def read_declarations(
    title: str, text: str, kind: Kind, published: date | None = None
) -> Declarations:
    """The identity and the relations of one document; offsets count in `text`.

    `published` is the day of the text, by which announcements cited without their year are those of that year.
    """
    mentions = find_citations(text, published)
    own = _identities(title, text, mentions) if kind == "policy" else ()
    if not mentions and not own:
        return Declarations()
    effective = _IN_FORCE.search(text) if own else None
    return Declarations(
        own,
        _day(effective["day"]) if effective else None,
        tuple(_relations(title, text, mentions, own)),
    )


def _identities(title: str, text: str, mentions: Sequence[ActCitation]) -> tuple[Act, ...]:
    """The acts that a title or one of the first lines consists of or begins with, as an act's own heading does."""
    found: dict[str, Act] = {}
    blocks = re.finditer(r"[^\n]+", text[:_OPENING])
    lines = [Span(*match.span()) for _, match in zip(range(_OPENING_BLOCKS), blocks, strict=False)]
    for line in lines:
        inside = [mention for mention in mentions if line.start <= mention.span.start < line.end]
        if inside and _is_own(text, inside[0], line.start, line.end):
            found.setdefault(inside[0].act.key, inside[0].act)
    first = next(iter(found.values()), None)
    for mention in find_citations(title)[:1]:
        if _is_own(title, mention, 0, len(title)) and (
            first is None or first.kind != mention.act.kind
        ):
            found[mention.act.key] = mention.act
    kept: dict[str, Act] = {}
    for act in found.values():
        kept.setdefault(act.kind, act)
    return tuple(kept.values())[:3]


def _is_own(text: str, mention: ActCitation, start: int, end: int) -> bool:
    before, after = text[start : mention.span.start], text[mention.span.end : end]
    return (
        len(before) < 120
        and not _ABOUT.search(before)
        and bool(_BEFORE_OWN.match(before))
        and bool(_AFTER_OWN.match(after))
    )


def _relations(
    title: str, text: str, mentions: Sequence[ActCitation], own: Sequence[Act]
) -> Iterator[Relation]:
    keys = {act.key for act in own}
    seen: set[tuple[str, str, bool, bool]] = set()
    found = sorted(
        _claimed(text, mentions, bool(own)), key=lambda item: (item[0].weak, item[1].start)
    )
    for claim, span, lead in found:
        by = None if claim.by is None or claim.by.key in keys else claim.by
        is_own = bool(own) and by is None and not claim.reported
        mark = (claim.act.key, claim.kind, claim.partial, by is None)
        if claim.act.key in keys or mark in seen or (own and claim.reported):
            continue
        if claim.weak and any(key == claim.act.key for key, *_ in seen):
            continue
        seen.add(mark)
        yield Relation(
            claim.kind,
            claim.verb,
            claim.act,
            span,
            is_own,
            claim.partial,
            by,
            _until(claim, (lead or span).of(text), bool(own)),
            lead,
        )
    if own and (line := re.search(r"\S[^\n]*", text)):
        yield from _titled(title, Span(*line.span()), keys | {key for key, *_ in seen})


def _titled(title: str, line: Span, known: set[str]) -> Iterator[Relation]:
    """What only the title says, as "Amendment to Executive Order 12958"; the document's first line stands for it."""
    skeleton, _ = skeleton_of(masked(title), Span(0, len(title)), find_citations(title), None)
    for claim in claims_of(skeleton, is_heading=True):
        if claim.act.key not in known and not claim.reported and claim.by is None:
            yield Relation(claim.kind, claim.verb, claim.act, line, True, claim.partial)


def _claimed(
    text: str, mentions: Sequence[ActCitation], is_act: bool
) -> Iterator[tuple[Claim, Span, Span | None]]:
    """Every claim with its sentence; for an item of a list also the sentence above the list, when both are too long to be one."""
    doing: Doing | None = None
    plain = masked(text)
    last: Act | None = None
    lead: Span | None = None
    opened: Claim | None = None
    place = 0
    for number, span in enumerate(_whole(sentences(text), mentions)):
        while place < len(mentions) and mentions[place].span.start < span.start:
            place += 1
        until = place
        while until < len(mentions) and mentions[until].span.start < span.end:
            until += 1
        is_item = bool(_ITEM.match(text, span.start)) or text[
            max(0, span.start - 3) : span.start
        ].endswith("- ")
        starts_block = (
            not text[: span.start].strip() or "\n" in text[max(0, span.start - 4) : span.start]
        )
        if lead and starts_block and not is_item:
            lead = opened = None
        if until > place or _MAY_LEAD.search(text, span.start, span.end):
            skeleton, last = skeleton_of(plain, span, mentions[place:until], last)
            claims = claims_of(skeleton) if is_act else reported_in(skeleton)
            yield from ((claim, span, None) for claim in claims)
            if not is_act:
                if doing:
                    yield from [
                        (claim, span, doing.span) for claim in covered_by(doing, skeleton, number)
                    ]
                doing = doing_of(skeleton, span, number) or doing
            if found := list_claim(skeleton):
                lead, opened = span, found
            elif lead and opened and not claims:
                whole = Span(lead.start, span.end)
                is_short = whole.end - whole.start <= _LONGEST_LIST
                for part in (part for parts in skeleton.lists[:1] for part in parts):
                    for claim in opened.of(part):
                        yield claim, whole if is_short else span, None if is_short else lead


def _whole(spans: Sequence[Span], mentions: Sequence[ActCitation]) -> Iterator[Span]:
    """The sentences, none of which ends inside a citation, as "S.O. 99(E)" would have it."""
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


_MAY_LEAD = re.compile(r"\bfollowing\b|\blisted below\b|\bhereby\b", re.IGNORECASE)


def _until(claim: Claim, sentence: str, is_act: bool) -> date | None:
    """The day on which a claim ends; a report may tell of several acts, so that its days must agree."""
    if claim.until or claim.kind not in ("suspends", "extends"):
        return claim.until
    days = [
        day for match in _UNTIL.finditer(sentence) if (day := _day(match["day"] or match["to"]))
    ]
    return days[-1] if days and (is_act or len(set(days)) == 1) else None


def _day(text: str) -> date | None:
    match = DAY_PATTERN.match(text)
    return day_of(match) if match else None


__all__ = ["read_declarations", "title_key"]
