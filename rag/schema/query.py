"""A question with its scope and its time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from rag.schema.acts import Act, ActRequest, Provision, UnclearAct
from rag.schema.documents import Kind
from rag.schema.json_form import Json, day_from, iso


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
        """Return whether `day` lies inside, both ends included."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def overlaps(self, other: Window) -> bool:
        """Return whether the two share a day."""
        starts_in_time = self.start is None or other.end is None or self.start <= other.end
        return starts_in_time and (
            other.start is None or self.end is None or other.start <= self.end
        )

    def contains(self, other: Window) -> bool:
        """Return whether every day of a closed window lies inside this one."""
        return (
            other.start is not None
            and other.end is not None
            and self.holds(other.start)
            and self.holds(other.end)
        )

    def to_dict(self) -> dict[str, str | None]:
        """Return both days in ISO, None where it is open."""
        return {"start": iso(self.start), "end": iso(self.end)}

    @classmethod
    def from_dict(cls, record: Json | None) -> Window:
        """Read what `to_dict` gave; an open window from None."""
        return cls(day_from(record["start"]), day_from(record["end"])) if record else cls()


@dataclass(frozen=True)
class Scope:
    """The restrictions that the reader puts on a question.

    Every part is obeyed exactly, in both halves of retrieval.
    """

    as_of: date | None = None
    window: Window = Window()
    publishers: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.as_of or self.window or self.publishers or self.kinds)


@dataclass(frozen=True)
class TimeExpressions:
    """The question's own words for its period and its as-of day, "" where there are none."""

    window: str = ""
    as_of: str = ""


@dataclass(frozen=True)
class Correction:
    """A word of a question that the collection writes another way."""

    written: str
    meant: str


CollectionTopic = Literal["overview", "publishers", "documents", "count", "newest", "oldest"]


@dataclass(frozen=True)
class CollectionRequest:
    """What a question asks of the collection itself.

    `subject` is what the documents are to be about, "" for any; `publishers` and `kinds` are those
    that the question names, none for all.
    """

    asks: CollectionTopic
    subject: str = ""
    publishers: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()


AnswerType = Literal["number", "date", "name", "reason"]


@dataclass(frozen=True)
class QuestionForm:
    """The demands that the form of a question makes on what answers it.

    Attributes:
        answer_type: the kind of thing asked for, as a number for "how many"; None when the form
            does not say.
        emphasis: by stem, how many times its weight the form gives a word.
        measure: "money" or "share" where one is asked for by its noun, else "".
        measured: what that is to be the measure of, "" where it is not said.
        counted: the noun behind "how many".
        speaker: the name of the one whose words are asked for.
        topic: what these are to be about.
        is_list: whether all of something is asked for.
        plural: the noun behind "which" or "what" of which there may be several.
        sides: the two things that are compared.
        term: what the meaning is asked of.
        asks_state: whether it asks how something stands: in force, suspended, only proposed.
    """

    answer_type: AnswerType | None = None
    emphasis: Mapping[str, float] = field(default_factory=dict)
    measure: str = ""
    measured: str = ""
    counted: str = ""
    speaker: str = ""
    topic: str = ""
    is_list: bool = False
    plural: str = ""
    sides: tuple[str, ...] = ()
    term: str = ""
    asks_state: bool = False


@dataclass(frozen=True)
class Question:
    """A question, understood once and read by everyone.

    Attributes:
        original: the question as the reader wrote it.
        text: the question made to stand alone; this is what is searched.
        today: the day it is asked on, or `scope.as_of`.
        scope: what the reader set, with an as-of day that the question names.
        subject: the original without the words that name its time.
        mentioned: a period that the question names ("in 1995"); evidence must be published in it or
            speak of it.
        expressions: the question's own words for its period and its as-of day.
        unclear: words for a time that were not understood and restrict nothing.
        timing: words that say when and not what ("the latest", "last month"), which no evidence
            need hold.
        latest: whether the present state is asked for ("now", "still", "the latest").
        newest_first: whether the newest answers it best: not where it asks if something lasts.
        leans: whether it goes on with the conversation before it.
        form: what its form asks of an answer.
        acts: the acts that it names by number.
        request: what it asks of an act; None when it asks something else.
        unclear_act: a number without its kind that several acts have.
        provision: the provision of an act that it names.
        language: what it is written in, by its English name.
        corrections: its words that were taken for others.
        collection: what it asks of the collection itself; None when it asks something else.
    """

    original: str
    text: str
    today: date
    scope: Scope = Scope()
    subject: str = ""
    mentioned: Window = Window()
    expressions: TimeExpressions = TimeExpressions()
    unclear: tuple[str, ...] = ()
    timing: frozenset[str] = frozenset()
    latest: bool = False
    newest_first: bool = False
    leans: bool = False
    form: QuestionForm = QuestionForm()
    acts: tuple[Act, ...] = ()
    request: ActRequest | None = None
    unclear_act: UnclearAct | None = None
    provision: Provision | None = None
    language: str = "English"
    corrections: tuple[Correction, ...] = ()
    collection: CollectionRequest | None = None
