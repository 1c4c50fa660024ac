"""Misspelt names are corrected to those of the collection; what is right stays."""

from datetime import date

import pytest

from rag.models.embeddings import WordCountEmbedder
from rag.query.spelling import correct_spelling
from rag.schema import Correction, Scope
from tests.samples import document, put, quoting_chain

TEXTS = (
    "Lynas made dysprosium in Malaysia. Exporters pay a price.",
    "Lynas sells dysprosium to Japan. The lines are open in Slovakia and in Krakow.",
    "The lines to Krakow were shut. Slovakia asks for a price.",
)


@pytest.fixture
def filled(library):
    documents = [
        document(f"{n}", text, title="News", day=f"2025-0{n}-01")
        for n, text in enumerate(TEXTS, start=1)
    ]
    put(library, WordCountEmbedder(), *documents)
    return library


@pytest.mark.parametrize(
    ("question", "corrected"),
    [
        ("Who makes disprosium?", "Who makes dysprosium?"),
        ("When did Linas open?", "When did Lynas open?"),
        ("linas mine", "Lynas mine"),
        ("Who runs Krakwo’s trams?", "Who runs Krakow’s trams?"),
        ("Disprosium from Linas", "dysprosium from Lynas"),
    ],
)
def test_a_misspelt_name_is_written_as_in_the_collection(filled, question, corrected):
    assert correct_spelling(filled, question, Scope())[0] == corrected


@pytest.mark.parametrize(
    "question",
    [
        "Who makes dysprosium?",
        "Who won the Nobel prize?",
        "Who leads Slovenia?",
        "What is No. 61x?",
        "What did LYNES say in 20255?",
        "Who is Marianna Petrosyan?",
        "",
        "😀",
    ],
)
def test_other_words_stay(filled, question):
    assert correct_spelling(filled, question, Scope()) == (question, ())


def test_what_changed_is_told_in_the_order_of_the_question(filled):
    _, corrections = correct_spelling(filled, "Did Linas make disprosium?", Scope())
    assert corrections == (Correction("Linas", "Lynas"), Correction("disprosium", "dysprosium"))


def test_a_word_of_one_place_or_of_a_later_day_is_not_suggested(filled):
    assert correct_spelling(filled, "Malaysya Exporterz", Scope())[1] == ()
    on_the_first = Scope(as_of=date(2025, 1, 15))
    assert correct_spelling(filled, "disprosium", on_the_first)[1] == ()


def test_the_answer_says_what_it_took_the_word_for(filled):
    with quoting_chain(filled) as chain:
        answer = chain.invoke("Who made disprosium in Malaysia?")
    assert answer.question == "Who made disprosium in Malaysia?"
    assert answer.searched == "Who made dysprosium in Malaysia?"
    (notice,) = [notice for notice in answer.notices if notice.kind == "spelling"]
    assert "Did you mean “dysprosium”?" in notice.message
    assert "Lynas made dysprosium" in answer.text
    assert not answer.leans
