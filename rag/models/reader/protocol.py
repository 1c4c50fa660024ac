"""The contract of a reader: a model that reads a text beside a question."""

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
    """A model that tells which sentence of a text answers a question, and whether any does."""

    name: str

    def read(self, pairs: Sequence[Pair]) -> list[Reading]:
        """Read texts beside their questions, the sentences of each at its spans."""
        ...
