"""Signs that a page does not hold the whole of its text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from rag.language.lexicon import load
from rag.language.tokens import fingerprint
from rag.readers.cleaning.junk_lines import is_sentence, word_count
from rag.readers.cleaning.phrases import compile_phrases
from rag.readers.html.outline import Piece

_LINES = load("unfinished")
_PAYWALL = compile_phrases(_LINES["paywall"]["phrases"])
_SHELL = compile_phrases(_LINES["shell"]["phrases"])
_LONGEST = 300  # characters of such a line
_CUT = ("…", "[…]", "[...]", "...")
# A page that says it is paid for shows all of it as often as not; with fewer words it hardly does.
_FEWEST_PAID = 200
_FEWEST_TEASERS = 4


class Unfinished(NamedTuple):
    """The blocks of a text without lines that stand for its rest, those lines, and what they say.

    `reason` is "" for a text that seems whole.
    """

    blocks: tuple[str, ...]
    lines: tuple[str, ...]
    reason: str


def unfinished(blocks: Sequence[str], linked: Iterable[Mapping[str, Any]]) -> Unfinished:
    """Take out the lines that stand for the rest of a text, and say whether it may be missing."""
    paid = [block for block in blocks if _is_line(block, _PAYWALL)]
    shell = [block for block in blocks if _is_line(block, _SHELL)]
    kept = tuple(block for block in blocks if block not in paid and block not in shell)
    return Unfinished(kept, (*paid, *shell), _reason(kept, bool(paid), bool(shell), linked))


def _is_line(block: str, pattern: Any) -> bool:
    return len(block) <= _LONGEST and bool(pattern.fullmatch(block.lstrip("#- ")))


def _reason(
    blocks: Sequence[str], is_paid: bool, is_shell: bool, linked: Iterable[Mapping[str, Any]]
) -> str:
    is_stated = any(str(item.get("isAccessibleForFree", "")).lower() == "false" for item in linked)
    if is_paid or (is_stated and sum(map(word_count, blocks)) < _FEWEST_PAID):
        return "the page is behind a paywall"
    if is_shell:
        return "the page asks for scripts to show its text"
    if blocks and blocks[-1].rstrip().endswith(_CUT):
        return "the text breaks off"
    return ""


def is_index(pieces: Sequence[Piece], blocks: Sequence[str], title: str | None) -> bool:
    """Return whether each paragraph stands under the linked headline of another page."""
    wanted, mark = set(blocks), fingerprint(title or "")
    paragraphs = [
        n for n, piece in enumerate(pieces) if piece.text in wanted and is_sentence(piece.text)
    ]
    return len(paragraphs) >= _FEWEST_TEASERS and all(
        n and _is_linked_headline(pieces[n - 1], mark) for n in paragraphs
    )


def _is_linked_headline(piece: Piece, title: str) -> bool:
    is_other = fingerprint(piece.text) != title
    return piece.linked > 0.8 and piece.text.startswith("#") and is_other
