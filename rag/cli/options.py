"""Share among commands the options that restrict a question, errors, and what is opened."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from rag.cli.terminal import echo
from rag.errors import ConfigError, DatelineError
from rag.schema import KINDS
from rag.settings import Settings, load_settings

if TYPE_CHECKING:
    from rag.chain import DatelineChain
    from rag.models.embeddings import Embedder
    from rag.storage import Library

_STOPPED = "stopped; what was acknowledged is in, and the same command goes on from there"


class Day(click.ParamType[date]):
    """An ISO date on the command line."""

    name = "YYYY-MM-DD"

    def convert(
        self,
        value: Any,  # noqa: ANN401 - click's signature
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> date:
        """Return the day, or fail with a usage error that names what was given."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day; write it as 2025-10-31", param, ctx)


_SCOPE_OPTIONS = (
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
        help="Only documents of this kind; may be repeated.",
    ),
)


def report_errors(command: Callable[..., None]) -> Callable[..., None]:
    """Turn Dateline's errors into one line on standard error and exit code 2."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - whatever the command takes
        try:
            command(*args, **kwargs)
        except DatelineError as error:
            echo(f"rag: {error}", err=True)
            sys.exit(2)
        except KeyboardInterrupt:
            echo(f"\nrag: {_STOPPED}", err=True)
            sys.exit(130)

    return run


def scope_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that restrict a question."""
    for option in _SCOPE_OPTIONS:
        command = option(command)
    return command


def given_options(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options that were given, as the chain takes them."""
    given = {name: value for name, value in options.items() if value}
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in given.items()
    }


def open_embedder(settings: Settings) -> Embedder:
    """Open the embedding model of the settings."""
    from rag.models import embeddings

    return embeddings.open_embedder(settings.embedding_model)


def open_library(settings: Settings) -> Library:
    """Open the library of the settings."""
    from rag.storage import Library

    return Library(settings.home / "library.sqlite3")


def open_filled_chain(llm: str | None) -> DatelineChain:
    """Open the chain of the settings over a library that holds something.

    Raises:
        ConfigError: there is no library, and none is made; or it is empty.
    """
    from rag.chain import open_chain

    home = load_settings().home.absolute()
    advice = "fill it with `rag ingest FOLDER`, such as corpus"
    if not (home / "library.sqlite3").exists():
        raise ConfigError(f"there is no library in {home}; {advice}, or name another in RAG_HOME")
    chain = open_chain(llm=llm)
    if chain.library.is_empty():
        raise ConfigError(f"the library in {home} is empty; {advice}")
    if chain.outdated:
        echo(chain.outdated, err=True, fg="yellow")
    return chain
