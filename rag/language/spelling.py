"""How far two spellings are apart, and how far a misspelt word may be."""

from __future__ import annotations

# Letters of a word that may be corrected, and from which on two edits are allowed.
_SHORTEST, _LONG = 5, 9


def edit_distance(one: str, other: str) -> int:
    """Return how many letters are added, left out, changed or swapped with the next.

    The optimal string alignment distance, by rows.

    >>> edit_distance("disprosium", "dysprosium"), edit_distance("anitmony", "antimony")
    (1, 1)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before_last, before, row = before, row, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def allowed_edits(word: str) -> int:
    """Return how many edits may make a word another: none for a short one or one with a figure."""
    if len(word) < _SHORTEST or not word.isalpha():
        return 0
    return 1 if len(word) < _LONG else 2
