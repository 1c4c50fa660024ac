"""Two pieces of evidence that disagree on one thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from rag.schema.findings import Evidence

ConflictKind = Literal["figure", "date", "state"]
# What the later source says of the earlier: that it has a newer figure, that it was wrong, that it
# is denied; or nothing.
ConflictResponse = Literal["updates", "corrects", "disputes", "differs"]


@dataclass(frozen=True)
class ConflictSide:
    """One piece of evidence of a conflict; `said` is its own words for what differs."""

    evidence: Evidence
    said: str

    @property
    def published(self) -> date | None:
        """Return the day of publication of its document."""
        return self.evidence.passage.published


@dataclass(frozen=True)
class Conflict:
    """Two sources that give different figures, dates or states for one thing.

    `earlier` was published first, as far as the days are known; `response` is what the later one
    says of it.
    """

    kind: ConflictKind
    earlier: ConflictSide
    later: ConflictSide
    response: ConflictResponse = "differs"

    @property
    def evidence(self) -> tuple[Evidence, Evidence]:
        """Return both sentences, the earlier first."""
        return self.earlier.evidence, self.later.evidence
