"""The reports of ingests that ended."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rag.storage.columns import now
from rag.storage.database import Database


class IngestRuns:
    """The reports of ingests, in the order in which they ended."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, report: Mapping[str, Any]) -> None:
        """Keep the report of an ingest."""
        with self._database.transaction() as db:
            db.execute(
                "INSERT INTO runs (started_at, report) VALUES (?, ?)", (now(), json.dumps(report))
            )

    def count(self) -> int:
        """Return how many ingests have ended."""
        return self._database.scalar("SELECT count(*) FROM runs")
