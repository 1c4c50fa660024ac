"""Write a trained reader as a folder that `RAG_READER` can name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from rag.models.reader import ARCHITECTURE
from rag.models.reader.network import ReaderNetwork


def save(network: ReaderNetwork, tokenizer: Any, folder: Path) -> None:  # noqa: ANN401 - a class that is loaded late
    """Write configuration, tokenizer and weights, the latter as float16.

    The encoder lies under `bert.`, as in any cross-encoder's folder; the heads beside it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save_pretrained(folder)
    config: Any = network.encoder.config
    config.architectures = [ARCHITECTURE]
    config.save_pretrained(folder)
    tensors = {
        ("bert." + name.removeprefix("encoder.")) if name.startswith("encoder.") else name: value
        for name, value in network.state_dict().items()
    }
    half = {name: value.to(torch.float16).contiguous() for name, value in tensors.items()}
    save_file(half, folder / "model.safetensors", metadata={"format": "pt"})
