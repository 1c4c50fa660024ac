"""Public-domain texts as titles and sentences."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rag.language.sentences import sentences
from training.statements import Text

_MARKUP = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[*_`>#]+|\{\{.*?\}\}|<[^>]+>")
# An order's own words begin here; before them stand the lines of its publisher.
_ORDER_BODY = re.compile(r"^\s*By (?:the|virtue of the) authority", re.MULTILINE)


def documents_of(folder: Path) -> list[dict[str, Any]]:
    """Read `documents.jsonl` of a folder."""
    with (folder / "documents.jsonl").open(encoding="utf-8") as lines:
        return list(map(json.loads, lines))


def plain(markdown: str) -> str:
    """Return Markdown without its marks, links as their words."""
    return _MARKUP.sub(r"\1", html.unescape(markdown)).strip()


def texts_of(folder: Path) -> Iterator[Text]:
    """Yield the documents of a folder, in Markdown or as wrapped lines of an order."""
    for document in documents_of(folder):
        if "markdown" in document:
            text = plain(document["markdown"])
        else:
            body = _ORDER_BODY.search(document["text"])
            text = document["text"][body.start() if body else 0 :]
        found = (" ".join(span.of(text).split()) for span in sentences(text))
        yield Text(plain(document["title"]), tuple(found))
