"""The blocks of a page that are its text.

trafilatura says where the text is, and the outline gives all of it in order: alone, trafilatura
drops short headings, nested lists, lines between paragraphs and standfirsts. What stands among
paragraphs that it kept is kept too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from rag.language.lexicon import load
from rag.language.tokens import fingerprint, runs_of_three, words
from rag.readers.cleaning.junk_lines import is_sentence, word_count
from rag.readers.cleaning.phrases import compile_names, compile_phrases
from rag.readers.html.attribute_limits import limit_attributes
from rag.readers.html.outline import Piece, outline

# A block is part of the text that was found when this share of its runs of three words is.
_SHARED = 0.8
# Blocks with more of their letters in links are lists of other pages.
_MOST_LINKED = 0.5
_WHOLLY_LINKED = 0.8
_PARTS = load("page_parts")
_STANDFIRST = compile_names(**_PARTS["standfirst"])
_BESIDE = compile_names(**_PARTS["beside"])
_FOOTNOTES = compile_names(**_PARTS["footnotes"])
_NOTE = compile_phrases(_PARTS["notes"]["phrases"], behind=r"\b.{0,40}?[:.–—-]")
_TIME = re.compile(r"\d\d?[:.]\d\d(?: ?[ap]\.?m\.?)?(?: [A-Z]{2,4})?")
_LONG_HEADING = 8  # words, its mark included
_FEWEST_OF_PATH = 3  # paragraphs of the text that make a path its own
_NEAR = 4  # an element and its parents that are looked at for a name


def extract_main_text(tree: Any, title: str | None, found: Sequence[str]) -> tuple[str, ...]:
    """Return the blocks of the text, with headings, lists and tables kept.

    Args:
        tree: the page.
        title: its headline, which is no part of the text.
        found: the lines that `read_plainly` finds in it.
    """
    pieces = outline(tree)
    mark = fingerprint(title or "")
    kept = [
        is_kept and not (mark and fingerprint(piece.text) == mark)
        for piece, is_kept in zip(pieces, _matching(pieces, found), strict=True)
    ]
    kept = _with_gallery(pieces, kept)
    if not any(kept):
        kept = _article_pieces(pieces)
    if not any(kept):
        return ()
    wanted = _recovered(pieces, kept, title)
    first = kept.index(True)
    return tuple(
        _as_lead(piece) if n < first or (n == first and _is_lead(piece)) else piece.text
        for n, piece in enumerate(pieces)
        if wanted[n]
    )


def _as_lead(piece: Piece) -> str:
    """Take the heading mark off a standfirst, which heads nothing."""
    return piece.text.lstrip("# ")


def _is_lead(piece: Piece) -> bool:
    return is_sentence(piece.text) or _named(piece, _STANDFIRST)


def read_plainly(tree: Any) -> list[str]:
    """Return the lines that trafilatura finds."""
    import lxml.html
    import trafilatura

    limit_attributes(tree)
    markup = lxml.html.tostring(tree, encoding="unicode")
    found = trafilatura.bare_extraction(
        markup,
        include_comments=False,
        include_tables=True,
        include_formatting=False,
        deduplicate=False,
    )
    text = getattr(found, "text", None) or ""
    return [line for line in text.split("\n") if line.strip()]


def _matching(pieces: Sequence[Piece], found: Iterable[str]) -> list[bool]:
    """Return for each piece whether it stands in the text that was found."""
    marks: set[str] = set()
    runs: set[tuple[str, ...]] = set()
    known: set[str] = set()
    for line in found:
        tokens = words(line)
        marks.add(" ".join(tokens))
        known.update(tokens)
        runs.update(runs_of_three(tokens))

    def stands(piece: Piece) -> bool:
        tokens = words(piece.text)
        own = runs_of_three(tokens)
        if len(own) < 2:
            return bool(tokens) and (
                " ".join(tokens) in marks or (len(piece.text) > 40 and known.issuperset(tokens))
            )
        return sum(run in runs for run in own) >= _SHARED * len(own)

    return [not _is_link(piece) and stands(piece) for piece in pieces]


def _is_link(piece: Piece) -> bool:
    """Return whether a paragraph is nothing but a link to another page."""
    return (
        piece.linked > _WHOLLY_LINKED
        and not piece.text.startswith(("#", "- "))
        and not is_sentence(piece.text)
    )


def _with_gallery(pieces: Sequence[Piece], kept: Sequence[bool]) -> list[bool]:
    """Captions count where they are longer than the text, as in a gallery of pictures."""
    captions = [_is_caption(piece) for piece in pieces]
    sizes = [len(piece.text) for piece in pieces]
    rows = list(zip(sizes, kept, captions, strict=True))
    text_size = sum(size for size, is_kept, is_caption in rows if is_kept and not is_caption)
    caption_size = sum(size for size, _, is_caption in rows if is_caption)
    if caption_size <= text_size:
        return list(kept)
    return [is_kept or is_caption for _, is_kept, is_caption in rows]


def _is_caption(piece: Piece) -> bool:
    return piece.element.tag == "figcaption" and piece.linked <= _MOST_LINKED


def _article_pieces(pieces: Sequence[Piece]) -> list[bool]:
    """Everything in the page's article or main part, for pages in which nothing was found."""
    return [
        piece.linked <= _MOST_LINKED
        and any(e.tag in ("article", "main") for e in piece.element.iterancestors())
        for piece in pieces
    ]


def _recovered(pieces: Sequence[Piece], kept: Sequence[bool], title: str | None) -> list[bool]:
    """Return the kept pieces, with those among them, the standfirst above and the notes below."""
    first, last = kept.index(True), len(kept) - 1 - list(reversed(kept)).index(True)
    near = {
        parent
        for piece, is_kept in zip(pieces, kept, strict=True)
        if is_kept
        for parent in _parents(piece.element)
    }
    alike = {_kind(piece) for piece, is_kept in zip(pieces, kept, strict=True) if is_kept}
    paths = _paths_of_prose(pieces, kept)
    mark = fingerprint(title or "")
    head = max(
        (n for n in range(first) if mark and fingerprint(pieces[n].text) == mark), default=first
    )

    def is_wanted(n: int) -> bool:
        piece = pieces[n]
        if kept[n] or piece.linked > _MOST_LINKED or piece.element.tag == "figcaption":
            return kept[n]
        if not first < n < last and is_sentence(piece.text) and _path(piece) in paths:
            return n > head
        if n < first:
            return n > head and _is_standfirst(piece)
        if n > last:
            return _is_note(piece)
        if _path(piece) in paths or _is_quoted(piece):
            return True
        return (
            (_kind(piece) in alike or _has_form(piece))
            and not near.isdisjoint(_parents(piece.element))
            and not _named(piece, _BESIDE)
        )

    return _without_bare_headings(pieces, kept, [is_wanted(n) for n in range(len(pieces))], first)


def _without_bare_headings(
    pieces: Sequence[Piece], kept: Sequence[bool], wanted: list[bool], first: int
) -> list[bool]:
    """Without headings among the text that were only recovered and have nothing under them.

    Below the last sentence the headings of links are those of other pages.
    """
    sentence = max(
        (n for n, piece in enumerate(pieces) if wanted[n] and is_sentence(piece.text)), default=0
    )
    for n in range(sentence + 1, len(pieces)):
        wanted[n] = wanted[n] and not _is_linked_heading(pieces[n])
    for n in reversed(range(first, len(pieces))):
        if wanted[n] and not kept[n] and pieces[n].text.startswith("#"):
            wanted[n] = any(wanted[n + 1 : n + 3])
    return wanted


def _is_linked_heading(piece: Piece) -> bool:
    return piece.linked > _WHOLLY_LINKED and piece.text.startswith("#")


def _parents(element: Any) -> list[Any]:
    """Return the element and three above it, within the body."""
    found = [element]
    for parent in element.iterancestors():
        if (parent.tag in ("body", "html") and len(found) > 1) or len(found) == 4:
            break
        found.append(parent)
    return found


def _kind(piece: Piece) -> tuple[str, str]:
    return piece.element.tag, piece.element.get("class") or ""


def _paths_of_prose(pieces: Sequence[Piece], kept: Sequence[bool]) -> set[tuple[str, ...]]:
    """Return where the paragraphs of the text stand: most pages give them a place of their own.

    A page whose text is parted by advertisements has the same path several times.
    """
    own = [piece for piece, is_kept in zip(pieces, kept, strict=True) if is_kept]
    paths = Counter(map(_path, own))
    of_prose = {_path(piece) for piece in own if is_sentence(piece.text)}
    return {path for path in of_prose if paths[path] >= _FEWEST_OF_PATH and len(path) > 2}


def _path(piece: Piece) -> tuple[str, ...]:
    """Return the names and classes of an element and those around it, within the body."""
    around = (piece.element, *piece.element.iterancestors())
    return tuple(
        f"{element.tag}.{element.get('class') or ''}"
        for element in around
        if element.tag not in ("body", "html")
    )


def _has_form(piece: Piece) -> bool:
    """Return whether a piece has the form of text.

    It is a heading, an item, a row, preformatted lines, a sentence or the time of an entry.
    """
    if piece.element.tag == "pre":
        return True
    return (
        piece.text.startswith(("#", "- ", "| "))
        or is_sentence(piece.text)
        or bool(_TIME.fullmatch(piece.text))
    )


def _is_quoted(piece: Piece) -> bool:
    """Return whether a piece is a quotation among the text, such as a post of a network."""
    return any(element.tag == "blockquote" for element in _parents(piece.element))


def _named(piece: Piece, names: re.Pattern[str]) -> bool:
    return any(
        names.search(f"{element.get('class') or ''} {element.get('id') or ''}")
        for element in _parents(piece.element)
    )


def _is_standfirst(piece: Piece) -> bool:
    """Return whether a line under the headline is marked, by tag or name, as a summary."""
    is_heading = piece.element.tag in ("h2", "h3") and word_count(piece.text) >= _LONG_HEADING
    return is_heading or (word_count(piece.text) >= 2 and _named(piece, _STANDFIRST))


def _is_note(piece: Piece) -> bool:
    """Return whether an element is a correction, or a note at the foot."""
    return (bool(_NOTE.match(piece.text)) and is_sentence(piece.text)) or _named(piece, _FOOTNOTES)
