"""The dates of web pages: in figures, in other languages, in other zones, of live pages."""
# ruff: noqa: RUF001 - letters that look like Latin ones are what is read

import json
from datetime import date

import pytest

from rag.language.temporal.event_dates import event_times
from rag.readers import read_bytes

TEXT = (
    "<p>The council of Lumo voted by 11 to 4 for higher fares on the ferry to Castor, the mayor "
    "said.</p><p>The adult fare is to be 3.90 euros, and pupils go on paying 1.50 euros.</p>"
)


def read(body: str, head: str = "", attributes: str = ""):
    page = (
        f"<!doctype html><html {attributes}><head><meta charset=utf-8><title>Ferry vote</title>"
        f"{head}</head><body><article><h1>Ferry vote</h1>{body}{TEXT}</article></body></html>"
    )
    return read_bytes(page.encode(), "page.html")


@pytest.mark.parametrize(
    ("line", "attributes", "day"),
    [
        ("13.07.2022", 'lang="de"', date(2022, 7, 13)),
        ("13.07.2022", "", date(2022, 7, 13)),
        ("Published 02/05/2019", 'lang="en-GB"', date(2019, 5, 2)),
        ("Posted: 02/05/2019", 'lang="en-US"', date(2019, 2, 5)),
        ("02/05/2019", 'lang="es"', date(2019, 5, 2)),
        ("Stand: 13.07.2022, 14:30 Uhr", "", date(2022, 7, 13)),
        ("Publié le 1er janv. 2024 à 10h15", 'lang="fr"', date(2024, 1, 1)),
        ("Опубликовано 3 мая 2021", "", date(2021, 5, 3)),
        ("Yayınlanma tarihi: 3 Mayıs 2024", "", date(2024, 5, 3)),
        ("प्रकाशित: १३ जुलाई 2022", 'lang="hi"', date(2022, 7, 13)),
        ("Senin, 7 Agustus 2023 10:15 WIB", 'lang="id"', date(2023, 8, 7)),
        ("نشر في 3 مايو 2024", 'lang="ar"', date(2024, 5, 3)),
        ("Di Rita Okoro - 9 gen 2021", 'lang="it"', date(2021, 1, 9)),
        ("发布时间：2023-06-14", 'lang="zh"', date(2023, 6, 14)),
        ("Data publikacji: 2 listopada 2020", 'lang="pl"', date(2020, 11, 2)),
    ],
)
def test_a_line_below_the_headline_dates_the_page(line, attributes, day):
    document = read(f"<p>{line}</p>", attributes=attributes)
    assert (document.published.day, document.published.source) == (day, "dateline")


@pytest.mark.parametrize("attributes", ["", 'lang="en"'])
def test_figures_that_may_be_read_in_two_ways_date_no_page(attributes):
    assert read("<p>Published 02/05/2019</p>", attributes=attributes).published is None


def test_the_country_of_the_open_graph_decides_where_the_language_has_several():
    head = '<meta property="og:locale" content="en_GB">'
    document = read("<p>Published 02/05/2019</p>", head, 'lang="en"')
    assert document.published.day == date(2019, 5, 2)


def test_an_update_below_the_headline_is_no_publication():
    body = "<p>Aktualisiert am 15.07.2022</p><p>13.07.2022</p>"
    document = read(body, attributes='lang="de"')
    assert (document.published.day, document.updated.day) == (
        date(2022, 7, 13),
        date(2022, 7, 15),
    )


def test_the_printed_day_goes_before_the_day_of_the_head():
    head = '<meta property="article:published_time" content="2024-02-22T04:59:00Z">'
    document = read("<p>February 21, 2024, 11:59 p.m. ET</p>", head)
    assert document.published.day == date(2024, 2, 21)
    assert document.published.at == "2024-02-21T23:59:00-05:00"


def test_a_time_element_is_read_as_printed():
    body = '<time datetime="2024-02-22T03:30:00Z">21 February 2024</time>'
    assert read(body).published.day == date(2024, 2, 21)


def test_the_printed_day_of_an_update_changes_no_publication():
    head = '<meta property="article:published_time" content="2024-02-21T19:40:00Z">'
    assert read("<p>Updated February 22, 2024</p>", head).published.day == date(2024, 2, 21)


def test_a_day_in_a_sentence_dates_nothing():
    assert (
        read("<p>Die Sitzung vom 13.07.2022 wurde am Abend auf den Herbst vertagt.</p>").published
        is None
    )


@pytest.mark.parametrize("line", ["Woche 4 - 28.01.2022 – 29.01.2022", "28.09.1912:44"])
def test_a_range_of_days_and_figures_run_together_date_nothing(line):
    assert read(f"<p>{line}</p>").published is None


UPDATES = (
    ("2024-06-26T09:30:00+01:00", "Overnight the leaders raised the ferry fund to 345 million."),
    ("2024-06-25T11:50:00+01:00", "The nine leaders agreed a ferry fund of 310 million euros."),
)


def live(linked: bool) -> str:
    posts = "".join(
        f'<div class="live-post"><time datetime="{at}">x</time><h2>News</h2><p>{text}</p>'
        "<p>More of it was to follow in the evening, a spokesman of the summit said.</p></div>"
        for at, text in UPDATES
    )
    data = {
        "@type": "LiveBlogPosting",
        "headline": "Summit live",
        "datePublished": UPDATES[0][0],
        "liveBlogUpdate": [{"datePublished": at, "articleBody": text} for at, text in UPDATES],
    }
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>' if linked else ""
    title = f"<html lang=en><head><title>Summit live</title>{script}</head>"
    return f"{title}<body><main><h1>Summit live</h1>{posts}</main></body></html>"


@pytest.mark.parametrize("linked", [True, False])
def test_a_live_page_is_of_its_first_day_and_its_updates_keep_their_times(linked):
    document = read_bytes(live(linked).encode(), "live.html")
    assert document.published.day == date(2024, 6, 25)
    assert "26 June 2024, 09:30: Overnight the leaders" in document.text
    assert "25 June 2024, 11:50: The nine leaders" in document.text
    assert document.text.count(": ") == len(UPDATES)


def test_the_day_of_an_update_is_that_of_its_event():
    text = "26 June 2024, 09:30: Overnight the leaders raised the ferry fund to 345 million."
    found = event_times(text, date(2024, 6, 25))
    assert [time.window.start for time in found][:1] == [date(2024, 6, 26)]
