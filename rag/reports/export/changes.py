"""Write changes as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from rag.language.wording import done_in_words
from rag.reports.changes import Change, Changes, Figure, NewDocument, NewStatus, NewVersion
from rag.reports.export.escaping import markdown_text
from rag.reports.export.sources import also_cited, name_of, source_lines
from rag.schema import Citation


def changes_markdown(changes: Changes) -> str:
    """Write new and changed documents, changed status and the sources, each quote verbatim."""
    return "\n".join(_lines(changes))


def figures_line(change: Change) -> str:
    """Write the figures that differ: "30,258 → 24,280 tonne"; "" when none do."""
    return "; ".join(_figure(figure) for figure in change.figures)


def _lines(changes: Changes) -> Iterator[str]:
    yield f"# What became known: {markdown_text(changes.question)}"
    yield ""
    yield f"From {changes.since} to {changes.until}."
    yield ""
    if changes.abstention:
        yield markdown_text(changes.abstention.message)
        yield ""
        return
    yield from _document_section(changes)
    yield from _version_section(changes)
    yield from _status_section(changes)
    yield "## Sources"
    yield ""
    citations = list(_citations(changes))
    yield from source_lines(changes.sources, citations)
    yield ""
    for notice in changes.notices:
        message = markdown_text(notice.message)
        yield f"Note: {message}\n"


def _document_section(changes: Changes) -> Iterator[str]:
    if not changes.documents:
        return
    yield "## New documents"
    yield ""
    for item in changes.documents:
        yield _document_line(item, changes)
    yield ""


def _version_section(changes: Changes) -> Iterator[str]:
    if not changes.versions:
        return
    yield "## Changed documents"
    yield ""
    for version in changes.versions:
        yield from _version_lines(version, changes)


def _status_section(changes: Changes) -> Iterator[str]:
    if not changes.statuses:
        return
    yield "## Changed status"
    yield ""
    for item in changes.statuses:
        yield _status_line(item, changes)
    yield ""


def _document_line(item: NewDocument, changes: Changes) -> str:
    source = changes.source(item.quote.n)
    quote = markdown_text(item.quote.quote)
    name = markdown_text(name_of(source))
    others = also_cited(item.citations)
    return f"- “{quote}” {name} \\[{source.n}\\]{others}"


def _version_lines(item: NewVersion, changes: Changes) -> Iterator[str]:
    days = ", ".join(day.isoformat() for day in item.days)
    source = changes.source(item.n)
    title = markdown_text(source.title)
    yield f"### {title} \\[{item.n}\\]"
    yield f"\nVersion {item.before} to version {item.after}, of {days}.\n"
    for change in item.changes:
        yield _change_line(change)
        figures = figures_line(change)
        if figures:
            yield f"  - Figures: {markdown_text(figures)}"
    yield ""


def _change_line(change: Change) -> str:
    parts = []
    if change.before:
        name = "Before" if change.after else "Gone"
        quote = markdown_text(change.before.quote)
        parts.append(f"{name}: “{quote}”")
    if change.after:
        name = "Now" if change.before else "New"
        quote = markdown_text(change.after.quote)
        parts.append(f"{name}: “{quote}”")
    return "- " + "<br>".join(parts)


def _status_line(item: NewStatus, changes: Changes) -> str:
    source = changes.source(item.citation.n)
    day = source.published or "no date"
    done = done_in_words(item.kind)
    if item.partial:
        done += " in part"
    if item.until:
        done += f" until {item.until}"
    act = markdown_text(item.act)
    actor = markdown_text(item.actor)
    quote = markdown_text(item.citation.quote)
    return f"- {day}: {act} {done} by {actor}: “{quote}” \\[{item.citation.n}\\]"


def _figure(figure: Figure) -> str:
    before = ", ".join(figure.before)
    after = ", ".join(figure.after)
    values = f"{before} → {after}"
    return values if figure.unit in ("", "date") else f"{values} {figure.unit}"


def _citations(changes: Changes) -> Iterator[Citation]:
    for document in changes.documents:
        yield from document.citations
    for status in changes.statuses:
        yield status.citation
