"""Reading in a child process, so that no file can take the program's time, memory or life."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path, PurePath
from types import TracebackType
from typing import NamedTuple

from rag.errors import ReadingError
from rag.schema import Document, Refused

# A file of several documents may take this many times the seconds of one.
_FILE_SHARE = 10
_PIECE = 1 << 16


class Limits(NamedTuple):
    """What the reading of one document may take. The answer is the text of all documents of a file."""

    seconds: float = 30.0
    memory_mb: int = 512
    answer_mb: int = 256


class IsolatedReader:
    """Reads bytes in a child process that is started at the first use, and again when it had to be ended.

    Close it, or use it as a context manager. One thread at a time.
    """

    def __init__(self, limits: Limits = Limits()) -> None:  # noqa: B008 - a frozen value
        self._limits = limits
        self._child: subprocess.Popen[bytes] | None = None
        self._buffer = bytearray()

    def __enter__(self) -> IsolatedReader:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the child process."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()

    def read(self, data: bytes, origin: str, name: str = "") -> Iterator[Document | Refused]:
        """As `rag.reading.read_all`; a file that exceeds a limit, or ends the child, is a `ReadingError` too.

        Raises:
            ReadingError: the bytes cannot be read, or not to their end; documents that came before it stand.
        """
        from rag.reading.worker import CODEC

        name = name or PurePath(origin).name
        self._ask(data, origin, name)
        complete = False
        try:
            for line in self._lines(name):
                found = CODEC.validate_json(line)
                if isinstance(found, Document | Refused):
                    yield found
                    continue
                complete = True
                if found:
                    raise ReadingError(found)
                return
        finally:
            if not complete:
                self.close()

    def _ask(self, data: bytes, origin: str, name: str) -> None:
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._child = _start(self._limits)
            self._buffer.clear()
        assert self._child.stdin is not None
        try:
            self._child.stdin.write(json.dumps({"origin": origin, "name": name, "size": len(data)}).encode() + b"\n" + data)
            self._child.stdin.flush()
        except BrokenPipeError:
            self.close()
            raise ReadingError(f"{name} cannot be read: the reading process ended before it began") from None

    def _lines(self, name: str) -> Iterator[bytes]:
        """The child's answers, each within its time and all within theirs."""
        last = time.monotonic() + self._limits.seconds * _FILE_SHARE
        size = 0
        while True:
            line = self._line(min(last, time.monotonic() + self._limits.seconds), name)
            size += len(line)
            if size > self._limits.answer_mb << 20:
                raise ReadingError(f"{name} gives more than {self._limits.answer_mb} MB of text")
            yield line

    def _line(self, deadline: float, name: str) -> bytes:
        assert self._child is not None and self._child.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self._child.stdout, selectors.EVENT_READ)
            scanned = 0
            while (end := self._buffer.find(b"\n", scanned)) < 0:
                scanned = len(self._buffer)
                if scanned > self._limits.answer_mb << 20:
                    raise ReadingError(f"{name} gives more than {self._limits.answer_mb} MB of text")
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise ReadingError(f"{name} takes more than {self._limits.seconds:g} seconds to be read")
                piece = os.read(self._child.stdout.fileno(), _PIECE)
                if not piece:
                    code = self._child.wait()
                    raise ReadingError(f"{name} brought the reading process down ({_ending(code)}); the file is broken or hostile")
                self._buffer += piece
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return line


def _start(limits: Limits) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "rag.reading.worker", str(limits.memory_mb)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=Path(__file__).parents[2],
    )  # fmt: skip


def _ending(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
