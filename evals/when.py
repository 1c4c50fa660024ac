"""`time`: what phrasings of time mean, the newest first on request, no leak past an as-of day."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from evals.corpus import QUESTIONS as ASKED
from evals.corpus import open_corpus
from evals.harness import Row, read_jsonl
from evals.keeping import KeepingEmbedder
from evals.stories import STORIES, Story
from rag.chain import DatelineChain, open_chain
from rag.ingest.pipeline import store
from rag.language.dates import find_days
from rag.models.embeddings import Embedder
from rag.query.input import QuestionInput
from rag.query.understand import understand
from rag.schema import Answer, Passage, Question, Source
from rag.storage import identifier

PHRASINGS = Path(__file__).parent / "questions" / "time.jsonl"
AS_OF_DAYS = (date(2010, 12, 31), date(2025, 4, 10), date(2025, 11, 1))
# The day that the stories are asked on; all of them end before it.
TODAY = date(2026, 11, 22)


def run(folder: Path, embedder: Embedder) -> Iterable[Row]:
    """Read the phrasings, ask for the latest of each story, and ask as of earlier days.

    The last are the questions of the sample collection in `folder`.
    """
    yield from phrasings()
    yield from latest(embedder)
    yield from leaks(folder, embedder)


def phrasings() -> Iterator[Row]:
    """Score 1 where window, as-of day and the wish for the newest are all right."""
    for gold in read_jsonl(PHRASINGS):
        query = understand(gold["query"], date.fromisoformat(gold["today"]))
        found = as_read(query)
        right = {name: found[name] == gold[name] for name in ("window", "as_of", "latest")}
        unclear = (found["unclear"] or "").lower() == (gold["unclear"] or "").lower()
        scores = {"windows": float(all(right.values())), "unclear": float(unclear)}
        yield Row(gold["query_id"], "grammar", scores, {"query": gold["query"], "found": found})


def as_read(query: Question) -> dict[str, Any]:
    """Return what was understood, in the form of the gold."""
    return {
        "window": query.mentioned.to_dict() if query.mentioned else None,
        "as_of": query.scope.as_of.isoformat() if query.scope.as_of else None,
        "latest": query.latest,
        "unclear": query.unclear[0] if query.unclear else None,
    }


def latest(embedder: Embedder) -> Iterator[Row]:
    """Ask for the newest version: it comes first, and only versions of the story are quoted.

    `latest` wants both, `latest_first` the first; `order_kept` and `older_first` are of a question
    that names no time.
    """
    with tempfile.TemporaryDirectory() as home:
        chain = open_stories(Path(home), embedder)
        for story in STORIES:
            wanted = {identifier(key) for key in story.keys}
            for number, question in enumerate(story.latest):
                answer = chain.invoke(question)
                cited = [source.document_id for source in answer.sources]
                first = bool(cited) and cited[0] == identifier(story.keys[-1])
                scores = {
                    "latest": float(first and set(cited) <= wanted),
                    "latest_first": float(first),
                }
                yield Row(
                    f"{story.name}-latest-{number}", "stories", scores, _shown(question, answer)
                )
            yield Row(
                f"{story.name}-timeless",
                "stories",
                _order_kept(chain, story),
                {"query": story.timeless},
            )
        chain.close()


def open_stories(home: Path, embedder: Embedder) -> DatelineChain:
    """Open the chain over a library of all stories."""
    model = "words" if embedder.name.startswith("words") else embedder.name
    chain = open_chain(home, llm="quotes", today=TODAY, embedding_model=model)
    with chain.library.writing():
        store(
            [document for story in STORIES for document in story.documents()],
            chain.library,
            embedder,
        )
    return chain


def leaks(folder: Path, embedder: Embedder) -> Iterator[Row]:
    """Score 1 for an answer as of a day that leaks.

    It shows something published or changed later, or without a date, or names a later period.
    """
    chain = open_corpus(folder, embedder)
    # Three days a question ask for mostly the same sentences.
    chain.embedder = KeepingEmbedder(chain.embedder)
    for query in read_jsonl(ASKED):
        for day in AS_OF_DAYS:
            answer = chain.invoke({"question": query["query"], "as_of": day})
            found = leaked(answer, day)
            yield Row(
                f"{query['query_id']} as of {day}",
                "as_of",
                {"leaks": float(bool(found))},
                {"query": query["query"], "leaked": found},
            )
    chain.close()


def leaked(answer: Answer, day: date) -> list[str]:
    """List what an answer shows that was not there on a day."""
    nearest = answer.abstention.nearest if answer.abstention else ()
    shown: list[Source | Passage] = [*answer.sources, *nearest, *answer.passages]
    found = [
        f"{item.title}: {item.published}, updated {item.updated}"
        for item in shown
        if not item.published or item.published > day or (item.updated and item.updated > day)
    ]
    copies = [copy for source in (*answer.sources, *nearest) for copy in source.copies]
    found += [
        f"copy {copy.title}: {copy.published}"
        for copy in copies
        if not copy.published or copy.published > day
    ]
    known = {source.document_id for source in answer.sources}
    found += [
        citation.quote
        for statement in answer.statements
        for citation in statement.citations
        if citation.document_id not in known
    ]
    message = answer.abstention.message if answer.abstention else ""
    return found + [f"period text: {later}" for later in find_days(message) if later > day]


def _order_kept(chain: DatelineChain, story: Story) -> dict[str, float]:
    """Ask a timeless question: does the best evidence lead, and the older version come first."""
    evidence = chain.find(QuestionInput.of(story.timeless)).evidence
    answer = chain.invoke(story.timeless)
    first = answer.sources[0].document_id if answer.sources else ""
    kept = bool(answer.statements) and evidence[0].text in answer.statements[0].text
    return {
        "order_kept": float(kept),
        "older_first": float(first == identifier(story.keys[story.answered_by])),
    }


def _shown(question: str, answer: Answer) -> Mapping[str, Any]:
    return {
        "query": question,
        "sources": [f"{source.published} {source.title}" for source in answer.sources],
    }
