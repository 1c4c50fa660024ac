"""Cut out of a text what is shown around a sentence that answers, so that it reads alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from rag.language.discourse import opens_alone, opens_with_known_thing
from rag.language.injection import is_command, out_of_place
from rag.language.layout import Block, read_layout
from rag.language.sentences import sentences
from rag.language.tokens import words
from rag.schema import Span

# A paragraph of more words is cut around the sentence that answers.
MOST_WORDS = 60
# Two excerpts that touch are one up to this.
MOST_JOINED = 120
# A list or table of more words or rows is cut, too.
MOST_LIST_WORDS, MOST_ROWS = 160, 16
# A list whose items are this long is a run of paragraphs.
_LONG_ITEM = 30
_LONGEST_LEAD = 40

Scores = Mapping[Span, float]


class Cutting(NamedTuple):
    """What is shown of a document.

    `lead` is the header of a table or the lead-in of a list of which a later part is shown;
    `is_cut` says that it goes on behind that.
    """

    span: Span
    lead: Span | None = None
    is_cut: bool = False


class _Run(NamedTuple):
    """Consecutive sentences, by the numbers of the first and the last."""

    first: int
    last: int

    def over(self, units: Sequence[Span]) -> Span:
        """Return where they stand."""
        return Span(units[self.first].start, units[self.last].end)


class Layout:
    """The blocks of one document's text, in which excerpts are cut."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.blocks = read_layout(text)

    def is_for_readers(self, span: Span) -> bool:
        """Return whether no sentence of a part is there for a machine."""
        if any(span.overlaps(other) for other in out_of_place(self.text)):
            return False
        part = span.of(self.text)
        return not any(is_command(sentence.of(part)) for sentence in sentences(part))

    def excerpt(self, anchor: Span, scores: Scores) -> Cutting:
        """Return the excerpt around a sentence, item or row.

        Args:
            anchor: where it stands in the text.
            scores: of the sentences of the text that were judged.
        """
        place = self._block_of(anchor)
        block = self.blocks[place]
        if block.kind == "table" or (block.kind == "list" and self._is_short(block)):
            return self._list(place, anchor)
        following = self._list_behind(place, anchor)
        if following is not None:
            return self._list(following, anchor)
        return Cutting(self._sentences(place, anchor, scores))

    def lists(self) -> Iterator[Cutting]:
        """Yield the lists of short items and the tables, with what leads them in."""
        for place, block in enumerate(self.blocks):
            if len(block.units) > 1 and (
                block.kind == "table" or (block.kind == "list" and self._is_short(block))
            ):
                yield self._list(place)

    def heading_above(self, span: Span) -> str:
        """Return the last heading before a span, "" without one."""
        above = (
            block.units[0].of(self.text)
            for block in reversed(self.blocks)
            if block.kind == "heading" and block.units[0].start <= span.start
        )
        return next(above, "")

    def _block_of(self, anchor: Span) -> int:
        spans = [block.span for block in self.blocks]
        return next(place for place, span in enumerate(spans) if span.overlaps(anchor))

    def _words(self, span: Span) -> int:
        return len(words(span.of(self.text)))

    # -- lists and tables --------------------------------------------------------------------------

    def _is_short(self, block: Block) -> bool:
        """Return whether the items of a list are lines, not paragraphs."""
        return self._words(block.span) <= _LONG_ITEM * len(block.units)

    def _list_behind(self, place: int, anchor: Span) -> int | None:
        """Return the list or table that a sentence leads in."""
        block = self.blocks[place]
        is_last = anchor.end >= block.units[-1].end
        leads_in = is_last and self.text[: anchor.end].endswith(":")
        following = self.blocks[place + 1] if place + 1 < len(self.blocks) else None
        if not leads_in or following is None or following.kind not in ("list", "table"):
            return None
        return place + 1

    def _list(self, place: int, anchor: Span | None = None) -> Cutting:
        """Return a list or table with what leads it in, whole or the part around an anchor."""
        units = self.blocks[place].units
        lead = self._lead(place)
        shown = self._fitting(units, 0)
        if anchor and anchor.start >= units[shown.last].end:
            reached = next(n for n, unit in enumerate(units) if unit.overlaps(anchor))
            part = self._fitting(units, reached)
            span = part.over(units)
            span = Span(self._line_start(span.start), span.end)
            leads_in = lead != units[0] or self.blocks[place].kind == "table"
            return Cutting(span, lead if leads_in else None, part.last + 1 < len(units))
        start = min(lead.start, self._line_start(units[0].start))
        if anchor and anchor.start < start:
            start = min(anchor.start, self._lead_in(place).start)
        span = Span(start, units[shown.last].end)
        return Cutting(span, None, shown.last + 1 < len(units))

    def _line_start(self, start: int) -> int:
        return self.text.rfind("\n", 0, start) + 1

    def _fitting(self, units: Sequence[Span], first: int) -> _Run:
        """Return the items or rows from one on that are not too many to show."""
        last = first
        while (
            last + 1 < len(units)
            and last - first + 2 <= MOST_ROWS
            and self._words(Span(units[first].start, units[last + 1].end)) <= MOST_LIST_WORDS
            and self.is_for_readers(units[last + 1])
        ):
            last += 1
        return _Run(first, last)

    def _lead(self, place: int) -> Span:
        """Return the header of a table, or what stands before a list."""
        block = self.blocks[place]
        return block.units[0] if block.kind == "table" else self._lead_in(place)

    def _lead_in(self, place: int) -> Span:
        """Return the lead-in or heading before a list or table, without one its first unit."""
        block = self.blocks[place]
        before = self.blocks[place - 1] if place else None
        if not before or before.kind not in ("paragraph", "heading"):
            return block.units[0]
        lead = len(before.units) - 1
        while lead > 0 and self._leans(before.units[lead]):
            lead -= 1
        span = Span(before.units[lead].start, before.units[-1].end)
        return span if self._words(span) <= _LONGEST_LEAD else block.units[0]

    # -- sentences ---------------------------------------------------------------------------------

    def _sentences(self, place: int, anchor: Span, scores: Scores) -> Span:
        """Grow a sentence to what reads alone, then to its paragraph as far as that is short."""
        units = self._paragraph(place, anchor)
        first = last = next(n for n, unit in enumerate(units) if unit.overlaps(anchor))
        while first > 0 and self._leans(units[first]):
            first -= 1
        if first == 0 and self._leans(units[0]):
            before = self._paragraph_before(place)
            if before and self._words(Span(before[-1].start, units[last].end)) <= 2 * MOST_WORDS:
                units = [*before, *units]
                first, last = first + len(before) - 1, last + len(before)
        run = self._grown(units, _Run(first, last), scores)
        return self._trimmed(units, run, anchor)

    def _grown(self, units: Sequence[Span], run: _Run, scores: Scores) -> _Run:
        """Add neighbours while there is room, before a known thing the sentence that names it."""
        while True:
            sides = (_Run(run.first - 1, run.last), _Run(run.first, run.last + 1))
            fitting = [
                side
                for side in sides
                if side.first >= 0
                and side.last < len(units)
                and self._words(side.over(units)) <= MOST_WORDS
                and self.is_for_readers(side.over(units))
            ]
            if not fitting:
                return run
            is_open = opens_with_known_thing(units[run.first].of(self.text))

            def worth(side: _Run, run: _Run = run, is_open: bool = is_open) -> float:
                goes_back = side.first < run.first
                added = units[side.first if goes_back else side.last]
                return scores.get(added, 0.0) + (goes_back and is_open)

            run = max(fitting, key=worth)

    def _trimmed(self, units: Sequence[Span], run: _Run, anchor: Span) -> Span:
        """Take off what leans at the start, and a lead-in without its list at the end."""
        first, last = run
        while self._leans(units[first]) and not units[first].overlaps(anchor):
            first += 1
        while units[last].of(self.text).endswith(":") and not units[last].overlaps(anchor):
            last -= 1
        return _Run(first, last).over(units)

    def _leans(self, unit: Span) -> bool:
        return not opens_alone(unit.of(self.text))

    def _paragraph(self, place: int, anchor: Span) -> list[Span]:
        """Return the sentences of a paragraph, or of one item of a list."""
        block = self.blocks[place]
        if block.kind != "list":
            return list(block.units)
        item = next(unit for unit in block.units if unit.overlaps(anchor))
        return [span.shifted(item.start) for span in sentences(item.of(self.text))]

    def _paragraph_before(self, place: int) -> list[Span]:
        """Return the sentences of the paragraph before, or the heading in its place."""
        if place and self.blocks[place - 1].kind in ("paragraph", "heading"):
            return list(self.blocks[place - 1].units)
        return []
