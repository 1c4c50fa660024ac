"""Copies of one text: wire reports with other bylines, never two reports of one event."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from functools import cache, cached_property
from typing import Any

from rag.language.lexicon import load
from rag.language.quantities import Amount, amounts
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
# Words that may stand before the first sentence: "NEW DELHI, Nov 3 (Wire) -".
_PLACE_AND_DAY = 8


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


class KnownText:
    """A text, or several, of which a reader knows what they say."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words = f" {fingerprint(text)} "

    def lacks(self, text: str) -> bool:
        """Return whether a sentence of a copy says what this text does not.

        It has another figure, or many words that this has not: another order, or a place and a day
        before the first sentence, is nothing.

        >>> KnownText("It rained. Damage: 2 million euros.").lacks("Damage: 3 million euros.")
        True
        """
        pieces = (span.of(text) for span in sentences(text))
        return any(not self._holds(piece) and self._is_news(piece) for piece in pieces)

    def _holds(self, sentence: str) -> bool:
        own = fingerprint(sentence).split()
        behind_place = own[_PLACE_AND_DAY:]
        found = f" {' '.join(own)} " in self._words
        return found or (len(behind_place) > 2 and f" {' '.join(behind_place)} " in self._words)

    def _is_news(self, sentence: str) -> bool:
        own = set(content_words(sentence))
        if len(own - self._stems) >= max(_FEWEST_NEW, _NEW_SHARE * len(own)):
            return True
        has_figure = any(word[0].isdigit() for word in own - self._stems)
        return has_figure and not set(amounts(sentence)) <= self._amounts

    @cached_property
    def _stems(self) -> frozenset[str]:
        return stems(self._text)

    @cached_property
    def _amounts(self) -> frozenset[Amount]:
        return frozenset(amounts(self._text))


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
