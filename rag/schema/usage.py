"""What the answers may use of a language model."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds on the tokens of prompts and answers, and what a million of these costs.

    Attributes:
        output: the most of one reply, a model's reasoning included.
        per_answer: the most of one answer with its checks; None for no bound.
        per_day: the most of all answers of a day; None for no bound.
        price_input: of a million tokens of prompts, in any currency; None where it is not known.
        price_output: of a million tokens of replies.
    """

    output: int = 4_000
    per_answer: int | None = None
    per_day: int | None = None
    price_input: float | None = None
    price_output: float | None = None
