"""`rag ingest` and `rag watch`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rag.cli.options import open_embedder, open_library, report_errors
from rag.cli.printing import print_ingest_report, print_json
from rag.cli.progress import Progress
from rag.cli.terminal import echo
from rag.schema import KINDS, Kind
from rag.settings import Settings, load_settings

if TYPE_CHECKING:
    from rag.ingest.web import Fetcher
    from rag.readers.sandbox.isolated import Limits


@click.command()
@click.argument("places", nargs=-1, metavar="[PATH|URL]...")
@click.option(
    "--feed",
    "feeds",
    multiple=True,
    metavar="URL",
    help="An RSS or Atom feed or a sitemap, whose newest pages are read.",
)
@click.option(
    "--limit",
    default=100,
    show_default=True,
    type=click.IntRange(1),
    help="How many pages of a feed at most.",
)
@click.option(
    "--sync", is_flag=True, help="Remove documents whose files are gone from the folders named."
)
@click.option(
    "--kind", type=click.Choice(KINDS), help="The kind of all these documents, whatever they say."
)
@click.option("--report", "in_full", is_flag=True, help="A line for each document.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@report_errors
def ingest(
    places: tuple[str, ...],
    feeds: tuple[str, ...],
    limit: int,
    sync: bool,
    kind: Kind | None,
    in_full: bool,
    as_json: bool,
) -> None:
    """Read files, folders, pages and feeds into the library.

    Files are .html .pdf .docx .md .txt .json .jsonl .xml (Federal Register, RSS, Atom) .eml, and
    .zip of all these.
    """
    from rag.ingest.inputs import feed_inputs, file_inputs, web_inputs
    from rag.ingest.pipeline import ingest_sources

    if not places and not feeds:
        raise click.UsageError("name files, folders or URLs, or a feed by --feed URL")
    settings = load_settings()
    paths = [Path(place) for place in places if not _is_url(place)]
    urls = [place for place in places if _is_url(place)]
    synchronised = [path for path in paths if sync and path.is_dir()]
    with _fetcher(settings) as fetcher, Progress(hidden=as_json) as progress:
        sources = file_inputs(paths, settings.max_bytes) + web_inputs(urls, fetcher)
        for feed in feeds:
            sources += feed_inputs(feed, fetcher, limit)
        report = ingest_sources(
            sources,
            open_library(settings),
            open_embedder(settings),
            progress,
            synchronised,
            kind,
            _limits(settings),
        )
    if as_json:
        print_json(report.to_dict())
    else:
        print_ingest_report(report, in_full)
    sys.exit(1 if report.refused else 0)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@report_errors
def watch(folder: Path) -> None:
    """Keep the library in step with a folder until Ctrl-C: new, changed and deleted files."""
    from threading import Event

    from rag.ingest.inputs import file_inputs
    from rag.ingest.pipeline import ingest_sources
    from rag.ingest.watch import changes

    settings = load_settings()
    library = open_library(settings)
    embedder = open_embedder(settings)
    echo(f"Watching {folder}; stop with Ctrl-C.")
    try:
        for _ in changes(folder, Event()):
            report = ingest_sources(
                file_inputs([folder], settings.max_bytes),
                library,
                embedder,
                folders=[folder],
                limits=_limits(settings),
            )
            if report.did_something:
                print_ingest_report(report, in_full=True)
    except KeyboardInterrupt:
        echo("Stopped watching; the library stays as it is.")


def _is_url(place: str) -> bool:
    return "://" in place


def _fetcher(settings: Settings) -> Fetcher:
    from rag.ingest.web import Fetcher

    hosts = settings.allowed_hosts.replace(",", " ").split()
    return Fetcher(
        max_bytes=settings.max_bytes,
        pause_seconds=settings.fetch_pause_seconds,
        allowed_hosts=hosts,
    )


def _limits(settings: Settings) -> Limits:
    from rag.readers.sandbox.isolated import Limits

    return Limits(settings.read_seconds, settings.read_memory_mb)
