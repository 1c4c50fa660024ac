"""Write timelines as Markdown and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from rag.reports.export.escaping import csv_text, markdown_text, web_link
from rag.reports.export.sources import also_cited, name_of, source_lines
from rag.reports.timeline import Timeline, TimelineRow

COLUMNS = (
    "date",
    "basis",
    "words",
    "ahead",
    "quote",
    "publisher",
    "title",
    "published",
    "also_in",
    "document_id",
    "chunk_id",
    "start",
    "end",
    "url",
)


def timeline_markdown(timeline: Timeline) -> str:
    """Write a heading, a table of the events and the sources with the offsets of each quote."""
    return "\n".join(_lines(timeline))


def timeline_csv(timeline: Timeline) -> str:
    """Write a line for each event under `COLUMNS`; dates are as precise as they are known."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for row in timeline.rows:
        writer.writerow(_cells(row, timeline))
    return out.getvalue()


def _lines(timeline: Timeline) -> Iterator[str]:
    yield f"# Timeline: {markdown_text(timeline.question)}"
    yield ""
    if timeline.as_of:
        yield f"As of {timeline.as_of}."
        yield ""
    if timeline.abstention:
        yield markdown_text(timeline.abstention.message)
        yield ""
        return
    yield "| Date | Event | Source |"
    yield "| --- | --- | --- |"
    for row in timeline.rows:
        yield _row_line(row, timeline)
    yield from ("", "## Sources", "")
    citations = [citation for row in timeline.rows for citation in row.citations]
    yield from source_lines(timeline.sources, citations)
    yield ""
    for notice in timeline.notices:
        yield f"Note: {markdown_text(notice.message)}\n"


def _row_line(row: TimelineRow, timeline: Timeline) -> str:
    date = row.date + _how_dated(row, timeline)
    citation = row.quote
    quote = markdown_text(citation.quote)
    source = timeline.source(citation)
    name = markdown_text(name_of(source))
    others = also_cited(row.citations)
    return f"| {date} | “{quote}” | {name} \\[{citation.n}\\]{others} |"


def _how_dated(row: TimelineRow, timeline: Timeline) -> str:
    """Write what must be known of a date: that it is that of publication, or lay ahead."""
    if row.basis == "published":
        return " (published)"
    if row.ahead:
        source = timeline.source(row.quote)
        return f" (ahead, as reported on {source.published})"
    return ""


def _cells(row: TimelineRow, timeline: Timeline) -> dict[str, object]:
    quote = row.quote
    source = timeline.source(quote)
    others = [timeline.source(citation) for citation in row.citations[1:]]
    reports = [name_of(other) for other in others]
    copies = [copy.publisher or copy.title for copy in source.copies]
    also_in = "; ".join([*reports, *copies])
    published = source.published.isoformat() if source.published else ""
    return {
        "date": row.date,
        "basis": row.basis,
        "words": csv_text(row.words),
        "ahead": "yes" if row.ahead else "",
        "quote": csv_text(quote.quote),
        "publisher": csv_text(source.publisher or ""),
        "title": csv_text(source.title),
        "published": published,
        "also_in": csv_text(also_in),
        "document_id": quote.document_id,
        "chunk_id": quote.chunk_id,
        "start": quote.span.start,
        "end": quote.span.end,
        "url": csv_text(web_link(source.url or "")),
    }
