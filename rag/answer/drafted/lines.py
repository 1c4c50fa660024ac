"""Read a model's stream of text as drafted lines: statements, markers, words they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rag.answer.drafted.kinds import heads_sources, kind_of, what_is_missing, without_label
from rag.answer.drafted.markers import MarkerHabit
from rag.answer.drafted.reasoning import without_reasoning
from rag.answer.drafted.units import Unit, cite_like, cut_units, is_cited
from rag.schema.drafts import DraftedLine

# A sentence without an end is cut at a space before this many characters: the longest of 219
# drafted sentences has 305, and words it rests on stand behind it.
LONGEST_LINE = 2_000
# A line is given out when this many characters of the next are there: enough to see that it starts
# with no marker and no half word; or an opened bracket has closed, which may be a marker.
_LOOKAHEAD = 16
_LONGEST_MARKER = 60
_OPENING, _CLOSING = frozenset("[(【\uff3b«<"), frozenset("])】\uff3d»>")
# Text that waits longer than this is looked through only when it has grown by a part of itself.
_LONG, _GROWTH = 200, 8
# A long piece is read in parts, so that none costs the square of its length.
_PART = 500
# Sentences in one line that wait for the marker at its end.
_MOST_WAITING = 6


def drafted_lines(pieces: Iterable[str]) -> Iterator[DraftedLine]:
    r"""Yield the lines of a draft, each as soon as the next has begun.

    Every sentence of a line is one; those before its marker share it. A piece may end anywhere:
    inside a word, a number, a marker or a token.

    >>> text = ["Here it is:\n- It rose. [", "1] «rose by 2»\nNOT FOUND: the", " price"]
    >>> for line in drafted_lines(text):
    ...     print(line.kind, line.text, line.words)
    statement It rose. [1] ('rose by 2',)
    missing the price ()
    """
    reader = _Reader()
    for piece in without_reasoning(pieces):
        for start in range(0, len(piece), _PART):
            yield from reader.read(piece[start : start + _PART])
            if reader.is_over:
                return
    yield from reader.close()


class _Reader:
    """Reads a draft piece by piece; `is_over` when nothing behind counts."""

    def __init__(self) -> None:
        self.is_over = False
        self._habit = MarkerHabit()
        self._pending = ""
        self._unread = 0
        self._waiting: list[DraftedLine] = []

    def read(self, piece: str) -> Iterator[DraftedLine]:
        """Yield the lines that a piece completes."""
        self._pending += piece
        self._unread += len(piece)
        grown = self._unread * _GROWTH >= len(self._pending)
        if len(self._pending) > _LONG and not grown and "\n" not in piece:
            return
        self._unread = 0
        cut = cut_units(self._habit.plain(self._pending))
        done = _begun(cut.units)
        if done:
            self._pending = cut.rest(done)
            yield from self._sort(cut.units[:done])
        elif len(self._pending) > LONGEST_LINE:
            yield from self._shorten()

    def _shorten(self) -> Iterator[DraftedLine]:
        """Yield the beginning of a line that does not end."""
        space = self._pending.rfind(" ", LONGEST_LINE // 2, LONGEST_LINE)
        end = space if space > 0 else LONGEST_LINE
        head, self._pending = self._pending[:end], self._pending[end:].lstrip()
        yield from self._sort(cut_units(self._habit.plain(head)).units)

    def close(self) -> Iterator[DraftedLine]:
        """Yield what is left at the end of the stream."""
        yield from self._sort(cut_units(self._habit.plain(self._pending)).units)
        yield from self._flush()

    def _sort(self, units: Iterable[Unit]) -> Iterator[DraftedLine]:
        """Yield the lines of some units; those without a marker wait for the next in their line."""
        for unit in units:
            if self.is_over:
                return
            if heads_sources(unit.text):
                yield from self._flush()
                self.is_over = True
                return
            line = _line_of(unit)
            if line is None:
                continue
            if line.kind != "statement":
                yield from self._flush()
                yield line
                continue
            self._waiting.append(line)
            leads_in = line.text.endswith((":", "\uff1a"))
            is_full = len(self._waiting) >= _MOST_WAITING
            if is_cited(line.text) or is_full or (unit.ends_line and not leads_in):
                yield from self._flush()

    def _flush(self) -> Iterator[DraftedLine]:
        """Yield the lines that waited, with the marker and the words of the last."""
        waiting, self._waiting = self._waiting, []
        for line in waiting[:-1]:
            yield replace(
                line, text=cite_like(line.text, waiting[-1].text), words=waiting[-1].words
            )
        yield from waiting[-1:]


def _line_of(unit: Unit) -> DraftedLine | None:
    """Return the line of a unit, None for what says nothing of the matter."""
    text = without_label(unit.text)
    kind = kind_of(text)
    if kind is None:
        return None
    if kind == "missing":
        text = what_is_missing(text)
    return DraftedLine(text, kind, unit.words if kind == "statement" else (), unit.is_finished)


def _begun(units: Sequence[Unit]) -> int:
    """Return how many units are complete: those behind which enough of another is there."""
    last = len(units) - 1
    if last < 1:
        return 0
    return last if _has_begun(units[last], units[last - 1]) else last - 1


def _has_begun(unit: Unit, before: Unit) -> bool:
    """Return whether enough of a unit is there to see that nothing of it is the unit's before."""
    if unit.text[:1] in _OPENING:
        is_closed = any(mark in unit.text for mark in _CLOSING)
        return is_closed or len(unit.text) >= _LONGEST_MARKER
    if len(unit.text) >= _LOOKAHEAD:
        return True
    return before.ends_line or (unit.text[:1].isalnum() and before.is_closed)
