"""Relations between acts: which amends, revokes or suspends which, and what is in force."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from rag.errors import UnknownDocument
from rag.legal import read_declarations, title_key
from rag.legal.citations import repeating_kinds
from rag.schema import Declarations, Effect, Kind, Scope, Span, State, Status
from rag.storage.columns import day_of, marks, number_or_none
from rag.storage.database import Database
from rag.storage.visibility import visible

_EFFECT_COLUMNS = (
    "r.*, v.document_id, v.title, v.publisher, v.published, v.copy_group,"
    " (SELECT max(i.name) FROM identities i"
    " WHERE i.version_id = r.version_id AND i.name != '' AND r.own) AS own_name"
)
_EFFECT_TABLES = (
    "relations r JOIN versions v USING (version_id) JOIN documents d USING (document_id)"
)
_IDENTITY_TABLES = (
    "identities i JOIN versions v USING (version_id) JOIN documents d USING (document_id)"
)
_ANY_YEAR = " of [12][0-9][0-9][0-9]"
# Verbs of a revocation that puts another act in the place of the old one.
_SUPERSEDING = ("supersed", "replac", "in supersession")


class Relations:
    """The acts that documents are, and their effects on each other."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def effects_on(self, keys: Collection[str], scope: Scope = Scope()) -> list[Effect]:
        """Return the effects that documents within a scope state on some acts, oldest first.

        Copies of one document count once, and a sentence before a table's row. An effect that a
        document states as its own hides the reports of others on the same kind of effect.
        """
        where, parameters = visible(scope)
        rows = self._database.rows(
            f"SELECT {_EFFECT_COLUMNS} FROM {_EFFECT_TABLES}"
            f" WHERE r.key IN ({marks(keys)}) AND {where}"
            " ORDER BY v.published IS NULL, v.published, r.version_id, r.place",
            [*keys, *parameters],
        )
        found: dict[tuple[Any, ...], Effect] = {}
        for row in rows:
            source = row["own_name"] or row["by_name"] or row["copy_group"]
            identity = (row["key"], row["kind"], row["partial"], row["own"], source)
            known = found.get(identity)
            if known is None or (_is_table_row(known.sentence) > _is_table_row(row["sentence"])):
                found[identity] = _effect(row)
        own = {(effect.act_key, effect.kind) for effect in found.values() if effect.own}
        return [
            effect
            for effect in found.values()
            if effect.own or (effect.act_key, effect.kind) not in own
        ]

    def effects_on_document(self, document_id: str, scope: Scope = Scope()) -> list[Effect]:
        """Return the effects that documents within a scope state on a document.

        Nothing counts that an earlier document says of a later one.
        """
        return self._effects_on_acts(document_id, self._acts_of(document_id, scope.as_of), scope)

    def effects_of_document(self, document_id: str, scope: Scope = Scope()) -> list[Effect]:
        """Return the effects that a document states on other acts, in the order of its text."""
        where, parameters = visible(scope)
        rows = self._database.rows(
            f"SELECT {_EFFECT_COLUMNS} FROM {_EFFECT_TABLES}"
            f" WHERE v.document_id = ? AND {where} ORDER BY r.start, r.place",
            [document_id, *parameters],
        )
        return [_effect(row) for row in rows]

    def reported_effects_of(self, act: str, scope: Scope = Scope()) -> list[Effect]:
        """Return the effects that documents within a scope report of an act, by its name.

        The latest report of each comes last.
        """
        where, parameters = visible(scope)
        rows = self._database.rows(
            f"SELECT {_EFFECT_COLUMNS} FROM {_EFFECT_TABLES}"
            f" WHERE r.by_name = ? COLLATE NOCASE AND {where}"
            " ORDER BY v.published IS NULL, v.published, r.version_id, r.place",
            [act, *parameters],
        )
        found = {(row["key"], row["kind"]): _effect(row) for row in rows}
        return list(found.values())

    def status(
        self, document_id: str, as_of: date | None = None, today: date | None = None
    ) -> Status:
        """Return the state of a document on `as_of`, or `today`, as far as the library knows.

        Nothing published later counts.

        Raises:
            UnknownDocument: there is no such document on that day.
        """
        if not self._database.exists(
            "SELECT 1 FROM documents WHERE document_id = ? AND NOT removed", (document_id,)
        ):
            raise UnknownDocument(
                f"there is no document {document_id!r}; `rag library list` shows all"
            )
        acts = self._acts_of(document_id, as_of)
        starts = [row["in_force"] for row in acts if row["in_force"]]
        effects = self._effects_on_acts(document_id, acts, Scope(as_of))
        day = as_of or today or date.today()
        return resolve_status(tuple(effects), day, day_of(min(starts, default=None)))

    def states(self) -> dict[str, State]:
        """Return the state of every document that is revoked, superseded or suspended now."""
        candidates = self._database.column(
            "SELECT DISTINCT t.document_id FROM relations r JOIN identities i USING (key)"
            " JOIN versions t ON t.version_id = i.version_id"
            " JOIN documents d ON d.document_id = t.document_id"
            " WHERE t.current AND NOT d.removed"
            " AND r.kind IN ('revokes', 'suspends') AND NOT r.partial"
        )
        statuses = {document_id: self.status(document_id) for document_id in candidates}
        return {
            document_id: status.state
            for document_id, status in statuses.items()
            if not status.is_current
        }

    def documents_of(self, keys: Collection[str], scope: Scope = Scope()) -> list[str]:
        """Return the documents within a scope that some keys cite, earliest first."""
        where, parameters = visible(scope)
        return self._database.column(
            f"SELECT DISTINCT v.document_id FROM {_IDENTITY_TABLES}"
            f" WHERE i.key IN ({marks(keys)}) AND {where}"
            " ORDER BY v.published IS NULL, v.published, v.document_id",
            [*keys, *parameters],
        )

    def titles_in(self, question: str) -> list[str]:
        """Return the keys of titles that occur in a question's fingerprint, longest first."""
        return self._database.column(
            "SELECT DISTINCT key FROM identities"
            " WHERE key LIKE 'title %' AND instr(?, substr(key, 6) || ' ')"
            " ORDER BY length(key) DESC",
            (f" {question} ",),
        )

    def keys_like(self, key: str) -> list[str]:
        """Return the keys of all years of an act named without one ("announcement no. 61")."""
        return self._database.column(
            "SELECT key FROM identities WHERE key GLOB ?"
            " UNION SELECT key FROM relations WHERE key GLOB ?",
            [key + _ANY_YEAR] * 2,
        )

    def names_of_number(self, number: str) -> list[str]:
        """Return the names of the acts with a number, of any kind and year."""
        names = self._database.column(
            "SELECT name FROM identities WHERE key GLOB ? OR key GLOB ?"
            " UNION SELECT name FROM relations WHERE key GLOB ? OR key GLOB ?",
            [f"* {number}", f"* {number}{_ANY_YEAR}"] * 2,
        )
        return [name for name in names if name]

    def holds_kind(self, kind: str) -> bool:
        """Return whether some document is itself an act of a kind, such as "executive order"."""
        return self._database.exists(
            "SELECT 1 FROM identities WHERE key GLOB ? LIMIT 1", (f"{kind.casefold()} *",)
        )

    def is_act(self, document_id: str) -> bool:
        """Return whether a document is itself an act that others cite."""
        return self._database.exists(
            "SELECT 1 FROM identities i JOIN versions v USING (version_id)"
            " WHERE v.document_id = ? LIMIT 1",
            (document_id,),
        )

    def _acts_of(self, document_id: str, as_of: date | None) -> list[sqlite3.Row]:
        """Return the acts that a document is as it answers on a day; its title is none."""
        where, parameters = visible(Scope(as_of))
        return self._database.rows(
            f"SELECT i.*, v.published FROM {_IDENTITY_TABLES}"
            f" WHERE v.document_id = ? AND i.name != '' AND {where}",
            [document_id, *parameters],
        )

    def _effects_on_acts(
        self, document_id: str, acts: Sequence[sqlite3.Row], scope: Scope
    ) -> list[Effect]:
        """Return the effects of other documents on the acts that a document is."""
        if not acts:
            return []
        act_of = {row["key"]: row for row in acts}
        return [
            effect
            for effect in self.effects_on(act_of, scope)
            if effect.document_id != document_id and _fits(effect, act_of[effect.act_key])
        ]


def resolve_status(history: tuple[Effect, ...], day: date, in_force: date | None) -> Status:
    """Return the state of an act on a day after its effects.

    What ended it for good decides, then what suspends it, then what changed it.

    Args:
        history: all effects on it, oldest first.
        day: the day that is asked for.
        in_force: the day from which it is in force, where it says so.
    """
    complete = [effect for effect in history if not effect.partial]
    for effect in complete:
        if effect.kind == "revokes":
            is_superseded = effect.verb.lower().startswith(_SUPERSEDING)
            ended: State = "superseded" if is_superseded else "revoked"
            return Status(ended, effect, effect.day, None, history)
    suspensions = [
        effect for effect in _suspensions(complete) if effect.until is None or effect.until >= day
    ]
    if suspensions:
        last = suspensions[-1]
        return Status("suspended", last, last.day, last.until, history)
    if in_force and in_force > day:
        return Status("announced", None, in_force, None, history)
    amendments = [effect for effect in history if _is_amendment(effect)]
    if amendments:
        last = amendments[-1]
        return Status("amended", last, last.day, None, history)
    return Status("in force", None, in_force, None, history)


def _is_table_row(sentence: str) -> bool:
    return sentence.startswith("|")


def _is_amendment(effect: Effect) -> bool:
    return effect.kind == "amends" or (effect.kind == "revokes" and effect.partial)


def _suspensions(effects: Sequence[Effect]) -> list[Effect]:
    """Return what suspends; a report without a last day is dropped where another gives one."""
    suspensions = [effect for effect in effects if effect.kind == "suspends"]
    is_end_known = any(effect.until for effect in suspensions)
    return [effect for effect in suspensions if effect.own or effect.until or not is_end_known]


class DeclaredRows(NamedTuple):
    """Rows of `identities` and `relations` of a version, read from its text but not yet written."""

    identities: list[Sequence[Any]]
    relations: list[Sequence[Any]]


def read_declared_rows(
    version_id: str, title: str, text: str, kind: Kind, published: date | None
) -> DeclaredRows:
    """Read the acts that a text is and the effects that it states.

    That takes up to seconds for a long text, so it must not happen inside a transaction.
    """
    declared = read_declarations(title, text, kind, published)
    return DeclaredRows(
        _identity_rows(version_id, title, declared), _relation_rows(version_id, text, declared)
    )


def write_declared_rows(db: sqlite3.Connection, version_id: str, rows: DeclaredRows) -> None:
    """Write the acts that a version is and the effects that it states, replacing the old."""
    db.execute("DELETE FROM identities WHERE version_id = ?", (version_id,))
    db.execute("DELETE FROM relations WHERE version_id = ?", (version_id,))
    db.executemany("INSERT OR IGNORE INTO identities VALUES (?, ?, ?, ?, ?)", rows.identities)
    db.executemany(f"INSERT INTO relations VALUES ({marks(range(16))})", rows.relations)


def _identity_rows(version_id: str, title: str, declared: Declarations) -> list[Sequence[Any]]:
    """Return the keys that cite a version; its title is one of them only where it is an act."""
    if not declared.identities:
        return []
    in_force = number_or_none(declared.in_force)
    rows: list[Sequence[Any]] = [
        (version_id, act.key, act.name, number_or_none(act.day), in_force)
        for act in declared.identities
    ]
    return [*rows, (version_id, title_key(title), "", None, in_force)]


def _relation_rows(version_id: str, text: str, declared: Declarations) -> list[Sequence[Any]]:
    return [
        (
            version_id,
            place,
            item.kind,
            item.verb,
            item.act.key,
            item.act.name,
            number_or_none(item.act.day),
            item.own,
            item.by.name if item.by else None,
            item.partial,
            number_or_none(item.until),
            *item.span,
            item.span.of(text),
            *(item.lead or (None, None)),
        )
        for place, item in enumerate(declared.relations)
    ]


def _effect(row: sqlite3.Row) -> Effect:
    has_lead = row["lead_start"] is not None
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
        lead=Span(row["lead_start"], row["lead_end"]) if has_lead else None,
    )


def _fits(effect: Effect, act: sqlite3.Row) -> bool:
    """Return whether an effect can be on an act: it is not earlier, and means the right year.

    Where numbers recur each year, its citation must give the act's own day.
    """
    published, own_day = day_of(act["published"]), day_of(act["day"])
    is_earlier = bool(effect.day and published and effect.day < published)
    has_other_day = bool(effect.act_day and own_day and effect.act_day != own_day)
    is_another = has_other_day and effect.act_key.startswith(repeating_kinds())
    return not is_earlier and not is_another
