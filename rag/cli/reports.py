"""`rag timeline` and `rag changes`: a subject over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from rag.cli.options import given_options, open_filled_chain, report_errors, scope_options
from rag.cli.printing import (
    indented,
    print_json,
    print_notice,
    print_refusal,
    print_source,
    printable,
)
from rag.cli.terminal import echo
from rag.language.temporal import in_words
from rag.language.wording import done_in_words

if TYPE_CHECKING:
    from rag.reports.changes import Change, Changes, NewStatus, NewVersion
    from rag.reports.timeline import Timeline, TimelineRow
    from rag.schema import Citation


@click.command()
@click.argument("question")
@scope_options
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
@report_errors
def timeline(
    question: str,
    limit: int,
    form: str,
    as_json: bool,
    **scope: Any,  # noqa: ANN401 - the options of `scope_options`
) -> None:
    """List the dated events of a subject, each a verified quote.

    --since and --until are days of the events. A date is the event's own where the text gives it,
    and as precise; else it is the day of publication, and says so.
    """
    from rag.reports.export import timeline_csv, timeline_markdown

    chain = open_filled_chain("quotes")
    result = chain.timeline({"question": question, **given_options(scope)}, limit)
    if as_json:
        print_json(result.to_dict())
    elif form == "markdown":
        echo(timeline_markdown(result), nl=False)
    elif form == "csv":
        echo(timeline_csv(result), nl=False)
        if result.abstention:
            echo(result.abstention.message, err=True)
    else:
        _print_timeline(result)


@click.command()
@click.argument("question")
@scope_options
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
@report_errors
def changes(
    question: str,
    limit: int,
    form: str,
    as_json: bool,
    **scope: Any,  # noqa: ANN401 - the options of `scope_options`
) -> None:
    """List what became known about a subject from --since to --until, today by default.

    New documents, sentences and figures that changed from one version to the next, and acts that
    were amended, revoked, suspended or extended. What stood in an earlier version or copy is not
    new.
    """
    from rag.reports.export import changes_markdown

    chain = open_filled_chain("quotes")
    result = chain.changes({"question": question, **given_options(scope)}, limit=limit)
    if as_json:
        print_json(result.to_dict())
    elif form == "markdown":
        echo(changes_markdown(result), nl=False)
    else:
        _print_changes(result)


# -- timelines -----------------------------------------------------------------------------------


def _print_timeline(result: Timeline) -> None:
    if result.abstention:
        print_refusal(result.abstention)
    for row in result.rows:
        echo(f"{row.date}{_how_dated(row)}", bold=True)
        echo(_quote_lines(row.citations))
    _print_sources_and_notices(result)
    if result.window:
        words = f" (from “{result.expressions.window}”)" if result.expressions.window else ""
        echo(f"\nTime: events of {in_words(result.window)}{words}")
    if result.left_out:
        echo(f"\n{result.left_out} more events are left out; -n shows more.")


def _how_dated(row: TimelineRow) -> str:
    if row.basis == "published":
        return "  published"
    return "  ahead" if row.ahead else ""


# -- changes -------------------------------------------------------------------------------------


def _print_changes(result: Changes) -> None:
    if result.abstention:
        print_refusal(result.abstention)
    if result.documents:
        echo("New documents", bold=True)
    for document in result.documents:
        echo(f"  {result.source(document.quote.n).published}")
        echo(_quote_lines(document.citations))
    for version in result.versions:
        _print_version(version, result)
    if result.statuses:
        echo("Changed status", bold=True)
    for status in result.statuses:
        _print_status(status, result)
    _print_sources_and_notices(result)
    if result.left_out:
        echo(f"\n{result.left_out} more are left out; -n shows more.")


def _print_version(version: NewVersion, result: Changes) -> None:
    days = ", ".join(day.isoformat() for day in version.days)
    echo(f"Changed: {result.source(version.n).title} [{version.n}]", bold=True)
    echo(f"  version {version.before} to version {version.after}, of {days}")
    for change in version.changes:
        _print_change(change)


def _print_change(change: Change) -> None:
    from rag.reports.export import figures_line

    if change.before:
        echo(indented(f"“{change.before.quote}”", "  - ", "    "))
    if change.after:
        echo(indented(f"“{change.after.quote}”", "  + ", "    "))
    if figures := figures_line(change):
        echo(f"    figures: {figures}")


def _print_status(status: NewStatus, result: Changes) -> None:
    day = result.source(status.citation.n).published or "no date"
    done = done_in_words(status.kind)
    if status.partial:
        done += " in part"
    if status.until:
        done += f" until {status.until}"
    echo(f"  {day}  {printable(status.act)} {done} by {printable(status.actor)}")
    echo(_quote_lines([status.citation]))


# -- both ----------------------------------------------------------------------------------------


def _quote_lines(citations: Sequence[Citation]) -> str:
    """Return the first quote with its number, and the numbers of those that say the same."""
    quote, *others = citations
    also = f" also [{', '.join(str(citation.n) for citation in others)}]" if others else ""
    return indented(f"“{quote.quote}” [{quote.n}]{also}", "    ")


def _print_sources_and_notices(result: Changes | Timeline) -> None:
    if result.sources:
        echo("\nSources")
    for source in result.sources:
        print_source(source)
    for notice in result.notices:
        print_notice(notice)
