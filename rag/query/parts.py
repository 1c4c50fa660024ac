"""Split a question of several parts: "What did the order require, and what happened then?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rag.language.tokens import content_words
from rag.query.input import QuestionInput
from rag.query.understand import Rewriter, understand
from rag.schema import Question
from rag.storage import Library

_JOINS = re.compile(
    r"(?:\s*[,;])?\s+and\s+(?=(?:(?:at|by|for|from|in|of|on|since|to|under|until|with)\s+)?"
    r"(?:what|which|who|whom|whose|when|where|why|how)\b)|\?\s+(?=\w)",
    re.IGNORECASE,
)


def split_question(
    given: QuestionInput,
    whole: Question,
    today: date,
    library: Library | None = None,
    rewriter: Rewriter | None = None,
) -> Sequence[Question]:
    """Return the parts of a question when a period is named in some and not in all of them.

    Each follows those before it. A question has no parts when all of them share the period, or when
    only one of them has words of its own: the period then holds for the whole.

    Args:
        given: what the reader asked.
        whole: the same, understood; its as-of day holds for all parts, wherever it stands.
        today: the reader's day.
        library: as for `understand`.
        rewriter: as for `understand`.
    """
    texts = [text.strip(" ?") for text in _JOINS.split(given.question)]
    if given.ignore_time or len(texts) < 2:
        return ()
    scope = replace(given.scope, as_of=whole.scope.as_of)
    parts = [
        understand(
            f"{text}?",
            today,
            scope,
            [*given.history, *texts[:place]],
            given.previous_answer,
            library=library,
            rewriter=rewriter,
        )
        for place, text in enumerate(texts)
    ]
    have_own_words = all(content_words(part.subject) for part in parts)
    name_a_period = {bool(part.mentioned) for part in parts}
    return parts if have_own_words and len(name_a_period) == 2 else ()
