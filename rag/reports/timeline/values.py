"""The timeline as a value: rows in the order of their dates, numbered sources, and its JSON form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Literal

from rag.language.temporal import in_iso
from rag.reports.timeline.merging import TimelineEvent, length
from rag.schema import Abstention, Citation, Notice, Source, TimeExpressions, Window, cite

Basis = Literal["text", "published"]


@dataclass(frozen=True)
class Row:
    """One event.

    `when` are the days on which it may have happened, no finer than the text says. `basis` is "text" where the text gives them, in its
    own `words`, else "published". `ahead` says that the quote was published before. The first citation is the row's quote, the others
    tell the same.
    """

    when: Window
    basis: Basis
    words: str
    ahead: bool
    citations: tuple[Citation, ...]

    @property
    def quote(self) -> Citation:
        """The row's own quote."""
        return self.citations[0]

    @property
    def date(self) -> str:
        """The date as precise as it is known: "2025-04-04", "2025-04", "2025" or an interval, "2025-04/2025-06"."""
        return in_iso(self.when)


@dataclass(frozen=True)
class Timeline:
    """The events found, in the order of their dates, or why there are none.

    `window` are the days of events that were asked for, `expressions` the question's own words for them and for `as_of`. `left_out` counts rows beyond the limit.
    """

    question: str
    rows: tuple[Row, ...] = ()
    sources: tuple[Source, ...] = ()
    abstention: Abstention | None = None
    notices: tuple[Notice, ...] = ()
    as_of: date | None = None
    window: Window = Window()
    expressions: TimeExpressions = TimeExpressions()
    today: date | None = None
    left_out: int = 0

    def source(self, citation: Citation) -> Source:
        """The source of a citation."""
        return self.sources[citation.n - 1]

    def to_dict(self) -> dict[str, Any]:
        """The stable JSON form; dates are as precise as they are known, `start` and `end` the first and the last day of each."""
        return {
            "question": self.question,
            "status": "abstained" if self.abstention else "answered",
            "abstention": self.abstention.to_dict() if self.abstention else None,
            "rows": [
                {
                    "date": row.date,
                    **row.when.to_dict(),
                    "basis": row.basis,
                    "words": row.words,
                    "ahead": row.ahead,
                    "quote": row.quote.to_dict(),
                    "also": [citation.to_dict() for citation in row.citations[1:]],
                }
                for row in self.rows
            ],
            "sources": [source.to_dict() for source in self.sources],
            "notices": [notice.to_dict() for notice in self.notices],
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "window": self.window.to_dict() if self.window else None,
            "expressions": asdict(self.expressions),
            "today": self.today.isoformat() if self.today else None,
            "left_out": self.left_out,
        }


def timeline(template: Timeline, told: Sequence[TimelineEvent], limit: int) -> Timeline:
    """The rows of the worthiest events, in the order of their dates; `template` has everything but rows and sources."""
    sources: dict[str, Source] = {}
    chosen = sorted(
        told[:limit],
        key=lambda event: (
            event.face.when.start or date.min,
            -length(event.face.when),
            -event.worth,
        ),
    )
    rows = tuple(_row(event, sources) for event in chosen)
    return replace(
        template, rows=rows, sources=tuple(sources.values()), left_out=len(told) - len(chosen)
    )


def _row(event: TimelineEvent, sources: dict[str, Source]) -> Row:
    face, published = event.face, event.face.evidence.passage.published
    quotes = [item.evidence for item in (face, *event.others)]
    citations = tuple(cite(sources, item.passage, item.text, item.span) for item in quotes)
    is_ahead = bool(published and face.when.start and face.when.start > published)
    return Row(face.when, "text" if face.words else "published", face.words, is_ahead, citations)
