"""The library: one SQLite file, the truth about documents, versions, vectors, conversations.

`Library` hands one open file to parts that each know one thing: `catalogue`, `versions`, `chunks`,
`fulltext`, `vectors`, `relations` and so on. A version becomes visible in the one transaction that
writes its text and all its chunks; vectors come with it or follow. `rag.storage.dense` searches the
vectors. All SQL of the project is in this package.
"""

from __future__ import annotations

from rag.storage.catalogue import CatalogueEntry, DocumentVersion
from rag.storage.chunks import ChunkSource, VersionText
from rag.storage.columns import identifier, number_of
from rag.storage.library import Library
from rag.storage.version_rows import PipelineVersion
from rag.storage.versions import KnownFile, StoredVersion

__all__ = [
    "CatalogueEntry",
    "ChunkSource",
    "DocumentVersion",
    "KnownFile",
    "Library",
    "PipelineVersion",
    "StoredVersion",
    "VersionText",
    "identifier",
    "number_of",
]
