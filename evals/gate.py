"""`gate`: floors under the fast evals, so that quality cannot fall unseen.

`floors.json` holds the digest of the data, the floor of each measure and the noise allowed below it. `--update` raises floors;
only `--allow-regression REASON` lowers them, and the reason belongs in the changelog.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from evals.harness import Result

FLOORS = Path(__file__).parent / "floors.json"
# One question in about a hundred may flip between machines.
NOISE = 0.011
# Measures where less is better.
_LESS_IS_BETTER = frozenset({"refused_answerable", "leaks", "false_alarms"})


class Fall(NamedTuple):
    """A measure that fell through its floor."""

    measure: str
    floor: float
    found: float


def data_digest(*paths: Path) -> str:
    """A digest of files and of the files in folders, by their content."""
    digest = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                digest.update(file.name.encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def flatten(result: Result) -> dict[str, float]:
    """Every measure of a result under one name: "corpus/quotes/answer" -> 0.93."""
    return {
        f"{result.eval}/{system}/{name}": round(value.value, 4) for system, named in result.metrics.items() for name, value in named.items()
    }


def falls(found: Mapping[str, float], floors: Mapping[str, float], noise: float = NOISE) -> list[Fall]:
    """Measures that are worse than their floor by more than the noise; a measure that is gone counts as fallen."""
    fallen = []
    for measure, floor in floors.items():
        value = found.get(measure, float("nan"))
        worse = value - floor if measure.rsplit("/", 1)[-1] in _LESS_IS_BETTER else floor - value
        if not worse <= noise:
            fallen.append(Fall(measure, floor, value))
    return fallen


def raised(found: Mapping[str, float], floors: Mapping[str, float]) -> dict[str, float]:
    """The better of each floor and the figure found; new measures are added."""
    merged = dict(found)
    for measure, floor in floors.items():
        pick = min if measure.rsplit("/", 1)[-1] in _LESS_IS_BETTER else max
        merged[measure] = pick(floor, found[measure]) if measure in found else floor
    return merged


def load() -> dict[str, Any]:
    """The floors, or empty ones."""
    return json.loads(FLOORS.read_text()) if FLOORS.is_file() else {"data": "", "noise": NOISE, "floors": {}}


def save(data: str, floors: Mapping[str, float]) -> None:
    """Write the floors."""
    FLOORS.write_text(json.dumps({"data": data, "noise": NOISE, "floors": dict(sorted(floors.items()))}, indent=2) + "\n")
