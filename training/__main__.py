"""Train the reader: `python -m training --pairs FOLDER --texts FOLDER FOLDER --out FOLDER`."""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import torch

from training.examples import EntailmentPair, ReadingGroup
from training.figures import entailment, selection
from training.headings import asked_in_headings
from training.questions import asked_of_sentences
from training.sources import read_groups, read_pairs
from training.statements import from_backed, from_texts
from training.texts import documents_of, texts_of
from training.train import Encoded, Plan, encode_claims, encode_groups, new_network, train
from training.unanswerable import altered
from training.weights import save

# Sources that are read in part: captions, and long windows of which there are many.
SHARES = {"snli": 0.3, "cad_nli": 0.4, "reqa_bioasq": 0.5, "boolq_evidence_select": 0.6}
# Sources whose backed claims people wrote; each is altered once.
ALTERED = frozenset({"fever_eraser", "fm2", "fever_dev_nli", "q2_wow", "wice", "mnli"})
QUESTIONS_OF_ONE_TEXT, CLAIMS_OF_ONE_TEXT = 2, 6
# Every third of a part is enough to see where a run stands.
DEV_GROUPS, DEV_PAIRS = 1500, 2500


class Data(NamedTuple):
    """All that the reader is trained on."""

    groups: list[ReadingGroup]
    pairs: list[EntailmentPair]


def gather(pairs: Path, texts: Sequence[Path], seed: int) -> Data:
    """Read the pairs of a folder, and make further ones from texts."""
    groups = read_groups(pairs, "train", seed)
    whole = [group for group in groups if group.source in ("squad_para_select", "selqa")]
    groups += altered(whole, seed)
    claims = read_pairs(pairs, "train")
    backed = [claim for claim in claims if claim.label == 2 and claim.source in ALTERED]
    claims += from_backed(backed, seed)
    for folder in texts:
        documents = documents_of(folder)
        if "markdown" in documents[0]:
            groups += asked_in_headings(documents, seed)
        read = list(texts_of(folder))
        groups += asked_of_sentences(read, seed, QUESTIONS_OF_ONE_TEXT)
        claims += from_texts(read, seed, CLAIMS_OF_ONE_TEXT)
    chance = random.Random(seed)
    return Data(
        [item for item in groups if chance.random() < SHARES.get(item.source, 1)],
        [item for item in claims if chance.random() < SHARES.get(item.source, 1)],
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, measure on the dev part, and write the weights."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--pairs", type=Path, required=True, help="folder of the pairs")
    parser.add_argument("--texts", type=Path, nargs="+", default=[], help="folders of texts")
    parser.add_argument("--out", type=Path, required=True, help="takes checkpoints and weights")
    parser.add_argument("--steps", type=int, default=2700)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--length", type=int, default=256, help="most tokens of a pair")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    torch.manual_seed(options.seed)
    plan = Plan(options.steps, options.rate, options.length, options.seed)
    network, tokenizer = new_network()
    data = gather(options.pairs, options.texts, plan.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    _describe(data, options.pairs, options.texts, plan, options.out / "run.json")
    examples: list[Sequence[Encoded]] = [
        encode_groups(tokenizer, data.groups, plan),
        encode_claims(tokenizer, data.pairs, plan),
    ]
    train(network, examples, plan, options.out)
    chance = random.Random(plan.seed)
    groups = read_groups(options.pairs, "dev", plan.seed)
    groups = chance.sample(groups, min(DEV_GROUPS, len(groups)))
    claims = read_pairs(options.pairs, "dev")
    claims = chance.sample(claims, min(DEV_PAIRS, len(claims)))
    figures = selection(network, groups, encode_groups(tokenizer, groups, plan))
    figures |= entailment(network, claims, encode_claims(tokenizer, claims, plan))
    (options.out / "dev.json").write_text(json.dumps(figures, indent=1))
    save(network, tokenizer, options.out / "weights")


def _describe(data: Data, pairs: Path, texts: Sequence[Path], plan: Plan, path: Path) -> None:
    """Write what the run is of: versions, sums of its data, examples by source."""
    files = sorted(pairs.glob("*.train.jsonl")) + [folder / "documents.jsonl" for folder in texts]
    sums = {
        f"{file.parent.name}/{file.name}": hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
    }
    record = {
        "plan": plan._asdict(),
        "torch": torch.__version__,
        "sha256": sums,
        "groups": Counter(item.source for item in data.groups),
        "pairs": Counter(item.source for item in data.pairs),
    }
    path.write_text(json.dumps(record, indent=1))


if __name__ == "__main__":
    main()
