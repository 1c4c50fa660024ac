"""What was made by older code or another model, and its replacement while the old still answers."""

from __future__ import annotations

from collections.abc import Sequence

from rag.schema import Chunk
from rag.storage.connection import Store
from rag.storage.versions import Cut, insert_chunks

_ANSWERING = (
    "versions v JOIN documents d USING (document_id) WHERE NOT d.removed AND NOT v.corrected"
)


class Upkeep(Store):
    """The part of the library that is brought up to date."""

    def cut_otherwise(self, chunking: str) -> list[str]:
        """Versions whose chunks were cut by another scheme."""
        return [
            row[0]
            for row in self._all(
                f"SELECT v.version_id FROM {_ANSWERING} AND v.chunking != ? ORDER BY v.version_id",
                (chunking,),
            )
        ]

    def text_of(self, version_id: str) -> Cut:
        """Title and text of a version."""
        (row,) = self._all(
            "SELECT version_id, title, text FROM versions WHERE version_id = ?", (version_id,)
        )
        return Cut(*row)

    def replace_chunks(
        self, cut: Cut, chunks: Sequence[Chunk], keys: Sequence[str], chunking: str
    ) -> None:
        """Give a version other chunks, in one transaction: until then the old ones answer."""
        with self._transaction(changes=True) as db:
            own = "(SELECT number FROM chunks WHERE version_id = ?)"
            db.execute(f"DELETE FROM chunk_words WHERE rowid IN {own}", (cut.version_id,))
            db.execute("DELETE FROM chunks WHERE version_id = ?", (cut.version_id,))
            insert_chunks(db, cut, chunks, keys)
            db.execute(
                "UPDATE versions SET chunking = ? WHERE version_id = ?", (chunking, cut.version_id)
            )

    def keep_as_read(self, files: Sequence[str], reader: str) -> None:
        """Let the documents of files stand as they are, because this reader cannot read the files; else they were tried at every start."""
        if files:
            with self._transaction() as db:
                db.executemany(
                    "UPDATE versions SET reader = ? WHERE version_id IN (SELECT version_id FROM origins WHERE file = ?)",
                    [(reader, file) for file in files],
                )

    def read_otherwise(self, reader: str) -> list[str]:
        """Files and URLs whose documents another version of the reader read."""
        return [
            row[0]
            for row in self._all(
                "SELECT DISTINCT o.file FROM origins o JOIN versions v USING (version_id) JOIN documents d USING (document_id)"
                " WHERE NOT d.removed AND v.current AND v.reader != ? ORDER BY o.file",
                (reader,),
            )
        ]
