"""The results of retrieval: hits and passages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from rag.schema.documents import Kind, Span
from rag.schema.json_form import Json


class Hit(NamedTuple):
    """A chunk's number in the library, also its window's, and its score, higher is better."""

    number: int
    score: float


@dataclass(frozen=True)
class Passage:
    """A retrieved chunk with its score (higher is better, comparable within one retrieval only).

    `number` is what others cite its document by, "Executive Order 13953", where it is an act with a
    number.
    """

    chunk_id: str
    document_id: str
    text: str
    span: Span
    score: float
    title: str
    publisher: str | None
    published: date | None
    date_source: str | None
    updated: date | None
    url: str | None
    kind: Kind
    heading: str = ""
    similarity: float | None = None
    suspicious: bool = False
    copies: tuple[Copy, ...] = ()
    number: str = ""

    @property
    def above(self) -> str:
        """Return what stands over the text: the title and the headings."""
        return f"{self.title} {self.heading}".strip()

    def to_dict(self) -> dict[str, Any]:
        """Return where the passage stands, and its score; its text is the library's to give."""
        return {
            "chunk_id": self.chunk_id,
            "document_id": self.document_id,
            "start": self.span.start,
            "end": self.span.end,
            "score": round(self.score, 4),
        }

    @classmethod
    def from_dict(cls, record: Json) -> Passage:
        """Read what `to_dict` gave.

        A passage without its text and without what is known of its document.
        """
        return cls(
            chunk_id=record["chunk_id"],
            document_id=record["document_id"],
            text="",
            span=Span(record["start"], record["end"]),
            score=record["score"],
            title="",
            publisher=None,
            published=None,
            date_source=None,
            updated=None,
            url=None,
            kind="news",
        )


@dataclass(frozen=True)
class Copy:
    """Another document that carries the same text."""

    document_id: str
    title: str
    publisher: str | None
    published: date | None
