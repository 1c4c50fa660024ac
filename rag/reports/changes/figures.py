"""Compare the figures and dates of two sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rag.language.quantities import Amount, Day, days, figures, in_base_unit


@dataclass(frozen=True)
class Figure:
    """A figure that differs between two sentences, with its values in each.

    `unit` is "tonne", "%", "date", or "" for a count.
    """

    unit: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as they are."""
        return {"unit": self.unit, "before": list(self.before), "after": list(self.after)}


def figures_between(before: str, after: str) -> tuple[Figure, ...]:
    """Return amounts and dates of one unit of which each sentence has some that the other lacks.

    >>> figures_between("The quota is 30,258 tonnes.", "The quota is 24,280 tonnes.")
    (Figure(unit='tonne', before=('30,258',), after=('24,280',)),)
    """
    found = list(_amounts_between(before, after))
    old_days = days(before)
    new_days = days(after)
    lost = _unmatched(old_days, new_days)
    added = _unmatched(new_days, old_days)
    if lost and added:
        found.append(Figure("date", _iso_days(lost), _iso_days(added)))
    return tuple(found)


def _amounts_between(before: str, after: str) -> Iterator[Figure]:
    """Yield the amounts that differ, unit by unit."""
    old_amounts = _by_kind(before)
    new_amounts = _by_kind(after)
    shared_kinds = old_amounts.keys() & new_amounts.keys()
    for kind in sorted(shared_kinds):
        lost = _missing_from(new_amounts[kind], old_amounts[kind])
        added = _missing_from(old_amounts[kind], new_amounts[kind])
        if lost and added:
            yield _figure(lost, added)


def _missing_from(
    known: Mapping[Decimal, Amount], amounts: Mapping[Decimal, Amount]
) -> list[Amount]:
    """Return the amounts, by their values, whose values are not among the known ones."""
    values = sorted(amounts.keys() - known.keys())
    return [amounts[value] for value in values]


def _by_kind(text: str) -> dict[str, dict[Decimal, Amount]]:
    """Return by what they measure, and by their value in its base unit, the amounts as written."""
    found: dict[str, dict[Decimal, Amount]] = {}
    for amount in figures(text):
        base = in_base_unit(amount)
        by_value = found.setdefault(base.unit, {})
        by_value[base.value] = amount
    return found


def _figure(before: Sequence[Amount], after: Sequence[Amount]) -> Figure:
    """Return the figure in the unit of the first amount; others are converted to it."""
    unit = before[0]
    return Figure(unit.unit, _numerals(before, unit), _numerals(after, unit))


def _numerals(amounts: Sequence[Amount], like: Amount) -> tuple[str, ...]:
    """Write the values of amounts in the unit of one of them."""
    factor = like.base_value / like.value if like.value else Decimal(1)
    written = []
    for amount in amounts:
        value = amount.value
        if amount.unit != like.unit:
            value = amount.base_value / factor
        written.append(f"{value.normalize():,f}")
    return tuple(written)


def _unmatched(some: Sequence[Day], others: Sequence[Day]) -> list[Day]:
    """Return the days that agree with none of some others."""
    return [day for day in some if not any(_agree(day, other) for other in others)]


def _agree(one: Day, other: Day) -> bool:
    """Return whether one of two days says no more than the other, as April 2025 and 4 April do."""
    return one.agrees_with(other) or other.agrees_with(one)


def _iso_days(found: Sequence[Day]) -> tuple[str, ...]:
    """Return days as far as they are known, "2025-04" or "2025-04-04", each once."""
    written = ["-".join(f"{part:02}" for part in day if part) for day in found]
    return tuple(dict.fromkeys(written))
