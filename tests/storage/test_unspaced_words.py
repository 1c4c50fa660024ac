"""Texts in scripts without spaces are found by their words, in older libraries too."""

import pytest

from rag.language.segmentation import spaced
from rag.schema import Scope
from rag.storage.migrations.step_0009_unspaced_words import _ADD_TEXT, _DROP_TEXT, apply
from tests.samples import document, put

ZH = "港口委员会星期一决定: 北码头从九月起关闭。"
EN = "The north quay is shut from September."


@pytest.fixture
def filled(library, embedder):
    put(library, embedder, document("zh", ZH, title="北码头关闭"), document("en", EN, title="Quay"))
    return library


def found(library, query):
    hits = library.fulltext.search_words(query, Scope(), 10)
    return [passage.text for passage in library.chunks.passages(hits)]


@pytest.mark.parametrize(
    ("query", "text"), [("码头", ZH), ("北码头什么时候关闭？", ZH), ("quay", EN), ("渡轮", None)]
)
def test_a_word_of_two_characters_is_found(filled, query, text):
    assert found(filled, query) == ([text] if text else [])


def test_the_whole_text_is_scored_by_such_words(filled):
    entries = filled.chunks.entries_of([1, 2])
    assert [score > 0 for score in filled.fulltext.score_texts("码头", entries)] == [True, False]


def as_older(db):
    """Write the words of all texts whole, as libraries did before."""
    for entry, title, text in db.execute("SELECT entry, title, text FROM versions").fetchall():
        db.execute(_DROP_TEXT, (entry, spaced(title), spaced(text)))
        db.execute(_ADD_TEXT, (entry, title, text))
    db.execute(
        "UPDATE chunk_words SET (title, heading, body) ="
        " (SELECT v.title, c.heading, substr(v.text, c.start + 1, c.reach - c.start) FROM chunks c"
        " JOIN versions v USING (version_id) WHERE c.number = chunk_words.rowid)"
    )


def test_a_library_that_indexed_such_texts_whole_is_indexed_anew(filled):
    with filled.database.transaction(changes=True) as db:
        as_older(db)
    assert found(filled, "码头") == []
    assert found(filled, "quay") == [EN]
    with filled.database.transaction(changes=True) as db:
        apply(db)
    assert found(filled, "码头") == [ZH]
    assert filled.fulltext.score_texts("码头", filled.chunks.entries_of([1]))[0] > 0
    assert found(filled, "quay") == [EN]
    assert filled.integrity.problems() == []
