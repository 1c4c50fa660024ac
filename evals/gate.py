"""`gate`: floors under the fast evals, so that quality cannot fall unseen.

`floors.json` holds the digest of the data and the floor of each measure with its number of
questions. A measure may lie below its floor by one question, which is the noise between machines;
a measure of pure code may not. `--update` raises floors; only `--allow-regression REASON` lowers
them, and the reason belongs in the changelog.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from evals.harness import Result

FLOORS = Path(__file__).parent / "floors.json"
QUESTIONS = Path(__file__).parent / "questions"
# One question may flip between machines, where a model's vectors decide; two may not.
NOISE_QUESTIONS = 1.5
# These read texts with no model, so that nothing may flip: half a question is the rounding.
EXACT_QUESTIONS = 0.5
EXACT = ("relations/", "time/grammar/")
# Measures where less is better.
_LESS_IS_BETTER = frozenset({"refused_answerable", "leaks", "false_alarms"})


class Figure(NamedTuple):
    """A mean and the number of questions it is of."""

    value: float
    n: int


class Fall(NamedTuple):
    """A measure that fell through its floor."""

    measure: str
    floor: float
    found: float


def data_digest(*paths: Path) -> str:
    """Digest files, and the files in folders, by name and content."""
    digest = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                digest.update(file.name.encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def flatten(result: Result) -> dict[str, Figure]:
    """Put each measure under one name: "corpus/quotes/answer" -> Figure(0.93, 104)."""
    found = {}
    for system, named in result.metrics.items():
        for name, value in named.items():
            scored = sum(row.system == system and name in row.scores for row in result.rows)
            n = scored or result.n  # F1 stands in no row of its own
            found[f"{result.eval}/{system}/{name}"] = Figure(round(value.value, 4), n)
    return found


def falls(found: Mapping[str, Figure], floors: Mapping[str, Figure]) -> list[Fall]:
    """List the measures that are worse than their floor by more than the noise.

    A measure that is gone counts as fallen.
    """
    fallen = []
    for measure, floor in floors.items():
        value = found[measure].value if measure in found else float("nan")
        worse = value - floor.value if _less_is_better(measure) else floor.value - value
        if not worse <= _noise_questions(measure) / floor.n:
            fallen.append(Fall(measure, floor.value, value))
    return fallen


def _noise_questions(measure: str) -> float:
    """Return how many questions may flip between machines."""
    return EXACT_QUESTIONS if measure.startswith(EXACT) else NOISE_QUESTIONS


def raised(found: Mapping[str, Figure], floors: Mapping[str, Figure]) -> dict[str, Figure]:
    """Take the better of each floor and the figure found, and add new measures."""
    merged = {**floors, **found}
    for measure, floor in floors.items():
        if measure in found:
            merged[measure] = (min if _less_is_better(measure) else max)(floor, found[measure])
    return merged


def load() -> tuple[str, dict[str, Figure]]:
    """Read the digest of the data and the floors; empty when there is no file."""
    if not FLOORS.is_file():
        return "", {}
    stored = json.loads(FLOORS.read_text())
    return stored["data"], {name: Figure(**floor) for name, floor in stored["floors"].items()}


def save(data: str, floors: Mapping[str, Figure]) -> None:
    """Write the floors."""
    record = {
        "data": data,
        "floors": {name: figure._asdict() for name, figure in sorted(floors.items())},
    }
    FLOORS.write_text(json.dumps(record, indent=2) + "\n")


def _less_is_better(measure: str) -> bool:
    return measure.rsplit("/", 1)[-1] in _LESS_IS_BETTER
