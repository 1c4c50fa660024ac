"""Which sentences report an event, and on which days.

The days are the text's own where it gives them, else the day of publication.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from rag.evidence.select import overlap
from rag.language.discourse import (
    counts_from_context,
    denies_event,
    denies_state,
    has_negation,
    is_full_sentence,
    leans_back,
    needs_context,
)
from rag.language.injection import is_command
from rag.language.sentences import sentences
from rag.language.temporal import EventTime, event_times
from rag.language.tokens import content_words, stem, words
from rag.schema import Evidence, Span, Window

# The share of the best score on the subject that a row's sentence reaches: one with a date of its
# own, and one dated by its publication.
DATED_SHARE = 0.58
UNDATED_SHARE = 0.75
# The least score of a row's sentence. These and the bounds below were chosen by reading the
# timelines of twenty subjects of the sample collection.
MIN_SCORE = 0.38
# A dated sentence of a document whose title is the subject needs to say less of it itself.
TITLE_BONUS = 0.25
# A document's news stands in its first characters; what it says later without a date is background,
# which has no day.
_OPENING_CHARACTERS = 500
# Worse quotes for an event: a sentence that reports several, leans on another, or denies.
_SEVERAL_EVENTS_MALUS = 0.08
_LEANING_MALUS = 0.1
_NEGATION_MALUS = 0.1
# A better one: a sentence that opens with its date, which begins within so many characters.
_OPENING_DATE_BONUS = 0.06
_OPENING_DATE_CHARACTERS = 20
# A quote with the sentence before it is no longer than this.
_MAX_PAIR_CHARACTERS = 420
# "7 SEPTEMBER." before the first sentence of a paragraph.
_LABEL = re.compile(r"\W{0,4}[^.:–—\n]{3,40}[.:–—](?=\s|$)")


class WritingDays(NamedTuple):
    """The first and the last day on which a sentence may have been written; None for unknown."""

    first: date | None
    last: date | None


class DatedSentence(NamedTuple):
    """A sentence with the days of its event.

    `words` name the days, "" where publication gives them; `others` counts other events in it.
    """

    evidence: Evidence
    when: Window
    words: str = ""
    others: int = 0

    @property
    def is_denial(self) -> bool:
        """Return whether the sentence denies the event."""
        return denies_event(self.evidence.text)

    @property
    def quality(self) -> float:
        """Rate the quote for its event: its score, less what makes it hard to quote."""
        text = self.evidence.text
        quality = self.evidence.score - _SEVERAL_EVENTS_MALUS * min(self.others, 2)
        if leans_back(text):
            quality -= _LEANING_MALUS
        if has_negation(text):
            quality -= _NEGATION_MALUS
        opening = text[: _OPENING_DATE_CHARACTERS + len(self.words)]
        if self.words and self.words in opening:
            quality += _OPENING_DATE_BONUS
        return quality


class _DateLabel(NamedTuple):
    """A date that opens a paragraph: its days, its words, and all of the label."""

    when: Window
    words: str
    text: str


def subject_score(item: Evidence, subject: Mapping[str, float]) -> float:
    """Return how close a sentence is to a subject: its score, and more where its title is that.

    Args:
        item: the sentence.
        subject: the words of the subject with their weights.
    """
    title = frozenset(stem(word) for word in words(item.passage.title))
    return item.score + TITLE_BONUS * overlap(subject, title, frozenset()) ** 2


def min_subject_score(best: float) -> float:
    """Return the least `subject_score` of a row, given the best score on the subject."""
    return max(MIN_SCORE, DATED_SHARE * best)


def date_sentence(
    item: Evidence, subject: Mapping[str, float], days: WritingDays, best: float
) -> DatedSentence | None:
    """Return a sentence with the days of its event.

    Args:
        item: the sentence.
        subject: the words of the subject with their weights.
        days: when it was written; where that is not one day, "on Friday" stays unread.
        best: the score of the best sentence on the subject.

    Returns:
        None when it is no sentence, has no day, or is too far from the subject.
    """
    near = replace(item, score=subject_score(item, subject))
    if not is_full_sentence(item.text) or near.score < min_subject_score(best):
        return None
    before = _paragraph_before(item)
    context = f"{item.passage.heading} {before}"
    times, late_times = (event_times(item.text, day, context) for day in days)
    if times != late_times:
        return None
    if times:
        return _dated_by_itself(near, before, times, subject, days)
    if label := _date_label(before, days.first, item.passage.heading):
        return _dated_by_label(near, before, label)
    return _dated_by_publication(item, days, best)


def _dated_by_itself(
    item: Evidence,
    before: str,
    times: Sequence[EventTime],
    subject: Mapping[str, float],
    days: WritingDays,
) -> DatedSentence:
    time = _time_on_subject(item.text, times, subject)
    time_words = " ".join(item.text[time.start : time.end].split())
    quote = _with_explaining_sentence(item, before, days)
    return DatedSentence(quote, time.window, time_words, len(times) - 1)


def _dated_by_label(item: Evidence, before: str, label: _DateLabel) -> DatedSentence | None:
    """Return the first sentence of a paragraph with the label before it; None for a later one."""
    if before.strip() != label.text:
        return None
    return DatedSentence(_extended_back(item, len(before.lstrip())), label.when, label.words)


def _dated_by_publication(item: Evidence, days: WritingDays, best: float) -> DatedSentence | None:
    """Return a document's news under the day of its publication; None for background."""
    is_news = (
        item.span.start < _OPENING_CHARACTERS
        and item.score >= UNDATED_SHARE * best
        and not denies_state(item.text)
        and not counts_from_context(item.text)
    )
    if days.first is None or not is_news:
        return None
    return DatedSentence(item, Window(days.first, days.first))


def _time_on_subject(
    text: str, times: Sequence[EventTime], subject: Mapping[str, float]
) -> EventTime:
    """Return of several times of one sentence the one whose own words are nearest to the subject.

    The words of a time are those before it, or those behind where none are before: "in May, and on
    3 June it barred …". A time that opens the sentence is the whole sentence's.
    """
    if times[0].start < _OPENING_DATE_CHARACTERS:
        return times[0]
    edges = sorted(edge for time in times for edge in (time.start, time.end))
    borders = [0, *edges, len(text)]

    def share(time: EventTime) -> float:
        place = borders.index(time.start)
        own = content_words(text[borders[place - 1] : time.start])
        if not own:
            own = content_words(text[time.end : borders[place + 2]])
        return overlap(subject, frozenset(own), frozenset())

    return max(times, key=share)


def _paragraph_before(item: Evidence) -> str:
    """Return what stands before a sentence in its paragraph, as far as its passage holds it."""
    before = item.passage.text[: item.span.start - item.passage.span.start]
    return before.rsplit("\n\n", 1)[-1]


def _with_explaining_sentence(item: Evidence, before: str, days: WritingDays) -> Evidence:
    """Return a sentence that begins with "It" together with the one before it.

    That one says what "it" is; it has no date of its own and needs no other one.
    """
    spans = sentences(before)
    if not spans or not needs_context(item.text):
        return item
    explaining = spans[-1].of(before)
    if not is_full_sentence(explaining) or leans_back(explaining):
        return item
    if event_times(explaining, days.first):
        return item
    pair = _extended_back(item, len(before) - spans[-1].start)
    if len(pair.text) > _MAX_PAIR_CHARACTERS or is_command(pair.text):
        return item
    return pair


def _date_label(before: str, day: date | None, heading: str) -> _DateLabel | None:
    """Return the date that a paragraph begins with and nothing else: "22 SEPTEMBER."."""
    label = _LABEL.match(before)
    times = event_times(label.group(), day, heading) if label else []
    if label is None or not times:
        return None
    text = label.group()
    around = text[: times[0].start] + text[times[0].end :]
    if any(char.isalnum() for char in around):
        return None
    return _DateLabel(times[0].window, text[times[0].start : times[0].end], text.strip())


def _extended_back(item: Evidence, characters: int) -> Evidence:
    """Return a sentence with so many characters before it."""
    span = Span(item.span.start - characters, item.span.end)
    text = span.shifted(-item.passage.span.start).of(item.passage.text)
    return replace(item, text=text, span=span)
