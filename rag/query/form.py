"""Read what the form of a question asks of an answer: a kind of thing, a list, two sides."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.language.quantities import find_figures
from rag.language.question_forms import (
    asked_measure,
    asked_plural,
    asked_speech,
    asked_term,
    asks_for_all,
    compared_sides,
    counted_noun,
    gives_cause,
)
from rag.language.question_words import date_pattern
from rag.language.states import asks_state
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
_DATE = date_pattern()
_NAME = re.compile(r"(?<=[\w,:;'’\"(] )[A-Z][\w’'-]+")


def read_form(question: str) -> QuestionForm:
    """Read the form of a question.

    >>> form = read_form("Which organization founded the school, and when?")
    >>> form.answer_type, dict(form.emphasis)
    ('date', {'organiz': 0.7})
    """
    asked_for = (kind for kind, pattern in _ASKS_FOR.items() if pattern.search(question))
    thing = (stem(word.lower()) for word in _ASKED.findall(question)[:1])
    speech = asked_speech(question)
    measure = asked_measure(question)
    counted = None if measure else counted_noun(question)
    return QuestionForm(
        answer_type=next(asked_for, None),
        emphasis=dict.fromkeys(thing, ASKED_WEIGHT),
        measure=measure.kind if measure else "",
        measured=measure.thing if measure else counted.thing if counted else "",
        counted=counted.noun if counted else "",
        speaker=speech.speaker if speech else "",
        topic=speech.topic if speech else "",
        is_list=asks_for_all(question),
        plural=asked_plural(question),
        sides=compared_sides(question) or (),
        term=asked_term(question),
        asks_state=asks_state(question),
    )


def holds_answer(sentence: str, question: str, answer_type: AnswerType | None) -> bool:
    """Return whether a sentence holds the kind of thing asked for; False where none is.

    What the question itself gives does not answer it.

    >>> holds_answer("Order 5 was signed by Ann Lee.", "Who signed Order 5?", "name")
    True
    >>> holds_answer("In May 2020 it closed.", "When in May 2020 did it close?", "date")
    False
    """
    if answer_type == "reason":
        return gives_cause(sentence)
    return bool(answer_type and _values(sentence, answer_type) - _values(question, answer_type))


@lru_cache(maxsize=4096)
def _values(text: str, answer_type: AnswerType) -> frozenset[str]:
    """Return the numbers, parts of dates or capitalised words of a text."""
    if answer_type == "number":
        return frozenset(str(found.amount.value) for found in find_figures(text))
    pattern = _DATE if answer_type == "date" else _NAME
    return frozenset(found.lower() for found in pattern.findall(text))
