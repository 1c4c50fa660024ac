"""Tell the reader in plain words where sources differ."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rag.language.number_words import number_words
from rag.language.spelled_numbers import ARTICLES
from rag.schema import Conflict, ConflictKind, ConflictResponse, ConflictSide

_ON: Mapping[ConflictKind, str] = {
    "figure": "the figure",
    "date": "the date",
    "state": "how things stand",
}
_RESPONSES: Mapping[ConflictResponse, str] = {
    "updates": " The later one gives a newer figure.",
    "corrects": " The later one corrects the earlier.",
    "disputes": " The later one disputes the earlier.",
    "differs": "",
}


def conflict_message(conflict: Conflict) -> str:
    """Return where two sources differ, each with its outlet and its day, the earlier first."""
    sides = f"{_says(conflict.earlier, conflict)}, {_says(conflict.later, conflict)}"
    response = _RESPONSES[conflict.response]
    return f"Sources differ on {_ON[conflict.kind]}: {sides}.{response}"


def _says(side: ConflictSide, conflict: Conflict) -> str:
    said = f"“{side.said}”" if conflict.kind == "state" else _inside(side.said)
    outlet = side.evidence.passage.publisher or f"“{side.evidence.passage.title}”"
    day = side.published.isoformat() if side.published else "without a date"
    return f"{outlet} ({day}) says {said}"


def _inside(figure: str) -> str:
    """Return a figure as it is written inside a sentence: "three" for "Three"."""
    first = re.split(r"\W", figure.lower(), maxsplit=1)[0]
    is_in_words = first in number_words() or first in ARTICLES
    return figure[0].lower() + figure[1:] if is_in_words else figure
