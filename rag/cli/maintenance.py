"""`rag library` and `rag doctor`: what was ingested, and whether all is well with it."""

from __future__ import annotations

import sys

import click

from rag.cli.options import embedder_of, library_of, reported
from rag.cli.printing import print_json, print_refused, provenance, report_lines, status_lines
from rag.cli.progress import Progress
from rag.settings import load_settings


@click.group()
def library() -> None:
    """List, show, remove, verify and rebuild what was ingested."""


@library.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print an array of objects.")
@reported
def list_(as_json: bool) -> None:
    """Every document that answers, newest first."""
    entries = library_of(load_settings()).catalogue.entries()
    if as_json:
        print_json([entry.to_dict() for entry in entries])
        return
    for entry in entries:
        extras = [f"{entry.versions} versions"] * (entry.versions > 1) + [
            f"also in {entry.copies} others"
        ] * (entry.copies > 0)
        extras += [entry.status] * (entry.status != "current")
        click.echo(
            f"{entry.document_id}  {entry.published or 'no date   '}  {entry.kind:<6}  {entry.title}  ({', '.join([entry.publisher or 'unknown publisher', *extras])})"
        )
    click.echo(f"{len(entries)} documents")


@library.command()
@click.argument("document_id")
@click.option("--version", type=click.IntRange(1), help="An earlier version, counted from 1.")
@click.option(
    "--report",
    "in_full",
    is_flag=True,
    help="Everything that reading did with it, and not its text.",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print the document as JSON, with the text that offsets count in.",
)
@reported
def show(document_id: str, version: int | None, in_full: bool, as_json: bool) -> None:
    """One document: its dates and how they are known, what cleaning removed, and its text."""
    books = library_of(load_settings())
    document, standing = (
        books.catalogue.document(document_id, version),
        books.relations.status(document_id),
    )
    if as_json:
        print_json({**document, "in_force": standing.to_dict()})
        return
    click.secho(document["title"], bold=True)
    click.echo(
        provenance(document["publisher"], document["published"], document["date_source"])
        + f" · {document['kind']} · version {document['version']} of {len(document['versions'])}"
    )
    for line in (*status_lines(standing), *report_lines(document, in_full)):
        click.echo(line)
    if not in_full:
        click.echo(f"\n{document['text']}")


@library.command()
@click.argument("document_id")
@reported
def remove(document_id: str) -> None:
    """Stop a document from answering, at once."""
    library_of(load_settings()).versions.remove(document_id)
    click.echo(
        f"{document_id} is removed and answers no more; only ingesting its file by its own name brings it back."
    )


@library.command()
@reported
def verify() -> None:
    """Check the library: damage, offsets, words, versions."""
    problems = library_of(load_settings()).integrity.problems()
    for problem in problems:
        click.echo(problem)
    click.echo("The library is sound." if not problems else f"{len(problems)} problems.")
    sys.exit(1 if problems else 0)


@library.command()
@reported
def rebuild() -> None:
    """Make anew what an older reader, scheme or model made, and the vector index; what is there answers until then."""
    from rag.ingest.reprocess import outdated, reprocess
    from rag.storage.dense.index import VectorIndex

    settings = load_settings()
    embedder, books = embedder_of(settings), library_of(settings)
    if sentence := outdated(books, embedder).sentence:
        click.echo(sentence)
    with Progress(hidden=False) as progress:
        report = reprocess(books, embedder, settings.max_bytes, progress)
    for item in report.refused:
        print_refused(item)
    index = VectorIndex(books, embedder.name, settings.home / "index")
    click.echo(f"{index.rebuild():,} vectors indexed, {report.embedded:,} of them newly embedded.")
    index.close()


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@reported
def doctor(as_json: bool) -> None:
    """What is installed, configured and reachable; whether library and index agree."""
    from rag.cli.diagnostics import examine

    findings = examine(load_settings())
    if as_json:
        print_json(findings)
        return
    for section, values in findings.items():
        click.secho(section, bold=True)
        for name, value in values.items():
            click.echo(f"  {name:<18} {value}")
