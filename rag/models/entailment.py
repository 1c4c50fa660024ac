"""A cross-encoder that says whether a text entails, contradicts or leaves open a statement."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, Literal

from rag.errors import ModelError
from rag.models.embeddings.loading import load_cross_encoder

Relation = Literal["entailment", "contradiction", "neutral"]
_RELATIONS: tuple[Relation, ...] = ("entailment", "contradiction", "neutral")


class EntailmentModel:
    """A cross-encoder of sentence-transformers with three outputs.

    Their order differs from model to model and is read from its `id2label`.

    Args:
        name: a name or a folder.
        setting: what named it, for the error of one that cannot be used.

    Raises:
        ModelError: it cannot be loaded, or its labels are no three of entailment.
    """

    def __init__(self, name: str, setting: str) -> None:
        self.name = name
        self._lock = threading.Lock()  # two threads must not share a tokenizer
        self._model: Any = load_cross_encoder(name, setting, num_labels=None)
        self._labels = _labels(self._model.config.id2label, name, setting)

    def relation(self, text: str, statement: str) -> Relation:
        """Return what a text says of a statement."""
        with self._lock:
            (scores,) = self._model.predict(
                [(text, statement)], show_progress_bar=False, convert_to_numpy=True
            )
        return self._labels[int(scores.argmax())]


def _labels(named: Mapping[int, str], name: str, setting: str) -> list[Relation]:
    """Return the relation that each output stands for.

    >>> _labels({0: "CONTRADICTION", 1: "entailment", 2: "Neutral"}, "m", "RAG_CHECKER")
    ['contradiction', 'entailment', 'neutral']
    """
    found = [named[place].lower() for place in sorted(named)]
    if sorted(found) != sorted(_RELATIONS):
        raise ModelError(
            f"the cross-encoder {name!r} has the outputs {', '.join(found)};"
            f" {setting} takes one with entailment, contradiction and neutral"
        )
    return [relation for label in found for relation in _RELATIONS if relation == label]
