"""Load a reader's folder, or a cross-encoder's; loads torch."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from rag.errors import ModelError


def load_reader(folder: Path, sha256: str) -> tuple[Any, Any]:
    """Load the network and the tokenizer of a folder.

    Args:
        folder: as `training` writes it.
        sha256: the sum that the weights must have; unchecked when empty.

    Raises:
        ModelError: the folder cannot be loaded, or its weights are not the expected ones.
    """
    from safetensors.torch import load_file
    from transformers import AutoConfig, AutoModel, AutoTokenizer

    from rag.models.reader.network import ReaderNetwork

    weights = folder / "model.safetensors"
    try:
        found = hashlib.sha256(weights.read_bytes()).hexdigest()
        if sha256 and found != sha256:
            raise ModelError(
                f"the weights of the reader have SHA-256 {found}, expected {sha256};"
                " install this version of dateline again"
            )
        config = AutoConfig.from_pretrained(folder, local_files_only=True)
        encoder = AutoModel.from_config(config, add_pooling_layer=False)
        network = ReaderNetwork(encoder, config.hidden_size)
        tensors = {
            name.replace("bert.", "encoder.", 1)
            if name.startswith("bert.")
            else name: value.float()
            for name, value in load_file(weights).items()
        }
        network.load_state_dict(tensors)
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelError(
            f"the reader in {folder} cannot be loaded: {error}; set RAG_READER to the folder of"
            " a reader or of a cross-encoder, or leave it empty"
        ) from error
    return network.eval(), tokenizer
