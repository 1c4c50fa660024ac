"""Write the sources under an export: publisher, day and how it is known, offsets of quotes."""

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
    name = markdown_text(source.name)
    publisher = markdown_text(source.publisher or "unknown publisher")
    parts = [f"{source.n}. {name}. {publisher}, {_day(source)}"]
    if source.copies:
        publishers = [copy.publisher or copy.title for copy in source.copies]
        names = ", ".join(markdown_text(name) for name in publishers)
        parts.append(f"also in {names}")
    link = web_link(source.url or "")
    if link:
        parts.append(f"<{link}>")
    parts.append(f"document {source.document_id}")
    line = "; ".join(parts)
    return line + _offsets(source, citations)


def _day(source: Source) -> str:
    """Write the day of publication and how it is known."""
    if not source.published:
        return "no date"
    known = markdown_text(date_source_in_words(source.date_source))
    return f"{source.published} (from {known})"


def _offsets(source: Source, citations: Sequence[Citation]) -> str:
    """Write the half-open offsets of the quotes of a source; "" for none."""
    spans = [citation.span for citation in citations if citation.n == source.n]
    if not spans:
        return ""
    written = [f"{span.start}–{span.end}" for span in spans]
    return ", characters " + ", ".join(written)
