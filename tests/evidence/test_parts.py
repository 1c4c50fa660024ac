"""Questions of two parts of which one names a period."""

from datetime import date

import pytest

from rag.models.embeddings import WordCountEmbedder
from rag.query.input import QuestionInput
from rag.query.parts import split_question
from rag.query.understand import understand
from rag.storage import Library
from tests.samples import document, put, quoting_chain

TODAY = date(2026, 1, 15)
FERRY = document(
    "ferry",
    "The ferry rule requires a life vest for each passenger on board.",
    title="Ferry rule",
    day="2024-03-01",
)
BRIDGE = document(
    "bridge",
    "On 9 November 2025 the swing bridge opened again after repairs.",
    title="Swing bridge opens",
    day="2025-11-10",
)


def parts_of(**fields):
    given = QuestionInput.of(fields)
    whole = understand(given.question, TODAY, given.scope, ignore_time=given.ignore_time)
    return split_question(given, whole, TODAY)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "What does the ferry rule require, and what happened to the bridge on 9 November 2025?",
            [
                "What does the ferry rule require?",
                "what happened to the bridge on 9 November 2025?",
            ],
        ),
        (
            "When did the bridge open in 2025? Who built the ferry?",
            ["When did the bridge open in 2025?", "Who built the ferry?"],
        ),
    ],
)
def test_a_question_is_parted_where_only_one_part_names_a_period(question, parts):
    assert [part.original for part in parts_of(question=question)] == parts


@pytest.mark.parametrize(
    "question",
    [
        "What does the ferry rule require, and what does the bridge rule require?",
        "What happened in May 2025, and what did the port do in June 2025?",
        "Which ferries sank in May 2025, and which?",
        "Who opened the bridge and the ferry on 9 November 2025?",
    ],
)
def test_other_questions_are_whole(question):
    assert parts_of(question=question) == ()


def test_a_later_part_may_lean_on_an_earlier_one_and_the_as_of_day_holds_for_all():
    question = "As of 1 June 2025, who built the ferry, and how many sank in May 2024?"
    first, second = parts_of(question=question)
    assert second.text == "how many sank in May 2024? As of 1 June 2025, who built the ferry"
    assert first.scope.as_of == second.scope.as_of == date(2025, 6, 1)


def test_times_that_are_ignored_part_nothing():
    question = "What does the ferry rule require, and what happened on 9 November 2025?"
    assert parts_of(question=question, ignore_time=True) == ()


@pytest.fixture
def chain(tmp_path):
    library = Library(tmp_path / "library.sqlite3")
    put(library, WordCountEmbedder(), FERRY, BRIDGE)
    with quoting_chain(library) as opened:
        yield opened


def test_a_period_in_one_part_does_not_shut_out_the_evidence_of_the_other(chain):
    answer = chain.invoke(
        "What does the ferry rule require for each passenger, and when did the swing "
        "bridge open in November 2025?"
    )
    assert {source.title for source in answer.sources} == {"Ferry rule", "Swing bridge opens"}
    assert not answer.notices


def test_a_part_without_an_answer_is_told(chain):
    answer = chain.invoke(
        "What does herring cost in Norway, and when did the swing bridge open in November 2025?"
    )
    assert [source.title for source in answer.sources] == ["Swing bridge opens"]
    assert [(notice.kind, "herring" in notice.message) for notice in answer.notices] == [
        ("unanswered", True)
    ]


def test_a_question_of_which_no_part_has_an_answer_is_refused(chain):
    assert chain.invoke(
        "What does herring cost in Norway, and what did the king say in May 1995?"
    ).abstention


def test_a_part_that_points_back_is_answered_by_one_sentence_on_both(chain):
    both = "In May 2025 the ferry took 300 people, fewer than the same month a year before."
    put(chain.library, chain.embedder, document("both", both, title="Crossings", day="2025-06-02"))
    put(
        chain.library,
        chain.embedder,
        document(
            "many", "In May 2025 many people took the ferry.", title="Many people", day="2025-06-03"
        ),
    )
    answer = chain.invoke(
        "How many people took the ferry in May 2025, and how did that compare with the "
        "same month a year before?"
    )
    assert answer.statements[0].text == both
