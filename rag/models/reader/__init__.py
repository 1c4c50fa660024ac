"""Read a text beside a question: which sentence answers, and whether any does."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from rag.errors import ModelError
from rag.models.reader.cross_encoder import CrossEncoderReader
from rag.models.reader.encoding import Pair
from rag.models.reader.protocol import Probabilities, Reader, Reading
from rag.models.reader.trained import TrainedReader

# What `config.json` of a folder with our heads says.
ARCHITECTURE = "ReaderNetwork"


@cache
def open_reader(name: str) -> Reader:
    """Open the reader of a name, one a process.

    Args:
        name: a folder that `python -m training` wrote, or the name or folder of a cross-encoder.

    Raises:
        ModelError: a folder's configuration cannot be read.
    """
    config = Path(name).expanduser() / "config.json"
    if not config.is_file():
        return CrossEncoderReader(name)
    try:
        architectures = json.loads(config.read_text(encoding="utf-8")).get("architectures")
    except (OSError, ValueError) as error:
        raise ModelError(f"{config} cannot be read: {error}; set RAG_READER to another") from error
    is_ours = architectures == [ARCHITECTURE]
    return TrainedReader(config.parent) if is_ours else CrossEncoderReader(name)


__all__ = [
    "ARCHITECTURE",
    "Pair",
    "Probabilities",
    "Reader",
    "Reading",
    "open_reader",
]
