"""Names in a text, by their capitals; a sentence's first word is none."""

from __future__ import annotations

import re

_NAME = re.compile(
    r"(?<=[a-z0-9,;’'] )(?:the )?[A-Z][\w’'.-]*\w(?: (?:of |and )?[A-Z][\w’'.-]*\w)*"
)


def names_in(text: str) -> list[str]:
    """Return the names of a text, each once, in order.

    >>> names_in("Last week the Navy met Ada King in Oslo.")
    ['Navy', 'Ada King', 'Oslo']
    """
    found = (match[0].removeprefix("the ") for match in _NAME.finditer(text))
    return list(dict.fromkeys(name for name in found if len(name) > 2))
