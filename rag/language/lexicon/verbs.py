"""Verbs by which texts say what becomes of an act, with all their forms.

One row of `verbs.toml` is one verb; acts, reports and questions all read it from here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from rag.language.lexicon import load
from rag.language.lexicon.patterns import any_of

Effect = Literal["revokes", "suspends", "extends", "amends", "implements", "expires", "starts"]
Use = Literal["acts", "reports", "questions"]
Form = Literal["base", "third", "past", "participle", "gerund"]
VerbObject = Literal["act", "text", "none"]
USES: tuple[Use, ...] = ("acts", "reports", "questions")
FORMS: tuple[Form, ...] = ("base", "third", "past", "participle", "gerund")
_SIBILANT = re.compile(r"(?:s|x|z|ch|sh)$")
_CONSONANT_Y = re.compile(r"[^aeiou]y$")


@dataclass(frozen=True)
class Verb:
    """One verb of the lexicon; `forms` by tense, each with its particle, the usual one first."""

    lemma: str
    effect: Effect
    forms: Mapping[Form, tuple[str, ...]]
    nouns: tuple[str, ...]
    object: VerbObject
    uses: tuple[Use, ...]
    of_part: Effect | None
    for_a_time: Effect | None

    @property
    def all_forms(self) -> tuple[str, ...]:
        """Every form of the verb."""
        return tuple(dict.fromkeys(word for name in FORMS for word in self.forms[name]))


def inflect(lemma: str, doubled: bool = False) -> dict[Form, str]:
    """Return the regular forms of an English verb.

    Args:
        lemma: its base form.
        doubled: whether its last consonant is doubled before "-ed" and "-ing".

    >>> inflect("modify")["past"], inflect("annul", doubled=True)["gerund"]
    ('modified', 'annulling')
    """
    stem = lemma + lemma[-1] if doubled else lemma
    if _CONSONANT_Y.search(lemma):
        third, past, gerund = f"{lemma[:-1]}ies", f"{lemma[:-1]}ied", f"{lemma}ing"
    elif lemma.endswith("e"):
        third, past, gerund = f"{lemma}s", f"{lemma}d", f"{lemma[:-1]}ing"
    else:
        third = f"{lemma}es" if _SIBILANT.search(lemma) else f"{lemma}s"
        past, gerund = f"{stem}ed", f"{stem}ing"
    return {"base": lemma, "third": third, "past": past, "participle": past, "gerund": gerund}


def read_verbs(rows: Iterable[Mapping[str, Any]]) -> tuple[Verb, ...]:
    """Read rows of the lexicon; `verbs.toml` says what a row may hold."""
    return tuple(_verb(row) for row in rows)


@cache
def verbs(
    effect: Effect | None = None, use: Use | None = None, verb_object: VerbObject | None = None
) -> tuple[Verb, ...]:
    """Return the verbs with an effect, a use and an object, as far as these are given."""
    return tuple(
        verb
        for verb in read_verbs(load("verbs")["verb"])
        if effect in (None, verb.effect)
        and (use is None or use in verb.uses)
        and verb_object in (None, verb.object)
    )


@cache
def forms(
    effect: Effect,
    use: Use | None = None,
    which: tuple[Form, ...] = FORMS,
    verb_object: VerbObject | None = None,
) -> tuple[str, ...]:
    """Return the forms of the verbs with an effect, in the order of the file.

    >>> forms("implements", which=("third", "gerund"))
    ('implements', 'implementing')
    """
    found = verbs(effect, use, verb_object)
    return tuple(
        dict.fromkeys(word for verb in found for name in which for word in verb.forms[name])
    )


@cache
def nouns(effect: Effect) -> tuple[str, ...]:
    """Return the nouns that name a deed with an effect, "suspension"."""
    return tuple(noun for verb in verbs(effect) for noun in verb.nouns)


@cache
def verb_of(word: str) -> Verb | None:
    """Return the verb of which a word or phrase is a form; one done to acts before one to words."""
    wanted = " ".join(word.lower().split())
    found = [verb for verb in verbs() if wanted in verb.all_forms]
    return min(found, key=lambda verb: verb.object != "act", default=None)


def effect_of(word: str) -> Effect | None:
    """Return what a form of a verb does to an act, None for a word that is not in the lexicon.

    >>> effect_of("repealing"), effect_of("praised")
    ('revokes', None)
    """
    verb = verb_of(word)
    return verb.effect if verb else None


@cache
def wording_verbs(sets: bool = False) -> tuple[str, ...]:
    """Return the base forms of what a rule does by its words, "say", "require".

    Args:
        sets: whether verbs are among them that need an act as their subject, "set", "create".
    """
    wording = load("verbs")["wording"]
    return (*wording["says"], *(wording["sets"] if sets else ()))


@cache
def deciding_words() -> tuple[str, ...]:
    """Return the words before "to suspend" that report a deed and no wish, "decided"."""
    return tuple(load("verbs")["deciding"]["words"])


@cache
def ended_pattern() -> re.Pattern[str]:
    """Return a pattern of words that say of something that it was revoked, suspended or lapsed."""
    done: list[str] = ["no longer"]
    for effect in ("revokes", "suspends"):
        done += forms(effect, "reports", ("past", "participle", "third"), "act")
    done += forms("expires", "reports", ("past", "third"))
    return re.compile(rf"(?<!not\s)(?<!never\s)\b{any_of(done)}\b", re.IGNORECASE)


def says_ended(text: str) -> bool:
    """Return whether a text says of something that it was revoked, suspended or has lapsed.

    >>> says_ended("The quota was lifted."), says_ended("The quota was never lifted.")
    (True, False)
    """
    return bool(ended_pattern().search(text))


def _verb(row: Mapping[str, Any]) -> Verb:
    regular = inflect(row["lemma"], row.get("doubled", False))
    irregular = {name: row[name] for name in FORMS if name in row}
    if "past" in irregular:
        irregular.setdefault("participle", irregular["past"])
    particle = f" {row['particle']}" if "particle" in row else ""
    found: dict[Form, tuple[str, ...]] = {
        name: (f"{irregular.get(name, regular[name])}{particle}",) for name in FORMS
    }
    for form in row.get("also", ()):
        names: tuple[Form, ...] = ("gerund",) if form.endswith("ing") else ("past", "participle")
        for name in names:
            found[name] = (*found[name], f"{form}{particle}")
    found["participle"] = (*found["participle"], *row.get("states", ()))
    return Verb(
        row["lemma"],
        row["effect"],
        found,
        tuple(row.get("nouns", ())),
        row.get("object", "act"),
        tuple(row.get("uses", USES)),
        row.get("of_part"),
        row.get("for_a_time"),
    )
