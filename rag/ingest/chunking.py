"""Cut a cleaned text into chunks of whole sentences that never cross a heading, with exact offsets.

A chunk is what is embedded. What is searched by words, ranked and shown is a window: a chunk with the next one of its section, so that
windows overlap by half and no sentence stands at an edge of all of them.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from rag.language.sentences import sentences
from rag.schema import Chunk, Span

# Windows of two chunks of 400 characters keep 88 % of the gold characters in the top five on the chunking eval; chunks of 800 by
# themselves 86 %, of 400 74 % (evals/README.md).
CHUNK_CHARACTERS = 400
# Names what `chunk` does; a library that was cut by another scheme is cut again.
CHUNKING = f"windows-of-two-{CHUNK_CHARACTERS}"
# A longer "heading" is text: each chunk under it would carry it again.
_LONGEST_HEADING = 300


def chunk(text: str, size: int = CHUNK_CHARACTERS) -> list[Chunk]:
    """Pack sentences into chunks of at most `size` characters; a longer sentence is split at spaces.

    Every chunk satisfies `text[c.span.start:c.span.end] == c.text`, and together they hold every word of `text`
    but its headings of up to 300 characters, which each chunk carries as a path ("Controls › Licences"). `reach` is where the chunk's
    window ends.
    """
    chunks: list[Chunk] = []
    done: list[Chunk] = []
    path: list[tuple[int, str]] = []
    pending: list[Span] = []
    for span in sentences(text):
        piece = span.of(text)
        if _is_heading(text, span):
            _close(chunks, text, pending, path)
            done += _reaching(chunks)
            chunks.clear()
            level = len(piece) - len(piece.lstrip("#"))
            path = [entry for entry in path if entry[0] < level] + [(level, piece.lstrip("# "))]
            continue
        for part in _parts(text, span, size):
            if pending and part.end - pending[0].start > size:
                _close(chunks, text, pending, path)
            pending.append(part)
    _close(chunks, text, pending, path)
    return [*done, *_reaching(chunks)]


def _reaching(section: list[Chunk]) -> list[Chunk]:
    """The chunks of one section, each with the end of the next as its reach; the last reaches no further than itself."""
    return [replace(one, reach=other.span.end) for one, other in pairwise(section)] + section[-1:]


def _is_heading(text: str, span: Span) -> bool:
    at_line_start = span.start == 0 or text[span.start - 1] == "\n"
    hashes = text[span.start : span.start + 7]
    return (
        at_line_start
        and hashes.startswith("#")
        and hashes.lstrip("#").startswith(" ")
        and span.end - span.start <= _LONGEST_HEADING
    )


def _parts(text: str, span: Span, size: int) -> list[Span]:
    """`[span]`, or its pieces of at most `size` characters cut at spaces where there are any."""
    parts = []
    start = span.start
    while span.end - start > size:
        cut = text.rfind(" ", start + 1, start + size)
        end = cut if cut > start else start + size
        parts.append(Span(start, end))
        start = end + (cut > start)
    return [*parts, Span(start, span.end)]


def _close(
    chunks: list[Chunk], text: str, pending: list[Span], path: list[tuple[int, str]]
) -> None:
    if pending:
        span = Span(pending[0].start, pending[-1].end)
        chunks.append(Chunk(span, span.of(text), " › ".join(name for _, name in path), span.end))
        pending.clear()
