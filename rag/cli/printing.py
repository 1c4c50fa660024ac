"""How answers, reports and documents look on a terminal."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.cli.terminal import echo, escaped
from rag.language.temporal import in_words
from rag.language.wording import age_in_words, date_source_in_words, done_in_words, provenance
from rag.schema import (
    Abstention,
    Answer,
    AnswerReady,
    Event,
    Notice,
    QuoteFound,
    Refused,
    Source,
    SourcesFound,
    Statement,
    StatementReady,
)

if TYPE_CHECKING:
    from rag.ingest.pipeline import DocumentReport, Report
    from rag.schema import Effect, Status

_WIDTH = 100
_WHILE_WRITING = "Nearest in the sources, while {model} writes"
_DRAFT = "Answer"


def print_json(value: object) -> None:
    """Print a value as JSON."""
    echo(escaped(json.dumps(value, ensure_ascii=False, indent=2, default=str)))


# -- answers -------------------------------------------------------------------------------------


def print_events(events: Iterable[Event]) -> None:
    """Print an answer while it grows: each statement as it comes, then the rest.

    Who stops it keeps what was printed, with its sources. Where a model writes, its statements
    come behind the quotes, each kind under its heading.
    """
    sources: dict[int, Source] = {}
    is_first = True
    headings: dict[type[Event], str] = {}
    try:
        for event in events:
            if isinstance(event, SourcesFound) and (model := event.engine.model):
                headings = {QuoteFound: _WHILE_WRITING.format(model=model), StatementReady: _DRAFT}
            elif isinstance(event, QuoteFound | StatementReady):
                if heading := headings.pop(type(event), ""):
                    echo(heading if is_first else f"\n{heading}", bold=True)
                    is_first = True
                _print_statement(event.statement, is_first)
                is_first = False
                cited = event.sources if isinstance(event, StatementReady) else (event.source,)
                sources |= {source.n: source for source in cited}
            elif isinstance(event, AnswerReady):
                if event.answer.abstention and not is_first:
                    echo()  # behind what was quoted while the model wrote
                _print_around(event.answer)
    except KeyboardInterrupt:
        _print_sources(sources.values())
        raise


def print_answer(answer: Answer) -> None:
    """Print a whole answer: statements or the refusal, sources, notices, ages."""
    for place, statement in enumerate(answer.statements):
        _print_statement(statement, is_first=place == 0)
    _print_around(answer)


def _print_statement(statement: Statement, is_first: bool) -> None:
    if not is_first:
        echo()
    echo(_statement_line(statement))


def _print_sources(sources: Collection[Source]) -> None:
    if sources:
        echo("\nSources")
    for source in sources:
        print_source(source)


def _print_around(answer: Answer) -> None:
    """Print what stands around the statements: the refusal, sources, notices, ages."""
    if answer.searched != answer.question:
        before = "" if answer.abstention else "\n"
        echo(f"{before}Searched as: {answer.searched}")
    if answer.abstention:
        print_refusal(answer.abstention)
    _print_sources(answer.sources)
    for notice in answer.notices:
        print_notice(notice)
    if times := _times_in_question(answer):
        echo(f"\nTime: {times}")
    if answer.sources:
        echo(f"\n{_closing_line(answer)}")


def print_refusal(abstention: Abstention) -> None:
    """Print why there is no answer, and the nearest sources."""
    echo(abstention.message, fg="yellow")
    if abstention.nearest:
        echo("Nearest sources:")
    for source in abstention.nearest:
        print_source(source)


def print_source(source: Source) -> None:
    """Print a source with its number, provenance and copies."""
    known = provenance(source.publisher, source.published, source.date_source)
    parts = [known, source.kind]
    if source.copies:
        parts.append(f"also in {', '.join(copy.publisher or copy.title for copy in source.copies)}")
    parts.append(source.document_id)
    echo(f"  [{source.n}] {source.name}", bold=True)
    echo(f"      {' · '.join(parts)}")


def print_notice(notice: Notice) -> None:
    """Print something the reader should know; of a conflict, both quotes too."""
    echo(f"\nNote: {notice.message}", fg="yellow")
    if notice.kind == "conflict":
        for citation in notice.citations:
            echo(f"  “{citation.quote}” [{citation.n}]")


def _statement_line(statement: Statement) -> str:
    numbers = dict.fromkeys(citation.n for citation in statement.citations)
    markers = "".join(f"[{n}]" for n in numbers)
    if statement.support != "quoted":
        is_unjudged = statement.support == "backed" and statement.why
        note = " (checked by code alone)" if is_unjudged else ""
        return f"{statement.text} {markers}".rstrip() + note
    if "\n" in statement.text:
        return f"{_with_columns(statement.text)}\n{markers}"
    return f"“{statement.text}” {markers}"


def _with_columns(text: str) -> str:
    """Return a text with the cells of its table rows below each other."""
    lines = text.split("\n")
    rows = [[cell.strip() for cell in _inside(line).split("|")] for line in lines]
    tabled = [row for row, line in zip(rows, lines, strict=True) if line.startswith("|")]
    widths = [max(map(len, column)) for column in zip_longest(*tabled, fillvalue="")]
    return "\n".join(
        "  ".join(map(str.ljust, row, widths)).rstrip() if line.startswith("|") else line
        for row, line in zip(rows, lines, strict=True)
    )


def _inside(row: str) -> str:
    """Return a row of a table without the bars at its ends; its first cell may be empty."""
    return row.strip().removeprefix("|").removesuffix("|")


def _times_in_question(answer: Answer) -> str:
    """Return the times that the question itself named, with the words they were read from."""
    parts = []
    if words := answer.expressions.window:
        parts.append(f"published or about {in_words(answer.mentioned)} (from “{words}”)")
    if answer.expressions.as_of and answer.as_of:
        parts.append(f"as of {answer.as_of} (from “{answer.expressions.as_of}”)")
    return "; ".join(parts)


def _closing_line(answer: Answer) -> str:
    """Return how many sources there are, how old the newest is, and who wrote the answer."""
    parts = [f"{answer.mix}."]
    if newest := answer.newest_source:
        age = age_in_words(newest, answer.today or newest, answer.as_of)
        parts.append(f"Newest source: {age}.")
    parts.append(f"Written by: {answer.engine.writer}.")
    if answer.checked_by:
        parts.append(f"Checked by: {answer.checked_by}.")
    return " ".join(parts)


# -- ingests -------------------------------------------------------------------------------------


def print_ingest_report(report: Report, in_full: bool) -> None:
    """Print what became of what was offered; in full with a line for each document."""
    removed = f"{report.removed} removed, " if report.removed else ""
    echo(
        f"{report.new} new, {report.changed} changed, {report.unchanged} unchanged, "
        f"{removed}{len(report.refused)} refused · "
        f"{report.chunks} chunks, {report.embedded} embedded · {report.seconds:.1f} s"
    )
    for line in report.findings:
        echo(f"  {line}")
    if report.skipped:
        kinds = [f"{count} × {ending}" for ending, count in sorted(report.skipped.items())]
        echo(f"  passed over, of kinds that are not read: {', '.join(kinds)}")
    if in_full:
        for item in report.documents:
            _print_ingested(item)
    for refused in report.refused:
        print_refused(refused)


def print_refused(item: Refused) -> None:
    """Print what was not ingested, and why."""
    echo(f"  refused: {printable(item.file)}\n           {printable(item.reason)}")


def _print_ingested(item: DocumentReport) -> None:
    day = item.published or "no date"
    echo(
        f"  {item.status:<7} {item.document_id}  {day:<10}  {item.kind:<6}  {printable(item.title)}"
    )
    line = (
        f"{item.characters_read:,} characters read, {item.characters_kept:,} kept, "
        f"{item.chunks} chunks, {item.seconds:.2f} s"
    )
    if item.removed:
        removals = [f"{count} × {reason}" for reason, count in item.removed.items()]
        line += f" · removed {'; '.join(removals)}"
    echo(f"          {line}")


# -- documents -----------------------------------------------------------------------------------


def status_lines(status: Status) -> Iterator[str]:
    """Return whether an act is in force and what others did to it; nothing for most documents."""
    if status.history or status.state == "announced":
        until = f" until {status.until}" if status.until else ""
        since = f", from {status.day}" if status.day else ""
        yield f"Status: {status.state}{until}{since}"
    for effect in status.history:
        yield _effect_line(effect)
        yield indented(printable(effect.sentence), " " * 4)


def _effect_line(effect: Effect) -> str:
    part = " in part" if effect.partial else ""
    done = f"{done_in_words(effect.kind)}{part} by {printable(effect.actor)}"
    return f"  {effect.day or 'no date'}  {done} ({effect.document_id})"


def report_lines(document: dict[str, Any], in_full: bool) -> Iterator[str]:
    """Return what reading did with a document; in full with each thing that was removed."""
    report = document["report"]
    yield (
        f"{report['characters_read']:,} characters read, {report['characters_kept']:,} kept; "
        f"{document['chunks']} chunks; from {_relative(document['origin'])}"
    )
    if in_full:
        for name, value in _described(document):
            if value:
                yield f"  {name:<11} {value}"
    if pages := report["pages_without_text"]:
        yield f"  pages without text, probably scanned: {', '.join(map(str, pages))}"
    if reason := report.get("incomplete"):  # neither stands in reports of earlier versions
        yield f"  incomplete? {reason}"
    for remark in report.get("remarks", ()):
        yield f"  {remark}"
    for removal in report["removed"]:
        yield from _removal_lines(removal, in_full)


def suspicious_lines(document: dict[str, Any]) -> Iterator[str]:
    """Return what a document says to machines, or hides from its readers."""
    for text in document["report"]["suspicious"]:
        yield f"  hidden or written for a machine, ignored: {text!r}"


def _removal_lines(removal: dict[str, Any], in_full: bool) -> Iterator[str]:
    counted = f"  removed {removal['count']} × {removal['reason']}"
    samples = removal["samples"]
    if not in_full:
        yield f"{counted}, such as: {samples[0]!r}"
        return
    yield f"{counted}:"
    for sample in samples:
        yield f"      {printable(sample)!r}"


def _described(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Return names and values of what is known about a document, "" for what is not."""
    yield "published", _date_line(document, "published", "date") or "no date"
    yield "updated", _date_line(document, "updated", "updated")
    yield "kind", f"{document['kind']}: {document['kind_source']}"
    yield "section", document["section"] or ""
    yield "authors", ", ".join(document["authors"])
    yield "language", document["language"] or ""
    yield "url", document["url"] or ""
    copies = [
        f"{copy['publisher'] or copy['title']} ({copy['published'] or 'no date'})"
        for copy in document["copies"]
    ]
    yield "also in", "; ".join(copies)
    yield "read in", f"{document['report']['seconds']:.2f} s"


def _date_line(document: dict[str, Any], name: str, prefix: str) -> str:
    """Return a date to the minute where it is known, where it is from and its text; "" for none."""
    if not document[name]:
        return ""
    moment = document[f"{name}_time"] or document[name]
    source = date_source_in_words(document[f"{prefix}_source"])
    return f"{moment}, from {source}: {printable(document[f'{prefix}_text'])!r}"


def _relative(origin: str) -> str:
    """Return a path as seen from here, when it lies below; a URL as it is."""
    return origin.removeprefix(f"{Path.cwd()}/")


# -- text ----------------------------------------------------------------------------------------


def printable(text: str) -> str:
    """Return a text without control characters, which a file's name may hold."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def indented(text: str, first: str, later: str | None = None) -> str:
    """Return a text in lines of 100 characters: the first after `first`, others after `later`."""
    import textwrap

    rest = first if later is None else later
    flat = " ".join(text.split())
    return textwrap.fill(flat, _WIDTH, initial_indent=first, subsequent_indent=rest)
