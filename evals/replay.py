"""Record the exact prompts of a drafter and its checker, and replay what a model answered to them.

So a model is measured where no key is: prompts go out as JSON Lines (`id`, `kind`, `messages`),
answers come back as JSON Lines (`id`, `answer`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    convert_to_openai_messages,
)
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from evals.harness import UnusableData, read_jsonl
from rag.errors import ModelError

# What an unanswered check is taken for, so that the checks behind it are recorded too; its turn
# gets no scores.
_STAND_IN = "SUPPORTED"


@dataclass
class Record:
    """What was answered before, by id, and what has been asked in one turn."""

    turn: str
    answers: Mapping[str, str]
    asked: dict[str, dict[str, Any]] = field(default_factory=dict)

    def answer(self, kind: str, messages: Sequence[BaseMessage]) -> str:
        """Return what was answered to a prompt, "" for nothing; the prompt is kept."""
        given = convert_to_openai_messages(list(messages))
        digest = hashlib.sha256(json.dumps(given).encode()).hexdigest()[:12]
        name = f"{self.turn}.{kind}.{digest}"
        self.asked[name] = {"id": name, "kind": kind, "messages": given}
        return self.answers.get(name, "")

    @property
    def unanswered(self) -> list[dict[str, Any]]:
        """Return the prompts to be answered next: no mending before its checks are known."""
        missing = [item for name, item in self.asked.items() if name not in self.answers]
        before = [item for item in missing if item["kind"] != "mend"]
        return before or missing


@dataclass
class Replay:
    """The records of a whole run."""

    answers: Mapping[str, str]
    records: list[Record] = field(default_factory=list)

    def record(self, turn: str) -> Record:
        """Begin a record for a turn, or for one sentence of it."""
        self.records.append(Record(turn, self.answers))
        return self.records[-1]

    @property
    def unanswered(self) -> list[dict[str, Any]]:
        """Return the prompts to be answered next, each once."""
        found = (item for record in self.records for item in record.unanswered)
        return list({item["id"]: item for item in found}.values())


class ReplayModel(BaseChatModel):
    """A chat model that answers from a record; `kind` is `draft`, which mends too, or `check`."""

    record: Any
    kind: str

    @property
    def _llm_type(self) -> str:
        return "replay"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: object,
    ) -> ChatResult:
        raise NotImplementedError("a draft is streamed")

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: object,
    ) -> Iterator[ChatGenerationChunk]:
        goes_on = any(isinstance(message, AIMessage) for message in messages)
        kind = "mend" if goes_on else self.kind
        answer = self.record.answer(kind, messages)
        if not answer and kind != "check":
            raise ModelError("nothing is recorded")
        yield ChatGenerationChunk(message=AIMessageChunk(content=answer or _STAND_IN))


def read_answers(path: Path | None) -> dict[str, str]:
    """Return the answers of a file by the id of their prompt; none without a file.

    Raises:
        UnusableData: the file is missing, or a line is no answer.
    """
    found = {}
    for item in read_jsonl(path, "an id and an answer a line") if path else ():
        if not (isinstance(item.get("id"), str) and isinstance(item.get("answer"), str)):
            raise UnusableData(f"{path}: each line has an id and an answer, as texts")
        found[item["id"]] = item["answer"]
    return found


def write_prompts(prompts: Iterable[Mapping[str, Any]], path: Path) -> None:
    """Write prompts as JSON Lines."""
    lines = (json.dumps(prompt, ensure_ascii=False) for prompt in prompts)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
