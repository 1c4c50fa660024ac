"""Ingest killed over and over: no library is lost or half written, and running again ends where an
uninterrupted run ends.

The trials are in `tests/crash.py`; `python -m tests.crash FOLDER` prints the table of them.
"""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from rag.chain import open_chain
from rag.cli import main
from rag.errors import LibraryBusy
from rag.ingest.pipeline import ingest
from tests.conftest import REPOSITORY
from tests.crash_points import stories, write

pytestmark = pytest.mark.timeout(900)


def trials(folder: Path, *arguments: str) -> list[dict]:
    """The results of the harness, which is a process of its own because it forks."""
    command = [sys.executable, "-m", "tests.crash", str(folder), *arguments]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False
    )
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
    assert amid["sync: checkpoint"] >= 2
    assert kills["isolated: random instant of taking"] >= 20
    assert partly["isolated: random instant of taking"] >= 3
    assert (
        sum(
            number
            for label, number in kills.items()
            if "index" in label or "Chroma" in label or "state" in label
        )
        >= 30
    )


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


# -- two processes ---------------------------------------------------------------------------------

_INGEST = """
import sys, time
from pathlib import Path
from rag.models.embeddings import WordCountEmbedder
from rag.ingest.pipeline import ingest
from rag.storage import Library
library = Library(Path(sys.argv[1]))
add = library.versions.add
def slowly(*given):
    stored = add(*given)
    print(given[0].title, flush=True)
    time.sleep(float(sys.argv[3]))
    return stored
library.versions.add = slowly
ingest([Path(sys.argv[2])], library, WordCountEmbedder(), 1_000_000)
"""


@pytest.fixture
def inbox(tmp_path):
    write(tmp_path / "inbox", stories()[1])
    return tmp_path / "inbox"


@pytest.fixture
def start(library, inbox):
    """Starts an ingest in another process that pauses after each document; gives it when the first
    is in.
    """
    started = []

    def begin(pause):
        command = [sys.executable, "-c", _INGEST, str(library.path), str(inbox), str(pause)]
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY))
        assert started[-1].stdout.readline().startswith("Report ")
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def test_a_second_ingest_is_refused_within_a_second(library, inbox, embedder, start):
    start(pause=60)
    began = time.monotonic()
    with pytest.raises(
        LibraryBusy,
        match=r"another process is writing to .*; wait until it is done, then run this again",
    ):
        ingest([inbox], library, embedder, 1_000_000)
    assert time.monotonic() - began < 1


def test_the_command_says_in_one_line_that_another_process_is_writing(
    library, inbox, start, monkeypatch
):
    start(pause=60)
    monkeypatch.setenv("RAG_HOME", str(library.path.parent))
    monkeypatch.setenv("RAG_EMBEDDING_MODEL", "words")
    result = CliRunner().invoke(main, ["ingest", str(inbox)])
    assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (2, "", 1)
    assert "another process is writing" in result.stderr


def test_the_lock_of_a_killed_ingest_is_taken_over(library, inbox, embedder, start):
    process = start(pause=60)
    process.kill()
    process.wait()
    report = ingest([inbox], library, embedder, 1_000_000)
    assert (report.new + report.unchanged, report.refused, library.integrity.problems()) == (
        len(stories()[1]),
        (),
        [],
    )
    assert library.vectors.counts(embedder.name)["vectors_missing"] == 0


def test_every_question_is_answered_while_another_process_ingests(library, start):
    process = start(pause=0.05)
    chain = open_chain(library.path.parent, embedding_model="words", llm="quotes")
    answers = []
    while process.poll() is None:
        passages = chain.invoke("What did the ministry of box0k see on day 3?").passages
        answers.append(bool(passages) and "box0k" in passages[0].title)
    chain.close()
    assert process.returncode == 0
    assert len(answers) > 3
    assert all(answers)


def test_processes_that_make_a_library_at_once_all_get_it(tmp_path):
    code = (
        "import sys; from pathlib import Path; from rag.storage import Library;"
        " sys.stdin.read(); Library(Path(sys.argv[1]))"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "home" / "library.sqlite3")]
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=REPOSITORY)
        for _ in range(4)
    ]
    for process in processes:
        process.stdin.close()
    errors = [process.stderr.read() for process in processes]
    assert [(process.wait(), error) for process, error in zip(processes, errors, strict=True)] == [
        (0, b"")
    ] * 4
