"""Numbers that no source writes, but that follow from it: how many it lists, how long after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import combinations

from rag.answer.agreement.source import SourceText
from rag.language.quantities import Amount, days, find_amounts

# A longer list is seldom counted by a writer, and more rows than this are a table.
_LONGEST_LIST = 20
_ELAPSED = re.compile(r"\s?(?:later|earlier|before|after|afterwards)\b")
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
# A month is 28 to 31 days, and "a month later" seldom means the day.
_ELAPSED_TOLERANCE = {"day": 0, "week": 1, "month": 8, "year": 45}
# A series ends with its clause; a comma inside a number is none of its own.
_CLAUSE_END = re.compile(r"[:.]|[,;](?!\s)")
_NEXT = re.compile(r"[,;]\s(?:and\s|or\s)?")
_LAST_PAIR = re.compile(r"\S\s(?:and|or)\s")


def is_counted(amount: Amount, statement: str, source: SourceText) -> bool:
    """Return whether a bare number is the length of a list of the statement or of its source."""
    if amount.unit or not 2 <= amount.value <= _LONGEST_LIST:
        return False
    texts = [statement, *(sentence.text for sentence in source.sentences)]
    if any(amount.value in _lengths(text) for text in texts):
        return True
    return amount.value in _items_below(source)


def is_elapsed(amount: Amount, statement: str, source: SourceText) -> bool:
    """Return whether an amount is the time between two dates of the turn: "two days later"."""
    if amount.unit not in _DAYS:
        return False
    found = [
        placed
        for placed in find_amounts(statement)
        if placed.amount == amount and _ELAPSED.match(statement[placed.end :])
    ]
    if not found:
        return False
    asked, tolerance = int(amount.value) * _DAYS[amount.unit], _ELAPSED_TOLERANCE[amount.unit]
    spans = (abs((one - other).days) for one, other in combinations(_dates_of(source), 2))
    return any(abs(span - asked) <= tolerance * max(1, int(amount.value)) for span in spans)


def _dates_of(source: SourceText) -> set[date]:
    text = f"{source.vocabulary} {source.context} {source.quote}"
    found = set()
    for day in days(text):
        if day.year and day.month and day.day and 1 <= day.day <= 28 + 3 * (day.month != 2):
            try:
                found.add(date(day.year, day.month, day.day))
            except ValueError:
                continue
    return found


def _lengths(text: str) -> set[int]:
    """Return how many things each series of a sentence names: "A, B and C" -> {3}."""
    return {_length(part) for part in _CLAUSE_END.split(text) if _NEXT.search(part)}


def _length(series: str) -> int:
    parts = len(_NEXT.split(series))
    return parts + (1 if _LAST_PAIR.search(series.rsplit(",", 1)[-1].strip()) else 0)


def _items_below(source: SourceText) -> set[int]:
    """Return how many items each list of the cited sentences has."""
    return {count for count in _runs(source) if count > 1}


def _runs(source: SourceText) -> Iterator[int]:
    before, count = "", 0
    for sentence in source.sentences:
        is_same = bool(sentence.before) and sentence.before == before
        count = count + 1 if is_same else 1
        before = sentence.before
        yield count
