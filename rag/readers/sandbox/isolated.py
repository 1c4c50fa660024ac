"""Reading in a child process, so that no file can take the program's time, memory or life."""

from __future__ import annotations

import errno
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import PurePath
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple

from pydantic import ValidationError

from rag.errors import ReadingError
from rag.readers.sandbox.child_process import Child
from rag.schema import Document, Refused

if TYPE_CHECKING:
    from rag.readers.sandbox.worker import ReadOutcome

# A file of several documents may take this many times what one may take.
_FILE_SHARE = 10
_START_SECONDS = 60.0  # half a second as a rule; a busy machine is no fault of a file


class Limits(NamedTuple):
    """Limits on the reading of one document, and on the length of its answer."""

    seconds: float = 30.0
    memory_mb: int = 512
    answer_mb: int = 64


class IsolatedReader:
    """Reads bytes in a child process.

    It is started at the first use, and again when it had to be ended.

    Close it, or use it as a context manager. One thread and one file at a time.
    """

    def __init__(self, limits: Limits = Limits()) -> None:  # noqa: B008 - a frozen value
        self._limits = limits
        self._child: Child | None = None

    def __enter__(self) -> IsolatedReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child process."""
        child, self._child = self._child, None
        if child is not None:
            child.end()

    def command(self) -> Sequence[str]:
        """Return the arguments of Python that start the child."""
        return (
            "-m",
            "rag.readers.sandbox.worker",
            str(self._limits.seconds * _FILE_SHARE),
            str(self._limits.memory_mb),
        )

    def read(self, data: bytes, origin: str, name: str = "") -> Iterator[Document | Refused]:
        """Read as `rag.readers.read_all` does, within the limits.

        A file that exceeds one, or ends the child, is a `ReadingError` too.

        Raises:
            ReadingError: the bytes cannot be read, or not to their end; documents that came before
                it stay valid.
        """
        name = name or PurePath(origin).name
        request = json.dumps({"origin": origin, "name": name, "size": len(data)}).encode() + b"\n"
        is_complete = False
        try:
            child = self._running()
            with _reasons(name, self._limits):
                child.send(request, time.monotonic() + self._limits.seconds)
                child.send(data, time.monotonic() + self._limits.seconds)
            for answer in self._answers(child, name):
                if not isinstance(answer, str):
                    yield answer
                    continue
                is_complete = True
                if answer:
                    raise ReadingError(answer)
        finally:
            if not is_complete:
                self.close()

    def _running(self) -> Child:
        if self._child is None or not self._child.is_alive:
            self.close()
            self._child = Child(self.command())
            try:
                self._child.line(time.monotonic() + _START_SECONDS, longest=len('""'))
            except (TimeoutError, EOFError, OverflowError) as error:
                ending = _ending(error.args[0] if error.args else None)
                raise ReadingError(
                    f"the reading process does not start ({ending}); RAG_READ_MEMORY_MB may "
                    f"be too low"
                ) from None
        return self._child

    def _answers(self, child: Child, name: str) -> Iterator[ReadOutcome]:
        """Yield the child's answers up to the end; only the time spent waiting for them counts."""
        from rag.readers.sandbox.worker import CODEC

        seconds, size = (
            self._limits.seconds * _FILE_SHARE,
            self._limits.answer_mb * _FILE_SHARE << 20,
        )
        answer: ReadOutcome | None = None
        while not isinstance(answer, str):
            began = time.monotonic()
            with _reasons(name, self._limits):
                line = child.line(
                    began + min(self._limits.seconds, seconds),
                    min(self._limits.answer_mb << 20, size),
                )
                answer = CODEC.validate_json(line)
            seconds, size = seconds - (time.monotonic() - began), size - len(line)
            yield answer


@contextmanager
def _reasons(name: str, limits: Limits) -> Iterator[None]:
    """Turn what went wrong with the child into the reason why a file cannot be read."""
    try:
        yield
    except TimeoutError:
        raise ReadingError(
            f"{name} takes more than {limits.seconds:g} seconds to be read; RAG_READ_SECONDS "
            f"allows more"
        ) from None
    except OverflowError:
        raise ReadingError(
            f"{name} gives more than {limits.answer_mb} MB of text; split it"
        ) from None
    except ValidationError:
        raise ReadingError(
            f"{name} makes the reading process answer nonsense; the file is broken or "
            f"hostile, save it again"
        ) from None
    except EOFError as end:
        if end.args[0] == errno.ENOMEM:
            reason = (
                f"{name} needs more than {limits.memory_mb} MB of memory to be read; "
                f"RAG_READ_MEMORY_MB allows more"
            )
        else:
            reason = (
                f"{name} brought the reading process down ({_ending(end.args[0])}); the file is "
                f"broken or hostile, save it again"
            )
        raise ReadingError(reason) from None


def _ending(code: int | None) -> str:
    return "no answer" if code is None else f"signal {-code}" if code < 0 else f"exit code {code}"
