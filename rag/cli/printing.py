"""How answers, reports and documents look on a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rag.language.temporal import age_in_words, in_words
from rag.schema import Abstention, Answer, Notice, Refused, Source

if TYPE_CHECKING:
    from rag.ingest.pipeline import Report
    from rag.schema import Status


def print_json(value: object) -> None:
    """A value as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def print_answer(answer: Answer) -> None:
    """What was searched, statements or the refusal, sources, notices, and how old the newest source is."""
    if answer.searched != answer.question:
        click.echo(f"Searched as: {answer.searched}\n")
    if answer.abstention:
        print_refusal(answer.abstention)
    else:
        click.echo(_marked(answer))
        click.echo("\nSources")
    for source in answer.sources:
        print_source(source)
    for notice in answer.notices:
        print_notice(notice)
    if heard := _heard(answer):
        click.echo(f"\nTime: {heard}")
    if answer.sources:
        newest = answer.newest_source
        age = (
            f" Newest source: {age_in_words(newest, answer.today or newest, answer.as_of)}."
            if newest
            else ""
        )
        click.echo(f"\n{answer.mix}.{age} Written by: {answer.engine.writer}.")


def print_refusal(abstention: Abstention) -> None:
    """Why there is no answer, and the nearest sources."""
    click.secho(abstention.message, fg="yellow")
    if abstention.nearest:
        click.echo("Nearest sources:")
    for source in abstention.nearest:
        print_source(source)


def _heard(answer: Answer) -> str:
    """The times that the question itself named, with the words they were read from."""
    parts = []
    if answer.expressions.window:
        parts.append(
            f"published or about {in_words(answer.mentioned)} (from “{answer.expressions.window}”)"
        )
    if answer.expressions.as_of and answer.as_of:
        parts.append(f"as of {answer.as_of} (from “{answer.expressions.as_of}”)")
    return "; ".join(parts)


def _marked(answer: Answer) -> str:
    lines = []
    for statement in answer.statements:
        numbers = "".join(
            f"[{n}]" for n in dict.fromkeys(citation.n for citation in statement.citations)
        )
        text = f"“{statement.text}”" if statement.support == "quoted" else statement.text
        lines.append(f"{text} {numbers}")
    return "\n\n".join(lines)


def print_source(source: Source) -> None:
    """A source with its number, provenance and copies."""
    click.secho(f"  [{source.n}] {source.name}", bold=True)
    copies = (
        f" · also in {', '.join(copy.publisher or copy.title for copy in source.copies)}"
        if source.copies
        else ""
    )
    click.echo(
        f"      {provenance(source.publisher, source.published, source.date_source)} · {source.kind}{copies} · {source.document_id}"
    )


def print_notice(notice: Notice) -> None:
    """Something the reader should know."""
    click.secho(f"\nNote: {notice.message}", fg="yellow")


def print_report(report: Report, in_full: bool) -> None:
    """What became of what was offered; in full with a line for each document."""
    removed = f"{report.removed} removed, " if report.removed else ""
    click.echo(
        f"{report.new} new, {report.changed} changed, {report.unchanged} unchanged, {removed}{len(report.refused)} refused · "
        f"{report.chunks} chunks, {report.embedded} embedded · {report.seconds:.1f} s"
    )
    for line in report.findings:
        click.echo(f"  {line}")
    if report.skipped:
        endings = ", ".join(
            f"{count} × {ending}" for ending, count in sorted(report.skipped.items())
        )
        click.echo(f"  passed over, of kinds that are not read: {endings}")
    for item in report.documents if in_full else ():
        removals = "; ".join(f"{count} × {reason}" for reason, count in item.removed.items())
        click.echo(
            f"  {item.status:<7} {item.document_id}  {item.published or 'no date':<10}  {item.kind:<6}  {printable(item.title)}"
        )
        click.echo(
            f"          {item.characters_read:,} characters read, {item.characters_kept:,} kept, {item.chunks} chunks, {item.seconds:.2f} s"
            + (f" · removed {removals}" if removals else "")
        )
    for refused in report.refused:
        print_refused(refused)


def print_refused(item: Refused) -> None:
    """What was not taken in, and why."""
    click.echo(f"  refused: {printable(item.file)}\n           {printable(item.reason)}")


def status_lines(standing: Status) -> Iterator[str]:
    """Whether an act is in force, and what others did to it; nothing for a document to which nothing happened."""
    if standing.history or standing.state == "announced":
        until = f" until {standing.until}" if standing.until else ""
        yield f"Status: {standing.state}{until}{f', from {standing.day}' if standing.day else ''}"
    for effect in standing.history:
        part = " a part of it" if effect.partial else ""
        yield f"  {effect.day or 'no date'}  {effect.kind}{part}: {printable(effect.actor)} ({effect.document_id})"
        yield indented(printable(effect.sentence), " " * 4)


def report_lines(document: dict[str, Any], in_full: bool) -> Iterator[str]:
    """What reading did with a document; in full with each thing that was removed."""
    report = document["report"]
    yield f"{report['characters_read']:,} characters read, {report['characters_kept']:,} kept; {document['chunks']} chunks; from {_near(document['origin'])}"
    if in_full:
        yield from (f"  {name:<11} {value}" for name, value in _described(document) if value)
    if report["pages_without_text"]:
        yield f"  pages without text, probably scanned: {', '.join(map(str, report['pages_without_text']))}"
    for removal in report["removed"]:
        yield f"  removed {removal['count']} × {removal['reason']}" + (
            ":" if in_full else f", such as: {removal['samples'][0]!r}"
        )
        yield from (f"      {printable(sample)!r}" for sample in removal["samples"] if in_full)
    for text in report["suspicious"]:
        yield click.style(f"  speaks to an assistant, ignored: {text!r}", fg="yellow")


def _described(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Names and values of what is known about a document."""
    for name, source in (("published", "date_source"), ("updated", "updated_source")):
        if document[name]:
            text = document["date_text" if name == "published" else "updated_text"]
            yield (
                name,
                f"{document[f'{name}_time'] or document[name]}, from {document[source]}: {printable(text)!r}",
            )
        elif name == "published":
            yield name, "no date"
    yield "kind", f"{document['kind']}: {document['kind_source']}"
    yield "section", document["section"] or ""
    yield "authors", ", ".join(document["authors"])
    yield "language", document["language"] or ""
    yield "url", document["url"] or ""
    yield (
        "also in",
        "; ".join(
            f"{copy['publisher'] or copy['title']} ({copy['published'] or 'no date'})"
            for copy in document["copies"]
        ),
    )
    yield "read in", f"{document['report']['seconds']:.2f} s"


def _near(origin: str) -> str:
    """A path as seen from here, when it lies below; a URL as it is."""
    return origin.removeprefix(f"{Path.cwd()}/")


def provenance(publisher: str | None, published: date | str | None, date_source: str | None) -> str:
    """Who published it, when, and how the day is known."""
    return f"{publisher or 'unknown publisher'}, {f'{published} (from {date_source})' if published else 'no date'}"


def printable(text: str) -> str:
    """Text without control characters, which a file's name may hold."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def indented(text: str, by: str, then: str | None = None) -> str:
    """A text in lines of 100 characters, each after `by`, or the later ones after `then`."""
    import textwrap

    return textwrap.fill(
        " ".join(text.split()),
        100,
        initial_indent=by,
        subsequent_indent=by if then is None else then,
    )
