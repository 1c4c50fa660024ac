"""`relations`: which sentences say that an act suspends, revokes or amends another.

The cases are sentences of the sample collection, judged by reading, and of small acts and reports
written for this. No data and no model are needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from evals.corpus import misplaced, read_documents
from evals.harness import Row, read_jsonl
from rag.legal import read_declarations
from rag.schema import Declarations, Kind, Relation, Span

CASES = Path(__file__).parent / "questions" / "relations.jsonl"


class Claim(NamedTuple):
    """One relation in the form of the gold: acts by their keys, the last day in ISO."""

    kind: str
    act: str
    partial: bool
    until: str | None
    by: str | None

    @classmethod
    def of(cls, relation: Relation) -> Claim:
        """Return a relation as it was read in the form of the gold."""
        until = relation.until.isoformat() if relation.until else None
        by = relation.by.key if relation.by else None
        return cls(relation.kind, relation.act.key, relation.partial, until, by)


class Text(NamedTuple):
    """A text that cases lie in."""

    title: str
    text: str
    kind: Kind
    published: date | None


def run(folder: Path) -> Iterable[Row]:
    """Read the text of every case and compare what its sentence says; one row a case.

    - `read`: of a sentence with relations, their kinds and acts are exactly the gold ones.
    - `details`: and so are `partial`, the last day and the act that does it.
    - `silent`: no relation is read from a sentence that holds none.
    """
    documents = read_documents(folder)
    texts = {
        file: Text(
            document.title,
            document.text,
            document.kind,
            document.published.day if document.published else None,
        )
        for file, document in documents.items()
    }
    for case in read_jsonl(CASES):
        text = texts[case["file"]] if "file" in case else _written(case)
        found = claims_in(text, case["quote"])
        gold = [Claim(**item) for item in case["expected"]]
        system = "corpus" if "file" in case else "written"
        details = {"quote": case["quote"], "found": [claim._asdict() for claim in found]}
        yield Row(case["case_id"], system, score(found, gold), details)


def claims_in(text: Text, quote: str) -> list[Claim]:
    """Return the relations that are read from the sentence `quote` of a text."""
    start = text.text.index(quote)
    sentence = Span(start, start + len(quote))
    return [
        Claim.of(relation)
        for relation in _declarations(text).relations
        if relation.span.start < sentence.end and sentence.start < relation.span.end
    ]


@cache
def _declarations(text: Text) -> Declarations:
    """Read a text once, however many cases lie in it."""
    return read_declarations(*text)


def score(found: Sequence[Claim], gold: Sequence[Claim]) -> dict[str, float]:
    """Compare the relations read from one sentence with the gold ones.

    >>> suspended = Claim("suspends", "order 1", False, None, None)
    >>> score([suspended], [suspended._replace(until="2031-05-01")])
    {'read': 1.0, 'details': 0.0}
    >>> score([suspended], [])
    {'silent': 0.0}
    """
    if not gold:
        return {"silent": float(not found)}
    acts_found = {(claim.kind, claim.act) for claim in found}
    acts_gold = {(claim.kind, claim.act) for claim in gold}
    return {
        "read": float(acts_found == acts_gold),
        "details": float(set(found) == set(gold)),
    }


def misplaced_quotes(folder: Path) -> list[str]:
    """Say which quotes do not occur exactly once in their text."""
    documents = read_documents(folder)
    return [
        problem
        for case in read_jsonl(CASES)
        for problem in misplaced(
            case["case_id"],
            case["quote"],
            documents[case["file"]].text if "file" in case else case["text"],
        )
    ]


def _written(case: Mapping[str, Any]) -> Text:
    """Return the text that was written for a case."""
    published = date.fromisoformat(case["published"])
    return Text(case["title"], case["text"], case["kind"], published)
