"""What the form of a question asks of a sentence that answers it: a kind of thing, who did it, a figure with its unit, whether it holds."""

from __future__ import annotations

import re

from rag.language.tokens import stem, words

# "Who confirmed …": the sentence that says who did it holds the verb.
VERB_WEIGHT = 4.0
_WHO = re.compile(r"\s*who\s+(?:\w+ly\s+)?(\w+)", re.IGNORECASE)
# "What organization founded …": the answer is one, and seldom says the word.
ASKED_WEIGHT = 0.7
_ASKED = re.compile(
    r"\b(?:what|which) (?:(?:of|the|two|three|four|five) )?([a-z]+)\b", re.IGNORECASE
)
# "Within 60 days": a sentence about 30 days is about something else. Of 25 executive orders with several terms, the term asked for stood
# first in 14, before in 8.
MEASURE_WEIGHT = 2.0
_MEASURE = re.compile(
    r"\b(\d[\d,.]{0,15})[ -](?:(?:calendar|working|business) )?(?:hours?|days?|weeks?|months?|years?|per ?cent|tonn?e?s|[mb]illion)\b",
    re.IGNORECASE,
)
# Whether something holds is also said by what became of it.
_HOLDS = re.compile(
    r"\b(?:in (?:force|effect)|still (?:appl(?:y|ies)|valid|binding|stands?|holds?))\b",
    re.IGNORECASE,
)
_BECAME = re.compile(
    r"\b(?:suspended|revoked|repealed|rescinded|superseded|abolished|annulled|lifted|lapsed|expired|no longer)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|billion|half|third|quarter)\b",
    re.I,
)
_DATE = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b",
    re.I,
)
_NAME = re.compile(r"(?<=[\w,;'’\"] )[A-Z][a-z]+")
_REASON = re.compile(
    r"\b(?:because|since|due to|owing to|so that|in order to|therefore|as a result|reason|caused|led to|after)\b",
    re.I,
)
_WANTED: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (
        re.compile(
            r"\bhow (?:many|much|large|high|big|long|old|far|often)|\bwhat (?:percentage|share|proportion|number|amount|sum|price|figure)|\bby how much",
            re.I,
        ),
        _NUMBER,
    ),
    (
        re.compile(
            r"\bwhen\b|\b(?:what|which) (?:day|date|year|month|time)|\bhow (?:recently|soon)|\buntil when",
            re.I,
        ),
        _DATE,
    ),
    (
        re.compile(
            r"^\s*who\b|\bwhom\b|\bwhich (?:person|minister|company|companies|firm|firms|country|countries)",
            re.I,
        ),
        _NAME,
    ),
    (re.compile(r"^\s*where\b|\bin which (?:city|country|place|region|state)", re.I), _NAME),
    (re.compile(r"^\s*why\b|\bfor what reason", re.I), _REASON),
)


def answer_pattern(question: str) -> re.Pattern[str] | None:
    """A pattern of the kind of thing asked for, as a number for "how many"; None when the form does not say."""
    return next((kind for about, kind in _WANTED if about.search(question)), None)


def asked_verb(question: str) -> str:
    """The stem of the verb after "who", "" without one."""
    asked = _WHO.match(question)
    return stem(asked[1].lower()) if asked else ""


def factors(question: str) -> dict[str, float]:
    """By stem, how many times its weight the form of a question gives it.

    >>> factors("Who must report within 60 days?")
    {'60': 2.0, 'must': 4.0}
    """
    measures = (stem(word) for figure in _MEASURE.findall(question) for word in words(figure))
    asked = (stem(word.lower()) for word in _ASKED.findall(question)[:1])
    return (
        dict.fromkeys(asked, ASKED_WEIGHT)
        | dict.fromkeys(measures, MEASURE_WEIGHT)
        | {asked_verb(question): VERB_WEIGHT}
    )


def holding(question: str) -> frozenset[str]:
    """The stems by which a question asks whether something holds: "in force", "still apply"."""
    return frozenset(stem(word) for phrase in _HOLDS.findall(question) for word in words(phrase))


def became(text: str) -> bool:
    """Whether a sentence says what became of something that held."""
    return bool(_BECAME.search(text))
