"""Read what the form of a question asks of an answer: a kind of thing, a doer, a figure."""

from __future__ import annotations

import re

from rag.language.question_words import date_pattern, number_pattern
from rag.language.tokens import stem
from rag.schema import AnswerType, QuestionForm

# "What organization founded …": the answer is one, and seldom says the word.
ASKED_WEIGHT = 0.7
_ASKED = re.compile(
    r"\b(?:what|which) (?:(?:of|the|two|three|four|five) )?([a-z]+)\b", re.IGNORECASE
)
# How a kind of thing is asked for.
_ASKS_FOR: dict[AnswerType, re.Pattern[str]] = {
    "number": re.compile(
        r"\bhow (?:many|much|large|high|big|long|old|far|often)|\bby how much"
        r"|\bwhat (?:percentage|share|proportion|number|amount|sum|price|figure)",
        re.IGNORECASE,
    ),
    "date": re.compile(
        r"\bwhen\b|\b(?:what|which) (?:day|date|year|month|time)|\bhow (?:recently|soon)"
        r"|\buntil when",
        re.IGNORECASE,
    ),
    "name": re.compile(
        r"^\s*who\b|\bwhom\b|^\s*where\b|\bin which (?:city|country|place|region|state)"
        r"|\bwhich (?:person|minister|company|companies|firm|firms|country|countries)",
        re.IGNORECASE,
    ),
    "reason": re.compile(r"^\s*why\b|\bfor what reason", re.IGNORECASE),
}
# How a sentence holds it.
_HOLDS: dict[AnswerType, re.Pattern[str]] = {
    "number": number_pattern(),
    "date": date_pattern(),
    "name": re.compile(r"(?<=[\w,;'’\"] )[A-Z][a-z]+"),
    "reason": re.compile(
        r"\b(?:because|since|due to|owing to|so that|in order to|therefore|as a result|reason"
        r"|caused|led to|after)\b",
        re.IGNORECASE,
    ),
}


def read_form(question: str) -> QuestionForm:
    """Read the form of a question.

    >>> form = read_form("Which organization founded the school, and when?")
    >>> form.answer_type, dict(form.emphasis)
    ('date', {'organiz': 0.7})
    """
    asked_for = (kind for kind, pattern in _ASKS_FOR.items() if pattern.search(question))
    thing = (stem(word.lower()) for word in _ASKED.findall(question)[:1])
    return QuestionForm(next(asked_for, None), dict.fromkeys(thing, ASKED_WEIGHT))


def holds_answer_type(sentence: str, answer_type: AnswerType | None) -> bool:
    """Return whether a sentence holds the kind of thing asked for; False where none is."""
    return answer_type is not None and bool(_HOLDS[answer_type].search(sentence))
