"""What changed behind the library's back is found, whichever row it is."""

import sqlite3

import numpy as np
import pytest

from rag.storage import Library, sums
from rag.storage.sums import row_sum
from tests.samples import document, put


@pytest.fixture
def shelf(library, embedder):
    put(
        library,
        embedder,
        document("a", "Gallium rose by 7 percent. Officials confirmed it."),
        document("b", "Executive Order 13301 revokes Executive Order 13202.", kind="policy"),
    )
    library.conversations.save_turn("talk", "What of gallium?", {"status": "answered"})
    return library


def change(library, sql, *parameters):
    """Write as another program does."""
    with sqlite3.connect(library.path) as db:
        db.execute(sql, parameters)


def test_a_library_as_it_was_written_is_sound(shelf):
    assert shelf.integrity.problems() == []


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("UPDATE versions SET published = 20190101 WHERE document_id LIKE '%'", "A title"),
        ("UPDATE versions SET title = 'Another'", "is not as it was stored"),
        ("UPDATE versions SET report = '{}'", "is not as it was stored"),
        ("UPDATE versions SET authors = CAST(authors AS BLOB)", "is not as it was stored"),
        ("UPDATE documents SET removed = 2 WHERE key = 'a'", "1 of documents"),
        ("UPDATE origins SET source_hash = ''", "2 of origins"),
        ("UPDATE turns SET answer = '{}'", "1 of turns"),
        ("UPDATE vectors SET vector = zeroblob(length(vector))", "of vectors are not"),
        ("DELETE FROM copy_bands", "of copy_bands are gone"),
        ("UPDATE relations SET verb = 'amends'", "of relations are not"),
        ("INSERT INTO facts VALUES ('new', 1)", "1 of facts"),
        ("DELETE FROM version_words", "version_words"),
        (
            "UPDATE chunk_words_content SET c0 = 'Another' WHERE id = 1",
            "does not match its text",
        ),
    ],
)
def test_a_changed_row_is_found(shelf, sql, says):
    if "DELETE FROM version_words" in sql:
        sql = "UPDATE version_words_docsize SET sz = x'0909' WHERE id = 1"
    change(shelf, sql)
    assert any(says in problem for problem in shelf.integrity.problems())


def test_a_word_that_changed_in_the_index_alone_is_found(shelf):
    with sqlite3.connect(shelf.path) as db:
        rows = db.execute("SELECT id, block FROM version_words_data WHERE id > 10").fetchall()
        ((number, block),) = [row for row in rows if b"gallium" in row[1]]
        changed = block.replace(b"gallium", b"gallixm")
        db.execute("UPDATE version_words_data SET block = ? WHERE id = ?", (changed, number))
    assert shelf.integrity.problems() == ["the words of version_words are not those of the texts"]


def test_what_the_library_changes_itself_is_sound(shelf, embedder):
    put(shelf, embedder, document("a", "Gallium fell by 7 percent.", day="2025-11-02"))
    shelf.versions.remove(shelf.catalogue.entries()[0].document_id)
    shelf.facts.remember("a", "1")
    shelf.facts.remember("a", "2")
    shelf.vectors.settle_model("another")
    assert shelf.integrity.problems() == []


def test_a_transaction_that_is_rolled_back_leaves_no_sum(shelf):
    opened = Library(shelf.path)
    with pytest.raises(ZeroDivisionError), opened.database.transaction() as db:
        db.execute("INSERT INTO facts VALUES ('a', 1)")
        1 / 0  # noqa: B018
    opened.facts.remember("b", "1")
    assert shelf.integrity.problems() == []


def test_the_sum_of_a_row_tells_types_and_places_apart():
    rows = [(1, "a"), ("1", "a"), (b"1", "a"), ("1a", ""), ("a", 1), (None, "a"), ("None", "a")]
    assert len({row_sum(*row) for row in rows}) == len(rows)
    assert row_sum("é", np.float32(1).tobytes()) == row_sum("é", b"\x00\x00\x80?")


def test_every_table_of_the_library_has_sums(shelf):
    names = {table.name for table in sums.tables(shelf.database.connection())}
    assert {"versions", "vectors", "sentence_vectors", "word_vectors", "turns"} <= names
    assert not any(name.startswith(("chunk_words", "version_words", "sqlite_")) for name in names)
