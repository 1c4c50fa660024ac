"""`rag serve`: the page in the browser."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from rag.cli.options import report_errors
from rag.ui.server import LOOPBACK, serve


@click.command("serve")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option(
    "--port", default=8501, show_default=True, type=click.IntRange(1, 65535), help="The port."
)
@click.option(
    "--host",
    default=LOOPBACK,
    show_default=True,
    help="The address to listen on; any but the default lets other machines in.",
)
@report_errors
def serve_command(paths: tuple[Path, ...], port: int, host: str) -> None:
    """Serve the page, and read files and folders into the library behind it."""
    sys.exit(serve(paths, host, port))
