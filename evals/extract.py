"""`extract`: what reading keeps of web pages, against what a careful editor would keep.

The folder holds pages and `truth.jsonl`, one object a page: `file`, `body`, `title`, `date` (ISO),
`publisher`. A field that is absent is unknown and not scored; null says that the page states none,
and then finding one is wrong. Body, precision and recall are of four-word shingles, as in the
public article-extraction benchmark; title, date and publisher are right or wrong. A page that
cannot be read scores 0.

What the body is, in `pages/`: headings within the text, lists, tables, footnotes, notes of
correction and the standfirst belong to it. Title, byline, date line, credits, promotion, comments
and what a browser would not show do not, nor do captions, save in a gallery, whose text they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from evals.harness import Row, UnusableData, read_jsonl
from evals.measures import shingle_precision, shingle_recall
from rag.errors import ReadingError
from rag.readers import read_bytes

PAGES = Path(__file__).parent / "pages"
# F1 is of the two means over pages, as published figures are, and not a mean of pages' own.
HARMONIC = {"f1": ("precision", "recall")}
_FIELDS = ("title", "date", "publisher")


class Found(NamedTuple):
    """What one system takes from a page; `date` is ISO."""

    body: str = ""
    title: str | None = None
    date: str | None = None
    publisher: str | None = None


def run(folder: Path) -> Iterable[Row]:
    """Score Dateline's reading, and trafilatura alone, on every page of the truth file."""
    for truth in read_jsonl(folder / "truth.jsonl", "pages and truth.jsonl"):
        path = folder / truth["file"]
        if not path.is_file():
            raise UnusableData(
                f"{folder / 'truth.jsonl'} names {truth['file']}, which is not there"
            )
        for system, found in (("dateline", read(path)), ("trafilatura", read_plainly(path))):
            details = {name: getattr(found, name) for name in _FIELDS}
            yield Row(truth["file"], system, _scores(truth, found), {"found": details})


def read(path: Path) -> Found:
    """Read the page as Dateline reads it."""
    try:
        document = read_bytes(path.read_bytes(), path.name)
    except ReadingError:
        return Found()
    return Found(
        document.text,
        document.title,
        document.published.day.isoformat() if document.published else None,
        document.publisher,
    )


def read_plainly(path: Path) -> Found:
    """Read the page as trafilatura reads it with its own settings."""
    import trafilatura

    data = path.read_bytes()
    about = trafilatura.extract_metadata(data)
    return Found(
        trafilatura.extract(data) or "",
        *((about.title, about.date, about.sitename) if about else ()),
    )


def _scores(truth: Mapping[str, Any], found: Found) -> dict[str, float]:
    scores = {
        name: float(_squeezed(getattr(found, name)) == _squeezed(truth[name]))
        for name in _FIELDS
        if name in truth
    }
    if "body" in truth:
        scores["precision"] = shingle_precision(found.body, truth["body"])
        scores["recall"] = shingle_recall(found.body, truth["body"])
    return scores


def _squeezed(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None
