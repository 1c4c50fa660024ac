"""Find the sentences that report an event, and their days.

The days are the text's own where it gives them, else the day of publication.
"""

from __future__ import annotations

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
)
from rag.language.temporal import EventTime, event_times
from rag.language.tokens import content_words, stem, words
from rag.reports.timeline.paragraphs import (
    DateLabel,
    date_label,
    extended_back,
    paragraph_before,
    with_explaining_sentence,
)
from rag.schema import Evidence, Window

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


def subject_score(item: Evidence, subject: Mapping[str, float]) -> float:
    """Return how close a sentence is to a subject: its score, and more where its title is that.

    Args:
        item: the sentence.
        subject: the words of the subject with their weights.
    """
    title = frozenset(stem(word) for word in words(item.passage.title))
    title_share = overlap(subject, title, frozenset())
    return item.score + TITLE_BONUS * title_share**2


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
    score = subject_score(item, subject)
    if not is_full_sentence(item.text) or score < min_subject_score(best):
        return None
    near = replace(item, score=score)
    before = paragraph_before(item)
    context = f"{item.passage.heading} {before}"
    times, late_times = (event_times(item.text, day, context) for day in days)
    if times != late_times:
        return None
    if times:
        return _dated_by_itself(near, before, times, subject, days)
    label = date_label(before, days.first, item.passage.heading)
    if label:
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
    quote = with_explaining_sentence(item, before, days.first)
    return DatedSentence(quote, time.window, time_words, len(times) - 1)


def _dated_by_label(item: Evidence, before: str, label: DateLabel) -> DatedSentence | None:
    """Return the first sentence of a paragraph with the label before it; None for a later one."""
    if before.strip() != label.text:
        return None
    quote = extended_back(item, len(before.lstrip()))
    return DatedSentence(quote, label.when, label.words)


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

    A time that opens the sentence dates all of it.
    """
    if times[0].start < _OPENING_DATE_CHARACTERS:
        return times[0]
    shares = []
    for time in times:
        own_words = _words_of_time(text, time, times)
        shares.append(overlap(subject, own_words, frozenset()))
    best = shares.index(max(shares))
    return times[best]


def _words_of_time(text: str, time: EventTime, times: Sequence[EventTime]) -> frozenset[str]:
    """Return the words that belong to one of several times of a sentence.

    They are those before it, or those behind where none are before: "in May, and on 3 June it
    barred …".
    """
    edges = sorted(edge for other in times for edge in (other.start, other.end))
    borders = [0, *edges, len(text)]
    place = borders.index(time.start)
    before = content_words(text[borders[place - 1] : time.start])
    if before:
        return frozenset(before)
    return frozenset(content_words(text[time.end : borders[place + 2]]))
