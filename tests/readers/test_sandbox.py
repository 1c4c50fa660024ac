"""The isolating reader: it reads as reading does, and no file takes more than its share.

That is of the program's time, memory, files, network or life.
"""

import gc
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from rag.errors import ReadingError
from rag.readers import read_all
from rag.readers.sandbox.isolated import IsolatedReader, Limits
from rag.schema import Document, Refused
from tests.conftest import REPOSITORY

GOOD = (
    b"Gallium prices rise\n\nGallium prices rose on Monday after the ministry approved "
    b"seven more export licences for magnet makers.\n"
)
HTML = f"<html><body><h1>Gallium</h1><p>{GOOD.decode()}</p></body></html>".encode()
CORPUS = sorted(
    path
    for path in (REPOSITORY / "corpus").rglob("*.*")
    if path.suffix in (".html", ".md", ".txt", ".pdf")
)
QUICK = Limits(seconds=2.0, memory_mb=256, answer_mb=2)
# A worker whose reader runs files that begin with "#!" instead of reading them.
_CANNIBAL = """
import sys, rag.readers, rag.readers.sandbox.worker as worker
def read_all(data, origin, name):
    if data.startswith(b"#!"):
        exec(data, {})
    yield from rag.readers.read_all(b"It was read to its end.", origin, name) if \
data.startswith(b"#!") else rag.readers.read_all(data, origin, name)
worker.read_all = read_all
worker.main()
"""
_ANSWER = "import os\nos.write(4, b'{}')"  # 4 is where answers go


class Cannibal(IsolatedReader):
    """Runs what it should read."""

    def command(self):
        return "-c", _CANNIBAL, *super().command()[2:]


@pytest.fixture
def reader():
    with Cannibal(QUICK) as opened:
        yield opened


def run(reader: IsolatedReader, code: str):
    return list(reader.read(f"#!\n{code}".encode(), "/inbox/bad.txt"))


def refusal(reader: IsolatedReader, code: str) -> str:
    """The reason why `code` cannot be read, after which the next file can be."""
    with pytest.raises(ReadingError) as error:
        run(reader, code)
    (good,) = reader.read(GOOD, "/inbox/good.txt")
    assert isinstance(good, Document) and good.text.startswith("Gallium prices rose")
    return str(error.value)


def processes() -> set[int]:
    """The living processes that this one started, without Python's resource tracker."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        parents[int(folder.name)] = (int(parent), state)
    own = {process for process, (parent, _) in parents.items() if parent == os.getpid()}
    return {
        process
        for process in own
        if b"multiprocessing.resource_tracker" not in _read(Path(f"/proc/{process}/cmdline"))
    }


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


# -- reading ---------------------------------------------------------------------------------------
# --------------------


@pytest.mark.parametrize("path", CORPUS[::6], ids=lambda path: path.name)
def test_it_reads_as_reading_in_process_does(path):
    with IsolatedReader() as reader:
        assert list(reader.read(path.read_bytes(), str(path))) == list(
            read_all(path.read_bytes(), str(path))
        )


def test_a_refused_file_is_refused_in_the_same_words_and_the_child_goes_on(reader):
    (good,) = reader.read(GOOD, "a.txt")
    child = processes()
    for data, name in ((b"", "a.txt"), (b"\x89PNG....", "a.html"), (b"%PDF-1.7 nothing", "a.pdf")):
        with pytest.raises(ReadingError) as own:
            list(read_all(data, name))
        with pytest.raises(ReadingError) as isolated:
            list(reader.read(data, name))
        assert str(isolated.value) == str(own.value)
    assert list(reader.read(GOOD, "a.txt")) == [good]
    assert processes() == child


def feed(*texts: str) -> bytes:
    items = (
        f"<item><guid>{number}</guid><description>{text}</description></item>"
        for number, text in enumerate(texts)
    )
    return f"<rss><channel><title>The Daily</title>{''.join(items)}</channel></rss>".encode()


def test_the_parts_of_a_file_come_one_by_one_with_those_refused(reader):
    data = feed("Gallium prices rose on Monday.", "", "Gallium prices fell on Tuesday.")
    found = list(reader.read(data, "/inbox/a.xml"))
    assert [type(item) for item in found] == [Document, Refused, Document]
    assert found == list(read_all(data, "/inbox/a.xml"))


def test_the_name_decides_the_format_and_the_origin_is_kept(reader):
    (found,) = reader.read(
        b"# Gallium\n\nPrices rose on Monday by a tenth.", "https://x.example/story", "story.md"
    )
    assert (found.origin, found.title) == ("https://x.example/story", "Gallium")


def test_a_file_that_is_left_half_read_does_not_disturb_the_next(reader):
    text = (
        b"<html><body><h1>One</h1>"
        + b"<p>Gallium prices rose on Monday by a tenth of what they were.</p>" * 3
    )
    first = reader.read(b"#!\nx = 1", "/inbox/bad.txt")
    next(first)
    first.close()
    (found,) = reader.read(text, "b.html")
    assert found.title == "One"


def test_what_a_library_prints_is_no_answer(reader):
    (found,) = run(
        reader,
        "import os\nprint('{}', flush=True)\nos.write(1, b'\"\"\\n')\nos.write(2, "
        "b'\"\"\\n')\nassert input is not None",
    )
    assert found.text == "It was read to its end."


def test_a_library_that_reads_from_standard_input_gets_nothing(reader):
    (found,) = run(reader, "import sys\nassert sys.stdin.read() == ''")
    assert found.text == "It was read to its end."


# -- hostile ---------------------------------------------------------------------------------------
# --------------------


@pytest.mark.parametrize(
    "code, reason",
    [
        ("import os, signal\nos._exit(7)", "exit code 7"),
        ("import os\nos.abort()", "signal 6"),
        ("import ctypes\nctypes.string_at(0)", "signal 11"),
        ("import sys\nsys.exit('no')", "exit code 1"),
        ("[][0]", "exit code 1"),
        ("import os\nos.close(4)\nimport time\ntime.sleep(60)", "no answer"),
        ("import time\ntime.sleep(60)", "more than 2 seconds"),
        ("while True: pass", "more than 2 seconds"),
        (
            "import time\nwhile True:\n  try: time.sleep(60)\n  except BaseException: pass",
            "more than 2 seconds",
        ),
        ("'x' * (1 << 30)", "more than 256 MB of memory"),
        ("held = []\nwhile True: held.append(bytes(1 << 20))", "more than 256 MB of memory"),
        (_ANSWER.format("nonsense\\n"), "answer nonsense"),
        (_ANSWER.format('{\\"title\\": 1}\\n'), "answer nonsense"),
        (_ANSWER.format("\\xff\\n"), "answer nonsense"),
        ("import os\nwhile True: os.write(4, b'x' * 9999)", "more than 2 MB of text"),
        (
            "import os\nwhile True: os.write(4, b'[\"a\", \"' + b'b' * 9999 + b'\"]\\n')",
            "more than 2 MB of text",
        ),
    ],
)
def test_a_child_that_misbehaves_costs_one_file(reader, code, reason):
    began = time.monotonic()
    told = refusal(reader, code)
    assert told.startswith("bad.txt ") and reason in told
    assert time.monotonic() - began < 20


def test_a_file_that_is_not_taken_at_all_is_given_up(tmp_path):
    class Deaf(IsolatedReader):
        def command(self):
            return "-c", "import time; print('\"\"', flush=True); time.sleep(60)"

    with Deaf(QUICK) as reader, pytest.raises(ReadingError, match="more than 2 seconds"):
        list(reader.read(bytes(1 << 22), "a.txt"))


@pytest.mark.parametrize(
    "code",
    ["raise SystemExit(3)", "print('much more than one word')", "import time; time.sleep(60)"],
)
def test_a_child_that_does_not_start_is_no_fault_of_the_file(code, monkeypatch):
    monkeypatch.setattr("rag.readers.sandbox.isolated._START_SECONDS", 1.0)

    class Broken(IsolatedReader):
        def command(self):
            return "-c", code

    with (
        Broken(QUICK) as reader,
        pytest.raises(ReadingError, match=r"^the reading process does not start"),
    ):
        list(reader.read(GOOD, "a.txt"))


def test_a_child_killed_between_two_files_is_started_again(reader):
    list(reader.read(GOOD, "a.txt"))
    (child,) = processes()
    os.kill(child, 9)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    (found,) = reader.read(GOOD, "b.txt")
    assert found.origin == "b.txt"
    assert processes() != {child}


# Each of these lines must be refused to a reader.
_ATTEMPTS = """
import multiprocessing, os, shutil, socket, subprocess
for attempt in (
    {attempts}
):
    try:
        attempt()
    except PermissionError as error:
        assert "nothing that a reader may do" in str(error)
    else:
        os._exit(9)
"""


def attempt(reader: IsolatedReader, *attempts: str) -> None:
    code = _ATTEMPTS.format(attempts="\n".join(f"lambda: {line}," for line in attempts))
    (found,) = run(reader, code)
    assert found.text == "It was read to its end."


def test_no_other_program_is_started(reader):
    attempt(
        reader,
        "os.fork()",
        "subprocess.run(['true'])",
        "os.system('true')",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "os.execv('/bin/true', ['true'])",
        "os.kill(os.getppid(), 15)",
        "multiprocessing.get_context('fork').Process(target=print).start()",
    )


def test_a_child_that_forks_behind_our_back_is_ended_with_what_it_started(reader, tmp_path):
    refusal(reader, "import ctypes, os, time\nctypes.CDLL(None).fork()\ntime.sleep(60)")
    reader.close()
    assert processes() == set()
    assert not [
        path for path in Path("/proc").glob("[0-9]*/cmdline") if b"def read_all" in _read(path)
    ]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_nothing_is_contacted(reader):
    parse = (
        "__import__('lxml.etree').etree.fromstring('<!DOCTYPE a SYSTEM "
        "\"http://127.0.0.1:{port}/\"><a/>', __import__('lxml.etree').etree.XMLParser(load_dtd="
        "True, no_network=False))"
    )
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(0)
        port = server.getsockname()[1]
        attempt(
            reader,
            "socket.socket()",
            f"socket.create_connection(('127.0.0.1', {port}))",
            "socket.getaddrinfo('x.example', 80)",
        )
        run(reader, parse.format(port=port))
        with pytest.raises(BlockingIOError):
            server.accept()


def test_native_code_finds_no_network_where_the_kernel_lets_it_be_given_up(reader):
    code = (
        "assert [line.split(':')[0].strip() for line in open('/proc/net/dev').readlines()[2:]] "
        "in (['lo'], [])"
    )
    if not _can_unshare():
        pytest.skip("this kernel keeps network namespaces to administrators")
    run(reader, code)


def _can_unshare() -> bool:
    code = "import ctypes, sys; sys.exit(ctypes.CDLL(None).unshare(0x50000000) != 0)"
    return subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_no_file_is_written_or_lost(reader, tmp_path):
    path, kept = tmp_path / "written", tmp_path / "kept"
    kept.write_text("all of it")
    attempts = (
        "open(PATH, 'w')",
        "os.open(PATH, os.O_CREAT | os.O_RDWR)",
        "os.mkdir(PATH)",
        "os.remove(KEPT)",
        "open(KEPT, 'a')",
        "open(KEPT, 'w')",
        "os.rename(KEPT, PATH)",
        "os.symlink(KEPT, PATH)",
        "os.link(KEPT, PATH)",
        "os.truncate(KEPT, 0)",
        "os.chmod(KEPT, 0)",
        "shutil.move(KEPT, PATH)",
        "shutil.rmtree(os.path.dirname(KEPT))",
    )
    attempt(
        reader,
        *(
            line.replace("PATH", repr(str(path))).replace("KEPT", repr(str(kept)))
            for line in attempts
        ),
    )
    assert not path.exists()
    assert kept.read_text() == "all of it"


def test_not_even_native_code_can_fill_a_file(reader, tmp_path):
    path = tmp_path / "written"
    code = (
        "import ctypes\nc = ctypes.CDLL(None)\nf = c.open({path!r}.encode(), 65, 438)\nassert "
        "c.write(f, b'much', 4) < 0"
    )
    run(reader, code.format(path=str(path)))
    assert not path.exists() or path.stat().st_size == 0


def test_a_library_may_have_threads_and_is_told_to_have_one(reader):
    code = (
        "import os, threading\nthreading.Thread(target=print).start()\nassert "
        "os.environ['OPENBLAS_NUM_THREADS'] == '1'"
    )
    (found,) = run(reader, code)
    assert found.text == "It was read to its end."


@pytest.mark.skipif(os.getuid() != 0, reason="only an administrator can become someone else")
def test_someone_without_privileges_reads_too(tmp_path):
    paths = [str(REPOSITORY), *(path for path in sys.path if path)]
    code = (
        f"import os, sys; os.setgid(65534); os.setuid(65534); sys.path[:0] = {paths!r}\n"
        "from rag.readers.sandbox.isolated import IsolatedReader\n"
        f"with IsolatedReader() as reader: print(*[found.title for found in "
        f"reader.read({HTML!r}, 'a.html')])"
    )
    python = f"/usr/bin/python3.{sys.version_info.minor}"
    if not Path(python).exists() or not os.access(REPOSITORY, os.X_OK):
        pytest.skip("nobody may start this Python")
    ran = subprocess.run([python, "-c", code], cwd="/", capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.stderr) == ("Gallium\n", "")


def test_no_secret_is_handed_on(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    with Cannibal(QUICK) as reader:
        (found,) = run(
            reader,
            "import os\nassert not [name for name in os.environ if 'KEY' in name or 'PROXY' "
            "in name.upper()]",
        )
    assert found.text == "It was read to its end."


# -- what is left behind
# -----------------------------------------------------------------------------------------------


def test_no_process_and_no_descriptor_is_left():
    gc.collect()
    before = descriptors(), processes()
    with Cannibal(QUICK) as reader:
        for code in ("import os\nos._exit(1)", _ANSWER.format("nonsense\\n")):
            with pytest.raises(ReadingError):
                run(reader, code)
        run(reader, "x = 1")
        assert len(processes() - before[1]) == 1
    gc.collect()
    assert (descriptors(), processes()) == before


def test_a_reader_that_was_never_used_starts_nothing():
    before = processes()
    with IsolatedReader() as reader:
        reader.close()
        assert processes() == before


_ENDLESS = r"""
import resource, sys
from rag.errors import ReadingError
from rag.readers.sandbox.isolated import IsolatedReader, Limits
class Endless(IsolatedReader):
    def command(self):
        return "-c", "print('\"\"', flush=True)\nwhile True: print('x' * 65536, end='')"
list(IsolatedReader().read(b"Gallium prices rose on Monday.", "a.txt"))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    list(Endless(Limits(answer_mb=8)).read(b"x", "a.txt"))
except ReadingError as error:
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024, error)
"""


def test_an_endless_answer_does_not_fill_the_memory():
    told = subprocess.run(
        [sys.executable, "-c", _ENDLESS], cwd=REPOSITORY, capture_output=True, text=True, check=True
    ).stdout
    megabytes, _, reason = told.partition(" ")
    assert "more than 8 MB of text" in reason
    assert int(megabytes) < 40


def test_the_time_that_the_caller_takes_between_documents_is_not_the_files():
    data = feed(*(f"Gallium prices rose by {number} per cent on Monday." for number in range(3)))
    with IsolatedReader(Limits(seconds=0.5)) as reader:
        list(reader.read(data, "a.xml"))  # what it imports is in
        count = 0
        for _ in reader.read(data, "a.xml"):
            time.sleep(2)  # all of the file's seconds are 5
            count += 1
    assert count == 3


def test_a_child_whose_parent_is_gone_ends_by_itself(tmp_path):
    code = (
        "import os\nfrom rag.readers.sandbox.isolated import IsolatedReader\nreader = "
        "IsolatedReader()\n"
        "list(reader.read(b'Gallium prices rose.', 'a.txt'))\n"
        "print(reader._child._process.pid, flush=True)\nos.kill(os.getpid(), 9)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=False
    ).stdout
    for _ in range(50):
        if not _read(Path(f"/proc/{told.strip()}/cmdline")):
            return
        time.sleep(0.1)
    pytest.fail(f"{told} still lives")


@pytest.mark.parametrize("flags", [(), ("-O",), ("-OO",), ("-I",)])
def test_it_works_from_any_folder_and_optimised(flags, tmp_path):
    code = (
        f"import sys; sys.path.insert(0, {str(REPOSITORY)!r})\n"
        "from rag.readers.sandbox.isolated import IsolatedReader\n"
        "with IsolatedReader() as reader: print(*[found.title for found in reader.read(b'# "
        "One\\n\\nGallium prices rose on Monday.', 'a.md')])"
    )
    (tmp_path / "json.py").write_text("raise SystemExit('a file of the folder was imported')")
    ran = subprocess.run(
        [sys.executable, *flags, "-c", code], cwd="/", capture_output=True, text=True, check=False
    )
    assert (ran.stdout, ran.stderr) == ("One\n", "")


def test_each_thread_has_a_reader_of_its_own():
    found: dict[int, list[str]] = {}

    def work(number: int) -> None:
        with IsolatedReader() as reader:
            texts = [
                f"Gallium prices rose by {number} per cent in month {month}." for month in range(5)
            ]
            found[number] = [
                item.text for text in texts for item in reader.read(text.encode(), "a.txt")
            ]
            assert found[number] == texts

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(len(texts) for texts in found.values()) == [5, 5, 5, 5]
