"""Say which restriction leaves no document to answer from."""

from __future__ import annotations

from rag.language.temporal import in_words
from rag.schema import Abstention, AbstentionReason, Question, Scope, Window
from rag.storage import Library


def common_window(one: Window, other: Window) -> Window | None:
    """Return the days that two windows share; None where they share none.

    >>> common_window(Window(), Window()) == Window()
    True
    """
    if not one.overlaps(other):
        return None
    starts = [day for day in (one.start, other.start) if day]
    ends = [day for day in (one.end, other.end) if day]
    return Window(max(starts, default=None), min(ends, default=None))


def is_empty_scope(library: Library, scope: Scope) -> bool:
    """Return whether the reader's restrictions leave no document."""
    return bool(scope) and not len(library.visibility.visible_numbers(scope))


def _narrowest(library: Library, scope: Scope) -> Scope:
    """Return the one restriction that leaves no document by itself; all where none does."""
    alone = (
        Scope(publishers=scope.publishers),
        Scope(kinds=scope.kinds),
        Scope(window=scope.window),
        Scope(as_of=scope.as_of),
    )
    return next((part for part in alone if is_empty_scope(library, part)), scope)


def refuse_empty_scope(
    library: Library, question: Question, scope: Scope | None = None
) -> Abstention:
    """Return the refusal that names the restrictions which leave no document.

    Args:
        library: the collection.
        question: what is asked.
        scope: all restrictions together; the reader's and the question's period by default.
    """
    used = _narrowest(library, scope or question.scope)
    window = used.window if scope else common_window(question.scope.window, question.mentioned)
    if window is None:
        first, other = in_words(question.scope.window), in_words(question.mentioned)
        message = f"The filter's period, {first}, and the question's, {other}, share no day."
        return Abstention("outside_dates", message)
    parts = [
        f" by {' or '.join(used.publishers)}" if used.publishers else "",
        f" of the kind {' or '.join(used.kinds)}" if used.kinds else "",
        f" of {in_words(window)}" if window else "",
        f" as of {used.as_of}" if used.as_of else "",
    ]
    message = f"The collection has no document{''.join(parts)}"
    is_dated = bool(window or used.as_of)
    reason: AbstentionReason = "nothing_found"
    if is_dated and not (used.publishers or used.kinds):
        reason = "outside_dates"
    reason = (
        "outside_dates" if is_dated and not (used.publishers or used.kinds) else "nothing_found"
    )
    period = library.catalogue.period(used.as_of)
    if period and is_dated:
        message += f"; its documents were published from {period[0]} to {period[1]}"
    return Abstention(reason, f"{message}.")
