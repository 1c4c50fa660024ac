"""Any cross-encoder of sentence-transformers, which reads two texts together."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.models.embeddings.loading import load_cross_encoder


class CrossEncoderModel:
    """A cross-encoder with one output, loaded when it is first asked.

    Args:
        name: a name or a folder that sentence-transformers knows.
        setting: what named it, for the error of one that cannot be loaded.
    """

    def __init__(self, name: str, setting: str) -> None:
        self.name = name
        self._setting = setting
        self._lock = threading.Lock()  # two threads must not share a tokenizer

    def score(self, question: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return one logit a text, shape (n,).

        Raises:
            ModelError: the model cannot be loaded.
        """
        with self._lock:
            scores = self._model.predict(
                [(question, text) for text in texts], show_progress_bar=False, convert_to_numpy=True
            )
        return np.asarray(scores, np.float32).reshape(len(texts))

    @cached_property
    def _model(self) -> Any:  # noqa: ANN401 - a class that is loaded late
        return load_cross_encoder(self.name, self._setting)
