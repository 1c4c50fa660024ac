"""The command `rag`: ingest, ask, serve and the others.

It prints what the chain decided and decides nothing itself.
"""

from __future__ import annotations

import os

import click

from rag.cli.ingestion import ingest, watch
from rag.cli.maintenance import doctor, library
from rag.cli.options import report_errors
from rag.cli.questions import ask, search
from rag.cli.reports import changes, timeline
from rag.cli.serving import serve_command
from rag.settings import ENV_FILE, settings_files

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=_CONTEXT)
@click.version_option(package_name="dateline")
@click.option(
    "--env-file",
    type=click.Path(exists=True, dir_okay=False, resolve_path=True),
    help="Read settings from this file, and not from the .env of RAG_HOME.",
)
@report_errors
def main(env_file: str | None) -> None:
    """Answer from news and policy documents.

    Each sentence is a verbatim, dated quote or backed by one.
    """
    if env_file:
        os.environ[ENV_FILE] = env_file  # for the processes that are started too
    if passed_over := settings_files().passed_over:
        click.echo(
            f"rag: {passed_over} is not obeyed; name it by --env-file to obey it",
            err=True,
        )


for command in (ingest, watch, ask, timeline, changes, search, serve_command, library, doctor):
    main.add_command(command)

__all__ = ["main"]
