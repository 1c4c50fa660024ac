"""Serve the page at once and fill an empty library behind it: `python -m rag.ui.serve corpus --port 8501`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

from rag.errors import DatelineError
from rag.settings import load_settings
from rag.storage import Library

APP = Path(__file__).parents[2] / "app.py"


@click.command()
@click.argument("collection", type=click.Path(exists=True, path_type=Path))
@click.option("--port", default=8501, show_default=True)
def main(collection: Path, port: int) -> None:
    """Ingest COLLECTION if the library is empty, and serve the page."""
    try:
        empty = Library(load_settings().home / "library.sqlite3").is_empty()
    except DatelineError as error:
        click.echo(f"rag: {error}", err=True)
        sys.exit(2)
    filling = (
        subprocess.Popen([sys.executable, "-m", "rag", "ingest", str(collection)])
        if empty
        else None
    )
    click.echo(f"Dateline is on http://localhost:{port} (stop it with Ctrl-C)")
    try:
        sys.exit(
            subprocess.call(
                [sys.executable, "-m", "streamlit", "run", str(APP), "--server.port", str(port)]
            )
        )
    except KeyboardInterrupt:
        pass
    finally:
        if filling:
            filling.terminate()


if __name__ == "__main__":
    main()
