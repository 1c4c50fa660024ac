"""Parts that patterns are built of: a group of alternatives, a group that may be repeated."""

from __future__ import annotations

import re
from collections.abc import Iterable


def any_of(words: Iterable[str]) -> str:
    r"""Return a group that matches one of some phrases as written, the longest that fits.

    >>> any_of(["order", "orders", "E.O."])
    '(?:orders|order|E\\.O\\.)'
    """
    longest_first = sorted(dict.fromkeys(words), key=lambda word: (-len(word), word))
    return alternatives(re.escape(word).replace(r"\ ", r"\s") for word in longest_first)


def alternatives(patterns: Iterable[str]) -> str:
    """Return a group that matches one of some patterns, tried in their order.

    >>> alternatives(["a+", "b"])
    '(?:a+|b)'
    """
    return f"(?:{'|'.join(patterns)})"
