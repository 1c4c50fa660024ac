"""A page whose parts have misleading names, or whose text stands elsewhere, is not lost."""

from __future__ import annotations

import json

from rag.readers import read_bytes
from rag.schema import Document

HEAD = "The harbour council of Lumo put off the vote on the second crane"
BODY = [
    "The council of Lumo put off its vote on a second crane by four weeks on Tuesday evening.",
    "Three members asked for a new estimate of the price, which has risen by a fifth since May.",
    "The harbour master said that ships wait nine hours on average for the only crane.",
    "A decision is now expected on 14 June, when the new estimate is to be on the table.",
]
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in BODY)
MENU = "".join(f"<li><a href='/{n}'>Section number {n}</a></li>" for n in range(12))


def page(main: str, head: str = "") -> Document:
    markup = (
        f"<!doctype html><html lang='en'><head><title>{HEAD}</title>{head}</head><body>"
        f"<ul>{MENU}</ul>{main}</body></html>"
    )
    return read_bytes(markup.encode(), "page.html")


def test_an_article_in_a_part_that_is_named_a_newsletter_is_read() -> None:
    teaser = "<div class='story'><p>Fog closed the harbour of Castor for two hours.</p></div>"
    found = page(f"<h1>{HEAD}</h1>{teaser}<div class='newsletter'>{PARAGRAPHS}</div>")
    assert all(text in found.text for text in BODY)


def test_scripts_do_not_make_an_article_small() -> None:
    script = f"<script>{'var harbour = 1; ' * 2000}</script>"
    found = page(f"<h1>{HEAD}</h1>{script}<div class='promo-content'>{PARAGRAPHS}</div>")
    assert all(text in found.text for text in BODY)


def test_a_body_that_stands_only_in_the_data_of_a_page_is_taken_from_there_and_said_so() -> None:
    data = json.dumps({"@type": "NewsArticle", "articleBody": "\n".join(BODY)})
    found = page(
        f"<h1>{HEAD}</h1><p>Please turn on scripts in your browser to read on.</p>",
        f"<script type='application/ld+json'>{data}</script>",
    )
    assert all(text in found.text for text in BODY)
    assert found.remarks == ("body taken from the page's data, JSON-LD",)


def test_a_summary_in_the_data_of_a_page_does_not_stand_for_its_body() -> None:
    data = json.dumps({"@type": "NewsArticle", "articleBody": BODY[0]})
    found = page(
        f"<h1>{HEAD}</h1><article>{PARAGRAPHS}</article>",
        f"<script type='application/ld+json'>{data}</script>",
    )
    assert all(text in found.text for text in BODY)
    assert found.remarks == ()


def test_paragraphs_behind_an_advertisement_belong_to_the_text() -> None:
    part = "<section class='body'><div class='grid'>{}</div></section>"
    first = "".join(f"<p>{text}</p>" for text in BODY)
    more = [
        "Members will also hear the two firms that offered to build it, behind closed doors.",
        "The mayor of Castor wants to know who pays if the crane stands still in a storm.",
    ]
    second = "".join(f"<p>{text}</p>" for text in more)
    notice = "<div class='ad-slot'><p>Boats for less at Meridian, only this week in town.</p></div>"
    found = page(f"<h1>{HEAD}</h1>{part.format(first)}{notice}{part.format(second)}")
    assert all(text in found.text for text in (*BODY, *more))
    assert "Boats for less" not in found.text


def test_a_quoted_post_stays_with_its_author() -> None:
    post = (
        "<div class='embed'><blockquote class='post'><p>nine hours. again.</p>"
        "<p>— Ola Renn (@olarenn) May 3, 2024</p></blockquote></div>"
    )
    inside = f"<p>{BODY[0]}</p><p>{BODY[1]}</p>{post}<p>{BODY[2]}</p><p>{BODY[3]}</p>"
    found = page(f"<h1>{HEAD}</h1><article>{inside}</article>")
    assert "nine hours. again." in found.text
    assert "Ola Renn (@olarenn)" in found.text


CONSENT = "".join(
    f"<p>{text}</p>"
    for text in (
        "We and our 700 partners store cookies and identifiers on your device, such as those that "
        "tell your browser from others, for advertising that is made for you.",
        "With your consent our vendors may use your personal data to measure an audience and to "
        "improve what we offer; you can change your preferences whenever you like.",
        "Some of our partners claim a legitimate interest and need no consent for the personal "
        "data that they keep; you can object to that on the page on privacy.",
    )
)


def test_a_notice_on_consent_is_no_document_though_it_is_longer() -> None:
    found = page(
        f"<aside><h1>{HEAD}</h1><p>{BODY[0]}</p><p>{BODY[1]}</p></aside>"
        f"<div class='layer-x'><div>{CONSENT}</div></div>"
    )
    assert BODY[0] in found.text
    assert "partners" not in found.text


def test_news_on_consent_keeps_its_sentences() -> None:
    ruling = (
        "<p>“We may keep cookies on your device only with your consent,” the office told firms.</p>"
    )
    found = page(f"<h1>{HEAD}</h1><article>{PARAGRAPHS}{ruling}</article>")
    assert "only with your consent" in found.text


def test_what_is_no_sentence_repeats_under_another_heading() -> None:
    def day(name: str) -> str:
        meals = "<h3>Noon</h3><p>Soup of the day at the harbour canteen</p><p>Bread and butter</p>"
        return f"<h2>{name}</h2>{meals}"

    lines = page(f"<h1>{HEAD}</h1><article>{PARAGRAPHS}{day('Monday')}{day('Tuesday')}</article>")
    assert lines.text.count("Soup of the day at the harbour canteen") == 2
