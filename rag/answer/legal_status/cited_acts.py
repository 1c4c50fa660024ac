"""Say of acts that news and briefs only cite that they are suspended or no longer in force."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date

from rag.language.lexicon.verbs import ended_pattern
from rag.language.temporal.wording import in_words
from rag.legal.citations import find_citations
from rag.schema import Act, ActCitation, Effect, Evidence, Question, Remark, Span, Window
from rag.storage import Library
from rag.storage.relations import resolve_status

# Remarks of one answer; acts that one sentence names share a remark.
_MOST = 3
_ENDED = ended_pattern()
_STATES = {"suspends": "suspended", "revokes": "revoked"}


def endings_of_cited(
    library: Library, quotes: Sequence[Evidence], question: Question, said: Collection[str]
) -> list[tuple[Effect, ...]]:
    """Return what ended or suspended the acts that the quotes cite, by the sentence that says so.

    Left out is what the quotes say themselves; for a question about an earlier time what came
    later, and for one that names acts what befell others.

    Args:
        library: where effects are.
        quotes: what is shown.
        question: its scope is obeyed.
        said: keys of acts of which it is said already.
    """
    by_sentence: dict[tuple[str, Span], dict[str, Effect]] = {}
    for key in _keys_to_look_up(library, quotes, question, said):
        effect = _deciding(library.relations.effects_on([key], question.scope), question)
        if effect and not any(_says(item, effect) for item in quotes):
            by_sentence.setdefault((effect.version_id, effect.span), {})[key] = effect
    return [tuple(effects.values()) for effects in by_sentence.values()][:_MOST]


def remark_on_cited(
    effects: Sequence[Effect], question: Question, evidence: tuple[Evidence, ...]
) -> Remark:
    """Word the remark on acts that one sentence names.

    What is over, or on a part of the act only, leads no answer.
    """
    effect = effects[0]
    is_over = bool(effect.until and effect.until < question.today)
    words = [
        _joined([item.act for item in effects]),
        _be(is_over, many=len(effects) > 1),
        "" if effect.own else "reported as",
        _STATES[effect.kind],
        "in part" if effect.partial else "",
        f"until {_in_words(effect.until)}" if effect.until else "",
        f"by {effect.by}" if effect.by else "",
        "" if effect.own and effect.by else _source(effect),
    ]
    sentence = " ".join(filter(None, words))
    after = "; that day is past, and nothing later on it was found here" if is_over else ""
    return Remark(f"{sentence}{after}.", evidence, leads=not (is_over or effect.partial))


def _keys_to_look_up(
    library: Library, quotes: Sequence[Evidence], question: Question, said: Collection[str]
) -> list[str]:
    asked: set[str] = set()
    for act in question.acts:
        asked |= {act.key, *library.relations.keys_like(act.key)}
    cited = dict.fromkeys(key for act in _cited(library, quotes) for key in _keys(library, act))
    return [key for key in cited if key not in said and (not asked or key in asked)]


def _deciding(effects: Sequence[Effect], question: Question) -> Effect | None:
    """Return the effect that decides how an act stands on the question's day.

    That is one on the whole of it, else one on a part that lasts, else the last that is over.
    """
    today = question.today
    history = tuple(effect for effect in effects if effect.day is None or effect.day <= today)
    suspending = [effect for effect in history if effect.kind == "suspends"]
    status = resolve_status(history, today, None)
    on_part = [
        effect
        for effect in suspending
        if effect.partial and (effect.until is None or effect.until >= today)
    ]
    over = [effect for effect in suspending if effect.until and effect.until < today]
    if status.by and not status.is_current:
        found: Effect | None = status.by
    else:
        found = next(reversed(on_part or over), None)
    asked_until = question.mentioned.end
    is_later = bool(found and found.day and asked_until and asked_until < found.day)
    return None if is_later else found


def _cited(library: Library, quotes: Sequence[Evidence]) -> Iterator[Act]:
    """Yield the acts that the quotes of documents other than acts are about."""
    read: dict[str, tuple[str, list[ActCitation]]] = {}
    for item in quotes:
        passage = item.passage
        if library.relations.is_act(passage.document_id):
            continue
        if passage.document_id not in read:
            version = library.catalogue.version_number(passage.chunk_id)
            text = library.catalogue.document(passage.document_id, version)["text"]
            day = passage.updated or passage.published
            read[passage.document_id] = text, find_citations(text, day)
        yield from _acts_of(item, *read[passage.document_id])


def _acts_of(item: Evidence, text: str, citations: Sequence[ActCitation]) -> Sequence[Act]:
    """Return the acts that a sentence cites, else the only one that stands above it."""
    own = _acts_inside(item.span, citations)
    if own:
        return own
    title = find_citations(item.passage.title, item.passage.published)
    for acts in (
        _acts_inside(_paragraph_of(item.span, text), citations),
        _acts_inside(_heading_of(item, text), citations),
        [citation.act for citation in title],
    ):
        if len({act.key for act in acts}) == 1:
            return acts[:1]
    return ()


def _paragraph_of(span: Span, text: str) -> Span:
    end = text.find("\n\n", span.end)
    return Span(text.rfind("\n\n", 0, span.start) + 1, len(text) if end < 0 else end)


def _heading_of(item: Evidence, text: str) -> Span:
    """Return where the heading above a sentence stands; an empty span where there is none."""
    heading = item.passage.heading
    start = text.rfind(heading, 0, item.span.start) if heading else -1
    return Span(start, start + len(heading)) if start >= 0 else Span(0, 0)


def _acts_inside(span: Span, citations: Sequence[ActCitation]) -> list[Act]:
    found: list[Act] = []
    for citation in citations:
        if citation.span.overlaps(span):
            found += [*citation.within, citation.act]
    return found


def _keys(library: Library, act: Act) -> list[str]:
    """Return the keys of an act.

    A number without its year counts when the library knows it of one year only.
    """
    others = library.relations.keys_like(act.key) if act.number.isdigit() else []
    if not others:
        return [act.key]
    return others if len(others) == 1 else []


def _says(item: Evidence, effect: Effect) -> bool:
    """Return whether a quote is the sentence of an effect, or says the like of the act."""
    if item.passage.document_id == effect.document_id and item.span.overlaps(effect.span):
        return True
    number = effect.act.partition("No. ")[2].split(" ")[0] or effect.act.split(" ")[-1]
    names_act = re.search(rf"(?<![\w/]){re.escape(number)}(?![\w/])", item.text)
    return bool(names_act and _ENDED.search(item.text))


def _joined(names: Sequence[str]) -> str:
    """Return names as a list: "A, B and C"."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _be(is_over: bool, many: bool) -> str:
    if is_over:
        return "were" if many else "was"
    return "are" if many else "is"


def _source(effect: Effect) -> str:
    day = f", {_in_words(effect.day)}" if effect.day else ""
    return f"(“{effect.title}”{day})"


def _in_words(day: date | None) -> str:
    return in_words(Window(day, day))
