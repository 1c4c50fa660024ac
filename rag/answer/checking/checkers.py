"""Judge statements by their sources: a language model, or a cross-encoder trained on entailment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from langchain_core.runnables import RunnableConfig

from rag.answer.checking.prompt import check_messages
from rag.answer.checking.verdict import read_verdict
from rag.errors import AnswerCut, ModelError
from rag.models.chat import OpenedModel, open_model
from rag.models.entailment import EntailmentModel, Relation
from rag.models.metering import Meter
from rag.models.streaming import stream_text
from rag.schema.checks import Claim, Judgement, Verdict

SETTING = "RAG_CHECKER"
# A reader waits for a verdict before a sentence is shown.
_PATIENCE_SECONDS = 20.0
# A verdict and its reason have 200 characters; a model that thinks aloud needs more.
_MOST_CHARACTERS = 8_000
_VERDICTS: Mapping[Relation, Verdict] = {
    "entailment": "supported",
    "contradiction": "contradicted",
    "neutral": "not_enough",
}


class Checker(Protocol):
    """Judges statements; `name` is shown to the reader."""

    name: str

    def judge(
        self,
        claim: Claim,
        timeout_seconds: float,
        meter: Meter,
        config: RunnableConfig | None = None,
    ) -> Judgement:
        """Judge one statement; a failure is the verdict `unknown` with its reason.

        Args:
            claim: the statement and its sources.
            timeout_seconds: the longest silence of a model.
            meter: counts the call, and may end it.
            config: LangChain's, for the call of a model.
        """
        ...


class ModelChecker:
    """Asks a language model, a small call a statement."""

    def __init__(self, model: OpenedModel) -> None:
        self.name = model.name
        self._chat = model.chat

    def judge(
        self,
        claim: Claim,
        timeout_seconds: float,
        meter: Meter,
        config: RunnableConfig | None = None,
    ) -> Judgement:
        """Judge one statement."""
        patience = min(timeout_seconds, _PATIENCE_SECONDS)
        pieces = stream_text(self._chat, check_messages(claim), patience, meter, config)
        answer = ""
        try:
            for piece in pieces:
                answer += piece
                if len(answer) > _MOST_CHARACTERS:
                    break
        except AnswerCut:
            pass  # the verdict comes first
        except ModelError as error:
            return Judgement("unknown", str(error))
        finally:
            pieces.close()
        return read_verdict(answer)


class EntailmentChecker:
    """Asks a cross-encoder, which gives no reason."""

    def __init__(self, model: EntailmentModel) -> None:
        self.name = model.name
        self._model = model

    def judge(
        self,
        claim: Claim,
        timeout_seconds: float,
        meter: Meter,
        config: RunnableConfig | None = None,
    ) -> Judgement:
        """Judge one statement."""
        read = [f"{source.header}\n{source.text}" for source in claim.sources]
        relation = self._model.relation("\n".join([*read, claim.before]), claim.statement)
        return Judgement(_VERDICTS[relation])


def open_checker(
    setting: str, drafter: OpenedModel, timeout_seconds: float, api_key: str | None = None
) -> Checker | None:
    """Open what a setting names; None for the check by code alone.

    Args:
        setting: `auto`, `model`, `model:NAME`, `code`, or the name or folder of a cross-encoder.
        drafter: the model that writes; by default it checks too where it is able to.
        timeout_seconds: passed to a provider's client.
        api_key: for a server given by URL.

    Raises:
        ConfigError: the name of a model means nothing.
        ModelError: the checker cannot be opened.
    """
    if setting in ("", "auto"):
        return ModelChecker(drafter) if drafter.can_judge else None
    if setting == "code":
        return None
    if setting == "model":
        return ModelChecker(drafter)
    kind, _, name = setting.partition(":")
    if kind == "model":
        return ModelChecker(open_model(name, timeout_seconds, api_key))
    return EntailmentChecker(EntailmentModel(setting, SETTING))
