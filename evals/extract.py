"""`extract`: what reading keeps of web pages, against what a careful editor would keep.

The folder holds pages and `truth.jsonl`, one object a page: `file`, `body`, `title`, `date` (ISO),
`publisher`. A field that is absent is unknown and not scored; null says that the page states none,
and then finding one is wrong. Body, precision and recall are of four-word shingles, as in the
public article-extraction benchmark; title, date and publisher are right or wrong. A page that
cannot be read scores 0. In place of `body` there may be `with` and `without`, texts that the body
must hold and must not, as in trafilatura's own evaluation: recall is of the first over all pages,
precision of all that were found, white space apart.

Beside Dateline stand trafilatura and readability by themselves, and an `oracle` that knows of each
page which of Dateline and trafilatura is better.

What the body is, in `pages/`: headings within the text, lists, tables, footnotes, notes of
correction and the standfirst belong to it. Title, byline, date line, credits, promotion, comments
and what a browser would not show do not, nor do captions, save in a gallery, whose text they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from lxml.etree import ParserError

from evals.harness import Row, UnusableData, read_jsonl
from evals.measures import shingle_precision, shingle_recall
from rag.errors import ReadingError
from rag.readers import read_bytes

PAGES = Path(__file__).parent / "pages"
# F1 is of the two means over pages, as published figures are, and not a mean of pages' own.
HARMONIC = {"f1": ("precision", "recall")}
_FIELDS = ("title", "date", "publisher")


Scores = dict[str, float]


class Found(NamedTuple):
    """What one system takes from a page; `date` is ISO."""

    body: str = ""
    title: str | None = None
    date: str | None = None
    publisher: str | None = None


def run(folder: Path) -> Iterable[Row]:
    """Score Dateline's reading, and those of others, on every page of the truth file."""
    for truth in read_jsonl(folder / "truth.jsonl", "pages and truth.jsonl"):
        path = folder / truth["file"]
        if not path.is_file():
            raise UnusableData(
                f"{folder / 'truth.jsonl'} names {truth['file']}, which is not there"
            )
        scored = {}
        for system, reader in READERS.items():
            found = reader(path)
            scored[system] = [*_scores(truth, found)]
            details = {name: getattr(found, name) for name in _FIELDS}
            for scores in scored[system]:
                yield Row(truth["file"], system, scores, {"found": details})
        if "body" in truth or "with" in truth:
            best = max((scored["dateline"], scored["trafilatura"]), key=_quality)
            for scores in best:
                yield Row(truth["file"], "oracle", _of_body(scores))


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


def read_as_readability(path: Path) -> Found:
    """Read the page as readability does, the reader view of browsers."""
    from lxml.html import fromstring
    from readability import Document
    from readability.readability import Unparseable

    page = Document(path.read_bytes())
    try:
        return Found(fromstring(page.summary(html_partial=True)).text_content(), page.title())
    except (Unparseable, ParserError):
        return Found()


READERS: Mapping[str, Callable[[Path], Found]] = {
    "dateline": read,
    "trafilatura": read_plainly,
    "readability": read_as_readability,
}


def _scores(truth: Mapping[str, Any], found: Found) -> Iterator[Scores]:
    """Yield the scores of a page, and one more for each text that must or must not be there."""
    scores = {
        name: float(_squeezed(getattr(found, name)) == _squeezed(truth[name]))
        for name in _FIELDS
        if name in truth
    }
    if "body" in truth:
        scores["precision"] = shingle_precision(found.body, truth["body"])
        scores["recall"] = shingle_recall(found.body, truth["body"])
    yield scores
    body = _unspaced(found.body)
    for text in truth.get("with", ()):
        yield {"recall": 1.0, "precision": 1.0} if _unspaced(text) in body else {"recall": 0.0}
    for text in truth.get("without", ()):
        if _unspaced(text) in body:
            yield {"precision": 0.0}


def _of_body(scores: Scores) -> Scores:
    return {name: scores[name] for name in ("precision", "recall") if name in scores}


def _quality(scored: Sequence[Scores]) -> tuple[float, float]:
    """Return the harmonic mean of a page's precision and recall, then what it has of both."""
    precision, recall = (
        [scores[name] for scores in scored if name in scores] for name in ("precision", "recall")
    )
    one, other = (sum(own) / max(1, len(own)) for own in (precision, recall))
    return 2 * one * other / max(1e-9, one + other), one + other


def _unspaced(text: str) -> str:
    return "".join(text.split())


def _squeezed(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None
