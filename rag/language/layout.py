"""Layout: the headings, paragraphs, lists and tables of a text, and the sentences inside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal, NamedTuple

from rag.language.sentences import sentences
from rag.schema import Span

BlockKind = Literal["heading", "paragraph", "list", "table"]

_ITEM = re.compile(r"[ \t]*(?:[-*•–]|\(?(?:\d{1,3}|[a-z]{1,3})[.)])[ \t]+\S")
_BULLET = re.compile(r"[ \t]*[-*•–][ \t]+")
# "Sec. 4. Duties of the Council.", "(a) Seat Belt Use.": a heading that runs into its paragraph has
# no more words than this, nearly all of them in capitals.
_LONGEST_RUN_IN = 14
_NUMBERED = re.compile(r"(?:sec(?:tion|\.)|art(?:icle|\.)|part|chapter|§)\s*\d", re.IGNORECASE)
_SMALL_WORDS = frozenset("a an and as at but by for from in nor of on or the to with".split())


# "1.", "(b)", "2a.", "iv)": the number of a paragraph, with the sign that makes it one.
_ENUMERATOR = re.compile(
    r"\((?:\d{1,3}[a-z]?|[a-z]{1,2}|[ivx]{1,5})\)|(?:\d{1,3}[a-z]?|[a-z]|[ivx]{1,5})[.)]",
    re.IGNORECASE,
)


class Block(NamedTuple):
    """A part of a text; `units` are its sentences, its items or its rows, in order.

    The units of a list hold the number or letter of an item but not its bullet. The first row of a
    table is its header.
    """

    kind: BlockKind
    units: tuple[Span, ...]

    @property
    def span(self) -> Span:
        """Return where it stands."""
        return Span(self.units[0].start, self.units[-1].end)


def read_layout(text: str) -> list[Block]:
    """Return the blocks of a text in order.

    >>> text = "It has two parts:" + chr(10) * 2 + "- A mine." + chr(10) + "- A mill."
    >>> [(block.kind, [unit.of(text) for unit in block.units]) for block in read_layout(text)]
    [('paragraph', ['It has two parts:']), ('list', ['A mine.', 'A mill.'])]
    """
    blocks: list[Block] = []
    for kind, parts in groupby(_paragraphs(text), key=lambda part: _kind_of(part.of(text))):
        blocks += _joined(kind, text, list(parts))
    return blocks


def is_enumerator(text: str) -> bool:
    """Return whether a text is nothing but the number of a paragraph, "1." or "(b)"."""
    return _ENUMERATOR.fullmatch(text.strip()) is not None


def is_run_in_heading(sentence: str) -> bool:
    """Return whether a sentence is a heading that runs into its paragraph.

    >>> [is_run_in_heading(text) for text in ("Sec. 2. Duties.", "(a) Seat Belt Use.", "It rose.")]
    [True, True, False]
    """
    found = re.findall(r"[^\W\d_][\w’'-]*", sentence)
    if len(found) > _LONGEST_RUN_IN:
        return False
    if _NUMBERED.match(sentence):
        return len(found) <= _LONGEST_RUN_IN // 2 or _is_title(found[1:])
    if not (found and sentence.startswith("(")):
        return False
    return _is_title(found[1:] if len(found[0]) == 1 else found)


def _is_title(found: Sequence[str]) -> bool:
    return all(word[0].isupper() or word in _SMALL_WORDS for word in found)


def _paragraphs(text: str) -> Iterator[Span]:
    """Yield lines of headings, items and tables, and whole paragraphs of the rest."""
    start: int | None = None
    for match in re.finditer(r"[^\n]*\n?", text):
        line = match.group()
        own = _kind_of(line) != "paragraph"
        if start is not None and (own or not line.strip()):
            yield Span(start, match.start())
            start = None
        if own:
            yield Span(match.start(), match.end())
        elif line.strip() and start is None:
            start = match.start()
    if start is not None:
        yield Span(start, len(text))


def _kind_of(line: str) -> BlockKind:
    if line.startswith("#"):
        return "heading"
    if line.startswith("|"):
        return "table"
    return "list" if _ITEM.match(line) else "paragraph"


def _joined(kind: BlockKind, text: str, parts: Sequence[Span]) -> Iterator[Block]:
    """Yield a block for each paragraph and heading; the parts of a list or table make one.

    A mark with nothing behind it is no part.
    """
    trimmed = [span for span in (_trimmed(text, part) for part in parts) if span.of(text)]
    if kind == "paragraph":
        for part in trimmed:
            yield Block(kind, tuple(span.shifted(part.start) for span in sentences(part.of(text))))
    elif kind == "heading":
        for part in trimmed:
            yield Block(kind, (part,))
    elif trimmed:
        yield Block(kind, tuple(trimmed))


def _trimmed(text: str, part: Span) -> Span:
    """Return a part without spaces around it, heading marks and bullets."""
    piece = part.of(text)
    mark = _BULLET.match(piece) or re.match(r"#*\s*", piece)
    start = part.start + (mark.end() if mark else 0)
    end = part.start + len(piece.rstrip())
    return Span(min(start, end), end)
