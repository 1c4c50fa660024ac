"""Which questions are about the collection itself, and what they ask of it."""

from datetime import date

import pytest

from rag.query.collection import read_collection_request, read_publication_time
from rag.schema import CollectionRequest, Window

TODAY = date(2026, 1, 15)
PUBLISHERS = ("The Daily", "Meridian Wire")


def asked(question: str) -> CollectionRequest | None:
    return read_collection_request(question, lambda: PUBLISHERS)


@pytest.mark.parametrize(
    ("question", "asks", "subject"),
    [
        ("What is in this collection?", "overview", ""),
        ("What topics do you cover?", "overview", ""),
        ("Which outlets are in here?", "publishers", ""),
        ("Where do your articles come from?", "publishers", ""),
        ("Which newspapers wrote about tin?", "publishers", "tin"),
        ("How many documents are there?", "count", ""),
        ("How many articles do you have about ferries?", "count", "ferries"),
        ("List all documents", "documents", ""),
        ("What do you have on the price of tin?", "documents", "price of tin"),
        ("Please show me all articles on ferries.", "documents", "ferries"),
        ("Is there anything about tin in the collection?", "documents", "tin"),
        ("documents about ferries", "documents", "ferries"),
        ("How recent is your newest document on tin?", "newest", "tin"),
        ("When was the latest article about tin published?", "newest", "tin"),
        ("What is the oldest article", "oldest", ""),
    ],
)
def test_a_question_about_the_collection_is_recognised(question, asks, subject):
    assert asked(question) == CollectionRequest(asks, subject)


@pytest.mark.parametrize(
    "question",
    [
        "Which companies mine tin?",
        "How many documents did the ministry publish?",
        "List the six announcements of the week",
        "What do we know about the strike?",
        "Which documents must an exporter file?",
        "Which article of the treaty bans torture?",
        "List the articles of the constitution",
        "What is the latest on tin?",
        "What is the latest report on inflation?",
        "Which newspaper broke the story?",
        "Do you have it?",
        "What is the first article of the law?",
        "Tell me about the collection of taxes",
        "What documents are needed for a licence?",
        "",
    ],
)
def test_other_questions_are_not(question):
    assert asked(question) is None


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("Which documents are from the Daily?", ""),
        ("List all articles of The Daily", ""),
        ("Show me documents from the Daily about tin", "tin"),
    ],
)
def test_a_publisher_of_the_collection_is_told_from_a_subject(question, subject):
    assert asked(question) == CollectionRequest("documents", subject, ("The Daily",))


def test_the_kind_of_document_is_read():
    assert asked("List all press releases") == CollectionRequest(
        "documents", kinds=("press-release",)
    )


@pytest.mark.parametrize(
    "question",
    [
        "List all documents of 2012",
        "documents from 2012",
        "list 2012 documents",
        "articles in 2012",
    ],
)
def test_documents_of_a_year_are_those_published_in_it(question):
    year = Window(date(2012, 1, 1), date(2012, 12, 31))
    assert read_publication_time(question, TODAY).window == year


def test_documents_from_a_day_to_another_keep_both_ends():
    window = read_publication_time("documents from 2 May 2012 to 4 June 2012", TODAY).window
    assert window == Window(date(2012, 5, 2), date(2012, 6, 4))
