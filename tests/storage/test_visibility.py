"""What may answer, kept between questions: always what the condition itself says, whoever changed
the library since.
"""

import random
from datetime import date, timedelta

import numpy as np
import pytest

from rag.ingest.chunking import chunk
from rag.models.embeddings import ChunkText, vector_key
from rag.schema import Chunk, Scope, Span, Window
from rag.storage import Library, identifier
from rag.storage.database import _KEPT_RESULTS
from rag.storage.dense.exact import ExactIndex
from rag.storage.visibility import visible
from tests.samples import document, put

FIRST = date(2025, 1, 1)
SCOPES = [
    Scope(),
    Scope(window=Window(FIRST, FIRST + timedelta(79))),
    Scope(window=Window(FIRST + timedelta(20), FIRST + timedelta(24))),
    Scope(window=Window(start=FIRST + timedelta(95))),
    Scope(window=Window(end=FIRST)),
    Scope(publishers=("Wide",)),
    Scope(publishers=("narrow",)),
    Scope(publishers=("Wide", "Narrow")),
    Scope(publishers=("nobody",)),
    Scope(as_of=FIRST + timedelta(60)),
    Scope(as_of=FIRST - timedelta(1)),
    Scope(
        as_of=FIRST + timedelta(60),
        window=Window(start=FIRST + timedelta(30)),
        publishers=("Wide",),
    ),
]


def by_the_condition(library: Library, scope: Scope) -> list[int]:
    """The numbers of the chunks that may answer, each chunk read for itself."""
    where, parameters = visible(scope)
    rows = library.database.rows(
        "SELECT c.number FROM chunks c JOIN versions v USING (version_id) JOIN documents d USING "
        f"(document_id) WHERE {where} ORDER BY c.number",
        parameters,
    )
    return [row[0] for row in rows]


@pytest.fixture
def shelf(library, embedder):
    """A hundred documents of several chunks, a day apart, three quarters of one publisher; some
    removed, in two versions or cut again.
    """
    draw = random.Random(3)
    for number in range(100):
        text = " ".join(
            "gallium" if draw.random() < 0.2 else draw.choice(["licence", "furnace", "magnet"])
            for _ in range(30)
        )
        day = (FIRST + timedelta(number)).isoformat()
        put(
            library,
            embedder,
            document(
                str(number),
                (f"{text}. " * 4).strip(),
                day=day,
                publisher="Narrow" if number % 4 == 0 else "Wide",
            ),
        )
    for number in range(0, 100, 9):
        library.versions.remove(identifier(str(number)))
    for number in range(1, 100, 10):
        day = (FIRST + timedelta(number + 30)).isoformat()
        put(
            library,
            embedder,
            document(
                str(number), f"Gallium again in version two of {number}.", day=day, publisher="Wide"
            ),
        )
    for version_id in library.reprocessing.cut_otherwise("halves")[
        ::7
    ]:  # their numbers are now the highest
        cut = library.catalogue.text_of(version_id)
        pieces = chunk(cut.text, 200)
        library.reprocessing.replace_chunks(
            cut, pieces, [vector_key(piece.text) for piece in pieces], "halves"
        )
    return library


@pytest.mark.parametrize("scope", SCOPES)
def test_the_numbers_that_may_answer_are_those_of_the_condition(shelf, scope):
    assert shelf.visibility.visible_numbers(scope).tolist() == by_the_condition(shelf, scope)


@pytest.mark.parametrize("limit", [1, 10, 500])
@pytest.mark.parametrize("scope", SCOPES)
def test_words_under_a_filter_are_the_first_of_all_that_pass_it(shelf, scope, limit):
    allowed = set(by_the_condition(shelf, scope))
    where, parameters = visible(scope)
    rows = shelf.database.rows(
        "SELECT c.number, -bm25(chunk_words, 2.0, 1.0, 1.0) AS score FROM chunk_words JOIN chunks "
        "c ON c.number = chunk_words.rowid"
        " JOIN versions v USING (version_id) JOIN documents d USING (document_id) WHERE "
        f"chunk_words MATCH 'gallium OR furnace' AND {where}"
        " ORDER BY score DESC, c.number LIMIT ?",
        (*parameters, limit),
    )
    found = shelf.fulltext.search_words("gallium furnace", scope, limit)
    assert found == [tuple(row) for row in rows]
    assert {hit.number for hit in found} <= allowed


def test_a_wide_filter_that_all_the_best_fail_still_finds_the_rest(library, embedder):
    for number in range(40):
        put(
            library,
            embedder,
            document(f"best {number}", f"Gallium, gallium, gallium {number}.", publisher="Loud"),
        )
    for number in range(60):
        put(
            library,
            embedder,
            document(
                f"rest {number}",
                f"A long report that speaks of gallium once, in place {number}.",
                publisher="Calm",
            ),
        )
    scope = Scope(publishers=("Calm",))
    assert {hit.number for hit in library.fulltext.search_words("gallium", scope, 5)} <= set(
        by_the_condition(library, scope)
    )
    assert len(library.fulltext.search_words("gallium", scope, 5)) == 5


def test_what_another_opening_of_the_library_removes_stops_answering_at_once(shelf):
    scope = Scope(publishers=("Wide",))
    before = shelf.visibility.visible_numbers(scope)
    Library(shelf.path).versions.remove(identifier("2"))
    gone = set(before.tolist()) - set(shelf.visibility.visible_numbers(scope).tolist())
    assert gone
    assert not gone & {
        hit.number
        for hit in shelf.fulltext.search_words("gallium furnace licence magnet", Scope(), 1_000)
    }


def test_the_period_follows_what_is_added(library, embedder):
    put(library, embedder, document("a", "Gallium rose.", day="2025-10-01"))
    assert library.catalogue.period() == (date(2025, 10, 1), date(2025, 10, 1))
    put(library, embedder, document("b", "Gallium fell.", day="2025-10-09"))
    assert library.catalogue.period() == (date(2025, 10, 1), date(2025, 10, 9))
    assert library.catalogue.period(date(2025, 10, 8)) == (date(2025, 10, 1), date(2025, 10, 1))


def test_only_the_last_results_are_kept(shelf):
    for day in range(3 * _KEPT_RESULTS):
        shelf.visibility.visible_numbers(Scope(as_of=FIRST + timedelta(day)))
    assert len(shelf.database._results) == _KEPT_RESULTS


def test_what_is_kept_cannot_be_written_to(shelf):
    with pytest.raises(ValueError, match="read-only"):
        shelf.visibility.visible_numbers(Scope())[0] = 7


def test_chunks_whose_numbers_have_a_gap_are_a_problem(shelf):
    assert shelf.integrity.problems() == []
    with shelf.database.transaction() as db:
        db.execute(
            "UPDATE chunks SET number = number + 10000"
            " WHERE number = (SELECT max(number) - 2 FROM chunks WHERE version_id IN"
            " (SELECT version_id FROM chunks GROUP BY version_id HAVING count(*) > 2))"
        )
    assert any("numbers in a row" in problem for problem in shelf.integrity.problems())


# -- the index's copy of the vectors ---------------------------------------------------------------


def test_the_index_holds_the_librarys_vectors_whatever_came_and_went(library, embedder):
    index = ExactIndex(library, embedder.name)
    late, text = document("late", "Magnets hold terbium."), "Magnets hold terbium."
    chunk_text = ChunkText("A title", text)
    library.versions.add(
        late,
        [Chunk(Span(0, len(text)), text, "", len(text))],
        [chunk_text.key],
        {},
        embedder.name,
    )
    put(
        library,
        embedder,
        *[document(str(number), f"Gallium item {number} rose.") for number in range(5)],
    )
    steps = [
        lambda: None,
        lambda: library.vectors.add(
            embedder.name,
            {chunk_text.key: embedder.embed_chunks([chunk_text])[0]},
        ),
        lambda: library.versions.remove(identifier("2")),
        lambda: put(
            library,
            embedder,
            document("3", "Gallium item three fell.", day="2025-11-09"),
            document("9", "Wheat rose."),
        ),
        lambda: put(library, embedder, document("2", "Gallium item 2 rose.")),
    ]
    for step in steps:
        step()
        index.refresh()
        numbers, matrix = library.vectors.load(embedder.name)
        assert index.numbers.tolist() == numbers.tolist() == sorted(numbers.tolist())
        assert np.array_equal(index.matrix, matrix)


def test_equal_vectors_come_in_the_order_of_their_numbers(library, embedder):
    index = ExactIndex(library, embedder.name)
    put(
        library,
        embedder,
        *[document(str(number), "Gallium rose.", title="") for number in range(9)],
        document("other", "Wheat fell."),
    )
    index.refresh()
    numbers = library.visibility.visible_numbers(Scope())
    hits = index.search(embedder.embed_question("Gallium rose."), Scope(), 4).hits
    assert [hit.number for hit in hits] == numbers[:4].tolist()
