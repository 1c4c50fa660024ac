"""Changes as a value: each new thing with its verified quotes, and the JSON form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from rag.reports.changes.alignment import Change
from rag.schema import Abstention, Citation, Notice, Source
from rag.schema.json_form import iso


@dataclass(frozen=True)
class NewDocument:
    """A document published between the days, by its best new sentence on the subject.

    The first citation is its own, the others are the same sentence in other new documents.
    """

    citations: tuple[Citation, ...]

    @property
    def quote(self) -> Citation:
        """The document's own quote."""
        return self.citations[0]

    def to_dict(self) -> dict[str, Any]:
        """Return the quote and the same in other documents."""
        return {
            "quote": self.quote.to_dict(),
            "also": [citation.to_dict() for citation in self.citations[1:]],
        }


@dataclass(frozen=True)
class NewVersion:
    """A document of before that was changed, with all that differs in the end.

    `before` and `after` are the numbers of the last version before the period and of the last one
    in it; `days` are those of its versions in it.
    """

    n: int
    document_id: str
    before: int
    after: int
    days: tuple[date, ...]
    changes: tuple[Change, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return all fields, dates in ISO."""
        return {
            "n": self.n,
            "document_id": self.document_id,
            "before": self.before,
            "after": self.after,
            "days": [day.isoformat() for day in self.days],
            "changes": [change.to_dict() for change in self.changes],
        }


@dataclass(frozen=True)
class NewStatus:
    """A change of an act's legal status, and the sentence that states it.

    `kind` is "amends", "revokes", "suspends" or "extends".
    """

    kind: str
    act: str
    actor: str
    partial: bool
    until: date | None
    citation: Citation

    def to_dict(self) -> dict[str, Any]:
        """Return all fields, dates in ISO."""
        return {
            "kind": self.kind,
            "act": self.act,
            "actor": self.actor,
            "partial": self.partial,
            "until": iso(self.until),
            "citation": self.citation.to_dict(),
        }


@dataclass(frozen=True)
class Changes:
    """The news from `since` to `until`, both included, or the reason why there is none."""

    question: str
    since: date
    until: date
    documents: tuple[NewDocument, ...] = ()
    versions: tuple[NewVersion, ...] = ()
    statuses: tuple[NewStatus, ...] = ()
    sources: tuple[Source, ...] = ()
    abstention: Abstention | None = None
    notices: tuple[Notice, ...] = ()
    left_out: int = 0

    def source(self, n: int) -> Source:
        """Return the source with a number."""
        return self.sources[n - 1]

    def to_dict(self) -> dict[str, Any]:
        """Return the stable JSON form."""
        return {
            "question": self.question,
            "status": "abstained" if self.abstention else "answered",
            "abstention": self.abstention.to_dict() if self.abstention else None,
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "documents": [item.to_dict() for item in self.documents],
            "versions": [item.to_dict() for item in self.versions],
            "statuses": [item.to_dict() for item in self.statuses],
            "sources": [source.to_dict() for source in self.sources],
            "notices": [notice.to_dict() for notice in self.notices],
            "left_out": self.left_out,
        }
