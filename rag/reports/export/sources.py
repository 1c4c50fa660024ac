"""Sources under an export: who published, when and how that is known, and where each quote stands."""

from __future__ import annotations

from collections.abc import Sequence

from rag.reports.export.escaping import markdown_text, web_link
from rag.schema import Citation, Source


def source_lines(sources: Sequence[Source], citations: Sequence[Citation]) -> list[str]:
    """A numbered line of Markdown for each source: title, publisher, date and how it is known, copies, link, where its quotes stand."""
    lines = []
    for source in sources:
        known = f"{source.published} (from {source.date_source})" if source.published else "no date"
        spans = ", ".join(
            f"{citation.span.start}–{citation.span.end}"
            for citation in citations
            if citation.n == source.n
        )
        copies = (
            f"; also in {', '.join(markdown_text(copy.publisher or copy.title) for copy in source.copies)}"
            if source.copies
            else ""
        )
        link = f"; <{web_link(source.url)}>" if source.url and web_link(source.url) else ""
        publisher = markdown_text(source.publisher or "unknown publisher")
        lines.append(
            f"{source.n}. {markdown_text(source.name)}. {publisher}, {known}{copies}{link}; document {source.document_id}{f', characters {spans}' if spans else ''}"
        )
    return lines


def name_of(source: Source) -> str:
    """Publisher and day, for a line."""
    return (
        f"{source.publisher or source.title}{f', {source.published}' if source.published else ''}"
    )
