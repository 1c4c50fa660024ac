"""Answers to questions that name a statute, a code or a decree by number, on a small collection."""

import pytest

from tests.samples import document, put, quoting_chain

AIR = document(
    "air",
    "Inspectors measured soot in four harbours.\n\n"
    "The Clean Harbours Act, 42 U.S.C. 7401, limits the soot that ships may leave in a harbour.",
    title="Soot in harbours",
    day="2024-03-01",
)
BRIDGES = document(
    "bridges",
    "The Bridges Act pays for nine hundred bridges and for their paint.\n\n"
    "Governors asked for more money on Friday.",
    title="Nine hundred bridges",
    day="2024-04-01",
)
SHOPS = document(
    "shops",
    "Decree No. 2020-293 of 23 March 2020\n\nEvery shop shall close its doors at six in the"
    " evening.\n\nDecree No. 2019-17 of 2 May 2019 is repealed.",
    title="Hours of shops",
    day="2020-03-23",
    kind="policy",
)


@pytest.fixture
def chain(library, embedder):
    put(library, embedder, AIR, BRIDGES, SHOPS)
    with quoting_chain(library) as chain:
        yield chain


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What of the soot that ships leave in a harbour under 42 U.S.C. 7401?", "limits the soot"),
        ("What does 42 U.S.C. 7401 limit in a harbour?", "limits the soot"),
        ("What does the Bridges Act (Public Law 117-58) pay for?", "nine hundred bridges"),
        ("When shall shops close under Decree No. 2020-293?", "at six in the evening"),
        (
            "Which decree repealed Decree No. 2019-17?",
            "Decree No. 2019-17 of 2 May 2019 is repealed",
        ),
    ],
)
def test_a_question_that_cites_is_answered_by_what_the_collection_says(chain, question, said):
    answer = chain.invoke(question)
    assert answer.abstention is None
    assert said in answer.text


def test_the_status_of_an_act_of_a_new_family_is_known(chain):
    answer = chain.invoke("Has Decree No. 2020-293 been repealed?")
    assert "Decree No. 2020-293" in answer.abstention.message
