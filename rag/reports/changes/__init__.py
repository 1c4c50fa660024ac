"""Report the changes on a subject between two days.

- `gather`: puts them together; `period` is the days, `values` the result
- `new_documents`, `revisions`, `new_status`: new documents, changed documents, changed status
- `alignment`: the sentences that differ between two versions; `figures`: the figures in them
"""

from rag.reports.changes.alignment import (
    Change,
    Version,
    VersionedQuote,
    changes_between,
)
from rag.reports.changes.figures import Figure, figures_between
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
