"""Timeline as a value: rows in the order of their dates, numbered sources, and its JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from rag.language.temporal import in_iso
from rag.schema import Abstention, Citation, Notice, Source, TimeExpressions, Window
from rag.schema.json_form import iso

Basis = Literal["text", "published"]


@dataclass(frozen=True)
class TimelineRow:
    """One event.

    `when` are the days on which it may have happened, no finer than the text says. `basis` is
    "text" where the text gives them, in its own `words`, else "published". `ahead` says that the
    quote was published before. The first citation is the row's quote, the others say the same.
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
        """The date as precise as it is known: "2025-04-04", "2025-04" or "2025-04/2025-06"."""
        return in_iso(self.when)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form; `start` and `end` are the first and the last day."""
        return {
            "date": self.date,
            **self.when.to_dict(),
            "basis": self.basis,
            "words": self.words,
            "ahead": self.ahead,
            "quote": self.quote.to_dict(),
            "also": [citation.to_dict() for citation in self.citations[1:]],
        }


@dataclass(frozen=True)
class Timeline:
    """The events found, in the order of their dates, or why there are none.

    `window` are the days of events that were asked for, `expressions` the question's own words for
    them and for `as_of`. `left_out` counts rows beyond the limit.
    """

    question: str
    rows: tuple[TimelineRow, ...] = ()
    sources: tuple[Source, ...] = ()
    abstention: Abstention | None = None
    notices: tuple[Notice, ...] = ()
    as_of: date | None = None
    window: Window = Window()
    expressions: TimeExpressions = TimeExpressions()
    today: date | None = None
    left_out: int = 0

    def source(self, citation: Citation) -> Source:
        """Return the source of a citation."""
        return self.sources[citation.n - 1]

    def to_dict(self) -> dict[str, Any]:
        """Return the stable JSON form; dates are as precise as they are known."""
        return {
            "question": self.question,
            "status": "abstained" if self.abstention else "answered",
            "abstention": self.abstention.to_dict() if self.abstention else None,
            "rows": [row.to_dict() for row in self.rows],
            "sources": [source.to_dict() for source in self.sources],
            "notices": [notice.to_dict() for notice in self.notices],
            "as_of": iso(self.as_of),
            "window": self.window.to_dict() if self.window else None,
            "expressions": asdict(self.expressions),
            "today": iso(self.today),
            "left_out": self.left_out,
        }
