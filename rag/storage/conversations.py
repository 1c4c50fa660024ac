"""Conversations: questions with their answers, in the order in which they were asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rag.storage.columns import now
from rag.storage.database import Database

_INSERT = "INSERT INTO turns (conversation_id, asked_at, question, answer) VALUES (?, ?, ?, ?)"


class Conversations:
    """The turns of all conversations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save_turn(self, conversation_id: str, question: str, answer: Mapping[str, Any]) -> None:
        """Append a question and its answer's JSON form to a conversation."""
        written = json.dumps(answer, ensure_ascii=False)
        with self._database.transaction() as db:
            db.execute(_INSERT, (conversation_id, now(), question, written))

    def turns(self, conversation_id: str) -> list[dict[str, Any]]:
        """Return the answers of a conversation in their JSON form, oldest first."""
        answers = self._database.column(
            "SELECT answer FROM turns WHERE conversation_id = ? ORDER BY turn_id",
            (conversation_id,),
        )
        return [json.loads(answer) for answer in answers]
