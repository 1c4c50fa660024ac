"""The command `rag`: ingest, ask, serve and the others.

It prints what the chain decided and decides nothing itself.
"""

from __future__ import annotations

import click

from rag.cli.ingestion import ingest, watch
from rag.cli.maintenance import doctor, library
from rag.cli.questions import ask, search
from rag.cli.reports import changes, timeline
from rag.cli.serving import serve_command

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=_CONTEXT)
@click.version_option(package_name="dateline")
def main() -> None:
    """Answer from news and policy documents.

    Each sentence is a verbatim, dated quote or backed by one.
    """


for command in (ingest, watch, ask, timeline, changes, search, serve_command, library, doctor):
    main.add_command(command)

__all__ = ["main"]
