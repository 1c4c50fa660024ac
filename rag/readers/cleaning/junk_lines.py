"""Lines that a page puts around its text: labels of buttons, promotions, credits and bylines.

The words are rows of `boilerplate_lines.toml` and `bylines.toml`. They match in any case and names
by their capitals, so that "By the end of May" is no byline.
"""

from __future__ import annotations

import re

from rag.language.lexicon import load
from rag.readers.cleaning.copyright import has_copyright_mark, is_copyright_notice
from rag.readers.cleaning.phrases import compile_phrases

BULLET = re.compile(r"^\s*[•·‣▪●*>–-]\s+")
_ENDS_SENTENCE = re.compile(r"[.!?…。！？]['\"”’»)\]」』]*$")
# Chinese, Japanese, Thai, Lao, Burmese and Khmer put no spaces between words.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
)
_LONGEST_JUNK, _LONGEST_LIST_HEAD, _LONGEST_BYLINE = 240, 80, 100  # characters
_LONGEST_CREDIT, _LONGEST_STEP, _LONGEST_NOTE = 200, 60, 400
_FEWEST_WORDS = 5  # of a sentence
_FEWEST_BUTTONS, _MOST_BUTTONS = 2, 20

_LINES = load("boilerplate_lines")
_BYLINES = load("bylines")
_LABELS = [phrase for phrases in _LINES["labels"].values() for phrase in phrases]
_LABEL = compile_phrases(_LABELS, behind=r"[\s!:.…»›>→-]*")
_RULE = re.compile(r"(?:-{2,}|\*{2,}|_{2,}|={3,}|#{3,}|\.{3,})[\s!:.…»›>→-]*")
_PROMOTION = compile_phrases(_LINES["promotions"]["phrases"])
_INLINE_PROMOTION = compile_phrases(_LINES["promotions"]["inline"], behind=r"\s*[:|»>-]\s*.{3,200}")
_LIST_HEAD = compile_phrases(_LINES["promotions"]["list_heads"], behind=r"[\s:!]*")
_NOTICE = compile_phrases(_LINES["notices"]["phrases"])
_BYLINE = compile_phrases(_BYLINES["bylines"])
_CREDIT = compile_phrases(_BYLINES["credits"])
_AUTHOR_NOTE = compile_phrases(_BYLINES["author_notes"])
_ADDRESS = re.compile(r"(?:\S+ ){0,4}[\w.+-]+@[\w-]+\.[\w.]+.{0,20}")


def word_count(text: str) -> int:
    """Count words, two characters as one where a script has no spaces.

    >>> word_count("Asia Pacific"), word_count("中国政府发布了新的规定")
    (2, 6)
    """
    spaced = _UNSPACED.sub("", text).split()
    unspaced = _UNSPACED.findall(text)
    return len(spaced) + (len(unspaced) + 1) // 2


def ends_sentence(line: str) -> bool:
    """Return whether a full stop, a question mark or their like closes the line, in any script."""
    return bool(_ENDS_SENTENCE.search(line[-8:]))


def is_sentence(line: str) -> bool:
    """Return whether a line has five words and a sentence's end, as no button and no label has."""
    return ends_sentence(line) and word_count(line) >= _FEWEST_WORDS


def is_junk(block: str) -> bool:
    """Return whether a line is like "Advertisement", "Share via email" or a notice on cookies."""
    if len(block) >= _LONGEST_JUNK:
        return False
    line = _bare(block)
    if block.startswith("#") and line.lower() in _LINES["headings"]["words"]:
        return False
    if any(pattern.fullmatch(line) for pattern in (_LABEL, _RULE, _NOTICE)):
        return True
    if is_copyright_notice(line):
        return True
    if _INLINE_PROMOTION.fullmatch(line):  # a headline may ask; it has no full stop
        return not line.endswith((".", "。")) or not is_sentence(line)
    return not is_sentence(line) and bool(_PROMOTION.fullmatch(line.rstrip(" !:.…»›>→-")))


def is_list_head(block: str) -> bool:
    """Return whether a line heads a list of other stories, as "Related Articles" does."""
    return len(block) < _LONGEST_LIST_HEAD and bool(_LIST_HEAD.fullmatch(_bare(block)))


def _bare(block: str) -> str:
    """Return a block without the marks of a heading and of an item."""
    return BULLET.sub("", block.lstrip("# ")).strip()


def is_promotion(text: str) -> bool:
    """Return whether the words of a link promote another story: "Also read: ..."."""
    return len(text) < _LONGEST_JUNK and bool(_INLINE_PROMOTION.fullmatch(text))


def is_share_bar(block: str) -> bool:
    """Return whether a line is a row of share buttons: "Share: Mail | Print"."""
    found = re.findall(r"[\w-]+", block[:300].lower())
    if not _FEWEST_BUTTONS <= len(found) <= _MOST_BUTTONS:
        return False
    words, verbs = _LINES["share_bar"]["words"], _LINES["share_bar"]["verbs"]
    return all(word in words for word in found) and any(word in verbs for word in found)


def is_byline(block: str) -> bool:
    """Return whether the block names who wrote the page and nothing else."""
    return len(block) < _LONGEST_BYLINE and bool(_BYLINE.fullmatch(block))


def is_credit(block: str) -> bool:
    """Return whether a line says who made the page or where in the site it stands."""
    if len(block) >= _LONGEST_CREDIT or block.startswith(("#", "- ", "| ")):
        return False
    line = block.strip("-–— ")
    if _CREDIT.fullmatch(line):
        return True
    if is_sentence(line):
        return False
    return _is_breadcrumb(line) or has_copyright_mark(line) or bool(_ADDRESS.fullmatch(line))


def _is_breadcrumb(line: str) -> bool:
    """Return whether short steps stand between bars, dots or arrows: "Home > Markets > Metals"."""
    steps = [step.strip() for step in re.split(r"\s[|·•>/]\s", line)]
    return len(steps) > 1 and all(
        0 < len(step) <= _LONGEST_STEP and "." not in step for step in steps
    )


def is_author_note(block: str) -> bool:
    """Return whether a sentence says what the author covers, or who publishes the paper.

    Only at a page's end is it no text.
    """
    return len(block) < _LONGEST_NOTE and bool(_AUTHOR_NOTE.fullmatch(block))
