"""A damaged library is made anew: what is derived comes back, the rest is named."""

import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from rag.errors import LibraryBusy, LibraryError
from rag.ingest.mending import mend
from rag.ingest.pipeline import ingest
from rag.schema import Scope
from rag.storage import Library
from rag.storage.backup import problems_of
from tests.conftest import REPOSITORY

PAGE = 4096
TRIES = 40
MOST_BYTES = 50_000_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Twelve stories, and an act that another revokes."""
    docs = tmp_path_factory.mktemp("docs")
    draw = random.Random(5)
    words = "gallium cobalt licence ministry tariff quota harbour minister permit steel".split()
    for n in range(12):
        paragraphs = [
            f"On {day} May 2025 office {n} said: {' '.join(draw.choices(words, k=40))}."
            for day in range(1, draw.randint(3, 9))
        ]
        head = f"---\ntitle: Story {n}\ndate: 2025-05-{n + 1:02d}\npublisher: The Daily\n---\n\n"
        (docs / f"story{n}.md").write_text(head + "\n\n".join(paragraphs))
    (docs / "order.md").write_text(
        "---\ntitle: Executive Order 13301 on Ports\ndate: 2025-06-02\nkind: policy\n---\n\n"
        "Executive Order 13202 of 6 April 2001 is hereby revoked.\n"
    )
    return docs


@pytest.fixture
def shelf(folder, library, embedder):
    ingest([folder], library, embedder, MOST_BYTES)
    library.conversations.save_turn("talk", "What of gallium?", {"status": "answered"})
    return library


def change(library, *statements):
    with sqlite3.connect(library.path) as db:
        for sql in statements:
            db.execute(sql)


def test_what_is_derived_comes_back_from_the_texts(shelf, embedder):
    digest = shelf.integrity.digest()
    change(
        shelf,
        "DELETE FROM chunks",
        "DELETE FROM chunk_words",
        "INSERT INTO version_words (version_words) VALUES ('delete-all')",
        "DELETE FROM relations",
        "DELETE FROM identities",
        "DELETE FROM copy_bands",
    )
    assert mend(shelf.path, embedder, MOST_BYTES) == []
    assert (shelf.integrity.digest(), problems_of(shelf.path)) == (digest, [])


@pytest.mark.parametrize(
    ("table", "column"), [("vectors", "vector"), ("sentence_vectors", "vectors")]
)
def test_vectors_that_changed_are_made_again(shelf, embedder, table, column):
    rows = f"SELECT {column} FROM {table} ORDER BY 1"
    before = shelf.database.column(rows)
    change(shelf, f"UPDATE {table} SET {column} = randomblob(length({column}))")
    assert mend(shelf.path, embedder, MOST_BYTES) == []
    assert (shelf.database.column(rows), problems_of(shelf.path)) == (before, [])


def test_a_mean_over_many_texts_that_changed_is_made_again_with_all_vectors(shelf, embedder):
    with shelf.database.transaction() as db:
        db.execute("INSERT INTO word_vectors VALUES ('words-256', 'gallium', 3, x'01')")
    before = shelf.database.column("SELECT vector FROM vectors ORDER BY 1")
    change(shelf, "UPDATE word_vectors SET vector = x'02'")
    assert mend(shelf.path, embedder, MOST_BYTES) == []
    assert shelf.database.column("SELECT vector FROM vectors ORDER BY 1") == before
    assert shelf.database.column("SELECT word FROM word_vectors") == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE versions SET text = replace(text, 'gallium', 'cobalt') WHERE title = 'Story 3'",
        "UPDATE versions SET title = 'Story 33' WHERE title = 'Story 3'",
        "UPDATE versions SET published = 20200101, effective = 20200101 WHERE title = 'Story 3'",
        "DELETE FROM versions WHERE title = 'Story 3'",
    ],
)
def test_a_damaged_text_is_named_and_read_again(shelf, embedder, sql):
    digest = shelf.integrity.digest()
    change(shelf, sql)
    (said,) = mend(shelf.path, embedder, MOST_BYTES)
    assert "story3.md" in said
    assert said.endswith("was damaged and is read again.")
    assert (shelf.integrity.digest(), problems_of(shelf.path)) == (digest, [])


def test_a_damaged_text_whose_file_is_gone_is_named_and_answers_no_more(
    library, embedder, tmp_path
):
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "a.txt").write_text("Gallium rose by 7 percent.")
    (docs / "b.txt").write_text("Cobalt fell by 2 percent.")
    ingest([docs], library, embedder, MOST_BYTES)
    change(library, "UPDATE versions SET text = replace(text, '7', '9')")
    (docs / "a.txt").unlink()
    (said,) = mend(library.path, embedder, MOST_BYTES)
    assert "a.txt is not there any more" in said
    assert library.fulltext.search_words("gallium", Scope(), 9) == []
    assert len(library.fulltext.search_words("cobalt", Scope(), 9)) == 1
    assert problems_of(library.path) == []


def test_an_earlier_version_answers_where_the_later_is_lost(library, embedder, tmp_path):
    page = tmp_path / "a.md"
    for day, number in ((1, 7), (2, 8)):
        page.write_text(f"---\ntitle: A\ndate: 2025-05-0{day}\n---\n\nGallium rose by {number} %.")
        ingest([page], library, embedder, MOST_BYTES)
    page.unlink()
    change(library, "UPDATE versions SET text = 'Gallium rose by 9 %.' WHERE current")
    (said,) = mend(library.path, embedder, MOST_BYTES)
    assert "is lost" in said
    (entry,) = library.catalogue.entries()
    assert library.catalogue.document(entry.document_id)["text"] == "Gallium rose by 7 %."
    assert problems_of(library.path) == []


def test_a_conversation_that_changed_is_said_to_be_lost(shelf, embedder):
    change(shelf, "UPDATE turns SET answer = '{}'")
    assert mend(shelf.path, embedder, MOST_BYTES) == ["A part of turns was damaged and is lost."]


def test_a_library_that_another_process_writes_to_is_left_alone(shelf, embedder):
    change(shelf, "UPDATE versions SET title = 'Another'")
    with shelf.writing(), pytest.raises(LibraryBusy):
        mend(shelf.path, embedder, MOST_BYTES)


def test_a_file_of_which_nothing_can_be_read_is_left_alone(tmp_path, embedder):
    path = tmp_path / "library.sqlite3"
    path.write_bytes(b"no database at all" * 1000)
    with pytest.raises(LibraryError, match="rag library restore"):
        mend(path, embedder, MOST_BYTES)
    assert path.read_bytes().startswith(b"no database at all")


_KILLED = """
import os, signal, sys
from pathlib import Path
from rag.ingest.mending import mend
from rag.models.embeddings import WordCountEmbedder
def progress(step):
    if step.stage == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)
mend(Path(sys.argv[1]), WordCountEmbedder(), 1_000_000, progress)
"""


@pytest.mark.parametrize("stage", ["cutting", "reading", "embedding"])
def test_killed_amid_it_leaves_the_library_as_it_was(shelf, embedder, stage):
    digest = shelf.integrity.digest()
    change(shelf, "UPDATE versions SET title = 'Another' WHERE title = 'Story 3'")
    before = problems_of(shelf.path)
    command = [sys.executable, "-c", _KILLED, str(shelf.path), stage]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert problems_of(shelf.path) == before
    mend(shelf.path, embedder, MOST_BYTES)
    assert (shelf.integrity.digest(), problems_of(shelf.path)) == (digest, [])
    assert not list(shelf.path.parent.glob(".making*"))


def damaged(data, draw):
    """A page overwritten with zeros, noise or another page, or a bit turned over."""
    pages = len(data) // PAGE
    found, at = bytearray(data), draw.randrange(pages) * PAGE
    how = draw.choice(["zeros", "noise", "another", "bit"])
    if how == "bit":
        found[at + draw.randrange(PAGE)] ^= 1 << draw.randrange(8)
        return bytes(found)
    other = draw.randrange(pages) * PAGE
    found[at : at + PAGE] = {
        "zeros": bytes(PAGE),
        "noise": draw.randbytes(PAGE),
        "another": data[other : other + PAGE],
    }[how]
    return bytes(found)


def digest_of(path):
    try:
        return Library(path).integrity.digest()
    except (LibraryError, sqlite3.DatabaseError):
        return ""


def test_random_damage_is_found_or_harmless_and_healed_or_named(shelf, embedder, tmp_path):
    digest, copy = shelf.integrity.digest(), tmp_path / "copy.sqlite3"
    with closing(sqlite3.connect(shelf.path)) as db:
        db.execute("VACUUM INTO ?", (str(copy),))
    data, draw = copy.read_bytes(), random.Random(7)
    for number in range(TRIES):
        path = tmp_path / str(number) / "library.sqlite3"
        path.parent.mkdir()
        path.write_bytes(damaged(data, draw))
        if not problems_of(path):
            assert digest_of(path) == digest, number
            continue
        try:
            said = mend(path, embedder, MOST_BYTES)
        except LibraryError as error:
            said = [str(error)]
        assert said or digest_of(path) == digest, number
        assert said or problems_of(path) == [], number
