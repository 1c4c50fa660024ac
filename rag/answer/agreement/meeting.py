"""Hold each clause against one sentence: names, numbers and words of several do not meet."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from rag.answer.agreement.names import claimed_names, is_known
from rag.answer.agreement.source import SourceSentence, SourceText
from rag.language.clauses import clauses
from rag.language.quantities import Amount, Day, amounts, days
from rag.language.same_names import short_forms, with_one_name
from rag.language.tokens import content_words, stem, words

Figure = Day | Amount
# A figure belongs to another clause when that has at least two words of the statement's, and the
# clauses with the figure at most this share of as many.
_RIVAL = 0.6


def figures_meet_names(statement: str, source: SourceText) -> str:
    """Compare each name with the figures of its clause: one sentence must hold both.

    The header may give the name, but not where the sentence has another name of the header's that
    the statement leaves out: a row on Malaysia says nothing on Vietnam.
    """
    whole = with_one_name(statement)
    for clause in clauses(whole):
        for figure in _figures(clause):
            holders = [item for item in source.sentences if _holds(item, figure)]
            for name in _names(clause, whole, source):
                if holders and not any(_has_name(item, name, whole, source) for item in holders):
                    return f"has no sentence with both “{name}” and “{_written(figure)}”"
    return ""


def names_meet_words(statement: str, source: SourceText) -> str:
    """Compare each name with the words of its clause: a sentence near these must have it."""
    whole = with_one_name(statement)
    for clause in clauses(whole):
        named = list(_names(clause, whole, source))
        parts = {part for name in named for part in words(name)}
        rest = " ".join(word for word in words(clause) if word not in parts)
        near = source.near(rest)
        for name in named:
            if near and not any(_has_name(item, name, whole, source) for item in near):
                return f"has no sentence with “{name}” and “{rest}”"
    return ""


def rival_figures(statement: str, source: SourceText) -> str:
    """Compare each figure with the words of its clause: another clause must not hold them better.

    "Nine drew no bid" is not backed by "five drew no bid, and nine had fewer than three".
    """
    for clause in clauses(with_one_name(statement)):
        figures = list(_figures(clause))
        wanted = frozenset(content_words(clause)) - _number_stems(clause)
        for figure in figures:
            own = [(words_, piece) for piece, words_ in source.pieces if figure in _figures_of(piece)]
            if not own:
                continue
            best = max(len(wanted & words_) for words_, _ in own)
            for piece, words_ in source.pieces:
                shared = len(wanted & words_)
                rivals = [
                    other
                    for other in _figures_of(piece)
                    if _is_alike(other, figure) and other not in figures
                ]
                if rivals and shared >= 2 and best <= _RIVAL * shared:
                    return f"says “{_written(rivals[0])}” of it, not “{_written(figure)}”"
    return ""


def _names(clause: str, whole: str, source: SourceText) -> Iterator[str]:
    opens = whole.startswith(clause)
    found = claimed_names(clause if opens else f"x {clause}", source)
    yield from sorted(set(found))


def _has_name(item: SourceSentence, name: str, statement: str, source: SourceText) -> bool:
    written = short_forms(f"{source.vocabulary} {source.context}")
    own = frozenset(words(f"{item.before} {item.text}"))
    if is_known(name, own, written):
        return True
    header = frozenset(words(item.header))
    if not is_known(name, header, written):
        return False
    said = {stem(word) for word in words(statement)}
    others = {word for word in words(item.header) if word not in words(name)}
    rivals = _title_names(item.header) & frozenset(words(item.text)) & others
    return not any(stem(word) not in said for word in rivals)


def _title_names(header: str) -> frozenset[str]:
    return frozenset(word for name in _capitalised(header) for word in words(name))


def _capitalised(text: str) -> list[str]:
    return [word.strip(",.:;'’") for word in text.split() if word[:1].isupper()]


def _figures(text: str) -> Iterator[Figure]:
    yield from (day for day in days(text) if day.day)
    yield from sorted(amounts(text))


def _figures_of(piece: str) -> list[Figure]:
    return list(_figures(piece))


def _holds(item: SourceSentence, figure: Figure) -> bool:
    if isinstance(figure, Day):
        return any(
            (day.month, day.day) == (figure.month, figure.day) for day in days(item.text)
        )
    return any(other.value == figure.value for other in amounts(item.text, with_ones=True))


def _is_alike(one: Figure, other: Figure) -> bool:
    if isinstance(one, Day) or isinstance(other, Day):
        return isinstance(one, Day) and isinstance(other, Day)
    return one.unit == other.unit


def _number_stems(clause: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(clause) if word[0].isdigit())


def _written(figure: Figure) -> str:
    if isinstance(figure, Day):
        return "-".join(str(part) for part in figure if part)
    value = figure.value.normalize() if figure.value != Decimal(0) else figure.value
    return f"{value:f} {figure.unit}".strip()
