"""The child process that parses untrusted bytes.

It runs as `python -m rag.readers.sandbox.worker SECONDS MEGABYTES`.

Requests come on standard input, each a JSON line with `origin`, `name` and `size` and then so many
bytes. Answers go to standard output, each a JSON line: a document (an object), a refused part (a
pair), or the end (a string: the reason why the rest cannot be read, or "").
The first line of all is an end too, and says that the process is ready.
The exit code ENOMEM says that the memory does not suffice.
"""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Iterator
from typing import BinaryIO

from pydantic import TypeAdapter

from rag.errors import ReadingError
from rag.readers import read_all
from rag.readers.sandbox.confinement import confine, grant
from rag.schema import Document, Refused

ReadOutcome = Document | Refused | str
CODEC: TypeAdapter[ReadOutcome] = TypeAdapter(ReadOutcome)


def main() -> None:
    """Answer requests until standard input ends."""
    seconds, megabytes = float(sys.argv[1]), int(sys.argv[2])
    requests, answers = _streams()
    confine(megabytes)
    _send(answers, "")
    try:
        while header := requests.readline():
            grant(seconds)
            request = json.loads(header)
            for found in _read(requests.read(request["size"]), request["origin"], request["name"]):
                _send(answers, found)
    except MemoryError:
        os._exit(errno.ENOMEM)  # the heap is full of pieces


def _streams() -> tuple[BinaryIO, BinaryIO]:
    """Return standard input and output under numbers of their own.

    What a library prints must not be taken for an answer.
    """
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return requests, answers


def _read(data: bytes, origin: str, name: str) -> Iterator[ReadOutcome]:
    try:
        yield from read_all(data, origin, name)
    except ReadingError as error:
        yield str(error)
    else:
        yield ""


def _send(answers: BinaryIO, answer: ReadOutcome) -> None:
    answers.write(CODEC.dump_json(answer) + b"\n")
    answers.flush()


if __name__ == "__main__":
    main()
