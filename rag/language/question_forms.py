"""Forms of questions and of the sentences that answer them: lists, comparisons, terms, causes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import takewhile
from typing import Literal, NamedTuple

from rag.language.lexicon import load
from rag.language.lexicon.patterns import any_of
from rag.language.locale_names import month_names
from rag.language.number_words import number_words
from rag.language.tokens import words

# A term that a question asks the meaning of has no more words than this.
_LONGEST_TERM = 5


_PLURAL = re.compile(
    r"^\s*(?:which|what)\s(?:are\sthe\s)?(?:(?!is\b|was\b|does\b)[\w’'-]+\s)?"
    r"(?P<noun>(?!does\b)\w{2,}[a-rt-z]s)\b",
    re.IGNORECASE,
)


class Sides(NamedTuple):
    """The two things that a question compares, as it names them."""

    one: str
    other: str


def asks_for_all(question: str) -> bool:
    """Return whether a question asks for all of something.

    >>> [asks_for_all(text) for text in ("List the metals", "Which metals are listed?")]
    [True, False]
    """
    return bool(_list_pattern().match(question))


def asked_plural(question: str) -> str:
    """Return the plural noun that a question asks for by "which" or "what", "" without one.

    >>> [asked_plural(text) for text in ("Which rare metals are listed?", "Which metal is it?")]
    ['metals', '']
    """
    match = _PLURAL.search(question)
    return match["noun"] if match else ""


def compared_sides(question: str) -> Sides | None:
    """Return the two sides of a comparison.

    >>> compared_sides("How does the levy differ from the duty?")
    Sides(one='the levy', other='the duty')
    >>> compared_sides("Compare Peru's and Chile's output")
    Sides(one="Peru's", other="Chile's output")
    """
    text = question.strip().rstrip("?. ")
    for pattern in _comparison_patterns():
        match = pattern.search(text)
        if match:
            return Sides(match["one"].strip(), match["other"].strip())
    return None


def asked_term(question: str) -> str:
    """Return the term that a question asks the meaning of, "" where it asks for none.

    >>> asked_term("What counts as a small mine?"), asked_term("What is the mine worth to Peru?")
    ('small mine', '')
    """
    for pattern in _term_patterns():
        match = pattern.search(question.strip())
        if match and len(words(match["term"])) <= _LONGEST_TERM:
            return match["term"].strip(" \"'“”‘’")
    return ""


def defines(sentence: str, term: str) -> bool:
    """Return whether a sentence says what a term is.

    >>> defines("“Small mine” means a mine with ten workers.", "small mine")
    True
    """
    forms = load("question_forms")["definition"]
    written = r"\W+".join(map(re.escape, words(term)))
    name = rf"[\"“‘']?{written}(?:s|\s\([^)]*\))?[\"”’']?"
    opening = rf"(?:\(\w{{1,3}}\)\s*|\d+\.\s*)?(?:(?:the|a|an)\s)?(?:{any_of(forms['terms'])}\s)?"
    is_subject = rf"^{opening}{name},?\s{any_of(forms['verbs'])}\b"
    is_named = rf"\b{any_of(forms['naming'])}\s(?:(?:the|a|an)\s)?{name}(?!\w)"
    return bool(term and re.search(rf"{is_subject}|{is_named}", sentence, re.IGNORECASE))


def gives_cause(sentence: str) -> bool:
    """Return whether a sentence gives a cause; "since" and "after" do, unless they tell a time.

    >>> gives_cause("It closed since ore is scarce."), gives_cause("Closed since 3 May 2020.")
    (True, False)
    """
    return bool(_cause_pattern().search(sentence))


class Counted(NamedTuple):
    """The noun behind "how many" or "how much", and what it counts: the "tonnes" of "tin ore"."""

    noun: str
    thing: str


def counted_noun(question: str) -> Counted | None:
    """Return what a question asks the number of.

    >>> counted_noun("How many skilled workers does the mine need?")
    Counted(noun='workers', thing='')
    >>> counted_noun("How many tonnes of tin ore did it ship?")
    Counted(noun='tonnes', thing='tin ore')
    >>> counted_noun("How much tin did it ship?")
    Counted(noun='tin', thing='')
    """
    match = re.search(r"\bhow (many|much)\s+([\w’'\- ]+)", question, re.IGNORECASE)
    found = words(match[2]) if match else []
    noun = _until_end(found)
    # "How much tin": of a longer phrase, as "rare earth tonnage", a text seldom has the last word.
    if not noun or (match and match[1].lower() == "much" and noun[1:]):
        return None
    behind = found[len(noun) :]
    thing = _until_end(behind[1:]) if behind[:1] == ["of"] else []
    return Counted(noun[-1], " ".join(thing))


def _until_end(found: Sequence[str]) -> list[str]:
    """Return words before the first that ends a noun."""
    ends = load("question_forms")["measures"]["after_counted"]
    return list(takewhile(lambda word: word not in ends, found))


class Measure(NamedTuple):
    """A measure that a question asks for, with the unit it is per and what it is to measure."""

    kind: Literal["money", "share"]
    thing: str


def asked_measure(question: str) -> Measure | None:
    """Return the measure that a question asks for by its noun.

    >>> asked_measure("What was the price of tin oxide in 2020?")
    Measure(kind='money', thing='tin oxide')
    >>> asked_measure("Who sets the price of tin?")
    """
    kinds: tuple[Literal["money", "share"], ...] = ("money", "share")
    for kind in kinds:
        match = _measure_pattern(kind).search(question)
        if match:
            return Measure(kind, " ".join([match["per"] or "", match["thing"] or ""]).strip())
    return None


class Speech(NamedTuple):
    """The one whose words a question asks for, and what these are to be about."""

    speaker: str
    topic: str


def asked_speech(question: str) -> Speech | None:
    """Return whose words a question asks for.

    >>> asked_speech("What did Ann Lee say about tin mines in Peru?")
    Speech(speaker='Lee', topic='tin mines')
    >>> asked_speech("What did it cost?")
    """
    match = _speech_pattern().search(question)
    if not match:
        return None
    topic = _until_end(words(match["topic"] or ""))
    return Speech(match["name"].split()[-1], " ".join(topic))


@cache
def _list_pattern() -> re.Pattern[str]:
    forms = load("question_forms")["list"]
    return re.compile(rf"\s*{any_of(forms['openings'])}\b", re.IGNORECASE)


@cache
def _comparison_patterns() -> Sequence[re.Pattern[str]]:
    forms = load("question_forms")["comparison"]
    elsewhere = any_of(forms["not_behind"])
    inside = [_template(row) for row in forms["questions"]]
    opening = [rf"^(?!{elsewhere}\b){_template(row)}" for row in forms["keywords"]]
    return [re.compile(rf"{pattern}$", re.IGNORECASE) for pattern in (*inside, *opening)]


@cache
def _term_patterns() -> Sequence[re.Pattern[str]]:
    rows = load("question_forms")["definition"]["questions"]
    return [re.compile(rf"^{_template(row)}\W*$", re.IGNORECASE) for row in rows]


def _template(row: str) -> str:
    """Return the pattern of a question with its parts in braces, of which "term" is a noun."""
    inside_noun = any_of(load("question_forms")["definition"]["no_part_of_term"])
    parts = {
        "one": r"(?P<one>.+?)",
        "other": r"(?P<other>.+)",
        "term": rf"(?:(?:a|an|the)\s)?(?P<term>(?:(?!\b{inside_noun}\b).)+?)",
        "rest": r".*?",
    }
    spaced = r"\s".join(row.split())
    return re.sub(r"\{(\w+)\}", lambda match: parts[match[1]], spaced)


@cache
def _measure_pattern(kind: str) -> re.Pattern[str]:
    forms = load("question_forms")["measures"]
    asked = r"\b(?:what|which|how\s(?:much|high|large|big))\s(?:[\w’']+\s){0,3}?"
    end = any_of([*forms["after_counted"], "today", "now", "since"])
    thing = rf"(?:\sof\s(?P<thing>(?:(?!{end}\b)[\w’'-]+\s?)+))?"
    per = r"(?:\s(?:per|a)\s(?P<per>\w+))?"
    return re.compile(rf"{asked}{any_of(forms[kind])}\b{per}{thing}", re.IGNORECASE)


@cache
def _speech_pattern() -> re.Pattern[str]:
    verbs = any_of(load("question_forms")["speech"]["verbs"])
    name = r"(?P<name>[A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*){0,3})"
    topic = r"(?:.*?\sabout\s(?:(?:a|an|the)\s)?(?P<topic>.+))?"
    return re.compile(rf"^\s*What\s(?:did|does|has|have)\s{name}\s{verbs}\b{topic}")


@cache
def _cause_pattern() -> re.Pattern[str]:
    causes = any_of(load("question_forms")["cause"]["words"])
    times = any_of([*month_names(), *number_words(), "then", "that", "the start", "last"])
    after = r"(?<!days )(?<!weeks )(?<!months )(?<!years )after"
    return re.compile(rf"\b{causes}\b|\b(?:since|{after})\b(?!\s(?:\d|{times}\b))", re.IGNORECASE)
