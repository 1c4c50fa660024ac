"""JSON and JSON Lines: which objects are in a file, and what each is called."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from rag.errors import ReadingError, UnsupportedFormat
from rag.readers.json.record import has_text, identity, read_record
from rag.readers.page import DocumentPart
from rag.readers.stated import fields_of

_WRAPPERS = ("documents", "articles", "items", "results", "data", "records", "entries", "posts")
_OF_LINES = (".jsonl", ".ndjson")
_LONGEST_NAME = 200


class _Record(NamedTuple):
    """A value and its number from 1: among the records of an array, or of its line."""

    number: int
    value: Any


def read_records(text: str, name: str) -> Iterator[DocumentPart]:
    """Yield the documents of JSON Lines or of JSON.

    JSON may be an object, an array, or an object with one array under a name such as "articles".

    A part is named by its record's id, else by its number from 1; the only object of a file has no
    name.

    Raises:
        UnsupportedFormat: the file holds no objects.
        ReadingError: it is no JSON.
    """
    lines = list(_lines(text)) if name.lower().endswith(_OF_LINES) or "\n" in text.strip() else []
    if _are_records(lines, name):
        yield from _parts(lines, name)
        return
    value = _loaded(text)
    if isinstance(value, ReadingError):
        raise ReadingError(f"{name} {value}")
    values = _values(value)
    if values is None:
        yield DocumentPart("", read_record(value, name))
        return
    if not any(isinstance(item, dict) for item in values):
        raise UnsupportedFormat(f"{name} holds no objects with fields such as title and text")
    yield from _parts(
        (_Record(number, value) for number, value in enumerate(values, start=1)), name
    )


def _lines(text: str) -> Iterator[_Record]:
    return (
        _Record(number, _loaded(line))
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip()
    )


def _are_records(lines: list[_Record], name: str) -> bool:
    """Return whether lines are records of their own.

    In a file that is not named so the first two must be, which no JSON set out in lines has.
    """
    objects = [isinstance(line.value, dict) for line in lines]
    return any(objects) and (name.lower().endswith(_OF_LINES) or all(objects[:2]))


def _loaded(text: str) -> Any:
    """Return the value, or the error that says why there is none."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        return ReadingError(
            f"is no JSON ({error.msg} at line {error.lineno}, column {error.colno})"
        )
    except ValueError:
        return ReadingError("holds a number of too many digits")
    except RecursionError:
        return ReadingError("is nested too deeply to be read")


def _values(value: Any) -> list[Any] | None:
    """Return the records that a value holds; None when it is a record itself."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return []
    if has_text(value):
        return None
    fields = fields_of(value)
    candidates = (fields.get(name) for name in _WRAPPERS)
    arrays = (array for array in candidates if isinstance(array, list))
    return next((array for array in arrays if any(isinstance(one, dict) for one in array)), None)


def _parts(records: Iterable[_Record], name: str) -> Iterator[DocumentPart]:
    names = _Names()
    for number, value in records:
        if isinstance(value, ReadingError):
            yield DocumentPart(
                names.of(f"line {number}"), ReadingError(f"line {number} of {name} {value}")
            )
            continue
        own = names.of(identity(value) or str(number))
        try:
            yield DocumentPart(own, read_record(value, own))
        except ReadingError as error:
            yield DocumentPart(own, error)


class _Names:
    """Names given out once each: the second "a" becomes "a (2)"."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def of(self, wanted: str) -> str:
        """Return the name, with a number behind it if it was given out before."""
        name = base = re.sub(r"[\x00-\x1f\x7f-\x9f]+", " ", wanted).strip()[:_LONGEST_NAME] or "?"
        while name in self._given:
            self._given[base] += 1
            name = f"{base} ({self._given[base]})"
        self._given[name] = 1
        return name
