"""Settings: `RAG_…` environment variables or a `.env` file.

Anything unknown or ill-typed is an error that names it.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from rag.errors import ConfigError
from rag.schema.usage import Limits

PREFIX = "RAG_"
_FILE = ".env"


class Settings(BaseSettings):
    """Everything a reader can set; each field is the variable `RAG_` plus its name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=_FILE, extra="ignore", frozen=True
    )

    home: Path = Field(
        Path(".dateline"), description="Folder of the library, the index and the locks."
    )
    llm: str = Field(
        "auto",
        description="Who writes answers: auto, quotes, smollm2, gguf:/path, "
        "http(s)://server/v1#model, or a provider:model name of LangChain's init_chat_model.",
    )
    llm_api_key: SecretStr | None = Field(
        None, description="Key for an OpenAI-compatible server given by URL."
    )
    llm_timeout_seconds: float = Field(
        60.0, gt=0, description="Longest silence of a model before the quotes stand alone."
    )
    checker: str = Field(
        "auto",
        description="Who judges, after the check by code, what a model writes: auto (the model that"
        " writes, where it is able to), model, model: and a name as in RAG_LLM, the name or folder"
        " of a cross-encoder for entailment, or code for nobody else.",
    )
    llm_max_tokens: int = Field(
        Limits.output, ge=1, description="Longest reply of a model, its reasoning included."
    )
    llm_answer_tokens: int | None = Field(
        None, ge=1, description="Most tokens that one answer may use, its prompts included."
    )
    llm_day_tokens: int | None = Field(
        None, ge=1, description="Most tokens that all answers of a day may use."
    )
    llm_price_input: float | None = Field(
        None, ge=0, description="Price of a million tokens of prompts, in any currency."
    )
    llm_price_output: float | None = Field(
        None, ge=0, description="Price of a million tokens of replies."
    )
    embedding_model: str = Field(
        "all-MiniLM-L6-v2",
        description="A sentence-transformers name or path; all-MiniLM-L6-v2 comes with the "
        "installation, `words` counts words and needs no model.",
    )
    reader: str = Field(
        "",
        description="Who reads what retrieval found for the sentence that answers: the folder of a"
        " reader that `python -m training` wrote, or a cross-encoder's name or folder; none by"
        " default.",
    )
    reranker: str = Field(
        "",
        description="A cross-encoder's sentence-transformers name or path, which orders the "
        "passages found; none by default.",
    )
    passages: int = Field(8, ge=1, le=50, description="Passages an answer may draw on.")
    quotes: int = Field(3, ge=1, le=20, description="Excerpts shown for an answer.")
    max_file_mb: float = Field(50.0, gt=0, description="Largest file that is read, in megabytes.")
    read_seconds: float = Field(
        30.0, gt=0, description="Longest time that the reading of one document may take."
    )
    read_memory_mb: int = Field(
        512, ge=256, description="Most memory that the reading of one file may take."
    )
    fetch_pause_seconds: float = Field(
        1.0, ge=0, description="Pause between two requests to one host."
    )
    allowed_hosts: str = Field(
        "",
        description="Hosts, as host or host:port, that may be fetched from although their "
        "address is not public.",
    )
    today: date | None = Field(
        None, description="The reader's day, for tests and demonstrations; the clock's by default."
    )

    @property
    def max_bytes(self) -> int:
        """Return the size of the largest file that is read, in bytes."""
        return int(self.max_file_mb * 1_000_000)

    @property
    def limits(self) -> Limits:
        """Return what answers may use of a language model."""
        return Limits(
            self.llm_max_tokens,
            self.llm_answer_tokens,
            self.llm_day_tokens,
            self.llm_price_input,
            self.llm_price_output,
        )

    @property
    def day(self) -> date:
        """Return the reader's today."""
        return self.today or date.today()


def load_settings(environ: Mapping[str, str] | None = None, **overrides: object) -> Settings:
    """Read the settings.

    Args:
        environ: looked through for unknown `RAG_` names; the process's environment by default.
        overrides: fields that win over environment and `.env`; a None is left out.

    Raises:
        ConfigError: a name is unknown or a value does not fit, with the name, the value and what
            was expected.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    given = {name: value for name, value in overrides.items() if value is not None}
    faults = [
        f"unknown setting {name}{place}{_suggestion(name.upper(), known)}"
        for names, place in (
            (os.environ if environ is None else environ, ""),
            (_written(), f" in {_FILE}"),
            ([PREFIX + n.upper() for n in given], ""),
        )
        for name in names
        if name.upper().startswith(PREFIX) and name.upper() not in known
    ]
    try:
        settings = Settings(**given)  # type: ignore[arg-type]  # pydantic checks the values
    except ValidationError as error:
        faults += [_problem(dict(item)) for item in error.errors()]
    if faults:
        raise ConfigError("; ".join(faults))
    return settings


def _written() -> Iterable[str]:
    """Return the names that `.env` sets.

    Raises:
        ConfigError: the file is not UTF-8.
    """
    try:
        return dotenv_values(_FILE, encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{_FILE} is not UTF-8 text ({error}); save it as UTF-8") from None


def _suggestion(name: str, known: set[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return (
        f"; did you mean {close[0]}?" if close else f"; the settings are {', '.join(sorted(known))}"
    )


def _problem(item: Mapping[str, object]) -> str:
    place = item["loc"]
    raw = str(place[0]) if isinstance(place, tuple) and place else "?"
    name = raw.upper() if raw.upper().startswith(PREFIX) else PREFIX + raw.upper()
    return f"setting {name} is {item['input']!r}: {item['msg']}"
