"""Kills ingest at chosen points and random instants, and looks at what is left: `python -m
tests.crash FOLDER [LABEL [BUG]]`.

One process imports everything and opens nothing; every run and every look is a fork of it. A run is
killed, looked at, and run again to its end; then its library must be the one that an uninterrupted
run makes. Kills are SIGKILL, so nothing is tidied up.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import resource
import selectors
import shutil
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import rag.ingest.embedding
import rag.ingest.pipeline
from rag.chain import open_chain
from rag.ingest.chunking import chunk
from rag.ingest.inputs import file_inputs
from rag.ingest.pipeline import ingest_sources
from rag.ingest.reprocess import reprocess
from rag.legal import read_declarations
from rag.models.embeddings import open_embedder
from rag.readers.sandbox.isolated import IsolatedReader
from rag.schema import Scope
from rag.storage import Library
from rag.storage.columns import day_of
from rag.storage.dense.index import VectorIndex
from tests.crash_points import (
    InProcess,
    Kill,
    Points,
    Story,
    plant,
    shelf,
    stories,
    telling_library,
    upgrade,
    watch_index,
    write,
)

MOST_BYTES = 200 << 20  # Chroma's link lists once grew without end
_SECONDS = 60  # whatever takes longer hangs
_FAULTS = (
    "not opened",
    "lost",
    "half-visible",
    "unanswered",
    "another digest",
    "hung",
    "left running",
)


class Scenario(NamedTuple):
    """What stands in the folder before and after, whether the program is updated between, and
    whether a child process reads.
    """

    name: str
    stories: tuple[list[Story], list[Story]]
    upgraded: bool = False
    isolated: bool = False

    @property
    def model(self) -> str:
        return "words-32" if self.upgraded else "words-64"


def scenarios() -> dict[str, Scenario]:
    before, after = stories()
    found = (
        Scenario("sync", (before, after)),
        Scenario("first", ([], after)),
        Scenario("upgrade", (before, after), upgraded=True),
        Scenario("large", shelf()),
        Scenario("isolated", (before, after), isolated=True),
    )
    return {scenario.name: scenario for scenario in found}


# -- forks -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ended:
    """What a fork told before it ended, and how it ended."""

    lines: tuple[dict[str, Any], ...]
    killed: bool
    hung: bool
    seconds: float
    group: int

    def told(self, key: str) -> list[Any]:
        return [line[key] for line in self.lines if key in line]


def fork(work: Callable[[int], None], kill_at: tuple[str, float] | None = None) -> Ended:
    """Run `work` in a fork, with the pipe it tells on; kill it so many seconds after it told of a
    phase.
    """
    reading, writing = os.pipe()
    started = time.monotonic()
    process = os.fork()
    if process == 0:
        os.setpgid(0, 0)
        os.close(reading)
        status = 1
        try:
            work(writing)
            status = 0
        except BaseException:
            os.write(writing, json.dumps({"error": traceback.format_exc()}).encode() + b"\n")
        finally:
            os._exit(status)
    os.close(writing)
    lines, hung = _listen(reading, process, started + _SECONDS, kill_at)
    _, status = os.waitpid(process, 0)
    os.close(reading)
    return Ended(lines, os.WIFSIGNALED(status), hung, time.monotonic() - started, process)


def _listen(
    pipe: int, process: int, last: float, kill_at: tuple[str, float] | None
) -> tuple[tuple[dict[str, Any], ...], bool]:
    lines: list[dict[str, Any]] = []
    buffer, deadline, hung = b"", last, False
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                hung = deadline == last
                os.kill(process, signal.SIGKILL)
                deadline = time.monotonic() + _SECONDS
                continue
            if not (piece := os.read(pipe, 1 << 16)):
                return tuple(lines), hung
            *whole, buffer = (buffer + piece).split(b"\n")
            for line in map(json.loads, whole):
                lines.append(line)
                if kill_at and line.get("phase") == kill_at[0]:
                    deadline = time.monotonic() + kill_at[1]


# -- a run and a look ------------------------------------------------------------------------------


class Run(NamedTuple):
    """One run of a scenario over a home, in a fork."""

    scenario: Scenario
    home: Path
    inbox: Path
    kill: Kill | None = None
    bug: str = ""

    def __call__(self, pipe: int) -> None:
        points = Points(pipe, self.kill)
        plant(self.bug)
        rag.ingest.embedding._LEAST_TEXTS, rag.ingest.embedding._MOST_TEXTS = (
            4,
            8,
        )  # vectors are written many times
        watch_index(points)
        rag.ingest.pipeline.IsolatedReader = IsolatedReader if self.scenario.isolated else InProcess  # type: ignore[misc, assignment]
        if self.scenario.upgraded:
            upgrade()
        points.tell(phase="ingest", time=time.monotonic())
        library = telling_library(
            self.home / "library.sqlite3",
            points,
            checkpoints=bool(self.kill and self.kill.point == "checkpoint"),
        )
        embedder = open_embedder(self.scenario.model)
        ingest_sources(file_inputs([self.inbox], 1 << 20), library, embedder, folders=[self.inbox])
        if self.scenario.upgraded:
            reprocess(library, embedder, 1 << 20)
        points.tell(phase="index", time=time.monotonic())
        index = VectorIndex(library, embedder.name, self.home / "index")
        index.refresh()
        if self.scenario.upgraded:
            index.rebuild()
        index.close()
        points.tell(phase="end", time=time.monotonic(), passed=points.passed)


class Look(NamedTuple):
    """What a fork finds in a home: each fault by its name. `told` is what runs had acknowledged."""

    scenario: Scenario
    home: Path
    told: tuple[dict[str, Any], ...]
    asks: bool

    def __call__(self, pipe: int) -> None:
        def tell(**line: Any) -> None:
            os.write(pipe, json.dumps(line).encode() + b"\n")

        if self.scenario.upgraded:
            upgrade()
        library = Library(self.home / "library.sqlite3")
        tell(opened=True, digest=library.integrity.digest(), holds=self._holdings(library))
        for problem in library.integrity.problems():
            tell(fault="half-visible", what=problem)
        for what in self._halves(library):
            tell(fault="half-visible", what=what)
        for fault, what in self._losses(library):
            tell(fault=fault, what=what)
        if self.asks:
            tell(asking=True)
            for what in self._silences():
                tell(fault="unanswered", what=what)
            tell(answered=True)

    def _holdings(self, library: Library) -> dict[str, int]:
        """How much there is of what a trial could break."""
        of = {
            "copies": "versions WHERE copy_group != version_id",
            "earlier": "versions WHERE NOT current AND NOT corrected",
        }
        of |= {
            "corrected": "versions WHERE corrected",
            "removed": "documents WHERE removed",
            "relations": "relations",
            "vectors": "vectors",
        }
        return {
            name: library.database.scalar(f"SELECT count(*) FROM {where}")
            for name, where in of.items()
        }

    def _halves(self, library: Library) -> list[str]:
        rows = library.database.rows(
            "SELECT version_id, title, text, kind, chunking, effective FROM versions"
        )
        found = []
        for version_id, title, text, kind, chunking, effective in rows:
            there = [
                tuple(row)
                for row in library.database.rows(
                    'SELECT start, "end" FROM chunks WHERE version_id = ? ORDER BY start',
                    (version_id,),
                )
            ]
            if sorted(there) != [
                tuple(piece.span) for piece in chunk(text, int(chunking.rpartition("-")[2]))
            ]:
                found.append(f"{title} has the chunks {there}")
            if not library.database.rows(
                "SELECT 1 FROM copy_bands WHERE version_id = ?", (version_id,)
            ):
                found.append(f"{title} is not known to the search for copies")
            relations = library.database.scalar(
                "SELECT count(*) FROM relations WHERE version_id = ?", (version_id,)
            )
            if relations != len(read_declarations(title, text, kind, day_of(effective)).relations):
                found.append(f"{title} has {relations} relations to other acts")
        words, chunks = (
            library.database.scalar(f"SELECT count(*) FROM {table}")
            for table in ("chunk_words", "chunks")
        )
        return found + [f"{words} chunks have words, {chunks} there are"] * (words != chunks)

    def _losses(self, library: Library) -> Iterator[tuple[str, str]]:
        """Fault and description of every place of the collection that answers as it must not."""
        before, after = (
            {story.place: story.word for story in told} for told in self.scenario.stories
        )
        for place in before | after:
            old, new = ({words[place]} if place in words else set() for words in (before, after))
            answers = {
                word for word in old | new if library.fulltext.search_words(word, Scope(), 5)
            }
            if answers not in ([new] if self._is_done(place, new - old) else [old, new]):
                yield (
                    "half-visible" if len(answers) > 1 else "lost",
                    f"{place} answers with {answers}, from {old} to {new}",
                )
        for line in self.told:
            if line.get("did") == "add_vectors" and not self.scenario.upgraded:
                missing = set(line["keys"]) - library.vectors.known(line["model"], line["keys"])
                if missing:
                    yield "lost", f"{len(missing)} vectors"

    def _is_done(self, place: str, new: set[str]) -> bool:
        """Whether a run acknowledged what became of a place."""
        if new:
            return any(line.get("did") == "add" and line["word"] in new for line in self.told)
        file = place.partition("#")[0]
        return any(
            line.get("did") == "forget_files"
            or (line.get("did"), line.get("file")) == ("finish_file", file)
            for line in self.told
        )

    def _silences(self) -> Iterator[str]:
        """Questions that get no answer, or not from the document that is asked for."""
        chain = open_chain(self.home, embedding_model=self.scenario.model, llm="quotes")
        before, after = ({story.word for story in told} for told in self.scenario.stories)
        for word in sorted(before & after)[:3]:
            answer = chain.invoke(f"What did the ministry of {word} see?")
            if not any(word in passage.title for passage in answer.passages):
                yield f"{word} is not among {[passage.title for passage in answer.passages]}"
        state = chain.index.status()
        chain.close()
        generations = list((self.home / "index").glob("generation-*"))
        if not state["agrees"] or len(generations) != 1:
            yield f"the index has {len(generations)} generations and says {state}"


# -- trials ----------------------------------------------------------------------------------------


class Measured(NamedTuple):
    """An uninterrupted run: the digests before and after it, the points it passes, when each phase
    begins and the whole ends.
    """

    before: str
    after: str
    passed: dict[str, int]
    phases: dict[str, float]


class Trial(NamedTuple):
    """A run that is killed, at a point or so many seconds after a phase began, once or twice; then
    looked at and run to its end.
    """

    scenario: Scenario
    label: str
    kills: tuple[Kill | tuple[str, float], ...]
    asks: bool


@dataclass
class Result:
    """What became of a trial.

    `kills` counts its deaths, `amid` those before what the point begins was over, `partly` the
    libraries between before and after.
    """

    label: str
    chosen: bool
    kills: int = 0
    amid: int = 0
    partly: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def add(self, ended: Ended) -> None:
        """Count what a fork found."""
        for line in ended.lines:
            if "fault" in line:
                self.note(line["fault"], line["what"])
        if ended.hung:
            self.note("hung", f"for {_SECONDS} seconds")

    def note(self, fault: str, what: str) -> None:
        self.faults[fault] += 1
        self.notes.append(f"{fault}: {what}")


class Harness:
    """Everything that trials share: the folders, and what uninterrupted runs do."""

    def __init__(self, folder: Path, only: str = "", bug: str = "") -> None:
        self.folder = folder
        self.bug = bug
        self.scenarios = {
            name: scenario
            for name, scenario in scenarios().items()
            if only.partition(":")[0] in ("", name)
        }
        self.measured = {name: self._measure(scenario) for name, scenario in self.scenarios.items()}

    def base(self, scenario: Scenario) -> Path:
        return self.folder / scenario.name / "base"

    def inbox(self, scenario: Scenario) -> Path:
        return self.folder / scenario.name / "inbox"

    def _measure(self, scenario: Scenario) -> Measured:
        """Fill the base home, write the folder as it is after, and run once without a kill."""
        base, inbox, home = (
            self.base(scenario),
            self.inbox(scenario),
            self.folder / scenario.name / "clean",
        )
        base.mkdir(parents=True)
        if scenario.stories[0]:
            write(inbox, scenario.stories[0])
            _sound(fork(Run(scenario._replace(upgraded=False), base, inbox)))
        write(inbox, scenario.stories[1])
        shutil.copytree(base, home)
        before = _sound(fork(Look(scenario, home, (), asks=False)))
        run = _sound(fork(Run(scenario, home, inbox)))
        after = _sound(fork(Look(scenario, home, run.lines, asks=True)))
        if scenario.name == "sync" and not all(after.told("holds")[0].values()):
            raise RuntimeError(
                f"the collection should hold something of everything, not {after.told('holds')}"
            )
        phases = {line["phase"]: line["time"] for line in run.lines if "phase" in line}
        return Measured(
            before.told("digest")[0], after.told("digest")[0], run.told("passed")[0], phases
        )

    def __call__(self, numbered: tuple[int, Trial]) -> Result:
        """Do one trial."""
        number, trial = numbered
        scenario, home = trial.scenario, self.folder / trial.scenario.name / f"trial-{number}"
        shutil.copytree(self.base(scenario), home)
        result = Result(trial.label, isinstance(trial.kills[0], Kill))
        told: tuple[dict[str, Any], ...] = ()
        for kill in trial.kills:
            run = self._kill(scenario, home, kill)
            told += run.lines
            result.add(run)
            result.kills += run.killed
            result.amid += bool(run.killed and run.lines and "at" in run.lines[-1])
            if not _ends(run.group):
                result.note("left running", f"a process of {trial.label}")
            if not run.killed and (error := run.told("error")):
                result.note("unanswered", error[0])
            self._look(Look(scenario, home, told, asks=trial.asks), result)
        again = fork(Run(scenario._replace(isolated=False), home, self.inbox(scenario)))
        result.add(again)
        if not again.told("passed"):
            result.note("another digest", f"running again ends with {again.told('error')}")
        digest = self._look(Look(scenario, home, told + again.lines, asks=True), result)
        if digest != self.measured[scenario.name].after:
            result.note("another digest", f"{trial.label}, {trial.kills}")
        if not result.faults:
            shutil.rmtree(home)
        return result

    def _kill(self, scenario: Scenario, home: Path, kill: Kill | tuple[str, float]) -> Ended:
        """A run that is killed; one that ended before its instant is done again from where it
        began, and killed sooner.
        """
        inbox, before = self.inbox(scenario), home.with_suffix(".before")
        if isinstance(kill, Kill):
            return fork(Run(scenario, home, inbox, kill, self.bug))
        shutil.copytree(home, before)
        run = fork(Run(scenario, home, inbox, bug=self.bug), kill)
        for share in (0.5, 0.25):
            if not run.killed:
                shutil.rmtree(home)
                shutil.copytree(before, home)
                run = fork(Run(scenario, home, inbox, bug=self.bug), (kill[0], kill[1] * share))
        shutil.rmtree(before)
        return run

    def _look(self, look: Look, result: Result) -> str:
        """Count the faults in a home; returns its digest."""
        found = fork(look)
        result.add(found)
        if not found.told("opened"):
            result.note("not opened", str(found.told("error")))
        elif look.asks and not found.told("answered"):
            result.note(
                "unanswered",
                str(found.told("error")) + (" killed by a signal" if found.killed else ""),
            )
        digest = str((found.told("digest") or [""])[0])
        result.partly += digest not in self.measured[look.scenario.name][:2]
        return digest


def _sound(ended: Ended) -> Ended:
    if faults := ended.told("error") + ended.told("what"):
        raise RuntimeError(f"without any kill: {faults}")
    return ended


def _ends(group: int) -> bool:
    """Whether all processes of a group end by themselves within five seconds."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    os.killpg(group, signal.SIGKILL)
    return False


# Where runs are killed: how often at each point, and with which delays in seconds after it ("amid"
# it, by another thread).
_AMID = (0.0, 0.0002, 0.0005, 0.001, 0.002)
_POINTS: dict[str, dict[str, tuple[int, tuple[float | None, ...]]]] = {
    "sync": {
        "any statement": (20, (None,)),
        "BEGIN": (3, (None,)),
        "COMMIT": (12, (None, *_AMID)),
        "after add": (5, (None,)),
        "before add_vectors": (2, (None,)),
        "after add_vectors": (2, (None,)),
        "before finish_file": (3, (None,)),
        "before forget_files": (1, (None,)),
        "after forget_files": (1, (None,)),
        "checkpoint": (10, (0.0, 0.0001, 0.0002, 0.0005, 0.001)),
        "amid numbers": (1, (None,)),
        "amid state": (1, (None,)),
        "before replacing the state": (1, (None,)),
        "after replacing the state": (1, (None,)),
        "before adding to Chroma": (1, (None,)),
        "after adding to Chroma": (1, (None,)),
    },
    "first": {
        "any statement": (10, (None,)),
        "COMMIT": (5, (None, *_AMID)),
        "before opening Chroma": (1, (None,)),
        "after opening Chroma": (1, (None,)),
        "before adding to Chroma": (1, (None,)),
        "amid numbers": (1, (None,)),
        "amid state": (1, (None,)),
        "before replacing the state": (1, (None,)),
    },
    "upgrade": {
        "any statement": (12, (None,)),
        "before replace_chunks": (2, (None,)),
        "after replace_chunks": (2, (None,)),
        "amid state": (2, (None,)),
        "before replacing the state": (2, (None,)),
        "before dropping a generation": (2, (None,)),
        "after dropping a generation": (2, (None,)),
    },
    "large": {
        "before adding to Chroma": (1, (None,)),
        "after adding to Chroma": (1, (None,)),
        "amid numbers": (1, (None,)),
        "amid state": (1, (None,)),
    },
}
# Kills at random instants: how many in which phase of which scenario.
_INSTANTS = (
    ("sync", "ingest", 22),
    ("sync", "index", 10),
    ("first", "ingest", 8),
    ("first", "index", 6),
    ("upgrade", "ingest", 10),
    ("upgrade", "index", 6),
    ("large", "index", 8),
    ("isolated", "ingest", 8),
    ("isolated", "taking", 16),
)


def trials(harness: Harness) -> list[Trial]:
    """All trials; every second at a random instant is killed twice."""
    dice, found = random.Random(1), []
    for name, points in (
        (name, points) for name, points in _POINTS.items() if name in harness.scenarios
    ):
        scenario, measured = harness.scenarios[name], harness.measured[name]
        for point, (count, delays) in points.items():
            passed = measured.passed.get(point, 0)
            if passed == 0:
                raise RuntimeError(f"{name} does not pass {point!r}, only {measured.passed}")
            for number in range(min(count, passed * len(delays))):
                nth = 1 + (number * max(0, passed - 1)) // max(1, count - 1)
                kill = Kill(point, nth, delays[number % len(delays)])
                found.append(Trial(scenario, f"{name}: {point}", (kill,), asks=bool(number % 2)))
    for name, phase, count in (instant for instant in _INSTANTS if instant[0] in harness.scenarios):
        scenario, phases = harness.scenarios[name], harness.measured[name].phases
        begin, end = phases[phase], phases["end" if phase == "index" else "index"]
        for number in range(count):
            kills = tuple((phase, dice.uniform(0, end - begin)) for _ in range(1 + number % 2))
            found.append(
                Trial(
                    scenario,
                    f"{name}: random instant of {phase}",
                    kills,
                    asks=bool(number % 4 // 2),
                )
            )
    return found


def table(results: Sequence[Result]) -> str:
    """Trials by where they were killed, and how often each fault was seen."""
    head = f"{'killed at':<40} trials  kills  amid  partly  " + "  ".join(_FAULTS)
    lines = [head]
    for label in [*sorted({result.label for result in results}), ""]:
        rows = [result for result in results if label in ("", result.label)]
        faults = sum((result.faults for result in rows), Counter())
        counts = "  ".join(f"{faults[fault]:>{len(fault)}}" for fault in _FAULTS)
        lines.append(
            f"{label or 'all':<40} {len(rows):>6} {sum(r.kills for r in rows):>6} "
            f"{sum(r.amid for r in rows):>5} {sum(r.partly > 0 for r in rows):>7}  {counts}"
        )
    return "\n".join(lines)


def main(folder: Path, only: str = "", bug: str = "") -> list[Result]:
    """Do all trials, or those of one label, two at a time."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_BYTES, MOST_BYTES))
    harness = Harness(folder, only, bug)
    jobs = [
        (number, trial) for number, trial in enumerate(trials(harness)) if only in ("", trial.label)
    ]
    with multiprocessing.get_context("fork").Pool(2) as pool:
        return list(pool.imap_unordered(harness, jobs))


if __name__ == "__main__":
    started = time.monotonic()
    results = main(Path(sys.argv[1]).resolve(), *sys.argv[2:])
    (Path(sys.argv[1]) / "results.json").write_text(
        json.dumps([vars(result) for result in results])
    )
    notes = [note[:2_000] for result in results for note in result.notes]
    sys.stdout.write(
        "\n".join([table(results), *notes[:20], f"{time.monotonic() - started:.0f} seconds", ""])
    )
