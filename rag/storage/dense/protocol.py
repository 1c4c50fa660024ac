"""The contract of a dense index: vectors of one model, over the chunks of one library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from rag.models.embeddings import Vectors
from rag.schema import Hit, Scope

Numbers = npt.NDArray[np.int64]


class DenseHits(NamedTuple):
    """Hits of a dense search, best first, and what computed them.

    `score` is the cosine; `how` is `chroma`, or `exact` with the reason.
    """

    hits: list[Hit]
    how: str


class DenseIndex(Protocol):
    """Search by the cosine of unit vectors, among the chunks that may answer."""

    def search(self, vector: Vectors, scope: Scope, limit: int) -> DenseHits:
        """Return the chunks within `scope` nearest to a unit vector of shape (d,), best first.

        Raises:
            IndexUnusable: this index cannot answer at the moment.
        """
        ...

    def refresh(self) -> None:
        """Bring the index in step with the library: cheap when nothing has changed.

        Raises:
            IndexUnusable: its files cannot be opened or written.
        """
        ...

    def rebuild(self) -> int:
        """Make the index anew from the library's vectors; return how many it holds.

        Raises:
            IndexUnusable: its files cannot be written.
        """
        ...

    def status(self) -> Mapping[str, Any]:
        """Return what the index holds, in a form for `rag doctor`."""
        ...

    def close(self) -> None:
        """Give up what other processes may want."""
        ...
