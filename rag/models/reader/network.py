"""The reader's network: one encoder, three heads. Loads torch; import it late."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

# Logits of the head `entail`, in order.
ENTAILMENT = ("contradicted", "neither", "backed")
# What the cosine of a question and a sentence counts in a logit before training.
LIKENESS = 10.0


class TokenBatch(NamedTuple):
    """Padded sequences "[CLS] first [SEP] second [SEP]" of shape (n, length).

    `ids` and `types` are what a BERT takes, `mask` is 1 on tokens. `rows`, `starts` and `ends`,
    each of shape (m,), are the sequence and the half-open tokens of each sentence to be scored.
    """

    ids: Tensor
    types: Tensor
    mask: Tensor
    rows: Tensor
    starts: Tensor
    ends: Tensor


class ReaderNetwork(nn.Module):
    """An encoder whose tokens are read by three heads, each a layer of the encoder's width.

    - `select` sees a sentence: the mean and the maximum of its tokens, and its mean times that of
      the first text, whose mean is the likeness that the encoder was trained for.
    - `answerable` and `entail` see a pair: its first token, the mean and the maximum of the first
      text, the maximum of the second, and both means multiplied.
    """

    def __init__(self, encoder: nn.Module, width: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.select = _head(3 * width, width, 1)
        self.likeness = nn.Parameter(torch.tensor(LIKENESS))
        self.answerable = _head(5 * width, width, 1)
        self.entail = _head(5 * width, width, len(ENTAILMENT))

    def forward(self, batch: TokenBatch) -> Tensor:
        """Return the vectors of tokens, shape (n, length, width)."""
        encoded: Any = self.encoder(
            input_ids=batch.ids, token_type_ids=batch.types, attention_mask=batch.mask
        )
        hidden: Tensor = encoded.last_hidden_state
        return hidden

    def score_sentences(self, hidden: Tensor, batch: TokenBatch) -> Tensor:
        """Return how well each sentence answers, logits of shape (m,)."""
        places = torch.arange(hidden.shape[1])
        inside = (places >= batch.starts[:, None]) & (places < batch.ends[:, None])
        own = hidden[batch.rows]
        mean, question = _mean(own, inside), _mean(hidden, _first(batch))[batch.rows]
        product = _product(mean, question)
        features = torch.cat([mean, _maximum(own, inside), product], 1)
        logits: Tensor = self.select(features)
        return (logits.squeeze(1) + self.likeness * product.mean(1)).float()

    def score_answerable(self, hidden: Tensor, batch: TokenBatch) -> Tensor:
        """Return whether the second text answers the first, logits of shape (n,)."""
        logits: Tensor = self.answerable(_of_pairs(hidden, batch))
        return logits.squeeze(1).float()

    def score_entailment(self, hidden: Tensor, batch: TokenBatch) -> Tensor:
        """Return how the second text stands to the first, logits of shape (n, 3)."""
        logits: Tensor = self.entail(_of_pairs(hidden, batch))
        return logits.float()


def _head(inputs: int, width: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(inputs, width), nn.GELU(), nn.Linear(width, outputs))


def _of_pairs(hidden: Tensor, batch: TokenBatch) -> Tensor:
    first, second = _first(batch), (batch.mask > 0) & (batch.types == 1)
    one, other = _mean(hidden, first), _mean(hidden, second)
    highest = [_maximum(hidden, first), _maximum(hidden, second)]
    return torch.cat([hidden[:, 0], one, *highest, _product(one, other)], 1)


def _first(batch: TokenBatch) -> Tensor:
    return (batch.mask > 0) & (batch.types == 0)


def _product(one: Tensor, other: Tensor) -> Tensor:
    """Return vectors whose mean is the cosine of two."""
    length: Tensor = one.norm(dim=1, keepdim=True) * other.norm(dim=1, keepdim=True)
    product: Tensor = one * other / length.clamp(min=1e-6)
    return product * one.shape[1]


def _mean(hidden: Tensor, inside: Tensor) -> Tensor:
    weights = inside.to(hidden.dtype)
    total = torch.einsum("nlw,nl->nw", hidden, weights)
    return total / weights.sum(1, keepdim=True).clamp(min=1)


def _maximum(hidden: Tensor, inside: Tensor) -> Tensor:
    lowest = torch.finfo(hidden.dtype).min
    highest = hidden.masked_fill(~inside[..., None], lowest).amax(1)
    return highest.masked_fill(~inside.any(1, keepdim=True), 0)
