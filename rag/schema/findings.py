"""The evidence found for one question, remarks on it, and the answer on the status of an act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from rag.schema.documents import Span
from rag.schema.passages import Passage
from rag.schema.query import Question


@dataclass(frozen=True)
class Evidence:
    """A sentence of a passage; its `span` counts in the document, scores lie in 0 to 1.

    `in_words` says a row of a table with its header: "Port Lumo, Fee 12 euros".
    """

    passage: Passage
    span: Span
    text: str
    score: float
    overlap: float
    similarity: float
    in_words: str = ""

    @property
    def said(self) -> str:
        """Return what it says by itself."""
        return self.in_words or self.text


@dataclass(frozen=True)
class Excerpt:
    """Whole consecutive sentences, items or rows of one document that read alone.

    `anchor` is the sentence that it was made around. `span` and `highlights`, the parts that
    answer, count in the document. `lead` is the header of a table or the lead-in of a list of which
    a later part is shown; `is_cut` says that it goes on behind that.
    """

    anchor: Evidence
    span: Span
    text: str
    highlights: tuple[Span, ...] = ()
    lead: Span | None = None
    lead_text: str = ""
    is_cut: bool = False

    @property
    def passage(self) -> Passage:
        """Return the passage that its sentence was found in."""
        return self.anchor.passage


@dataclass(frozen=True)
class Findings:
    """The passages of one question and their evidence, best first; `rarity` weighs its words."""

    question: Question
    passages: tuple[Passage, ...]
    evidence: tuple[Evidence, ...]
    rarity: Mapping[str, float]
    dense: str

    def led_by(self, quotes: Iterable[Evidence]) -> Findings:
        """Return the same with the passages of some quotes before the others."""
        passages = {item.passage.chunk_id: item.passage for item in quotes} | {
            passage.chunk_id: passage for passage in self.passages
        }
        return replace(self, passages=tuple(passages.values()))


@dataclass(frozen=True)
class Remark:
    """A remark that a quoted document is no longer in force, with the sentences that say so.

    `leads` says that these stand before the quotes; what is over, or on a part only, is a notice.
    """

    message: str
    evidence: tuple[Evidence, ...]
    leads: bool = True

    @property
    def leading(self) -> tuple[Evidence, ...]:
        """Return its sentences, where they stand before the quotes."""
        return self.evidence if self.leads else ()


@dataclass(frozen=True)
class StatusAnswer:
    """The answer to a question about the status of an act: quotes, or why there are none.

    `nearest` are the passages of the act; `remarks` are shown with their own sentences.
    """

    quotes: tuple[Evidence, ...] = ()
    refusal: str = ""
    nearest: tuple[Passage, ...] = ()
    remarks: tuple[Remark, ...] = ()

    def findings(self, found: Findings) -> Findings:
        """Return the findings with these quotes in place of what was retrieved."""
        return replace(found, passages=self.nearest, evidence=self.quotes).led_by(self.quotes)
