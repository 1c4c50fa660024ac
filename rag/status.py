"""What became of an act: who revoked, amended or suspended it, and what must be said when an answer quotes what is no longer in force.

Answers come from the relations in the library, so that each is the sentence of the act that did it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from rag.injection import is_command
from rag.judge import Findings
from rag.library import Effect, Library, Status
from rag.relations.acts import title_key
from rag.relations.provisions import find_provision, named_provision
from rag.relations.questions import Asked, asked, named_acts
from rag.schema import Evidence, Passage, Query, Scope, Span
from rag.text import content_words, fingerprint, sentences

# An act that 100 others amended is shown with this many.
_MOST = 20
# Passages of an act that is asked what it says.
_OWN_PASSAGES = 200
# Evidence this close to the best is of about equal weight.
EQUAL_SHARE = 0.9
# What a rule says, and how people took it.
_RULE = re.compile(
    r"\b(?:rules?|law|regulations?|order|notification|announcement|statute|guidelines?|policy|controls?|scheme|act)\b[^?]{0,80}\b(?:say|says|require|requires|provide|provides|define"
    r"|defines|prohibit|prohibits|state|states|stipulate|stipulates|demand|demands|oblige|obliges|exempt|exempts|allow|allows|permit|permits)\b|\b(?:wording|text) of\b",
    re.IGNORECASE,
)
_REACTION = re.compile(
    r"\b(?:react(?:s|ed|ions?)?|respond(?:s|ed)?|responses?|criticis\w+|criticiz\w+|critics?|welcom(?:e|es|ed)|protest(?:s|ed)?|complain(?:s|ed|ts?)?|comment(?:s|ed)? on"
    r"|opinions? (?:of|on)|press (?:say|said|report)\w*)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"]([^”\"]{3,300})[”\"]")
_WORDS = {"revokes": "revokes or supersedes", "implements": "implements"}


@dataclass(frozen=True)
class Told:
    """The answer to a question about an act's status: sentences to quote, or why there are none; `remark` is said with its own sentence."""

    quotes: tuple[Evidence, ...] = ()
    refusal: str = ""
    nearest: tuple[Passage, ...] = ()
    remarks: tuple[Remark, ...] = ()

    def findings(self, found: Findings) -> Findings:
        """The findings with what was told in place of what was retrieved."""
        return with_passages_of(self.quotes, replace(found, passages=self.nearest, evidence=self.quotes))


@dataclass(frozen=True)
class Remark:
    """What a reader must know of a document that is quoted: that it is no longer in force, with the sentence that says so."""

    message: str
    evidence: tuple[Evidence, ...]


def with_passages_of(quotes: Iterable[Evidence], findings: Findings) -> Findings:
    """The findings with the passages of some quotes before the others."""
    passages = [*(item.passage for item in quotes), *findings.passages]
    return replace(findings, passages=tuple({passage.chunk_id: passage for passage in passages}.values()))


def tell(library: Library, query: Query) -> Told | None:
    """Answer a question about the status of an act; None when it asks something else, or the library knows nothing of such acts."""
    question = asked(query.text, _title_span(library, query.text))
    if question is None or question.direction == "says":
        return _wording(library, query, question)
    keys = _keys(library, question)
    documents = library.documents_of(keys, Scope(query.scope.as_of))
    if question.direction == "from":
        done = [effect for document_id in documents[:1] for effect in library.relations_from(document_id, query.scope)]
        return _told(library, [effect for effect in done if effect.kind in question.kinds])
    history = [e for d in documents for e in library.relations_to(d, query.scope)] if documents else library.effects_on(keys, query.scope)
    wanted = _ordered(history, question)
    ended = _ending(library, documents[0], query) if documents else None
    if wanted:
        return _told(library, wanted, None if ended and ended.by in wanted else ended)
    known = bool(documents) or (question.act is not None and library.holds_kind(question.act.kind))
    return _refused(library, query, question, documents, ended) if known else None


def own_text(library: Library, query: Query) -> list[Passage]:
    """The passages of an act that the question names and asks for its own words; none when it does not, or they are not in scope."""
    question = asked(query.text, _title_span(library, query.text))
    if question is None or question.direction != "says":
        return []
    own = _passages_of_act(library, query, question)
    return [replace(passage, similarity=1.0) for passage in own]  # what is named is what the question is about


def _wording(library: Library, query: Query, question: Asked | None) -> Told | None:
    """A provision that the question names, sentence by sentence; None when it names none, or the act is not here or has none such."""
    provision = named_provision(query.text)
    if provision is None:
        return None
    act = next(iter(named_acts(query.text)), None)
    own = _passages_of_act(library, query, question or Asked("says", (), act)) if question or act else []
    if not own:
        return None
    text = library.document(own[0].document_id, library.version_of(own[0].chunk_id))["text"]
    span = find_provision(text, provision)
    if span is None and find_provision(text, provision._replace(number="1", parts=())):
        return Told(refusal=f"“{own[0].title}” has no {provision.span.of(query.text)}, as far as could be read.", nearest=tuple(own[:1]))
    places = [sentence.shifted(span.start) for sentence in sentences(span.of(text))[:_MOST]] if span else []
    quotes = [
        Evidence(next(passage for passage in reversed(own) if passage.span.start <= place.start), place, place.of(text), 1.0, 1.0, 1.0)
        for place in places
        if not is_command(place.of(text))
    ]
    remarks = replaced(library, quotes, query)
    leading = [item for remark in remarks for item in remark.evidence]
    return Told((*leading, *quotes), remarks=tuple(remarks)) if quotes else None


def _passages_of_act(library: Library, query: Query, question: Asked) -> list[Passage]:
    documents = library.documents_of(_keys(library, question), query.scope)
    return [passage for document_id in documents[:1] for passage in library.passages_of(document_id, query.scope, _OWN_PASSAGES)]


def official_first(library: Library, findings: Findings) -> Findings:
    """The evidence in the order that fits who is asked, among what is about equally good.

    Of a question that names acts by number, only evidence of these acts or beside their numbers is kept, theirs first. Of one about what a
    rule says, official texts come first; of one about how people took it, the press.
    """
    acts = named_acts(findings.query.text)
    if acts and findings.evidence:
        named = set(library.documents_of([act.key for act in acts], findings.query.scope))
        numbers = re.compile("|".join(rf"(?<![\w.]){re.escape(act.number.split()[0])}(?!\w)" for act in acts))
        kept = [item for item in findings.evidence if item.passage.document_id in named or numbers.search(_around(item.passage))]
        return _led(replace(findings, evidence=tuple(kept)), lambda passage: passage.document_id in named)
    if _REACTION.search(findings.query.text):
        return _led(findings, lambda passage: passage.kind != "policy")
    if _RULE.search(findings.query.text):
        return _led(findings, lambda passage: passage.kind == "policy")
    return findings


def _led(findings: Findings, leads: Callable[[Passage], bool]) -> Findings:
    """The findings with the evidence of some passages before what is about equal."""
    floor = EQUAL_SHARE * findings.evidence[0].score if findings.evidence else 0.0
    first = [item for item in findings.evidence if item.score >= floor and leads(item.passage)]
    return replace(findings, evidence=(*first, *(item for item in findings.evidence if item not in first)))


def _around(passage: Passage) -> str:
    return f"{passage.title}\n{passage.heading}\n{passage.text}"


def replaced(library: Library, quotes: Sequence[Evidence], query: Query) -> list[Remark]:
    """For each quoted document that is no longer in force, what ended it. What ended it outside the filters is named, not quoted."""
    remarks = []
    for passage in {item.passage.document_id: item.passage for item in quotes}.values():
        if passage.kind != "policy":
            continue
        status = library.status(passage.document_id, query.scope.as_of, query.today)
        if status.is_current or status.by is None:
            continue
        if _is_visible(library, status.by, query.scope):
            remarks.append(Remark(_ended(f"“{passage.title}”", status), tuple(_evidence(library, status.by))))
        else:
            remarks.append(Remark(f"“{passage.title}” is no longer in force; what ended it lies outside the filters that are set.", ()))
    return remarks


def _keys(library: Library, question: Asked) -> list[str]:
    if question.act is None:
        return [title_key(question.quoted or "")]
    return [question.act.key, *library.keys_like(question.act.key)] if question.act.number.isdigit() else [question.act.key]


def _title_span(library: Library, question: str) -> Span | None:
    """Where a question names an act by its title: in quotation marks, or by two words and more that are one."""
    for match in _QUOTED.finditer(question):
        if library.documents_of([title_key(match[1].rstrip(",."))]):
            return Span(match.start(1), match.end(1))
    for key in library.titles_in(fingerprint(question)):
        title = key.removeprefix("title ")
        found = re.search(r"\W+".join(map(re.escape, title.split())), question, re.IGNORECASE)
        if found and len(content_words(title)) > 1:
            return Span(*found.span())
    return None


def _ordered(history: Iterable[Effect], question: Asked) -> list[Effect]:
    """What is asked for: acts of these kinds, whole ones before those on a part; an amendment may also revoke a part or extend the whole."""
    kinds = list(question.kinds)
    ranked = []
    for effect in history:
        on_part = effect.kind == "revokes" and effect.partial
        if effect.kind in kinds:
            ranked.append(
                (
                    kinds.index(effect.kind) + (len(kinds) if on_part and len(kinds) > 1 else 0),
                    effect.partial and effect.kind == "revokes",
                    effect,
                )
            )
        elif "amends" in kinds and (on_part or effect.kind == "extends"):
            ranked.append((len(kinds), effect.kind == "extends", effect))
    ordered = [effect for *_, effect in sorted(ranked, key=lambda item: item[:2])]
    return list({(effect.document_id, effect.span): effect for effect in ordered}.values())


def _told(library: Library, effects: Sequence[Effect], ended: Status | None = None) -> Told | None:
    """The sentences of some effects; what ended the act for good stands last when it is none of them."""
    quotes = {(item.passage.document_id, item.span): item for effect in effects[:_MOST] for item in _evidence(library, effect)}
    if not quotes:
        return None
    ending = tuple(_evidence(library, ended.by)) if ended and ended.by else ()
    remarks = (Remark(_ended(ended.by.act, ended), ending),) if ended and ended.by else ()
    return Told((*quotes.values(), *ending), remarks=remarks)


def _refused(library: Library, query: Query, question: Asked, documents: Sequence[str], ended: Status | None) -> Told:
    """That nobody did to the act what is asked, as far as could be read; the act itself is nearest."""
    name = question.act.name if question.act else f"“{question.quoted}”"
    verbs = _WORDS.get(question.kinds[0], question.kinds[0]) if len(question.kinds) == 1 else "revokes, suspends or amends"
    scope = " within the filters that are set" if replace(query.scope, as_of=None) else ""
    as_of = f" on {query.scope.as_of}" if query.scope.as_of else ""
    but = f" {_ended(name, ended)}" if ended else ""
    nearest = tuple(passage for document_id in documents[:3] for passage in library.passages_of(document_id, query.scope, 1))
    return Told(refusal=f"No document of this collection{scope} {verbs} {name}, as far as could be read{as_of}.{but}", nearest=nearest)


def _ending(library: Library, document_id: str, query: Query) -> Status | None:
    """The status of an act that is no longer in force, when what ended it lies within the scope."""
    status = library.status(document_id, query.scope.as_of, query.today)
    return status if status.by and not status.is_current and _is_visible(library, status.by, query.scope) else None


def _evidence(library: Library, effect: Effect) -> list[Evidence]:
    """The sentence of an effect, after the one above its list."""
    found = []
    for span in (effect.lead, effect.span):
        passage = library.passage_at(effect.version_id, span.start) if span else None
        if span and passage:
            text = effect.sentence if span == effect.span else library.text_of(effect.version_id).text[span.start : span.end]
            found.append(Evidence(passage, span, text, 1.0, 1.0, 1.0))
    return found


def _is_visible(library: Library, effect: Effect, scope: Scope) -> bool:
    return effect in library.effects_on([effect.act_key], scope)


def _ended(name: str, status: Status) -> str:
    by = status.by
    assert by is not None, "only a state that something brought about has ended"
    until = f" until {status.until}" if status.until else ""
    if not by.own:
        return f"{name} is reported as {status.state}{until} (“{by.title}”{f', {by.day}' if by.day else ''})."
    state = "suspended" if status.state == "suspended" else f"no longer in force: {status.state}"
    return f"{name} is {state}{until} by {by.actor}{f' of {by.day}' if by.day else ''}."


__all__ = ["Remark", "Told", "official_first", "own_text", "replaced", "tell", "with_passages_of"]
