"""What is asked: a question with its scope and its time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rag.schema.documents import Kind
from rag.schema.json_form import iso


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
        return {"start": iso(self.start), "end": iso(self.end)}


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
