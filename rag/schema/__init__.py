"""The values that travel through Dateline: frozen, comparable, with a stable JSON form.

Offsets are half-open character offsets into the cleaned text of one version of a document.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

Kind = Literal["news", "policy", "press-release", "opinion"]
KINDS: tuple[Kind, ...] = ("news", "policy", "press-release", "opinion")
# Removed things of one kind that a report shows.
_SAMPLES = 50
Support = Literal["quoted", "verified", "withheld"]
AbstentionReason = Literal["nothing_found", "not_enough", "outside_dates"]
NoticeKind = Literal[
    "conflict",
    "superseded",
    "old_evidence",
    "model_failed",
    "withheld",
    "suspicious_text",
    "incomplete_index",
    "unclear_time",
    "unanswered",
]


class Span(NamedTuple):
    """Half-open character offsets, `text[start:end]`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of `text` that the span covers."""
        return text[self.start : self.end]

    def shifted(self, by: int) -> Span:
        """The same span counted from `by` characters earlier."""
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True)
class Dating:
    """A calendar date, how it is known and the text it was read from.

    `source` is one of `json-ld`, `meta`, `front matter`, `record`, `feed`, `mail header`, `time element`, `dateline`, `url`,
    `file metadata`, `file name`. `at` is the time of day in ISO 8601, with its zone where the document gives one.
    """

    day: date
    source: str
    text: str
    at: str | None = None


@dataclass(frozen=True)
class Removal:
    """One kind of thing the cleaner took out: how often, and the first of them, each cut to 80 characters."""

    reason: str
    count: int
    samples: tuple[str, ...]

    @classmethod
    def of(cls, reason: str, texts: Sequence[str]) -> Removal:
        """What was removed for one reason, in the order of the document."""
        return cls(reason, len(texts), tuple(text.strip()[:80] for text in texts[:_SAMPLES]))

    @property
    def sample(self) -> str:
        """The first thing removed."""
        return self.samples[0]

    def __add__(self, other: Removal) -> Removal:
        """Both as one, under the first's reason."""
        return Removal(
            self.reason, self.count + other.count, (*self.samples, *other.samples)[:_SAMPLES]
        )


# Stands between a file and a document inside it.
PART_MARK = "#/"


class Refused(NamedTuple):
    """A file, or a part of one, that was not taken in, and why."""

    file: str
    reason: str


@dataclass(frozen=True)
class Document:
    """One version of one document after reading and cleaning.

    `key` identifies the document across versions: its canonical URL, or else the path it was read from.
    `file` is the path or URL that was read; `origin` adds the part's name where a file holds several documents ("a.zip#/b.html").
    `text` is the cleaned text that every offset counts in. `updated` is never earlier than `published`. `kind_source` says why
    it is of its kind. `bare_pages` are the numbers of pages without a text layer, from 1.
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

    @property
    def file(self) -> str:
        """The path or URL that was read, without the name of a part."""
        return self.origin.split(PART_MARK, 1)[0]

    @property
    def effective(self) -> date | None:
        """The day from which this version could be read: the later of published and updated."""
        days = [dating.day for dating in (self.published, self.updated) if dating]
        return max(days) if days else None


@dataclass(frozen=True)
class Chunk:
    """A stretch of a document: `document.text[span.start:span.end] == text`; its window is `document.text[span.start:reach]`."""

    span: Span
    text: str
    heading: str
    reach: int


@dataclass(frozen=True)
class Window:
    """Inclusive days of publication; either end may be open."""

    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        if self.start and self.end and self.start > self.end:
            raise ValueError(f"the window starts on {self.start}, after its end on {self.end}")

    def __bool__(self) -> bool:
        return self.start is not None or self.end is not None

    def holds(self, day: date) -> bool:
        """Whether `day` lies inside, both ends included."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def overlaps(self, other: Window) -> bool:
        """Whether the two share a day."""
        starts_in_time = self.start is None or other.end is None or self.start <= other.end
        return starts_in_time and (
            other.start is None or self.end is None or other.start <= self.end
        )

    def contains(self, other: Window) -> bool:
        """Whether every day of a closed window lies inside this one."""
        return (
            other.start is not None
            and other.end is not None
            and self.holds(other.start)
            and self.holds(other.end)
        )

    def to_dict(self) -> dict[str, str | None]:
        """ISO dates or None."""
        return {"start": _iso(self.start), "end": _iso(self.end)}


@dataclass(frozen=True)
class Scope:
    """What the reader restricts a question to; every part is obeyed exactly, in both halves of retrieval."""

    as_of: date | None = None
    window: Window = Window()
    publishers: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.as_of or self.window or self.publishers or self.kinds)


@dataclass(frozen=True)
class TimeExpressions:
    """The question's own words for its period and for the day it is answered as of, "" where there are none."""

    window: str = ""
    as_of: str = ""


@dataclass(frozen=True)
class Query:
    """A question understood: `text` is what is searched.

    `mentioned` is a period named in the question ("in 1995"); evidence must be published in it or speak of it.
    `today` is the day the question is asked on, or `scope.as_of`. `unclear` are words for a time that were not understood and
    restrict nothing. `timing` are the words that say when and not what ("the latest", "last month"), which no evidence need hold.
    """

    question: str
    text: str
    today: date
    scope: Scope = Scope()
    mentioned: Window = Window()
    latest: bool = False
    heard: TimeExpressions = TimeExpressions()
    unclear: tuple[str, ...] = ()
    timing: frozenset[str] = frozenset()


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


@dataclass(frozen=True)
class Evidence:
    """A sentence of a passage; `span` counts in the document, `score` and `overlap` lie in 0 to 1."""

    passage: Passage
    span: Span
    text: str
    score: float
    overlap: float
    similarity: float


@dataclass(frozen=True)
class Citation:
    """A verbatim quote: `document_text[span.start:span.end] == quote`. `n` is the number of its source."""

    n: int
    chunk_id: str
    document_id: str
    quote: str
    span: Span

    def to_dict(self) -> dict[str, Any]:
        """The quote with the offsets that it stands at."""
        return {
            "n": self.n,
            "document_id": self.document_id,
            "chunk_id": self.chunk_id,
            "quote": self.quote,
            "start": self.span.start,
            "end": self.span.end,
        }


@dataclass(frozen=True)
class Statement:
    """One sentence of an answer. `why` says what failed when the support is `withheld`."""

    text: str
    support: Support
    citations: tuple[Citation, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Source:
    """A cited document, numbered from 1 in the order of first citation; `number` is an act's own, "Executive Order 13953"."""

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
        """The source that `passage` belongs to."""
        return cls(
            n,
            passage.document_id,
            passage.title,
            passage.publisher,
            passage.published,
            passage.date_source,
            passage.updated,
            passage.url,
            passage.kind,
            passage.copies,
            passage.number,
        )

    @property
    def name(self) -> str:
        """The title, after the act's number where it does not hold it."""
        return with_number(self.title, self.number)

    def to_dict(self) -> dict[str, Any]:
        """All fields, dates in ISO."""
        days = {"published": _iso(self.published), "updated": _iso(self.updated)}
        copies = [{**asdict(copy), "published": _iso(copy.published)} for copy in self.copies]
        return {**asdict(self), **days, "copies": copies}


def with_number(title: str, number: str) -> str:
    """A title after the number of its act, unless it holds it.

    >>> with_number("Supply Chains", "Executive Order 13953"), with_number("Announcement No. 61 of 2025", "Announcement No. 61 of 2025")
    ('Executive Order 13953: Supply Chains', 'Announcement No. 61 of 2025')
    """
    return f"{number}: {title}" if number and number.casefold() not in title.casefold() else title


def cite(sources: dict[str, Source], passage: Passage, quote: str, span: Span) -> Citation:
    """The citation of a quote; a document that is cited for the first time gets the next number in `sources`."""
    source = sources.setdefault(passage.document_id, Source.of(len(sources) + 1, passage))
    return Citation(source.n, passage.chunk_id, passage.document_id, quote, span)


@dataclass(frozen=True)
class Abstention:
    """A refusal, its reason and the nearest sources there are."""

    reason: AbstentionReason
    message: str
    nearest: tuple[Source, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The refusal with its nearest sources."""
        return {
            "reason": self.reason,
            "message": self.message,
            "nearest": [source.to_dict() for source in self.nearest],
        }


@dataclass(frozen=True)
class Notice:
    """Something the reader should know about an answer."""

    kind: NoticeKind
    message: str
    citations: tuple[Citation, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The notice with its quotes."""
        return {
            "kind": self.kind,
            "message": self.message,
            "citations": [citation.to_dict() for citation in self.citations],
        }


@dataclass(frozen=True)
class Engine:
    """Who wrote the answer.

    `drafter` is `model` when at least one of the model's sentences is shown, else `quotes`; `model` is the one that was asked;
    `reason` says why that one; `dense` names what searched the vectors.
    """

    drafter: str
    model: str | None = None
    usage: Mapping[str, int] | None = None
    reason: str = ""
    dense: str = "none"

    @property
    def writer(self) -> str:
        """Who wrote and why, for the reader: "quotes (no model is configured …)"."""
        if self.drafter == "model":
            return f"{self.model} ({self.reason})"
        return (
            f"quotes ({f'nothing that {self.model} wrote stands' if self.model else self.reason})"
        )


@dataclass(frozen=True)
class Answer:
    """What is shown for one question. Withheld statements are counted in a notice and never part of `statements`.

    `searched` is the question as it was made to stand alone. `window` is the reader's own, else the one `mentioned` in the question; `heard` are the words that `mentioned` and `as_of` come from,
    where the question names them. Ages count from `today`.
    """

    question: str
    statements: tuple[Statement, ...] = ()
    sources: tuple[Source, ...] = ()
    abstention: Abstention | None = None
    notices: tuple[Notice, ...] = ()
    as_of: date | None = None
    window: Window = Window()
    mentioned: Window = Window()
    heard: TimeExpressions = TimeExpressions()
    searched: str = ""
    today: date | None = None
    passages: tuple[Passage, ...] = ()
    engine: Engine = Engine("quotes")
    timings_ms: Mapping[str, int] = field(default_factory=dict)

    @property
    def status(self) -> Literal["answered", "abstained"]:
        """`abstained` when there is an abstention."""
        return "abstained" if self.abstention else "answered"

    @property
    def newest_source(self) -> date | None:
        """The latest date of publication among the cited sources."""
        return max((source.published for source in self.sources if source.published), default=None)

    @property
    def mix(self) -> str:
        """How many sources and publishers are cited: "6 sources, 4 publishers"; "" for a refusal."""
        publishers = {source.publisher.casefold() for source in self.sources if source.publisher}
        return (
            f"{_count(len(self.sources), 'source')}, {_count(len(publishers), 'publisher')}"
            if self.sources
            else ""
        )

    @property
    def text(self) -> str:
        """The statements in one paragraph each, with their source numbers; or the refusal."""
        if self.abstention:
            return self.abstention.message
        return "\n\n".join(_with_markers(statement) for statement in self.statements)

    def to_dict(self) -> dict[str, Any]:
        """The stable JSON form, read by the command line, saved conversations, exports and evals."""
        return {
            "question": self.question,
            "searched": self.searched,
            "status": self.status,
            "abstention": self.abstention.to_dict() if self.abstention else None,
            "statements": [
                {
                    "text": s.text,
                    "support": s.support,
                    "citations": [c.to_dict() for c in s.citations],
                }
                for s in self.statements
            ],
            "sources": [source.to_dict() for source in self.sources],
            "notices": [notice.to_dict() for notice in self.notices],
            "as_of": _iso(self.as_of),
            "window": self.window.to_dict() if self.window else None,
            "mentioned": self.mentioned.to_dict() if self.mentioned else None,
            "heard": asdict(self.heard),
            "today": _iso(self.today),
            "newest_source": _iso(self.newest_source),
            "mix": self.mix,
            "passages": [
                {
                    "chunk_id": p.chunk_id,
                    "document_id": p.document_id,
                    "start": p.span.start,
                    "end": p.span.end,
                    "score": round(p.score, 4),
                }
                for p in self.passages
            ],
            "engine": asdict(self.engine),
            "timings_ms": dict(self.timings_ms),
        }


class SourcesFound(NamedTuple):
    """Event: the passages that retrieval found, best first."""

    passages: tuple[Passage, ...]
    engine: Engine


class QuoteFound(NamedTuple):
    """Event: an evidence sentence, verbatim, with its source."""

    citation: Citation
    source: Source


class StatementReady(NamedTuple):
    """Event: a statement that passed verification, with the sources it cites."""

    statement: Statement
    sources: tuple[Source, ...]


class StatementWithheld(NamedTuple):
    """Event: a statement that failed verification."""

    statement: Statement


class NoticeRaised(NamedTuple):
    """Event: a notice."""

    notice: Notice


class AnswerReady(NamedTuple):
    """Event: the last one, with the whole answer."""

    answer: Answer


Event = SourcesFound | QuoteFound | StatementReady | StatementWithheld | NoticeRaised | AnswerReady


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _with_markers(statement: Statement) -> str:
    numbers = dict.fromkeys(citation.n for citation in statement.citations)
    return " ".join([statement.text, "".join(f"[{n}]" for n in numbers)]).strip()
