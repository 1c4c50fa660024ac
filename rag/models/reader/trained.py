"""A reader in a folder that `python -m training` wrote."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from rag.models.embeddings.loading import half_precision
from rag.models.reader.encoding import EncodedPair, Pair, batch_of, encode_pairs
from rag.models.reader.loading import LoadedReader, load_reader
from rag.models.reader.protocol import Reading

# The longest pair, in tokens, and the padded tokens that are read at once.
_LONGEST, _AT_ONCE = 384, 2048


class TrainedReader:
    """A network with heads for sentences and for whole texts, loaded at its first use.

    Args:
        folder: `config.json`, a tokenizer's files and `model.safetensors` with its heads.

    Raises (at first use):
        ModelError: the folder cannot be loaded.
    """

    def __init__(self, folder: Path) -> None:
        self.name = folder.name
        self._folder = folder
        self._lock = threading.Lock()  # two threads must not share a tokenizer

    def read(self, pairs: Sequence[Pair]) -> list[Reading]:
        """Read texts beside their questions, the sentences of each at its spans.

        A sentence behind the longest input answers with probability 0.
        """
        import torch

        found: list[Reading | None] = [None] * len(pairs)
        network = self._loaded.network
        for places, encoded in self._batches(pairs):
            batch = batch_of(encoded)
            with torch.inference_mode(), half_precision():
                hidden = network(batch)
                scores = torch.sigmoid(network.score_sentences(hidden, batch))
                answerable = torch.sigmoid(network.score_answerable(hidden, batch))
            scores = scores.masked_fill(batch.ends == 0, 0.0)
            own = torch.split(scores, [len(item.spans) for item in encoded])
            for place, chance, values in zip(places, answerable.tolist(), own, strict=True):
                found[place] = Reading(chance, np.asarray(values.numpy(), np.float32))
        return [reading for reading in found if reading is not None]

    def _batches(self, pairs: Sequence[Pair]) -> Iterator[tuple[list[int], list[EncodedPair]]]:
        """Yield pairs of alike lengths together, with their places."""
        with self._lock:
            encoded = encode_pairs(self._loaded.tokenizer, pairs, _LONGEST)
        order = sorted(range(len(pairs)), key=lambda place: len(encoded[place].ids))
        places: list[int] = []
        for place in order:
            if places and len(encoded[place].ids) * (len(places) + 1) > _AT_ONCE:
                yield places, [encoded[at] for at in places]
                places = []
            places.append(place)
        if places:
            yield places, [encoded[at] for at in places]

    @cached_property
    def _loaded(self) -> LoadedReader:
        return load_reader(self._folder)
