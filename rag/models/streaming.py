"""A stream of a model's text that never hangs, and whose call ends when nobody reads it."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import AsyncIterator, Generator, Sequence
from concurrent.futures import Future

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.runnables import RunnableConfig

from rag.errors import ModelError
from rag.models.faults import explain, fault_of_ending, pause_before_retry, secrets_of, was_refused
from rag.models.metering import GIVEN_UP, Call, Meter

# An answer may take this many times the longest silence: three minutes by default, which a trickle
# of words or an endless answer would go on beyond.
_WHOLE = 3
# Where providers say how an answer ended.
_ENDINGS = ("finish_reason", "stop_reason", "done_reason", "finishReason")
_Pieces = queue.Queue[str | Exception | None]


def stream_text(
    chat: BaseChatModel,
    messages: Sequence[BaseMessage],
    timeout_seconds: float,
    meter: Meter,
    config: RunnableConfig | None = None,
) -> Generator[str]:
    """Yield the model's text, piece by piece; closing it closes the connection to the provider.

    A provider that says when to come back is asked once more, if that is before `timeout_seconds`
    are over and nothing was sent.

    Args:
        chat: the model.
        messages: the prompt.
        timeout_seconds: the longest silence.
        meter: counts the call, and may end it.
        config: LangChain's, for the call.

    Raises:
        AnswerCut: the model's limit or the provider's filter ended the answer.
        OverBudget: the model was not asked.
        ModelError: the model refused, failed, was cut off, was silent for `timeout_seconds`, or
            was not done after a multiple of it.
    """
    call = meter.begin(messages)
    pieces: _Pieces = queue.Queue()
    started = time.monotonic()
    task = asyncio.run_coroutine_threadsafe(
        _produce(pieces, chat, messages, call, started + timeout_seconds, config), _loop()
    )
    meter.watch(call, task.cancel)
    task.add_done_callback(lambda done: _say_given_up(done, pieces))
    deadline = started + _WHOLE * timeout_seconds
    try:
        while (piece := _wait_for(pieces, timeout_seconds, deadline)) is not None:
            if isinstance(piece, ModelError):
                raise piece
            if isinstance(piece, Exception):
                raise ModelError(explain(piece, secrets_of(chat))) from piece
            yield piece
    finally:
        task.cancel()
        meter.end(call)


def _say_given_up(task: Future[None], pieces: _Pieces) -> None:
    if task.cancelled():
        pieces.put(ModelError(GIVEN_UP))


def _wait_for(pieces: _Pieces, timeout_seconds: float, deadline: float) -> str | Exception | None:
    """Return the next piece of a stream.

    Raises:
        ModelError: none came in time, or the whole took too long.
    """
    left = deadline - time.monotonic()
    if left > 0:
        try:
            return pieces.get(timeout=min(timeout_seconds, left))
        except queue.Empty:
            if left >= timeout_seconds:
                raise ModelError(f"the model was silent for {timeout_seconds:g} s") from None
    raise ModelError(f"the model was not done after {_WHOLE * timeout_seconds:g} s")


async def _produce(
    pieces: _Pieces,
    chat: BaseChatModel,
    messages: Sequence[BaseMessage],
    call: Call,
    first_until: float,
    config: RunnableConfig | None,
) -> None:
    """Put the pieces of a reply, then None or what went wrong."""
    while True:
        has_begun = False
        try:
            async for text in _texts(chat, messages, call, config):
                has_begun = True
                if text:
                    pieces.put(text)
            pieces.put(None)
        except Exception as error:  # the edge: every provider raises its own kinds
            call.is_charged = has_begun or not was_refused(error)
            pause = None if has_begun or call.requests > 1 else pause_before_retry(error)
            if pause is None or time.monotonic() + pause >= first_until:
                pieces.put(error)
                return
            await asyncio.sleep(pause)
            call.requests += 1
            call.is_charged = True
        else:
            return


async def _texts(
    chat: BaseChatModel,
    messages: Sequence[BaseMessage],
    call: Call,
    config: RunnableConfig | None,
) -> AsyncIterator[str]:
    """Yield the text of each chunk, "" for one without.

    Raises:
        ModelError: the provider says that the answer is not whole, or is none.
    """
    reason, has_text = "", False
    async for chunk in chat.astream(list(messages), config):
        text = str(chunk.text) if isinstance(chunk.text, str) else ""
        call.receive(text, getattr(chunk, "usage_metadata", None))
        ended = (chunk.response_metadata.get(name) for name in _ENDINGS)
        reason = next((str(name) for name in ended if name), reason)
        if getattr(chunk, "tool_call_chunks", None):
            reason = reason or "tool_calls"
        has_text = has_text or bool(text.strip())
        yield text
    fault = fault_of_ending(reason, has_text)
    if fault:
        raise fault


_loop_lock = threading.Lock()
_loops: list[asyncio.AbstractEventLoop] = []


def _loop() -> asyncio.AbstractEventLoop:
    """Return the event loop of all calls, in a thread of its own: clients stay with one loop.

    A call on a loop can be ended while it waits; one in a thread reads until something comes.
    """
    with _loop_lock:
        if not _loops:
            loop = asyncio.new_event_loop()
            threading.Thread(target=loop.run_forever, name="models", daemon=True).start()
            _loops.append(loop)
        return _loops[0]
