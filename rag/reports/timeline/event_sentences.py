"""Which sentences tell of an event, and on which days: the text's own where it gives them, else the day of publication."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from rag.evidence.select import overlap
from rag.language.injection import is_command
from rag.language.sentences import sentences
from rag.language.temporal import EventTime, event_times
from rag.language.tokens import content_words, stem, words
from rag.schema import Evidence, Span, Window

# A row's sentence comes this close to the best one on the subject: one with a date of its own, and one dated by its publication.
DATED_SHARE, UNDATED_SHARE = 0.58, 0.75
# … and reaches this. These and the bounds below were chosen by reading the timelines of twenty subjects of the sample collection.
MIN_SCORE = 0.38
# A dated sentence of a document whose title is the subject needs to say less of it itself.
TITLE_BONUS = 0.25
# A document's news stands in its first characters; what it says later without a date is background, which has no day.
_OPENING = 500
# Worse quotes for an event: a sentence that tells of several, one that begins with "It", one that says what did not happen.
_MIXED_MALUS, _LEANING_MALUS, _NOT_MALUS = 0.08, 0.1, 0.1
# A better one: a sentence that opens with its date.
_OPENING_BONUS = 0.06
# A quote with the sentence before it is no longer than this.
_LONGEST_PAIR = 420
_NOT = re.compile(r"\b(?:not|never|no|nobody|neither)\b|n['’]t\b")
_DENIES = re.compile(
    r"\b(?:is|are|was|were|has|have|had|did|does|do)\s(?:\w+\s)?(?:not|never)\b|n['’]t\b|\b(?:nobody|never)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"(?![#|])(?!\d{1,2}(?:\.\d{1,2})*\.?\s)[\"'“‘(\[]?[^\W_a-z].*[.!…。][\"'”’)\]]*", re.DOTALL
)
_LEANS = re.compile(
    r"(?:It|Its|This|That|They|Their|These|Those|He|She|His|Her|Both|But|And|Such|There|Then|So)\b"
)
# What the sentence before must explain.
_POINTS_BACK = re.compile(
    r"(?:It|Its|They|Their|He|She|His|Her|Both)\b|(?:This|That|These|Those)\s(?:is|was|are|were|has|have|had|will|came|took|followed|follows)\b"
)
# A day told by another sentence, and what is not so.
_NO_NEWS = re.compile(
    r"\b(?:is|are|do|does)\snot\b|\b(?:(?:the\s)?(?:same|next|following|previous|preceding)\s(?:day|week|month|year|morning|evening|\w+day)|(?:at\s)?that\s(?:day|week|month|year|time|point|moment)"
    r"|(?:hours|days?|weeks?|months?|years?)\s(?:later|earlier|before|after(?:wards)?))\b",
    re.IGNORECASE,
)
# "7 SEPTEMBER." before the first sentence of a paragraph.
_LABEL = re.compile(r"\W{0,4}[^.:–—\n]{3,40}[.:–—](?=\s|$)")
# A date that begins before this is the whole sentence's.
_INITIAL = 20


class Days(NamedTuple):
    """The first and the last day on which a sentence may have been written; None where no day is known."""

    first: date | None
    last: date | None


class Dated(NamedTuple):
    """A sentence with the days of its event and the words that name them, "" where publication does; `mixed` counts other events in it."""

    evidence: Evidence
    when: Window
    words: str = ""
    mixed: int = 0

    @property
    def is_denial(self) -> bool:
        """Whether it says what did not happen."""
        return bool(_DENIES.search(self.evidence.text))

    @property
    def worth(self) -> float:
        """How good a quote it is for its event."""
        text = self.evidence.text
        malus = (
            _LEANING_MALUS * bool(_LEANS.match(text))
            + _NOT_MALUS * bool(_NOT.search(text))
            + _MIXED_MALUS * min(self.mixed, 2)
        )
        return (
            self.evidence.score
            - malus
            + _OPENING_BONUS * bool(self.words and self.words in text[: _INITIAL + len(self.words)])
        )


class _Label(NamedTuple):
    when: Window
    words: str
    text: str


def is_sentence(text: str) -> bool:
    """Whether a text is a whole sentence: no heading, label, row of a table or fragment."""
    return bool(_SENTENCE.fullmatch(text))


def closeness(item: Evidence, question: Mapping[str, float]) -> float:
    """How close a sentence is to a subject, given as words with their weights: its score, and more where its title is the subject."""
    title = overlap(
        question, frozenset(stem(word) for word in words(item.passage.title)), frozenset()
    )
    return item.score + TITLE_BONUS * title**2


def floor(best: float) -> float:
    """The least closeness of a sentence on a subject whose best sentence has a score."""
    return max(MIN_SCORE, DATED_SHARE * best)


def dated(item: Evidence, question: Mapping[str, float], days: Days, best: float) -> Dated | None:
    """A sentence with the days of its event, None when it is no sentence, has no day, or is too far from the subject.

    Args:
        item: the sentence.
        question: the words of the subject with their weights.
        days: when it was written; where that is not one day, "on Friday" stays unread.
        best: the score of the best sentence on the subject.
    """
    near = replace(item, score=closeness(item, question))
    if not is_sentence(item.text) or near.score < floor(best):
        return None
    before = _before(item)
    first, last = (event_times(item.text, day, f"{item.passage.heading} {before}") for day in days)
    if first and first == last:
        told = _nearest(item.text, first, question)
        return Dated(
            _whole(near, before, days),
            told.window,
            " ".join(item.text[told.start : told.end].split()),
            len(first) - 1,
        )
    if first or last:
        return None
    if label := _label(before, days.first, item.passage.heading):
        return (
            Dated(_from(near, len(before.lstrip())), label.when, label.words)
            if before.strip() == label.text
            else None
        )
    is_news = (
        item.span.start < _OPENING
        and item.score >= UNDATED_SHARE * best
        and not _NO_NEWS.search(item.text)
    )
    return Dated(item, Window(days.first, days.first)) if days.first and is_news else None


def _nearest(text: str, told: Sequence[EventTime], question: Mapping[str, float]) -> EventTime:
    """Of several events of one sentence the one whose own words are nearest to the subject."""
    borders = [0, *sorted(edge for item in told for edge in (item.start, item.end)), len(text)]

    def share(item: EventTime) -> float:
        place = borders.index(item.start)
        ahead = content_words(text[borders[place - 1] : item.start])
        own = ahead or content_words(
            text[item.end : borders[place + 2]]
        )  # "in May, and on 3 June it barred …"
        return overlap(question, frozenset(own), frozenset())

    return told[0] if told[0].start < _INITIAL else max(told, key=share)


def _before(item: Evidence) -> str:
    """What stands before a sentence in its paragraph, as far as its passage holds it."""
    return item.passage.text[: item.span.start - item.passage.span.start].rsplit("\n\n", 1)[-1]


def _whole(item: Evidence, before: str, days: Days) -> Evidence:
    """A sentence that begins with "It" together with the one before it, which says what it is and has no date of its own."""
    earlier = sentences(before)[-1:]
    lead = earlier[0].of(before) if earlier else ""
    if (
        not _POINTS_BACK.match(item.text)
        or not is_sentence(lead)
        or _LEANS.match(lead)
        or event_times(lead, days.first)
    ):
        return item
    quote = _from(item, len(before) - earlier[0].start)
    return quote if len(quote.text) <= _LONGEST_PAIR and not is_command(quote.text) else item


def _label(before: str, day: date | None, heading: str) -> _Label | None:
    """The date that a paragraph begins with, "22 SEPTEMBER."; it is the date of its first sentence and quoted with it."""
    label = _LABEL.match(before)
    told = next(iter(event_times(label.group(), day, heading)), None) if label else None
    if (
        label is None
        or told is None
        or any(char.isalnum() for char in label.group()[: told.start] + label.group()[told.end :])
    ):
        return None
    return _Label(told.window, label.group()[told.start : told.end], label.group().strip())


def _from(item: Evidence, earlier: int) -> Evidence:
    """A sentence with so many characters before it."""
    span = Span(item.span.start - earlier, item.span.end)
    return replace(
        item, text=span.shifted(-item.passage.span.start).of(item.passage.text), span=span
    )
