"""What a question demands of some sentence by its form: a counted number, a price, a speaker."""

from __future__ import annotations

from collections.abc import Sequence

from rag.language.quantities import SHARE, amounts, names
from rag.language.temporal import periods_in
from rag.language.tokens import content_words, stem, words
from rag.language.units import MONEY, unit_behind
from rag.schema import Evidence, Question, QuestionForm, Window

# Sentences about as good as the best may give an amount; others speak of something else. Of 17
# answerable questions with such a demand on the sample collection the sentence that meets it lies
# at .89 of the best or more.
EQUAL_SHARE = 0.85
# What was read of a document that gives the amount holds this share of the names in the question.
_NAMES_SHARE = 0.5


def unmet_demand(question: Question, evidence: Sequence[Evidence]) -> str:
    """Return what no sentence near the best gives: "a number of people"; "" where one does."""
    form = question.form
    if not evidence:
        return ""
    named = {word for name in names(question.text) for word in content_words(name)}
    if form.speaker and not any(_is_speech(item, form, named) for item in evidence):
        return f"a statement by {form.speaker} on it"
    best = max(item.score for item in evidence)
    if not (form.measure or form.counted):
        return ""
    if any(
        meets_demand(item, form)
        and fits_period(item.text, question.mentioned)
        and len(named & _words_of_document(item, evidence)) >= _NAMES_SHARE * len(named)
        for item in evidence
        if item.score >= EQUAL_SHARE * best
    ):
        return ""
    if form.counted:
        of = f" of {form.measured}" if form.measured else ""
        is_mass = f"how much {form.counted}" in question.text.lower()
        return f"{'an amount' if is_mass else 'a number'} of {form.counted}{of}"
    if form.measure == "money":
        return f"a sum of money for {form.measured}" if form.measured else "a sum of money"
    return f"a share of {form.measured}" if form.measured else "a share"


def meets_demand(item: Evidence, form: QuestionForm) -> bool:
    """Return whether a sentence holds an amount of what the form asks for."""
    found = amounts(item.text, with_ones=True)
    kinds = {amount.measure.kind for amount in found if amount.measure}
    if not set(content_words(_in_context(item))).issuperset(content_words(form.measured)):
        return False
    if form.counted:
        unit = unit_behind(f" {form.counted}")
        is_unit = unit is not None and unit[0].kind in kinds
        return bool(found) and (is_unit or stem(form.counted) in content_words(item.text))
    if form.measure == "money":
        return MONEY in kinds
    return "share" in kinds or any(amount.unit == SHARE for amount in found)


def fits_period(text: str, mentioned: Window) -> bool:
    """Return whether a sentence names no time, or one of the period that a question names."""
    periods = periods_in(text) if mentioned else []
    return not periods or any(mentioned.overlaps(period) for period in periods)


def _is_speech(item: Evidence, form: QuestionForm, named: set[str]) -> bool:
    """Return whether a sentence beside the speaker's name holds half of the topic's words.

    Of a longer topic these must be two. Where the question names a hearer or a place as well, half
    of its names must stand with the sentence.
    """
    own = set(content_words(_in_context(item)))
    topic = set(content_words(form.topic))
    enough = max(min(2, len(topic)), len(topic) / 2)
    if form.speaker.lower() not in words(item.passage.text) or len(topic & own) < enough:
        return False
    others = named - topic - set(content_words(form.speaker))
    return len(others) < 2 or len(named & own) >= _NAMES_SHARE * len(named)


def _words_of_document(item: Evidence, evidence: Sequence[Evidence]) -> set[str]:
    """Return the words of the document that a sentence is of, as far as it was read."""
    name = item.passage.document_id
    texts = (_in_context(other) for other in evidence if other.passage.document_id == name)
    return set(content_words(f"{item.passage.text} {' '.join(texts)}"))


def _in_context(item: Evidence) -> str:
    return f"{item.passage.title} {item.passage.heading} {item.text}"
