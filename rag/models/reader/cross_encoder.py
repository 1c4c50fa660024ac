"""Any cross-encoder as a reader: each sentence beside the question, with what stands above it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from rag.models.embeddings.loading import load_cross_encoder
from rag.models.reader.encoding import Pair
from rag.models.reader.protocol import Probabilities, Reading


class CrossEncoderReader:
    """A cross-encoder of sentence-transformers with one output, loaded when it is first asked.

    Args:
        name: a name or a folder that sentence-transformers knows.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._lock = threading.Lock()  # two threads must not share a tokenizer

    def read(self, pairs: Sequence[Pair]) -> list[Reading]:
        """Read each sentence beside its question; the best one says whether the text answers.

        Raises:
            ModelError: the model cannot be loaded.
        """
        rows = [(pair.first, sentence) for pair in pairs for sentence in _in_context(pair)]
        if not rows:
            return [Reading(0.0, np.zeros(0, np.float32)) for _ in pairs]
        with self._lock:
            logits = self._model.predict(rows, show_progress_bar=False, convert_to_numpy=True)
        left = _chances(np.asarray(logits, np.float32).reshape(len(rows)))
        found = []
        for pair in pairs:
            own, left = np.split(left, [len(pair.spans)])
            found.append(Reading(float(own.max(initial=0.0)), own))
        return found

    @cached_property
    def _model(self) -> Any:  # noqa: ANN401 - a class that is loaded late
        return load_cross_encoder(self.name)


def _chances(logits: Probabilities) -> Probabilities:
    return np.asarray(1 / (1 + np.exp(-logits)), np.float32)


def _in_context(pair: Pair) -> list[str]:
    """Return the sentences of a pair, each behind what stands above the first."""
    above = pair.second[: min((span.start for span in pair.spans), default=0)].strip()
    return [f"{above}\n{span.of(pair.second)}".strip() for span in pair.spans]
