"""Read what a question asks of an act: who revoked it, whether it is in force, what it says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.language.lexicon.instruments import instrument_pattern
from rag.language.lexicon.patterns import any_of
from rag.language.lexicon.verbs import FORMS, forms, nouns, wording_verbs
from rag.legal.citations import find_citations, is_source
from rag.legal.skeletons import masked
from rag.schema import Act, ActCitation, ActRequest, RelationKind, Span

# The most wanted first when a question asks of all.
_KINDS: tuple[RelationKind, ...] = ("revokes", "suspends", "amends", "extends")
_VERBS = {kind: any_of(forms(kind, "questions", FORMS, "act")) for kind in _KINDS}
_ANY = f"(?:{'|'.join(_VERBS.values())})"
_ALSO = rf"(?:[\s,]{{1,2}}(?:or|and|and/or)?\s?{_ANY})*"
_THE = rf"(?:\s(?:the|an?|parts? of|any of))?(?:\s{instrument_pattern('subject')})?"
_HOLDS = any_of(
    "in force|in effect|effective|valid|applicable|binding|operative|current|law|active"
    "|on the books|still apply|still applies|still stand|still stands|now apply|now applies"
    "|now stand|now stands|currently apply|currently applies|currently stand|currently stands"
    "|no longer".split("|")
)
_SAYING_VERBS = any_of(wording_verbs(sets=True))
_BE = r"(?:is|are|was|were|been|be|get|got|being)"
_ADVERBS = r"(?:\w+ly\s|ever\s|since\s|later\s|now\s|still\s){0,2}"
_OPENINGS = any_of(
    "is|are|was|were|has|have|had|when|since when|until when|how long|by what|by which|by whom"
    "|which|what|who".split("|")
)
_ASKING = r"(?:what|which|how|who|when|where|why|whom)"
_DOING = r"(?:did|does|do|is|are|must|can|may|shall)"


def _compiled(*patterns: str) -> tuple[re.Pattern[str], ...]:
    compiled = [re.compile(pattern, re.IGNORECASE) for pattern in patterns]
    return tuple(compiled)


# Patterns of a question in which the act is "⟦", by what they ask.
_DID = _compiled(
    rf"^[^⟦]{{0,80}}\b(?:did|does|do|has|have|will)\s⟦\s(?:also\s|later\s)?{_ANY}\b",
    rf"\b{_ANY}{_ALSO}\sby{_THE}\s⟦",
)
_DONE = _compiled(
    rf"^[^⟦]{{0,160}}?\b{_ANY}{_ALSO}{_THE}\s⟦",
    rf"⟦[^⟦]{{0,60}}?\b{_BE}\s{_ADVERBS}{_ANY}\b",
    rf"^(?:and\s)?{_OPENINGS}\b[^⟦]{{0,60}}⟦[^⟦]{{0,30}}?\b{_ANY}\b",
    rf"⟦\s{_ADVERBS}{_ANY}\sby(?:\s(?:what|which|whom|who)\b[^⟦]{{0,40}})?\s?\??$",
    rf"^⟦\s{_ADVERBS}{_ANY}\s?\??$",
)
_IN_FORCE = _compiled(
    rf"\b(?:is|are|was|does|do|did)\s[^⟦]{{0,30}}⟦[^⟦]{{0,40}}?{_HOLDS}",
    r"\bstatus of[^⟦]{0,20}⟦",
    r"^what (?:has )?happened to[^⟦]{0,20}⟦",
)
# "When does the suspension of ⟦ end?"
_NOUN_OF = {
    kind: re.compile(
        rf"^(?:until\s|since\s)?(?:when|how long|what)\b[^⟦]{{0,60}}\b{any_of(nouns(kind))}\sof"
        rf"{_THE}\s⟦",
        re.IGNORECASE,
    )
    for kind in _KINDS
}
# "In force on 1 January 1999": behind these a time is the day of the state that is asked for.
_HOLDS_BEFORE = re.compile(rf"\b{_HOLDS}[\s,]+(?:(?:already|yet|anywhere)\s)?$", re.IGNORECASE)
_BY_THEN = re.compile(r"(?:by|before|until)\s", re.IGNORECASE)
_SAYS = _compiled(
    rf"\b{_ASKING}\b[^⟦]{{0,60}}\b{_DOING}\b[^⟦]{{0,60}}⟦\s(?!{_ANY}\b){_SAYING_VERBS}",
    r"\b(?:according to|under|in the text of|the text of|says?|wording of)\s[^⟦]{0,20}⟦",
)
_QUOTED_MARK = re.compile(r"[“\"]?\s?⟦(?:\s[”\"])?")


def citations_of_question(text: str) -> list[ActCitation]:
    """Return the citations of a question, without those inside a quoted title."""
    plain = masked(text)
    citations = find_citations(text)
    return [citation for citation in citations if plain[citation.span.start] != "~"]


def named_acts(text: str, citations: Sequence[ActCitation] | None = None) -> list[Act]:
    """Return the acts that a question names by their numbers, without those inside a title.

    Statutes and sources, "42 U.S.C. 7401", are left out: documents on them seldom name the number.

    Args:
        text: the question.
        citations: those of the question, where they are known already.
    """
    if citations is None:
        citations = citations_of_question(text)
    return [citation.act for citation in citations if not is_source(citation.act)]


def read_act_request(
    text: str,
    titled_span: Span | None = None,
    citations: Sequence[ActCitation] | None = None,
) -> ActRequest | None:
    """Read what a question asks about the act it names; None when it asks something else.

    Args:
        text: the question.
        titled_span: where it names an act by title; used when it names none by number.
        citations: those of the question, where they are known already.

    >>> request = read_act_request("Which order revoked Executive Order 13514?")
    >>> request.direction, request.kinds, request.act.name
    ('to', ('revokes',), 'Executive Order 13514')
    """
    if citations is None:
        citations = citations_of_question(text)
    mention = citations[0] if citations else None
    span = mention.span if mention else titled_span
    if span is None:
        return None
    act = mention.act if mention else None
    quoted = None if mention else span.of(text).strip("“”\"'‘’ ")
    skeleton = _skeleton(text, span)
    by_act = _first(_DID, skeleton)
    if by_act:
        return ActRequest("from", _kinds(by_act.group()), act, quoted)
    on_act = _first(_DONE, skeleton)
    if on_act:
        return ActRequest("to", _kinds(on_act.group()), act, quoted)
    named = tuple(kind for kind, pattern in _NOUN_OF.items() if pattern.search(skeleton))
    if named:
        return ActRequest("to", named, act, quoted)
    if _first(_IN_FORCE, skeleton):
        return ActRequest("to", _KINDS, act, quoted, asks_state=True)
    if _first(_SAYS, skeleton):
        return ActRequest("says", (), act, quoted)
    return None


def names_day_of_state(text: str, request: ActRequest, expression: str) -> bool:
    """Return whether a time in a question says on which day the state of an act is asked for.

    "On 9 May" in "Is Order 5, issued on 9 May, in force?" does not.

    >>> text = "Was Executive Order 14001 in force on 9 May 2012?"
    >>> names_day_of_state(text, read_act_request(text), "on 9 May 2012")
    True
    """
    start = text.find(expression)
    if request.direction != "to" or not expression or start < 0:
        return False
    is_last = not re.search(r"\w", text[start + len(expression) :])
    if _BY_THEN.match(expression):
        return is_last
    holds = start == 0 or _HOLDS_BEFORE.search(text[:start]) is not None
    return request.asks_state and holds


def _skeleton(text: str, span: Span) -> str:
    """Return a question with its act as "⟦", without quotation marks around it."""
    marked = f"{text[: span.start]} ⟦ {text[span.end :]}"
    single_spaced = " ".join(marked.split())
    unquoted = _QUOTED_MARK.sub(" ⟦ ", single_spaced)
    return " ".join(unquoted.split())


def _first(patterns: tuple[re.Pattern[str], ...], text: str) -> re.Match[str] | None:
    matches = (pattern.search(text) for pattern in patterns)
    return next((match for match in matches if match), None)


def _kinds(words: str) -> tuple[RelationKind, ...]:
    """Return the kinds of the verbs among some words."""
    found: list[RelationKind] = []
    for kind in _KINDS:
        verb = rf"\b{_VERBS[kind]}\b"
        if re.search(verb, words, re.IGNORECASE):
            found.append(kind)
    return tuple(found)
