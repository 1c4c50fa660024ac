"""What retrieval gives: hits and passages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from rag.schema.documents import Kind, Span


class Hit(NamedTuple):
    """A chunk's number in the library, which is also its window's, and its score, higher is better."""

    number: int
    score: float


@dataclass(frozen=True)
class Passage:
    """A retrieved chunk with its score (higher is better, comparable within one retrieval only).

    `number` is what others cite its document by, "Executive Order 13953", where it is an act with a number.
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


@dataclass(frozen=True)
class Copy:
    """Another document that carries the same text."""

    document_id: str
    title: str
    publisher: str | None
    published: date | None
