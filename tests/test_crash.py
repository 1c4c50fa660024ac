"""Ingest killed over and over: no library is lost or half written, and running again ends where an uninterrupted run ends.

The trials are in `tests/crash.py`; `python -m tests.crash FOLDER` prints the table of them.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

pytestmark = pytest.mark.timeout(900)


def trials(folder: Path, *arguments: str) -> list[dict]:
    """The results of the harness, which is a process of its own because it forks."""
    command = [sys.executable, "-m", "tests.crash", str(folder), *arguments]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-5_000:]
    sys.stdout.write(done.stdout)
    return json.loads((folder / "results.json").read_text())


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return trials(tmp_path_factory.mktemp("crash"))


def test_no_kill_loses_or_halves_anything_and_running_again_ends_in_the_same_library(results):
    assert [note for result in results for note in result["notes"]] == []


def test_the_kills_came_where_they_were_meant_to(results):
    kills, amid, partly = Counter(), Counter(), Counter()
    for result in results:
        kills[result["label"]] += result["kills"]
        amid[result["label"]] += result["amid"]
        partly[result["label"]] += result["partly"] > 0
    chosen = {result["label"] for result in results if result["chosen"]}
    assert sum(kills.values()) >= 200
    assert sum(kills[label] for label in chosen) >= 90
    assert sum(kills[label] for label in kills if label not in chosen) >= 90
    assert sum(partly.values()) >= 70
    assert {label for label in kills if kills[label] == 0} == set()
    assert kills["sync: checkpoint"] >= 8
    assert amid["sync: checkpoint"] >= 3
    assert kills["isolated: random instant of taking"] >= 20
    assert partly["isolated: random instant of taking"] >= 3
    assert sum(number for label, number in kills.items() if "index" in label or "Chroma" in label or "state" in label) >= 30


@pytest.mark.parametrize(
    ("bug", "label", "fault"),
    [
        ("version before its chunks", "sync: any statement", "half-visible"),
        ("file before its documents", "sync: after add", "another digest"),
    ],
)
def test_a_planted_bug_is_caught(tmp_path, bug, label, fault):
    faults = sum((Counter(result["faults"]) for result in trials(tmp_path, label, bug)), Counter())
    assert faults[fault] > 0
