"""Questions made from sentences of texts, with the passage that answers and others that do not."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from rag.language.tokens import STOP_WORDS, content_words, words
from training.examples import ReadingGroup, TrainingPassage
from training.statements import Text, is_statement, swapped_words
from training.statements import words as word_lists

_BEFORE, _BEHIND, _OTHERS = 3, 4, 2
_MOST_WORDS = 14


class _Window(NamedTuple):
    """Some sentences of a text."""

    text: int
    start: int
    end: int


def asked_of_sentences(texts: Sequence[Text], seed: int, of_one: int) -> Iterator[ReadingGroup]:
    """Yield questions with the window that answers, another of its text, and one of another text.

    Args:
        texts: where sentences come from.
        seed: decides all choices.
        of_one: the most sentences of one text.
    """
    chance = random.Random(seed)
    windows = [
        _Window(number, start, start + _BEFORE + _BEHIND)
        for number, text in enumerate(texts)
        for start in range(0, len(text.sentences), _BEFORE + _BEHIND)
    ]
    holders: dict[str, list[int]] = defaultdict(list)
    for place, window in enumerate(windows):
        own = texts[window.text].sentences[window.start : window.end]
        for word in set(content_words(" ".join(own))):
            holders[word].append(place)
    for number, text in enumerate(texts):
        places = [at for at, item in enumerate(text.sentences) if is_statement(item)]
        for at in chance.sample(places, min(of_one, len(places))):
            question = _ask(text.sentences[at], text.title, chance)
            if not question:
                continue
            start = max(0, at - chance.randrange(_BEFORE + 1))
            window = _Window(number, start, at + 1 + chance.randrange(_BEHIND))
            others = _nearest(question, window, windows, holders, chance)
            yield ReadingGroup(
                question,
                tuple(
                    _passage(texts, item, at if item is window else -1)
                    for item in (window, *others)
                ),
                "made questions",
            )


def _passage(texts: Sequence[Text], window: _Window, right: int) -> TrainingPassage:
    text = texts[window.text]
    own = text.sentences[window.start : window.end]
    known = frozenset({right - window.start}) if right >= 0 else frozenset[int]()
    return TrainingPassage(text.title, own, known, bool(known))


def _nearest(
    question: str,
    window: _Window,
    windows: Sequence[_Window],
    holders: dict[str, list[int]],
    chance: random.Random,
) -> list[_Window]:
    """Return windows that share most of a question's words: one of its text, one of another."""
    shares: dict[int, float] = defaultdict(float)
    for word in set(content_words(question)):
        places = holders.get(word, ())
        if len(places) < len(windows) / 10:
            for place in places:
                shares[place] += 1 / (5 + len(places))
    ranked = [windows[place] for place in sorted(shares, key=lambda at: shares[at], reverse=True)]
    apart = [
        item
        for item in ranked
        if item.text != window.text or item.end <= window.start or item.start >= window.end
    ]
    same = [item for item in apart if item.text == window.text]
    other = [item for item in apart if item.text != window.text]
    return [*same[:1], *other[:1]] if same else other[:_OTHERS]


def _ask(sentence: str, title: str, chance: random.Random) -> str:
    """Return a question that a sentence answers, "" where no rule fits."""
    tries = []
    if match := _pattern("money").search(sentence):
        tries.append(f"How much money{match['rest']}")
    match = _pattern("counted").search(sentence)
    if match and match["rest"].split()[0] not in STOP_WORDS:
        tries.append(f"How many {match['rest']}")
    if match := _pattern("dated").search(sentence):
        tries.append(f"When did {match['before']}")
    if match := _pattern("fronted").search(sentence):
        tries.append(f"When did {match['rest']}")
    if match := _pattern("why").search(sentence):
        tries.append(f"Why {match['before']}")
    if match := _pattern("subject").search(sentence):
        word = chance.choice(("Who", "What", "Which", "Who"))
        tries.append(f"{word} {match['rest']}")
        tries.append(f"What about {match['subject'].strip()} {match['rest']}")
    if not tries:
        return ""
    asked = _pattern("pronoun").sub("", chance.choice(tries))
    opening, *rest = asked.split()
    rest = rest[: chance.randint(5, _MOST_WORDS)]
    if chance.random() < 0.4:  # as people type
        rest = [word for word in rest if word.lower() not in STOP_WORDS and chance.random() < 0.8]
    subject = [word for word in words(title) if word not in STOP_WORDS]
    if chance.random() < 0.6 and subject:
        about = title if chance.random() < 0.4 else " ".join(subject[: chance.randint(1, 4)])
        rest = [*rest, chance.choice(("in", "under", "for", "of")), about]
    question = swapped_words(" ".join([opening, *rest]), chance)
    if len(content_words(question)) < 3:
        return ""
    return question.lower() if chance.random() < 0.3 else f"{question}?"


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(word_lists()["questions"][name], re.VERBOSE)
