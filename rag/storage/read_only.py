"""A library that may not be written, on a read-only disk or another's: it answers all the same."""

from __future__ import annotations

import os
from pathlib import Path


def may_be_written(path: Path) -> bool:
    """Return whether SQLite may write a file, and the log beside it; one to be made may."""
    return not path.exists() or (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def address_for(path: Path) -> str:
    """Return the address by which SQLite opens a file, for reading alone where it has to be.

    A log that another process left is read too. Without one the file is as it is: SQLite would make
    a log's index beside it, which it may not.
    """
    address = path.absolute().as_uri()
    if may_be_written(path):
        return address
    has_log = path.with_name(f"{path.name}-wal").exists()
    return f"{address}?mode=ro" if has_log else f"{address}?mode=ro&immutable=1"
