"""Losses by hand, batches that are the same after a restart, and a run that goes on."""

import math

import pytest

from rag.models.reader.encoding import EncodedPair
from training.figures import area_under_curve

pytestmark = pytest.mark.model


def encoded(length: int) -> EncodedPair:
    return EncodedPair([101, *[2000] * length, 102], 2, [(2, length)])


def test_the_area_under_the_curve_counts_pairs_in_order():
    assert area_under_curve([(0.9, 1), (0.8, 0), (0.7, 1), (0.1, 0)]) == 0.75
    assert area_under_curve([(0.9, 1)]) == 0.5


def test_the_listwise_loss_is_the_surprise_at_the_right_sentences():
    import torch

    from training.train import EncodedGroup, _selection_loss

    even = torch.zeros(4)
    one_of_four = EncodedGroup([encoded(5)], [-1, 0, 0, 0], [-1])
    assert _selection_loss(even, [one_of_four]).item() == pytest.approx(
        math.log(4) + 0.3 * math.log(2)
    )
    no_answer = EncodedGroup([encoded(5)], [0, 0, 0, 0], [0])
    assert _selection_loss(even, [no_answer]).item() == pytest.approx(0.3 * math.log(2))


def test_of_two_labels_the_other_two_of_three_are_one():
    import torch

    from training.train import EncodedClaim, _entailment_loss

    even = torch.zeros((1, 3))
    loss = {
        (label, two_way): _entailment_loss(
            even, [EncodedClaim([encoded(5)], label, two_way)]
        ).item()
        for label in (1, 2)
        for two_way in (False, True)
    }
    third = math.log(3)
    assert loss == {
        (1, False): pytest.approx(third),
        (1, True): pytest.approx(math.log(1.5)),
        (2, False): pytest.approx(third),
        (2, True): pytest.approx(third),
    }


def test_batches_hold_every_example_once_and_are_the_same_again():
    from training.train import BATCH_TOKENS, EncodedClaim, batches

    examples = [EncodedClaim([encoded(20 + n % 50)], 0, False) for n in range(600)]
    once, again = batches(examples, 1), batches(examples, 1)
    assert once == again
    assert sum(map(len, once)) == 600
    for batch in once:
        longest = max(len(item.pairs[0].ids) for item in batch)
        assert longest * len(batch) <= BATCH_TOKENS


def test_a_run_goes_on_from_its_last_checkpoint(tmp_path):
    import torch
    from transformers import BertConfig, BertModel

    from rag.models.reader.network import ReaderNetwork
    from training.train import EncodedClaim, Plan, train

    def network() -> ReaderNetwork:
        torch.manual_seed(0)
        config = BertConfig(
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=16,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        return ReaderNetwork(BertModel(config, add_pooling_layer=False), 16)

    examples = [[EncodedClaim([encoded(5 + n)], n % 3, False) for n in range(30)]]
    plan = Plan(steps=6, rate=1e-3, length=64, seed=0)
    whole, rest = network(), network()
    train(whole, examples, plan, tmp_path / "whole")
    kept = torch.load(tmp_path / "whole" / "checkpoint.pt", weights_only=True)
    assert kept["step"] == 6
    train(rest, examples, plan, tmp_path / "whole")
    same = zip(whole.parameters(), rest.parameters(), strict=True)
    assert all(torch.equal(one, other) for one, other in same)
