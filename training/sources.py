"""Read the licence-clean pairs: rows of `task`, `a`, `b`, `label`, `group`, `source`, `two_way`."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rag.language.sentences import sentences
from rag.language.tokens import content_words
from training.examples import EntailmentPair, ReadingGroup, TrainingPassage

# Rows of these are the sentences of one paragraph or section, in order.
_WHOLE_PASSAGES = frozenset({"squad_para_select", "selqa"})
# Rows of these stand on one page, far apart; they are read side by side in any order.
_OF_ONE_PAGE = frozenset({"conditionalqa"})
# Rows of these are windows of several sentences, right or wrong as a whole.
_WINDOWS = frozenset({"boolq_evidence_select"})
# Wrong candidates of one question that are read.
_MOST_WRONG = 3

Row = Mapping[str, Any]


def read_groups(folder: Path, part: str, seed: int) -> list[ReadingGroup]:
    """Read `select` and `answerable` as groups.

    Args:
        folder: holds `select.PART.jsonl` and `answerable.PART.jsonl`.
        part: "train" or "dev".
        seed: chooses among candidates.
    """
    chance = random.Random(seed)
    grouped: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in _rows(folder / f"select.{part}.jsonl"):
        grouped[row["source"], row["group"], row["a"]].append(row)
    found = [
        ReadingGroup(question, tuple(_passages(source, rows, chance)), source)
        for (source, _, question), rows in grouped.items()
        if any(row["label"] for row in rows)
    ]
    found = [*_with_other_paragraphs(found, chance)]
    asked: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in _rows(folder / f"answerable.{part}.jsonl"):
        if row["source"] != "boolq_evidence_answerable":  # its windows are those of `select`
            asked[row["source"], row["a"]].append(row)
    for (source, question), rows in asked.items():
        passages = [_window(row, bool(row["label"]), None) for row in rows]
        found.append(ReadingGroup(question, tuple(passages), source))
    return found


def read_pairs(folder: Path, part: str) -> list[EntailmentPair]:
    """Read `entail.PART.jsonl`."""
    return [
        EntailmentPair(row["a"], row["b"], row["label"], bool(row.get("two_way")), row["source"])
        for row in _rows(folder / f"entail.{part}.jsonl")
    ]


def _rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _passages(source: str, rows: Sequence[Row], chance: random.Random) -> list[TrainingPassage]:
    if source in _WHOLE_PASSAGES:
        return [_joined(rows)]
    if source in _OF_ONE_PAGE:
        return [_joined(chance.sample(rows, len(rows)))]
    right = [row for row in rows if row["label"]]
    wrong = [row for row in rows if not row["label"]]
    chosen = [chance.choice(right), *chance.sample(wrong, min(_MOST_WRONG, len(wrong)))]
    if source in _WINDOWS:
        return [_window(row, bool(row["label"]), None) for row in chosen]
    return [_joined([row]) for row in chosen]


def _joined(rows: Sequence[Row]) -> TrainingPassage:
    right = frozenset(place for place, row in enumerate(rows) if row["label"])
    texts = tuple(" ".join(row["b"].split()) for row in rows)
    return TrainingPassage("", texts, right, bool(right))


def _window(row: Row, answers: bool, right: frozenset[int] | None) -> TrainingPassage:
    text = row["b"]
    parts = tuple(" ".join(span.of(text).split()) for span in sentences(text))
    known = right if answers else frozenset[int]()
    return TrainingPassage("", parts, known, answers)


def _with_other_paragraphs(
    groups: Sequence[ReadingGroup], chance: random.Random
) -> Iterator[ReadingGroup]:
    """Add to a question of a whole passage the one of another that shares most of its words."""
    whole = [group for group in groups if group.source in _WHOLE_PASSAGES]
    holders: dict[str, list[int]] = defaultdict(list)
    for place, group in enumerate(whole):
        for word in set(content_words(" ".join(group.passages[0].sentences))):
            holders[word].append(place)
    for group in groups:
        if group.source not in _WHOLE_PASSAGES:
            yield group
            continue
        own = set(group.passages[0].sentences)
        shares: dict[int, float] = defaultdict(float)
        for word in set(content_words(group.question)):
            places = holders.get(word, ())
            if len(places) < len(whole) / 20:
                for place in places:
                    shares[place] += 1 / len(places)
        ranked = sorted(shares, key=lambda place: shares[place], reverse=True)
        others = [
            whole[place].passages[0]
            for place in ranked
            if not own & set(whole[place].passages[0].sentences)
        ]
        other = others[0] if others else chance.choice(whole).passages[0]
        if own & set(other.sentences):
            yield group
            continue
        added = other._replace(right=frozenset(), answers=False)
        yield group._replace(passages=(*group.passages, added))
