"""Files that only their owner may read: a library holds what somebody reads, and asks."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

FOLDER_MODE = 0o700
FILE_MODE = 0o600


def make_folder(path: Path) -> None:
    """Make a folder, and those above it, for the owner alone; one that is there is closed.

    A folder that others share stays as it is: the one that a program runs in and those above, the
    user's own, `/tmp`.

    Raises:
        OSError: it cannot be made.
    """
    if not path.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(FOLDER_MODE, exist_ok=True)
    elif not _is_shared(path.resolve()):
        close(path, FOLDER_MODE)


def _is_shared(folder: Path) -> bool:
    is_above = Path.cwd().is_relative_to(folder) or Path.home().is_relative_to(folder)
    return is_above or bool(folder.stat().st_mode & stat.S_ISVTX)


def make_file(path: Path) -> None:
    """Make an empty file for the owner alone; one that is there is closed to others.

    What SQLite writes beside a file, it writes with the same permissions.

    Raises:
        OSError: it cannot be made.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE))
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        close(path.with_name(name), FILE_MODE)


def close_all(folder: Path) -> None:
    """Close a folder and all in it to others."""
    close(folder, FOLDER_MODE)
    for path in folder.rglob("*"):
        close(path, FOLDER_MODE if path.is_dir() else FILE_MODE)


def close(path: Path, mode: int) -> None:
    """Take others' permissions away, where the path is ours; a medium without them has none."""
    with suppress(OSError):
        if path.stat().st_mode & 0o077:
            path.chmod(mode)
