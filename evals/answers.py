"""`answers`: questions as readers ask them, and how far the excerpts shown answer them.

A data folder holds `questions.jsonl`; each question names its `collection`: `corpus`, the sample
collection, or a folder of records beside the data folder, such as `us_executive_orders`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from evals.corpus import open_corpus
from evals.harness import Row, UnusableData, read_jsonl
from evals.measures import holds_most, reads_alone
from evals.policy import open_records, read_documents
from rag.chain import DatelineChain
from rag.language.tokens import words
from rag.models.embeddings import Embedder
from rag.schema import Answer

CORPUS = "corpus"


def run(folder: Path, embedder: Embedder) -> Iterable[Row]:
    """Ask every question with no language model; the rows of a kind are also a system of their own.

    - `first`: the first excerpt holds the gold quote, or four fifths of its words.
    - `full`: any excerpt does. A refusal counts 0 in both.
    - `reads_alone`: share of the excerpts that begin and end where a reader can.
    - `words_first`: words in the first excerpt.
    - `refused_answerable`, `refused_unanswerable`: wrong and right refusals.
    """
    questions = read_jsonl(folder / "questions.jsonl", "questions.jsonl")
    for collection in sorted({question["collection"] for question in questions}):
        with _opened(folder, collection, embedder) as chain:
            for question in questions:
                if question["collection"] == collection:
                    yield from _rows(question, chain.invoke(_input(question)))


@contextmanager
def _opened(folder: Path, collection: str, embedder: Embedder) -> Iterator[DatelineChain]:
    """Open the chain over a collection that questions name."""
    if collection == CORPUS:
        chain = open_corpus(Path(CORPUS), embedder)
    else:
        records = folder.resolve().parent / collection
        if not records.is_dir():
            raise UnusableData(f"there is no {records}, a collection that questions are asked on")
        chain = open_records(records, read_documents(records), embedder)
    try:
        yield chain
    finally:
        chain.close()


def _input(question: Mapping[str, Any]) -> dict[str, Any]:
    """Return a question in the form that the chain takes."""
    return {
        "question": question["question"],
        "history": question["history"],
        "previous_answer": question["said"],
        **question["scope"],
    }


def _rows(question: Mapping[str, Any], answer: Answer) -> Iterator[Row]:
    """Score one answer, once under `quotes` and once under its kind of question."""
    scores = score(question, answer)
    details = {
        "query": question["question"],
        "gold": question["gold_quote"],
        "shown": [statement.text for statement in answer.statements],
        "reason": answer.abstention.message if answer.abstention else None,
    }
    yield Row(question["id"], "quotes", scores, details)
    yield Row(question["id"], question["kind"], scores)


def score(question: Mapping[str, Any], answer: Answer) -> dict[str, float]:
    """Score one answer; without a gold quote only what can be scored is."""
    refused = float(answer.abstention is not None)
    if not question["answerable"]:
        return {"refused_unanswerable": refused}
    scores = {"refused_answerable": refused}
    shown = [statement.text for statement in answer.statements]
    if shown:
        scores["reads_alone"] = sum(map(reads_alone, shown)) / len(shown)
        scores["words_first"] = float(len(words(shown[0])))
    if gold := question["gold_quote"]:
        right = [holds_most(text, gold) for text in shown]
        scores["first"] = float(right[:1] == [True])
        scores["full"] = float(any(right))
    return scores
