"""Load the folder of a trained reader; loads torch."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from rag.errors import ModelError


class LoadedReader(NamedTuple):
    """A network and its tokenizer."""

    network: Any
    tokenizer: Any


def load_reader(folder: Path) -> LoadedReader:
    """Load the network and the tokenizer of a folder.

    Args:
        folder: as `training` writes it.

    Raises:
        ModelError: the folder cannot be loaded.
    """
    from safetensors.torch import load_file
    from transformers import AutoConfig, AutoModel, AutoTokenizer

    from rag.models.reader.network import ReaderNetwork

    weights = folder / "model.safetensors"
    try:
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
    return LoadedReader(network.eval(), tokenizer)
