"""`citations`: claims with the abstract that each cites: is the claim told that it backs?

The abstracts are gold, so that only the check is measured: no retrieval and no drafter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from evals.harness import Row, read_jsonl
from rag.answer.verify import verify
from rag.language.tokens import content_words
from rag.schema import Passage, Span


class Pair(NamedTuple):
    """A claim and an abstract that it cites."""

    name: str
    claim: str
    passage: Passage
    is_backed: bool


def run(folder: Path) -> Iterable[Row]:
    """Judge every claim by the check by code (`code`) and by plain word overlap (`overlap`).

    Of a claim that an abstract supports the right verdict is `backed`, of one that it contradicts
    or leaves open `other`. The overlap is the share of the claim's words in the abstract; its
    threshold is the one that does best on this very data, so that it is a floor to be beaten.
    """
    documents = {item["doc_id"]: item for item in read_jsonl(folder / "documents.jsonl")}
    pairs = list(pairs_of(read_jsonl(folder / "queries.jsonl"), documents))
    gold = [pair.is_backed for pair in pairs]
    checked = [not verify(f"{pair.claim} [1]", [pair.passage]).why for pair in pairs]
    overlaps = [_overlap(pair) for pair in pairs]
    least = best_threshold(overlaps, gold)
    said = {"code": checked, "overlap": [overlap >= least for overlap in overlaps]}
    for system, verdicts in said.items():
        parts = parts_of_macro_f1(gold, verdicts)
        for pair, verdict, part in zip(pairs, verdicts, parts, strict=True):
            right = {"accuracy": float(verdict == pair.is_backed), "macro_f1": part}
            yield Row(pair.name, system, right, {"claim": pair.claim, "said": verdict})


def pairs_of(
    queries: Iterable[Mapping[str, Any]], documents: Mapping[str, Mapping[str, Any]]
) -> Iterator[Pair]:
    """Yield each claim with each abstract that it cites and whose verdict on it is known."""
    for query in queries:
        labels = {item["doc_id"]: item["label"] for item in query.get("evidence", ())}
        for cited in query["qrels"]:
            is_clear = not labels or cited in labels
            if cited in documents and is_clear:
                name = f"{query['query_id']}.{cited}"
                is_backed = labels.get(cited) == "SUPPORT"
                yield Pair(name, query["query"], _passage(documents[cited]), is_backed)


def _overlap(pair: Pair) -> float:
    own = set(content_words(pair.claim))
    held = set(content_words(f"{pair.passage.title} {pair.passage.text}"))
    return len(own & held) / max(1, len(own))


def best_threshold(overlaps: Sequence[float], gold: Sequence[bool]) -> float:
    """Return the overlap from which on taking a claim for backed has the best macro-F1."""

    def macro_f1(least: float) -> float:
        return sum(parts_of_macro_f1(gold, [overlap >= least for overlap in overlaps]))

    return max(sorted(set(overlaps)), key=macro_f1)


def parts_of_macro_f1(gold: Sequence[bool], said: Sequence[bool]) -> list[float]:
    """Return what each verdict adds to the mean F1 of both classes, which is the mean of these.

    >>> parts_of_macro_f1([True, False, False], [True, False, True])
    [1.0, 1.0, 0.0]
    """
    counts = {verdict: gold.count(verdict) + said.count(verdict) for verdict in (True, False)}
    return [
        len(gold) / counts[verdict] if verdict == right else 0.0
        for right, verdict in zip(gold, said, strict=True)
    ]


def _passage(document: Mapping[str, Any]) -> Passage:
    text = document["text"]
    return Passage(
        chunk_id=document["doc_id"],
        document_id=document["doc_id"],
        text=text,
        span=Span(0, len(text)),
        score=1.0,
        title=document.get("title") or "",
        publisher=None,
        published=None,
        date_source=None,
        updated=None,
        url=None,
        kind="news",
    )
