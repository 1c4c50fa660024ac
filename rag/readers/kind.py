"""News, policy, press release or opinion: the first rule of a table that fits decides.

The rule is named in the report.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import NamedTuple

from rag.language.lexicon import load
from rag.readers.cleaning.phrases import compile_phrases, one_of
from rag.schema import Kind

_WORDS = load("document_kinds")
_FOLDERS: Mapping[str, Kind] = _WORDS["folders"]
_OPINION = compile_phrases(_WORDS["opinion"]["sections"], behind=r"\b")
_RELEASE = compile_phrases(_WORDS["press_release"]["openings"], behind=r"\b")
_POLICY = re.compile(rf"\b{one_of(_WORDS['policy']['words'])}\b")
_NUMBERED_HEADING = re.compile(r"^#+ (?:\d+\.|section \d+|article \d+)", re.I | re.M)
_FEWEST_HEADINGS = 2
_NEAREST_FOLDERS = 3
_OPENING = 80  # characters in which a press release calls itself one


class Features(NamedTuple):
    """The texts that the rules look at; "" for what is not known."""

    origin: str
    url: str
    title: str
    publisher: str
    section: str
    text: str


class KindDecision(NamedTuple):
    """A kind and the rule that gave it, in words."""

    kind: Kind
    source: str


def kind_of(features: Features) -> KindDecision:
    """Return the kind by the first rule that fits; news when none does."""
    decisions = (rule(features) for rule in _RULES)
    default = KindDecision("news", "no rule for another kind fits")
    return next((decision for decision in decisions if decision), default)


def _by_folder(features: Features) -> KindDecision | None:
    """Decide by the last three folders of the path."""
    folders = PurePath(features.origin).parent.parts[-_NEAREST_FOLDERS:]
    names = (folder.lower() for folder in reversed(folders))
    name = next((name for name in names if name in _FOLDERS), None)
    return KindDecision(_FOLDERS[name], f"folder “{name}”") if name else None


def _by_address(features: Features) -> KindDecision | None:
    """Decide by the parts of the address."""
    parts = features.url.lower().split("?")[0].split("/")[3:-1]
    part = next((part for part in parts if part in _FOLDERS), None)
    return KindDecision(_FOLDERS[part], f"URL part “{part}”") if part else None


def _by_section(features: Features) -> KindDecision | None:
    """Decide by the outlet's own section, or its name and a colon before the title."""
    label, colon, _ = features.title.partition(":")
    names = (features.section, label if colon else "")
    section = next((name for name in names if _OPINION.fullmatch(name.strip())), None)
    return KindDecision("opinion", f"section “{section}”") if section else None


def _by_opening(features: Features) -> KindDecision | None:
    """Decide by whether the text calls itself a press release at its top."""
    opening = features.text.partition("\n\n")[0][:_OPENING]
    match = (
        _RELEASE.search(features.title)
        or _RELEASE.match(features.section)
        or _RELEASE.search(opening)
    )
    return KindDecision("press-release", f"it calls itself “{match.group()}”") if match else None


def _by_words(features: Features) -> KindDecision | None:
    """Decide by a word of official papers and think tanks in title or publisher."""
    match = _POLICY.search(features.title) or _POLICY.search(features.publisher)
    return KindDecision("policy", f"“{match.group()}” in title or publisher") if match else None


def _by_structure(features: Features) -> KindDecision | None:
    """Decide by numbered sections or articles."""
    headings = _NUMBERED_HEADING.findall(features.text)
    is_numbered = len(headings) >= _FEWEST_HEADINGS
    return KindDecision("policy", "numbered sections") if is_numbered else None


_RULES: tuple[Callable[[Features], KindDecision | None], ...] = (
    _by_folder,
    _by_section,
    _by_address,
    _by_opening,
    _by_words,
    _by_structure,
)
