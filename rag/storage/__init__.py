"""The library: one SQLite file that is the truth about documents, versions, chunks, vectors, copies, relations and conversations.

A version becomes visible in the one transaction that writes its text and all its chunks; vectors come with it or follow. Chroma
(`rag.storage.dense.index`) is a cache of what stands here. All SQL of the project is in this package.
"""

from __future__ import annotations

from rag.storage.catalogue import Documents, Edition, Entry
from rag.storage.conversations import Conversations
from rag.storage.copy_groups import Standing
from rag.storage.fulltext import Search
from rag.storage.integrity import Check
from rag.storage.reprocessing import Upkeep
from rag.storage.tables import identifier, number_of
from rag.storage.vectors import Vectors
from rag.storage.versions import KnownFile, PipelineVersion, Stored, Versions


class Library(Versions, Documents, Search, Vectors, Upkeep, Conversations, Check):
    """The open library. Safe to share between threads: each has its own connection.

    Args:
        path: the SQLite file; its folder is made when missing.

    Raises:
        LibraryError: the file is no library, is damaged, or was written by another version.
    """


__all__ = [
    "Edition",
    "Entry",
    "KnownFile",
    "Library",
    "PipelineVersion",
    "Standing",
    "Stored",
    "identifier",
    "number_of",
]
