"""The command `rag`: ingest, ask, search, library, doctor. It prints what the chain decided and decides nothing itself."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rag.config import Settings, load_settings
from rag.errors import ConfigError, DatelineError
from rag.schema import KINDS, Answer, Kind, Notice, Refused, Source
from rag.when import age_in_words, in_words

if TYPE_CHECKING:
    from rich.progress import TaskID

    from rag.chain import DatelineChain
    from rag.embed import Embedder
    from rag.ingest import Report, Step
    from rag.library import Library, Status
    from rag.reading.isolated import Limits
    from rag.web import Fetcher


class Day(click.ParamType[date]):
    """An ISO date on the command line."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ANN401 - click's signature
        """The day, or a usage error that names what was given."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day; write it as 2025-10-31", param, ctx)


def _reported(command: Callable[..., None]) -> Callable[..., None]:
    """Turn Dateline's errors into one line on standard error and exit code 2."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - whatever the command takes
        try:
            command(*args, **kwargs)
        except DatelineError as error:
            click.echo(f"rag: {error}", err=True)
            sys.exit(2)
        except KeyboardInterrupt:
            click.echo("\nrag: stopped; what was acknowledged is in, and the same command goes on from there", err=True)
            sys.exit(130)

    return run


def _scoped(command: Callable[..., None]) -> Callable[..., None]:
    """The options that restrict a question."""
    for option in (
        click.option("--as-of", type=Day(), help="Answer as on this day: nothing published later is used."),
        click.option("--since", type=Day(), help="Only documents published on or after this day."),
        click.option("--until", type=Day(), help="Only documents published on or before this day."),
        click.option("--publisher", "publishers", multiple=True, help="Only this publisher; may be repeated."),
        click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only news or only policy."),
    ):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="dateline")
def main() -> None:
    """Answers from news and policy documents, each sentence a verbatim, dated quote or backed by one."""


@main.command()
@click.argument("places", nargs=-1, metavar="[PATH|URL]...")
@click.option("--feed", "feeds", multiple=True, metavar="URL", help="An RSS or Atom feed or a sitemap, whose newest pages are read.")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1), help="How many pages of a feed at most.")
@click.option("--sync", is_flag=True, help="Remove documents whose files are gone from the folders named.")
@click.option("--kind", type=click.Choice(KINDS), help="The kind of all these documents, whatever they say.")
@click.option("--report", "in_full", is_flag=True, help="A line for each document.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@_reported
def ingest(
    places: tuple[str, ...], feeds: tuple[str, ...], limit: int, sync: bool, kind: Kind | None, in_full: bool, as_json: bool
) -> None:
    """Read files, folders, pages and feeds into the library.

    Files are .html .pdf .docx .md .txt .json .jsonl .xml (Federal Register, RSS, Atom) .eml, and .zip of all these.
    """
    from rag.ingest import take_in
    from rag.sources import feed_sources, file_sources, web_sources

    if not places and not feeds:
        raise click.UsageError("name files, folders or URLs, or a feed by --feed URL")
    settings = load_settings()
    paths = [Path(place) for place in places if not _is_url(place)]
    urls = [place for place in places if _is_url(place)]
    with _fetcher(settings) as fetcher, _progress(hidden=as_json) as progress:
        sources = file_sources(paths, settings.max_bytes) + web_sources(urls, fetcher)
        for feed in feeds:
            sources += feed_sources(feed, fetcher, limit)
        folders = [path for path in paths if sync and path.is_dir()]
        report = take_in(sources, _library(settings), _embedder(settings), progress, folders, kind, _limits(settings))
    if as_json:
        _print_json(report.to_dict())
    else:
        _print_report(report, in_full)
    sys.exit(1 if report.refused else 0)


@main.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@_reported
def watch(folder: Path) -> None:
    """Keep the library in step with a folder until Ctrl-C: new, changed and deleted files."""
    from threading import Event

    from rag.ingest import take_in
    from rag.sources import file_sources
    from rag.watch import changes

    settings = load_settings()
    library, embedder = _library(settings), _embedder(settings)
    click.echo(f"Watching {folder}; stop with Ctrl-C.")
    try:
        for _ in changes(folder, Event()):
            report = take_in(file_sources([folder], settings.max_bytes), library, embedder, folders=[folder], limits=_limits(settings))
            if report.did_something:
                _print_report(report, in_full=True)
    except KeyboardInterrupt:
        click.echo("Stopped watching; the library stays as it is.")


@main.command()
@click.argument("question")
@_scoped
@click.option(
    "--after", "history", multiple=True, metavar="QUESTION", help="A question asked before, which this one may lean on; may be repeated."
)
@click.option("--ignore-time", is_flag=True, help="The times that the question names restrict nothing.")
@click.option("--llm", help="Who writes the answer; RAG_LLM by default.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole answer as JSON.")
@_reported
def ask(question: str, llm: str | None, as_json: bool, **given: Any) -> None:  # noqa: ANN401 - the fields of `Ask`
    """Answer a question with verified quotes."""
    answer = _chain(llm).invoke({"question": question, **_given(given)})
    if as_json:
        _print_json(answer.to_dict())
    else:
        _print_answer(answer)


@main.command()
@click.argument("query")
@_scoped
@click.option("-k", "limit", default=8, show_default=True, type=click.IntRange(1, 100), help="How many passages.")
@click.option("--json", "as_json", is_flag=True, help="Print the passages as JSON.")
@_reported
def search(query: str, limit: int, as_json: bool, **scope: Any) -> None:  # noqa: ANN401
    """Show the passages that retrieval finds, without an answer."""
    from rag.ask import Ask

    findings = _chain("quotes").find(Ask.of({"question": query, **_given(scope)}), limit=limit)
    passages = findings.passages[:limit]
    if as_json:
        _print_json(
            [
                {"chunk_id": p.chunk_id, "document_id": p.document_id, "start": p.span.start, "end": p.span.end, "score": round(p.score, 4),
                 "title": p.title, "publisher": p.publisher, "published": p.published.isoformat() if p.published else None, "heading": p.heading, "text": p.text}
                for p in passages
            ]
        )  # fmt: skip
        return
    for number, passage in enumerate(passages, start=1):
        click.secho(f"{number}. {passage.title}", bold=True)
        click.echo(
            f"   {_provenance(passage.publisher, passage.published, passage.date_source)} · score {passage.score:.2f} · {passage.document_id}"
        )
        click.echo(_indented(passage.text, "   "))
    if not passages:
        click.echo("No passage matches.")


@main.group()
def library() -> None:
    """List, show, remove, verify and rebuild what was ingested."""


@library.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print an array of objects.")
@_reported
def list_(as_json: bool) -> None:
    """Every document that answers, newest first."""
    entries = _library(load_settings()).entries()
    if as_json:
        _print_json([entry.to_dict() for entry in entries])
        return
    for entry in entries:
        extras = [f"{entry.versions} versions"] * (entry.versions > 1) + [f"also in {entry.copies} others"] * (entry.copies > 0)
        extras += [entry.status] * (entry.status != "current")
        click.echo(
            f"{entry.document_id}  {entry.published or 'no date   '}  {entry.kind:<6}  {entry.title}  ({', '.join([entry.publisher or 'unknown publisher', *extras])})"
        )
    click.echo(f"{len(entries)} documents")


@library.command()
@click.argument("document_id")
@click.option("--version", type=click.IntRange(1), help="An earlier version, counted from 1.")
@click.option("--report", "in_full", is_flag=True, help="Everything that reading did with it, and not its text.")
@click.option("--json", "as_json", is_flag=True, help="Print the document as JSON, with the text that offsets count in.")
@_reported
def show(document_id: str, version: int | None, in_full: bool, as_json: bool) -> None:
    """One document: its dates and how they are known, what cleaning removed, and its text."""
    books = _library(load_settings())
    document, standing = books.document(document_id, version), books.status(document_id)
    if as_json:
        _print_json({**document, "in_force": standing.to_dict()})
        return
    click.secho(document["title"], bold=True)
    click.echo(
        _provenance(document["publisher"], document["published"], document["date_source"])
        + f" · {document['kind']} · version {document['version']} of {len(document['versions'])}"
    )
    for line in (*_status_lines(standing), *_report_lines(document, in_full)):
        click.echo(line)
    if not in_full:
        click.echo(f"\n{document['text']}")


@library.command()
@click.argument("document_id")
@_reported
def remove(document_id: str) -> None:
    """Stop a document from answering, at once."""
    _library(load_settings()).remove(document_id)
    click.echo(f"{document_id} is removed and answers no more; only ingesting its file by its own name brings it back.")


@library.command()
@_reported
def verify() -> None:
    """Check the library: damage, offsets, words, versions."""
    problems = _library(load_settings()).problems()
    for problem in problems:
        click.echo(problem)
    click.echo("The library is sound." if not problems else f"{len(problems)} problems.")
    sys.exit(1 if problems else 0)


@library.command()
@_reported
def rebuild() -> None:
    """Make anew what an older reader, scheme or model made, and the vector index; what is there answers until then."""
    from rag.index import VectorIndex
    from rag.upkeep import outdated, renew

    settings = load_settings()
    embedder, books = _embedder(settings), _library(settings)
    if sentence := outdated(books, embedder).sentence:
        click.echo(sentence)
    with _progress(hidden=False) as progress:
        report = renew(books, embedder, settings.max_bytes, progress)
    for item in report.refused:
        _print_refused(item)
    index = VectorIndex(books, embedder.name, settings.home / "index")
    click.echo(f"{index.rebuild():,} vectors indexed, {report.embedded:,} of them newly embedded.")
    index.close()


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@_reported
def doctor(as_json: bool) -> None:
    """What is installed, configured and reachable; whether library and index agree."""
    from rag.doctor import examine

    findings = examine(load_settings())
    if as_json:
        _print_json(findings)
        return
    for section, values in findings.items():
        click.secho(section, bold=True)
        for name, value in values.items():
            click.echo(f"  {name:<18} {value}")


def _status_lines(standing: Status) -> Iterator[str]:
    """Whether an act is in force, and what others did to it; nothing for a document to which nothing happened."""
    if standing.history or standing.state == "announced":
        until = f" until {standing.until}" if standing.until else ""
        yield f"Status: {standing.state}{until}{f', from {standing.day}' if standing.day else ''}"
    for effect in standing.history:
        part = " a part of it" if effect.partial else ""
        yield f"  {effect.day or 'no date'}  {effect.kind}{part}: {_printable(effect.actor)} ({effect.document_id})"
        yield _indented(_printable(effect.sentence), " " * 4)


def _report_lines(document: dict[str, Any], in_full: bool) -> Iterator[str]:
    """What reading did with a document; in full with each thing that was removed."""
    report = document["report"]
    yield f"{report['characters_read']:,} characters read, {report['characters_kept']:,} kept; {document['chunks']} chunks; from {_near(document['origin'])}"
    if in_full:
        yield from (f"  {name:<11} {value}" for name, value in _described(document) if value)
    if report["pages_without_text"]:
        yield f"  pages without text, probably scanned: {', '.join(map(str, report['pages_without_text']))}"
    for removal in report["removed"]:
        yield f"  removed {removal['count']} × {removal['reason']}" + (":" if in_full else f", such as: {removal['samples'][0]!r}")
        yield from (f"      {_printable(sample)!r}" for sample in removal["samples"] if in_full)
    for text in report["suspicious"]:
        yield click.style(f"  speaks to an assistant, ignored: {text!r}", fg="yellow")


def _described(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Names and values of what is known about a document."""
    for name, source in (("published", "date_source"), ("updated", "updated_source")):
        if document[name]:
            text = document["date_text" if name == "published" else "updated_text"]
            yield name, f"{document[f'{name}_time'] or document[name]}, from {document[source]}: {_printable(text)!r}"
        elif name == "published":
            yield name, "no date"
    yield "kind", f"{document['kind']}: {document['kind_source']}"
    yield "section", document["section"] or ""
    yield "authors", ", ".join(document["authors"])
    yield "language", document["language"] or ""
    yield "url", document["url"] or ""
    yield "also in", "; ".join(f"{copy['publisher'] or copy['title']} ({copy['published'] or 'no date'})" for copy in document["copies"])
    yield "read in", f"{document['report']['seconds']:.2f} s"


def _near(origin: str) -> str:
    """A path as seen from here, when it lies below; a URL as it is."""
    return origin.removeprefix(f"{Path.cwd()}/")


def _is_url(place: str) -> bool:
    return "://" in place


def _fetcher(settings: Settings) -> Fetcher:
    from rag.web import Fetcher

    hosts = settings.allowed_hosts.replace(",", " ").split()
    return Fetcher(max_bytes=settings.max_bytes, pause_seconds=settings.fetch_pause_seconds, allowed_hosts=hosts)


def _limits(settings: Settings) -> Limits:
    from rag.reading.isolated import Limits

    return Limits(settings.read_seconds, settings.read_memory_mb)


def _embedder(settings: Settings) -> Embedder:
    from rag.embed import open_embedder

    return open_embedder(settings.embedding_model)


def _library(settings: Settings) -> Library:
    from rag.library import Library

    return Library(settings.home / "library.sqlite3")


def _chain(llm: str | None) -> DatelineChain:
    from rag.chain import open_chain

    chain = open_chain(llm=llm)
    if chain.library.is_empty():
        raise ConfigError(f"the library in {chain.settings.home} is empty; fill it with `rag ingest corpus` or your own files")
    if chain.outdated:
        click.secho(chain.outdated, err=True, fg="yellow")
    return chain


def _given(scope: dict[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in scope.items() if value}


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def _print_report(report: Report, in_full: bool) -> None:
    removed = f"{report.removed} removed, " if report.removed else ""
    click.echo(
        f"{report.new} new, {report.changed} changed, {report.unchanged} unchanged, {removed}{len(report.refused)} refused · "
        f"{report.chunks} chunks, {report.embedded} embedded · {report.seconds:.1f} s"
    )
    for line in report.findings:
        click.echo(f"  {line}")
    if report.skipped:
        endings = ", ".join(f"{count} × {ending}" for ending, count in sorted(report.skipped.items()))
        click.echo(f"  passed over, of kinds that are not read: {endings}")
    for item in report.documents if in_full else ():
        removals = "; ".join(f"{count} × {reason}" for reason, count in item.removed.items())
        click.echo(f"  {item.status:<7} {item.document_id}  {item.published or 'no date':<10}  {item.kind:<6}  {_printable(item.title)}")
        click.echo(
            f"          {item.characters_read:,} characters read, {item.characters_kept:,} kept, {item.chunks} chunks, {item.seconds:.2f} s"
            + (f" · removed {removals}" if removals else "")
        )
    for refused in report.refused:
        _print_refused(refused)


def _print_refused(item: Refused) -> None:
    click.echo(f"  refused: {_printable(item.file)}\n           {_printable(item.reason)}")


def _print_answer(answer: Answer) -> None:
    if answer.searched != answer.question:
        click.echo(f"Searched as: {answer.searched}\n")
    if answer.abstention:
        click.secho(answer.abstention.message, fg="yellow")
        if answer.abstention.nearest:
            click.echo("Nearest sources:")
    else:
        click.echo(_marked(answer))
        click.echo("\nSources")
    for source in answer.abstention.nearest if answer.abstention else answer.sources:
        _print_source(source)
    for notice in answer.notices:
        _print_notice(notice)
    if heard := _heard(answer):
        click.echo(f"\nTime: {heard}")
    if answer.sources:
        newest = answer.newest_source
        age = f" Newest source: {age_in_words(newest, answer.today or newest, answer.as_of)}." if newest else ""
        click.echo(f"\n{answer.mix}.{age} Written by: {answer.engine.writer}.")


def _heard(answer: Answer) -> str:
    """The times that the question itself named, with the words they were read from."""
    parts = []
    if answer.heard.window:
        parts.append(f"published or about {in_words(answer.mentioned)} (from “{answer.heard.window}”)")
    if answer.heard.as_of and answer.as_of:
        parts.append(f"as of {answer.as_of} (from “{answer.heard.as_of}”)")
    return "; ".join(parts)


def _marked(answer: Answer) -> str:
    lines = []
    for statement in answer.statements:
        numbers = "".join(f"[{n}]" for n in dict.fromkeys(citation.n for citation in statement.citations))
        text = f"“{statement.text}”" if statement.support == "quoted" else statement.text
        lines.append(f"{text} {numbers}")
    return "\n\n".join(lines)


def _print_source(source: Source) -> None:
    click.secho(f"  [{source.n}] {source.title}", bold=True)
    copies = f" · also in {', '.join(copy.publisher or copy.title for copy in source.copies)}" if source.copies else ""
    click.echo(
        f"      {_provenance(source.publisher, source.published, source.date_source)} · {source.kind}{copies} · {source.document_id}"
    )


def _print_notice(notice: Notice) -> None:
    click.secho(f"\nNote: {notice.message}", fg="yellow")


def _provenance(publisher: str | None, published: date | str | None, date_source: str | None) -> str:
    return f"{publisher or 'unknown publisher'}, {f'{published} (from {date_source})' if published else 'no date'}"


def _printable(text: str) -> str:
    """Text without control characters, which a file's name may hold."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def _indented(text: str, by: str) -> str:
    import textwrap

    return textwrap.fill(" ".join(text.split()), 100, initial_indent=by, subsequent_indent=by)


class _progress:
    """Progress bars on standard error, one a stage, as the callback that `take_in` takes."""

    def __init__(self, hidden: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        console = Console(stderr=True)
        columns = (
            TextColumn("{task.description:<9}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[file]}", markup=False),
        )
        self._bar = Progress(*columns, console=console, disable=hidden or not console.is_terminal, transient=True)
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Callable[[Step], None]:
        self._bar.start()
        return self._show

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def _show(self, step: Step) -> None:
        if step.stage not in self._tasks:
            self._tasks[step.stage] = self._bar.add_task(step.stage, total=None, file="")
        self._bar.update(self._tasks[step.stage], completed=step.done, total=step.total, file=_printable(step.name)[:40])
