"""Whether two sentences, or two places in them, speak of one thing."""

from __future__ import annotations

import re
from datetime import date, timedelta

from rag.answer.conflicts.reading import DATE_WORDS, UNSURE, Reading, Word, distance, stems_of
from rag.answer.conflicts.wording import LEXICON, any_of, canonical, sides
from rag.language.opposites import is_demonym_of
from rag.language.quantities import names, without_amounts
from rag.language.temporal.vocabulary import phrases
from rag.language.tokens import STOP_WORDS, stem, words
from rag.schema import Question, Window

# Of the question's words both sentences hold this share, titles included, and of their own words
# they share this much (Dice); or they are so alike that less of the question will do.
COVERED, LIKE, LIKE_IF_OPEN = 0.6, 0.25, 0.4
COVERED_ALONE, COVERED_WHOLLY = 0.26, 0.8
COVERED_IF_ALIKE, ALIKE = 0.4, 0.6
_ASKING = re.compile(rf"\bhow {phrases(LEXICON['asking']['adjectives'])}\b", re.IGNORECASE)
# A figure without a period is of about the day of publication; what was said further apart may have
# changed.
_SAME_TIME_DAYS = 180
# A figure published this long after a period may still be of it.
_PERIOD_REACH_DAYS = 500
_SHORT_NAMES = LEXICON["short_names"]
# A question with several parts leaves open which of them two sentences answer.
_SEVERAL = re.compile(r"\band\b|\bor\b", re.IGNORECASE)
_DRIFTS = re.compile(
    rf"{any_of(LEXICON['drifting']['words']).pattern}(?!\s{phrases(LEXICON['drifting']['not_before'])})",
    re.IGNORECASE,
)
_LIMIT = any_of(LEXICON["limit"]["words"])
_OUTSIDE = any_of(LEXICON["outside"]["words"])
_WHOLE = any_of(LEXICON["whole"]["words"])
_FRONTED = re.compile(r"^\W*In (?:the \w+ of )?(?P<place>[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*)")


def subject_match(question: Question, one: Reading, other: Reading) -> float:
    """Return how surely two sentences speak of what is asked, and of the same of it; else 0.

    A question that asks for no number, day or name leaves open what it is about, so that they must
    be more alike.
    """
    asked = _asked_stems(question)
    if not asked or not _hold_names(question, one, other) or _divide_names(question, one, other):
        return 0.0
    alone = min(_share(asked, one.stems), _share(asked, other.stems))
    if alone < COVERED_ALONE:
        return 0.0
    covered = min(_share(asked, one.topic), _share(asked, other.topic))
    alike = likeness(one.stems | (one.topic & asked), other.stems | (other.topic & asked))
    is_open = not asks_number(question) and question.form.answer_type is None
    is_vague = (is_open and alone < COVERED_WHOLLY) or _SEVERAL.search(question.text)
    if is_vague and likeness(one.stems, other.stems) < LIKE_IF_OPEN:
        return 0.0
    is_same = covered >= COVERED and alike >= LIKE
    is_near_copy = covered >= COVERED_IF_ALIKE and alike >= ALIKE
    return covered + alike if is_same or is_near_copy else 0.0


def asks_number(question: Question) -> bool:
    """Return whether a question asks for a number: "how many", "how tall"."""
    return question.form.answer_type == "number" or bool(_ASKING.search(question.text))


def _asked_stems(question: Question) -> frozenset[str]:
    """Return the stems of what a question is about, without its figures and how it asks."""
    text = _ASKING.sub(" ", without_amounts(question.text))
    return stems_of(text) - {canonical(word) for word in question.form.emphasis}


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return Dice's coefficient of two sets of stems."""
    return 2 * len(one & other) / max(1, len(one) + len(other))


def same_time(one: Reading, place: int, other: Reading, other_place: int) -> bool:
    """Return whether figures at places of two sentences may be of one time."""
    days = one.evidence.passage.published, other.evidence.passage.published
    mine, theirs = _periods(one, place), _periods(other, other_place)
    if mine and theirs:
        return any(a.overlaps(b) for a in mine for b in theirs)
    if mine or theirs:
        day = days[1] if mine else days[0]
        return day is None or any(_reaches(period, day) for period in mine or theirs)
    if days[0] is None or days[1] is None:
        return True
    apart = abs((days[0] - days[1]).days)
    stretches = (one.part_about(place).of(one.said), other.part_about(other_place).of(other.said))
    drifts = any(_DRIFTS.search(stretch) for stretch in stretches)
    return apart <= (1 if drifts else _SAME_TIME_DAYS)


def of_asked_time(question: Question, reading: Reading, place: int) -> bool:
    """Return whether a place of a sentence may be of the period that a question names, if any."""
    periods = _periods(reading, place)
    asked = question.mentioned
    return not asked or not periods or any(asked.overlaps(period) for period in periods)


def _periods(reading: Reading, place: int) -> list[Window]:
    """Return the periods in the part of a sentence that a place lies in, else in all of it."""
    part = reading.part_about(place)
    near = [period for period in reading.periods if part.start <= period.place < part.end]
    return [period.window for period in near or reading.periods]


def parts_about(reading: Reading, place: int) -> list[Word]:
    """Return the words of the part between commas that a place lies in, the nearest first."""
    part = reading.part_about(place)
    inside = [word for word in reading.words if part.start <= word.span.start < part.end]
    return sorted(inside, key=lambda word: distance(word.span, place))


def are_other_sides(one: Reading, place: int, other: Reading, other_place: int) -> bool:
    """Return whether places in two sentences are on different sides of a contrast."""
    mine, theirs = _sides(one, place), _sides(other, other_place)
    return any(theirs.get(row, side) != side for row, side in mine.items())


def are_of_other_extent(one: Reading, place: int, other: Reading, other_place: int) -> bool:
    """Return whether one place speaks of a plan, a limit or the whole world, and not the other."""
    stretches = (one.part_about(place).of(one.said), other.part_about(other_place).of(other.said))
    return any(
        bool(pattern.search(stretches[0])) != bool(pattern.search(stretches[1]))
        for pattern in (UNSURE, _LIMIT, _WHOLE, _OUTSIDE)
    )


def are_other_names(one: Reading, place: int, other: Reading, other_place: int) -> bool:
    """Return whether each of two places speaks of a name that the other sentence lacks.

    One in front, "In Upper Finch", restricts what follows even where it stands alone.
    """
    mine = _names_missing(one, place, other)
    theirs = _names_missing(other, other_place, one)
    if mine and theirs:
        return True
    return _is_elsewhere(one, other) or _is_elsewhere(other, one)


def _hold_names(question: Question, *readings: Reading) -> bool:
    """Return whether the passages of sentences hold every name of a question."""
    asked = {word for name in names(question.text) for word in words(name)}
    return all(has_name(word, reading.passage_words) for reading in readings for word in asked)


def _divide_names(question: Question, one: Reading, other: Reading) -> bool:
    """Return whether each of two sentences is about a name of the question that the other lacks."""
    asked = {word for name in names(question.text) for word in words(name)}
    mine = {word for word in asked if has_name(word, one.titled_words)}
    theirs = {word for word in asked if has_name(word, other.titled_words)}
    return bool(mine - theirs) and bool(theirs - mine)


def _share(asked: frozenset[str], held: frozenset[str]) -> float:
    return len(asked & held) / len(asked)


def _reaches(period: Window, published: date) -> bool:
    latest = published - timedelta(days=_PERIOD_REACH_DAYS)
    return period.overlaps(Window(latest, published))


def _sides(reading: Reading, place: int) -> dict[int, int]:
    """Return for each contrast the side that the word nearest to a place is on."""
    near = parts_about(reading, place)
    rest = sorted(reading.words, key=lambda word: distance(word.span, place))
    found: dict[int, int] = {}
    for row, known in enumerate(sides()):
        side = next((known[word.stem] for word in [*near, *rest] if word.stem in known), None)
        if side is not None:
            found[row] = side
    return found


def _names_missing(reading: Reading, place: int, other: Reading) -> set[str]:
    """Return the names around a place of a sentence that the other sentence and its title lack."""
    span = reading.part_about(place)
    opening = "" if span.start == 0 else "… "
    found = names(opening + span.of(reading.said).strip())
    parts = {word for name in found for word in words(name)} - DATE_WORDS - STOP_WORDS
    return {word for word in parts if not has_name(word, other.titled_words)}


def has_name(word: str, known: frozenset[str]) -> bool:
    """Return whether some words have a name, or the name of its country or people."""
    if word in _SHORT_NAMES:
        return not known.isdisjoint(_SHORT_NAMES[word])
    return word in known or stem(word) in known or is_demonym_of(word, set(known))


def _is_elsewhere(one: Reading, other: Reading) -> bool:
    """Return whether a sentence opens with a place that the other's passage does not name."""
    fronted = _FRONTED.match(one.said)
    if not fronted:
        return False
    return not all(has_name(word, other.passage_words) for word in words(fronted["place"]))
