"""Hold each clause against one sentence: names, numbers and words of several do not meet."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from rag.answer.agreement.names import claimed_names, is_known
from rag.answer.agreement.source import SourceSentence, SourceText
from rag.language.clauses import clauses, fine_clauses
from rag.language.discourse import counts_from_context
from rag.language.numbered_references import acts_named, numbers_of_acts
from rag.language.quantities import (
    SHARE,
    Amount,
    Day,
    amounts,
    days,
    figures,
    without_amounts,
    without_days,
)
from rag.language.same_names import capitalised_runs, with_one_name
from rag.language.tokens import content_words, stem, words

Figure = Day | Amount
# A figure belongs to another clause when that has at least two words of the statement's, and the
# clauses with the figure at most this share of as many.
_RIVAL = 0.6
# Fewer words than this say nothing of a name: "a rival of Norlaks".
_LEAST_WORDS = 2


def figures_meet_names(statement: str, source: SourceText) -> str:
    """Compare each name with the figures of its clause: one sentence must hold both.

    The header may give the name, but not where the sentence has another name of the header's that
    the statement leaves out: a row on Malaysia says nothing on Vietnam.
    """
    whole = with_one_name(statement)
    for clause in (part for found in clauses(whole) for part in fine_clauses(found)):
        for figure in _figures(clause):
            holders = [item for item in source.sentences if _holds(item, figure)]
            for name in _names(clause, whole, source):
                if holders and not any(_has_name(item, name, whole, source) for item in holders):
                    return f"has no sentence with both “{name}” and “{_written(figure)}”"
    return ""


def names_meet_words(statement: str, source: SourceText) -> str:
    """Compare each name with the words of its clause: a sentence near these must have it."""
    whole = with_one_name(statement)
    for clause in (part for found in clauses(whole) for part in fine_clauses(found)):
        named = list(_names(clause, whole, source))
        parts = {part for name in named for part in words(name)}
        rest = " ".join(word for word in words(clause) if word not in parts)
        near = source.near(rest)
        if len(content_words(rest)) < _LEAST_WORDS:
            continue
        for name in named:
            if near and not any(_has_name(item, name, whole, source) for item in near):
                return f"has no sentence with “{name}” and “{rest}”"
    return ""


def rival_figures(statement: str, source: SourceText) -> str:
    """Compare each figure with the words of its clause: another clause must not hold them better.

    "Nine drew no bid" is not backed by "five drew no bid, and nine had fewer than three".
    """
    published = days(source.context)
    for clause in clauses(with_one_name(statement)):
        claimed = list(_figures(clause))
        wanted = frozenset(content_words(without_amounts(without_days(clause))))
        for figure in claimed:
            if any(_is_same(figure, day) for day in published):
                continue
            rival = _rival(figure, claimed, wanted, source)
            if rival:
                return f"says “{_written(rival)}” of it, not “{_written(figure)}”"
    return ""


def _rival(
    figure: Figure, claimed: list[Figure], wanted: frozenset[str], source: SourceText
) -> Figure | None:
    """Return a figure whose clause holds more of the wanted words than any with `figure`."""
    holders = [item for item in source.sentences if _holds(item, figure)]
    elsewhere = max((_shared(wanted, item.text) for item in holders), default=0)
    for item in source.sentences if holders else ():
        is_holder = item in holders
        parts = [piece for piece in clauses(item.text) if _holds_figure(piece, figure)]
        own = max((_shared(wanted, piece) for piece in parts), default=0)
        best = own if is_holder else elsewhere
        for piece in clauses(item.text):
            shared = _shared(wanted, piece)
            is_bare = isinstance(figure, Amount) and not figure.unit
            if shared < 2 + is_bare or best > _RIVAL * shared or piece in parts:
                continue
            for other in _figures(piece):
                if _is_alike(other, figure) and not any(_is_same(other, one) for one in claimed):
                    return other
    return None


def _shared(wanted: frozenset[str], text: str) -> int:
    return len(wanted.intersection(content_words(text)))


def _names(clause: str, whole: str, source: SourceText) -> Iterator[str]:
    """Yield the names of a clause, those of several words as one."""
    opens = whole.startswith(clause)
    found = set(claimed_names(clause if opens else f"x {clause}", source))
    for run in capitalised_runs(clause):
        parts = {word for word in run.split() if word in found}
        if len(parts) > 1:
            found -= parts
            yield run
    yield from sorted(found)
    yield from (f"No. {number}" for number in sorted(acts_named(clause)))


def _has_name(item: SourceSentence, name: str, statement: str, source: SourceText) -> bool:
    """Return whether a sentence has a name, or is read with it and has no other in its place."""
    if name.startswith("No. "):
        return name[4:] in acts_named(item.in_context)
    written = source.short_forms
    own = frozenset(words(item.text))
    if any(is_known(part, own, written) for part in _parts(name)):
        return True
    number, title, *rest = item.header.split(" ; ") if item.header else ("", "")
    if is_known(name, frozenset(words(" ".join(rest))), written):
        return True
    around = f"{number} ; {title} ; {item.before}"
    if not is_known(name, frozenset(words(around)), written):
        return False
    said = {stem(word) for word in words(statement)}
    rivals = _title_names(around) & own
    return not any(stem(word) not in said for word in rivals)


def _parts(name: str) -> list[str]:
    return [name, *(part for part in name.split() if part[0].isupper())]


def _title_names(header: str) -> frozenset[str]:
    return frozenset(word for name in _capitalised(header) for word in words(name))


def _capitalised(text: str) -> list[str]:
    return [word.strip(",.:;'’") for word in text.split() if word[:1].isupper()]


def _figures(text: str) -> Iterator[Figure]:
    """Yield the days and the amounts of a text, without years and the numbers of acts."""
    yield from (day for day in days(text) if day.day)
    acts = numbers_of_acts(text)
    yield from (found for found in sorted(figures(text)) if f"{found.value:f}" not in acts)


def _holds(item: SourceSentence, figure: Figure) -> bool:
    """Return whether a sentence has a figure; "the same day" is that of the sentence before."""
    counts = counts_from_context(item.text)
    return _holds_figure(f"{item.before} {item.text}" if counts else item.text, figure)


def _holds_figure(text: str, figure: Figure) -> bool:
    found = days(text) if isinstance(figure, Day) else amounts(text, with_ones=True)
    return any(_is_same(figure, other) for other in found)


def _is_same(one: Figure, other: Figure) -> bool:
    if isinstance(one, Day) and isinstance(other, Day):
        return (one.month, one.day) == (other.month, other.day)
    if isinstance(one, Amount) and isinstance(other, Amount):
        return one.value == other.value or one.base_value == other.base_value
    return False


def _is_alike(one: Figure, other: Figure) -> bool:
    if isinstance(one, Day) or isinstance(other, Day):
        return isinstance(one, Day) and isinstance(other, Day)
    units = (one.unit, other.unit)
    if not any(units):
        return True
    return one.unit == other.unit or (SHARE not in units and not all(units))


def _written(figure: Figure) -> str:
    if isinstance(figure, Day):
        return "-".join(str(part) for part in figure if part)
    value = figure.value.normalize() if figure.value != Decimal(0) else figure.value
    return f"{value:f} {figure.unit}".strip()
