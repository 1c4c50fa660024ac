"""Watching a folder: reports when its files have changed and come to rest."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

from rag.errors import ConfigError

# A burst is over after this long without a change, as while an editor writes and renames; a copy
# that takes minutes is reported on the way.
_REST_MS = 500
_LONGEST_BURST_MS = 10_000


def changes(folder: Path, stop: threading.Event) -> Iterator[None]:
    """Yield once at the start, and a second after each burst of changes, until `stop` is set.

    Hidden files and folders are passed over, such as the library itself. What changes while the
    caller is busy is reported next.

    Raises:
        ConfigError: there is no such folder.
    """
    from watchfiles import Change, watch

    root = folder.resolve()
    if not root.is_dir():
        raise ConfigError(f"{folder} is no folder that can be watched; give a folder that exists")

    def is_visible(_: Change, path: str) -> bool:
        return not any(part.startswith(".") for part in Path(path).relative_to(root).parts)

    # The watcher reports idle rounds too, so that it stands before the first yield and no change is
    # missed during the first reading.
    rounds = watch(
        root,
        watch_filter=is_visible,
        stop_event=stop,
        debounce=_LONGEST_BURST_MS,
        step=_REST_MS,
        rust_timeout=1,
        yield_on_timeout=True,
    )
    for number, changed in enumerate(rounds):
        if changed or number == 0:
            yield
