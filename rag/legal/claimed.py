"""Find every claim of a text on other acts, sentence by sentence, with where it is stated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rag.language.sentences import sentences
from rag.legal.citations import is_source
from rag.legal.claims import Claim, Skeleton
from rag.legal.effects import claims_of, list_claim
from rag.legal.reported_effects import UnnamedEffect, covered_by, reported_in, unnamed_effect
from rag.legal.skeletons import masked, skeleton_of
from rag.schema import Act, ActCitation, Span

_ITEM = re.compile(r"\([A-Za-z0-9]{1,5}\)\s|(?:[a-z]|\d{1,3}|[ivx]{1,5})[).]\s|[-*•]\s")
_MAY_LEAD = re.compile(r"\bfollowing\b|\blisted below\b|\bhereby\b", re.IGNORECASE)
# "5 CFR 6.1(a) is amended": elsewhere a code or a statute is only named as a source.
_IS_SUBJECT = re.compile(r"\s?(?:\([a-z0-9]{1,4}\)){0,4}\s(?:is|are|shall be)\s")
# A sentence that says so together with the items above it may be this long.
_LONGEST_LIST = 900


class ClaimedAt(NamedTuple):
    """A claim, its sentence, and the sentence above a list that is too long to be quoted as one."""

    claim: Claim
    span: Span
    lead: Span | None = None


def claims_in(text: str, mentions: Sequence[ActCitation], is_act: bool) -> Iterator[ClaimedAt]:
    """Yield every claim of a text with its sentence.

    Args:
        text: cleaned.
        mentions: the citations in it.
        is_act: whether it is an act itself; else it is a report on acts.
    """
    reader = _ActSentences(text) if is_act else _ReportSentences(text)
    plain = masked(text)
    last: Act | None = None
    for span, cited in sentences_with_citations(text, mentions):
        reader.leave_list(span)
        leads_list = _MAY_LEAD.search(text, span.start, span.end)
        if cited or leads_list:
            subjects = citations_of_acts(text, cited)
            skeleton, last = skeleton_of(plain, span, subjects, last)
            yield from reader.claims(skeleton, span)
        reader.place += 1


def citations_of_acts(text: str, mentions: Iterable[ActCitation]) -> list[ActCitation]:
    """Return the citations that a sentence may claim something of: sources only as its subject."""
    kept = []
    for mention in mentions:
        is_named_only = is_source(mention.act) and not _IS_SUBJECT.match(text, mention.span.end)
        if not is_named_only:
            kept.append(mention)
    return kept


class _SentenceReader:
    """A reader of the sentences of a text, one after the other, which remembers an open list."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.first = len(text) - len(text.lstrip())
        self.lead: Span | None = None
        self.opened: Claim | None = None

    def claims(self, skeleton: Skeleton, span: Span) -> Iterator[ClaimedAt]:
        """Yield the claims of one sentence, its own and those of the list whose item it is."""
        own = self.own_claims(skeleton)
        for claim in own:
            yield ClaimedAt(claim, span)
        yield from self.continued(skeleton, span)
        opened = list_claim(skeleton)
        if opened:
            self.lead = span
            self.opened = opened
        elif not own:
            yield from self._of_item(skeleton, span)

    def own_claims(self, skeleton: Skeleton) -> list[Claim]:
        """Return the claims that a sentence makes by itself."""
        raise NotImplementedError

    def continued(self, skeleton: Skeleton, span: Span) -> Iterator[ClaimedAt]:
        """Yield the claims that a sentence makes together with those before it."""
        yield from ()

    def leave_list(self, span: Span) -> None:
        """Close the open list at a paragraph that is no item."""
        before = self.text[max(0, span.start - 4) : span.start]
        has_item_mark = bool(_ITEM.match(self.text, span.start))
        is_item = has_item_mark or before.endswith("- ")
        starts_block = "\n" in before or span.start <= self.first
        if starts_block and not is_item:
            self.lead = None
            self.opened = None

    def _of_item(self, skeleton: Skeleton, span: Span) -> Iterator[ClaimedAt]:
        if self.lead is None or self.opened is None or not skeleton.lists:
            return
        both = Span(self.lead.start, span.end)
        is_short = both.end - both.start <= _LONGEST_LIST
        quoted = both if is_short else span
        lead = None if is_short else self.lead
        for part in skeleton.lists[0]:
            for claim in self.opened.of(part):
                yield ClaimedAt(claim, quoted, lead)


class _ActSentences(_SentenceReader):
    """Sentences of an act."""

    def own_claims(self, skeleton: Skeleton) -> list[Claim]:
        return claims_of(skeleton)


class _ReportSentences(_SentenceReader):
    """Sentences of news and briefs, which may name in the next sentence what is suspended."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.unnamed: UnnamedEffect | None = None

    def own_claims(self, skeleton: Skeleton) -> list[Claim]:
        return reported_in(skeleton)

    def continued(self, skeleton: Skeleton, span: Span) -> Iterator[ClaimedAt]:
        if self.unnamed:
            for claim in covered_by(self.unnamed, skeleton, self.place):
                yield ClaimedAt(claim, span, self.unnamed.span)
        self.unnamed = unnamed_effect(skeleton, span, self.place) or self.unnamed


def sentences_with_citations(
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
    open_span: Span | None = None
    for span in spans:
        start = open_span.start if open_span else span.start
        open_span = Span(start, span.end)
        while mention and mention.span.end <= open_span.end:
            mention = next(cited, None)
        is_cut = mention is not None and mention.span.start < open_span.end
        if not is_cut:
            yield open_span
            open_span = None
    if open_span:
        yield open_span
