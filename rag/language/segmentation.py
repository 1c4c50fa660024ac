"""Words of scripts without spaces: pairs of neighbouring characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from rag.language.lexicon import load
from rag.schema import Span


class Segment(NamedTuple):
    """A word, or a pair of characters of one, with its span; `is_part` when it has no meaning."""

    text: str
    span: Span


def unspaced_characters() -> str:
    """Return the characters of scripts without spaces, as ranges of a regular expression."""
    return "".join(script["characters"] for script in load("unspaced").values())


def function_words() -> frozenset[str]:
    """Return the words of these scripts that carry no meaning, as `segments` gives them."""
    parts = (part for script in load("unspaced").values() for part in script["parts"])
    return frozenset(map(_bare, parts))


def segments(text: str, start: int = 0) -> Iterator[Segment]:
    """Yield the pairs of characters of a run, and its words that carry no meaning, in order.

    A character alone in its run is one. Marks above and below are left out, as the full-text index
    leaves them out.

    >>> [found.text for found in segments("渡轮成人票价是多少")]
    ['渡轮', '轮成', '成人', '人票', '票价', '是多少']
    """
    for match in _runs().finditer(text):
        begin = start + match.start()
        if match.lastgroup == "part":
            yield Segment(_bare(match.group()), Span(begin, start + match.end()))
        else:
            yield from _pairs(match.group(), begin)


def spaced(text: str) -> str:
    """Write a text as it is indexed: runs of scripts without spaces as their segments.

    >>> spaced("2024年渡轮票价 up")
    '2024 年渡 渡轮 轮票 票价  up'
    """
    return _unspaced().sub(
        lambda run: f" {' '.join(found.text for found in segments(run.group()))} ", text
    )


def _pairs(run: str, start: int) -> Iterator[Segment]:
    places = [place for place, char in enumerate(run) if not unicodedata.combining(char)]
    places = [place for place in places if unicodedata.category(run[place]) != "Mn"]
    if len(places) == 1:
        yield Segment(run[places[0]], Span(start + places[0], start + len(run)))
    for one, other in pairwise(places):
        yield Segment(run[one] + run[other], Span(start + one, start + other + 1))


def _bare(text: str) -> str:
    """Return a text without marks above and below."""
    return "".join(char for char in text if unicodedata.category(char) != "Mn")


@cache
def _unspaced() -> re.Pattern[str]:
    return re.compile(f"[{unspaced_characters()}]+")


@cache
def _runs() -> re.Pattern[str]:
    """Return the pattern of a word without meaning, or of a run of one script up to the next."""
    scripts = load("unspaced").values()
    parts = sorted((part for script in scripts for part in script["parts"]), key=len, reverse=True)
    part = "|".join(parts)
    runs = "|".join(f"(?:(?!{part})[{script['characters']}])+" for script in scripts)
    return re.compile(f"(?P<part>{part})|{runs}")
