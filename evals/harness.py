"""What every eval shares: its data, the library built of it, and one form of result."""

from __future__ import annotations

import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from evals.measures import Mean, harmonic_of_means, mean
from rag.errors import ConfigError
from rag.ingest.pipeline import store
from rag.models.embeddings import Embedder
from rag.schema import Document
from rag.storage import Library
from rag.storage.migrations import SCHEMA_VERSION

CACHE = Path(".dateline/evals")


class UnusableData(ConfigError):
    """A data folder lacks a file or a field that the eval needs."""


@dataclass(frozen=True)
class Row:
    """One question's scores under one system; one that cannot be scored has none and is counted."""

    query_id: str
    system: str
    scores: Mapping[str, float]
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """Per-question rows of one eval, and what they come to.

    `harmonic` names measures that are the harmonic mean of two others' means, such as {"f1":
    ("precision", "recall")}.
    """

    eval: str
    data: str
    rows: tuple[Row, ...]
    seconds: float
    versions: Mapping[str, str]
    harmonic: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """Questions scored."""
        return len({row.query_id for row in self.rows if row.scores})

    @property
    def unscored(self) -> int:
        """Questions without gold for this eval."""
        return len(
            {row.query_id for row in self.rows} - {row.query_id for row in self.rows if row.scores}
        )

    @property
    def metrics(self) -> dict[str, dict[str, Mean]]:
        """Mean and interval of each measure by system, over the questions that have it."""
        values: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        for row in self.rows:
            for name, score in row.scores.items():
                values[row.system][name].append(score)
        return {
            system: {
                **self._harmonic(named),
                **{name: mean(scores) for name, scores in named.items()},
            }
            for system, named in values.items()
        }

    def _harmonic(self, named: Mapping[str, list[float]]) -> dict[str, Mean]:
        return {
            name: harmonic_of_means(named[one], named[other])
            for name, (one, other) in self.harmonic.items()
            if one in named
        }

    def lowest(self, count: int) -> list[tuple[str, float]]:
        """Return the questions with the lowest mean of all scores under the first system."""
        first = next((row.system for row in self.rows), "")
        scores: dict[str, list[float]] = defaultdict(list)
        for row in self.rows:
            if row.system == first and row.scores:
                scores[row.query_id] += row.scores.values()
        means = {query: sum(own) / len(own) for query, own in scores.items()}
        return sorted(means.items(), key=lambda item: item[1])[:count]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form, the same for every eval."""
        metrics = {
            system: {
                name: {part: round(number, 4) for part, number in value._asdict().items()}
                for name, value in named.items()
            }
            for system, named in self.metrics.items()
        }
        return {
            "eval": self.eval,
            "data": self.data,
            "n": self.n,
            "unscored": self.unscored,
            "metrics": metrics,
            "seconds": round(self.seconds, 1),
            "versions": dict(self.versions),
        }

    def table(self) -> str:
        """Format the figures as lines of text."""
        lines = [
            f"{self.eval} on {self.data}: n = {self.n}"
            + (f", {self.unscored} unscored" if self.unscored else "")
            + f", {self.seconds:.0f} s"
        ]
        width = max((11, *map(len, self.metrics)))
        for system, named in self.metrics.items():
            for name, value in named.items():
                scored = self.harmonic.get(name, (name,))[0]
                n = sum(row.system == system and scored in row.scores for row in self.rows)
                figure = f"{value.value:.3f}  [{value.low:.3f}, {value.high:.3f}]"
                lines.append(f"  {system:<{width}} {name:<22} {figure}  n = {n}")
        return "\n".join(lines)


def read_jsonl(
    path: Path, expected: str = "documents.jsonl and queries.jsonl"
) -> list[dict[str, Any]]:
    """Read the objects of a JSON Lines file; `expected` says what the folder should hold.

    Raises:
        UnusableData: the file is missing or a line is no JSON.
    """
    if not path.is_file():
        raise UnusableData(f"there is no {path}; an eval's data folder holds {expected}")
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            if line.strip():
                found.append(json.loads(line))
        except ValueError as error:
            raise UnusableData(f"{path}, line {number}: {error}") from None
    return found


def documents_of(folder: Path) -> Iterator[Document]:
    """Yield the documents of a data folder, as if they had been read."""
    for record in read_jsonl(folder / "documents.jsonl"):
        text = record.get("text") or record.get("markdown") or ""
        if text.strip():
            digest = hashlib.sha256(text.encode()).hexdigest()
            yield Document(
                record["doc_id"],
                record["doc_id"],
                digest,
                record.get("title") or "",
                text,
                "news",
                url=record.get("url"),
            )


def library_of(folder: Path, embedder: Embedder) -> Library:
    """Build the library of a data folder, kept for the next run with the same data and model."""
    from rag.ingest.chunking import CHUNKING

    made = f"{embedder.name} {CHUNKING} {SCHEMA_VERSION}"
    digest = hashlib.sha256((folder / "documents.jsonl").read_bytes() + made.encode()).hexdigest()[
        :12
    ]
    library = Library(CACHE / f"{folder.name}-{digest}" / "library.sqlite3")
    if library.facts.recall("complete") is None:
        documents = list(documents_of(folder))
        with library.writing():
            for start in range(0, len(documents), 64):
                print(
                    f"\r{folder.name}: {start:,} of {len(documents):,} documents",
                    end="",
                    file=sys.stderr,
                )
                store(documents[start : start + 64], library, embedder)
        print("\r" + " " * 60 + "\r", end="", file=sys.stderr)
        library.facts.remember("complete", "yes")
    return library


def versions_of(embedder: Embedder | None, *data: Path) -> dict[str, str]:
    """Collect versions of code, models, settings and data; without an embedder, of page readers."""
    from rag.ingest.chunking import CHUNKING

    digests = {
        f"sha256 {path.name}": hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        for path in data
        if path.is_file()
    }
    used = (
        ("dateline", "torch", "sentence-transformers", "chromadb")
        if embedder
        else ("dateline", "trafilatura", "lxml")
    )
    packages = {name: version(name) for name in used}
    settings = {"embedding_model": embedder.name, "chunking": CHUNKING} if embedder else {}
    return {**packages, "python": sys.version.split()[0], **settings, **digests}


def write_rows(rows: Sequence[Row], path: Path) -> None:
    """Write the per-question results as JSON Lines."""
    lines = (
        json.dumps(
            {"query_id": row.query_id, "system": row.system, **row.scores, **row.details},
            ensure_ascii=False,
        )
        for row in rows
    )
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
