"""Documents as they were read, and their chunks, with spans into their cleaned text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

Kind = Literal["news", "policy", "press-release", "opinion"]
KINDS: tuple[Kind, ...] = ("news", "policy", "press-release", "opinion")

# Stands between the name of a file and that of a document inside it: "a.zip#/b.html".
PART_MARK = "#/"

# Removed things of one kind that a report shows.
_SAMPLES = 50


class Span(NamedTuple):
    """Half-open character offsets, `text[start:end]`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the characters of `text` that the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Return whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def shifted(self, by: int) -> Span:
        """Return the span moved `by` characters towards the end."""
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True)
class Dating:
    """A calendar date, how it is known and the text it was read from.

    `source` is one of `json-ld`, `meta`, `front matter`, `record`, `feed`, `mail header`, `time
    element`, `dateline`, `url`, `file metadata`, `file name`. `at` is the time of day in ISO 8601,
    with its zone where the document gives one.
    """

    day: date
    source: str
    text: str
    at: str | None = None


@dataclass(frozen=True)
class Removal:
    """One kind of thing the cleaner took out, and the first of them, each cut to 80 characters."""

    reason: str
    count: int
    samples: tuple[str, ...]

    @classmethod
    def of(cls, reason: str, texts: Sequence[str]) -> Removal:
        """Count what was removed for one reason; `texts` are in the order of the document."""
        return cls(reason, len(texts), tuple(text.strip()[:80] for text in texts[:_SAMPLES]))

    @property
    def sample(self) -> str:
        """Return the first thing removed."""
        return self.samples[0]

    def __add__(self, other: Removal) -> Removal:
        """Return both as one, under the reason of the first."""
        return Removal(
            self.reason, self.count + other.count, (*self.samples, *other.samples)[:_SAMPLES]
        )


class Refused(NamedTuple):
    """A file, or a part of one, that was not ingested, and why."""

    file: str
    reason: str


@dataclass(frozen=True)
class Document:
    """One version of one document after reading and cleaning.

    `key` identifies the document across versions: its canonical URL, or else the path it was read
    from. `file` is the path or URL that was read; `origin` adds the part's name where a file holds
    several documents ("a.zip#/b.html"). `text` is the cleaned text that every offset counts in.
    `updated` is never earlier than `published`. `kind_source` says why it is of its kind.
    `bare_pages` are the numbers of pages without a text layer, from 1. `remarks` say what else a
    reader of the report should know, `incomplete` why the text may not be whole.
    """

    key: str
    origin: str
    source_hash: str
    title: str
    text: str
    kind: Kind
    publisher: str | None = None
    published: Dating | None = None
    updated: Dating | None = None
    url: str | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    kind_source: str = ""
    bare_pages: tuple[int, ...] = ()
    characters_read: int = 0
    removals: tuple[Removal, ...] = ()
    suspicious: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    incomplete: str = ""

    @property
    def file(self) -> str:
        """Return the path or URL that was read, without the name of a part."""
        return self.origin.split(PART_MARK, 1)[0]

    @property
    def effective(self) -> date | None:
        """Return the day since which this version can be read: the later of its two dates."""
        days = [dating.day for dating in (self.published, self.updated) if dating]
        return max(days) if days else None


@dataclass(frozen=True)
class Chunk:
    """A stretch of a document: `document.text[span.start:span.end] == text`.

    Its window, which is searched by words and shown, is `document.text[span.start:window_end]`.
    """

    span: Span
    text: str
    heading: str
    window_end: int
