"""Put the statements of an answer in the order in which they are read, each fact once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rag.schema import Statement


def arrange(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return drafted statements first, then the excerpts that say what none of them quotes.

    An excerpt is left out when all of it that answers stands in quotes of drafted statements.
    """
    drafted = [item for item in statements if item.support not in ("quoted", "listed")]
    others = [item for item in statements if item.support in ("quoted", "listed")]
    return (*drafted, *(item for item in others if not _is_told(item, drafted)))


def _is_told(excerpt: Statement, drafted: Iterable[Statement]) -> bool:
    documents = {quote.document_id for quote in excerpt.citations}
    parts = excerpt.highlights or [quote.span for quote in excerpt.citations]
    quotes = [
        quote.span for item in drafted for quote in item.citations if quote.document_id in documents
    ]
    return bool(parts) and all(
        any(quote.start <= part.start and part.end <= quote.end for quote in quotes)
        for part in parts
    )
