"""Exact cosine over the library's vectors, in memory: the fallback and yardstick of recall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from rag.models.embeddings import Vectors
from rag.schema import Hit, Scope
from rag.storage.dense.protocol import DenseHits, Numbers
from rag.storage.library import Library

# Of less than this share of the vectors the rows are copied before they are compared; for more it
# is cheaper to compare all.
_COPIED_SHARE = 0.3


class ExactIndex:
    """All vectors of one model of chunks that may answer under some scope.

    Args:
        library: the truth.
        model: name of the embedding model.
    """

    def __init__(self, library: Library, model: str) -> None:
        self._library = library
        self._model = model
        self.numbers: Numbers = np.zeros(0, np.int64)
        """Numbers of the chunks, ascending, shape (n,)."""
        self.matrix: Vectors = np.zeros((0, 0), np.float32)
        """Their vectors, shape (n, d)."""

    def search(self, vector: Vectors, scope: Scope, limit: int) -> DenseHits:
        """Return the nearest chunks within `scope`, best first; of equal ones the first number."""
        return DenseHits(self.nearest(vector, self.allowed(scope), limit), "exact")

    def nearest(self, vector: Vectors, allowed: Numbers, limit: int) -> list[Hit]:
        """Return the nearest of some chunks that all have a vector here, best first."""
        if not len(allowed):
            return []
        places = np.searchsorted(self.numbers, allowed)
        if len(places) < _COPIED_SHARE * len(self.numbers):
            scores = self.matrix[places] @ vector
        else:
            scores = (self.matrix @ vector)[places]
        floor = -np.inf
        if limit < len(scores):
            floor = np.partition(scores, -limit)[-limit]
        near = np.flatnonzero(scores >= floor)
        best = near[np.argsort(-scores[near], kind="stable")][:limit]
        return [Hit(int(allowed[place]), float(scores[place])) for place in best]

    def allowed(self, scope: Scope) -> Numbers:
        """Return the numbers of the chunks that may answer and have a vector, ascending."""
        visible = self._library.visibility.visible_numbers(scope)
        return visible[np.isin(visible, self.numbers, assume_unique=True)]

    def vectors_of(self, numbers: Sequence[int]) -> Vectors:
        """Return the vectors of some chunks, shape (n, d); a row of zeros where there is none."""
        found = np.zeros((len(numbers), self.matrix.shape[1]), np.float32)
        if not len(self.numbers):
            return found
        wanted = np.asarray(numbers, np.int64)
        places = np.searchsorted(self.numbers, wanted).clip(max=len(self.numbers) - 1)
        is_known = self.numbers[places] == wanted
        found[is_known] = self.matrix[places[is_known]]
        return found

    def refresh(self) -> None:
        """Read the vectors that are new and drop those that can answer no more.

        A chunk's number is never used again, so that what is here already stays right.
        """
        lasting = self._library.visibility.lasting_numbers()
        is_kept = np.isin(self.numbers, lasting)
        if not is_kept.all():
            self.numbers, self.matrix = self.numbers[is_kept], self.matrix[is_kept]
        is_new = ~np.isin(lasting, self.numbers)
        numbers, matrix = self._library.vectors.load(self._model, lasting[is_new])
        if not len(self.numbers):
            self.numbers, self.matrix = numbers, matrix
        elif len(numbers):
            joined = np.concatenate([self.numbers, numbers])
            order = np.argsort(joined, kind="stable")
            self.numbers = joined[order]
            self.matrix = np.concatenate([self.matrix, matrix])[order]

    def rebuild(self) -> int:
        """Read all vectors anew."""
        self.numbers = self.numbers[:0]
        self.refresh()
        return len(self.numbers)

    def status(self) -> Mapping[str, Any]:
        """Return how many vectors are held."""
        return {"library_vectors": len(self.numbers)}

    def close(self) -> None:
        """Hold nothing back: reading the library needs no lock."""
