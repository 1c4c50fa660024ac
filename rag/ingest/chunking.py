"""Cut a cleaned text into chunks of whole sentences that never cross a heading, with exact offsets.

A chunk is what is embedded. What is searched by words, ranked and shown is a window: a chunk with
the next one of its section, so that windows overlap by half and no sentence stands at an edge of
all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rag.language.sentences import sentences
from rag.language.tables import header_name, headers_of_rows
from rag.schema import Chunk, Span

# Windows of two chunks of 400 characters keep 88 % of the gold characters in the top five on the
# chunking eval; chunks of 800 by themselves 86 %, of 400 74 % (evals/notebook.md).
CHUNK_CHARACTERS = 400
# Names what `chunk` does, with the edition of its sentences; a library cut otherwise is cut again.
CHUNKING = f"sentences-4-windows-of-two-{CHUNK_CHARACTERS}"
# A longer "heading" is text: each chunk under it would carry it again.
_LONGEST_HEADING = 300


def chunk(text: str, size: int = CHUNK_CHARACTERS) -> list[Chunk]:
    """Pack sentences into chunks of at most `size` characters.

    A longer sentence is split at spaces. Every chunk satisfies
    `text[c.span.start:c.span.end] == c.text`, and together they hold every word of `text` but its
    headings of up to 300 characters, which each chunk carries as a path ("Controls › Licences"). A
    chunk that begins within a table carries its header in the same way ("Port | Fee").
    `window_end` is where the chunk's window ends.
    """
    chunks: list[Chunk] = []
    path: list[_Heading] = []
    section: list[Span] = []
    for span in sentences(text):
        if not _is_heading(text, span):
            section.append(span)
            continue
        chunks += _chunk_section(text, section, path, size)
        section = []
        path = _descend(path, span.of(text))
    return chunks + _chunk_section(text, section, path, size)


class _Heading(NamedTuple):
    """A heading that text stands under: level 1 for "#", 2 for "##"."""

    level: int
    name: str


def _descend(path: Sequence[_Heading], line: str) -> list[_Heading]:
    """Return the path below a heading: those of its level and deeper end with it."""
    name = line.lstrip("#")
    level = len(line) - len(name)
    above = [heading for heading in path if heading.level < level]
    return [*above, _Heading(level, line.lstrip("# "))]


def _chunk_section(
    text: str, section: Sequence[Span], path: Sequence[_Heading], size: int
) -> list[Chunk]:
    """Pack the sentences of one section; the window of each chunk ends with the next one."""
    spans = _pack(text, section, size)
    names = [heading.name for heading in path]
    headers = headers_of_rows(text, section)
    starts = {row.start: header.of(text) for row, header in headers.items()}
    window_ends = [span.end for span in [*spans[1:], *spans[-1:]]]
    return [
        Chunk(span, span.of(text), " › ".join([*names, *_header(starts, span)]), window_end)
        for span, window_end in zip(spans, window_ends, strict=True)
    ]


def _header(starts: Mapping[int, str], span: Span) -> list[str]:
    """Return the header of the table that a chunk begins within."""
    name = header_name(starts.get(span.start, ""))
    return [name] if name and len(name) <= _LONGEST_HEADING else []


def _pack(text: str, section: Sequence[Span], size: int) -> list[Span]:
    """Join neighbouring sentences to spans of at most `size` characters."""
    packed: list[Span] = []
    for sentence in section:
        for part in _split(text, sentence, size):
            if packed and part.end - packed[-1].start <= size:
                packed[-1] = Span(packed[-1].start, part.end)
            else:
                packed.append(part)
    return packed


def _is_heading(text: str, span: Span) -> bool:
    at_line_start = span.start == 0 or text[span.start - 1] == "\n"
    hashes = text[span.start : span.start + 7]
    return (
        at_line_start
        and hashes.startswith("#")
        and hashes.lstrip("#").startswith(" ")
        and span.end - span.start <= _LONGEST_HEADING
    )


def _split(text: str, span: Span, size: int) -> list[Span]:
    """Return `[span]`, or its pieces of at most `size` characters, cut at spaces if any."""
    parts = []
    start = span.start
    while span.end - start > size:
        space = text.rfind(" ", start + 1, start + size)
        if space > start:
            parts.append(Span(start, space))
            start = space + 1
        else:
            parts.append(Span(start, start + size))
            start += size
    return [*parts, Span(start, span.end)]
