"""Which versions may answer: the one condition that every question is asked under."""

from __future__ import annotations

from typing import Any

from rag.library.tables import number_of
from rag.schema import Scope


def visible(scope: Scope) -> tuple[str, list[Any]]:
    """The SQL condition on `v` and `d` under which a version may answer, with its parameters.

    Without an as-of day the current version answers; with one, the latest version that could be read on that day.
    Documents without a date answer only when no day is asked for.
    """
    parts = ["NOT d.removed", "NOT v.corrected"]
    parameters: list[Any] = []
    if scope.as_of is None:
        parts.append("v.current")
    else:
        parts.append(
            "v.effective <= ? AND NOT EXISTS (SELECT 1 FROM versions n WHERE n.document_id = v.document_id AND NOT n.corrected"
            " AND n.effective <= ? AND (n.effective, n.number) > (v.effective, v.number))"
        )
        parameters += [number_of(scope.as_of)] * 2
    if scope.window.start:
        parts.append("v.published >= ?")
        parameters.append(number_of(scope.window.start))
    if scope.window.end:
        parts.append("v.published <= ?")
        parameters.append(number_of(scope.window.end))
    for column, values in (("publisher", scope.publishers), ("kind", scope.kinds)):
        if values:
            parts.append(f"v.{column} COLLATE NOCASE IN ({','.join('?' * len(values))})")
            parameters += values
    return " AND ".join(parts), parameters
