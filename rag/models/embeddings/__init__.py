"""Turn texts into unit vectors: the protocol, its two embedders, and LangChain's form of them."""

from __future__ import annotations

import re
from functools import cache

from rag.models.embeddings.langchain_adapter import LangChainEmbeddings
from rag.models.embeddings.protocol import (
    DEFAULT_MODEL,
    ChunkText,
    EmbeddedChunk,
    EmbeddedText,
    Embedder,
    Vectors,
    embedding_input,
    vector_key,
)
from rag.models.embeddings.sentence_transformer import SentenceTransformerEmbedder
from rag.models.embeddings.word_count import WordCountEmbedder


@cache
def open_embedder(name: str = DEFAULT_MODEL) -> Embedder:
    """Open the embedder of a name, one a process.

    `words` counts words; else a sentence-transformers name or path.
    """
    counts = re.fullmatch(r"words(?:-(\d{1,5}))?", name)
    return WordCountEmbedder(int(counts[1] or 256)) if counts else SentenceTransformerEmbedder(name)


__all__ = [
    "DEFAULT_MODEL",
    "ChunkText",
    "EmbeddedChunk",
    "EmbeddedText",
    "Embedder",
    "LangChainEmbeddings",
    "SentenceTransformerEmbedder",
    "Vectors",
    "WordCountEmbedder",
    "embedding_input",
    "open_embedder",
    "vector_key",
]
