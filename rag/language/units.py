"""Units of measure and currencies: what each measures, and how many of its base unit it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from rag.language.lexicon import load
from rag.language.locale_names import (
    currency_name,
    currency_names,
    currency_noun,
    currency_signs,
)

MONEY = "money"
# The longest sign with its space that is looked for before a number, and the longest name behind
# one.
_SIGN_REACH, _NAME_REACH = 8, 40


@dataclass(frozen=True)
class Unit:
    """A unit: `factor` of the base unit of its `kind`; `codes` are the currencies it may be."""

    name: str
    kind: str
    factor: Decimal = Decimal(1)
    codes: tuple[str, ...] = ()

    def measures_like(self, other: Unit) -> bool:
        """Return whether amounts in both units can be compared; a dollar is any country's."""
        if self.kind == MONEY == other.kind:
            return not set(self.codes).isdisjoint(other.codes)
        return self.kind == other.kind


def unit_behind(text: str) -> tuple[Unit, int] | None:
    """Return the unit at the start of a text, right behind a number, and where it ends.

    >>> unit_behind(" kt of copper")[0].name, unit_behind("-day term")[0].name
    ('kilotonne', 'day')
    """
    match = _names_pattern().match(text[:_NAME_REACH])
    if not match:
        return None
    sign, form = match["sign"], match["form"]
    unit = _by_sign()[sign] if sign else _by_form()[" ".join(form.lower().split())]
    return unit, match.end()


def currency_ahead(text: str) -> tuple[Unit, int] | None:
    """Return the currency whose sign ends a text, right before a number, and the sign's length."""
    match = _signs_pattern().search(text[-_SIGN_REACH:])
    return (_money(currency_signs()[match["sign"]]), len(match.group())) if match else None


def unit_named(name: str) -> Unit | None:
    """Return the unit that is written so to a reader, as `Amount.unit` is."""
    return _by_name().get(name)


@cache
def _units() -> tuple[tuple[Unit, tuple[str, ...], tuple[str, ...]], ...]:
    """Return each unit of the lexicon with its forms, plurals too, and its signs."""
    return tuple(
        (
            Unit(row["name"], row["kind"], Decimal(row["factor"])),
            tuple(_with_plurals(row.get("forms", ()))),
            tuple(row.get("signs", ())),
        )
        for row in load("units")["unit"]
    )


def _with_plurals(forms: Iterable[str]) -> Iterable[str]:
    for form in forms:
        yield form
        yield f"{form}s"


@cache
def _by_form() -> Mapping[str, Unit]:
    money = {name: _money(codes) for name, codes in currency_names().items()}
    return money | {form: unit for unit, forms, _ in _units() for form in forms}


@cache
def _by_sign() -> Mapping[str, Unit]:
    money = {sign: _money(codes) for sign, codes in currency_signs().items() if len(sign) > 2}
    return money | {sign: unit for unit, _, signs in _units() for sign in signs}


@cache
def _by_name() -> Mapping[str, Unit]:
    measures = [unit for unit, _, _ in _units()]
    money = map(_money, [*currency_names().values(), *currency_signs().values()])
    named = [*measures, *money]
    return {unit.name: unit for unit in named}


@cache
def _money(codes: tuple[str, ...]) -> Unit:
    """Return the unit of money that may be any of some currencies, "dollar" or "US dollar"."""
    nouns = dict.fromkeys(currency_noun(code) for code in codes)
    name = currency_name(codes[0]) if len(codes) == 1 else "/".join(nouns)
    return Unit(name, MONEY, Decimal(1), codes)


@cache
def _names_pattern() -> re.Pattern[str]:
    forms = "|".join(re.escape(form).replace(r"\ ", r"\s") for form in _longest_first(_by_form()))
    signs = "|".join(re.escape(sign) for sign in _longest_first(_by_sign()))
    return re.compile(rf"[\s-]?(?:of\s)?(?:(?P<form>(?i:{forms}))|(?P<sign>{signs}))(?!\w)")


@cache
def _signs_pattern() -> re.Pattern[str]:
    signs = "|".join(re.escape(sign) for sign in _longest_first(currency_signs()))
    return re.compile(rf"(?<![^\W\d_])(?P<sign>{signs})\s?$")


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(words, key=len, reverse=True)
