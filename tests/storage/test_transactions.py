"""What happens inside a transaction, which holds every other writer up: writing, and no reading of
texts.
"""

import sys
from pathlib import Path

import pytest

import rag.language
import rag.legal
from rag.models.embeddings import WordCountEmbedder
from rag.storage import Library
from rag.storage.database import Database
from tests.samples import document, put

ORDER = (
    "Executive Order 13401 of March 1, 2015\n\n"
    "By the authority vested in me as President, it is hereby ordered as follows:\n\n"
    "Section 1. Executive Order 13301 of May 2, 2011 (Ports), is hereby revoked."
)
READING = tuple(str(Path(room.__file__).parent) for room in (rag.legal, rag.language))


@pytest.fixture
def calls():
    """Functions that read texts, each with whether a transaction was open when it ran."""
    found, connections = [], []

    class Watched(Database):
        def _connect(self):
            connections.append(super()._connect())
            return connections[-1]

    def profile(frame, event, argument):
        if event == "call" and frame.f_code.co_filename.startswith(READING):
            is_open = any(connection.in_transaction for connection in connections)
            found.append((frame.f_code.co_name, is_open))

    yield Watched, found, profile
    sys.setprofile(None)


def test_legal_effects_and_copies_are_read_before_the_transaction(tmp_path, calls):
    watched, found, profile = calls
    path = tmp_path / "library.sqlite3"
    library = Library(path, watched(path))
    orders = [
        document("one", ORDER, kind="policy"),
        document("two", ORDER + " It applies at once.", kind="policy"),
        document("one", ORDER, kind="policy", title="Another title"),
        document("one", ORDER, kind="policy"),
    ]
    sys.setprofile(profile)
    put(library, WordCountEmbedder(), *orders)
    sys.setprofile(None)
    assert library.relations.effects_on(["executive order 13301"]) != []
    assert {"read_declarations", "title_key", "shingles", "bands"} <= {name for name, _ in found}
    assert {name for name, is_open in found if is_open} == set()


def test_the_watch_sees_reading_inside_a_transaction(tmp_path, calls):
    watched, found, profile = calls
    path = tmp_path / "library.sqlite3"
    library = Library(path, watched(path))
    sys.setprofile(profile)
    with library.database.transaction():
        rag.legal.read_declarations("An order", ORDER, "policy")
    sys.setprofile(None)
    assert ("read_declarations", True) in found
