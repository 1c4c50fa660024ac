"""A page that does not hold the whole of its text says so, and an index of pages is no document."""

from __future__ import annotations

import json

import pytest

from rag.errors import EmptyDocument, ReadingError
from rag.readers import read_bytes
from rag.schema import Document

HEAD = "Second crane for Lumo put off"
BODY = [
    "The council of Lumo put off its vote on a second crane by four weeks on Tuesday evening.",
    "Three members asked for a new estimate of the price, which has risen by a fifth since May.",
]


def page(main: str, head: str = "") -> Document:
    markup = (
        f"<!doctype html><html lang='en'><head><title>{HEAD}</title>{head}</head>"
        f"<body><h1>{HEAD}</h1>{main}</body></html>"
    )
    return read_bytes(markup.encode(), "page.html")


def article(*texts: str) -> str:
    return f"<article>{''.join(f'<p>{text}</p>' for text in texts)}</article>"


def test_a_whole_text_is_not_called_incomplete() -> None:
    assert page(article(*BODY)).incomplete == ""


@pytest.mark.parametrize(
    "line",
    [
        "Subscribe now to continue reading.",
        "Log in or subscribe to keep reading this story.",
        "This article is for subscribers only.",
        "Already a subscriber? Sign in.",
        "Dieser Artikel ist nur für Abonnenten lesbar.",
        "La suite est réservée aux abonnés.",
        "Contenido exclusivo para suscriptores.",
    ],
)
def test_a_notice_of_a_paywall_is_no_text_and_the_document_may_be_incomplete(line: str) -> None:
    found = page(article(*BODY, line))
    assert line not in found.text
    assert found.incomplete == "the page is behind a paywall"


def test_a_page_that_says_it_is_paid_for_and_shows_little_may_be_incomplete() -> None:
    data = json.dumps({"@type": "NewsArticle", "isAccessibleForFree": "False"})
    head = f"<script type='application/ld+json'>{data}</script>"
    assert page(article(*BODY), head).incomplete == "the page is behind a paywall"
    long = [f"{text} That was entry number {n} of the list." for n in range(8) for text in BODY]
    assert page(article(*long), head).incomplete == ""


def test_a_text_that_breaks_off_may_be_incomplete() -> None:
    found = page(article(*BODY, "The harbour master said that ships wait nine hours for the …"))
    assert found.incomplete == "the text breaks off"


@pytest.mark.parametrize(
    "line",
    ["You need to enable JavaScript to run this app.", "Bitte JavaScript aktivieren, um zu lesen."],
)
def test_a_page_that_is_only_a_program_is_no_document(line: str) -> None:
    with pytest.raises(EmptyDocument):
        page(f"<div id='root'></div><p>{line}</p>")


def test_a_sentence_on_subscribers_is_news() -> None:
    line = "The paper told its subscribers that the crane would be paid for by the port alone."
    found = page(article(*BODY, line))
    assert line in found.text
    assert found.incomplete == ""


def test_an_index_of_other_pages_is_refused() -> None:
    teasers = "".join(
        f"<article><h2><a href='/{n}'>Story number {n} of the harbour</a></h2>"
        f"<p>In part {n} the crew of the ferry tells how the winter of that year went by.</p>"
        "</article>"
        for n in range(6)
    )
    with pytest.raises(ReadingError, match="index page"):
        page(f"<main>{teasers}</main>")


def test_a_text_with_linked_headings_of_its_own_is_read() -> None:
    parts = "".join(
        f"<h2><a href='#{n}'>Part {n} of the plan</a></h2><p>{BODY[0]} ({n})</p><p>{BODY[1]} ({n})"
        "</p>"
        for n in range(5)
    )
    assert "(4)" in page(f"<article>{parts}</article>").text
