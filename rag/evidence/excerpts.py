"""Make excerpts around sentences that answer."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence

from rag.evidence.cutting import MOST_JOINED, Cutting, Layout
from rag.language.discourse import opens_alone
from rag.language.quantities import find_amounts
from rag.language.tokens import words
from rag.schema import Evidence, Excerpt, QuestionForm, Span
from rag.storage import Library

_ANY = sys.maxsize


class ExcerptMaker:
    """Makes excerpts around sentences of documents, each laid out once."""

    def __init__(
        self,
        library: Library,
        evidence: Sequence[Evidence],
        form: QuestionForm = QuestionForm(),  # noqa: B008 - a frozen value
    ) -> None:
        self._library = library
        self._form = form
        self._layouts: dict[str, Layout] = {}
        self._scores: dict[str, dict[Span, float]] = {}
        for item in evidence:
            self._scores.setdefault(item.passage.document_id, {})[item.span] = item.score

    def _layout(self, item: Evidence) -> Layout:
        document_id = item.passage.document_id
        if document_id not in self._layouts:
            text = self._library.catalogue.text_of_chunk(item.passage.chunk_id)
            self._layouts[document_id] = Layout(text)
        return self._layouts[document_id]

    def excerpt(self, item: Evidence) -> Excerpt:
        """Return the excerpt around a sentence."""
        document_id, layout = item.passage.document_id, self._layout(item)
        cutting = layout.excerpt(item.span, self._scores.get(document_id, {}))
        parts = filter(None, (cutting.lead, cutting.span))
        if not all(map(layout.is_for_readers, parts)):
            return Excerpt(item, item.span, item.text)
        return _excerpt(item, layout, cutting, self._highlights(item, cutting.span))

    def sentences(self, items: Iterable[Evidence]) -> list[Excerpt]:
        """Return sentences as they stand; those that touch are one, and no leaning one opens."""
        shown: list[Excerpt] = []
        for item in items:
            exact = Excerpt(item, item.span, item.text)
            if not self._joins(shown, exact):
                shown.append(exact if opens_alone(item.text) else self.excerpt(item))
        return shown

    def append(self, shown: list[Excerpt], excerpt: Excerpt) -> None:
        """Add an excerpt to those before it.

        Two that touch become one, unless that were too long: then the first stands alone.
        """
        if not self._joins(shown, excerpt, MOST_JOINED):
            shown.append(excerpt)

    def _joins(self, shown: list[Excerpt], excerpt: Excerpt, most_words: int = _ANY) -> bool:
        """Join an excerpt with the one that it touches; return whether there is one."""
        for place, other in enumerate(shown):
            joined = self._joined(other, excerpt)
            if joined:
                if len(words(joined.text)) <= most_words:
                    shown[place] = joined
                return True
        return False

    def _highlights(self, item: Evidence, shown: Span) -> tuple[Span, ...]:
        """Return the amounts that a question asks for, else the sentence in a longer excerpt."""
        if self._form.measure or self._form.counted:
            found = find_amounts(item.text)
            amounts = (Span(one.start, one.end).shifted(item.span.start) for one in found)
            return tuple(_within(amounts, shown))
        return tuple(_within([item.span], shown)) if item.span != shown else ()

    def _joined(self, one: Excerpt, other: Excerpt) -> Excerpt | None:
        """Return one excerpt in place of two that touch, None where they do not."""
        if one.passage.document_id != other.passage.document_id:
            return None
        first, last = sorted((one, other), key=lambda item: item.span)
        text = self._layout(one.anchor).text
        apart = text[first.span.end : last.span.start].strip(" \n-*•#")
        if apart or last.lead or first.lead:
            return None
        span = Span(first.span.start, max(first.span.end, last.span.end))
        highlights = tuple(sorted({*one.highlights, *other.highlights}))
        return Excerpt(one.anchor, span, span.of(text), highlights, is_cut=last.is_cut)

    def lists(self, item: Evidence) -> Iterator[Excerpt]:
        """Yield the lists and tables of the document that a sentence stands in."""
        layout = self._layout(item)
        for cutting in layout.lists():
            if layout.is_for_readers(cutting.span):
                yield _excerpt(item, layout, cutting)

    def opening_of(self, excerpt: Excerpt) -> str:
        """Return the heading above a list or table, with its header or a lead-in with a colon."""
        heading = self._layout(excerpt.anchor).heading_above(excerpt.span)
        first = excerpt.text.partition("\n")[0]
        return f"{heading} {first}" if first.startswith("|") or first.endswith(":") else heading


def _within(spans: Iterable[Span], shown: Span) -> Iterator[Span]:
    """Yield the parts of some spans that are shown; a sentence may run on into a list."""
    for span in spans:
        part = Span(max(span.start, shown.start), min(span.end, shown.end))
        if part.start < part.end:
            yield part


def _excerpt(
    item: Evidence, layout: Layout, cutting: Cutting, highlights: tuple[Span, ...] = ()
) -> Excerpt:
    span, lead, is_cut = cutting
    lead_text = lead.of(layout.text) if lead else ""
    return Excerpt(item, span, span.of(layout.text), highlights, lead, lead_text, is_cut)
