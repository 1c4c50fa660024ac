"""Pairs of texts as tokens, with the tokens of the sentences to be scored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from rag.schema import Span

if TYPE_CHECKING:
    from rag.models.reader.network import TokenBatch


class Pair(NamedTuple):
    """Two texts to be read together, and spans of the second to be scored one by one."""

    first: str
    second: str
    spans: tuple[Span, ...] = ()


class EncodedPair(NamedTuple):
    """A pair as token ids, the number of those of its first text, and its spans in tokens.

    A span behind the longest input has no tokens: (0, 0).
    """

    ids: list[int]
    first: int
    spans: list[tuple[int, int]]


def encode_pairs(tokenizer: Any, pairs: Sequence[Pair], length: int) -> list[EncodedPair]:  # noqa: ANN401 - a class that is loaded late
    """Return the tokens of pairs.

    Args:
        tokenizer: a fast tokenizer of transformers.
        pairs: what to read.
        length: the most tokens; the second text is cut, and a first one that leaves it no room.
    """
    if not pairs:
        return []
    encoded = tokenizer(
        [pair.first[: 6 * length] for pair in pairs],
        [pair.second for pair in pairs],
        truncation="longest_first",
        max_length=length,
        return_offsets_mapping=True,
    )
    found = []
    for row, pair in enumerate(pairs):
        second = [place for place, name in enumerate(encoded.sequence_ids(row)) if name == 1]
        start = second[0] if second else len(encoded["input_ids"][row])
        offsets = encoded["offset_mapping"][row]
        spans = [_tokens_of(span, offsets, second) for span in pair.spans]
        found.append(EncodedPair(encoded["input_ids"][row], start, spans))
    return found


def batch_of(pairs: Sequence[EncodedPair]) -> TokenBatch:
    """Return pairs as one padded batch."""
    import torch

    from rag.models.reader.network import TokenBatch

    longest = max(len(pair.ids) for pair in pairs)
    ids = torch.zeros((len(pairs), longest), dtype=torch.long)
    types, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    spans = []
    for row, pair in enumerate(pairs):
        size = len(pair.ids)
        ids[row, :size] = torch.tensor(pair.ids)
        types[row, pair.first : size] = 1
        mask[row, :size] = 1
        spans += [(row, start, end) for start, end in pair.spans]
    columns = torch.tensor(spans, dtype=torch.long).reshape(-1, 3)
    return TokenBatch(ids, types, mask, *columns.unbind(1))


def _tokens_of(
    span: Span, offsets: Sequence[tuple[int, int]], second: Sequence[int]
) -> tuple[int, int]:
    inside = [
        place for place in second if offsets[place][0] < span.end and offsets[place][1] > span.start
    ]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)
