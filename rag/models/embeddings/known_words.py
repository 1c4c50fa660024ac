"""The words that the bundled embedding model knows whole, which are common English."""

from __future__ import annotations

from functools import lru_cache

from rag.models.embeddings.loading import bundled_folder


@lru_cache(maxsize=1)
def known_words() -> frozenset[str]:
    """Return some 23,000 words in lower case: "prize" and "wimbledon", not "disprosium".

    Raises:
        ModelError: the package with the model is missing.
    """
    text = (bundled_folder() / "vocab.txt").read_text(encoding="utf-8")
    return frozenset(word for word in text.split("\n") if word.isalpha())
