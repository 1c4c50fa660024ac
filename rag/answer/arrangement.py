"""Put the statements of an answer in the order in which they are read, each fact once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rag.schema import Statement

# Share of what answers in an excerpt that stands in quotes of statements when it is not shown once
# more: a model's quote may lack a full stop or a first word, and half a sentence is another fact.
_TOLD = 0.8


def arrange(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return drafted statements first, then the excerpts that say what none of them quotes.

    An excerpt is left out when what answers in it stands in quotes of drafted statements.
    """
    drafted = [item for item in statements if item.support not in ("quoted", "listed")]
    others = [item for item in statements if item.support in ("quoted", "listed")]
    return (*drafted, *(item for item in others if not _is_told(item, drafted)))


def _is_told(excerpt: Statement, drafted: Iterable[Statement]) -> bool:
    documents = {quote.document_id for quote in excerpt.citations}
    parts = excerpt.highlights or [quote.span for quote in excerpt.citations]
    quotes = (quote for item in drafted for quote in item.citations)
    spans = (quote.span for quote in quotes if quote.document_id in documents)
    told = {place for span in spans for place in range(*span)}
    return bool(parts) and all(
        len(told.intersection(range(*part))) >= _TOLD * (part.end - part.start) for part in parts
    )
