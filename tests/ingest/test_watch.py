import threading
import time

import pytest

from rag.errors import ConfigError
from rag.ingest.watch import changes


@pytest.fixture
def watched(tmp_path):
    folder, stop = tmp_path / "news", threading.Event()
    folder.mkdir()
    yield folder, changes(folder, stop)
    stop.set()


def later(seconds, action):
    timer = threading.Timer(seconds, action)
    timer.start()
    return timer


def next_within(seconds, rounds):
    """Whether the next round comes in time; the reading happens in a thread of its own, as it waits
    without end.
    """
    came = threading.Event()

    def wait():
        next(rounds, None)
        came.set()

    threading.Thread(target=wait, daemon=True).start()
    return came.wait(seconds)


def test_the_first_round_comes_without_a_change(watched):
    _, rounds = watched
    assert next_within(5, rounds)


def test_a_change_made_during_the_first_round_is_told_of(watched):
    folder, rounds = watched
    next(rounds)
    (folder / "a.txt").write_text("text")
    assert next_within(5, rounds)


def test_a_burst_is_one_round(watched):
    folder, rounds = watched
    next(rounds)
    for n in range(20):
        (folder / f"{n}.txt").write_text("text")
    next(rounds)
    assert not next_within(1.5, rounds)


def test_a_change_in_a_subfolder_is_told_of(watched):
    folder, rounds = watched
    (folder / "policy").mkdir()
    next(rounds)
    (folder / "policy" / "a.txt").write_text("text")
    assert next_within(5, rounds)


def test_hidden_files_and_folders_are_passed_over(watched):
    folder, rounds = watched
    (folder / ".dateline").mkdir()
    next(rounds)
    (folder / ".dateline" / "library.sqlite3").write_text("rows")
    (folder / ".swap").write_text("half")
    assert not next_within(1.5, rounds)


def test_a_folder_below_a_hidden_one_can_be_watched(tmp_path):
    folder, stop = tmp_path / ".cache" / "news", threading.Event()
    folder.mkdir(parents=True)
    rounds = changes(folder, stop)
    next(rounds)
    (folder / "a.txt").write_text("text")
    assert next_within(5, rounds)
    stop.set()


def test_it_ends_when_it_is_stopped(tmp_path):
    stop = threading.Event()
    rounds = changes(tmp_path, stop)
    next(rounds)
    later(0.1, stop.set)
    started = time.monotonic()
    assert list(rounds) == []
    assert time.monotonic() - started < 3


def test_a_missing_folder_is_an_error_that_names_it(tmp_path):
    with pytest.raises(ConfigError, match="nowhere"):
        next(changes(tmp_path / "nowhere", threading.Event()))
