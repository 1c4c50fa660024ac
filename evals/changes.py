"""`changes`: what became known between two days, told by a live page in six versions.

The gold was made by comparing the versions by eye: sentences that came, went or stayed, new
documents, and acts that were suspended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from evals.corpus import misplaced, open_corpus, read_documents
from evals.harness import Row, read_jsonl
from rag.language.tokens import fingerprint
from rag.models.embeddings import Embedder
from rag.reports.changes import Changes

CASES = Path(__file__).parent / "questions" / "changes.jsonl"


class StatusQuote(NamedTuple):
    """A sentence by which an act changed its status, as a fingerprint, with its last day."""

    quote: str
    kind: str
    until: str | None


@dataclass(frozen=True)
class Shown:
    """What a report of changes shows, each sentence as a fingerprint."""

    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    statuses: frozenset[StatusQuote] = frozenset()

    @classmethod
    def of(cls, changes: Changes) -> Shown:
        """Return what a report shows."""
        pairs = [change for version in changes.versions for change in version.changes]
        statuses = [
            StatusQuote(
                fingerprint(status.citation.quote),
                status.kind,
                status.until.isoformat() if status.until else None,
            )
            for status in changes.statuses
        ]
        return cls(
            frozenset(fingerprint(pair.after.quote) for pair in pairs if pair.after),
            frozenset(fingerprint(pair.before.quote) for pair in pairs if pair.before),
            frozenset(
                fingerprint(citation.quote)
                for document in changes.documents
                for citation in document.citations
            ),
            frozenset(statuses),
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing is shown at all."""
        return not (self.added or self.removed or self.documents or self.statuses)

    @property
    def sentences(self) -> frozenset[str]:
        """Every sentence that is shown as new, gone or deciding."""
        deciding = frozenset(status.quote for status in self.statuses)
        return self.added | self.removed | self.documents | deciding


def run(folder: Path, embedder: Embedder) -> Iterable[Row]:
    """Ask what changed in each period; the measures are shares of cases.

    - `found`: a sentence that came or went, a new document or a new status is shown as such.
    - `silent`: what stayed, or came later, is not shown; a period without news shows nothing.
    """
    chain = open_corpus(folder, embedder)

    @cache
    def shown_in(query: str, since: str, until: str) -> Shown:
        return Shown.of(chain.changes(query, since, until))

    for case in read_jsonl(CASES):
        shown = shown_in(case["query"], case["since"], case["until"])
        yield Row(case["query_id"], "quotes", score(case, shown), {"expected": case["expected"]})
    chain.close()


def score(case: Mapping[str, Any], shown: Shown) -> dict[str, float]:
    """Score one case.

    >>> case = {"expected": "added", "quote": "The quota is 5 tonnes."}
    >>> shown = Shown(added=frozenset({fingerprint("The quota is 5 tonnes.")}))
    >>> score(case, shown), score({**case, "expected": "silent"}, shown)
    ({'found': 1.0}, {'silent': 0.0})
    """
    expected = case["expected"]
    if expected == "nothing":
        return {"silent": float(shown.is_empty)}
    quote = fingerprint(case["quote"])
    if expected == "silent":
        return {"silent": float(quote not in shown.sentences)}
    if expected == "status":
        status = StatusQuote(quote, case["kind"], case["until_day"])
        return {"found": float(status in shown.statuses)}
    places = {"added": shown.added, "removed": shown.removed, "document": shown.documents}
    return {"found": float(quote in places[expected])}


def misplaced_quotes(folder: Path) -> list[str]:
    """Say which gold sentences do not occur exactly once in their document."""
    documents = read_documents(folder)
    return [
        problem
        for case in read_jsonl(CASES)
        if "quote" in case
        for problem in misplaced(case["query_id"], case["quote"], documents[case["file"]].text)
    ]
