"""Passes over the blocks of a page that remove what is not the document, each named and reported.

A block is a paragraph, a heading, a list item or a table row. `clean` is idempotent: cleaning its own output changes nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.language.sentences import sentences
from rag.language.tokens import fingerprint, words
from rag.readers.cleaning.junk_lines import (
    BULLET,
    LIST_HEAD,
    ends_sentence,
    is_author_note,
    is_byline,
    is_credit,
    is_junk,
    is_share_bar,
    word_count,
)
from rag.schema import Removal

# Zero-width characters, bidirectional controls, soft hyphens, variation selectors and the tag block: none of them can be seen.
_INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0e\ufeff\U000e0000-\U000e0fff]+"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]+")
# Leaders of a table of contents, and lines of nothing but stops.
_LEADERS = re.compile(r"([.!?…])[.!?…]{30,}")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?"
_DATE_LINE = re.compile(
    r"^(?:[•·|]\s*)?(?:[A-Z][a-z]+(?: [A-Z][a-z]+)?(?:,\s+|\s+[|·]\s+)(?=[A-Z\d]))?(?:(?:first\s+)?(?:published|posted|updated|last updated|last modified|created|dated?|publish date)\b[\s:|on-]*)*"
    r"(?:\d{1,2}[:.]\d\d\s?(?:[ap]\.?m\.?)?\s?(?:[A-Z]{2,4})?,?\s)?"
    rf"(?:(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?,?\s+)?(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,\s*|\s+)\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+\d{{4}}"
    r"|\d{4}[-/]\d\d?[-/]\d\d?|\d{4}\s?[年년]\s?\d\d?\s?[月월]\s?\d\d?\s?[日일])"
    r"[\s,|·•at-]*(?:T?\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?)?[\s,(]*(?:[A-Z]{2,5}|GMT[+-]\d+|[+-]\d\d:?\d\d|Z)?\)?[\s,|]*$",
    re.IGNORECASE,
)
# Each round may lay bare what an earlier pass was looking for; real pages settle in two.
_ROUNDS = 20
_LONGEST_TITLE = 300  # characters
# Blocks at the head and the foot of a page among which bylines and credits stand.
_HEAD, _FOOT = 12, 8
_LABELLED = re.compile(r"(?:- )?\(?(?:[a-z]{1,2}|[ivx]{1,5}|\d{1,3})[.)]\s", re.IGNORECASE)


@dataclass(frozen=True)
class Cleaned:
    """Blocks that remain, and what was removed in the order of the passes."""

    blocks: tuple[str, ...]
    removals: tuple[Removal, ...]
    suspicious: tuple[str, ...] = ()


def clean(blocks: Sequence[str], title: str = "") -> Cleaned:
    """Remove what is not the document.

    Args:
        blocks: paragraphs, headings ("## …"), list items ("- …") and table rows ("| … |") of a page.
        title: repetitions of it at the top are dropped; "" when unknown.

    Returns:
        the remaining blocks; each removal with its reason, count and samples.
    """
    current = list(blocks)
    hidden = [_revealed(match.group()) for block in current for match in _INVISIBLE.finditer(block)]
    suspicious = tuple(dict.fromkeys(text for text in hidden if len(text.split()) > 1))
    removals: dict[str, Removal] = {}
    for _ in range(_ROUNDS):
        before = current
        for reason, step in _passes(title):
            current, removed = step(current)
            if removed:
                found = Removal.of(reason, removed)
                removals[reason] = removals[reason] + found if reason in removals else found
        if current == before:
            break
    return Cleaned(tuple(current), tuple(removals.values()), suspicious)


def normalise(text: str) -> str:
    """NFC, ordinary spaces, no invisible or control characters; line feeds as line ends."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _CONTROL.sub(" ", _INVISIBLE.sub("", text))
    text = _LEADERS.sub(r"\1\1\1", text)
    return "\n".join(re.sub(r"[^\S\n]+", " ", line).strip() for line in text.split("\n"))


Step = Callable[[list[str]], tuple[list[str], list[str]]]


def _passes(title: str) -> tuple[tuple[str, Step], ...]:
    return (
        ("invisible characters", _without_invisible),
        ("related headlines", _without_related),
        ("junk line", lambda blocks: _split(blocks, is_junk)),
        ("doubled caption", _without_doubled_lines),
        ("share bar", lambda blocks: _split(blocks, is_share_bar)),
        ("title repeated", lambda blocks: _without_title(blocks, title)),
        ("byline", lambda blocks: _split_edges(blocks, is_byline)),
        ("date line", lambda blocks: _split(blocks, is_date_line)),
        ("credit or breadcrumb", lambda blocks: _split_edges(blocks, is_credit)),
        ("author's note", _without_bio),
        ("section label", _without_labels),
        ("repeated paragraph", _without_repeats),
        ("repeated sentence", _without_repeated_standfirst),
        ("empty heading", _without_empty_headings),
    )


def is_date_line(block: str) -> bool:
    """Whether the block is nothing but a date, with or without a time and a word like "Updated"."""
    return len(block) < 90 and bool(_DATE_LINE.match(BULLET.sub("", block)))


def _without_invisible(blocks: list[str]) -> tuple[list[str], list[str]]:
    removed = [
        _revealed(match.group()) or "(no text)"
        for block in blocks
        for match in _INVISIBLE.finditer(block)
    ]
    kept = [normalise(block) for block in blocks]
    return [block for block in kept if block], removed


def _revealed(run: str) -> str:
    """What a run of Unicode tag characters spells; "" for other invisible characters."""
    return "".join(
        chr(ord(char) - 0xE0000) for char in run if 0xE0020 <= ord(char) <= 0xE007E
    ).strip()


def _without_bio(blocks: list[str]) -> tuple[list[str], list[str]]:
    """Drop a note on the author among the last three blocks."""
    tail = max(0, len(blocks) - 3)
    drop = {n for n, block in enumerate(blocks) if n >= tail and is_author_note(block)}
    return [b for n, b in enumerate(blocks) if n not in drop], [
        b for n, b in enumerate(blocks) if n in drop
    ]


def _without_labels(blocks: list[str]) -> tuple[list[str], list[str]]:
    """Drop lines of up to three words above the first paragraph, such as "Markets"; a heading is no label."""
    first = next(
        (n for n, block in enumerate(blocks) if len(block) >= 60 or word_count(block) >= 10), 0
    )
    kept, removed = _split(blocks[:first], _is_label)
    return kept + blocks[first:], removed


def _is_label(block: str) -> bool:
    return (
        word_count(block) <= 3
        and not block.startswith(("#", "- ", "| "))
        and not ends_sentence(block)
    )


def _without_related(blocks: list[str]) -> tuple[list[str], list[str]]:
    """Drop the list of headlines that follows a line such as "Related Articles"; a paragraph ends the list."""
    kept: list[str] = []
    removed: list[str] = []
    in_list = False
    for block in blocks:
        if len(block) < 80 and LIST_HEAD.fullmatch(BULLET.sub("", block.lstrip("# ")).strip()):
            in_list = True
            removed.append(block)
        elif in_list and _is_headline(block):
            removed.append(block)
        else:
            in_list = False
            kept.append(block)
    return kept, removed


def _is_headline(block: str) -> bool:
    """A list item or a short line without a sentence's end, as lists of links are made of."""
    text = BULLET.sub("", block[:200])
    may_ask = text != block  # a bulleted headline may
    ends = r"[.!:;。！]['\"”’)]*$" if may_ask else r"[.!?:;。！？]['\"”’)]*$"
    return (
        len(block) < 160
        and not block.startswith(("#", "|"))
        and not re.search(ends, text)
        and len(sentences(text)) == 1
    )


def _without_doubled_lines(blocks: list[str]) -> tuple[list[str], list[str]]:
    """Drop lines that say the same thing twice with nothing between, as a caption and its alternative text do."""
    return _split(blocks, lambda block: _halves_match(block))


def _halves_match(block: str) -> bool:
    text = re.sub(r"\s+", " ", block.strip())
    for middle in (len(text) // 2, (len(text) - 1) // 2):
        first, second = text[:middle].strip(), text[-middle:].strip() if middle else ""
        if len(first) >= 20 and first == second:
            return True
    return False


def _without_title(blocks: list[str], title: str) -> tuple[list[str], list[str]]:
    """Drop repetitions of the title, unless nothing else is there or the title is itself a paragraph of the text."""
    wanted = fingerprint(title)
    kept, removed = _split(
        blocks,
        lambda block: (
            bool(wanted) and fingerprint(block) == wanted and len(block) <= _LONGEST_TITLE
        ),
    )
    return (kept, removed) if kept else (blocks[:1], blocks[1:])


def _without_repeats(blocks: list[str]) -> tuple[list[str], list[str]]:
    """Keep the first of equal paragraphs of four words or more; table rows may repeat, and so may "(b) …" outside a repeated stretch."""
    seen: set[str] = set()
    again = []
    for block in blocks:
        mark = fingerprint(block)
        counts = not block.startswith("|") and word_count(mark) >= 4
        again.append(counts and mark in seen)
        seen.add(mark)
    plain = [
        repeats and not _LABELLED.match(block) for block, repeats in zip(blocks, again, strict=True)
    ]
    drop = {n for n, repeats in enumerate(again) if repeats and any(plain[max(0, n - 1) : n + 2])}
    return [b for n, b in enumerate(blocks) if n not in drop], [
        b for n, b in enumerate(blocks) if n in drop
    ]


def _without_repeated_standfirst(blocks: list[str]) -> tuple[list[str], list[str]]:
    """Drop a paragraph whose every sentence stands in a longer paragraph too, as a teaser above the text does."""
    owners: dict[str, set[int]] = {}
    marks = [[fingerprint(span.of(block)) for span in sentences(block)] for block in blocks]
    for number, row in enumerate(marks):
        for mark in row:
            owners.setdefault(mark, set()).add(number)

    def contained(number: int) -> bool:
        row = [mark for mark in marks[number] if mark]
        if not row or blocks[number].startswith(("|", "#")) or word_count(" ".join(row)) < 8:
            return False
        others = set.intersection(*(owners[mark] for mark in row)) - {number}
        return any(len(blocks[other]) > len(blocks[number]) for other in others)

    drop = {number for number in range(len(blocks)) if contained(number)}
    return [b for n, b in enumerate(blocks) if n not in drop], [
        b for n, b in enumerate(blocks) if n in drop
    ]


def _without_empty_headings(blocks: list[str]) -> tuple[list[str], list[str]]:
    """Drop a last heading that has nothing under it."""
    kept = list(blocks)
    removed: list[str] = []
    while kept and kept[-1].startswith("#"):
        removed.append(kept.pop())
    return kept, removed


def _split(blocks: list[str], drop: Callable[[str], bool]) -> tuple[list[str], list[str]]:
    kept: list[str] = []
    removed: list[str] = []
    for block in blocks:
        (removed if drop(block) else kept).append(block)
    return kept, removed


def _split_edges(blocks: list[str], drop: Callable[[str], bool]) -> tuple[list[str], list[str]]:
    """As `_split`, near the ends of the page only: in its middle a line of names is one of a list."""
    edge = len(blocks) - _FOOT
    dropped = {n for n, block in enumerate(blocks) if (n < _HEAD or n >= edge) and drop(block)}
    return [b for n, b in enumerate(blocks) if n not in dropped], [
        b for n, b in enumerate(blocks) if n in dropped
    ]


def looks_like_text(text: str) -> bool:
    """Whether at least a few words remain."""
    return word_count(" ".join(words(text))) >= 3
