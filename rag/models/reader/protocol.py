"""The contract of a reader: a model that reads a text beside a question or a claim."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from rag.models.reader.encoding import Pair

Probabilities = npt.NDArray[np.float32]


class Reading(NamedTuple):
    """What a reader makes of a text: that it answers at all, and that each sentence does.

    Both are probabilities; `sentences` has shape (n,), one for each span of the pair.
    """

    answerable: float
    sentences: Probabilities


class Reader(Protocol):
    """A model that finds the sentence that answers, and tells what a text backs."""

    name: str

    @property
    def checks(self) -> bool:
        """Return whether it can tell what a text backs."""

    def read(self, pairs: Sequence[Pair]) -> list[Reading]:
        """Read texts beside their questions, the sentences of each at its spans."""
        ...

    def backing(self, pairs: Sequence[Pair]) -> Probabilities:
        """Return how likely the second text of each pair backs the first, shape (n,)."""
        ...
