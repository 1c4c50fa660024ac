"""Timelines as Markdown and CSV."""

from __future__ import annotations

import csv
import io

from rag.reports.export.escaping import csv_text, markdown_text, web_link
from rag.reports.export.sources import name_of, source_lines
from rag.reports.timeline import Row, Timeline

COLUMNS = (
    "date", "basis", "words", "ahead", "quote", "publisher", "title", "published", "also_in", "document_id", "chunk_id", "start", "end", "url",
)  # fmt: skip


def timeline_markdown(told: Timeline) -> str:
    """A heading, a table of the events and the numbered sources with the offsets of each quote."""
    lines = [f"# Timeline: {markdown_text(told.question)}", ""]
    if told.as_of:
        lines += [f"As of {told.as_of}.", ""]
    if told.abstention:
        return "\n".join([*lines, markdown_text(told.abstention.message), ""])
    lines += ["| Date | Event | Source |", "| --- | --- | --- |"]
    for row in told.rows:
        also = "".join(f" \\[{citation.n}\\]" for citation in row.citations[1:])
        lines.append(
            f"| {row.date}{_how_dated(row, told)} | “{markdown_text(row.quote.quote)}” | {markdown_text(name_of(told.source(row.quote)))} \\[{row.quote.n}\\]{f', also{also}' if also else ''} |"
        )
    lines += [
        "",
        "## Sources",
        "",
        *source_lines(told.sources, [citation for row in told.rows for citation in row.citations]),
        "",
    ]
    lines += [f"Note: {markdown_text(notice.message)}\n" for notice in told.notices]
    return "\n".join(lines)


def timeline_csv(told: Timeline) -> str:
    """One line for each event under the names of `COLUMNS`; dates are as precise as they are known."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in told.rows:
        source, cited = told.source(row.quote), row.quote
        also = "; ".join(
            [
                *(name_of(told.source(citation)) for citation in row.citations[1:]),
                *(copy.publisher or copy.title for copy in source.copies),
            ]
        )
        cells = (
            row.basis,
            row.words,
            "yes" if row.ahead else "",
            cited.quote,
            source.publisher or "",
            source.title,
        )
        days = (source.published.isoformat() if source.published else "", csv_text(also))
        writer.writerow(
            [
                row.date,
                *map(csv_text, cells),
                *days,
                cited.document_id,
                cited.chunk_id,
                *cited.span,
                csv_text(web_link(source.url or "")),
            ]
        )
    return out.getvalue()


def _how_dated(row: Row, told: Timeline) -> str:
    """What a reader must know of a date: that it is that of publication, or lay ahead."""
    if row.basis == "published":
        return " (published)"
    return f" (ahead, as told on {told.source(row.quote).published})" if row.ahead else ""
