"""Train the reader: batches of one task each, checkpoints, figures on the dev part."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from rag.models.embeddings.loading import bundled_path, half_precision
from rag.models.reader.encoding import EncodedPair, Pair, batch_of, encode_pairs
from rag.models.reader.network import ENTAILMENT, ReaderNetwork
from training.examples import EntailmentPair, ReadingGroup

# Padded tokens of one step.
BATCH_TOKENS = 4096
WARM_UP_STEPS = 100
# What a sentence's own loss counts beside that of its group, as in the first trial.
SENTENCE_SHARE = 0.3
CHECKPOINT_STEPS = 100


class Plan(NamedTuple):
    """How a run goes: steps in all, learning rate, the most tokens of a pair, seed."""

    steps: int
    rate: float
    length: int
    seed: int


class EncodedGroup(NamedTuple):
    """A group's passages as tokens, the sentences that answer and what is known of each passage.

    `right` holds per sentence 1, 0, or -1 where only its whole window answers; `answers` holds per
    passage 1, 0, or -1 where not known.
    """

    pairs: list[EncodedPair]
    right: list[int]
    answers: list[int]


class EncodedClaim(NamedTuple):
    """A claim with its text as tokens, its label, and whether its source has two labels only."""

    pairs: list[EncodedPair]
    label: int
    two_way: bool


Encoded = EncodedGroup | EncodedClaim


def new_network(folder: Path | None = None) -> tuple[ReaderNetwork, Any]:
    """Return a network that starts from the embedding model, without dropout, and its tokenizer."""
    from transformers import AutoModel, AutoTokenizer
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    path = folder or bundled_path()
    none = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
    encoder = AutoModel.from_pretrained(path, add_pooling_layer=False, **none)
    # The vectors of the vocabulary stay as they are: most of its words are never seen here.
    encoder.embeddings.word_embeddings.requires_grad_(False)
    return ReaderNetwork(encoder, encoder.config.hidden_size), AutoTokenizer.from_pretrained(path)


def encode_groups(
    tokenizer: Any,  # noqa: ANN401 - a class that is loaded late
    groups: Sequence[ReadingGroup],
    plan: Plan,
) -> list[EncodedGroup]:
    """Return groups as tokens."""
    passages = [(group.question, passage) for group in groups for passage in group.passages]
    pairs = [passage.pair(question) for question, passage in passages]
    encoded = iter(encode_pairs(tokenizer, pairs, plan.length))
    found = []
    for group in groups:
        own = [next(encoded) for _ in group.passages]
        right = []
        for passage, pair in zip(group.passages, own, strict=True):
            for place, span in enumerate(pair.spans):
                known = -1 if passage.right is None else int(place in passage.right)
                right.append(0 if span == (0, 0) and known == 1 else known)
        answers = [-1 if item.answers is None else int(item.answers) for item in group.passages]
        found.append(EncodedGroup(own, right, answers))
    return found


def encode_claims(
    tokenizer: Any,  # noqa: ANN401 - a class that is loaded late
    claims: Sequence[EntailmentPair],
    plan: Plan,
) -> list[EncodedClaim]:
    """Return claims as tokens."""
    encoded = encode_pairs(tokenizer, [Pair(item.claim, item.text) for item in claims], plan.length)
    return [
        EncodedClaim([pair], item.label, item.two_way)
        for pair, item in zip(encoded, claims, strict=True)
    ]


def batches(examples: Sequence[Encoded], seed: int) -> list[list[Encoded]]:
    """Return examples in batches of alike lengths, in a random order."""
    chance = random.Random(seed)

    def longest(item: Encoded) -> int:
        return max(len(pair.ids) for pair in item.pairs)

    ordered = sorted(examples, key=lambda item: longest(item) * chance.uniform(0.9, 1.1))
    found: list[list[Encoded]] = [[]]
    width = rows = 0
    for item in ordered:
        width = max(width, longest(item))
        rows += len(item.pairs)
        if found[-1] and width * rows > BATCH_TOKENS:
            found.append([])
            width, rows = longest(item), len(item.pairs)
        found[-1].append(item)
    chance.shuffle(found)
    return found


def loss_of(network: ReaderNetwork, batch: Sequence[Encoded]) -> Tensor:
    """Return the loss of a batch, all of whose examples are of one kind."""
    tokens = batch_of([pair for item in batch for pair in item.pairs])
    hidden = network(tokens)
    groups = [item for item in batch if isinstance(item, EncodedGroup)]
    claims = [item for item in batch if isinstance(item, EncodedClaim)]
    if claims:
        return _entailment_loss(network.score_entailment(hidden, tokens), claims)
    scores = network.score_sentences(hidden, tokens)
    answerable = network.score_answerable(hidden, tokens)
    known = torch.tensor([value for item in groups for value in item.answers])
    loss = _selection_loss(scores, groups)
    if bool((known >= 0).any()):
        given = known >= 0
        loss = loss + functional.binary_cross_entropy_with_logits(
            answerable[given], known[given].float()
        )
    return loss


def _selection_loss(scores: Tensor, groups: Sequence[EncodedGroup]) -> Tensor:
    """Return the listwise loss of the groups that have an answer, and that of their sentences."""
    parts = torch.split(scores, [len(item.right) for item in groups])
    listwise = []
    for own, item in zip(parts, groups, strict=True):
        right = torch.tensor(item.right)
        if (right != 0).any() and (right == 0).any():
            chosen = torch.logsumexp(own.masked_fill(right == 0, -1e4), 0)
            listwise.append(torch.logsumexp(own, 0) - chosen)
    known = torch.tensor([value for item in groups for value in item.right])
    given = known >= 0
    total = torch.stack(listwise).mean() if listwise else scores.sum() * 0
    if bool(given.any()):
        total = total + SENTENCE_SHARE * functional.binary_cross_entropy_with_logits(
            scores[given], known[given].float()
        )
    return total


def _entailment_loss(logits: Tensor, claims: Sequence[EncodedClaim]) -> Tensor:
    labels = torch.tensor([item.label for item in claims])
    two_way = torch.tensor([item.two_way for item in claims])
    chances = functional.log_softmax(logits, 1)
    three = -chances.gather(1, labels[:, None]).squeeze(1)
    unbacked = torch.logsumexp(chances[:, :2], 1)
    two = -torch.where(labels == len(ENTAILMENT) - 1, chances[:, 2], unbacked)
    return torch.where(two_way, two, three).mean()


def train(
    network: ReaderNetwork, examples: Sequence[Sequence[Encoded]], plan: Plan, folder: Path
) -> None:
    """Train for the steps of a plan, from the last checkpoint in a folder where there is one.

    Args:
        network: what is trained.
        examples: one list for each kind of batch.
        plan: steps, learning rate and seed.
        folder: takes `checkpoint.pt` and `curve.jsonl`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    parameters = [item for item in network.parameters() if item.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=plan.rate, weight_decay=0.01)
    first = _resume(network, optimizer, folder)
    network.train()
    started, running = time.time(), 0.0
    for step, batch in _steps(examples, plan, first):
        for group in optimizer.param_groups:
            group["lr"] = plan.rate * min(1, (step + 1) / WARM_UP_STEPS) * (1 - step / plan.steps)
        with half_precision():
            loss = loss_of(network, batch)
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        running = loss.item() if step == first else 0.98 * running + 0.02 * loss.item()
        if (step + 1) % 25 == 0:
            _note(folder, step + 1, plan.steps, running, time.time() - started)
        if (step + 1) % CHECKPOINT_STEPS == 0 or step + 1 == plan.steps:
            _keep(network, optimizer, step + 1, folder)
    network.eval()


def _steps(
    examples: Sequence[Sequence[Encoded]], plan: Plan, first: int
) -> Iterator[tuple[int, list[Encoded]]]:
    """Yield the batches of one epoch after another; the same ones after a restart."""
    step = epoch = 0
    while step < plan.steps:
        found = [batch for kind in examples for batch in batches(kind, plan.seed + epoch)]
        random.Random(plan.seed + epoch).shuffle(found)
        for batch in found[: plan.steps - step]:
            if step >= first:
                yield step, batch
            step += 1
        epoch += 1


def _resume(network: ReaderNetwork, optimizer: torch.optim.Optimizer, folder: Path) -> int:
    path = folder / "checkpoint.pt"
    if not path.is_file():
        return 0
    kept = torch.load(path, weights_only=True)
    network.load_state_dict(kept["network"])
    optimizer.load_state_dict(kept["optimizer"])
    return int(kept["step"])


def _keep(
    network: ReaderNetwork, optimizer: torch.optim.Optimizer, step: int, folder: Path
) -> None:
    path = folder / "checkpoint.tmp"
    state = {"network": network.state_dict(), "optimizer": optimizer.state_dict(), "step": step}
    torch.save(state, path)
    path.replace(folder / "checkpoint.pt")


def _note(folder: Path, step: int, steps: int, loss: float, seconds: float) -> None:
    row = {"step": step, "of": steps, "loss": round(loss, 4), "seconds": round(seconds)}
    with (folder / "curve.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")
