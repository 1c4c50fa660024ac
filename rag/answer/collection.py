"""Answer a question about the collection itself from the library's own tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from rag.answer.collection_wording import (
    among_titles,
    counted,
    frequent_words,
    holding,
    kinds_in_words,
    mentioning,
    publishers_in_words,
    range_in_words,
    where_nothing_is,
)
from rag.answer.scope_refusal import common_window, refuse_empty_scope
from rag.evidence.mentions import best_mention
from rag.language.wording import age_in_words
from rag.schema import (
    Abstention,
    AbstentionReason,
    CollectionRequest,
    CollectionTopic,
    Evidence,
    Question,
    Scope,
    Source,
)
from rag.storage import Library

T = TypeVar("T")

# Documents that are quoted on a subject, that are listed, of an overview, and beside a refusal.
_QUOTED, _LISTED, _SAMPLE, _NEAREST = 8, 100, 5, 3


@dataclass(frozen=True)
class CollectionAnswer:
    """What the tables say of the collection: a sentence, quotes, documents; or a refusal.

    The quotes stand between `lead` and `rest`; the documents are listed behind those quoted.
    """

    lead: str = ""
    quotes: tuple[Evidence, ...] = ()
    rest: str = ""
    documents: tuple[Source, ...] = ()
    refusal: Abstention | None = None


@dataclass(frozen=True)
class _Holdings:
    """The documents that a question about the collection asks for; `best` ranks them by words."""

    library: Library
    question: Question
    request: CollectionRequest
    scope: Scope
    best: tuple[Source, ...]

    @property
    def newest(self) -> list[Source]:
        return sorted(self.best, key=lambda item: item.published or date.min, reverse=True)


def answer_collection_question(
    library: Library, question: Question, request: CollectionRequest
) -> CollectionAnswer:
    """Answer what a question asks of the collection, within its scope and its period."""
    scope = _scope_of(question, request)
    if scope is None:
        return CollectionAnswer(refusal=refuse_empty_scope(library, question))
    documents = _sought(library, request, scope)
    if documents:
        held = _Holdings(library, question, request, scope, tuple(documents))
        return _ANSWERS[request.asks](held)
    return CollectionAnswer(refusal=_refuse(library, question, request, scope))


def _sought(library: Library, request: CollectionRequest, scope: Scope) -> list[Source]:
    if request.subject:
        return library.holdings.on_subject(request.subject, scope)
    return library.holdings.documents(scope)


def _scope_of(question: Question, request: CollectionRequest) -> Scope | None:
    """Return the reader's scope within what the question names; None where they exclude it."""
    scope = question.scope
    window = common_window(scope.window, question.mentioned)
    publishers = _narrowed(scope.publishers, request.publishers)
    kinds = _narrowed(scope.kinds, request.kinds)
    if window is None or publishers is None or kinds is None:
        return None
    return replace(scope, window=window, publishers=publishers, kinds=kinds)


def _refuse(
    library: Library, question: Question, request: CollectionRequest, scope: Scope
) -> Abstention:
    """Say that nothing is on a subject, with the best of other days, or nothing in the scope."""
    any_day = replace(scope, window=question.scope.window)
    others = library.holdings.on_subject(request.subject, any_day) if question.mentioned else []
    if not request.subject or not (others or library.holdings.documents(scope)):
        return refuse_empty_scope(library, question, scope)
    nearest = tuple(replace(source, n=n) for n, source in enumerate(others[:_NEAREST], start=1))
    reason: AbstentionReason = "outside_dates" if nearest else "nothing_found"
    return Abstention(reason, where_nothing_is(request, question), nearest)


def _narrowed(given: tuple[T, ...], named: tuple[T, ...]) -> tuple[T, ...] | None:
    """Return what two restrictions have in common; one that is empty restricts nothing."""
    if not given or not named:
        return given or named
    return tuple(item for item in named if item in given) or None


# -- one answer for each thing asked ---------------------------------------------------------------


def _documents(held: _Holdings) -> CollectionAnswer:
    if not held.request.subject:
        return _count(held)
    shown = _quotes(held)
    quoted = {item.passage.document_id for item in shown}
    others = [source for source in held.best if source.document_id not in quoted]
    rest = among_titles("Also", others) if others else ""
    return CollectionAnswer(_lead(held), tuple(shown), rest, tuple(others[:_LISTED]))


def _quotes(held: _Holdings) -> list[Evidence]:
    """Return the best sentence of each of the best documents, none said twice."""
    shown: dict[str, Evidence] = {}
    for source in held.best[:_QUOTED]:
        item = best_mention(
            held.library, source.document_id, held.request.subject, held.question.scope
        )
        if item:
            shown.setdefault(item.text, item)
    return list(shown.values())


def _count(held: _Holdings) -> CollectionAnswer:
    documents = held.newest
    more = f" The newest {_LISTED} are listed." if len(documents) > _LISTED else ""
    return CollectionAnswer(_lead(held) + more, documents=tuple(documents[:_LISTED]))


def _lead(held: _Holdings) -> str:
    return holding(held.request, held.question, held.best) + range_in_words(held.best) + "."


def _newest(held: _Holdings) -> CollectionAnswer:
    return _outermost(held, "newest", max)


def _oldest(held: _Holdings) -> CollectionAnswer:
    return _outermost(held, "oldest", min)


def _outermost(
    held: _Holdings, word: str, pick: Callable[[Iterable[date]], date]
) -> CollectionAnswer:
    """Say which document is the newest or the oldest, with its sentence on the subject."""
    days = [source.published for source in held.best if source.published]
    if not days:
        message = "None of the documents asked about has a date, so none is the newest or oldest."
        return CollectionAnswer(refusal=Abstention("not_enough", message))
    day = pick(days)
    found = [source for source in held.best if source.published == day]
    age = age_in_words(day, held.question.today, held.question.scope.as_of)
    name = f"“{found[0].name}” ({found[0].publisher or 'unknown publisher'})"
    lead = f"The {word} document{mentioning(held.request)} is {name}, of {age}."
    if len(found) > 1:
        lead += f" {counted(len(found) - 1, 'other')} of that day {_be(len(found) - 1)} listed."
    subject = held.request.subject
    item = None
    if subject:
        item = best_mention(held.library, found[0].document_id, subject, held.question.scope)
    return CollectionAnswer(lead, (item,) if item else (), "", tuple(found[:_LISTED]))


def _be(count: int) -> str:
    return "is" if count == 1 else "are"


def _publishers(held: _Holdings) -> CollectionAnswer:
    """Name the publishers with the most documents first, with the newest document of each."""
    newest_of: dict[str, Source] = {}
    for source in reversed(held.newest):
        newest_of[source.publisher or ""] = source
    counts = Counter(source.publisher or "" for source in held.best)
    without = counts.pop("", 0)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0].casefold()))[:_LISTED]
    lead = publishers_in_words(held.request, len(counts), dict(ranked), without)
    return CollectionAnswer(lead, documents=tuple(newest_of[name] for name, _ in ranked))


def _overview(held: _Holdings) -> CollectionAnswer:
    names = {source.publisher for source in held.best if source.publisher}
    lead = holding(held.request, held.question, held.best)
    lead += f" of {counted(len(names), 'publisher')}" if names else ""
    lead += f": {kinds_in_words(held.best)}{range_in_words(held.best)}."
    rest = _title_words(held.best)
    return CollectionAnswer(lead, (), rest, tuple(held.newest[:_SAMPLE]))


def _title_words(documents: Sequence[Source]) -> str:
    found = frequent_words([source.title for source in documents])
    named = f"The words most frequent in their titles: {', '.join(found)}. " if found else ""
    return f"{named}The newest are listed."


_ANSWERS: Mapping[CollectionTopic, Callable[[_Holdings], CollectionAnswer]] = {
    "overview": _overview,
    "publishers": _publishers,
    "documents": _documents,
    "count": _count,
    "newest": _newest,
    "oldest": _oldest,
}
