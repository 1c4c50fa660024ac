"""What is shown: statements with citations, sources, notices, a refusal; with a stable JSON form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal

from rag.schema.documents import Kind, Span
from rag.schema.json_form import iso
from rag.schema.passages import Copy, Passage
from rag.schema.query import TimeExpressions, Window

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
        days = {"published": iso(self.published), "updated": iso(self.updated)}
        copies = [{**asdict(copy), "published": iso(copy.published)} for copy in self.copies]
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
            "as_of": iso(self.as_of),
            "window": self.window.to_dict() if self.window else None,
            "mentioned": self.mentioned.to_dict() if self.mentioned else None,
            "heard": asdict(self.heard),
            "today": iso(self.today),
            "newest_source": iso(self.newest_source),
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


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _with_markers(statement: Statement) -> str:
    numbers = dict.fromkeys(citation.n for citation in statement.citations)
    return " ".join([statement.text, "".join(f"[{n}]" for n in numbers)]).strip()
