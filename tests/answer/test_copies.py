"""Copies of one report: what only one of them says is found, and a correction leads."""

from datetime import date

import pytest

from rag.models.embeddings import WordCountEmbedder
from tests.samples import document, put, quoting_chain

BODY = (
    "A crane fell on the quay of Lumo on Monday morning, the harbour office said. Damage is put at"
    " {} million euros by the insurers of the port. The ferry to Pollux leaves from the old pier"
    " until Friday, and lorries wait at the north gate. The crane was built in 1998 and was to be"
    " replaced next year. Nobody was under it when it fell, and no ship was hit."
)
FIRST = document("first", BODY.format(4), title="Crane falls in Lumo", day="2025-05-05")
COPY = document("copy", BODY.format(4), title="Crane down", day="2025-05-06", publisher="Post")
UPDATE = document(
    "update",
    BODY.format(4) + " Two dockers broke their arms, a hospital said.",
    title="UPDATE 1-Crane falls in Lumo",
    day="2025-05-05",
)
CORRECTED = document(
    "corrected",
    BODY.format(7),
    title="CORRECTED-Crane falls in Lumo",
    day="2025-05-06",
    publisher="Ledger",
)


@pytest.fixture(params=[0, 1, 2, 3], ids=lambda place: f"{place} read first")
def chain(library, request):
    documents = [FIRST, COPY, UPDATE, CORRECTED]
    ordered = documents[request.param :] + documents[: request.param]
    put(library, WordCountEmbedder(), *ordered)
    with quoting_chain(library) as chain:
        yield chain


def test_a_correction_leads(chain):
    answer = chain.invoke("How high do insurers put the damage at the quay of Lumo?")
    assert "7 million" in answer.statements[0].text
    assert answer.sources[0].title == CORRECTED.title


def test_what_only_the_update_says_is_found(chain):
    answer = chain.invoke("Who broke their arms when the crane fell in Lumo?")
    assert "Two dockers" in answer.text
    assert answer.sources[0].title == UPDATE.title


def test_the_other_copies_are_named_with_the_source(chain):
    (source, *_) = chain.invoke("How high do insurers put the damage at the quay of Lumo?").sources
    assert {copy.title for copy in source.copies} == {FIRST.title, COPY.title, UPDATE.title}


def test_a_copy_that_says_nothing_else_is_no_source(chain):
    answer = chain.invoke("From where does the ferry to Pollux leave?")
    assert {source.title for source in answer.sources}.isdisjoint({FIRST.title, COPY.title})


def test_before_the_correction_the_first_figure_stands(chain):
    answer = chain.invoke(
        {
            "question": "How high do insurers put the damage at the quay of Lumo?",
            "as_of": date(2025, 5, 5),
        }
    )
    assert "4 million" in answer.statements[0].text
    assert "7 million" not in answer.text
