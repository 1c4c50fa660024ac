"""The sentences of the passages that answer a question best; what is shown first, and the whole answer without a model."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from rag.injection import is_command
from rag.schema import Evidence, Passage, Span
from rag.text import STOP_WORDS, sentences, stem, words

# Share of the cosine beside word overlap; .2 to .5 are within noise of each other on squad2 and clapnq (evals/README.md).
COSINE_SHARE = 0.3
# What a word of the title, the heading or a neighbouring sentence counts against one of the sentence itself.
CONTEXT_SHARE = 0.35
# A sentence that holds the kind of thing asked for (a number for "how many") is worth this much more.
TYPE_BONUS = 0.08
# The sentences with most of the question's words are embedded, no more: each costs milliseconds.
EMBEDDED = 32
# A question in the text asks, it does not answer.
_QUESTION_MALUS = 0.2
# "Who confirmed …": the sentence that says who did it holds the verb.
VERB_WEIGHT = 4.0
_WHO = re.compile(r"\s*who\s+(?:\w+ly\s+)?(\w+)", re.IGNORECASE)
# A table row needs its header to be understood.
_ROW_MALUS = 0.15
# Shorter sentences are headings, labels and scraps.
_MIN_WORDS = 4
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|billion|half|third|quarter)\b",
    re.I,
)
_DATE = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b",
    re.I,
)
_NAME = re.compile(r"(?<=[\w,;'’\"] )[A-Z][a-z]+")
_REASON = re.compile(r"\b(?:because|since|due to|owing to|so that|in order to|therefore|as a result|reason|caused|led to|after)\b", re.I)
_WANTED: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (
        re.compile(
            r"\bhow (?:many|much|large|high|big|long|old|far|often)|\bwhat (?:percentage|share|proportion|number|amount|sum|price|figure)|\bby how much",
            re.I,
        ),
        _NUMBER,
    ),
    (re.compile(r"\bwhen\b|\b(?:what|which) (?:day|date|year|month|time)|\bhow (?:recently|soon)|\buntil when", re.I), _DATE),
    (re.compile(r"^\s*who\b|\bwhom\b|\bwhich (?:person|minister|company|companies|firm|firms|country|countries)", re.I), _NAME),
    (re.compile(r"^\s*where\b|\bin which (?:city|country|place|region|state)", re.I), _NAME),
    (re.compile(r"^\s*why\b|\bfor what reason", re.I), _REASON),
)

Embed = Callable[[Sequence[str]], npt.NDArray[np.float32]]


def find_evidence(
    question: str, passages: Sequence[Passage], question_vector: npt.NDArray[np.float32], embed: Embed, rarity: Mapping[str, float]
) -> list[Evidence]:
    """Rank the sentences of some passages as evidence for a question.

    Args:
        question: what is asked.
        passages: where to look; each sentence is judged once.
        question_vector: its unit vector, shape (d,).
        embed: unit vectors of sentences, shape (n, d).
        rarity: weight of each word of the question; missing words weigh 1.

    Returns:
        best first; the score is `COSINE_SHARE` of the cosine and the rest of the weighted share of the question's words.
        Sentences that speak to an assistant are left out.
    """
    found: list[tuple[Passage, Span, str, float]] = []
    seen: set[str] = set()
    wanted = weights(question, rarity)
    for passage in passages:
        spans = [span for span in sentences(passage.text)]
        stems = [frozenset(stem(word) for word in words(span.of(passage.text))) for span in spans]
        around = frozenset(stem(word) for word in words(f"{passage.title} {passage.heading}"))
        for place, span in enumerate(spans):
            text = span.of(passage.text)
            if text in seen or len(words(text)) < _MIN_WORDS or is_command(text):
                continue
            seen.add(text)
            near = around.union(*(stems[n] for n in (place - 1, place + 1) if 0 <= n < len(spans)))
            found.append((passage, span, text, overlap(wanted, stems[place], near)))
    if not found:
        return []
    found = sorted(found, key=lambda item: -item[3])[:EMBEDDED]
    cosines = embed([text for _, _, text, _ in found]) @ question_vector
    pattern = next((sought for asked, sought in _WANTED if asked.search(question)), None)
    ranked = [
        Evidence(
            passage,
            span.shifted(passage.span.start),
            text,
            COSINE_SHARE * max(0.0, float(cosine))
            + (1 - COSINE_SHARE) * share
            + (TYPE_BONUS if pattern and pattern.search(text) else 0.0)
            - _QUESTION_MALUS * text.endswith("?")
            - _ROW_MALUS * text.startswith("|"),
            share,
            float(cosine),
        )
        for (passage, span, text, share), cosine in zip(found, cosines, strict=True)
    ]
    return sorted(ranked, key=lambda item: -item.score)


def weights(question: str, rarity: Mapping[str, float], verb_weight: float = VERB_WEIGHT) -> dict[str, float]:
    """The stems that a question turns on with their weights, which sum to 1; the verb after "who" weighs more."""
    raw: dict[str, float] = {}
    for word in words(question):
        if word not in STOP_WORDS:
            raw[stem(word)] = max(raw.get(stem(word), 0.0), rarity.get(word, 1.0))
    asked = _WHO.match(question)
    if asked and stem(asked[1].lower()) in raw:
        raw[stem(asked[1].lower())] *= verb_weight
    total = sum(raw.values()) or 1.0
    return {word: weight / total for word, weight in raw.items()}


def overlap(wanted: Mapping[str, float], inside: frozenset[str], near: frozenset[str]) -> float:
    """The weighted share of the question's words that a sentence holds; words near it count in part.

    >>> overlap({"export": 0.5, "quota": 0.5}, frozenset({"export"}), frozenset({"quota"}))
    0.675
    """
    return sum(weight if word in inside else CONTEXT_SHARE * weight if word in near else 0.0 for word, weight in wanted.items())


def coverage(question: str, evidence: Evidence, rarity: Mapping[str, float]) -> float:
    """The weighted share of the question's words that the evidence's passage and its title hold."""
    inside = frozenset(stem(word) for word in words(f"{evidence.passage.title} {evidence.passage.heading} {evidence.passage.text}"))
    return overlap(weights(question, rarity, verb_weight=1.0), inside, frozenset())
