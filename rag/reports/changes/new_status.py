"""Find the changes of legal status that were made or reported within a period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from rag.reports.changes.period import Period
from rag.reports.changes.values import NewStatus
from rag.schema import Effect, Passage, Scope, Source, Span, cite
from rag.storage import Library

_STATUS_KINDS = ("amends", "revokes", "suspends", "extends")


class StatusChange(NamedTuple):
    """An effect on an act, with the passage that states it."""

    effect: Effect
    passage: Passage


def status_changes(
    library: Library, document_ids: Iterable[str], scope: Scope, period: Period
) -> Iterator[StatusChange]:
    """Yield the effects of a period on documents or by them, oldest first.

    An effect that others had reported before is not new.
    """
    effects = _effects_within(library, document_ids, scope, period)
    act_keys = {effect.act_key for effect in effects}
    earlier = library.relations.effects_on(act_keys, Scope(period.eve))
    known = {(effect.act_key, effect.kind) for effect in earlier}
    for effect in sorted(effects, key=_effect_order):
        passage = library.chunks.passage_at(effect.version_id, effect.span.start)
        is_new = effect.own or (effect.act_key, effect.kind) not in known
        if passage and is_new:
            yield StatusChange(effect, _with_copies_until(passage, period.until))


def new_status(item: StatusChange, sources: dict[str, Source]) -> NewStatus:
    """Return the value of a changed status; its source is numbered."""
    effect = item.effect
    return NewStatus(
        kind=effect.kind,
        act=effect.act,
        actor=effect.actor,
        partial=effect.partial,
        until=effect.until,
        citation=cite(sources, item.passage, effect.sentence, effect.span),
    )


def _with_copies_until(passage: Passage, last: date) -> Passage:
    """Return a passage without the copies that were published after a day."""
    copies = [copy for copy in passage.copies if copy.published and copy.published <= last]
    return replace(passage, copies=tuple(copies))


def _effects_within(
    library: Library, document_ids: Iterable[str], scope: Scope, period: Period
) -> list[Effect]:
    """Return the effects of a period on documents and by them, each sentence once."""
    found: dict[tuple[str, int], Effect] = {}
    for document_id in dict.fromkeys(document_ids):
        effects = [
            *library.relations.effects_on_document(document_id, scope),
            *library.relations.effects_of_document(document_id, scope),
        ]
        for effect in effects:
            is_inside = effect.day is not None and period.window.holds(effect.day)
            if effect.kind in _STATUS_KINDS and is_inside:
                place = (effect.version_id, effect.span.start)
                found.setdefault(place, effect)
    return list(found.values())


def _effect_order(effect: Effect) -> tuple[date, str, Span]:
    day = effect.day or date.max
    return day, effect.version_id, effect.span
