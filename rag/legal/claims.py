"""Claims on acts as values, and the patterns of the verbs that state them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from rag.language.lexicon.patterns import any_of
from rag.language.lexicon.verbs import Form, Use, VerbObject, forms, verb_of
from rag.schema import Act, RelationKind

# The strongest first: of two claims on one act it is the one that stands.
STRENGTH: tuple[RelationKind, ...] = ("revokes", "suspends", "amends", "extends", "implements")
PASSIVE_KINDS: tuple[RelationKind, ...] = ("revokes", "suspends", "extends", "amends")


class CitedPart(NamedTuple):
    """A citation inside a list.

    `partial` says that only a part of the act is meant, `through` are the acts that it is cited
    "as amended by".
    """

    act: Act
    partial: bool
    through: tuple[Act, ...]


@dataclass(frozen=True)
class Claim:
    """A relation that a sentence states of an act.

    `by` is the act that does it; None is the text itself, or, when `reported`, nobody named.
    `weak` marks a purpose, "in order to amend". `until` is the day on which it ends, where the
    words beside the verb say so.
    """

    kind: RelationKind
    verb: str
    act: Act
    partial: bool = False
    by: Act | None = None
    reported: bool = False
    weak: bool = False
    until: date | None = None

    def of(self, part: CitedPart) -> Iterator[Claim]:
        """Yield the same claim of an item of a list."""
        return claims_on(self.kind, self.verb, [part])


class Skeleton(NamedTuple):
    """A sentence in which the list number n of citations is "⟦n⟧"."""

    text: str
    lists: tuple[tuple[CitedPart, ...], ...]


def claims_on(
    kind: RelationKind,
    verb: str,
    parts: Sequence[CitedPart],
    by: Act | None = None,
    reported: bool = False,
    partial: bool = False,
) -> Iterator[Claim]:
    """Yield a claim for each act of a list, and for the acts that amended one that is revoked."""
    for part in parts:
        on_part = part.partial or partial
        done = _kind_of_part(kind, verb) if on_part else kind
        yield Claim(done, verb, part.act, on_part, by, reported)
        if done == "revokes" and not on_part:
            for act in part.through:
                yield Claim(done, verb, act, True, by, reported)


def _kind_of_part(kind: RelationKind, verb: str) -> RelationKind:
    """Return the relation to an act by a change of its part: to replace a part is to amend."""
    found = verb_of(verb)
    changed = found.of_part if found else None
    return changed if changed in PASSIVE_KINDS else kind


def verb_groups(
    kinds: Sequence[RelationKind],
    use: Use,
    which: tuple[Form, ...],
    verb_object: VerbObject | None = None,
    phrases: Mapping[RelationKind, str] | None = None,
) -> str:
    """Return alternatives with a named group for each kind, of the forms of its verbs.

    Args:
        kinds: the relations, each the name of its group.
        use: acts, reports or questions.
        which: the forms.
        verb_object: what the verbs are done to; anything when not given.
        phrases: further patterns by kind.
    """
    groups = []
    for kind in kinds:
        words = any_of(forms(kind, use, which, verb_object))
        phrase = phrases.get(kind) if phrases else None
        also = f"|{phrase}" if phrase else ""
        groups.append(rf"(?P<{kind}>\b(?:{words}{also})\b)")
    return "|".join(groups)
