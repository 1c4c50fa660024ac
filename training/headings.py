"""Questions that a text asks itself in a heading, and answers below it."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rag.language.sentences import sentences
from training.examples import ReadingGroup, TrainingPassage
from training.texts import plain

_HEADING = re.compile(r"^(?:#{1,6} (?P<marked>.+)|\*\*(?P<bold>[^*\n]+)\*\*)\s*$", re.MULTILINE)
_LONGEST, _SHORTEST, _LEAST_WORDS = 12, 3, 4


def asked_in_headings(documents: Sequence[Mapping[str, Any]], seed: int) -> Iterator[ReadingGroup]:
    """Yield a group for each heading that asks: its section answers, another of the text does not.

    Args:
        documents: records with `title` and `markdown`.
        seed: chooses the other section.
    """
    chance = random.Random(seed)
    for document in documents:
        title = plain(document["title"])
        sections = _sections(document["markdown"])
        for place, (heading, parts) in enumerate(sections):
            if not heading.endswith("?") or len(heading.split()) < _LEAST_WORDS:
                continue
            others = [other for at, (_, other) in enumerate(sections) if at != place]
            right = TrainingPassage(title, parts, None, True)
            wrong = [TrainingPassage(title, other, frozenset(), False) for other in others]
            chosen = chance.sample(wrong, min(2, len(wrong)))
            yield ReadingGroup(heading, (right, *chosen), "headings")


def _sections(markdown: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return headings with the first sentences below them; what has too few is left out."""
    marks = list(_HEADING.finditer(markdown))
    found = []
    ends = [*(mark.start() for mark in marks), len(markdown)][1:]
    for mark, end in zip(marks, ends, strict=False):
        text = plain(markdown[mark.end() : end])
        parts = tuple(" ".join(span.of(text).split()) for span in sentences(text))[:_LONGEST]
        heading = re.sub(r"^(?:Q[.:]|\d+[.)])\s*", "", plain(mark["marked"] or mark["bold"]))
        if len(parts) >= _SHORTEST:
            found.append((heading.strip(), parts))
    return found
