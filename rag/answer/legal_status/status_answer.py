"""What is told of an act: sentences to quote, remarks on what is no longer in force, or why there is nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from rag.evidence.answerability import Findings
from rag.schema import Evidence, Passage


@dataclass(frozen=True)
class Remark:
    """What a reader must know of a document that is quoted: that it is no longer in force, with the sentence that says so.

    `leads` says that the sentence stands before the quotes; what is over, or on a part only, is noted.
    """

    message: str
    evidence: tuple[Evidence, ...]
    leads: bool = True


def leading(remarks: Iterable[Remark]) -> list[Evidence]:
    """The sentences of some remarks that stand before the quotes."""
    return [item for remark in remarks if remark.leads for item in remark.evidence]


@dataclass(frozen=True)
class StatusAnswer:
    """The answer to a question about an act's status: sentences to quote, or why there are none; `remarks` are said with their own sentences."""

    quotes: tuple[Evidence, ...] = ()
    refusal: str = ""
    nearest: tuple[Passage, ...] = ()
    remarks: tuple[Remark, ...] = ()

    def findings(self, found: Findings) -> Findings:
        """The findings with what was told in place of what was retrieved."""
        return replace(found, passages=self.nearest, evidence=self.quotes).led_by(self.quotes)
