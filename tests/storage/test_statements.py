"""How many SQL statements a question takes: few, and not more as the library grows."""

import pytest

from rag.schema import Scope
from rag.storage import Library
from rag.storage.database import Database
from tests.samples import document, put, quoting_chain

# A question reads the best two documents whole, the vectors of their sentences and their texts.
MOST = 60


class CountedDatabase(Database):
    """A database that keeps the statements it runs, without those that FTS5 runs inside."""

    def __init__(self, path):
        self.statements = []
        super().__init__(path)

    def _connect(self):
        db = super()._connect()
        db.set_trace_callback(self._count)
        return db

    def _count(self, statement):
        if not statement.startswith("--"):
            self.statements.append(statement)


@pytest.fixture
def counted(tmp_path):
    path = tmp_path / "home" / "library.sqlite3"
    return Library(path, CountedDatabase(path))


def report(number):
    return document(
        str(number),
        f"The ministry of Norland issued {number} export licences for gallium on Friday. "
        f"Officials in district {number} expect deliveries within {number + 30} days.",
        title=f"Licences for district {number}",
        publisher=f"Paper {number % 5}",
    )


def statements_of(library, work):
    library.database.statements.clear()
    work()
    return len(library.database.statements)


def test_a_question_takes_few_statements_however_large_the_library_is(counted, embedder):
    counts = []
    for numbers in (range(60), range(60, 120)):
        put(counted, embedder, *map(report, numbers))
        with quoting_chain(counted) as chain:
            chain.invoke("How many licences did Norland issue?")  # opens the index
            counts.append(
                statements_of(counted, lambda: chain.invoke("When are the deliveries expected?"))
            )
    assert max(counts) <= MOST
    assert counts[1] <= counts[0] + 5


def test_the_rarity_of_many_words_is_one_statement(counted, embedder):
    put(counted, embedder, *map(report, range(3)))
    counted.fulltext.rarity(["gallium"])
    words = "ministry norland issued export licences gallium friday zebra".split()
    few = statements_of(counted, lambda: counted.fulltext.rarity(words[:1]))
    many = statements_of(counted, lambda: counted.fulltext.rarity(words))
    assert few == many
    rarity = counted.fulltext.rarity(words)
    assert list(rarity) == words
    assert rarity["zebra"] > rarity["gallium"]


def test_the_text_of_a_chunk_is_one_statement_and_the_text_of_its_version(counted, embedder):
    put(counted, embedder, report(1), document("1", "Gallium rose.", day="2025-11-09"))
    (hit,) = counted.fulltext.search_words("gallium", Scope(), 5)
    (passage,) = counted.chunks.passages([hit])
    found = []
    count = statements_of(
        counted, lambda: found.append(counted.catalogue.text_of_chunk(passage.chunk_id))
    )
    assert (count, found) == (1, ["Gallium rose."])
