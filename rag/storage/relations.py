"""What acts do to each other: who amends, revokes or suspends what, and whether a document is still in force."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from rag.errors import UnknownDocument
from rag.legal import read_declarations, title_key
from rag.schema import Effect, Kind, Scope, Span, State, Status
from rag.storage.copy_groups import CopyGroups
from rag.storage.tables import day_of, marks, number_of
from rag.storage.visibility import visible

_OWN_NAME = "(SELECT max(i.name) FROM identities i WHERE i.version_id = r.version_id AND i.name != '' AND r.own) AS own_name"
# Numbers of these start afresh each year, so that their days must agree too.
_YEARLY = ("s.o.", "g.s.r.", "order no.", "announcement no.")


class Effects(CopyGroups):
    """The part of the library that knows which act does what to which."""

    def effects_on(self, keys: Collection[str], scope: Scope = Scope()) -> list[Effect]:
        """What the documents within a scope do to the acts with some keys, oldest first; copies of one document count once.

        What a document does itself hides what others report of the same kind.
        """
        where, parameters = visible(scope)
        rows = self._all(
            "SELECT r.*, v.document_id, v.title, v.publisher, v.published, v.copy_group, "
            f" {_OWN_NAME} FROM relations r JOIN versions v USING (version_id)"
            " JOIN documents d USING (document_id)"
            f" WHERE r.key IN ({marks(keys)}) AND {where} ORDER BY v.published IS NULL, v.published, r.version_id, r.place",
            [*keys, *parameters],
        )
        found: dict[tuple[Any, ...], Effect] = {}
        for row in rows:
            group = row["own_name"] or row["by_name"] or row["copy_group"]
            found.setdefault(
                (row["key"], row["kind"], row["partial"], row["own"], group), _effect(row)
            )
        done = {(effect.act_key, effect.kind) for effect in found.values() if effect.own}
        return [
            effect
            for effect in found.values()
            if effect.own or (effect.act_key, effect.kind) not in done
        ]

    def relations_to(self, document_id: str, scope: Scope = Scope()) -> list[Effect]:
        """What the documents within a scope do to a document; nothing that an earlier document says of a later one."""
        rows = self._identities(document_id, scope.as_of)
        days = {row["key"]: (day_of(row["day"]), day_of(row["published"])) for row in rows}
        return [
            effect
            for effect in self.effects_on(days, scope)
            if effect.document_id != document_id and _fits(effect, *days[effect.act_key])
        ]

    def relations_from(self, document_id: str, scope: Scope = Scope()) -> list[Effect]:
        """What a document within a scope does to other acts, in the order of its text."""
        where, parameters = visible(scope)
        rows = self._all(
            "SELECT r.*, v.document_id, v.title, v.publisher, v.published, "
            f" {_OWN_NAME} FROM relations r JOIN versions v USING (version_id)"
            " JOIN documents d USING (document_id)"
            f" WHERE v.document_id = ? AND {where} ORDER BY r.start, r.place",
            [document_id, *parameters],
        )
        return [_effect(row) for row in rows]

    def status(
        self, document_id: str, as_of: date | None = None, today: date | None = None
    ) -> Status:
        """Whether a document is in force on `as_of`, or `today`, as far as the library knows; nothing published later counts.

        Raises:
            UnknownDocument: there is no such document on that day.
        """
        if not self._all(
            "SELECT 1 FROM documents WHERE document_id = ? AND NOT removed", (document_id,)
        ):
            raise UnknownDocument(
                f"there is no document {document_id!r}; `rag library list` shows all"
            )
        day = as_of or today or date.today()
        starts = [
            row["in_force"] for row in self._identities(document_id, as_of) if row["in_force"]
        ]
        return standing(
            tuple(self.relations_to(document_id, Scope(as_of))),
            day,
            day_of(min(starts, default=None)),
        )

    def documents_of(self, keys: Collection[str], scope: Scope = Scope()) -> list[str]:
        """The documents within a scope that are cited by one of some keys, earliest first."""
        where, parameters = visible(scope)
        rows = self._all(
            "SELECT DISTINCT v.document_id FROM identities i JOIN versions v USING (version_id) JOIN documents d USING (document_id)"
            f" WHERE i.key IN ({marks(keys)}) AND {where} ORDER BY v.published IS NULL, v.published, v.document_id",
            [*keys, *parameters],
        )
        return [row[0] for row in rows]

    def titles_in(self, question: str) -> list[str]:
        """Keys of titles that occur in a question, given as a fingerprint, the longest first."""
        rows = self._all(
            "SELECT DISTINCT key FROM identities WHERE key LIKE 'title %' AND instr(?, substr(key, 6) || ' ') ORDER BY length(key) DESC",
            (f" {question} ",),
        )
        return [row[0] for row in rows]

    def keys_like(self, key: str) -> list[str]:
        """The keys of all years of an act that is named without its year ("announcement no. 61"), and of itself."""
        rows = self._all(
            "SELECT key FROM identities WHERE key GLOB ? UNION SELECT key FROM relations WHERE key GLOB ?",
            [f"{key} of [12][0-9][0-9][0-9]"] * 2,
        )
        return [row[0] for row in rows]

    def holds_kind(self, kind: str) -> bool:
        """Whether some document is itself an act of a kind, such as "executive order"."""
        return (
            self._one(
                "SELECT 1 FROM identities WHERE key GLOB ? LIMIT 1", (f"{kind.casefold()} *",)
            )
            is not None
        )

    def is_act(self, document_id: str) -> bool:
        """Whether a document is itself an act that others cite."""
        return (
            self._one(
                "SELECT 1 FROM identities i JOIN versions v USING (version_id) WHERE v.document_id = ? LIMIT 1",
                (document_id,),
            )
            is not None
        )

    def states(self) -> dict[str, State]:
        """The state of every document that is no longer in force, or is suspended, by what the library holds now."""
        rows = self._all(
            "SELECT DISTINCT t.document_id FROM relations r JOIN identities i USING (key) JOIN versions t ON t.version_id = i.version_id"
            " WHERE t.current AND r.kind IN ('revokes', 'suspends') AND NOT r.partial"
        )
        found = {
            row[0]: self.status(row[0])
            for row in rows
            if self._all("SELECT 1 FROM documents WHERE document_id = ? AND NOT removed", row)
        }
        return {
            document_id: status.state
            for document_id, status in found.items()
            if not status.is_current
        }

    def _identities(self, document_id: str, as_of: date | None) -> list[sqlite3.Row]:
        where, parameters = visible(Scope(as_of))
        return self._all(
            "SELECT i.*, v.published FROM identities i JOIN versions v USING (version_id) JOIN documents d USING (document_id)"
            f" WHERE v.document_id = ? AND i.name != '' AND {where}",
            [document_id, *parameters],
        )


def standing(history: tuple[Effect, ...], day: date, in_force: date | None) -> Status:
    """The state on a day after what happened: what ended an act for good decides, then what suspends it, then what changed it."""
    whole = [effect for effect in history if not effect.partial]
    for effect in whole:
        if effect.kind == "revokes":
            state: State = (
                "superseded"
                if effect.verb.lower().startswith(("supersed", "replac", "in supersession"))
                else "revoked"
            )
            return Status(state, effect, effect.day, None, history)
    suspending = [
        effect for effect in _with_end(whole) if effect.until is None or effect.until >= day
    ]
    if suspending:
        return Status(
            "suspended", suspending[-1], suspending[-1].day, suspending[-1].until, history
        )
    if in_force and in_force > day:
        return Status("announced", None, in_force, None, history)
    changed = [
        effect
        for effect in history
        if effect.kind == "amends" or (effect.kind == "revokes" and effect.partial)
    ]
    if changed:
        return Status("amended", changed[-1], changed[-1].day, None, history)
    return Status("in force", None, in_force, None, history)


def _with_end(effects: Sequence[Effect]) -> list[Effect]:
    """What suspends; a report that gives no last day says nothing about it where another does."""
    suspending = [effect for effect in effects if effect.kind == "suspends"]
    is_told = any(effect.until for effect in suspending)
    return [effect for effect in suspending if effect.own or effect.until or not is_told]


def write_declared(
    db: sqlite3.Connection,
    version_id: str,
    title: str,
    text: str,
    kind: Kind,
    published: date | None,
) -> None:
    """Write what a version is cited by and what it says of other acts, in place of what was read before."""
    declared = read_declarations(title, text, kind, published)
    db.execute("DELETE FROM identities WHERE version_id = ?", (version_id,))
    db.execute("DELETE FROM relations WHERE version_id = ?", (version_id,))
    if declared.identities:
        names = [(act.key, act.name, act.day) for act in declared.identities] + [
            (title_key(title), "", None)
        ]
        rows: Iterable[Sequence[Any]] = [
            (version_id, key, name, _number(day), _number(declared.in_force))
            for key, name, day in names
        ]
        db.executemany("INSERT OR IGNORE INTO identities VALUES (?, ?, ?, ?, ?)", rows)
    db.executemany(
        f"INSERT INTO relations VALUES ({', '.join('?' * 16)})",
        [
            (
                version_id, place, item.kind, item.verb, item.act.key, item.act.name, _number(item.act.day),
                item.own, item.by.name if item.by else None, item.partial, _number(item.until),
                *item.span, item.span.of(text), *(item.lead or (None, None)),
            )
            for place, item in enumerate(declared.relations)
        ],
    )  # fmt: skip


def _effect(row: sqlite3.Row) -> Effect:
    return Effect(
        kind=row["kind"],
        verb=row["verb"],
        act_key=row["key"],
        act=row["name"],
        act_day=day_of(row["day"]),
        by=row["own_name"] or row["by_name"],
        own=bool(row["own"]),
        partial=bool(row["partial"]),
        until=day_of(row["until"]),
        day=day_of(row["published"]),
        document_id=row["document_id"],
        version_id=row["version_id"],
        title=row["title"],
        publisher=row["publisher"],
        span=Span(row["start"], row["end"]),
        sentence=row["sentence"],
        lead=Span(row["lead_start"], row["lead_end"]) if row["lead_start"] is not None else None,
    )


def _fits(effect: Effect, own_day: date | None, published: date | None) -> bool:
    """Whether an effect can be on the act of these days: it is not earlier, and where numbers recur its citation gives the same day."""
    is_earlier = bool(effect.day and published and effect.day < published)
    is_another = bool(
        effect.act_key.startswith(_YEARLY)
        and effect.act_day
        and own_day
        and effect.act_day != own_day
    )
    return not is_earlier and not is_another


def _number(day: date | None) -> int | None:
    return number_of(day) if day else None
