"""Bars on standard error while documents are ingested."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rag.cli.printing import printable

if TYPE_CHECKING:
    from rich.progress import TaskID

    from rag.ingest.pipeline import Step

_NAME_WIDTH = 40


class Progress:
    """Progress bars, one a stage, as the callback that `ingest_sources` takes."""

    def __init__(self, hidden: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bars

        console = Console(stderr=True)
        columns = (
            TextColumn("{task.description:<9}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[file]}", markup=False),
        )
        is_off = hidden or not console.is_terminal
        self._bars = Bars(*columns, console=console, disable=is_off, transient=True)
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Callable[[Step], None]:
        self._bars.start()
        return self._show

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def _show(self, step: Step) -> None:
        if step.stage not in self._tasks:
            self._tasks[step.stage] = self._bars.add_task(step.stage, total=None, file="")
        self._bars.update(
            self._tasks[step.stage],
            completed=step.done,
            total=step.total,
            file=printable(step.name)[:_NAME_WIDTH],
        )
