"""Passes over the blocks of a page that remove what is not the document, each named and reported.

A block is a paragraph, a heading, a list item or a table row. `clean` is idempotent: cleaning its
own output changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from rag.language.layout import is_enumerator
from rag.language.sentences import sentences
from rag.language.tokens import fingerprint, words
from rag.readers.cleaning.date_line import is_date_line
from rag.readers.cleaning.junk_lines import (
    BULLET,
    ends_sentence,
    is_author_note,
    is_byline,
    is_credit,
    is_junk,
    is_list_head,
    is_sentence,
    is_share_bar,
    word_count,
)
from rag.readers.cleaning.normalise import invisible_runs, normalise
from rag.readers.cleaning.reference_marks import reference_marks, without_reference_marks
from rag.schema import Removal

# Each round may lay bare what an earlier pass was looking for; real pages settle in two.
_ROUNDS = 20
_LONGEST_TITLE, _LONGEST_HEADLINE = 300, 160  # characters
# Blocks at the head and the foot of a page among which bylines and credits stand.
_HEAD, _FOOT = 12, 8
_NOTE_FOOT = 3  # blocks at the foot among which a note on the author stands
_PARAGRAPH, _PARAGRAPH_WORDS = 60, 10  # characters and words that make a first paragraph
_MOST_LABEL_WORDS, _FEWEST_REPEATED_WORDS, _FEWEST_TEASER_WORDS, _FEWEST_WORDS = 3, 4, 8, 3
_SHORTEST_HALF = 20  # characters of a caption that is printed twice
_LABELLED = re.compile(r"(?:- )?\(?(?:[a-z]{1,2}|[ivx]{1,5}|\d{1,3})[.)]\s", re.IGNORECASE)
_STATEMENT_END = re.compile(r"[.!:;。！]['\"”’)]*$")
_SENTENCE_END = re.compile(r"[.!?:;。！？]['\"”’)]*$")


@dataclass(frozen=True)
class Cleaned:
    """Blocks that remain, and what was removed in the order of the passes."""

    blocks: tuple[str, ...]
    removals: tuple[Removal, ...]
    suspicious: tuple[str, ...] = ()


class Split(NamedTuple):
    """Blocks that stay, and those that go."""

    kept: list[str]
    removed: list[str]


CleaningPass = Callable[[list[str]], Split]


def clean(blocks: Sequence[str], title: str = "") -> Cleaned:
    """Remove what is not the document.

    Args:
        blocks: paragraphs, headings ("## …"), list items ("- …") and table rows ("| … |").
        title: repetitions of it at the top are dropped; "" when unknown.

    Returns:
        the remaining blocks; each removal with its reason, count and samples.
    """
    current = list(blocks)
    hidden = [text for block in current for text in invisible_runs(block)]
    suspicious = dict.fromkeys(text for text in hidden if len(text.split()) > 1)
    removals: dict[str, Removal] = {}
    for _ in range(_ROUNDS):
        before = current
        current = _with_numbers(current)
        for reason, cleaning_pass in _passes(title):
            current, removed = cleaning_pass(current)
            if removed:
                found = Removal.of(reason, removed)
                removals[reason] = removals[reason] + found if reason in removals else found
        if current == before:
            break
    return Cleaned(tuple(current), tuple(removals.values()), tuple(suspicious))


def _with_numbers(blocks: list[str]) -> list[str]:
    """Put the number of a paragraph that stands by itself, "(b)", before its paragraph."""
    joined: list[str] = []
    for block in blocks:
        opens = bool(block) and block[0] not in "|#-"
        if opens and joined and is_enumerator(joined[-1]) and not is_enumerator(block):
            joined[-1] = f"{joined[-1].strip()} {block}"
        else:
            joined.append(block)
    return joined


def looks_like_text(text: str) -> bool:
    """Return whether at least a few words remain."""
    return word_count(" ".join(words(text))) >= _FEWEST_WORDS


def _passes(title: str) -> tuple[tuple[str, CleaningPass], ...]:
    return (
        ("invisible characters", _without_invisible),
        ("reference mark", _without_marks),
        ("related headlines", _without_related),
        ("junk line", partial(_split, drop=is_junk)),
        ("doubled caption", partial(_split, drop=_is_doubled)),
        ("share bar", partial(_split, drop=is_share_bar)),
        ("title repeated", partial(_without_title, title=title)),
        ("byline", partial(_split_edges, drop=is_byline)),
        ("date line", partial(_split, drop=is_date_line)),
        ("credit or breadcrumb", partial(_split_edges, drop=is_credit)),
        ("author's note", _without_author_note),
        ("section label", _without_labels),
        ("repeated paragraph", _without_repeats),
        ("repeated sentence", _without_teasers),
        ("empty heading", _without_empty_headings),
    )


def _split(blocks: list[str], drop: Callable[[str], bool]) -> Split:
    return _split_at(blocks, {place for place, block in enumerate(blocks) if drop(block)})


def _split_edges(blocks: list[str], drop: Callable[[str], bool]) -> Split:
    """Split near the ends of the page only: in its middle a line of names is one of a list."""
    foot = len(blocks) - _FOOT
    edges = (place for place in range(len(blocks)) if place < _HEAD or place >= foot)
    return _split_at(blocks, {place for place in edges if drop(blocks[place])})


def _split_at(blocks: list[str], dropped: Collection[int]) -> Split:
    """Split off the blocks at some places, counted from 0."""
    found = Split([], [])
    for place, block in enumerate(blocks):
        (found.removed if place in dropped else found.kept).append(block)
    return found


def _without_invisible(blocks: list[str]) -> Split:
    removed = [text or "(no text)" for block in blocks for text in invisible_runs(block)]
    kept = [normalise(block) for block in blocks]
    return Split([block for block in kept if block], removed)


def _without_marks(blocks: list[str]) -> Split:
    removed = [mark for block in blocks for mark in reference_marks(block)]
    kept = map(without_reference_marks, blocks)
    return Split([block for block in kept if block], removed)


def _without_author_note(blocks: list[str]) -> Split:
    """Drop a note on the author among the last blocks."""
    tail = range(max(0, len(blocks) - _NOTE_FOOT), len(blocks))
    return _split_at(blocks, {place for place in tail if is_author_note(blocks[place])})


def _without_labels(blocks: list[str]) -> Split:
    """Drop lines of up to three words above the first paragraph, such as "Markets"."""
    first = next((place for place, block in enumerate(blocks) if _is_paragraph(block)), 0)
    kept, removed = _split(blocks[:first], _is_label)
    return Split(kept + blocks[first:], removed)


def _is_paragraph(block: str) -> bool:
    return len(block) >= _PARAGRAPH or word_count(block) >= _PARAGRAPH_WORDS


def _is_label(block: str) -> bool:
    if block.startswith(("#", "- ", "| ")) or ends_sentence(block):
        return False
    return word_count(block) <= _MOST_LABEL_WORDS


def _without_related(blocks: list[str]) -> Split:
    """Drop the headlines behind a line such as "Related Articles"; a paragraph ends the list."""
    dropped = set()
    in_list = False
    for place, block in enumerate(blocks):
        in_list = is_list_head(block) or (in_list and _is_headline(block))
        if in_list:
            dropped.add(place)
    return _split_at(blocks, dropped)


def _is_headline(block: str) -> bool:
    """Return whether a list item or a short line has no sentence's end, as in lists of links."""
    if len(block) >= _LONGEST_HEADLINE or block.startswith(("#", "|")):
        return False
    text = BULLET.sub("", block)
    is_item = text != block  # the headline of an item may ask
    end = _STATEMENT_END if is_item else _SENTENCE_END
    return not end.search(text) and len(sentences(text)) == 1


def _is_doubled(block: str) -> bool:
    """Return whether a line says the same twice, as a caption and its alternative text do."""
    text = re.sub(r"\s+", " ", block.strip())
    for middle in (len(text) // 2, (len(text) - 1) // 2):
        first = text[:middle].strip()
        second = text[-middle:].strip() if middle else ""
        if len(first) >= _SHORTEST_HALF and first == second:
            return True
    return False


def _without_title(blocks: list[str], title: str) -> Split:
    """Drop repetitions of the title, unless nothing else is there or it is itself a paragraph."""
    wanted = fingerprint(title)
    if not wanted:
        return Split(blocks, [])

    def repeats(block: str) -> bool:
        return fingerprint(block) == wanted and len(block) <= _LONGEST_TITLE

    found = _split(blocks, repeats)
    return found if found.kept else Split(blocks[:1], blocks[1:])


def _without_repeats(blocks: list[str]) -> Split:
    """Keep the first of equal paragraphs of four words or more.

    Table rows may repeat, and so may "(b) …" outside of a repeated stretch, and what is no sentence
    under another heading: each day of a plan has its "Lunch at the canteen".
    """
    seen: set[tuple[str, ...]] = set()
    again = []
    for block, above in zip(blocks, _headings_above(blocks), strict=True):
        mark = fingerprint(block)
        key = (mark,) if is_sentence(block) else (*above, mark)
        counts = not block.startswith("|") and word_count(mark) >= _FEWEST_REPEATED_WORDS
        again.append(counts and key in seen)
        seen.add(key)
    labelled = [bool(_LABELLED.match(block)) for block in blocks]
    plain = [repeats and not label for repeats, label in zip(again, labelled, strict=True)]
    repeated = (place for place, repeats in enumerate(again) if repeats)
    return _split_at(
        blocks, {place for place in repeated if any(plain[max(0, place - 1) : place + 2])}
    )


def _headings_above(blocks: Sequence[str]) -> list[tuple[str, ...]]:
    """Return for each block the headings that it stands under."""
    found = []
    above: dict[int, str] = {}
    for block in blocks:
        level = len(block) - len(block.lstrip("#"))
        if level:
            above = {depth: mark for depth, mark in above.items() if depth < level}
        found.append(tuple(above.values()))
        if level:
            above[level] = fingerprint(block)
    return found


def _without_teasers(blocks: list[str]) -> Split:
    """Drop a paragraph whose every sentence stands in a longer paragraph too."""
    marks = [_sentence_marks(block) for block in blocks]
    owners: dict[str, set[int]] = {}
    for place, row in enumerate(marks):
        for mark in row:
            owners.setdefault(mark, set()).add(place)

    def is_teaser(place: int) -> bool:
        block, row = blocks[place], marks[place]
        if not row or block.startswith(("|", "#")):
            return False
        if word_count(" ".join(row)) < _FEWEST_TEASER_WORDS:
            return False
        others = set.intersection(*(owners[mark] for mark in row)) - {place}
        return any(len(blocks[other]) > len(block) for other in others)

    return _split_at(blocks, {place for place in range(len(blocks)) if is_teaser(place)})


def _sentence_marks(block: str) -> list[str]:
    marks = (fingerprint(span.of(block)) for span in sentences(block))
    return [mark for mark in marks if mark]


def _without_empty_headings(blocks: list[str]) -> Split:
    """Drop headings at the end that have nothing under them."""
    end = len(blocks)
    while end and blocks[end - 1].startswith("#"):
        end -= 1
    return Split(blocks[:end], blocks[end:][::-1])
