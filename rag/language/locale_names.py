"""Names of months, weekdays and currencies, from CLDR by way of Babel."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from rag.language.lexicon import load


@cache
def month_numbers() -> Mapping[str, int]:
    """Return the number of each English month by its names in lower case, "sept" and "sep" too."""
    extra: dict[str, int] = load("calendar")["months"]
    return _months_of("en", ("wide", "abbreviated")) | extra


@cache
def month_names() -> tuple[str, ...]:
    """Return the full names of the English months in lower case, January first."""
    return tuple(_months_of("en", ("wide",)))


@cache
def foreign_month_numbers() -> Mapping[str, int]:
    """Return the number of each month by its names in the other languages that pages are dated in.

    Names that are English too are left out, so that they are read by one rule.
    """
    settings = load("calendar")["page_dates"]
    found: dict[str, int] = {}
    for language in settings["languages"]:
        names = _months_of(language, ("wide",))
        found |= names
        if language in settings["without_accents"]:
            found |= {_without_accents(name): number for name, number in names.items()}
    return {name: number for name, number in found.items() if name not in month_numbers()}


@cache
def weekdays() -> tuple[str, ...]:
    """Return the names of the weekdays in lower case, Monday first."""
    names = _locale("en").days["format"]["wide"]
    return tuple(names[number].lower() for number in range(7))


@cache
def territory_names() -> frozenset[str]:
    """Return the words of the English names of countries and languages, in lower case."""
    english = _locale("en")
    names = [*english.territories.values(), *english.languages.values()]
    return frozenset(word for name in names for word in name.lower().split())


@cache
def currency_names() -> Mapping[str, tuple[str, ...]]:
    """Return the codes that a currency's name may mean, by names in lower case.

    The noun alone stands for every currency of that name.

    >>> sorted(currency_names()["indian rupees"]), len(currency_names()["rupees"]) > 1
    (['INR'], True)
    """
    table = load("currencies")
    found: dict[str, dict[str, None]] = {}
    for code in table["codes"]:
        for name in _names_of_currency(code):
            for form in (name, name.split()[-1]):
                found.setdefault(form, {})[code] = None
    return {name: tuple(codes) for name, codes in found.items()} | {
        name: tuple(codes) for name, codes in table["names"].items()
    }


@cache
def currency_signs() -> Mapping[str, tuple[str, ...]]:
    """Return the codes that a sign of a currency may mean, the usual one first: "₩", "Rs"."""
    table = load("currencies")
    symbols = _locale("en").currency_symbols
    found = {code: (code,) for code in table["codes"]}
    found |= {symbols[code]: (code,) for code in table["codes"] if code in symbols}
    return found | {sign: tuple(codes) for sign, codes in table["signs"].items()}


@cache
def currency_name(code: str) -> str:
    """Return the English name of one of a currency: "USD" -> "US dollar"."""
    locale = _locale("en")
    counted: Mapping[str, str] = locale._data["currency_names_plural"].get(code, {})
    return str(counted.get("one", locale.currencies[code]))


def currency_noun(code: str) -> str:
    """Return the noun of a currency: "USD" -> "dollar"."""
    return currency_name(code).split()[-1].lower()


def _names_of_currency(code: str) -> set[str]:
    """Return the singular, the plural and the display name of a currency in lower case."""
    locale = _locale("en")
    plurals: Mapping[str, str] = locale._data["currency_names_plural"].get(code, {})
    names = {str(locale.currencies[code]), *map(str, plurals.values())}
    return {name.lower() for name in names}


def _months_of(language: str, widths: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for width in widths:
        months = _locale(language).months["format"][width]
        found |= {name.lower().rstrip("."): number for number, name in months.items()}
    return found


def _without_accents(word: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@cache
def _locale(name: str) -> Any:  # noqa: ANN401 - Babel ships no types
    from babel.core import Locale

    return Locale.parse(name)
