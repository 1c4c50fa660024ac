"""The library: versions, days, copies, filters, words, damage, and who may write."""

import sqlite3
import subprocess
import sys
import threading
import time
from datetime import date

import pytest

from rag.errors import LibraryBusy, LibraryError, UnknownDocument
from rag.ingest.chunking import chunk
from rag.models.embeddings import embedding_input, vector_key
from rag.schema import Dating, Scope, Window
from rag.storage import Library, identifier
from tests.conftest import REPOSITORY
from tests.samples import document, put

STORY = (
    "The commerce ministry of Norland suspended its export controls on gallium for twelve months "
    "on Friday. "
    "Officials told reporters in the capital that pending applications would be approved within "
    "thirty working days. "
    "Chipmakers in three neighbouring countries welcomed the decision and said their stocks had "
    "fallen to a week of production. "
    "The controls had been imposed in spring, after talks about tariffs on solar panels broke down "
    "without an agreement. "
    "Analysts at a brokerage expect spot prices to halve before summer, although smaller buyers "
    "may wait longer for deliveries. "
    "A spokesman declined to say whether germanium and antimony would follow, adding that another "
    "round of meetings was planned."
)
SAME_EVENT = (
    "Norland paused curbs on shipments of gallium for a year, its trade department announced. "
    "Semiconductor firms abroad, which had been running short of the metal, cheered the step. "
    "Licences already requested are to be granted in roughly six weeks, according to a spokeswoman."
)


def found(library, words="gallium", scope=Scope()):
    """The texts that the lexical half finds."""
    return [
        passage.text
        for passage in library.chunks.passages(library.fulltext.search_words(words, scope, 50))
    ]


def on(day):
    return Scope(as_of=date.fromisoformat(day))


def since(day):
    return Scope(window=Window(start=date.fromisoformat(day)))


def until(day):
    return Scope(window=Window(end=date.fromisoformat(day)))


# -- one version -----------------------------------------------------------------------------------


def test_a_document_is_found_by_its_words_at_its_offsets(library, embedder):
    text = "First sentence here. " * 60 + "Gallium rose."
    put(library, embedder, document("a", text))
    windows = library.chunks.passages(library.fulltext.search_words("gallium", Scope(), 10))
    assert len(windows) == 2  # the last chunk, and the one before it that reaches over it
    for passage in windows:
        assert "Gallium rose." in passage.text
        assert passage.span.of(library.catalogue.document(identifier("a"))["text"]) == passage.text


def test_offsets_hold_behind_emoji_and_combining_characters(library, embedder):
    text = "🙂 " + "Ça coûte 10 € à l'été 🎉. " * 50 + "Gallium rose."
    put(library, embedder, document("a", text))
    for passage in library.chunks.passages(
        library.fulltext.search_words("gallium coûte", Scope(), 50)
    ):
        assert text[passage.span.start : passage.span.end] == passage.text


def test_a_version_written_by_half_is_not_visible(library):
    text = (
        "Gallium rose. " * 120
    )  # three chunks; the second has no key, so writing breaks off after the first
    chunks = chunk(text)
    assert len(chunks) > 1
    with pytest.raises(ValueError, match="zip"):
        library.versions.add(document("a", text), chunks, ["only one key"], {}, "words-256")
    assert (
        found(library),
        library.is_empty(),
        library.catalogue.entries(),
        library.integrity.problems(),
    ) == (
        [],
        True,
        [],
        [],
    )


def test_a_half_written_new_version_leaves_the_old_one_answering(library, embedder):
    put(library, embedder, document("a", "Gallium rose."))
    text = "Gallium fell. " * 120
    with pytest.raises(ValueError, match="zip"):
        library.versions.add(document("a", text), chunk(text), ["only one key"], {}, "words-256")
    assert found(library) == ["Gallium rose."]


def test_an_empty_library_finds_nothing(library):
    assert (
        found(library),
        library.is_empty(),
        library.catalogue.period(),
        library.chunks.passages([]),
    ) == (
        [],
        True,
        None,
        [],
    )


# -- versions --------------------------------------------------------------------------------------


def test_new_content_of_the_same_file_is_a_new_version_and_the_old_one_stops_answering(
    library, embedder
):
    put(library, embedder, document("a", "Gallium rose.", day="2025-10-30"))
    (outcome,) = put(library, embedder, document("a", "Gallium fell.", day="2025-10-31"))
    assert outcome.status == "changed"
    assert found(library) == ["Gallium fell."]
    assert [
        version["current"] for version in library.catalogue.document(identifier("a"))["versions"]
    ] == [
        False,
        True,
    ]


def test_a_corrected_version_of_the_same_day_replaces_the_first_even_as_of_that_day(
    library, embedder
):
    put(library, embedder, document("a", "Gallium rose.", day="2025-10-31"))
    put(library, embedder, document("a", "Gallium fell.", day="2025-10-31"))
    assert found(library) == ["Gallium fell."]
    assert found(library, scope=on("2025-10-31")) == ["Gallium fell."]


def test_a_file_corrected_to_an_earlier_day_replaces_what_it_held(library, embedder):
    put(library, embedder, document("a", "Gallium rose.", day="2025-10-31"))
    put(library, embedder, document("a", "Gallium fell.", day="2025-10-20"))
    assert found(library) == ["Gallium fell."]
    assert found(library, scope=on("2025-12-01")) == ["Gallium fell."]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1)])
def test_the_latest_day_of_one_url_answers_whatever_the_order_of_arrival(library, embedder, order):
    url = "https://news.example/gallium"
    versions = [
        document(url, f"Gallium number {n}.", day=f"2025-10-0{n}", url=url) for n in (1, 2, 3)
    ]
    for number, version in enumerate(versions):
        object.__setattr__(version, "origin", f"file {number}")
    for number in order:
        put(library, embedder, versions[number])
    assert found(library) == ["Gallium number 3."]


def test_as_of_answers_with_the_version_of_that_day_inclusive(library, embedder):
    put(library, embedder, document("a", "Gallium rose.", day="2025-10-10"))
    put(library, embedder, document("a", "Gallium fell.", day="2025-10-20"))
    seen = {
        day: found(library, scope=on(day))
        for day in ("2025-10-09", "2025-10-10", "2025-10-19", "2025-10-20", "2026-01-01")
    }
    assert seen == {
        "2025-10-09": [],
        "2025-10-10": ["Gallium rose."],
        "2025-10-19": ["Gallium rose."],
        "2025-10-20": ["Gallium fell."],
        "2026-01-01": ["Gallium fell."],
    }


def test_an_update_is_readable_from_the_day_of_the_update_only(library, embedder):
    updated = document("a", "Gallium rose.", day="2025-10-10")
    object.__setattr__(updated, "updated", Dating(date(2025, 10, 15), "meta", "2025-10-15"))
    put(library, embedder, updated)
    assert found(library, scope=on("2025-10-14")) == []
    assert found(library, scope=on("2025-10-15")) == ["Gallium rose."]


@pytest.mark.parametrize("scope", [on("2999-01-01"), since("1900-01-01"), until("2999-01-01")])
def test_a_document_without_a_date_never_answers_about_days(library, embedder, scope):
    put(library, embedder, document("a", "Gallium rose.", day=None))
    assert found(library, scope=scope) == []
    assert found(library) == ["Gallium rose."]


def test_an_earlier_version_can_still_be_shown(library, embedder):
    put(library, embedder, document("a", "Gallium rose.", day="2025-10-10"))
    put(library, embedder, document("a", "Gallium fell.", day="2025-10-20"))
    assert library.catalogue.document(identifier("a"), 1)["text"] == "Gallium rose."
    assert library.catalogue.document(identifier("a"))["text"] == "Gallium fell."


@pytest.mark.parametrize("version", [0, 3, 99])
def test_a_version_that_is_not_there_is_an_error(library, embedder, version):
    put(library, embedder, document("a", "Gallium rose."))
    with pytest.raises(UnknownDocument):
        library.catalogue.document(identifier("a"), version)


# -- removal ---------------------------------------------------------------------------------------


def test_a_removed_document_stops_answering_at_once_in_all_its_versions(library, embedder):
    put(library, embedder, document("a", "Gallium rose.", day="2025-10-10"))
    put(library, embedder, document("a", "Gallium fell.", day="2025-10-20"))
    library.versions.remove(identifier("a"))
    assert (
        found(library),
        found(library, scope=on("2025-10-15")),
        library.catalogue.entries(),
        library.is_empty(),
    ) == ([], [], [], True)
    with pytest.raises(UnknownDocument):
        library.catalogue.document(identifier("a"))


def test_removing_what_is_not_there_names_it(library):
    with pytest.raises(UnknownDocument, match="nothing-here"):
        library.versions.remove("nothing-here")


# -- copies ----------------------------------------------------------------------------------------


def test_copies_are_all_kept_and_know_each_other(library, embedder):
    put(
        library,
        embedder,
        document("a", STORY, publisher="The Daily"),
        document("b", STORY, publisher="The Echo"),
        document("c", STORY, publisher="The Herald"),
    )
    assert sorted(entry.copies for entry in library.catalogue.entries()) == [2, 2, 2]
    passages = library.chunks.passages(library.fulltext.search_words("gallium", Scope(), 10))
    assert sorted(
        tuple(sorted(copy.publisher for copy in passage.copies)) for passage in passages
    ) == [
        ("The Daily", "The Echo"),
        ("The Daily", "The Herald"),
        ("The Echo", "The Herald"),
    ]


def test_a_copy_with_a_few_words_changed_is_a_copy(library, embedder):
    put(
        library,
        embedder,
        document("a", STORY),
        document("b", STORY.replace("on Friday", "on Friday evening")),
    )
    assert [entry.copies for entry in library.catalogue.entries()] == [1, 1]


def test_another_report_of_the_same_event_is_no_copy(library, embedder):
    put(library, embedder, document("a", STORY), document("b", SAME_EVENT))
    assert [entry.copies for entry in library.catalogue.entries()] == [0, 0]


def test_short_texts_are_not_taken_for_copies_of_each_other(library, embedder):
    put(library, embedder, document("a", "Gallium rose."), document("b", "Cobalt fell."))
    assert [entry.copies for entry in library.catalogue.entries()] == [0, 0]


def test_a_removed_copy_is_not_named(library, embedder):
    put(library, embedder, document("a", STORY), document("b", STORY))
    library.versions.remove(identifier("b"))
    (passage,) = library.chunks.passages(library.fulltext.search_words("gallium", Scope(), 10))
    assert (passage.copies, library.catalogue.entries()[0].copies) == ((), 0)


def test_a_copy_rewritten_since_is_not_named(library, embedder):
    put(library, embedder, document("a", STORY), document("b", STORY, day="2025-10-30"))
    put(
        library,
        embedder,
        document("b", "Something else entirely is written here now.", day="2025-11-01"),
    )
    (passage,) = library.chunks.passages(library.fulltext.search_words("gallium", Scope(), 10))
    assert passage.copies == ()


# -- filters ---------------------------------------------------------------------------------------


@pytest.fixture
def shelf(library, embedder):
    put(
        library,
        embedder,
        document("a", "Gallium one.", day="2025-10-01", publisher="The Daily"),
        document("b", "Gallium two.", day="2025-10-15", publisher="The Echo"),
        document("c", "Gallium three.", day="2025-10-31", publisher="Institute", kind="policy"),
        document("d", "Gallium four.", day="2025-11-15", publisher=None),
    )
    return library


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope(), {"one", "two", "three", "four"}),
        (Scope(publishers=("the daily",)), {"one"}),
        (Scope(publishers=("THE DAILY", "the echo")), {"one", "two"}),
        (Scope(publishers=("Daily",)), set()),
        (Scope(publishers=("' OR 1=1 --",)), set()),
        (Scope(kinds=("policy",)), {"three"}),
        (Scope(kinds=("news", "policy")), {"one", "two", "three", "four"}),
        (since("2025-10-15"), {"two", "three", "four"}),
        (since("2025-10-16"), {"three", "four"}),
        (until("2025-10-15"), {"one", "two"}),
        (until("2025-10-14"), {"one"}),
        (Scope(window=Window(date(2025, 10, 15), date(2025, 10, 15))), {"two"}),
        (on("2025-10-31"), {"one", "two", "three"}),
        (
            Scope(
                date(2025, 10, 31),
                Window(date(2025, 10, 2)),
                ("Institute", "The Daily"),
                ("policy",),
            ),
            {"three"},
        ),
    ],
)
def test_a_filter_lets_through_exactly_what_it_names(shelf, scope, expected):
    assert {text.split()[1].strip(".") for text in found(shelf, scope=scope)} == expected
    assert len(shelf.visibility.visible_numbers(scope)) == len(expected)


def test_entries_come_newest_first_and_undated_last(library, embedder):
    put(
        library,
        embedder,
        document("a", "One.", day=None),
        document("b", "Two.", day="2024-01-01"),
        document("c", "Three.", day="2025-01-01"),
    )
    assert [entry.published for entry in library.catalogue.entries()] == [
        date(2025, 1, 1),
        date(2024, 1, 1),
        None,
    ]


def test_the_period_is_that_of_what_answers(shelf):
    assert shelf.catalogue.period() == (date(2025, 10, 1), date(2025, 11, 15))
    shelf.versions.remove(identifier("d"))
    assert shelf.catalogue.period() == (date(2025, 10, 1), date(2025, 10, 31))


# -- words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        '"gallium',
        '"gallium"',
        "gallium AND",
        "NOT gallium",
        "gallium NEAR(two, 5)",
        "gal* gallium*",
        "((gallium",
        "gallium))",
        "gallium OR OR",
        "title:gallium",
        "gallium^2",
        "-gallium",
        "gallium + {two}",
        "gallium; DROP TABLE chunks",
        "🙂 gallium 🙂",
        "gallium\x00",
        "gallium\nAND\n",
        "'gallium'",
        "gallium" + " word" * 2_000,
    ],
)
def test_a_query_is_words_whatever_signs_it_holds(shelf, query):
    assert "Gallium one." in found(shelf, query)


@pytest.mark.parametrize("query", ["", " ", "🙂", '"', "*", "()", "—", "\x00"])
def test_a_query_without_words_finds_nothing(shelf, query):
    assert found(shelf, query) == []


def test_an_operators_name_is_a_word(library, embedder):
    put(
        library,
        embedder,
        document("a", "The ship was near the harbour."),
        document("b", "Gallium rose."),
    )
    assert found(library, "NEAR") == ["The ship was near the harbour."]


def test_a_query_of_stop_words_alone_still_searches_for_them(library, embedder):
    put(library, embedder, document("a", "To be or not to be."))
    assert found(library, "to be or not to be") == ["To be or not to be."]


def test_the_title_is_searched(library, embedder):
    put(
        library,
        embedder,
        document("a", "Prices rose.", title="Gallium market"),
        document("b", "Prices fell.", title="Wheat market"),
    )
    assert found(library) == ["Prices rose."]


def test_the_rarer_word_ranks_first(library, embedder):
    put(
        library,
        embedder,
        *[document(str(n), f"Gallium item {n} again.") for n in range(8)],
        document("rare", "Cobalt item again."),
    )
    assert found(library, "gallium cobalt")[0] == "Cobalt item again."


# -- damage ----------------------------------------------------------------------------------------


def test_a_sound_library_has_no_problems(shelf):
    assert shelf.integrity.problems() == []


def damage(library, sql):
    with sqlite3.connect(library.path) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute(sql)


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        (
            "UPDATE versions SET text = 'Gallium XXX.' WHERE text = 'Gallium two.'",
            "does not match its text",
        ),
        ("UPDATE chunks SET start = start + 1 WHERE number = 1", "does not match its text"),
        ("DELETE FROM chunk_words WHERE rowid = 1", "does not match its text"),
        ("UPDATE versions SET current = 0 WHERE text = 'Gallium two.'", "0 current versions"),
        ("DELETE FROM versions WHERE text = 'Gallium two.'", "refers to nothing"),
    ],
)
def test_planted_damage_is_found(shelf, sql, says):
    damage(shelf, sql)
    assert any(says in problem for problem in shelf.integrity.problems())


def test_a_newer_schema_is_refused_and_left_alone(library):
    with sqlite3.connect(library.path) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(LibraryError, match=r"schema 99, this program reads \d+; update Dateline"):
        Library(library.path)
    with sqlite3.connect(library.path) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (99,)


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "library.sqlite3"
    path.write_text("These are my notes.\n" * 100)
    with pytest.raises(LibraryError, match=r"library\.sqlite3 cannot be opened.*ingest again"):
        Library(path)
    assert path.read_text() == "These are my notes.\n" * 100


def test_a_folder_in_the_librarys_place_is_refused(tmp_path):
    (tmp_path / "library.sqlite3").mkdir()
    with pytest.raises(LibraryError, match="cannot be opened"):
        Library(tmp_path / "library.sqlite3")


def test_what_was_stored_is_there_after_reopening(shelf):
    assert {text for text in found(Library(shelf.path))} == {
        "Gallium one.",
        "Gallium two.",
        "Gallium three.",
        "Gallium four.",
    }


# -- who may write ---------------------------------------------------------------------------------

_HOLD = """
import sys, time
from pathlib import Path
from rag.storage import Library
with Library(Path(sys.argv[1])).writing():
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def other_writer(library):
    """Another process that holds the writer's lock."""
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(library.path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_writer_is_refused_within_a_second(library, other_writer):
    started = time.monotonic()
    with pytest.raises(LibraryBusy, match="another process is writing"), library.writing():
        pass
    assert time.monotonic() - started < 1.5


def test_reading_goes_on_while_another_process_writes(shelf, other_writer):
    assert len(found(shelf)) == 4


def test_the_lock_of_a_dead_process_is_free(library, embedder, other_writer):
    other_writer.kill()
    other_writer.wait()
    put(library, embedder, document("a", "Gallium rose."))
    assert found(library) == ["Gallium rose."]


def test_the_lock_is_free_after_an_error_inside(library):
    with pytest.raises(RuntimeError), library.writing():
        raise RuntimeError
    with library.writing():
        pass


def test_two_threads_read_while_a_third_writes(library, embedder):
    put(library, embedder, document("first", "Gallium first."))
    failures, stop = [], threading.Event()

    def read():
        while not stop.is_set():
            try:
                assert "Gallium first." in found(library)
            except Exception as error:
                failures.append(error)
                return

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(10):
        put(library, embedder, document(str(number), f"Gallium number {number}."))
    stop.set()
    for reader in readers:
        reader.join()
    assert failures == []
    assert len(found(library)) == 11


# -- vectors, facts and conversations --------------------------------------------------------------


def test_vectors_come_back_as_they_were_given(library, embedder):
    put(library, embedder, document("a", "Gallium rose.", title="Metals"))
    numbers, matrix = library.vectors.load(embedder.name)
    assert matrix.tolist() == embedder.embed([embedding_input("Metals", "Gallium rose.")]).tolist()
    assert numbers.tolist() == library.visibility.visible_numbers(Scope()).tolist()


def test_missing_vectors_are_counted_for_each_model(library, embedder):
    put(library, embedder, document("a", "Gallium rose."))
    assert library.vectors.counts(embedder.name) == {
        "documents": 1,
        "chunks": 1,
        "vectors_missing": 0,
    }
    assert library.vectors.counts("another model")["vectors_missing"] == 1


def test_vectors_of_an_unknown_model_are_none(library, embedder):
    put(library, embedder, document("a", "Gallium rose."))
    assert library.vectors.load("another model")[0].tolist() == []
    assert library.vectors.known(
        embedder.name, [vector_key("A title\nGallium rose."), "unknown"]
    ) == {vector_key("A title\nGallium rose.")}


def test_a_fact_is_recalled_and_replaced(library):
    assert library.facts.recall("chunking") is None
    library.facts.remember("chunking", "one")
    library.facts.remember("chunking", "two")
    assert library.facts.recall("chunking") == "two"


def test_a_conversation_comes_back_in_order_and_apart_from_others(library):
    for conversation, question in (("one", "a"), ("two", "b"), ("one", "c 🙂")):
        library.conversations.save_turn(conversation, question, {"question": question})
    assert library.conversations.turns("one") == [{"question": "a"}, {"question": "c 🙂"}]
    assert library.conversations.turns("none") == []
