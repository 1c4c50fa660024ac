"""Measure a reader on the dev part: the right sentence first, answerable, entailment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import torch

from rag.models.embeddings.loading import half_precision
from rag.models.reader.encoding import batch_of
from rag.models.reader.network import ReaderNetwork
from training.examples import EntailmentPair, ReadingGroup
from training.train import EncodedClaim, EncodedGroup


def selection(
    network: ReaderNetwork, groups: Sequence[ReadingGroup], encoded: Sequence[EncodedGroup]
) -> dict[str, float]:
    """Return by source the share of groups with a right first sentence, and AUC of `answerable`."""
    first: dict[str, list[float]] = defaultdict(list)
    scored: dict[str, list[tuple[float, int]]] = defaultdict(list)
    network.eval()
    for group, item in zip(groups, encoded, strict=True):
        tokens = batch_of(item.pairs)
        with torch.inference_mode(), half_precision():
            hidden = network(tokens)
            scores = network.score_sentences(hidden, tokens)
            answerable = network.score_answerable(hidden, tokens).tolist()
        right = torch.tensor(item.right)
        if (right != 0).any() and (right == 0).any():
            first[group.source].append(float(right[scores.argmax()] != 0))
        for value, known in zip(answerable, item.answers, strict=True):
            if known >= 0:
                scored[group.source].append((value, known))
    shares = {f"{name} first": sum(own) / len(own) for name, own in first.items()}
    return shares | {f"{name} auc": area_under_curve(own) for name, own in scored.items()}


def entailment(
    network: ReaderNetwork, claims: Sequence[EntailmentPair], encoded: Sequence[EncodedClaim]
) -> dict[str, float]:
    """Return the share of claims judged right by source; a two-way one is backed or not."""
    right: dict[str, list[float]] = defaultdict(list)
    network.eval()
    for start in range(0, len(claims), 32):
        part = encoded[start : start + 32]
        tokens = batch_of([pair for item in part for pair in item.pairs])
        with torch.inference_mode(), half_precision():
            found = network.score_entailment(network(tokens), tokens).argmax(1).tolist()
        for claim, label in zip(claims[start : start + 32], found, strict=True):
            same = (label == 2) == (claim.label == 2) if claim.two_way else label == claim.label
            right[claim.source].append(float(same))
    return {f"{name} right": sum(own) / len(own) for name, own in right.items()}


def area_under_curve(scored: Sequence[tuple[float, int]]) -> float:
    """Return the chance that a positive one scores above a negative one; .5 without both.

    >>> area_under_curve([(0.9, 1), (0.8, 0), (0.7, 1), (0.1, 0)])
    0.75
    """
    ordered = sorted(scored)
    positives = sum(label for _, label in ordered)
    negatives = len(ordered) - positives
    if not positives or not negatives:
        return 0.5
    below = above = 0
    for _, label in ordered:
        below += 1 - label
        above += below if label else 0
    return above / (positives * negatives)
