"""The report of an ingest: what became of each document, and the lines of its summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from rag.schema import Document, Kind, Refused
from rag.storage import StoredVersion


class Step(NamedTuple):
    """Progress of `reading` (in files), `cutting` or `embedding` (in texts); `name` is next."""

    stage: str
    done: int
    total: int
    name: str


Progress = Callable[[Step], None]


def silent(step: Step) -> None:
    """Show no progress."""


@dataclass(frozen=True)
class DocumentReport:
    """The report of one document: what reading found, and what became of it in the library.

    `removed` counts what cleaning took out, by its reason; `seconds` are those of reading.
    """

    status: str
    document_id: str
    origin: str
    title: str
    kind: Kind
    published: str | None
    date_source: str | None
    characters_read: int
    characters_kept: int
    removed: Mapping[str, int]
    pages_without_text: tuple[int, ...]
    suspicious: int
    remarks: tuple[str, ...]
    incomplete: str
    copies: int
    chunks: int
    seconds: float

    @classmethod
    def of(cls, document: Document, stored: StoredVersion, seconds: float) -> DocumentReport:
        """Report on a document that was written."""
        published = document.published
        return cls(
            status=stored.status,
            document_id=stored.document_id,
            origin=document.origin,
            title=document.title,
            kind=document.kind,
            published=published.day.isoformat() if published else None,
            date_source=published.source if published else None,
            characters_read=document.characters_read,
            characters_kept=len(document.text),
            removed={removal.reason: removal.count for removal in document.removals},
            pages_without_text=document.bare_pages,
            suspicious=len(document.suspicious),
            remarks=document.remarks,
            incomplete=document.incomplete,
            copies=stored.copies,
            chunks=stored.chunks,
            seconds=round(seconds, 3),
        )


@dataclass(frozen=True)
class Report:
    """The outcome of an ingest.

    Counts are documents; `skipped` counts files inside folders by endings that are not read.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    refused: tuple[Refused, ...] = ()
    skipped: Mapping[str, int] = field(default_factory=dict)
    chunks: int = 0
    embedded: int = 0
    seconds: float = 0.0
    documents: tuple[DocumentReport, ...] = ()

    @property
    def did_something(self) -> bool:
        """Return whether the library, or the list of what cannot be read, is other than before."""
        return bool(self.new or self.changed or self.removed or self.refused or self.embedded)

    @property
    def findings(self) -> list[str]:
        """Return the lines that a reader of the summary should know."""
        lines = (
            self._removal_line(),
            self._undated_line(),
            self._scanned_line(),
            self._copies_line(),
            self._suspicious_line(),
            self._incomplete_line(),
            *self._remark_lines(),
        )
        return [line for line in lines if line]

    def _removal_line(self) -> str:
        removals: Counter[str] = Counter()
        for item in self.documents:
            removals.update(item.removed)
        shown = ", ".join(f"{count} × {reason}" for reason, count in removals.most_common())
        return f"cleaned away: {shown}" if removals else ""

    def _undated_line(self) -> str:
        undated = sum(item.published is None for item in self.documents)
        if not undated:
            return ""
        return (
            f"without a date: {undated} of {len(self.documents)}; "
            "they answer no question about a day"
        )

    def _scanned_line(self) -> str:
        scanned = []
        for item in self.documents:
            if item.pages_without_text:
                pages = ", ".join(map(str, item.pages_without_text))
                scanned.append(f"{Path(item.origin).name} ({pages})")
        if not scanned:
            return ""
        return f"pages without text, probably scanned: {'; '.join(scanned)}"

    def _copies_line(self) -> str:
        copies = sum(item.copies > 0 for item in self.documents)
        if not copies:
            return ""
        return f"copies of a text that is in already: {copies}; each text counts once"

    def _suspicious_line(self) -> str:
        suspicious = sum(item.suspicious > 0 for item in self.documents)
        if not suspicious:
            return ""
        return f"with text that speaks to an assistant: {suspicious}; it is ignored"

    def _incomplete_line(self) -> str:
        names = [
            f"{Path(item.origin).name} ({item.incomplete})"
            for item in self.documents
            if item.incomplete
        ]
        return f"incomplete? {'; '.join(names)}" if names else ""

    def _remark_lines(self) -> list[str]:
        remarks = Counter(remark for item in self.documents for remark in item.remarks)
        return [f"{remark}: {count}" for remark, count in remarks.items()]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "removed": self.removed,
            "refused": [item._asdict() for item in self.refused],
            "skipped": dict(self.skipped),
            "chunks": self.chunks,
            "embedded": self.embedded,
            "seconds": round(self.seconds, 2),
            "documents": [asdict(item) for item in self.documents],
        }
