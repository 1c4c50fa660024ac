"""`rag timeline`: a subject over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from rag.cli.options import chain_of, given, reported, scoped
from rag.cli.printing import indented, print_json, print_notice, print_refusal, print_source
from rag.when import in_words

if TYPE_CHECKING:
    from rag.timeline import Row, Timeline


@click.command()
@click.argument("question")
@scoped
@click.option("-n", "limit", default=20, show_default=True, type=click.IntRange(1, 200), help="How many events at most.")
@click.option("--format", "form", type=click.Choice(["text", "markdown", "csv"]), default="text", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the whole timeline as JSON.")
@reported
def timeline(question: str, limit: int, form: str, as_json: bool, **scope: Any) -> None:  # noqa: ANN401 - the options of `scoped`
    """The dated events of a subject, each a verified quote; --since and --until are days of the events.

    A date is the event's own where the text gives it, and as precise; else it is the day of publication, and says so.
    """
    from rag.export import timeline_csv, timeline_markdown

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


def _print_timeline(told: Timeline) -> None:
    if told.abstention:
        print_refusal(told.abstention)
    for row in told.rows:
        click.secho(f"{row.date}{_how_dated(row)}", bold=True)
        also = f" also [{', '.join(str(citation.n) for citation in row.citations[1:])}]" if row.citations[1:] else ""
        click.echo(indented(f"“{row.quote.quote}” [{row.quote.n}]{also}", "    "))
    if told.rows:
        click.echo("\nSources")
    for source in told.sources:
        print_source(source)
    for notice in told.notices:
        print_notice(notice)
    if told.window:
        click.echo(f"\nTime: events of {in_words(told.window)}{f' (from “{told.heard.window}”)' if told.heard.window else ''}")
    if told.left_out:
        click.echo(f"\n{told.left_out} more events are left out; -n shows more.")


def _how_dated(row: Row) -> str:
    return "  published" if row.basis == "published" else "  ahead" if row.ahead else ""
