"""`rag library` and `rag doctor`: what was ingested, and whether all is well with it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from rag.cli.options import open_embedder, open_library, report_errors
from rag.cli.printing import (
    print_json,
    print_refused,
    report_lines,
    status_lines,
    suspicious_lines,
)
from rag.cli.progress import Progress
from rag.cli.terminal import echo
from rag.language.wording import provenance
from rag.settings import load_settings

if TYPE_CHECKING:
    from rag.storage.catalogue import CatalogueEntry


@click.group()
def library() -> None:
    """List, show, remove, verify and rebuild what was ingested."""


@library.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print an array of objects.")
@report_errors
def list_documents(as_json: bool) -> None:
    """List every document that answers, newest first."""
    entries = open_library(load_settings()).catalogue.entries()
    if as_json:
        print_json([entry.to_dict() for entry in entries])
        return
    for entry in entries:
        echo(_entry_line(entry))
    echo(f"{len(entries)} documents")


def _entry_line(entry: CatalogueEntry) -> str:
    extras = [entry.publisher or "unknown publisher"]
    if entry.incomplete:
        extras.append("incomplete?")
    if entry.versions > 1:
        extras.append(f"{entry.versions} versions")
    if entry.copies:
        extras.append(f"also in {entry.copies} others")
    if entry.status != "current":
        extras.append(entry.status)
    day = entry.published or "no date   "
    return f"{entry.document_id}  {day}  {entry.kind:<6}  {entry.title}  ({', '.join(extras)})"


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
@report_errors
def show(document_id: str, version: int | None, in_full: bool, as_json: bool) -> None:
    """Show a document: its dates and how they are known, what cleaning removed, and its text."""
    opened = open_library(load_settings())
    document = opened.catalogue.document(document_id, version)
    status = opened.relations.status(document_id)
    if as_json:
        print_json({**document, "in_force": status.to_dict()})
        return
    known = provenance(document["publisher"], document["published"], document["date_source"])
    count = len(document["versions"])
    echo(document["title"], bold=True)
    echo(f"{known} · {document['kind']} · version {document['version']} of {count}")
    for line in (*status_lines(status), *report_lines(document, in_full)):
        echo(line)
    for line in suspicious_lines(document):
        echo(line, fg="yellow")
    if not in_full:
        echo(f"\n{document['text']}")


@library.command()
@click.argument("document_id")
@report_errors
def remove(document_id: str) -> None:
    """Stop a document from answering, at once."""
    open_library(load_settings()).versions.remove(document_id)
    echo(
        f"{document_id} is removed and answers no more; "
        "only ingesting its file by its own name brings it back."
    )


@library.command()
@report_errors
def verify() -> None:
    """Check the library: damage, offsets, words, versions."""
    problems = open_library(load_settings()).integrity.problems()
    for problem in problems:
        echo(problem)
    echo("The library is sound." if not problems else f"{len(problems)} problems.")
    sys.exit(1 if problems else 0)


@library.command()
@report_errors
def rebuild() -> None:
    """Remake what an older reader, scheme or model made, and the vector index.

    What is there answers until then.
    """
    from rag.ingest.reprocess import outdated, reprocess
    from rag.storage.dense.index import VectorIndex

    settings = load_settings()
    embedder = open_embedder(settings)
    opened = open_library(settings)
    reasons = outdated(opened, embedder).reasons
    if reasons:
        echo(f"{reasons}; this is made anew now, and until then what is there answers.")
    with Progress(hidden=False) as progress:
        report = reprocess(opened, embedder, settings.max_bytes, progress)
    for item in report.refused:
        print_refused(item)
    index = VectorIndex(opened, embedder.name, settings.home / "index")
    echo(f"{index.rebuild():,} vectors indexed, {report.embedded:,} of them newly embedded.")
    index.close()


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@report_errors
def doctor(as_json: bool) -> None:
    """Show what is installed, configured and reachable; whether library and index agree."""
    from rag.cli.diagnostics import examine

    findings = examine(load_settings())
    if as_json:
        print_json(findings)
        return
    for section, values in findings.items():
        echo(section, bold=True)
        for name, value in values.items():
            echo(f"  {name:<18} {value}")
