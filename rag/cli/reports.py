"""`rag timeline` and `rag changes`: a subject over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from rag.cli.options import chain_of, given, reported, scoped
from rag.cli.printing import (
    indented,
    print_json,
    print_notice,
    print_refusal,
    print_source,
    printable,
)
from rag.language.temporal import in_words

if TYPE_CHECKING:
    from rag.reports.changes import Change, Changes, NewVersion
    from rag.reports.timeline import Row, Timeline
    from rag.schema import Citation


@click.command()
@click.argument("question")
@scoped
@click.option(
    "-n",
    "limit",
    default=20,
    show_default=True,
    type=click.IntRange(1, 200),
    help="How many events at most.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "csv"]),
    default="text",
    show_default=True,
)
@click.option("--json", "as_json", is_flag=True, help="Print the whole timeline as JSON.")
@reported
def timeline(question: str, limit: int, form: str, as_json: bool, **scope: Any) -> None:  # noqa: ANN401 - the options of `scoped`
    """The dated events of a subject, each a verified quote; --since and --until are days of the events.

    A date is the event's own where the text gives it, and as precise; else it is the day of publication, and says so.
    """
    from rag.reports.export import timeline_csv, timeline_markdown

    told = chain_of("quotes").timeline({"question": question, **given(scope)}, limit)
    if as_json:
        print_json(told.to_dict())
    elif form == "markdown":
        click.echo(timeline_markdown(told), nl=False)
    elif form == "csv":
        click.echo(timeline_csv(told), nl=False)
        if told.abstention:
            click.echo(told.abstention.message, err=True)
    else:
        _print_timeline(told)


@click.command()
@click.argument("question")
@scoped
@click.option(
    "-n",
    "limit",
    default=20,
    show_default=True,
    type=click.IntRange(1, 200),
    help="How many of each at most.",
)
@click.option(
    "--format", "form", type=click.Choice(["text", "markdown"]), default="text", show_default=True
)
@click.option("--json", "as_json", is_flag=True, help="Print the whole result as JSON.")
@reported
def changes(question: str, limit: int, form: str, as_json: bool, **scope: Any) -> None:  # noqa: ANN401 - the options of `scoped`
    """What became known about a subject from --since to --until, today by default.

    New documents, sentences and figures that changed from one version to the next, and acts that were amended, revoked, suspended or
    extended. What stood in an earlier version or copy is not new.
    """
    from rag.reports.export import changes_markdown

    told = chain_of("quotes").changes({"question": question, **given(scope)}, limit=limit)
    if as_json:
        print_json(told.to_dict())
    elif form == "markdown":
        click.echo(changes_markdown(told), nl=False)
    else:
        _print_changes(told)


def _print_changes(told: Changes) -> None:
    from rag.reports.export import VERBS

    if told.abstention:
        print_refusal(told.abstention)
    if told.documents:
        click.secho("New documents", bold=True)
    for document in told.documents:
        click.echo(f"  {told.source(document.quote.n).published}\n{_cited(document.citations)}")
    for version in told.versions:
        _print_version(version, told)
    if told.statuses:
        click.secho("Changed status", bold=True)
    for status in told.statuses:
        done = f"{VERBS.get(status.kind, status.kind)}{' in part' if status.partial else ''}{f' until {status.until}' if status.until else ''}"
        click.echo(
            f"  {told.source(status.citation.n).published or 'no date'}  {printable(status.act)} {done} by {printable(status.actor)}"
        )
        click.echo(_cited([status.citation]))
    _print_backing(told)
    if told.left_out:
        click.echo(f"\n{told.left_out} more are left out; -n shows more.")


def _print_version(version: NewVersion, told: Changes) -> None:
    days = ", ".join(day.isoformat() for day in version.days)
    click.secho(f"Changed: {told.source(version.n).title} [{version.n}]", bold=True)
    click.echo(f"  version {version.before} to version {version.after}, of {days}")
    for change in version.changes:
        _print_change(change)


def _print_change(change: Change) -> None:
    from rag.reports.export import figures_line

    if change.before:
        click.echo(indented(f"“{change.before.quote}”", "  - ", "    "))
    if change.after:
        click.echo(indented(f"“{change.after.quote}”", "  + ", "    "))
    if figures := figures_line(change):
        click.echo(f"    figures: {figures}")


def _print_timeline(told: Timeline) -> None:
    if told.abstention:
        print_refusal(told.abstention)
    for row in told.rows:
        click.secho(f"{row.date}{_how_dated(row)}", bold=True)
        click.echo(_cited(row.citations))
    _print_backing(told)
    if told.window:
        click.echo(
            f"\nTime: events of {in_words(told.window)}{f' (from “{told.expressions.window}”)' if told.expressions.window else ''}"
        )
    if told.left_out:
        click.echo(f"\n{told.left_out} more events are left out; -n shows more.")


def _how_dated(row: Row) -> str:
    return "  published" if row.basis == "published" else "  ahead" if row.ahead else ""


def _cited(citations: Sequence[Citation]) -> str:
    """The first quote with its number, and the numbers of those that say the same."""
    quote, *others = citations
    also = f" also [{', '.join(str(citation.n) for citation in others)}]" if others else ""
    return indented(f"“{quote.quote}” [{quote.n}]{also}", "    ")


def _print_backing(told: Changes | Timeline) -> None:
    """The sources and notices."""
    if told.sources:
        click.echo("\nSources")
    for source in told.sources:
        print_source(source)
    for notice in told.notices:
        print_notice(notice)
