"""Statements that a text backs, said in other words, and the same with one thing altered."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from rag.language.locale_names import month_names
from rag.language.number_words import number_words
from training.examples import EntailmentPair
from training.names import names_in

_NUMBER = re.compile(r"(?<![\w.,-])\d+(?:[.,]\d+)*(?![\w-])")
_FRONTED = re.compile(
    r"^(?P<front>(?:In|On|By|During|Since|After) [^,]{3,40}), (?P<rest>[^,].+)\.$"
)
_BEHIND = re.compile(
    r"^(?P<rest>[^,]{20,}) (?P<front>(?:in|on|by|during|since) [^,]{0,12}\d{4})\.$"
)
_BRACKET = re.compile(r" \([^()]{2,80}\)")
_RELATIVE = re.compile(r", (?:which|who|where|including|such as) [^.;]{10,}\.$")
_OPENER = re.compile(r"^(?:[A-Z][a-z]+(?: [a-z]+){0,2}, )(?=[A-Za-z])")
_SPLIT = re.compile(r" (?:will|shall|must|is|are|was|were|has|have|can|may|should) ")
_LEAST_WORDS, _MOST_WORDS = 6, 50


class Text(NamedTuple):
    """A public-domain text: its title and its paragraphs' sentences, in order."""

    title: str
    sentences: tuple[str, ...]


class Surroundings(NamedTuple):
    """What an alteration may draw on: names of the text, and tails and names of all texts."""

    near: Sequence[str]
    names: Sequence[str]
    tails: Sequence[str]
    following: str


Alteration = Callable[[str, Surroundings, random.Random], str]


def from_texts(texts: Sequence[Text], seed: int, of_one: int) -> Iterator[EntailmentPair]:
    """Yield pairs made from texts, about half of them backed.

    Args:
        texts: where sentences and their surroundings come from.
        seed: decides all choices.
        of_one: the most sentences of one text.
    """
    chance = random.Random(seed)
    names = [name for text in texts for name in names_in(" ".join(text.sentences))]
    tails = [tail for text in texts for tail in _tails(text.sentences)]
    for text in texts:
        places = [at for at, item in enumerate(text.sentences) if is_statement(item)]
        near = names_in(" ".join(text.sentences))
        for at in chance.sample(places, min(of_one, len(places))):
            start = max(0, at - chance.randrange(4))
            end = at + 1 + chance.randrange(4)
            following = text.sentences[at + 1] if at + 1 < len(text.sentences) else ""
            around = Surroundings(near, names, tails, following)
            claim = paraphrased(text.sentences[at], chance)
            if chance.random() < 0.15 and following:
                claim = _joined(claim, following)
            if chance.random() < 0.1 and claim:
                claim = f"According to {text.title}, {claim[0].lower()}{claim[1:]}"
            window = list(text.sentences[start:end])
            kind, label = "made backed", 2
            drawn = chance.random()
            if drawn < 0.5:
                claim, kind = altered(claim, around, chance)
                label = 1
            elif drawn < 0.58 and len(places) > 8:
                window = [
                    item for item in text.sentences[end : end + 5] if item != text.sentences[at]
                ]
                kind, label = "made elsewhere", 1
            if chance.random() < 0.25:
                other = chance.choice(texts)
                window = (
                    [*other.sentences[:3], *window]
                    if chance.random() < 0.5
                    else [*window, *other.sentences[:3]]
                )
            if claim and window:
                evidence = f"{text.title}. {' '.join(window)}"
                yield EntailmentPair(claim, evidence, label, True, kind)


def from_backed(pairs: Sequence[EntailmentPair], seed: int) -> Iterator[EntailmentPair]:
    """Yield the claims of backed pairs with one thing altered, beside the same text."""
    chance = random.Random(seed)
    names = [name for pair in pairs for name in names_in(pair.text)]
    tails = [tail for pair in pairs for tail in _tails([pair.claim, pair.text])]
    for pair in pairs:
        around = Surroundings(names_in(pair.text), names, tails, "")
        claim, kind = altered(pair.claim, around, chance)
        if claim:
            yield EntailmentPair(claim, pair.text, 1, True, f"{kind} {pair.source}")


def paraphrased(sentence: str, chance: random.Random) -> str:
    """Return a sentence in other words by up to three rules, each of which keeps it true."""
    found = sentence
    if chance.random() < 0.6:
        found = _OPENER.sub("", found) if chance.random() < 0.5 else found
        found = _BRACKET.sub("", found) if chance.random() < 0.6 else found
        found = _RELATIVE.sub(".", found) if chance.random() < 0.6 else found
    if chance.random() < 0.5:
        found = _moved(found)
    if chance.random() < 0.8:
        found = swapped_words(found, chance)
    if chance.random() < 0.4:
        found = _numbers_written(found)
    if chance.random() < 0.15 and found:
        found = chance.choice(words()["openers"]) + found[0].lower() + found[1:]
    return found[:1].upper() + found[1:]


def swapped_words(text: str, chance: random.Random) -> str:
    """Return a text with most of the words that have a synonym in it."""
    rows = words()["synonyms"]
    pairs = [*rows, *((b, a) for a, b in rows), *words()["shorter"]]
    for one, other in chance.sample(pairs, len(pairs)):
        if chance.random() < 0.7:
            text = _swapped(text, one, other)
    return text


def altered(claim: str, around: Surroundings, chance: random.Random) -> tuple[str, str]:
    """Return a claim with one thing altered, and the kind; two empty strings where none can be."""
    kinds = chance.sample(list(_ALTERATIONS), len(_ALTERATIONS))
    if chance.random() < 0.7:  # these can be done to any claim, and would be most of all
        kinds.sort(key=lambda kind: kind in ("addition", "attribution"))
    for kind in kinds:
        found = _ALTERATIONS[kind](claim, around, chance)
        if found and found != claim:
            return found, f"made {kind}"
    return "", ""


def is_statement(sentence: str) -> bool:
    """Return whether a sentence is long and short enough to be a statement, and ends as one."""
    size = len(sentence.split())
    ends = sentence.endswith((".", ".”", ".'"))
    return _LEAST_WORDS <= size <= _MOST_WORDS and ends and sentence[:1].isupper()


def _moved(sentence: str) -> str:
    """Move a phrase of time from the front to the end, or the reverse."""
    front = _FRONTED.match(sentence)
    if front:
        phrase = front["front"][0].lower() + front["front"][1:]
        return f"{front['rest'][0].upper()}{front['rest'][1:]} {phrase}."
    behind = _BEHIND.match(sentence)
    if behind:
        return f"{behind['front'].capitalize()}, {behind['rest']}."
    return sentence


def _joined(claim: str, following: str) -> str:
    return f"{claim.rstrip('.')}, and {following[:1].lower()}{following[1:]}"


def _swapped(text: str, one: str, other: str) -> str:
    return re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", other, text, count=1)


def _numbers_written(text: str) -> str:
    for word, number in number_words().items():
        if 2 <= number <= 12 and re.search(rf"\b{word}\b", text):
            return _swapped(text, word, str(number))
    return text


def _pairs(kind: str) -> Alteration:
    def alter(claim: str, around: Surroundings, chance: random.Random) -> str:
        rows = words()["alterations"][kind]
        both = [*rows, *((b, a) for a, b in rows)]
        fitting = [pair for pair in both if re.search(rf"(?<!\w){re.escape(pair[0])}(?!\w)", claim)]
        return _swapped(claim, *chance.choice(fitting)) if fitting else ""

    return alter


def _number(claim: str, around: Surroundings, chance: random.Random) -> str:
    found = list(_NUMBER.finditer(claim))
    if not found:
        spelled = [word for word, number in number_words().items() if 2 <= number <= 12]
        fitting = [word for word in spelled if re.search(rf"\b{word}\b", claim)]
        return _swapped(claim, fitting[0], chance.choice(spelled)) if fitting else ""
    match = chance.choice(found)
    digits = [place for place, char in enumerate(match[0]) if char.isdigit()]
    place = chance.choice(digits)
    other = chance.choice([d for d in "123456789" if d != match[0][place]])
    number = match[0][:place] + other + match[0][place + 1 :]
    return claim[: match.start()] + number + claim[match.end() :]


def _date(claim: str, around: Surroundings, chance: random.Random) -> str:
    months = [name for name in month_names() if re.search(rf"\b{name}\b", claim, re.IGNORECASE)]
    if not months:
        return ""
    other = chance.choice([name for name in month_names() if name not in months])
    return re.sub(rf"\b{months[0]}\b", other.capitalize(), claim, count=1, flags=re.IGNORECASE)


def _name(claim: str, around: Surroundings, chance: random.Random) -> str:
    own = names_in(claim)
    near = [name for name in around.near if name not in claim]
    if not own:
        return ""
    other = chance.choice(near if near and chance.random() < 0.7 else around.names)
    return _swapped(claim, chance.choice(own), other)


def _roles(claim: str, around: Surroundings, chance: random.Random) -> str:
    """Let two names of a claim change places."""
    own = names_in(claim)
    if len(own) < 2 or own[0] in own[1] or own[1] in own[0]:
        return ""
    one, other = own[:2]
    return _swapped(_swapped(_swapped(claim, one, "\0"), other, one), "\0", other)


def _negation(claim: str, around: Surroundings, chance: random.Random) -> str:
    rows = words()["negation"]
    for one, other in rows["forms"]:
        if re.search(rf"\b{one}\b", claim):
            return re.sub(r"  +", " ", _swapped(claim, one, other))
    fitting = [word for word in rows["auxiliaries"] if re.search(rf"\b{word}\b", claim)]
    if not fitting:
        return ""
    word = chance.choice(fitting)
    return _swapped(claim, word, f"{word} {chance.choice(('not', 'not', 'no longer', 'never'))}")


def _addition(claim: str, around: Surroundings, chance: random.Random) -> str:
    tail = chance.choice(around.tails) if around.tails else ""
    return f"{claim.rstrip('.')} {tail}." if tail and tail not in claim else ""


def _cause(claim: str, around: Surroundings, chance: random.Random) -> str:
    own = _tails([claim])
    other = chance.choice(around.tails) if around.tails else ""
    return claim.replace(own[0], other) if own and other else ""


def _merge(claim: str, around: Surroundings, chance: random.Random) -> str:
    """Give the subject of a claim what the next sentence says of its own."""
    one, other = _SPLIT.search(claim), _SPLIT.search(around.following)
    if not one or not other or one.start() > len(claim) / 2:
        return ""
    if claim[: one.start()].split()[:2] == around.following[: other.start()].split()[:2]:
        return ""
    return claim[: one.start()] + around.following[other.start() :]


def _attribution(claim: str, around: Surroundings, chance: random.Random) -> str:
    near = [name for name in (around.near or around.names) if name not in claim]
    if not near or not claim:
        return ""
    said = chance.choice(("According to {}, ", "{} said that ", "{} announced that "))
    return said.format(chance.choice(near)) + claim[0].lower() + claim[1:]


_ALTERATIONS: dict[str, Alteration] = {
    "number": _number,
    "date": _date,
    "name": _name,
    "roles": _roles,
    "negation": _negation,
    "addition": _addition,
    "cause": _cause,
    "merge": _merge,
    "attribution": _attribution,
} | {kind: _pairs(kind) for kind in ("direction", "quantifier", "status", "unit")}


def _tails(sentences: Sequence[str]) -> list[str]:
    """Return the tails of sentences that say why, by whom or what for."""
    found = (_tail_pattern().search(sentence) for sentence in sentences)
    return [match[1] for match in found if match]


@cache
def _tail_pattern() -> re.Pattern[str]:
    openings = "|".join(map(re.escape, words()["tails"]["openings"]))
    return re.compile(rf"[\w,] ((?:{openings})\b[^.,;]{{0,80}})\.$")


@cache
def words() -> Any:  # noqa: ANN401 - rows of TOML
    """Return the word lists."""
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
