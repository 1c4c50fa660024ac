"""Sources under an export: who published, when and how that is known, where each quote stands."""

from __future__ import annotations

from collections.abc import Sequence

from rag.language.wording import date_source_in_words
from rag.reports.export.escaping import markdown_text, web_link
from rag.schema import Citation, Source


def source_lines(sources: Sequence[Source], citations: Sequence[Citation]) -> list[str]:
    """Write a numbered line of Markdown for each source.

    It has title, publisher, date and how it is known, copies, link, and where its quotes stand.
    """
    return [_source_line(source, citations) for source in sources]


def name_of(source: Source) -> str:
    """Write publisher and day, for a line."""
    name = source.publisher or source.title
    return f"{name}, {source.published}" if source.published else name


def also_cited(citations: Sequence[Citation]) -> str:
    """Write the numbers of the citations after the first in Markdown; "" for none."""
    numbers = "".join(f" \\[{citation.n}\\]" for citation in citations[1:])
    return f", also{numbers}" if numbers else ""


def _source_line(source: Source, citations: Sequence[Citation]) -> str:
    publisher = markdown_text(source.publisher or "unknown publisher")
    day = "no date"
    if source.published:
        known = markdown_text(date_source_in_words(source.date_source))
        day = f"{source.published} (from {known})"
    parts = [f"{source.n}. {markdown_text(source.name)}. {publisher}, {day}"]
    if source.copies:
        copies = [markdown_text(copy.publisher or copy.title) for copy in source.copies]
        parts.append(f"also in {', '.join(copies)}")
    if link := web_link(source.url or ""):
        parts.append(f"<{link}>")
    parts.append(f"document {source.document_id}")
    spans = [f"{cited.span.start}–{cited.span.end}" for cited in citations if cited.n == source.n]
    line = "; ".join(parts)
    return f"{line}, characters {', '.join(spans)}" if spans else line
