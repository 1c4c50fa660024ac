"""The sources that an answer cites, numbered, and verbatim quotes at their offsets."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from rag.schema.documents import Kind, Span
from rag.schema.json_form import Json, day_from, iso
from rag.schema.passages import Copy, Passage


@dataclass(frozen=True)
class Citation:
    """A verbatim quote of source number `n`: `document_text[span.start:span.end] == quote`."""

    n: int
    chunk_id: str
    document_id: str
    quote: str
    span: Span

    def to_dict(self) -> dict[str, Any]:
        """Return the quote with the offsets that it stands at."""
        return {
            "n": self.n,
            "document_id": self.document_id,
            "chunk_id": self.chunk_id,
            "quote": self.quote,
            "start": self.span.start,
            "end": self.span.end,
        }

    @classmethod
    def from_dict(cls, record: Json) -> Citation:
        """Read what `to_dict` gave."""
        return cls(
            n=record["n"],
            chunk_id=record["chunk_id"],
            document_id=record["document_id"],
            quote=record["quote"],
            span=Span(record["start"], record["end"]),
        )


@dataclass(frozen=True)
class Source:
    """A cited document, numbered from 1 in the order of first citation.

    `number` is an act's own, "Executive Order 13953".
    """

    n: int
    document_id: str
    title: str
    publisher: str | None
    published: date | None
    date_source: str | None
    updated: date | None
    url: str | None
    kind: Kind
    copies: tuple[Copy, ...] = ()
    number: str = ""

    @classmethod
    def of(cls, n: int, passage: Passage) -> Source:
        """Return the source that a passage belongs to."""
        return cls(
            n=n,
            document_id=passage.document_id,
            title=passage.title,
            publisher=passage.publisher,
            published=passage.published,
            date_source=passage.date_source,
            updated=passage.updated,
            url=passage.url,
            kind=passage.kind,
            copies=passage.copies,
            number=passage.number,
        )

    @property
    def name(self) -> str:
        """Return the title, after the act's number where it does not hold it."""
        return with_number(self.title, self.number)

    def to_dict(self) -> dict[str, Any]:
        """Return all fields, dates in ISO."""
        days = {"published": iso(self.published), "updated": iso(self.updated)}
        copies = [{**asdict(copy), "published": iso(copy.published)} for copy in self.copies]
        return {**asdict(self), **days, "copies": copies}

    @classmethod
    def from_dict(cls, record: Json) -> Source:
        """Read what `to_dict` gave."""
        copies = tuple(
            Copy(**{**copy, "published": day_from(copy["published"])})
            for copy in record.get("copies", ())
        )
        days = {name: day_from(record[name]) for name in ("published", "updated")}
        return cls(**{**record, **days, "copies": copies})


def with_number(title: str, number: str) -> str:
    """Return a title after the number of its act, unless it holds it.

    >>> with_number("Supply Chains", "Executive Order 13953")
    'Executive Order 13953: Supply Chains'
    >>> with_number("Announcement No. 61 of 2025", "Announcement No. 61 of 2025")
    'Announcement No. 61 of 2025'
    """
    return f"{number}: {title}" if number and number.casefold() not in title.casefold() else title


def cite(sources: dict[str, Source], passage: Passage, quote: str, span: Span) -> Citation:
    """Return the citation of a quote.

    A document cited for the first time gets the next number in `sources`.
    """
    source = sources.setdefault(passage.document_id, Source.of(len(sources) + 1, passage))
    return Citation(source.n, passage.chunk_id, passage.document_id, quote, span)
