"""What became known about a subject between two days.

New documents, new versions with their changed sentences, changed status. Pure but for `gather`:
`alignment` finds what differs between two versions, `values` is the result.
"""

from rag.reports.changes.alignment import (
    Change,
    Figure,
    Version,
    VersionedQuote,
    changes_between,
    figures_between,
)
from rag.reports.changes.values import Changes, NewDocument, NewStatus, NewVersion

__all__ = [
    "Change",
    "Changes",
    "Figure",
    "NewDocument",
    "NewStatus",
    "NewVersion",
    "Version",
    "VersionedQuote",
    "changes_between",
    "figures_between",
]
