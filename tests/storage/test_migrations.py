"""Libraries of other versions: an older one is brought up to date or left as it was, a newer one is
refused.
"""

import re
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from rag import open_chain
from rag.errors import LibraryError
from rag.schema import Scope
from rag.storage import Library, migrations
from rag.storage.migrations import STEPS, Step, find_steps, migrate, split_statements
from tests.conftest import REPOSITORY

OLD = Path(__file__).parent / "data" / "library_0_2.sql"
LAST = STEPS[-1].number


@pytest.fixture
def old(tmp_path):
    """The file of a library as version 0.2 left it."""
    path = tmp_path / "home" / "library.sqlite3"
    path.parent.mkdir()
    db = sqlite3.connect(path)
    db.executescript(OLD.read_text())
    db.close()
    return path


def contents(path):
    """All that a file holds, table by table, and its version."""
    db = sqlite3.connect(path)
    names = [
        row[0]
        for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        if not row[0].startswith("version_words")
    ]
    rows = {name: db.execute(f"SELECT * FROM {name}").fetchall() for name in names}
    version = db.execute("PRAGMA user_version").fetchone()[0]
    db.close()
    return version, rows


def plain(sql):
    """SQL without comments and with one space where it has any."""
    return re.sub(r"\s+", " ", re.sub(r"--.*", "", sql)).replace("( ", "(").replace(" )", ")")


def tables(path):
    db = sqlite3.connect(path)
    rows = db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
    found = {name: plain(sql) for name, sql in rows}
    db.close()
    return found


def add_column(db):
    db.execute("ALTER TABLE documents ADD COLUMN note TEXT NOT NULL DEFAULT ''")


def fill_column(db):
    db.execute("UPDATE documents SET note = upper(key)")


NEXT = (*STEPS, Step(LAST + 1, add_column), Step(LAST + 2, fill_column))


# -- a library of 0.2 ------------------------------------------------------------------------------


def test_a_library_of_0_2_opens_and_is_sound(old):
    library = Library(old)
    assert library.integrity.problems() == []
    assert [entry.title for entry in library.catalogue.entries()] == [
        "Cobalt prices fell",
        "Norland opens its gallium exports",
        "Executive Order 13401 on Harbours",
        "Executive Order 13301 on Ports",
    ]
    assert library.conversations.turns("talk") == [{"question": "What of gallium?"}]


def test_a_library_of_0_2_answers(old):
    chain = open_chain(old.parent, embedding_model="words", llm="quotes")
    answer = chain.invoke("When will pending gallium applications be approved?")
    held = chain.index.status()
    chain.close()
    assert "within thirty days" in answer.statements[0].text
    assert (held["serving"], held["library_vectors"]) == ("chroma", 5)


def test_a_library_of_0_2_keeps_the_sentences_of_what_a_question_reads(old):
    chain = open_chain(old.parent, embedding_model="words", llm="quotes")
    kept = "SELECT count(*) FROM sentence_vectors"
    assert chain.library.database.scalar(kept) == 0
    first = chain.invoke("When will pending gallium applications be approved?")
    count = chain.library.database.scalar(kept)
    again = chain.invoke("When will pending gallium applications be approved?")
    assert count == chain.library.database.scalar(kept) > 0
    assert [item.text for item in first.statements] == [item.text for item in again.statements]
    assert chain.library.integrity.problems() == []
    chain.close()


def test_a_library_of_0_2_knows_versions_and_relations(old):
    library = Library(old)
    order = library.relations.documents_of(["executive order 13301"])[0]
    assert library.relations.status(order).state == "revoked"
    (cobalt,) = {
        passage.document_id
        for passage in library.chunks.passages(
            library.fulltext.search_words("cobalt percent", Scope(), 1)
        )
    }
    assert [version.number for version in library.catalogue.versions_of(cobalt)] == [1, 2]
    assert "nine percent" in library.catalogue.document(cobalt, 1)["text"]


def test_a_new_library_has_the_tables_that_an_old_one_comes_to(old, tmp_path):
    Library(old)
    Library(tmp_path / "new" / "library.sqlite3")
    assert tables(tmp_path / "new" / "library.sqlite3") == tables(old)
    assert contents(tmp_path / "new" / "library.sqlite3")[0] == contents(old)[0] == LAST


# -- the steps -------------------------------------------------------------------------------------


def test_the_steps_are_numbered_without_a_gap_from_those_of_0_2():
    assert [step.number for step in STEPS] == list(range(5, 5 + len(STEPS)))


def test_missing_steps_run_in_order_and_once(old, monkeypatch):
    monkeypatch.setattr(migrations, "STEPS", NEXT)
    Library(old)
    Library(old)
    version, rows = contents(old)
    assert version == LAST + 2
    assert {row[-1] for row in rows["documents"]} == {row[1].upper() for row in rows["documents"]}
    assert Library(old).integrity.problems() == []


def test_an_empty_file_gets_all_steps(tmp_path, monkeypatch):
    monkeypatch.setattr(migrations, "STEPS", NEXT)
    library = Library(tmp_path / "library.sqlite3")
    assert library.database.scalar("PRAGMA user_version") == LAST + 2
    assert library.database.rows("SELECT note FROM documents") == []


def test_steps_are_sql_or_a_function(tmp_path, monkeypatch):
    package = tmp_path / "steps"
    package.mkdir()
    (package / "step_0001_tables.sql").write_text(
        "-- two; and one\nCREATE TABLE a (b);\nCREATE TABLE c (d TEXT DEFAULT ';');\n"
    )
    (package / "step_0002_rows.py").write_text(
        "def apply(db):\n    db.execute('INSERT INTO a VALUES (7)')\n"
    )
    (package / "notes.txt").write_text("no step")
    monkeypatch.setattr(migrations, "__name__", "steps")
    monkeypatch.syspath_prepend(tmp_path)
    (package / "__init__.py").write_text("")
    db = sqlite3.connect(":memory:")
    migrate(db, tmp_path, find_steps(package))
    assert db.execute("SELECT b FROM a").fetchall() == [(7,)]
    assert db.execute("PRAGMA user_version").fetchone() == (2,)
    db.close()


def test_a_script_is_split_at_its_semicolons_only():
    script = "-- a; b\nCREATE TABLE a (\n  b TEXT DEFAULT ';' -- c;\n);\n\nDELETE FROM a;\n-- end"
    assert [part.strip().splitlines()[-1] for part in split_statements(script)] == [
        ");",
        "DELETE FROM a;",
    ]


# -- refusals and kills ----------------------------------------------------------------------------


def test_a_newer_library_is_refused_and_left_alone(old):
    db = sqlite3.connect(old)
    db.execute(f"PRAGMA user_version = {LAST + 1}")
    db.close()
    before = contents(old)
    with pytest.raises(LibraryError, match=rf"schema {LAST + 1}, .* reads {LAST}; update Dateline"):
        Library(old)
    assert contents(old) == before


def test_a_library_from_before_0_2_is_refused_and_left_alone(old):
    db = sqlite3.connect(old)
    db.execute("PRAGMA user_version = 4")
    db.close()
    before = contents(old)
    with pytest.raises(LibraryError, match=r"schema 4, .* move that file away and ingest again"):
        Library(old)
    assert contents(old) == before


def test_a_file_of_another_program_is_refused_and_left_alone(tmp_path):
    db = sqlite3.connect(tmp_path / "library.sqlite3")
    db.execute("CREATE TABLE notes (text)")
    db.close()
    with pytest.raises(LibraryError, match="a SQLite file of another program"):
        Library(tmp_path / "library.sqlite3")
    assert list(contents(tmp_path / "library.sqlite3")[1]) == ["notes"]


def test_a_step_that_fails_leaves_the_old_library(old, monkeypatch):
    def fail(db):
        db.execute("DELETE FROM chunks")
        db.execute("SELECT no_such_column FROM documents")

    before = contents(old)
    monkeypatch.setattr(migrations, "STEPS", (*NEXT, Step(LAST + 3, fail)))
    with pytest.raises(LibraryError, match="no such column"):
        Library(old)
    assert contents(old) == before


_KILLED = """
import os, signal, sys
from pathlib import Path
from rag.storage import Library, migrations
from rag.storage.migrations import STEPS, Step
after = int(sys.argv[2])
statements = []
def slowly(db):
    def count(statement):
        statements.append(statement)
        if len(statements) == after:
            os.kill(os.getpid(), signal.SIGKILL)
    db.set_trace_callback(count)
    db.execute("ALTER TABLE documents ADD COLUMN note TEXT")
    db.execute("DROP INDEX relations_by_key")
    db.execute("UPDATE documents SET note = key")
    db.execute("DELETE FROM chunks WHERE number = 1")
migrations.STEPS = (*STEPS, Step(STEPS[-1].number + 1, slowly))
Library(Path(sys.argv[1]))
print(len(statements))
"""


def run_migration(path, after):
    command = [sys.executable, "-c", _KILLED, str(path), str(after)]
    return subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, check=False)


@pytest.mark.parametrize("after", [1, 2, 3, 4, 5, 6])
def test_a_migration_that_is_killed_leaves_the_old_library(old, after):
    before = contents(old)
    killed = run_migration(old, after)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert contents(old) == before
    assert Library(old).integrity.problems() == []


def test_a_migration_that_is_not_killed_changes_the_library(old):
    done = run_migration(old, 0)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 6  # the changes, the number and the commit are all killed above
    assert contents(old)[0] == LAST + 1
