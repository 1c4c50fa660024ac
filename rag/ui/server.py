"""Run the page as a process of its own, and the ingest that fills the library behind it."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from types import FrameType

import click

from rag.errors import ConfigError
from rag.settings import load_settings

LOOPBACK = "127.0.0.1"
_SCRIPT = Path(__file__).with_name("app.py")
# What a process has to end by itself before it is killed; the library stands either.
_GRACE_SECONDS = 10.0


def serve(paths: Sequence[Path], host: str, port: int) -> int:
    """Serve the page until it is stopped, and ingest files and folders behind it.

    Args:
        paths: files and folders to ingest; what is in already costs a look at each file.
        host: the address to listen on.
        port: the port to listen on.

    Returns:
        Streamlit's exit code, 0 when it was stopped.

    Raises:
        ConfigError: a path is missing or the port cannot be had.
        LibraryError: the library cannot be opened.
    """
    from rag.storage import Library

    for path in paths:
        if not path.exists():
            raise ConfigError(f"there is no such file or folder: {path}")
    Library(load_settings().home / "library.sqlite3")
    _check_port(host, port)
    name = "localhost" if host == LOOPBACK else host
    click.echo(f"Dateline is on http://{name}:{port} (stop it with Ctrl-C)")
    ingest = ingest_command(paths) if paths else None
    return _run_until_stopped(page_command(host, port), ingest)


def page_command(host: str, port: int) -> list[str]:
    """Return the command that runs the page, with every setting of `streamlit.toml` as a flag."""
    settings = streamlit_settings()
    settings["server.address"] = host
    settings["server.port"] = port
    flags = [f"--{name}={_flag_value(value)}" for name, value in settings.items()]
    return [sys.executable, "-m", "streamlit", "run", str(_SCRIPT), *flags]


def ingest_command(paths: Sequence[Path]) -> list[str]:
    """Return the command that ingests files and folders."""
    return [sys.executable, "-m", "rag", "ingest", *map(str, paths)]


def streamlit_settings() -> dict[str, object]:
    """Return Streamlit's settings by their full names, such as "server.headless"."""
    text = files("rag.ui").joinpath("streamlit.toml").read_text(encoding="utf-8")
    found: dict[str, object] = {}
    for section, settings in tomllib.loads(text).items():
        for name, value in settings.items():
            found[f"{section}.{name}"] = value
    return found


def _flag_value(value: object) -> str:
    """Write a value as Streamlit's flags take it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _check_port(host: str, port: int) -> None:
    """Refuse a port that cannot be had, before anything is started."""
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        reason = error.strerror or error
        raise ConfigError(
            f"port {port} of {host} cannot be had: {reason}; choose another by --port"
        ) from error


def _run_until_stopped(page: Sequence[str], ingest: Sequence[str] | None) -> int:
    """Run the page until it ends or is stopped, and end the ingest with it."""
    before = signal.signal(signal.SIGTERM, _stop)
    started: list[subprocess.Popen[bytes]] = []
    try:
        if ingest:
            started.append(subprocess.Popen(ingest))
        # Streamlit's greeting names the address once more; its errors go to standard error.
        server = subprocess.Popen(page, stdout=subprocess.DEVNULL)
        started.append(server)
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        signal.signal(signal.SIGTERM, before)
        for process in started:
            _end(process)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    """End as Ctrl-C does, so that what was started is ended too."""
    raise KeyboardInterrupt


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
