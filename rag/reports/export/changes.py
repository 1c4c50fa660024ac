"""What became known, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from rag.reports.changes import Change, Changes, NewDocument, NewStatus, NewVersion
from rag.reports.export.escaping import markdown_text
from rag.reports.export.sources import name_of, source_lines
from rag.schema import Citation

VERBS = {"amends": "amended", "revokes": "revoked", "suspends": "suspended", "extends": "extended"}


def changes_markdown(told: Changes) -> str:
    """New documents, changed documents, changed status and the numbered sources, each quote verbatim."""
    lines = [
        f"# What became known: {markdown_text(told.question)}",
        "",
        f"From {told.since} to {told.until}.",
        "",
    ]
    if told.abstention:
        return "\n".join([*lines, markdown_text(told.abstention.message), ""])
    if told.documents:
        lines += ["## New documents", "", *(_document(item, told) for item in told.documents), ""]
    if told.versions:
        lines += [
            "## Changed documents",
            "",
            *(line for item in told.versions for line in _version(item, told)),
        ]
    if told.statuses:
        lines += ["## Changed status", "", *(_status(item, told) for item in told.statuses), ""]
    lines += ["## Sources", "", *source_lines(told.sources, list(_citations(told))), ""]
    lines += [f"Note: {markdown_text(notice.message)}\n" for notice in told.notices]
    return "\n".join(lines)


def figures_line(change: Change) -> str:
    """The figures that differ: "30,258 → 24,280 tonne"; "" when none do."""
    return "; ".join(
        f"{', '.join(figure.before)} → {', '.join(figure.after)}{f' {figure.unit}' if figure.unit not in ('', 'date') else ''}"
        for figure in change.figures
    )


def _document(item: NewDocument, told: Changes) -> str:
    also = "".join(f" \\[{citation.n}\\]" for citation in item.citations[1:])
    source = told.source(item.quote.n)
    return f"- “{markdown_text(item.quote.quote)}” {markdown_text(name_of(source))} \\[{source.n}\\]{f', also{also}' if also else ''}"


def _version(item: NewVersion, told: Changes) -> Iterator[str]:
    days = ", ".join(day.isoformat() for day in item.days)
    yield f"### {markdown_text(told.source(item.n).title)} \\[{item.n}\\]"
    yield f"\nVersion {item.before} to version {item.after}, of {days}.\n"
    for change in item.changes:
        halves = (
            ("Before" if change.after else "Gone", change.before),
            ("Now" if change.before else "New", change.after),
        )
        yield "- " + "<br>".join(
            f"{name}: “{markdown_text(half.quote)}”" for name, half in halves if half
        )
        if figures := figures_line(change):
            yield f"  - Figures: {markdown_text(figures)}"
    yield ""


def _status(item: NewStatus, told: Changes) -> str:
    until = f" until {item.until}" if item.until else ""
    part = " in part" if item.partial else ""
    day = told.source(item.citation.n).published
    done = f"{day or 'no date'}: {markdown_text(item.act)} {VERBS.get(item.kind, item.kind)}{part}{until} by {markdown_text(item.actor)}"
    return f"- {done}: “{markdown_text(item.citation.quote)}” \\[{item.citation.n}\\]"


def _citations(told: Changes) -> Iterator[Citation]:
    for document in told.documents:
        yield from document.citations
    for status in told.statuses:
        yield status.citation
