"""Compare the dates of a statement with those of its source and of its header."""

from __future__ import annotations

import re

from rag.answer.agreement.source import SourceText
from rag.language.clauses import clauses
from rag.language.discourse import publishing
from rag.language.locale_names import month_numbers, weekdays
from rag.language.numbered_references import numbers_of_acts
from rag.language.phrases import says_any
from rag.language.quantities import Day, days
from rag.language.tokens import words


def dates(statement: str, source: SourceText) -> str:
    """Compare the dates, as far as each is given.

    A day of publication counts where the clause speaks of it, or of the act that was published.
    """
    years = years_of(f"{source.quote} {source.context}")
    for clause in clauses(statement):
        known = days(source.quote)
        if source.own_acts & numbers_of_acts(clause) or _speaks_of_publishing(clause, source):
            known += days(source.context)
        for day in days(clause):
            if any(same_day(day, other, years) for other in known):
                continue
            return "does not say the date " + "-".join(str(part) for part in day if part)
    return ""


def _speaks_of_publishing(clause: str, source: SourceText) -> bool:
    """Return whether a clause says that something was published, or names a publisher."""
    named = {name.lower() for name in re.findall(r"[A-Z][a-z]{3,}", source.publishers)}
    return bool(says_any(publishing(), clause) or named.intersection(words(clause)))


def same_day(asked: Day, known: Day, years: set[int]) -> bool:
    """Return whether two dates may be one; a year of the source stands in for one left out."""
    if asked.agrees_with(known):
        return True
    if known.year is not None or asked.year not in years:
        return False
    return Day(None, asked.month, asked.day).agrees_with(known)


def months_and_weekdays(statement: str, source: SourceText) -> str:
    """Compare months and weekdays alone ("in May", "on Friday").

    A date of the context has its month.
    """
    known = set(words(f"{source.quote} {source.context}"))
    months = {month_numbers()[word] for word in known if word in month_numbers()}
    months |= {int(month) for month in re.findall(r"\b\d{4}-(\d\d)-\d\d\b", source.context)}
    for name in _capitalised(statement):
        month = month_numbers().get(name.lower())
        is_other_month = month is not None and month not in months
        is_other_day = name.lower() in weekdays() and name.lower() not in known
        if is_other_month or is_other_day:
            return f"does not say {name}"
    return ""


def _capitalised(text: str) -> list[str]:
    return re.findall(r"(?<=[\w,;] )[A-Z][a-z]+", text)


def years_of(text: str) -> set[int]:
    """Return the years of a text, those of its dates too."""
    return {int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", text)}
