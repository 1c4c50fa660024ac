"""A child process that is spoken to in lines, each with a deadline.

It leaves nothing behind when it is ended.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

_PIECE = 1 << 16
# What Python needs to start in unusual places. Nothing else is handed on: keys and proxies are no
# business of a parser.
_KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
# A thread for each processor maps tens of megabytes, which on a large machine are more than the
# child may have.
_SINGLE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class Child:
    """A Python program in a session, a folder and an environment of its own."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd=os.sep,
            env=_environment(),
            start_new_session=True,
        )
        assert self._process.stdin and self._process.stdout, "both are pipes"
        self._input, self._output = self._process.stdin, self._process.stdout
        os.set_blocking(self._input.fileno(), False)
        self._buffer = bytearray()

    @property
    def is_alive(self) -> bool:
        """Return whether it can be spoken to."""
        return self._process.poll() is None

    def send(self, data: bytes, deadline: float) -> None:
        """Write all of `data`; `deadline` is a time of the monotonic clock.

        Raises:
            TimeoutError: it does not take them all before the deadline.
            EOFError: it ended; its argument is the exit code, or None when it only fell silent.
        """
        rest = memoryview(data)
        while rest:
            self._wait(self._input.fileno(), selectors.EVENT_WRITE, deadline)
            try:
                rest = rest[os.write(self._input.fileno(), rest[:_PIECE]) :]
            except BrokenPipeError:
                raise EOFError(self._exit_code()) from None

    def line(self, deadline: float, longest: int) -> bytes:
        """Return the next line of at most `longest` bytes, without its end.

        Raises:
            TimeoutError: none is complete at the deadline.
            EOFError: it ended; its argument is the exit code, or None when it only fell silent.
            OverflowError: the line is longer.
        """
        scanned = 0
        while (end := self._buffer.find(b"\n", scanned)) < 0:
            scanned = len(self._buffer)
            if scanned > longest:
                raise OverflowError
            self._wait(self._output.fileno(), selectors.EVENT_READ, deadline)
            piece = os.read(self._output.fileno(), _PIECE)
            if not piece:
                raise EOFError(self._exit_code())
            self._buffer += piece
        if end > longest:
            raise OverflowError
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return line

    def end(self) -> None:
        """End it, and what it started."""
        with suppress(
            ProcessLookupError, PermissionError
        ):  # it has ended by itself; on macOS that is no permission
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        self._input.close()
        self._output.close()

    def _wait(self, pipe: int, event: int, deadline: float) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, event)
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise TimeoutError

    def _exit_code(self) -> int | None:
        try:
            return self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return None


def _environment() -> dict[str, str]:
    paths = (str(Path(__file__).parents[3]), *(str(Path(place).absolute()) for place in sys.path))
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | _SINGLE | {"PYTHONPATH": os.pathsep.join(dict.fromkeys(paths))}
