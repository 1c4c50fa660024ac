"""What is refused before anything is searched, and in which words."""

from datetime import date

import pytest

from rag.models.embeddings import WordCountEmbedder
from tests.samples import document, put, quoting_chain

TIN = "Tin rose to a record in London on Monday, and dealers blamed a strike in the smelters."
GERMAN = "Der Preis für Zinn ist in London gestiegen, und die Händler haben einen Streik genannt."


@pytest.fixture
def chain(library):
    put(
        library,
        WordCountEmbedder(),
        document("a", TIN, title="Tin rises", day="2025-03-01", publisher="The Daily"),
        document("b", TIN + " Now.", title="Order", day="2024-03-01", kind="policy"),
    )
    with quoting_chain(library) as chain:
        yield chain


def refusal(chain, question, **scope):
    return chain.invoke({"question": question, **scope}).abstention


def test_a_question_in_another_language_is_asked_back_in_the_collections(chain):
    refused = refusal(chain, "Welche Händler haben einen Streik genannt?")
    assert refused.reason == "nothing_found"
    assert refused.message == (
        "The collection is in English, and this question is not: ask it in English."
    )


def test_a_question_in_a_language_of_the_collection_is_searched(chain):
    put(chain.library, WordCountEmbedder(), document("c", GERMAN, title="Zinn"))
    assert "Streik" in chain.invoke("Welche Händler haben einen Streik genannt?").text


def test_words_that_occur_nowhere_are_named(chain):
    assert refusal(chain, "asdf qwer zxcv").message == (
        "None of the words “asdf”, “qwer” and “zxcv” occurs in the collection."
    )
    assert refusal(chain, "qwerty").message == "The word “qwerty” occurs nowhere in the collection."


def test_english_words_that_occur_nowhere_are_no_nonsense(chain):
    refused = refusal(chain, "Which volcano erupted near Reykjavik?")
    assert refused.message == "No passage of this collection was found to be about that."


@pytest.mark.parametrize(
    ("scope", "reason", "message"),
    [
        ({"publishers": ["The Moon"]}, "nothing_found", "no document by The Moon."),
        ({"kinds": ["opinion"]}, "nothing_found", "no document of the kind opinion."),
        (
            {"publishers": ["The Daily"], "kinds": ["opinion"]},
            "nothing_found",
            "no document of the kind opinion.",
        ),
        (
            {"since": date(2030, 1, 1), "publishers": ["The Daily"]},
            "outside_dates",
            "published from 2024-03-01 to 2025-03-01.",
        ),
        ({"as_of": date(1999, 1, 1)}, "outside_dates", "no document as of 1999-01-01."),
    ],
)
def test_the_filter_that_leaves_nothing_is_named(chain, scope, reason, message):
    refused = refusal(chain, "What did dealers blame?", **scope)
    assert refused.reason == reason
    assert refused.message.endswith(message)


def test_filters_that_leave_nothing_together_are_all_named(chain):
    refused = refusal(chain, "Tin?", kinds=["policy"], since=date(2025, 1, 1))
    assert "of the kind policy of" in refused.message
    assert refused.reason == "nothing_found"
