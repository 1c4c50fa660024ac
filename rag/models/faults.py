"""Say in words for a reader what went wrong with a language model, without its keys."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping
from email.utils import parsedate_to_datetime

from langchain_core.language_models import BaseChatModel
from pydantic import SecretStr

from rag.errors import AnswerCut, ModelError

_BY_STATUS: Mapping[int, str] = {
    400: "the server does not accept the request (400); the prompt may be longer than it reads",
    401: "the key was refused (401)",
    402: "the provider's account has no credit left (402)",
    403: "access was refused (403)",
    404: "the model was not found (404)",
    408: "the server did not answer in time (408)",
    413: "the prompt is longer than the server reads (413)",
    429: "too many requests (429)",
}
# By a part of the name of an error's class, the first that fits.
_BY_NAME: Mapping[str, str] = {
    "Timeout": "the server did not answer in time",
    "Connect": "the server cannot be reached",
    "JSONDecode": "what the server sent cannot be read",
    "UnicodeDecode": "what the server sent cannot be read",
    "RemoteProtocol": "the server broke the connection off",
    "ReadError": "the server broke the connection off",
    "KeyError": "what the server sent cannot be read",
    "TypeError": "what the server sent cannot be read",
    "AttributeError": "what the server sent cannot be read",
}
# Statuses of a server that may say when it can be asked again.
_BUSY = frozenset({429, 503})
_NOTHING_SENT = "No generation chunks were returned"
_LONGEST = 160
# "sk-…", "Bearer …", and any long run of letters with digits: a provider may repeat a key in part.
_KEY_LIKE = re.compile(
    r"\b(?:sk|pk|rk|api|key|token)[-_][\w*.-]{4,}|\bBearer\s+\S+"
    r"|\b(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{24,}",
    re.IGNORECASE,
)
# How providers name the end of an answer; in lower case.
_CUT = frozenset({"length", "max_tokens", "model_length", "max_output_tokens"})
_FILTERED = frozenset(
    {"content_filter", "safety", "recitation", "blocklist", "prohibited_content", "spii", "filter"}
)
_DECLINED = frozenset({"refusal", "refused"})
_TOOLS = frozenset({"tool_calls", "tool_use", "function_call"})


def explain(error: Exception, secrets: Iterable[str] = ()) -> str:
    """Return a provider's error in one sentence, without its keys and addresses.

    Args:
        error: of any kind; each provider raises its own.
        secrets: what must not be repeated.
    """
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return _of_status(status)
    message = str(error).strip().splitlines()[:1]
    if message == [_NOTHING_SENT]:
        return "the server sent no answer"
    names = [kind.__name__ for kind in type(error).__mro__]
    for part, words in _BY_NAME.items():
        if any(part in name for name in names):
            return words
    return redacted(message[0], secrets)[:_LONGEST] if message else "it gave no reason"


def was_refused(error: Exception) -> bool:
    """Return whether a provider has done no work: it gave a status of failure, or is not there."""
    has_status = isinstance(getattr(error, "status_code", None), int)
    return has_status or explain(error) == _BY_NAME["Connect"]


def pause_before_retry(error: Exception) -> float | None:
    """Return the seconds after which a busy server wants to be asked again, by its `Retry-After`.

    None where it says nothing of that, or nothing that can be read.
    """
    response = getattr(error, "response", None)
    if getattr(error, "status_code", None) not in _BUSY or response is None:
        return None
    said = str(response.headers.get("retry-after", "")).strip()
    if re.fullmatch(r"\d{1,6}(?:\.\d+)?", said):
        return float(said)
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except ValueError:
        return None


def _of_status(status: int) -> str:
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if 300 <= status < 400:
        return f"the server leads to another address ({status}), which is not followed"
    return f"the server failed ({status})" if status >= 500 else f"the server refused ({status})"


def redacted(text: str, secrets: Iterable[str] = ()) -> str:
    """Return a text without keys.

    >>> redacted("Incorrect API key provided: sk-test-0123")
    'Incorrect API key provided: …'
    """
    for secret in secrets:
        text = text.replace(secret, "…")
    return _KEY_LIKE.sub("…", text)


def secrets_of(chat: BaseChatModel) -> list[str]:
    """Return the keys that a model was opened with."""
    values = vars(chat).values()
    kept = (value.get_secret_value() for value in values if isinstance(value, SecretStr))
    return [secret for secret in kept if len(secret) > len("none")]


def fault_of_ending(reason: str, has_text: bool) -> ModelError | None:
    """Return what is wrong with an answer by how its provider says it ended, None for nothing."""
    name = reason.lower()
    if name in _CUT:
        return AnswerCut("the answer was cut at the model's limit of length")
    if name in _FILTERED:
        return AnswerCut("the provider's filter ended the answer")
    if name in _DECLINED:
        return ModelError("it declined to answer")
    if name in _TOOLS and not has_text:
        return ModelError("it called a tool instead of answering")
    return None
