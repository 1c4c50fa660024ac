"""Measures as pure functions of one question's result, and their mean with a bootstrap interval.

Definitions of nDCG, recall and reciprocal rank follow trec_eval: gain is the grade, discount is
log2(rank + 1).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from rag.schema import Span

RESAMPLES = 2_000


class Mean(NamedTuple):
    """A mean over questions with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float


def ndcg(ranking: Sequence[str], grades: Mapping[str, float], k: int) -> float:
    """Return the discounted gain of the first k against the best order of all graded documents.

    >>> round(ndcg(["b", "a"], {"a": 1}, 10), 4)
    0.6309
    """
    gain = sum(
        grades.get(document, 0.0) / math.log2(rank + 1)
        for rank, document in enumerate(ranking[:k], start=1)
    )
    best = sum(
        grade / math.log2(rank + 1)
        for rank, grade in enumerate(sorted(grades.values(), reverse=True)[:k], start=1)
    )
    return gain / best if best else 0.0


def recall(ranking: Sequence[str], grades: Mapping[str, float], k: int) -> float:
    """Return the share of the relevant documents among the first k.

    >>> recall(["a", "x", "b"], {"a": 1, "b": 1}, 2)
    0.5
    """
    relevant = {document for document, grade in grades.items() if grade > 0}
    return len(relevant & set(ranking[:k])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranking: Sequence[str], grades: Mapping[str, float]) -> float:
    """Return one over the rank of the first relevant document, 0 without one.

    >>> reciprocal_rank(["x", "a"], {"a": 1})
    0.5
    """
    return next(
        (1 / rank for rank, document in enumerate(ranking, start=1) if grades.get(document, 0) > 0),
        0.0,
    )


class Overlap(NamedTuple):
    """How far retrieved characters are the right ones."""

    recall: float
    precision: float
    iou: float


def overlap_of_spans(
    found: Sequence[tuple[str, Span]], gold: Sequence[tuple[str, Span]]
) -> Overlap:
    """Compare characters: those in both over those of the gold, of what was found, and of either.

    Each character of each text counts once.

    >>> overlap_of_spans([("a", Span(0, 10)), ("b", Span(0, 5))], [("a", Span(5, 15))])
    Overlap(recall=0.5, precision=0.3333333333333333, iou=0.25)
    """
    have = {(text, place) for text, span in found for place in range(*span)}
    wanted = {(text, place) for text, span in gold for place in range(*span)}
    both = len(have & wanted)
    return Overlap(
        both / max(1, len(wanted)), both / max(1, len(have)), both / max(1, len(have | wanted))
    )


def holds(text: str, answers: Sequence[str]) -> bool:
    """Say whether a text contains one of the answers, apart from case, spaces and punctuation.

    >>> holds("It fell to 8,200 cars.", ["8,200"]), holds("It fell to 18,200 cars.", ["8,200"])
    (True, False)
    """
    plain = f" {normalised(text)} "
    return any(f" {normalised(answer)} " in plain for answer in answers if normalised(answer))


# An excerpt holds a gold quote when it has this share of its words.
MOST = 0.8
_LEANS_BACK = re.compile(
    r"(?:it|its|they|them|their|this|that|these|those|he|she|his|her|and|but|so|also)\b",
    re.IGNORECASE,
)
# "(b) The fee": an item of a legal list begins there.
_ENUMERATOR = re.compile(r"\s*\((?:[a-z]{1,4}|\d{1,2})\)\s+")
# A line without an end is the last item of a list.
_LIST = re.compile(r"(?:^|\n)[ \t]*(?:[-*•–]|\(?(?:\d{1,3}|[a-z])[.)])[ \t]+[^\n]+$")
_ENDS = re.compile(r"[.!?…|][\"'”’»)\]]*$")


def holds_most(text: str, quote: str) -> bool:
    """Say whether a text holds at least four fifths of a quote's words, each as often.

    >>> holds_most("a b c d x", "a b c d e"), holds_most("a b c", "a a b c")
    (True, False)
    """
    wanted = Counter(normalised(quote).split())
    found = wanted & Counter(normalised(text).split())
    return bool(wanted) and found.total() >= MOST * wanted.total()


def reads_alone(excerpt: str) -> bool:
    """Say whether an excerpt begins and ends where a reader can, by its form alone.

    It begins with no small letter and no word that points back, and it ends as a sentence, a row
    or an item of a list does.

    >>> reads_alone("Exports fell."), reads_alone("They fell."), reads_alone("of exports.")
    (True, False, False)
    """
    opening = _ENUMERATOR.sub("", excerpt).lstrip(" \"'“‘«([*-•")
    begins = bool(opening) and not opening[0].islower() and not _LEANS_BACK.match(opening)
    whole = excerpt.rstrip()
    return begins and bool(_ENDS.search(whole) or _LIST.search(whole))


def rouge_l(text: str, answer: str) -> float:
    """Return the F1 of the longest common subsequence of words (Lin, 2004).

    >>> rouge_l("a b c d", "a x c")
    0.5714285714285714
    """
    found, wanted = normalised(text).split(), normalised(answer).split()
    lengths = [0] * (len(wanted) + 1)
    for word in found:
        diagonal = 0
        for place, other in enumerate(wanted, start=1):
            above = lengths[place]
            lengths[place] = diagonal + 1 if word == other else max(above, lengths[place - 1])
            diagonal = above
    common = lengths[-1]
    return 2 * common / (len(found) + len(wanted)) if common else 0.0


def normalised(text: str) -> str:
    """Lower a text's case and strip its accents; words and figures stay, by single spaces."""
    bare = "".join(
        char
        for char in unicodedata.normalize("NFKD", text.lower())
        if not unicodedata.combining(char)
    )
    return " ".join(re.findall(r"\d+(?:[.,]\d+)*|[^\W\d_]+", bare))


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Count runs of four words; a shorter text is one run.

    >>> sorted(shingles("a b c d e")), list(shingles("a b"))
    ([('a', 'b', 'c', 'd'), ('b', 'c', 'd', 'e')], [('a', 'b')])
    """
    tokens = re.findall(r"\w+", text)
    return (
        Counter(tuple(tokens[n : n + 4]) for n in range(max(1, len(tokens) - 3)))
        if tokens
        else Counter()
    )


def shingle_precision(found: str, gold: str) -> float:
    """Return the share of the found shingles that the gold has as often, 0 for none found.

    Shingles, their counts and the means over pages are those of the article-extraction benchmark
    (github.com/scrapinghub/article-extraction-benchmark).
    """
    given = shingles(found)
    return (given & shingles(gold)).total() / given.total() if given else 0.0


def shingle_recall(found: str, gold: str) -> float:
    """Return the share of the gold text's shingles that were found."""
    return shingle_precision(gold, found)


def mean(values: Sequence[float], seed: int = 0) -> Mean:
    """Return the mean, and the 2.5th and 97.5th percentile of the means of 2,000 resamples."""
    return _bootstrapped([values], lambda means: means[0], seed)


def harmonic_of_means(first: Sequence[float], second: Sequence[float], seed: int = 0) -> Mean:
    """Return the harmonic mean of two means over the same questions, resampled in pairs.

    So F1 is of mean precision and mean recall. Where they are over different things, as texts that
    should be found and texts that were, each is resampled by itself.
    """
    if len(first) != len(second):
        return _harmonic_apart(first, second, seed)
    return _bootstrapped(
        [first, second],
        lambda means: 2 * means[0] * means[1] / np.maximum(means[0] + means[1], 1e-12),
        seed,
    )


def _harmonic_apart(first: Sequence[float], second: Sequence[float], seed: int) -> Mean:
    one, other = mean(first, seed), mean(second, seed + 1)
    parts = zip(one, other, strict=True)
    return Mean(*(2 * a * b / max(a + b, 1e-12) for a, b in parts))


def _bootstrapped(
    columns: Sequence[Sequence[float]], combine: Callable[[Any], Any], seed: int
) -> Mean:
    """`combine` of the columns' means, and its interval over resampled rows."""
    data = np.asarray(columns, float)
    if not data.size:
        return Mean(float("nan"), float("nan"), float("nan"))
    draws = np.random.default_rng(seed).integers(0, data.shape[1], (RESAMPLES, data.shape[1]))
    low, high = np.percentile(combine(data[:, draws].mean(axis=2)), [2.5, 97.5])
    return Mean(float(combine(data.mean(axis=1))), float(low), float(high))
