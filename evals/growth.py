"""How first evidence slows as a library grows, and what filters on days and publishers cost.

A folder's own documents come first. What is wanted beyond them is their text again with words
changed for others of its vocabulary, by a seeded generator, and with vectors drawn near the real
ones: such figures speak of speed and of Chroma's recall, and not of right answers. At each size a
fresh process opens the library and asks questions of the whole chain without a model, each once
under every filter.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import random
import re
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import NamedTuple

import numpy as np

from evals.harness import CACHE, Row
from evals.sentence_cost import SentenceCost, draw_chunks, measure
from rag.chain import DatelineChain, open_chain
from rag.ingest.chunking import CHUNKING, chunk
from rag.language.sentences import sentences
from rag.models.embeddings import Embedder, Vectors, embedding_input, open_embedder, vector_key
from rag.readers import READER
from rag.retrieval.hybrid import DEPTH
from rag.schema import AnswerReady, Chunk, Dating, Document, QuoteFound, Scope, Window
from rag.storage import Library, PipelineVersion
from rag.storage.dense.index import Numbers, VectorIndex

STAGES = (1_000, 5_000, 10_000, 50_000, 100_000)
# First evidence is promised at this size.
PROMISED = 50_000
FILTERS = ("plain", "year", "decade", "publisher", "publishers", "as_of")
# So many chunks are the folder's own, with vectors of the model.
_REAL = 5_000
_QUESTIONS = 48
# More than the embedder keeps, so that each pass embeds them anew.
_COST_QUESTIONS = 24
_LONGEST_QUESTION = 200
_SEED = 7
# Of the words that may be changed, this share is; it leaves .3 of the runs of five words alone, so
# that no variant is a copy.
_CHANGED = 0.3
_WORD = re.compile(r"\b[a-z]{4,}\b(?!\.)")
# A variant's vector is the real one and this much of the difference of two others: cosine .9 to the
# real one, in directions that texts take.
_NOISE = 0.4
_FIRST_DAY, _DAYS = date(2014, 1, 1), 4_018
# Publishers and the share of the documents that each has.
_PUBLISHERS = {
    "The Gazette": 0.6,
    "The Register": 0.2,
    "The Ledger": 0.1,
    "The Courier": 0.05,
    "The Herald": 0.05,
}


class Cut(NamedTuple):
    """A document with its chunks and their vectors, shape (n, d)."""

    document: Document
    chunks: Sequence[Chunk]
    vectors: Vectors


@dataclass(frozen=True)
class Asked:
    """One question under one filter.

    Milliseconds in all, of the processors and by step, and recall of the dense half against exact
    search.
    """

    filter: str
    first_ms: float
    cpu_ms: float
    steps: Mapping[str, float]
    recall_10: float
    recall_all: float
    is_by_chroma: bool


@dataclass(frozen=True)
class Stage:
    """The figures of a fresh process at one size.

    `opening_ms` goes from a loaded model to the first question's evidence.
    """

    opening_ms: float
    peak_mb: float
    cost: SentenceCost
    asked: tuple[Asked, ...]


def run(
    documents: Sequence[Document],
    embedder: Embedder,
    stages: Sequence[int] = STAGES,
    questions: int = _QUESTIONS,
) -> Iterator[Row]:
    """Yield a row for each size and filter, and one with what they come to."""
    shuffled = random.Random(_SEED).sample(list(documents), len(documents))
    texts = _questions(shuffled, questions)
    found: dict[int, dict[str, dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as place:
        home = Path(place) / "home"
        library = Library(home / "library.sqlite3")
        noise = np.random.default_rng(_SEED)
        supply, held = _supply(_real(shuffled, embedder, min(_REAL, max(stages)))), 0
        for size in stages:
            started = time.perf_counter()
            while held < size:
                held += _add(library, next(supply), embedder.name, noise)
                _show(f"{held:,} of {size:,} chunks")
            added = time.perf_counter()
            index = VectorIndex(library, embedder.name, home / "index")
            index.refresh()
            index.close()  # waits until all vectors are in
            details = {
                "chunks": held,
                "adding_s": added - started,
                "indexing_s": time.perf_counter() - added,
                "load": os.getloadavg()[0],
            }
            _show(f"asking at {held:,} chunks")
            with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
                stage = pool.submit(ask_all, home, embedder.name, texts).result()
            found[size] = {
                name: _figures([asked for asked in stage.asked if asked.filter == name])
                for name in FILTERS
            }
            found[size]["plain"] |= {
                "cpu_ms": stage.cost.kept,
                "cpu_embedding_ms": stage.cost.meanwhile,
                "opening_ms": stage.opening_ms,
                "serving_peak_mb": stage.peak_mb,
            }
            yield from (
                Row(f"{size}", f"{size:,} {name}", figures, details)
                for name, figures in found[size].items()
            )
    _show("")
    yield Row(
        "growth",
        "dateline",
        _summary(found),
        {"stages": list(stages), "real": min(_REAL, max(stages))},
    )


def ask_all(home: Path, model: str, questions: Sequence[str]) -> Stage:
    """Open a library and ask every question once under each filter, never one twice in a row."""
    embedder = open_embedder(model)
    embedder.embed_question("The model is loaded before anything is timed.")
    started = time.perf_counter()
    chain = open_chain(
        home, llm="quotes", embedding_model=model, today=_FIRST_DAY + timedelta(_DAYS)
    )
    _first_evidence(chain, questions[0], Scope())
    opening = (time.perf_counter() - started) * 1000
    timed = []
    for turn in range(len(FILTERS)):
        for number, question in enumerate(questions):
            name = FILTERS[(number + turn) % len(FILTERS)]
            timed.append(
                (name, question, number, *_first_evidence(chain, question, _scope(name, number)))
            )
    peak = _peak_mb()
    numbers, matrix = chain.library.vectors.load(model)
    asked = []
    for name, question, number, first, cpu, steps in timed:
        scope, vector = _scope(name, number), embedder.embed_question(question)
        rows = np.isin(numbers, chain.library.visibility.visible_numbers(scope))
        best = numbers[rows][np.argsort(-(matrix[rows] @ vector), kind="stable")]
        hits, how = chain.index.search(vector, scope, DEPTH)
        found = [hit.number for hit in hits]
        asked.append(
            Asked(
                name,
                first,
                cpu,
                steps,
                _recall(found, best, 10),
                _recall(found, best, DEPTH),
                how == "chroma",
            )
        )
    cost = measure(chain, questions[:_COST_QUESTIONS])
    chain.close()
    return Stage(opening, peak, cost, tuple(asked))


def _first_evidence(
    chain: DatelineChain, question: str, scope: Scope
) -> tuple[float, float, dict[str, float]]:
    """Time one question until its first quote, or the refusal, stands.

    Milliseconds on the clock, of the processors, and of each step.
    """
    started, busy, first = time.perf_counter(), time.process_time(), (0.0, 0.0)
    for event in chain.events({"question": question, **_fields(scope)}):
        if isinstance(event, QuoteFound | AnswerReady) and first[0] == 0:
            first = (time.perf_counter() - started) * 1000, (time.process_time() - busy) * 1000
        if isinstance(event, AnswerReady):
            return *first, {
                **event.answer.timings_ms,
                "whole": (time.perf_counter() - started) * 1000,
            }
    raise AssertionError("the last event is the answer")


def _fields(scope: Scope) -> dict[str, object]:
    """Return a scope as the chain is asked it."""
    return {
        "as_of": scope.as_of,
        "since": scope.window.start,
        "until": scope.window.end,
        "publishers": list(scope.publishers),
    }


def _scope(name: str, number: int) -> Scope:
    """Build a filter from a question's number.

    No two questions have the same days, because nothing may be ready from before.
    """
    day = timedelta(number)
    if name == "year":
        return Scope(window=Window(date(2018, 1, 1) + day, date(2018, 12, 31) + day))
    if name == "decade":
        return Scope(window=Window(date(2014, 9, 1) + day, date(2024, 8, 31)))
    if name == "as_of":
        return Scope(as_of=date(2022, 6, 1) + day)
    names = list(_PUBLISHERS)
    if name == "publisher":
        return Scope(publishers=(names[1 + number % (len(names) - 1)],))
    return (
        Scope(publishers=(names[0], names[1 + number % (len(names) - 1)]))
        if name == "publishers"
        else Scope()
    )


# -- the library -----------------------------------------------------------------------------------


def _real(documents: Sequence[Document], embedder: Embedder, size: int) -> list[Cut]:
    """Return the first documents that come to `size` chunks, with the vectors of the model."""
    cut: list[tuple[Document, list[Chunk]]] = []
    for document in documents:
        if sum(len(chunks) for _, chunks in cut) >= size:
            break
        cut.append((document, chunk(document.text)))
    vectors = _vectors(
        [
            embedding_input(document.title, piece.text)
            for document, chunks in cut
            for piece in chunks
        ],
        embedder,
    )
    ends = np.cumsum([len(chunks) for _, chunks in cut])
    return [Cut(*pair, own) for pair, own in zip(cut, np.split(vectors, ends[:-1]), strict=True)]


def _vectors(texts: Sequence[str], embedder: Embedder) -> Vectors:
    """Return the vectors of some texts, kept in the cache for the next run."""
    digest = hashlib.sha256("\x1f".join([embedder.name, *texts]).encode()).hexdigest()[:12]
    path = CACHE / f"growth-{digest}.npy"
    if not path.exists():
        _show(f"embedding {len(texts):,} texts")
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, embedder.embed(texts))
    return np.asarray(np.load(path), np.float32)


def _supply(real: Sequence[Cut]) -> Iterator[Cut]:
    """Yield the documents, then variants without end, all with drawn days and publishers."""
    generator = random.Random(_SEED)
    noise = np.random.default_rng(_SEED)
    everything = np.concatenate([cut.vectors for cut in real])
    words = defaultdict(list)
    for cut in real:
        for word in _WORD.findall(cut.document.text):
            words[len(word)].append(word)
    for turn in count():
        for cut in real:
            yield _dated(
                cut if turn == 0 else _variant(cut, turn, words, everything, generator, noise),
                generator,
            )


def _variant(
    cut: Cut,
    turn: int,
    words: Mapping[int, Sequence[str]],
    everything: Vectors,
    generator: random.Random,
    noise: np.random.Generator,
) -> Cut:
    """Change words of a document for ones as long, drawn as often as they occur.

    Sentences keep their places.
    """

    def changed(match: re.Match[str]) -> str:
        return (
            generator.choice(words.get(len(match[0]), [match[0]]))
            if generator.random() < _CHANGED
            else match[0]
        )

    title, text = _WORD.sub(changed, cut.document.title), _WORD.sub(changed, cut.document.text)
    key = f"{cut.document.key}#{turn}"
    document = replace(
        cut.document, key=key, origin=key, source_hash=key, title=title, text=text, url=None
    )
    chunks = chunk(text)
    base = cut.vectors[np.minimum(np.arange(len(chunks)), len(cut.vectors) - 1)]
    others = everything[noise.integers(len(everything), size=(2, len(chunks)))]
    drawn = base + _NOISE * (others[0] - others[1])
    return Cut(
        document, chunks, drawn / np.maximum(np.linalg.norm(drawn, axis=1, keepdims=True), 1e-9)
    )


def _dated(cut: Cut, generator: random.Random) -> Cut:
    day = _FIRST_DAY + timedelta(generator.randrange(_DAYS))
    (publisher,) = generator.choices(list(_PUBLISHERS), list(_PUBLISHERS.values()))
    dating = Dating(day, "meta", day.isoformat())
    return cut._replace(
        document=replace(cut.document, published=dating, updated=None, publisher=publisher)
    )


def _add(library: Library, cut: Cut, model: str, noise: np.random.Generator) -> int:
    """Put a document into the library with its vectors; returns its chunks."""
    keys = [vector_key(embedding_input(cut.document.title, piece.text)) for piece in cut.chunks]
    vectors = dict(zip(keys, cut.vectors, strict=True))
    library.versions.add(
        cut.document,
        cut.chunks,
        keys,
        vectors,
        model,
        PipelineVersion(READER, CHUNKING),
    )
    texts = {key: piece.text for key, piece in zip(keys, cut.chunks, strict=True)}
    library.sentence_vectors.add(model, draw_chunks(texts, vectors, noise))
    return len(cut.chunks)


def _questions(documents: Sequence[Document], number: int) -> list[str]:
    """Ask about the first documents, in at every size: by turns a title and a first sentence."""
    found = []
    for place, document in enumerate(documents[:number]):
        first = next(
            (
                span.of(document.text)
                for span in sentences(document.text)
                if not span.of(document.text).startswith("#")
            ),
            "",
        )
        found.append(
            f"What is said about {document.title}?"
            if place % 2 == 0 and document.title
            else first[:_LONGEST_QUESTION]
        )
    return [question for question in found if question]


# -- figures ---------------------------------------------------------------------------------------


def _recall(found: Sequence[int], best: Numbers, depth: int) -> float:
    """Return the share of the `depth` nearest among the first found; 1 when there are none."""
    wanted = set(best[:depth].tolist())
    return len(wanted & set(found[:depth])) / len(wanted) if wanted else 1.0


def _figures(asked: Sequence[Asked]) -> dict[str, float]:
    firsts = [item.first_ms for item in asked]
    steps = {
        f"{step}_p50_ms": float(np.median([item.steps.get(step, 0) for item in asked]))
        for step in ("understand", "retrieve", "evidence", "whole")
    }
    return {
        "p50_ms": float(np.median(firsts)),
        "p95_ms": float(np.percentile(firsts, 95)),
        "cpu_p50_ms": float(np.median([item.cpu_ms for item in asked])),
        "cpu_p95_ms": float(np.percentile([item.cpu_ms for item in asked], 95)),
        **steps,
        "recall@10": float(np.mean([item.recall_10 for item in asked])),
        f"recall@{DEPTH}": float(np.mean([item.recall_all for item in asked])),
        "by_chroma": float(np.mean([item.is_by_chroma for item in asked])),
    }


def _summary(found: Mapping[int, Mapping[str, Mapping[str, float]]]) -> dict[str, float]:
    """Sum up the runs: first evidence at the promised size, or the largest below it.

    There, and at the largest of all, also the dearest filter beside none.
    """
    first, last = min(found), max(found)
    promised = max((size for size in found if size <= PROMISED), default=last)
    plain = {size: found[size]["plain"] for size in found}
    filters = [
        max(found[size][name]["p95_ms"] / plain[size]["p95_ms"] for name in FILTERS[1:])
        for size in (promised, last)
    ]
    return {
        "first_evidence_p95_ms": plain[promised]["p95_ms"],
        "growth_ratio": plain[last]["p95_ms"] / plain[first]["p95_ms"],
        "filtered_ratio": max(filters),
        "cpu_ratio": plain[promised]["cpu_ms"] / plain[promised]["cpu_embedding_ms"],
        "least_recall@10": min(
            figures["recall@10"] for stage in found.values() for figures in stage.values()
        ),
        "opening_ms": plain[promised]["opening_ms"],
        "serving_peak_mb": plain[last]["serving_peak_mb"],
    }


def _peak_mb() -> float:
    """Return the most memory of this process.

    `getrusage` would give the parent's, which was larger before this one began.
    """
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _show(text: str) -> None:
    print(f"\r{text:<60}", end="" if text else "\r", file=sys.stderr)
