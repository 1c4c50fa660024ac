"""Copies of one text: wire reports with other bylines, never two reports of one event."""

from __future__ import annotations

import hashlib
import re
from datetime import date

from rag.language.lexicon import load

# Share of five-word runs that two texts must have in common; at .8 a copy may gain or lose about
# one sentence in ten.
MIN_JACCARD = 0.8
_RUN = 5
_WORD = re.compile(r"\w+")
_PERMUTATIONS = 64
# Four values a band: texts of Jaccard .8 share one of 16 bands with a probability of
# 1 - (1 - .8^4)^16 = .9998.
_BAND = 4


def precedence(
    publisher: str | None, published: date | None, document_id: str
) -> tuple[bool, date, str]:
    """Return a key that sorts copies: an agency's own first, then the earliest."""
    return (
        (publisher or "").strip().lower() not in load("press_agencies")["names"],
        published or date.max,
        document_id,
    )


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
