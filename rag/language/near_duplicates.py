"""Copies of one text: wire reports with other bylines, never two reports of one event."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from rag.language.lexicon import load
from rag.language.quantities import amounts
from rag.language.sentences import sentences
from rag.language.tokens import content_words, fingerprint, stems

# Share of five-word runs that two texts must have in common; at .8 a copy may gain or lose about
# one sentence in ten.
MIN_JACCARD = 0.8
_RUN = 5
_WORD = re.compile(r"\w+")
_PERMUTATIONS = 64
# Four values a band: texts of Jaccard .8 share one of 16 bands with a probability of
# 1 - (1 - .8^4)^16 = .9998.
_BAND = 4
# A sentence of a copy is its own when this share of its words is, and at least so many.
_NEW_SHARE, _FEWEST_NEW = 0.4, 3


def precedence(
    publisher: str | None, published: date | None, document_id: str, title: str = ""
) -> tuple[Any, ...]:
    """Return a key that sorts copies: the newest correction or update, an agency's, the earliest.

    >>> ordered = sorted(["Storm", "UPDATE 2-Storm", "CORRECTED-Storm"], key=lambda title:
    ...     precedence(None, None, "", title))
    >>> ordered
    ['CORRECTED-Storm', 'UPDATE 2-Storm', 'Storm']
    """
    mark = revision_mark(title)
    day = published or date.max
    return (
        not mark,
        -day.toordinal() if mark else 0,
        mark.startswith("update"),
        -int("".join(filter(str.isdigit, mark)) or 0),
        (publisher or "").strip().lower() not in load("press_agencies")["names"],
        day,
        document_id,
    )


def revision_mark(title: str) -> str:
    """Return what opens the title of a correction or an update, in lower case; "" of any other.

    >>> revision_mark("UPDATE 1-Storm sinks boats"), revision_mark("Updated rules for boats")
    ('update 1', '')
    """
    match = _revised().match(title)
    return match[1].lower() if match else ""


@cache
def _revised() -> re.Pattern[str]:
    marks = "|".join(load("press_agencies")["revisions"])
    return re.compile(rf"\W*((?:{marks})(?:\s\d{{1,2}})?)\s*[-–—:/)\]|]", re.IGNORECASE)


def adds(text: str, known: Sequence[str]) -> bool:
    """Return whether a sentence of a text says what no known text says, copies of it.

    It has another figure, or many words that none of these has: another order or byline is nothing.

    >>> adds("Damage: 3 million euros. It rained.", ["It rained. Damage: 2 million euros."])
    True
    """
    said = f" {' '.join(map(fingerprint, known))} "
    stems_said = frozenset().union(*map(stems, known))
    for span in sentences(text):
        sentence = span.of(text)
        if f" {fingerprint(sentence)} " in said:
            continue
        own = set(content_words(sentence))
        new = own - stems_said
        if len(new) >= max(_FEWEST_NEW, _NEW_SHARE * len(own)):
            return True
        has_figure = any(word[0].isdigit() for word in own)
        if has_figure and set(amounts(sentence)) - {one for text in known for one in amounts(text)}:
            return True
    return False


def shingles(text: str) -> set[str]:
    """Return runs of five words in lower case, as the published near-duplicate pairs count them."""
    found = _WORD.findall(text.lower())
    return {" ".join(found[n : n + _RUN]) for n in range(len(found) - _RUN + 1)}


def are_copies(one: set[str], other: set[str]) -> bool:
    """Return whether the shingles of two texts agree enough; empty ones never do."""
    return bool(one) and len(one & other) >= MIN_JACCARD * len(one | other)


def bands(text: str) -> list[str]:
    """Return names of the MinHash bands of a text; copies share at least one, almost always."""
    from datasketch import MinHash

    minhash = MinHash(num_perm=_PERMUTATIONS, seed=1)
    minhash.update_batch([shingle.encode() for shingle in shingles(text)])
    values = minhash.hashvalues
    return [
        f"{n}:{hashlib.sha256(values[n : n + _BAND].tobytes()).hexdigest()[:16]}"
        for n in range(0, _PERMUTATIONS, _BAND)
    ]
