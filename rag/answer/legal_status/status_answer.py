"""What is told of an act: sentences to quote, remarks on what is no longer in force, or why there is nothing."""

from __future__ import annotations

from collections.abc import Iterable

from rag.schema import Evidence, Remark


def leading(remarks: Iterable[Remark]) -> list[Evidence]:
    """The sentences of some remarks that stand before the quotes."""
    return [item for remark in remarks if remark.leads for item in remark.evidence]
