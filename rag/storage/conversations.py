"""What happened: conversations with their answers, and the reports of ingests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rag.storage.connection import Store
from rag.storage.tables import now


class Conversations(Store):
    """The part of the library that remembers."""

    def save_turn(self, conversation_id: str, question: str, answer: Mapping[str, Any]) -> None:
        """Append a question and its answer's JSON form to a conversation."""
        with self._transaction() as db:
            db.execute(
                "INSERT INTO turns (conversation_id, asked_at, question, answer) VALUES (?, ?, ?, ?)",
                (conversation_id, now(), question, json.dumps(answer, ensure_ascii=False)),
            )

    def turns(self, conversation_id: str) -> list[dict[str, Any]]:
        """The answers of a conversation in their JSON form, oldest first."""
        rows = self._all(
            "SELECT answer FROM turns WHERE conversation_id = ? ORDER BY turn_id",
            (conversation_id,),
        )
        return [json.loads(row[0]) for row in rows]

    def record_run(self, report: Mapping[str, Any]) -> None:
        """Keep the report of an ingest."""
        with self._transaction() as db:
            db.execute(
                "INSERT INTO runs (started_at, report) VALUES (?, ?)", (now(), json.dumps(report))
            )

    def count_runs(self) -> int:
        """How many ingests have ended."""
        return self._scalar("SELECT count(*) FROM runs")
