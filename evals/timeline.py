"""`timeline`: the dated events of nine subjects of the sample collection.

The gold rows were made by reading the documents: a day, and each sentence that tells of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path
from typing import Any, NamedTuple

from evals.corpus import misplaced, open_corpus, read_documents
from evals.harness import Row, read_jsonl
from rag.language.tokens import fingerprint
from rag.models.embeddings import Embedder
from rag.reports.timeline import Timeline

GOLD = Path(__file__).parent / "questions" / "timeline.jsonl"


class DatedQuote(NamedTuple):
    """A sentence of a timeline, as a fingerprint, under the date of its row: "2025-04-04"."""

    date: str
    quote: str


def run(folder: Path, embedder: Embedder) -> Iterable[Row]:
    """Ask for the timeline of each subject; one row for each gold day.

    - `rows`: a row has the day and one of the sentences that tell of it.
    - `days`: those of its sentences that are shown stand under no other day than the gold ones.
    """
    gold_by_subject: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record in read_jsonl(GOLD):
        gold_by_subject[record["query"]].append(record)
    chain = open_corpus(folder, embedder)
    for subject, records in gold_by_subject.items():
        shown = dated_quotes(chain.timeline(subject))
        days = gold_days(records)
        for record in records:
            scores = score(record["day"], _fingerprints(record), shown, days)
            yield Row(record["query_id"], "quotes", scores, {"query": subject})
    chain.close()


def dated_quotes(timeline: Timeline) -> list[DatedQuote]:
    """Return every sentence of a timeline with the date of its row."""
    return [
        DatedQuote(row.date, fingerprint(citation.quote))
        for row in timeline.rows
        for citation in row.citations
    ]


def gold_days(records: Iterable[Mapping[str, Any]]) -> dict[str, set[str]]:
    """Return the days of each gold sentence of a subject, by its fingerprint."""
    days: dict[str, set[str]] = defaultdict(set)
    for record in records:
        for quote in _fingerprints(record):
            days[quote].add(record["day"])
    return days


def score(
    day: str, quotes: Set[str], shown: Sequence[DatedQuote], days: Mapping[str, Set[str]]
) -> dict[str, float]:
    """Score one gold row; `days` is scored only when one of its sentences is shown.

    A shown sentence may begin with more than the gold one, such as a place line.

    >>> shown = [DatedQuote("2025-04-04", "a"), DatedQuote("2025-04-05", "b")]
    >>> score("2025-04-04", {"a", "b"}, shown, {"a": {"2025-04-04"}, "b": {"2025-04-04"}})
    {'rows': 1.0, 'days': 0.0}
    """
    dates = [(item.date, quote) for item in shown for quote in quotes if quote in item.quote]
    scores = {"rows": float(any(date == day for date, _ in dates))}
    if dates:
        scores["days"] = float(all(date in days[quote] for date, quote in dates))
    return scores


def misplaced_quotes(folder: Path) -> list[str]:
    """Say which gold sentences do not occur exactly once in their document."""
    documents = read_documents(folder)
    return [
        problem
        for record in read_jsonl(GOLD)
        for item in record["quotes"]
        for problem in misplaced(record["query_id"], item["quote"], documents[item["file"]].text)
    ]


def _fingerprints(record: Mapping[str, Any]) -> set[str]:
    return {fingerprint(item["quote"]) for item in record["quotes"]}
