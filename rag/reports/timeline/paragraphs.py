"""Read the paragraph before a sentence: a date that opens it, a sentence that explains "it"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from rag.language.discourse import is_full_sentence, leans_back, needs_context
from rag.language.injection import is_command
from rag.language.sentences import sentences
from rag.language.temporal import event_times
from rag.schema import Evidence, Span, Window

# A quote with the sentence before it is no longer than this.
_MAX_PAIR_CHARACTERS = 420
# "7 SEPTEMBER." before the first sentence of a paragraph.
_LABEL = re.compile(r"\W{0,4}[^.:–—\n]{3,40}[.:–—](?=\s|$)")


class DateLabel(NamedTuple):
    """A date that opens a paragraph: its days, its words, and all of the label."""

    when: Window
    words: str
    text: str


def paragraph_before(item: Evidence) -> str:
    """Return what stands before a sentence in its paragraph, as far as its passage holds it."""
    passage = item.passage
    before = passage.text[: item.span.start - passage.span.start]
    return before.rsplit("\n\n", 1)[-1]


def with_explaining_sentence(item: Evidence, before: str, day: date | None) -> Evidence:
    """Return a sentence that begins with "It" together with the one before it.

    That one says what "it" is; it has no date of its own and needs no other one.

    Args:
        item: the sentence.
        before: its paragraph before it.
        day: the first on which it may have been written.
    """
    spans = sentences(before)
    if not spans or not needs_context(item.text):
        return item
    explaining = spans[-1].of(before)
    if not is_full_sentence(explaining) or leans_back(explaining):
        return item
    if event_times(explaining, day):
        return item
    characters = len(before) - spans[-1].start
    pair = extended_back(item, characters)
    if len(pair.text) > _MAX_PAIR_CHARACTERS or is_command(pair.text):
        return item
    return pair


def date_label(before: str, day: date | None, heading: str) -> DateLabel | None:
    """Return the date that a paragraph begins with and nothing else: "22 SEPTEMBER."."""
    label = _LABEL.match(before)
    if label is None:
        return None
    text = label.group()
    times = event_times(text, day, heading)
    if not times:
        return None
    time = times[0]
    around = text[: time.start] + text[time.end :]
    if any(char.isalnum() for char in around):
        return None
    return DateLabel(time.window, text[time.start : time.end], text.strip())


def extended_back(item: Evidence, characters: int) -> Evidence:
    """Return a sentence with so many characters before it."""
    passage = item.passage
    span = Span(item.span.start - characters, item.span.end)
    in_passage = span.shifted(-passage.span.start)
    text = in_passage.of(passage.text)
    return replace(item, text=text, span=span)
