"""What must be said of acts that news and briefs only name: that one is suspended or no longer in force, or was until a day that is past."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import partial

from rag.language.lexicon.verbs import ended_pattern
from rag.language.temporal.wording import in_words
from rag.legal.citations import find_citations
from rag.legal.questions import named_acts
from rag.schema import Act, ActCitation, Effect, Evidence, Query, Remark, Span, Window
from rag.storage import Library
from rag.storage.relations import standing

# Remarks of one answer; acts that one sentence tells of share a remark.
_MOST = 3
_ENDED = ended_pattern()
_STATES = {"suspends": "suspended", "revokes": "revoked"}


def endings_of_named(
    library: Library, quotes: Sequence[Evidence], query: Query, told: Collection[str]
) -> list[tuple[Effect, ...]]:
    """What ended or suspended the acts that the quotes name, by the sentence that says so; nothing that the quotes say themselves.

    Args:
        library: where effects are.
        quotes: what is shown.
        query: its scope is obeyed; of a question about an earlier time nothing later is told, of one that names acts nothing on others.
        told: keys of acts of which it is said already.
    """
    found: dict[tuple[str, Span], dict[str, Effect]] = {}
    asked = {
        key for act in named_acts(query.text) for key in (act.key, *library.keys_like(act.key))
    }
    for key in dict.fromkeys(key for act in _named(library, quotes) for key in _keys(library, act)):
        effect = (
            None
            if key in told or (asked and key not in asked)
            else _deciding(library.effects_on([key], query.scope), query)
        )
        if effect and not any(_says(item, effect) for item in quotes):
            found.setdefault((effect.version_id, effect.span), {})[key] = effect
    return [tuple(effects.values()) for effects in found.values()][:_MOST]


def remark_on(effects: Sequence[Effect], query: Query, evidence: tuple[Evidence, ...]) -> Remark:
    """The remark on acts of which one sentence tells; what is over, or on a part of the act only, leads no answer."""
    effect = effects[0]
    is_over = bool(effect.until and effect.until < query.today)
    names = " and ".join(
        filter(None, (", ".join(item.act for item in effects[:-1]), effects[-1].act))
    )
    be = ("was" if is_over else "is") if len(effects) == 1 else ("were" if is_over else "are")
    done = f"{'' if effect.own else 'reported as '}{_STATES[effect.kind]}{' in part' if effect.partial else ''}"
    until = f" until {in_words(Window(effect.until, effect.until))}" if effect.until else ""
    by = f" by {effect.by}" if effect.by else ""
    source = (
        ""
        if effect.own and effect.by
        else f" (“{effect.title}”{f', {in_words(Window(effect.day, effect.day))}' if effect.day else ''})"
    )
    after = "; that day is past, and nothing later on it was found here" if is_over else ""
    return Remark(
        f"{names} {be} {done}{until}{by}{source}{after}.",
        evidence,
        leads=not (is_over or effect.partial),
    )


def _deciding(effects: Sequence[Effect], query: Query) -> Effect | None:
    """The effect that decides how an act stands on the query's day: one on the whole of it, on a part, or the last that is over."""
    history = tuple(effect for effect in effects if effect.day is None or effect.day <= query.today)
    suspending = [effect for effect in history if effect.kind == "suspends"]
    status = standing(history, query.today, None)
    lasting = [
        effect
        for effect in suspending
        if effect.partial and (effect.until is None or effect.until >= query.today)
    ]
    over = [effect for effect in suspending if effect.until and effect.until < query.today]
    found = (
        status.by if status.by and not status.is_current else next(reversed(lasting or over), None)
    )
    asked_until = query.mentioned.end
    return None if found and found.day and asked_until and asked_until < found.day else found


def _named(library: Library, quotes: Sequence[Evidence]) -> Iterator[Act]:
    """The acts that the quotes of documents other than acts are about."""
    mentions: dict[str, tuple[str, list[ActCitation]]] = {}
    for item in quotes:
        passage = item.passage
        if library.is_act(passage.document_id):
            continue
        if passage.document_id not in mentions:
            text = library.document(passage.document_id, library.version_of(passage.chunk_id))[
                "text"
            ]
            mentions[passage.document_id] = (
                text,
                find_citations(text, passage.updated or passage.published),
            )
        yield from _acts_of(item, *mentions[passage.document_id])


def _acts_of(item: Evidence, text: str, mentions: Sequence[ActCitation]) -> tuple[Act, ...]:
    """The acts that a sentence names, else the only one that its paragraph, its heading or its document's title names."""
    inside = partial(_inside, mentions)
    if own := inside(item.span):
        return own
    start, end = text.rfind("\n\n", 0, item.span.start) + 1, text.find("\n\n", item.span.end)
    heading = text.rfind(item.passage.heading, 0, item.span.start) if item.passage.heading else -1
    for acts in (
        inside(Span(start, len(text) if end < 0 else end)),
        inside(Span(heading, heading + len(item.passage.heading))) if heading >= 0 else (),
        tuple(
            mention.act for mention in find_citations(item.passage.title, item.passage.published)
        ),
    ):
        if len({act.key for act in acts}) == 1:
            return acts[:1]
    return ()


def _inside(mentions: Sequence[ActCitation], span: Span) -> tuple[Act, ...]:
    return tuple(
        act
        for mention in mentions
        if mention.span.start < span.end and span.start < mention.span.end
        for act in (*mention.within, mention.act)
    )


def _keys(library: Library, act: Act) -> list[str]:
    """The key of an act; one without its year counts when the library knows it of one year only."""
    if not act.number.isdigit() or not (others := library.keys_like(act.key)):
        return [act.key]
    return others if len(others) == 1 else []


def _says(item: Evidence, effect: Effect) -> bool:
    """Whether a quote is the sentence of an effect, or says the like of the act."""
    is_same = (
        item.passage.document_id == effect.document_id
        and item.span.start < effect.span.end
        and effect.span.start < item.span.end
    )
    number = effect.act.partition("No. ")[2].split(" ")[0] or effect.act.split(" ")[-1]
    return is_same or bool(
        re.search(rf"(?<![\w/]){re.escape(number)}(?![\w/])", item.text)
        and _ENDED.search(item.text)
    )
