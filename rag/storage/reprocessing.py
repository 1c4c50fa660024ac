"""Versions that older code cut or read, and their replacement while the old still answers."""

from __future__ import annotations

from collections.abc import Sequence

from rag.schema import Chunk
from rag.storage.chunks import VersionText, indexed, insert_chunks
from rag.storage.database import Database

_CHUNK_NUMBERS = "SELECT number FROM chunks WHERE version_id = ?"


class Reprocessing:
    """The versions that are out of date, and their new chunks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def cut_otherwise(self, chunking: str) -> list[str]:
        """Return the versions whose chunks were cut by another scheme."""
        return self._database.column(
            "SELECT v.version_id FROM versions v JOIN documents d USING (document_id)"
            " WHERE NOT d.removed AND NOT v.corrected AND v.chunking != ? ORDER BY v.version_id",
            (chunking,),
        )

    def read_otherwise(self, reader: str) -> list[str]:
        """Return the files and URLs whose documents another version of the reader read."""
        return self._database.column(
            "SELECT DISTINCT o.file FROM origins o JOIN versions v USING (version_id)"
            " JOIN documents d USING (document_id)"
            " WHERE NOT d.removed AND v.current AND v.reader != ? ORDER BY o.file",
            (reader,),
        )

    def replace_chunks(
        self, version: VersionText, chunks: Sequence[Chunk], keys: Sequence[str], chunking: str
    ) -> None:
        """Give a version other chunks, in one transaction: until then the old ones answer."""
        own = (version.version_id,)
        new = indexed(version, chunks, keys)
        with self._database.transaction(changes=True) as db:
            db.execute(f"DELETE FROM chunk_words WHERE rowid IN ({_CHUNK_NUMBERS})", own)
            db.execute("DELETE FROM chunks WHERE version_id = ?", own)
            insert_chunks(db, version, new)
            db.execute(
                "UPDATE versions SET chunking = ? WHERE version_id = ?",
                (chunking, version.version_id),
            )

    def keep_as_read(self, files: Sequence[str], reader: str) -> None:
        """Count the documents of files as read by this reader, because it cannot read the files.

        Else they were tried at every start.
        """
        if not files:
            return
        with self._database.transaction() as db:
            db.executemany(
                "UPDATE versions SET reader = ? WHERE version_id IN"
                " (SELECT version_id FROM origins WHERE file = ?)",
                [(reader, file) for file in files],
            )
