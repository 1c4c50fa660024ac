"""Count the calls of language models for one answer; keep them within a budget, and end them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from langchain_core.messages import BaseMessage

from rag.errors import ModelError, OverBudget
from rag.schema.usage import Limits

# Where a provider counts nothing: 4 letters of English, 2 of Russian, 1.3 of Chinese a token.
_BYTES_PER_TOKEN = 4
_MILLION = 1_000_000
GIVEN_UP = "the answer was given up"


class Spending(Protocol):
    """Keeps what a day has used, for all processes."""

    def reserve(self, day: date, tokens: int, most: int) -> bool:
        """Add tokens to a day's if they stay within `most`; return whether they do."""
        ...

    def settle(self, day: date, tokens: int) -> None:
        """Add tokens to a day's whatever they come to; a negative number gives back."""
        ...


@dataclass
class Call:
    """One call of a model, and what it has used so far.

    Attributes:
        prompt: its tokens, estimated.
        reserved: the most that it may use.
        requests: how often the provider was asked.
        is_charged: whether the provider has worked on it, as far as is known.
    """

    prompt: int
    reserved: int
    day: date
    requests: int = 1
    is_charged: bool = True
    is_over: bool = False
    end: Callable[[], object] = lambda: None
    _bytes: int = 0
    _reported: dict[str, int] = field(default_factory=dict)

    def receive(self, text: str, counts: Mapping[str, Any] | None) -> None:
        """Count a piece of the reply, and the tokens that came with it."""
        self._bytes += len(text.encode("utf-8", "replace"))
        for name, count in (counts or {}).items():
            if isinstance(count, int):
                self._reported[name] = self._reported.get(name, 0) + count

    @property
    def is_estimated(self) -> bool:
        """Return whether the provider did not count the tokens."""
        return self.is_charged and not self._reported.get("input_tokens")

    @property
    def tokens(self) -> tuple[int, int]:
        """Return the tokens of prompt and reply."""
        if not self.is_charged:
            return 0, 0
        if self.is_estimated:
            return self.prompt, -(-self._bytes // _BYTES_PER_TOKEN)
        return self._reported["input_tokens"], self._reported.get("output_tokens", 0)


class Meter:
    """Counts the calls for one answer; each of them begins here.

    Safe to share between threads.

    Args:
        limits: what the answer and the day may use.
        spending: keeps what the day has used.
    """

    def __init__(self, limits: Limits | None = None, spending: Spending | None = None) -> None:
        self._limits = limits or Limits()
        self._spending = spending
        self._calls: list[Call] = []
        self._is_cancelled = False
        self._lock = threading.Lock()

    def begin(self, messages: Iterable[BaseMessage]) -> Call:
        """Return a new call, if the budget has room for its prompt and the longest reply.

        Raises:
            ModelError: the answer was given up.
            OverBudget: the call might use more than an answer or a day may.
        """
        size = sum(len(str(message.content).encode("utf-8", "replace")) for message in messages)
        prompt = -(-size // _BYTES_PER_TOKEN)
        call = Call(prompt, prompt + self._limits.output, date.today())
        with self._lock:
            if self._is_cancelled:
                raise ModelError(GIVEN_UP)
            self._check(call)
            self._calls.append(call)
        return call

    def watch(self, call: Call, end: Callable[[], object]) -> None:
        """Take note of how a call is ended, and end it if the answer has been given up."""
        with self._lock:
            call.end = end
            is_late = self._is_cancelled
        if is_late:
            end()

    def end(self, call: Call) -> None:
        """Count a call as over; a second time does nothing."""
        with self._lock:
            if call.is_over:
                return
            call.is_over = True
        if self._limits.per_day is not None and self._spending:
            self._spending.settle(call.day, sum(call.tokens) - call.reserved)

    def cancel(self) -> None:
        """End the calls that are running; none begins any more."""
        with self._lock:
            self._is_cancelled = True
            running = [call for call in self._calls if not call.is_over]
        for call in running:
            call.end()

    @property
    def usage(self) -> dict[str, float]:
        """Return requests and tokens, and the cost where prices are set; {} without a request.

        `estimated` is there, and true, where a provider did not count them.
        """
        if not self._calls:
            return {}
        read = sum(call.tokens[0] for call in self._calls)
        written = sum(call.tokens[1] for call in self._calls)
        usage: dict[str, float] = {
            "requests": sum(call.requests for call in self._calls),
            "input_tokens": read,
            "output_tokens": written,
            "total_tokens": read + written,
        }
        if any(call.is_estimated for call in self._calls):
            usage["estimated"] = True
        prices = (self._limits.price_input, self._limits.price_output)
        if prices != (None, None):
            cost = read * (prices[0] or 0) + written * (prices[1] or 0)
            usage["cost"] = round(cost / _MILLION, 6)
        return usage

    def _check(self, call: Call) -> None:
        per_answer, per_day = self._limits.per_answer, self._limits.per_day
        used = sum(sum(item.tokens) if item.is_over else item.reserved for item in self._calls)
        if per_answer is not None and used + call.reserved > per_answer:
            raise OverBudget(
                f"it might use {used + call.reserved:,} tokens, and an answer may use"
                f" {per_answer:,} (RAG_LLM_ANSWER_TOKENS)"
            )
        if per_day is None or self._spending is None:
            return
        if not self._spending.reserve(call.day, call.reserved, per_day):
            raise OverBudget(
                f"of the {per_day:,} tokens that a day may use (RAG_LLM_DAY_TOKENS) too few are"
                " left for it"
            )
