"""Alter questions so that their passage does not answer them any more."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from rag.language.lexicon import load
from training.examples import ReadingGroup

_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*")
_NUMBER = re.compile(r"\b\d+(?:[.,]\d+)*\b")
_AUXILIARY = re.compile(r"\b(did|does|do|is|are|was|were|has|have|can|could|will|would)\b")
_SUPERLATIVES = (
    ("first", "last"), ("largest", "smallest"), ("most", "fewest"), ("highest", "lowest"),
    ("oldest", "newest"), ("best", "worst"), ("start", "end"), ("began", "ended"),
    ("before", "after"), ("north", "south"), ("east", "west"), ("more", "less"),
    ("increase", "decrease"), ("founded", "dissolved"), ("win", "lose"), ("won", "lost"),
    ("major", "minor"), ("same", "different"), ("with", "without"), ("male", "female"),
    ("public", "private"), ("upper", "lower"), ("earliest", "latest"), ("born", "buried"),
)  # fmt: skip


def altered(groups: Sequence[ReadingGroup], seed: int) -> Iterator[ReadingGroup]:
    """Yield each group with one thing of its question altered, its first passage unanswering.

    A name becomes another of the passage or of another question, a number another number, a word
    its opposite, an auxiliary its negation.
    """
    chance = random.Random(seed)
    names = [match[0] for group in groups for match in _NAME.finditer(group.question)]
    for group in groups:
        passage = group.passages[0]
        text = " ".join(passage.sentences)
        tries = (
            _other_name(group.question, text, names, chance),
            _other_number(group.question, text, chance),
            _opposite(group.question),
        )
        changed = [question for question in tries if question and question != group.question]
        # A negation is the cheapest to see through; it is used where nothing else can be.
        question = chance.choice(changed) if changed else _negated(group.question, chance)
        if question:
            unanswering = passage._replace(right=frozenset(), answers=False)
            yield ReadingGroup(question, (unanswering,), f"altered {group.source}")


def _other_name(question: str, text: str, names: Sequence[str], chance: random.Random) -> str:
    own = [match for match in _NAME.finditer(question)]
    if not own or not names:
        return ""
    match = chance.choice(own)
    near = [name[0] for name in _NAME.finditer(text) if name[0].lower() not in question.lower()]
    name = chance.choice(near) if near and chance.random() < 0.6 else chance.choice(names)
    return question[: match.start()] + name + question[match.end() :]


def _other_number(question: str, text: str, chance: random.Random) -> str:
    match = _NUMBER.search(question)
    if not match:
        return ""
    others = [other[0] for other in _NUMBER.finditer(text) if other[0] != match[0]]
    digits = match[0]
    drawn = str(int(digits) + chance.choice((-20, -10, -3, 5, 10, 30))) if digits.isdigit() else ""
    other = chance.choice([*others, drawn] if drawn else others or [""])
    return question[: match.start()] + other + question[match.end() :] if other else ""


def _opposite(question: str) -> str:
    pairs = [*_SUPERLATIVES, *((b, a) for a, b in _SUPERLATIVES)]
    for pair in load("opposites")["pair"]:
        pairs.append((pair["one"][0], pair["other"][0]))
    for word, other in pairs:
        found = re.search(rf"\b{word}\b", question)
        if found:
            return question[: found.start()] + other + question[found.end() :]
    return ""


def _negated(question: str, chance: random.Random) -> str:
    match = _AUXILIARY.search(question)
    if not match or " not " in question:
        return ""
    rest = question[match.end() :].split(" ")
    # Behind the auxiliary or behind its subject: "did not the king", "did the king never".
    place = chance.choice((1, min(3, len(rest))))
    negation = chance.choice(("not", "never"))
    return question[: match.end()] + " ".join([*rest[:place], negation, *rest[place:]])
