"""Let a language model draft an answer, and check each sentence as it comes."""

from __future__ import annotations

from collections.abc import Iterator

from langchain_core.runnables import RunnableConfig

from rag.answer.builder import AnswerBuilder
from rag.answer.prompt import NO_ANSWER, messages, sentence_stream
from rag.answer.verify import verify, withheld
from rag.errors import ModelError
from rag.models.chat import OpenedModel, stream_text
from rag.schema import Event, Findings, Notice, StatementWithheld


def draft(
    model: OpenedModel,
    findings: Findings,
    builder: AnswerBuilder,
    timeout_seconds: float,
    config: RunnableConfig | None = None,
) -> Iterator[Event]:
    """Stream the model's statements, each verified; a failure becomes a notice.

    Args:
        model: who drafts.
        findings: the passages it is given.
        builder: takes the statements that stand, and the notices.
        timeout_seconds: the longest silence of the model.
        config: LangChain's, for the call of the model.
    """
    prompt = messages(findings.question, findings.passages)
    text = stream_text(model.chat, prompt, timeout_seconds, builder.usage, config)
    sentences = sentence_stream(text)
    failures = 0
    try:
        while True:
            with builder.timed("draft"):
                sentence = next(sentences, None)
            if sentence is None or NO_ANSWER in sentence:
                break
            with builder.timed("verify"):
                checked = verify(sentence, findings.passages)
            if checked.why:
                failures += 1
                yield StatementWithheld(withheld(checked))
            else:
                yield builder.add_statement(checked, findings.passages)
    except ModelError as error:
        message = f"The model {model.name} failed: {error}. The quotes stand on their own."
        builder.notices.append(Notice("model_failed", message))
    finally:
        text.close()  # stops the provider's call
    if failures:
        builder.notices.append(Notice("withheld", _withheld_message(failures)))


def _withheld_message(failures: int) -> str:
    if failures == 1:
        return "1 drafted sentence was withheld because the sources do not back it."
    return f"{failures} drafted sentences were withheld because the sources do not back them."
