"""The child process that parses untrusted bytes: `python -m rag.reading.worker MEGABYTES`.

Requests come on standard input, each a JSON line with `origin`, `name` and `size` and then so many bytes. Answers go to standard output, each
a JSON line: a document (an object), a refused part (a pair), or the end (a string: the reason why the rest cannot be read, or "").
"""

from __future__ import annotations

import json
import os
import resource
import sys
from typing import BinaryIO

from pydantic import TypeAdapter

from rag.errors import ReadingError
from rag.reading import read_all
from rag.schema import Document, Refused

CODEC: TypeAdapter[Document | Refused | str] = TypeAdapter(Document | Refused | str)


def main() -> None:
    """Answer requests until standard input ends."""
    megabytes = int(sys.argv[1])
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not be taken for an answer
    _limit(megabytes)
    requests = sys.stdin.buffer
    while header := requests.readline():
        request = json.loads(header)
        end = _answer(answers, requests.read(request["size"]), request["origin"], request["name"], megabytes)
        _send(answers, end)
        if end.endswith(_SPENT):
            return  # the heap is full of pieces


_SPENT = "MB of memory to be read"


def _answer(answers: BinaryIO, data: bytes, origin: str, name: str, megabytes: int) -> str:
    try:
        for found in read_all(data, origin, name):
            _send(answers, found)
    except ReadingError as error:
        return str(error)
    except MemoryError:
        return f"it needs more than {megabytes} {_SPENT}"
    return ""


def _send(answers: BinaryIO, found: Document | Refused | str) -> None:
    answers.write(CODEC.dump_json(found) + b"\n")
    answers.flush()


def _limit(megabytes: int) -> None:
    """No more memory than asked for, no file written, no core left."""
    for kind, most in ((resource.RLIMIT_AS, megabytes << 20), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most, hard))


if __name__ == "__main__":
    main()
