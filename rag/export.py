"""Timelines as Markdown and CSV for publication. Whatever a document wrote stays text: no markup, no link, no formula.

Links are made from the library's URLs and nothing else.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from urllib.parse import quote as percent_encoded

from rag.schema import Citation, Source
from rag.timeline import Row, Timeline

COLUMNS = (
    "date", "basis", "words", "ahead", "quote", "publisher", "title", "published", "also_in", "document_id", "chunk_id", "start", "end", "url",
)  # fmt: skip
# What Markdown, or the HTML inside it, could take for markup. "~" strikes through, "$" is mathematics on some pages.
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+!|~$&])")
# What some renderers turn into links by themselves.
_ADDRESS = re.compile(r"\b((?:https?|ftp|mailto|javascript|data)(?=:)|www(?=\.))", re.IGNORECASE)
# What opens a line: a list, a rule, a numbered item.
_LINE_START = re.compile(r"^(\d{0,9})(?=[-=.])")
# A spreadsheet takes a cell that begins with one of these, or its full-width form, for a formula.
_FORMULA = re.compile(r"[\s'\"]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_SAFE_IN_URL = ":/?#[]@!$&'()*+,;=%-._~"
# Format characters that scripts need inside words.
_JOINERS = "\u200c\u200d"


def markdown_text(text: str) -> str:
    r"""A text that Markdown shows as it is, on one line.

    >>> print(markdown_text("*Buy* [here](http://evil.example) | <b>now</b>"))
    \*Buy\* \[here\]\(http\://evil.example\) \| \<b\>now\</b\>
    """
    escaped = _MARKUP.sub(r"\\\1", " ".join(_visible(text).split()))
    return _LINE_START.sub(r"\1\\", _ADDRESS.sub(lambda match: match[1] + "\\", escaped))


def csv_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe stands before what could begin one.

    >>> csv_text("=1+1"), csv_text("China said so.")
    ("'=1+1", 'China said so.')
    """
    text = _visible(text)
    return f"'{text}" if _FORMULA.match(text) else text


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
            f"| {row.date}{_how_dated(row, told)} | “{markdown_text(row.quote.quote)}” | {markdown_text(_name(told.source(row.quote)))} \\[{row.quote.n}\\]{f', also{also}' if also else ''} |"
        )
    lines += ["", "## Sources", "", *source_lines(told.sources, [citation for row in told.rows for citation in row.citations]), ""]
    lines += [f"Note: {markdown_text(notice.message)}\n" for notice in told.notices]
    return "\n".join(lines)


def source_lines(sources: tuple[Source, ...], citations: list[Citation]) -> list[str]:
    """A numbered line of Markdown for each source: title, publisher, date and how it is known, copies, link, where its quotes stand."""
    lines = []
    for source in sources:
        known = f"{source.published} (from {source.date_source})" if source.published else "no date"
        spans = ", ".join(f"{citation.span.start}–{citation.span.end}" for citation in citations if citation.n == source.n)
        copies = f"; also in {', '.join(markdown_text(copy.publisher or copy.title) for copy in source.copies)}" if source.copies else ""
        link = f"; <{_link(source.url)}>" if source.url and _link(source.url) else ""
        publisher = markdown_text(source.publisher or "unknown publisher")
        lines.append(
            f"{source.n}. {markdown_text(source.title)}. {publisher}, {known}{copies}{link}; document {source.document_id}, characters {spans}"
        )
    return lines


def timeline_csv(told: Timeline) -> str:
    """One line for each event under the names of `COLUMNS`; dates are as precise as they are known."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in told.rows:
        source, cited = told.source(row.quote), row.quote
        also = "; ".join(
            [*(_name(told.source(citation)) for citation in row.citations[1:]), *(copy.publisher or copy.title for copy in source.copies)]
        )
        cells = (row.basis, row.words, "yes" if row.ahead else "", cited.quote, source.publisher or "", source.title)
        days = (source.published.isoformat() if source.published else "", csv_text(also))
        writer.writerow(
            [row.date, *map(csv_text, cells), *days, cited.document_id, cited.chunk_id, *cited.span, csv_text(_link(source.url or ""))]
        )
    return out.getvalue()


def _how_dated(row: Row, told: Timeline) -> str:
    """What a reader must know of a date: that it is that of publication, or lay ahead."""
    if row.basis == "published":
        return " (published)"
    return f" (ahead, as told on {told.source(row.quote).published})" if row.ahead else ""


def _name(source: Source) -> str:
    return f"{source.publisher or source.title}{f', {source.published}' if source.published else ''}"


def _link(url: str) -> str:
    """A web address without what could end its link; "" for any other."""
    return percent_encoded(url, safe=_SAFE_IN_URL) if re.match(r"https?://", url, re.IGNORECASE) else ""


def _visible(text: str) -> str:
    """The text without characters that show nothing and could turn or hide what stands around them."""
    return "".join(
        char for char in text if char in "\n\t " or char in _JOINERS or unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs")
    )
