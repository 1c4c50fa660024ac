"""Statements, notices, a refusal, and the answer that they make up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal

from rag.schema.documents import Span
from rag.schema.json_form import Json, day_from, iso
from rag.schema.passages import Passage
from rag.schema.query import TimeExpressions, Window
from rag.schema.sources import Citation, Source

Support = Literal["quoted", "verified", "backed", "listed", "withheld"]
AbstentionReason = Literal["nothing_found", "not_enough", "outside_dates", "model_found_nothing"]
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
    "spelling",
]

# What the check by code compares.
_COMPARED = "(words, figures and dates)"


@dataclass(frozen=True)
class Statement:
    """One statement of an answer: a sentence, or an excerpt as it stands.

    A model's sentence is `backed` where code compared its words, figures and dates with its quotes,
    and `verified` where a checker has found too that they bear it; `checked_by` names both. One
    that is `listed` is counted from the library's tables and quotes nothing. `highlights` are the
    parts of an excerpt that answer, in the offsets of its document. `why` says what failed when the
    support is `withheld`, or why a checker did not judge one that is `backed`.
    """

    text: str
    support: Support
    citations: tuple[Citation, ...] = ()
    why: str = ""
    highlights: tuple[Span, ...] = ()
    checked_by: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the statement with its quotes."""
        return {
            "text": self.text,
            "support": self.support,
            "checked_by": list(self.checked_by),
            "why": self.why,
            "citations": [citation.to_dict() for citation in self.citations],
            "highlights": [span._asdict() for span in self.highlights],
        }

    @classmethod
    def from_dict(cls, record: Json) -> Statement:
        """Read what `to_dict` gave; what older releases call verified was checked by code alone."""
        citations = tuple(map(Citation.from_dict, record["citations"]))
        highlights = tuple(Span(**span) for span in record.get("highlights", ()))
        support, checked_by = record["support"], tuple(record.get("checked_by", ()))
        if support == "verified" and not checked_by:
            support, checked_by = "backed", ("code",)
        return cls(
            record["text"], support, citations, record.get("why", ""), highlights, checked_by
        )


@dataclass(frozen=True)
class Abstention:
    """A refusal, its reason and the nearest sources there are."""

    reason: AbstentionReason
    message: str
    nearest: tuple[Source, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the refusal with its nearest sources."""
        nearest = [source.to_dict() for source in self.nearest]
        return {"reason": self.reason, "message": self.message, "nearest": nearest}

    @classmethod
    def from_dict(cls, record: Json) -> Abstention:
        """Read what `to_dict` gave."""
        nearest = tuple(map(Source.from_dict, record["nearest"]))
        return cls(record["reason"], record["message"], nearest)


@dataclass(frozen=True)
class Notice:
    """Something the reader should know about an answer."""

    kind: NoticeKind
    message: str
    citations: tuple[Citation, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the notice with its quotes."""
        citations = [citation.to_dict() for citation in self.citations]
        return {"kind": self.kind, "message": self.message, "citations": citations}

    @classmethod
    def from_dict(cls, record: Json) -> Notice:
        """Read what `to_dict` gave."""
        citations = tuple(map(Citation.from_dict, record["citations"]))
        return cls(record["kind"], record["message"], citations)


@dataclass(frozen=True)
class Engine:
    """Who wrote the answer.

    `drafter` is `model` when at least one of the model's sentences is shown, else `quotes`; `model`
    is the one that was asked; `reason` says why that one; `dense` names what searched the vectors.
    `usage` has the `requests` made to it, `input_tokens`, `output_tokens`, `total_tokens`, which
    are `estimated` where the provider counts none, and their `cost` where prices are set.
    """

    drafter: str
    model: str | None = None
    usage: Mapping[str, float] | None = None
    reason: str = ""
    dense: str = "none"

    @property
    def writer(self) -> str:
        """Return who wrote and why, for the reader: "quotes (no model is configured …)"."""
        if self.drafter == "model":
            return f"{self.model} ({self.reason})"
        why = f"nothing that {self.model} wrote stands" if self.model else self.reason
        return f"quotes ({why})"


@dataclass(frozen=True)
class Answer:
    """An answer to one question.

    Withheld statements are counted in a notice and never part of `statements`.

    Attributes:
        question: as the reader wrote it.
        statements: in the order in which they are shown.
        sources: what they cite, in the order of first citation.
        abstention: the refusal, None where there is an answer.
        notices: what the reader should know besides.
        as_of: the day as of which it is answered.
        window: the reader's own period, else the one that the question mentions.
        mentioned: the period that the question mentions.
        expressions: the question's own words for `mentioned` and `as_of`.
        searched: the question as it was made to stand alone.
        leans: whether it was read as going on with the conversation.
        today: the day that ages count from.
        passages: what was found, best first.
        engine: who wrote it.
        timings_ms: milliseconds by step.
    """

    question: str
    statements: tuple[Statement, ...] = ()
    sources: tuple[Source, ...] = ()
    abstention: Abstention | None = None
    notices: tuple[Notice, ...] = ()
    as_of: date | None = None
    window: Window = Window()
    mentioned: Window = Window()
    expressions: TimeExpressions = TimeExpressions()
    searched: str = ""
    leans: bool = False
    today: date | None = None
    passages: tuple[Passage, ...] = ()
    engine: Engine = Engine("quotes")
    timings_ms: Mapping[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text

    @property
    def status(self) -> Literal["answered", "abstained"]:
        """Return `abstained` when there is an abstention."""
        return "abstained" if self.abstention else "answered"

    @property
    def newest_source(self) -> date | None:
        """Return the latest date of publication among the cited sources."""
        return max((source.published for source in self.sources if source.published), default=None)

    @property
    def mix(self) -> str:
        """Return how many sources and publishers are cited: "6 sources, 4 publishers".

        "" for a refusal.
        """
        if not self.sources:
            return ""
        publishers = {source.publisher.casefold() for source in self.sources if source.publisher}
        return f"{_count(len(self.sources), 'source')}, {_count(len(publishers), 'publisher')}"

    @property
    def checked_by(self) -> str:
        """Return who checked the drafted sentences: "code and a:model"; "" where there are none.

        >>> backed = Statement("It rose.", "backed", checked_by=("code",))
        >>> Answer("Did it?", (backed,)).checked_by
        'code alone (words, figures and dates)'
        """
        checked = [item.checked_by for item in self.statements if item.checked_by]
        alone = sum(len(names) == 1 for names in checked)
        if alone == len(checked):
            return f"code alone {_COMPARED}" if checked else ""
        both = " and ".join(next(names for names in checked if len(names) > 1))
        return f"{both}; {alone} of {len(checked)} by code alone {_COMPARED}" if alone else both

    @property
    def text(self) -> str:
        """Return the statements, a paragraph each with its source numbers; or the refusal."""
        if self.abstention:
            return self.abstention.message
        return "\n\n".join(_with_markers(statement) for statement in self.statements)

    def to_dict(self) -> dict[str, Any]:
        """Return the stable JSON form, which the command line, exports and evals read too."""
        return {
            "question": self.question,
            "searched": self.searched,
            "leans": self.leans,
            "status": self.status,
            "abstention": self.abstention.to_dict() if self.abstention else None,
            "statements": [statement.to_dict() for statement in self.statements],
            "sources": [source.to_dict() for source in self.sources],
            "notices": [notice.to_dict() for notice in self.notices],
            "as_of": iso(self.as_of),
            "window": self.window.to_dict() if self.window else None,
            "mentioned": self.mentioned.to_dict() if self.mentioned else None,
            "expressions": asdict(self.expressions),
            "today": iso(self.today),
            "newest_source": iso(self.newest_source),
            "mix": self.mix,
            "checked_by": self.checked_by,
            "passages": [passage.to_dict() for passage in self.passages],
            "engine": asdict(self.engine),
            "timings_ms": dict(self.timings_ms),
        }

    @classmethod
    def from_dict(cls, record: Json) -> Answer:
        """Read what `to_dict` gave, also that of 0.1 and 0.2.

        Passages come back without their texts.

        Raises:
            KeyError: the record is not an answer's.
        """
        expressions = record.get("expressions") or record.get("heard") or {}
        abstention = record["abstention"]
        return cls(
            question=record["question"],
            searched=record.get("searched", record["question"]),
            leans=record.get("leans", False),
            statements=tuple(map(Statement.from_dict, record["statements"])),
            sources=tuple(map(Source.from_dict, record["sources"])),
            abstention=Abstention.from_dict(abstention) if abstention else None,
            notices=tuple(map(Notice.from_dict, record["notices"])),
            as_of=day_from(record["as_of"]),
            window=Window.from_dict(record["window"]),
            mentioned=Window.from_dict(record.get("mentioned")),
            expressions=TimeExpressions(**expressions),
            today=day_from(record.get("today")),
            passages=tuple(map(Passage.from_dict, record.get("passages", ()))),
            engine=Engine(**record["engine"]),
            timings_ms=record.get("timings_ms", {}),
        )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _with_markers(statement: Statement) -> str:
    numbers = dict.fromkeys(citation.n for citation in statement.citations)
    return " ".join([statement.text, "".join(f"[{n}]" for n in numbers)]).strip()
