"""Words by which a question says what it wants."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from rag.language.lexicon import load
from rag.language.lexicon.patterns import any_of
from rag.language.locale_names import month_names, weekdays


@cache
def newest_pattern(if_it_lasts: bool = True) -> re.Pattern[str]:
    """Return a pattern of the words that ask for the newest state of something.

    `if_it_lasts` includes words that ask whether something lasts.

    >>> [bool(newest_pattern().search(text)) for text in ("Is it still banned?", "a still life")]
    [True, False]
    """
    recent = load("question_words")["recent"]
    nouns = any_of(recent["nouns"])
    spans = [
        rf"{any_of(recent['adjectives'])}\s+{nouns}",
        rf"{any_of(recent['spans'])}\s+{any_of(recent['few'])}\s+{nouns}",
    ]
    rows = load("question_words")["newest"]
    kept = [row for row in rows if if_it_lasts or not row.get("asks_if_it_lasts")]
    return _whole_words([*map(_row, kept), *spans])


@cache
def any_news_pattern() -> re.Pattern[str]:
    """Return a pattern of the words that ask for whatever is newest, with a noun such as "news"."""
    nouns = rf"\s+{any_of(load('question_words')['whatever']['nouns'])}"
    rows = load("question_words")["newest"]
    any_news = "|".join(_row(row) for row in rows if row.get("any_news"))
    asked = rf"(?:{any_news})(?:{nouns}\b)?"
    return _whole_words([asked, rf"(?:current|recent){nouns}"])


@cache
def relative_pattern() -> re.Pattern[str]:
    """Return a pattern of the words that name a time by the reader's day."""
    return _whole_words([any_of(load("question_words")["relative"]["words"])])


@cache
def date_pattern() -> re.Pattern[str]:
    """Return a pattern of a year, a month or a weekday, its name in full."""
    names = any_of([*month_names(), *weekdays()])
    return re.compile(rf"\b(?:19|20)\d\d\b|\b{names}\b", re.IGNORECASE)


def _row(row: dict[str, list[str]]) -> str:
    behind = "".join(rf"(?<!{re.escape(word)} )" for word in row.get("not_behind", ()))
    before = row.get("not_before", ())
    ahead = rf"(?!\s{any_of(before)}\b)" if before else ""
    return f"{behind}{any_of(row['words'])}{ahead}"


def _whole_words(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE)
