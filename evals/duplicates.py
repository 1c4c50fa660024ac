"""`duplicates`: are copies found, and is nothing else taken for one.

The folder holds `near_duplicate_pairs.jsonl`.

`pairs` are the folder's own: gold are those of Jaccard .8 or more over runs of five words; a pair
that the file does not list is judged by the same measure. `planted` are altered copies of the
folder's documents, each under its own Jaccard, from a new byline to a rewritten half.
"""

from __future__ import annotations

import random
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

from evals.harness import Row, read_jsonl
from rag.ingest.chunking import chunk
from rag.language.near_duplicates import MIN_JACCARD
from rag.readers import read_all
from rag.schema import Document, Refused
from rag.storage import Library

_PLANTED = 300
# Shares of the words that an altered copy replaces; at one in fifty a copy of 300 words keeps about
# eight tenths of its runs.
_SHARES = (0.0, 0.01, 0.02, 0.03, 0.05, 0.1, 0.3)


def run(folder: Path) -> Iterator[Row]:
    """Yield one row a gold pair (`recall`) and one a joined pair (`precision`)."""
    documents = [
        found
        for found in read_all(
            (folder / "documents.jsonl").read_bytes(), str(folder / "documents.jsonl")
        )
        if not isinstance(found, Refused)
    ]
    listed = {
        frozenset((row["a"], row["b"])): float(row["jaccard5"])
        for row in read_jsonl(folder / "near_duplicate_pairs.jsonl")
    }
    names = {document.origin: document.origin.split("#/", 1)[-1] for document in documents}
    texts = {names[document.origin]: document.text for document in documents}
    joined = {frozenset(pair) for pair in _joined(documents, names)}
    for pair, jaccard in listed.items():
        if jaccard >= MIN_JACCARD:
            yield _row("pairs", pair, "recall", pair in joined)
    for pair in joined:
        one, other = pair
        yield _row(
            "pairs",
            pair,
            "precision",
            listed.get(pair, _jaccard(texts[one], texts[other])) >= MIN_JACCARD,
        )
    yield from _planted(documents)


def _planted(documents: Sequence[Document]) -> Iterator[Row]:
    chance = random.Random(1)
    long = [document for document in documents if len(document.text.split()) >= 120]
    chosen = chance.sample(long, min(_PLANTED, len(long)))
    vocabulary = sorted({word for document in chosen[:50] for word in document.text.split()})
    for number, document in enumerate(chosen):
        text = _altered(document.text, _SHARES[number % len(_SHARES)], vocabulary, chance)
        copy = Document(f"copy {number}", f"copy {number}", "", document.title, text, "news")
        is_joined = bool(
            list(_joined([document, copy], {document.origin: "original", copy.origin: "copy"}))
        )
        is_copy = _jaccard(document.text, text) >= MIN_JACCARD
        if is_copy:
            yield _row("planted", frozenset((str(number), "copy")), "recall", is_joined)
        if is_joined:
            yield _row("planted", frozenset((str(number), "copy")), "precision", is_copy)


def _altered(text: str, share: float, vocabulary: Sequence[str], chance: random.Random) -> str:
    """Copy a text under another byline, with a share of its words replaced."""
    words = text.split(" ")
    for place in chance.sample(range(len(words)), int(len(words) * share)):
        words[place] = chance.choice(vocabulary)
    return "By our own correspondent, for another paper.\n\n" + " ".join(words)


def _joined(documents: Sequence[Document], names: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Return the pairs that a library of these documents holds in one group."""
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder) / "library.sqlite3")
        groups: dict[str, list[str]] = defaultdict(list)
        for document in documents:
            library.versions.add(
                document, chunks := chunk(document.text), [""] * len(chunks), {}, ""
            )
        for origin, group in library.copies.groups().items():
            groups[group].append(names[origin])
        for members in groups.values():
            yield from combinations(sorted(members), 2)


def _jaccard(one: str, other: str) -> float:
    """Of the sets of runs of five words; counted here apart from what is measured."""
    sets = []
    for text in (one, other):
        words = re.findall(r"\w+", text.lower())
        sets.append(set(zip(*(words[start:] for start in range(5)), strict=False)))
    return len(sets[0] & sets[1]) / max(1, len(sets[0] | sets[1]))


def _row(system: str, pair: frozenset[str], measure: str, is_right: bool) -> Row:
    return Row(" | ".join(sorted(pair)), system, {measure: float(is_right)})
