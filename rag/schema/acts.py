"""Numbered acts, the relations that texts declare between them, and their status."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

from rag.schema.documents import Span
from rag.schema.json_form import iso

RelationKind = Literal["amends", "revokes", "suspends", "extends", "implements"]
RequestDirection = Literal["to", "from", "says"]
State = Literal["announced", "in force", "amended", "suspended", "superseded", "revoked"]


@dataclass(frozen=True)
class Act:
    """A numbered act, such as ("Executive Order", "13301").

    `day` and `title` are known as far as a citation gives them.
    """

    kind: str
    number: str
    day: date | None = None
    title: str | None = None

    @property
    def key(self) -> str:
        """Return the name in lower case, "executive order 13301", by which the act is found.

        It is the same for every way of citing it.
        """
        return self.name.casefold()

    @property
    def name(self) -> str:
        """Return it as a reader writes it: "Executive Order 13301"."""
        return f"{self.kind} {self.number}"


@dataclass(frozen=True)
class ActCitation:
    """A citation and where it stands, with its date and title.

    `follows` marks a bare number in a list that an earlier one opened, `within` are the acts of a
    range between that one and this.
    """

    span: Span
    act: Act
    follows: bool = False
    within: tuple[Act, ...] = ()


@dataclass(frozen=True)
class ActRequest:
    """A request about an act: what was done "to" it, what it did ("from"), or what it "says".

    `kinds` are the relations asked for, the most wanted first. `act` is the act named by number;
    `quoted` its title when no number is named. `asks_state` says that it asks whether the act is in
    force.
    """

    direction: RequestDirection
    kinds: tuple[RelationKind, ...]
    act: Act | None
    quoted: str | None = None
    asks_state: bool = False


class UnclearAct(NamedTuple):
    """A number in a question, "No. 61", that several acts have; `names` are theirs."""

    span: Span
    names: tuple[str, ...]


class Provision(NamedTuple):
    """A part of an act: `word` is section, article, clause, paragraph or rule.

    `parts` lead down from its number, ("b", "i"). `span` counts in the text that names it.
    """

    word: str
    number: str
    parts: tuple[str, ...]
    span: Span


@dataclass(frozen=True)
class Relation:
    """What a text says of another act, and the sentence that says it: `text[span.start:span.end]`.

    `lead` is the sentence above a long list whose item `span` is. `by` is the act that does it,
    None when it is not named; `own` says that it is the document itself. `partial` says that only a
    part of the act is meant. `until` is the day on which a suspension or an extension ends.
    """

    kind: RelationKind
    verb: str
    act: Act
    span: Span
    own: bool
    partial: bool = False
    by: Act | None = None
    until: date | None = None
    lead: Span | None = None


@dataclass(frozen=True)
class Declarations:
    """The names of a document, the day from which it applies, and its relations in order."""

    identities: tuple[Act, ...] = ()
    in_force: date | None = None
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True)
class Effect:
    """What a document does, or reports as done, to an act, and the sentence that says so.

    `text[span.start:span.end] == sentence`. `by` names the act that does it, as far as it is known;
    `own` says that it is the document itself. `lead` is the sentence above a long list of which
    `sentence` is an item. `partial` says that only a part of the act is meant. `day` is the day of
    the document.
    """

    kind: RelationKind
    verb: str
    act_key: str
    act: str
    act_day: date | None
    by: str | None
    own: bool
    partial: bool
    until: date | None
    day: date | None
    document_id: str
    version_id: str
    title: str
    publisher: str | None
    span: Span
    sentence: str
    lead: Span | None

    @property
    def actor(self) -> str:
        """Return who does it, for readers."""
        return self.by or f"“{self.title}”"

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form, dates in ISO."""
        return {
            **asdict(self),
            "act_day": iso(self.act_day),
            "until": iso(self.until),
            "day": iso(self.day),
        }


@dataclass(frozen=True)
class Status:
    """The state of a document on a day, and what decided it.

    `day` is when it came to be so: the day of the deciding document, or the day from which the
    document itself applies. `history` is all that happened to it, oldest first.
    """

    state: State
    by: Effect | None = None
    day: date | None = None
    until: date | None = None
    history: tuple[Effect, ...] = ()

    @property
    def is_current(self) -> bool:
        """Return whether it may be given as what applies."""
        return self.state not in ("revoked", "superseded", "suspended")

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form, dates in ISO."""
        return {
            "state": self.state,
            "day": iso(self.day),
            "until": iso(self.until),
            "history": [effect.to_dict() for effect in self.history],
        }
