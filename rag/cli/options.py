"""What the commands share: the options that restrict a question, errors as one line, and what is opened by the settings."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from rag.errors import ConfigError, DatelineError
from rag.schema import KINDS
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.chain import DatelineChain
    from rag.models.embeddings import Embedder
    from rag.storage import Library


class Day(click.ParamType[date]):
    """An ISO date on the command line."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ANN401 - click's signature
        """The day, or a usage error that names what was given."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day; write it as 2025-10-31", param, ctx)


def reported(command: Callable[..., None]) -> Callable[..., None]:
    """Turn Dateline's errors into one line on standard error and exit code 2."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - whatever the command takes
        try:
            command(*args, **kwargs)
        except DatelineError as error:
            click.echo(f"rag: {error}", err=True)
            sys.exit(2)
        except KeyboardInterrupt:
            click.echo(
                "\nrag: stopped; what was acknowledged is in, and the same command goes on from there",
                err=True,
            )
            sys.exit(130)

    return run


def scoped(command: Callable[..., None]) -> Callable[..., None]:
    """The options that restrict a question."""
    for option in (
        click.option(
            "--as-of", type=Day(), help="Answer as on this day: nothing published later is used."
        ),
        click.option("--since", type=Day(), help="Only documents published on or after this day."),
        click.option("--until", type=Day(), help="Only documents published on or before this day."),
        click.option(
            "--publisher", "publishers", multiple=True, help="Only this publisher; may be repeated."
        ),
        click.option(
            "--kind",
            "kinds",
            multiple=True,
            type=click.Choice(KINDS),
            help="Only news or only policy.",
        ),
    ):
        command = option(command)
    return command


def given(scope: dict[str, Any]) -> dict[str, Any]:
    """The options that were given, as the chain takes them."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in scope.items()
        if value
    }


def embedder_of(settings: Settings) -> Embedder:
    """The embedding model of the settings."""
    from rag.models.embeddings import open_embedder

    return open_embedder(settings.embedding_model)


def library_of(settings: Settings) -> Library:
    """The library of the settings."""
    from rag.storage import Library

    return Library(settings.home / "library.sqlite3")


def chain_of(llm: str | None) -> DatelineChain:
    """The chain of the settings, over a library that holds something."""
    from rag.chain import open_chain

    chain = open_chain(llm=llm)
    if chain.library.is_empty():
        raise ConfigError(
            f"the library in {chain.settings.home} is empty; fill it with `rag ingest corpus` or your own files"
        )
    if chain.outdated:
        click.secho(chain.outdated, err=True, fg="yellow")
    return chain
