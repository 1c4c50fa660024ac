"""Prefer the evidence that fits who is asked.

The act that is named, the official text, or the press.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from rag.schema import Evidence, Findings, Passage
from rag.storage import Library

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


def prefer_fitting_sources(library: Library, findings: Findings) -> Findings:
    """Return the evidence that fits who is asked, the fittest first among the about equal.

    Of a question that names acts by number, only evidence of these acts or beside their numbers is
    kept, theirs first. Of one about what a rule says, official texts come first; of one about how
    people took it, the press.
    """
    question = findings.question
    if question.acts:
        return _about_named_acts(library, findings)
    if _REACTION.search(question.text):
        return _led(findings, lambda passage: passage.kind != "policy")
    if _RULE.search(question.text):
        return _led(findings, lambda passage: passage.kind == "policy")
    return findings


def _about_named_acts(library: Library, findings: Findings) -> Findings:
    acts = findings.question.acts
    keys = [act.key for act in acts]
    named = set(library.relations.documents_of(keys, findings.question.scope))
    number = "|".join(re.escape(act.number.split()[0]) for act in acts)
    cites = re.compile(rf"(?<![\w.])(?:{number})(?!\w)")

    def is_about(item: Evidence) -> bool:
        passage = item.passage
        around = f"{passage.title}\n{passage.heading}\n{passage.text}"
        return passage.document_id in named or bool(cites.search(around))

    kept = tuple(filter(is_about, findings.evidence))
    return _led(replace(findings, evidence=kept), lambda passage: passage.document_id in named)


def _led(findings: Findings, leads: Callable[[Passage], bool]) -> Findings:
    """Put the evidence of some passages before what is about equal."""
    if not findings.evidence:
        return findings
    floor = EQUAL_SHARE * findings.evidence[0].score
    first = [item for item in findings.evidence if item.score >= floor and leads(item.passage)]
    others = [item for item in findings.evidence if item not in first]
    return replace(findings, evidence=(*first, *others))
