"""The row of a version: what is said of its text, and which code read and cut it."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict
from typing import Any, NamedTuple

from rag.schema import Dating, Document
from rag.storage.columns import marks, now, number_of, number_or_none


class PipelineVersion(NamedTuple):
    """Which code read and cut a document, and the seconds that reading took."""

    reader: str = ""
    chunking: str = ""
    seconds: float = 0.0


def insert_version(
    db: sqlite3.Connection,
    document: Document,
    document_id: str,
    version_id: str,
    number: int,
    pipeline: PipelineVersion,
) -> None:
    """Write a version that answers to nothing yet, and the words of its text."""
    values = {
        "version_id": version_id,
        "document_id": document_id,
        "number": number,
        "current": 0,
        "corrected": 0,
        "text": document.text,
        "copy_group": version_id,
        "chunking": pipeline.chunking,
        "added_at": now(),
        **_description(document, pipeline),
    }
    columns = ", ".join(values)
    cursor = db.execute(
        f"INSERT INTO versions ({columns}) VALUES ({marks(values)})", list(values.values())
    )
    db.execute(
        "INSERT INTO version_words (rowid, title, body) VALUES (?, ?, ?)",
        (cursor.lastrowid, document.title, document.text),
    )


def refresh_version(
    db: sqlite3.Connection, document: Document, version_id: str, pipeline: PipelineVersion
) -> None:
    """Write anew what is said of a text that is here, as after a better reading of its dates."""
    values = _description(document, pipeline)
    settings = ", ".join(f"{name} = ?" for name in values)
    db.execute(
        f"UPDATE versions SET {settings} WHERE version_id = ?", [*values.values(), version_id]
    )


def _description(document: Document, pipeline: PipelineVersion) -> dict[str, Any]:
    return {
        "origin": document.origin,
        "source_hash": document.source_hash,
        "title": document.title,
        "kind": document.kind,
        "kind_source": document.kind_source,
        "publisher": document.publisher,
        "section": document.section,
        **_dating_columns("published", document.published),
        **_dating_columns("updated", document.updated),
        "effective": number_or_none(document.effective),
        "url": document.url,
        "language": document.language,
        "authors": json.dumps(document.authors, ensure_ascii=False),
        "report": json.dumps(_report(document, pipeline), ensure_ascii=False),
        "suspicious": int(bool(document.suspicious)),
        "reader": pipeline.reader,
    }


def _report(document: Document, pipeline: PipelineVersion) -> dict[str, Any]:
    return {
        "characters_read": document.characters_read,
        "characters_kept": len(document.text),
        "removed": [asdict(removal) for removal in document.removals],
        "suspicious": list(document.suspicious),
        "remarks": list(document.remarks),
        "incomplete": document.incomplete,
        "pages_without_text": list(document.bare_pages),
        "seconds": round(pipeline.seconds, 3),
    }


def _dating_columns(name: str, dating: Dating | None) -> dict[str, Any]:
    if dating is None:
        return dict.fromkeys([name, f"{name}_source", f"{name}_text", f"{name}_time"])
    return {
        name: number_of(dating.day),
        f"{name}_source": dating.source,
        f"{name}_text": dating.text,
        f"{name}_time": dating.at,
    }
