"""Names of months, weekdays and currencies, from CLDR by way of Babel."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from rag.language.lexicon import load

# Accents of Latin, Greek and Cyrillic letters, and the hamza of Arabic ones, which many leave out.
_ACCENT = re.compile("[\u0300-\u036f\u0653-\u0655\u200e\u200f]")
_SHORTEST_START = 3  # letters
_MOST_LOCALES, _LONGEST_LOCALE = 256, 20  # kept at a time, and characters of one


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
    """Return the number of each month by its full names in languages of pages.

    Names that are English too are left out, so that they are read by one rule.
    """
    found: dict[str, int] = {}
    for language in load("calendar")["page_dates"]["european"]:
        found |= _months_of(language, ("wide",))
    return {name: number for name, number in found.items() if name not in month_numbers()}


def month_of(name: str, language: str | None = None) -> int | None:
    """Return the number of a month by its name, full or short, in the page's language.

    In any other language it counts where all that have it mean the same month.

    >>> month_of("listopada", "pl"), month_of("listopada", "hr"), month_of("listopada")
    (11, 10, None)
    >>> month_of("févr."), month_of("जुलाई"), month_of("people")
    (2, 7, None)
    """
    folded = folded_word(name)
    own = _own_months(language) if language else {}
    # English first, because the tables of all languages take .4 s to make.
    known = own.get(folded) or _own_months("en").get(folded)
    return known or _all_months().get(folded) or _only_month(folded, own)


@cache
def language_code(name: str) -> str | None:
    """Return the code of a language by its English name: "German" -> "de"."""
    codes: Mapping[str, str] = _locale("en").languages
    return next((code for code, known in codes.items() if known == name.replace("_", " ")), None)


def is_day_first(language: str | None) -> bool | None:
    """Return whether dates in figures open with the day; None where that is not known.

    English alone says nothing: its countries differ.
    """
    locale = _parsed(language)
    if locale is None or (locale.language == "en" and not locale.territory):
        return None
    pattern = locale.date_formats["short"].pattern
    return "d" in pattern and pattern.index("d") < pattern.index("M")


def uses_dots(language: str | None) -> bool:
    """Return whether a language writes dates in figures with dots."""
    locale = _parsed(language)
    return locale is not None and "." in locale.date_formats["short"].pattern


@cache
def weekdays_everywhere() -> frozenset[str]:
    """Return the names of the weekdays, full and short, in all languages of pages, folded."""
    tables = (
        _locale(language).days[form][width]
        for language in _page_languages()
        for form in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
    )
    return frozenset(
        folded_word(word) for table in tables for name in table.values() for word in name.split()
    )


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


def _page_languages() -> tuple[str, ...]:
    settings = load("calendar")["page_dates"]
    return ("en", *settings["european"], *settings["languages"])


@cache
def _all_months() -> Mapping[str, int]:
    """Return the months by the folded names that mean one month in all languages of pages."""
    found: dict[str, set[int]] = {}
    for language in _page_languages():
        for name, number in _own_months(language).items():
            found.setdefault(name, set()).add(number)
    for name, number in load("calendar")["also"].items():
        found.setdefault(folded_word(name), set()).add(number)
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1}


@lru_cache(_MOST_LOCALES)
def _own_months(language: str) -> Mapping[str, int]:
    """Return the months by the folded names, full and short, of one language."""
    locale = _parsed(language)
    if locale is None:
        return {}
    tables = (
        locale.months[form][width]
        for form in ("stand-alone", "format")
        for width in ("abbreviated", "wide")
    )
    found = {folded_word(name): number for table in tables for number, name in table.items()}
    return {name: number for name, number in found.items() if name[:1].isalpha()}


def _only_month(start: str, names: Mapping[str, int]) -> int | None:
    """Return the one month whose name begins so: French pages shorten février to "fév." too."""
    if len(start) < _SHORTEST_START:
        return None
    found = {number for name, number in names.items() if name.startswith(start)}
    return found.pop() if len(found) == 1 else None


def folded_word(word: str) -> str:
    """Return a name in lower case without accents and the stop of a short form.

    Marks of Indian scripts are vowels, and stay.
    """
    letters = unicodedata.normalize("NFD", word.casefold().replace("\u0131", "i"))
    return "".join(letter for letter in letters if not _ACCENT.match(letter)).strip(".॰ ")


@lru_cache(_MOST_LOCALES)
def _parsed(language: str | None) -> Any:  # noqa: ANN401 - Babel ships no types
    """Return the locale of a page's language; None for none that Babel knows."""
    from babel.core import Locale, UnknownLocaleError

    if not language or len(language) > _LONGEST_LOCALE:
        return None
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        is_long = "-" in language or "_" in language
        return _parsed(re.split("[-_]", language)[0]) if is_long else None


@cache
def _locale(name: str) -> Any:  # noqa: ANN401 - Babel ships no types
    from babel.core import Locale

    return Locale.parse(name)
