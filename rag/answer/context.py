"""Gather what a language model is given to draft from: whole sections and documents of the hits."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from rag.language.injection import is_command
from rag.schema import Passage, Scope, Span
from rag.storage import Library

# About 5,000 tokens, which a model of 8,192 has room for beside the rules and an answer.
CONTEXT_CHARACTERS = 20_000
# A section takes at most half of what is left at first, so that a long one leaves room for others.
_SHARES = (2, 1)
# Chunks of one document that are looked at; 80,000 characters.
_MOST_CHUNKS = 200


def widen(
    library: Library, scope: Scope, hits: Sequence[Passage], budget: int = CONTEXT_CHARACTERS
) -> tuple[Passage, ...]:
    """Return the hits with what stands around them, each document in reading order.

    The hits come first into the budget, best first, then the sections they stand in, then their
    whole documents; parts that touch become one passage. For each passage
    `document_text[span.start:span.end] == text`.

    Args:
        library: the collection.
        scope: of the question; what may not answer is no context either.
        hits: passages found, best first.
        budget: characters in all; the first hit is given whatever its length.
    """
    pages: dict[str, _Page] = {}
    for hit in hits:
        if hit.document_id not in pages:
            pages[hit.document_id] = _Page.of(library, scope, hit)
    left = budget
    for rank, hit in enumerate(hits):
        page = pages[hit.document_id]
        left -= page.take(page.places_of(hit), left if rank else sys.maxsize)
    for share in _SHARES:
        for hit in hits:
            page = pages[hit.document_id]
            left -= page.take_near(page.section_of(hit), page.places_of(hit), left // share)
    for page in pages.values():
        left -= page.take(range(len(page.chunks)), left)
    return tuple(passage for page in pages.values() for passage in page.passages(hits))


@dataclass
class _Page:
    """A document while its chunks are chosen; `ends` are where each of them ends."""

    text: str
    chunks: Sequence[Passage]
    chosen: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, library: Library, scope: Scope, hit: Passage) -> _Page:
        """Lay out the document of a hit; the hit alone where the scope leaves its document out."""
        chunks = library.chunks.passages_of(hit.document_id, scope, _MOST_CHUNKS)
        if hit.chunk_id not in {chunk.chunk_id for chunk in chunks}:
            chunks = [hit]
        return cls(library.catalogue.text_of_chunk(hit.chunk_id), chunks)

    def places_of(self, hit: Passage) -> list[int]:
        """Return the places of the chunks that a hit's window holds."""
        return [
            place
            for place, chunk in enumerate(self.chunks)
            if hit.span.start <= chunk.span.start < hit.span.end
        ]

    def section_of(self, hit: Passage) -> list[int]:
        """Return the places of the chunks around a hit under the same heading."""
        places = self.places_of(hit)
        if not places:
            return []
        first, last = places[0], places[-1]
        heading = self.chunks[first].heading
        while first and self.chunks[first - 1].heading == heading:
            first -= 1
        while last + 1 < len(self.chunks) and self.chunks[last + 1].heading == heading:
            last += 1
        return list(range(first, last + 1))

    def take(self, places: Iterable[int], left: int) -> int:
        """Choose some chunks if they fit into what is left; return the characters they take."""
        new = set(places) - self.chosen
        cost = sum(self._size(place) for place in new)
        if cost > left:
            return 0
        self.chosen |= new
        return cost

    def take_near(self, places: Sequence[int], near: Sequence[int], left: int) -> int:
        """Choose what fits of some chunks, those nearest to a hit first; return what they take."""
        spent = 0
        middle = sum(near) / max(len(near), 1)
        for place in sorted(places, key=lambda place: abs(place - middle)):
            cost = self.take([place], left - spent)
            if not cost and place not in self.chosen:
                break
            spent += cost
        return spent

    def passages(self, hits: Sequence[Passage]) -> Iterator[Passage]:
        """Yield the chosen chunks in reading order, those that touch as one passage."""
        for first, last in _runs(sorted(self.chosen)):
            span = Span(self.chunks[first].span.start, self._end(last))
            within = (hit for hit in hits if hit.chunk_id in self._ids(first, last))
            best = next(within, self.chunks[first])
            headings = [chunk.heading for chunk in self.chunks[first : last + 1]]
            heading = _common_path(headings)
            yield replace(best, span=span, text=span.of(self.text), heading=heading)

    def _ids(self, first: int, last: int) -> set[str]:
        return {chunk.chunk_id for chunk in self.chunks[first : last + 1]}

    def _size(self, place: int) -> int:
        return self._end(place) - self.chunks[place].span.start

    def _end(self, place: int) -> int:
        """Return where a chunk ends; its window goes on to the end of the next."""
        start, end = self.chunks[place].span
        if place + 1 < len(self.chunks):
            end = min(end, self.chunks[place + 1].span.start)
        return start + len(self.text[start:end].rstrip())


def _runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield first and last of each run: [1, 2, 5] -> (1, 2), (5, 5)."""
    for at, place in enumerate(places):
        if at == 0 or places[at - 1] != place - 1:
            first = place
        if at + 1 == len(places) or places[at + 1] != place + 1:
            yield first, place


def _common_path(headings: Sequence[str]) -> str:
    """Return what some heading paths share: "A › B", "A › C" -> "A"."""
    paths = [heading.split(" › ") for heading in headings]
    shared = []
    for names in zip(*paths, strict=False):
        if len(set(names)) > 1:
            break
        shared.append(names[0])
    return " › ".join(shared)


def number_at(passages: Sequence[Passage], document_id: str, span: Span) -> int | None:
    """Return the number, from 1, of the passage that holds a span of a document."""
    for number, passage in enumerate(passages, start=1):
        is_inside = passage.span.start <= span.start and span.end <= passage.span.end
        if passage.document_id == document_id and is_inside:
            return number
    return None


def harmless(sentences: Iterable[str]) -> tuple[str, ...]:
    """Return the sentences that do not speak to an assistant."""
    return tuple(sentence for sentence in sentences if not is_command(sentence))
