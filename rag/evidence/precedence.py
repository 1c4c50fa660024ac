"""Which evidence comes first for who is asked: the act that is named, the official text, or the press."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from rag.language.lexicon.instruments import instrument_pattern
from rag.language.lexicon.patterns import alternatives, any_of
from rag.language.lexicon.verbs import wording_verbs
from rag.legal.questions import named_acts
from rag.schema import Findings, Passage
from rag.storage import Library

# Evidence this close to the best is of about equal weight.
EQUAL_SHARE = 0.9
# What a rule says, and how people took it.
_RULE = re.compile(
    rf"\b{instrument_pattern('rule', plurals=True)}\b[^?]{{0,80}}"
    rf"\b{any_of(wording_verbs())}(?:e?s)?\b|\b(?:wording|text) of\b",
    re.IGNORECASE,
)
_REACTION_WORDS = (
    "react(?:s|ed|ions?)?",
    "respond(?:s|ed)?",
    "responses?",
    r"criticis\w+",
    r"criticiz\w+",
    "critics?",
    "welcom(?:e|es|ed)",
    "protest(?:s|ed)?",
    "complain(?:s|ed|ts?)?",
    "comment(?:s|ed)? on",
    "opinions? (?:of|on)",
    r"press (?:say|said|report)\w*",
)
_REACTION = re.compile(rf"\b{alternatives(_REACTION_WORDS)}\b", re.IGNORECASE)


def prefer_fitting_sources(library: Library, findings: Findings) -> Findings:
    """The evidence that fits who is asked, the fittest first among what is about equally good.

    Of a question that names acts by number, only evidence of these acts or beside their numbers is kept, theirs first. Of one about what a
    rule says, official texts come first; of one about how people took it, the press.
    """
    acts = named_acts(findings.query.text)
    if acts and findings.evidence:
        named = set(library.documents_of([act.key for act in acts], findings.query.scope))
        numbers = re.compile(
            "|".join(rf"(?<![\w.]){re.escape(act.number.split()[0])}(?!\w)" for act in acts)
        )
        kept = [
            item
            for item in findings.evidence
            if item.passage.document_id in named or numbers.search(_around(item.passage))
        ]
        return _led(
            replace(findings, evidence=tuple(kept)), lambda passage: passage.document_id in named
        )
    if _REACTION.search(findings.query.text):
        return _led(findings, lambda passage: passage.kind != "policy")
    if _RULE.search(findings.query.text):
        return _led(findings, lambda passage: passage.kind == "policy")
    return findings


def _led(findings: Findings, leads: Callable[[Passage], bool]) -> Findings:
    """The findings with the evidence of some passages before what is about equal."""
    floor = EQUAL_SHARE * findings.evidence[0].score if findings.evidence else 0.0
    first = [item for item in findings.evidence if item.score >= floor and leads(item.passage)]
    return replace(
        findings, evidence=(*first, *(item for item in findings.evidence if item not in first))
    )


def _around(passage: Passage) -> str:
    return f"{passage.title}\n{passage.heading}\n{passage.text}"
