"""News, policy, press release or opinion: one table of rules, the first that fits decides and is named in the report."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import NamedTuple

from rag.schema import Kind

_FOLDERS: Mapping[str, Kind] = {
    "policy": "policy",
    "policies": "policy",
    "news": "news",
    "press-release": "press-release",
    "press-releases": "press-release",
    "pressreleases": "press-release",
    "opinion": "opinion",
    "opinions": "opinion",
    "op-ed": "opinion",
    "editorial": "opinion",
    "editorials": "opinion",
}
_OPINION = re.compile(
    r"(?:opinions?|op-?eds?|editorials?|columns?|columnists?|commentary|leaders?|letters)\b",
    re.IGNORECASE,
)
_RELEASE = re.compile(
    r"for immediate release\b|(?:press|media|news) (?:release|statement)\b", re.IGNORECASE
)
_POLICY = re.compile(
    r"\b(?:policy brief|briefing paper|backgrounder|research service|white paper|working paper|executive order|regulation|directive|announcement no|notification no|"
    r"gazette|proclamation \d|act,? \d{4}|implementing rules|guidelines for|institute|think tank|ministry of|council for)\b",
    re.IGNORECASE,
)
_SECTION = re.compile(r"^#+ (?:\d+\.|section \d+|article \d+)", re.IGNORECASE | re.MULTILINE)
_OPENING = 400  # characters in which a press release calls itself one


class Features(NamedTuple):
    """What the rules look at."""

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


def kind_of(found: Features) -> KindDecision:
    """The kind by the first rule that fits; news when none does."""
    return next(
        (verdict for rule in _RULES if (verdict := rule(found))),
        KindDecision("news", "no rule for another kind fits"),
    )


def _by_folder(found: Features) -> KindDecision | None:
    """One of the last three folders of the path is named for a kind."""
    folders = [part.lower() for part in PurePath(found.origin).parent.parts[-3:]]
    return next(
        (
            KindDecision(_FOLDERS[name], f"folder “{name}”")
            for name in reversed(folders)
            if name in _FOLDERS
        ),
        None,
    )


def _by_address(found: Features) -> KindDecision | None:
    """A part of the URL's path is named for a kind."""
    parts = found.url.lower().split("?")[0].split("/")[3:-1]
    return next(
        (KindDecision(_FOLDERS[part], f"URL part “{part}”") for part in parts if part in _FOLDERS),
        None,
    )


def _by_section(found: Features) -> KindDecision | None:
    """The outlet's own section, or a title that begins with its name and a colon."""
    label = found.title.split(":")[0] if ":" in found.title else ""
    named = next(
        (name for name in (found.section, label) if name and _OPINION.fullmatch(name.strip())), None
    )
    return KindDecision("opinion", f"section “{named}”") if named else None


def _by_opening(found: Features) -> KindDecision | None:
    """The text calls itself a press release at its top."""
    match = (
        _RELEASE.search(found.title)
        or _RELEASE.match(found.section)
        or _RELEASE.search(found.text[:_OPENING].split("\n\n")[0][:80])
    )
    return KindDecision("press-release", f"it calls itself “{match.group()}”") if match else None


def _by_words(found: Features) -> KindDecision | None:
    """Title or publisher has a word of official papers and think tanks."""
    match = _POLICY.search(found.title) or _POLICY.search(found.publisher)
    return KindDecision("policy", f"“{match.group()}” in title or publisher") if match else None


def _by_structure(found: Features) -> KindDecision | None:
    """Two or more numbered sections or articles."""
    return (
        KindDecision("policy", "numbered sections")
        if len(_SECTION.findall(found.text)) >= 2
        else None
    )


_RULES: tuple[Callable[[Features], KindDecision | None], ...] = (
    _by_folder,
    _by_section,
    _by_address,
    _by_opening,
    _by_words,
    _by_structure,
)
