"""The library: one open SQLite file, handed to parts that each know one thing."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from rag.errors import LibraryBusy, LibraryError
from rag.storage.catalogue import Catalogue
from rag.storage.chunks import Chunks
from rag.storage.conversations import Conversations
from rag.storage.copies import Copies
from rag.storage.database import Database
from rag.storage.facts import Facts
from rag.storage.fulltext import FullText
from rag.storage.holdings import Holdings
from rag.storage.integrity import Integrity
from rag.storage.relations import Relations
from rag.storage.reprocessing import Reprocessing
from rag.storage.runs import IngestRuns
from rag.storage.sentence_vectors import SentenceVectors
from rag.storage.spending import Spending
from rag.storage.vectors import VectorStore
from rag.storage.versions import Versions
from rag.storage.visibility import Visibility
from rag.storage.vocabulary import Vocabulary


class Library:
    """The open library. Safe to share between threads: each has its own connection.

    Args:
        path: the SQLite file; its folder is made when missing.
        database: the file already opened; opened from `path` by default.

    Raises:
        LibraryError: the file is no library, is damaged, or was written by a newer version.
    """

    def __init__(self, path: Path, database: Database | None = None) -> None:
        self.path = path
        self.database = database = database or Database(path)
        self.facts = Facts(database)
        self.visibility = Visibility(database)
        self.copies = Copies(database)
        self.chunks = Chunks(database, self.copies)
        self.fulltext = FullText(database, self.visibility, self.chunks)
        self.vectors = VectorStore(database, self.visibility)
        self.sentence_vectors = SentenceVectors(database)
        self.relations = Relations(database)
        self.versions = Versions(database, self.copies)
        self.catalogue = Catalogue(database, self.copies, self.relations)
        self.holdings = Holdings(database)
        self.vocabulary = Vocabulary(database)
        self.reprocessing = Reprocessing(database)
        self.conversations = Conversations(database)
        self.runs = IngestRuns(database)
        self.spending = Spending(database)
        self.integrity = Integrity(database)

    def writing(self) -> AbstractContextManager[None]:
        """Hold the one writer's lock while documents are written.

        Raises:
            LibraryBusy: another process is writing.
            LibraryError: the lock cannot be written.
        """
        return self.database.writing()

    def is_busy(self) -> bool:
        """Return whether some process is writing documents just now."""
        try:
            with self.writing():
                return False
        except LibraryBusy:
            return True
        except LibraryError:  # nobody writes what may not be written
            return False

    def is_empty(self) -> bool:
        """Return whether no document answers."""
        answering = "SELECT 1 FROM documents WHERE NOT removed LIMIT 1"
        return not self.database.exists(answering)
