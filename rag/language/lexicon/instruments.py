"""Nouns of legal instruments ("order", "notification") and of the divisions of their text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Literal

from rag.language.lexicon import load
from rag.language.lexicon.patterns import alternatives, any_of

InstrumentUse = Literal["self", "anaphor", "numbered", "subject", "rule", "enacted", "title"]
DivisionUse = Literal["numbered", "provision", "part"]


@cache
def instruments(use: InstrumentUse, plurals: bool = False) -> tuple[str, ...]:
    """Return the nouns of instruments that are used so, in lower case, in the order of the file."""
    return tuple(_nouns(load("instruments")["instrument"], use, plurals))


@cache
def divisions(use: DivisionUse, plurals: bool = False) -> tuple[str, ...]:
    """Return the nouns of divisions that are used so, in lower case, in the order of the file."""
    return tuple(_nouns(load("instruments")["division"], use, plurals))


def instrument_pattern(use: InstrumentUse, plurals: bool = False) -> str:
    """Return a group that matches a noun of an instrument; compile it without regard to case."""
    return any_of(instruments(use, plurals))


def division_pattern(use: DivisionUse, plurals: bool = True) -> str:
    """Return a group that matches a noun of a division or an abbreviation of one, "Sec."."""
    short = _abbreviations("division", use)
    return alternatives([any_of(divisions(use, plurals)), rf"{any_of(short)}\.?"])


def numbered_pattern() -> str:
    """Return a group that matches a noun before the number of an instrument or of a division."""
    nouns = any_of((*instruments("numbered", True), *divisions("numbered", True)))
    instrument_short = any_of(_abbreviations("instrument", "numbered"))
    division_short = any_of(_abbreviations("division", "numbered"))
    return alternatives([nouns, instrument_short, rf"{division_short}\.?"])


def written_division(noun: str) -> str:
    r"""Return a group that matches one division in the singular, in full or abbreviated.

    >>> written_division("section")
    '(?:section|(?:secs|sec)\\.?)'
    """
    row = next(row for row in load("instruments")["division"] if row["noun"] == noun)
    short = row.get("short", ())
    return alternatives([noun, rf"{any_of(short)}\.?"]) if short else noun


def _nouns(rows: Iterable[Mapping[str, Any]], use: str, plurals: bool) -> Iterable[str]:
    for row in rows:
        if use in row["uses"]:
            yield row["noun"]
            if plurals:
                yield row.get("plural", f"{row['noun']}s")


def _abbreviations(table: str, use: str) -> tuple[str, ...]:
    rows = load("instruments")[table]
    return tuple(short for row in rows if use in row["uses"] for short in row.get("short", ()))
