"""`formats`: whether the formats of one document give the same text, title and date.

The folder holds files; those of one name but for their ending ("order.htm", "order.pdf") are one
document. Each pair of formats is a row: `words` is the share of the words of the shorter text that
the longer has in the same order, `sentences` that of its sentences; `title` and `date` are right or
wrong. Quotation marks, dashes and white space count for nothing. `read` is the share of the files
of a format that are read; why one is not, stands in its row.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path

from evals.harness import Row, UnusableData
from rag.errors import ReadingError
from rag.language.sentences import sentences
from rag.readers import EXTENSIONS, read_bytes
from rag.schema import Document


def run(folder: Path) -> Iterable[Row]:
    """Compare every pair of formats of every document."""
    documents = _by_name(folder)
    if not any(len(paths) > 1 for paths in documents.values()):
        raise UnusableData(f"{folder} holds no two files of one name in different formats")
    for stem, paths in sorted(documents.items()):
        found: dict[str, Document] = {}
        for path in paths:
            ending = path.suffix[1:]
            try:
                found[ending] = read_bytes(path.read_bytes(), path.name)
                yield Row(stem, ending, {"read": 1.0})
            except ReadingError as error:
                yield Row(stem, ending, {"read": 0.0}, {"reason": str(error)})
        for one, other in combinations(sorted(found), 2):
            yield Row(
                stem,
                f"{one}-{other}",
                _scores(found[one], found[other]),
                {"lost": _lost(found[one], found[other])},
            )


def _by_name(folder: Path) -> dict[str, list[Path]]:
    files: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in EXTENSIONS:
            files[path.stem].append(path)
    return files


def _scores(one: Document, other: Document) -> dict[str, float]:
    days = [document.published.day if document.published else None for document in (one, other)]
    return {
        "words": share_in_order(plain_words(one.text), plain_words(other.text)),
        "sentences": share_in_order(_sentences(one.text), _sentences(other.text)),
        "title": float(plain_words(one.title) == plain_words(other.title)),
        "date": float(days[0] == days[1] and days[0] is not None),
    }


def plain_words(text: str) -> list[str]:
    """Return the words and numbers of a text, without case, marks and dashes.

    >>> plain_words("the ‘‘HIV/AIDS Act’’, 22–24")
    ['the', 'hiv', 'aids', 'act', '22', '24']
    """
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())


def share_in_order(one: Sequence[str], other: Sequence[str]) -> float:
    """Return the share of the shorter sequence that the longer has in order; 1 for an empty one.

    >>> share_in_order(["a", "b", "c", "d"], ["a", "x", "b", "c"])
    0.75
    """
    matched = sum(
        block.size
        for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    )
    return matched / min(len(one), len(other)) if one and other else 1.0


def _sentences(text: str) -> list[str]:
    return [plain for span in sentences(text) if (plain := " ".join(plain_words(span.of(text))))]


def _lost(one: Document, other: Document) -> list[str]:
    """List what one text has and the other has not, at most ten pieces of it."""
    words, others = plain_words(one.text), plain_words(other.text)
    opcodes = SequenceMatcher(None, words, others, autojunk=False).get_opcodes()
    return [
        f"{' '.join(words[a:b])} / {' '.join(others[c:d])}"
        for tag, a, b, c, d in opcodes
        if tag != "equal"
    ][:10]
