"""Any cross-encoder as a reader: each sentence beside the question, with what stands above it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.models.cross_encoder import CrossEncoderModel
from rag.models.reader.encoding import Pair
from rag.models.reader.protocol import Probabilities, Reading


class CrossEncoderReader(CrossEncoderModel):
    """The cross-encoder that `RAG_READER` names, by a name or a folder."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "RAG_READER")

    def read(self, pairs: Sequence[Pair]) -> list[Reading]:
        """Read each sentence beside its question; the best one says whether the text answers.

        Raises:
            ModelError: the model cannot be loaded.
        """
        return [self._reading(pair) for pair in pairs]

    def _reading(self, pair: Pair) -> Reading:
        if not pair.spans:
            return Reading(0.0, np.zeros(0, np.float32))
        chances = _chances(self.score(pair.first, _in_context(pair)))
        return Reading(float(chances.max()), chances)


def _chances(logits: Probabilities) -> Probabilities:
    return np.asarray(1 / (1 + np.exp(-logits)), np.float32)


def _in_context(pair: Pair) -> list[str]:
    """Return the sentences of a pair, each behind what stands above the first."""
    above = pair.second[: min(span.start for span in pair.spans)].strip()
    return [f"{above}\n{span.of(pair.second)}".strip() for span in pair.spans]
