"""Pages, feeds and files that hold several documents, from their source into the library."""

import json
from pathlib import Path

import pytest

from rag.ingest.inputs import feed_inputs, file_inputs, web_inputs
from rag.ingest.pipeline import ingest_sources
from rag.ingest.web import Fetcher
from rag.models.embeddings import WordCountEmbedder
from rag.schema import Scope
from tests.ingest.test_fetch import Site, page, reply

LIMIT = 1_000_000
STORY = (
    "<html><head><title>Gallium licences</title>{head}</head><body><article><h1>Gallium "
    "licences</h1>"
    "<p>Norland issued {number} export licences for gallium magnets to four Indian companies on "
    "Thursday.</p>"
    "<p>The foreign ministry in New Delhi confirmed the licences to a reporter the same "
    "evening.</p></article></body></html>"
)
FEED = '<rss version="2.0"><channel><title>Harbour Wire</title>{items}</channel></rss>'
ITEM = "<item><title>{title}</title><link>{link}</link><pubDate>{day}</pubDate></item>"


@pytest.fixture
def site():
    server = Site()
    server.pages["/robots.txt"] = page(404)
    yield server
    server.close()


@pytest.fixture
def fetcher(site):
    with Fetcher(max_bytes=LIMIT, pause_seconds=0, allowed_hosts=[site.host]) as opened:
        yield opened


def story(number="seven", head="", **headers):
    return page(body=STORY.format(number=number, head=head).encode(), **headers)


def take(library, sources, **options):
    return ingest_sources(sources, library, WordCountEmbedder(), **options)


def answering(library, words="gallium"):
    return [
        found.text
        for found in library.chunks.passages(library.fulltext.search_words(words, Scope(), 50))
    ]


# -- pages -----------------------------------------------------------------------------------------


def test_a_page_is_read_under_its_address(site, fetcher, library):
    site.pages["/story"] = story()
    report = take(library, web_inputs([site.url("/story")], fetcher))
    (entry,) = library.catalogue.entries()
    assert (report.new, entry.url, entry.published) == (1, site.url("/story"), None)


def test_a_page_that_its_server_calls_unchanged_is_not_read_again(site, fetcher, library):
    def answer(request):
        if request.headers.get("If-None-Match") == '"1"':
            reply(request, 304)
        else:
            story(ETag='"1"')(request)

    site.pages["/story"] = answer
    sources = web_inputs([site.url("/story")], fetcher)
    assert [take(library, sources).new, take(library, sources).unchanged] == [1, 1]


def test_a_changed_page_is_a_new_version_of_its_document(site, fetcher, library):
    sources = web_inputs([site.url("/story")], fetcher)
    dated = '<meta property="article:published_time" content="2025-10-{}">'
    site.pages["/story"] = story(head=dated.format(30))
    take(library, sources)
    site.pages["/story"] = story("nine", dated.format(31))
    assert take(library, sources).changed == 1
    (entry,) = library.catalogue.entries()
    assert entry.versions == 2
    assert "nine export licences" in library.catalogue.document(entry.document_id)["text"]
    assert "seven export licences" in library.catalogue.document(entry.document_id, 1)["text"]


def test_the_canonical_address_of_another_site_is_not_believed(site, fetcher, library):
    site.pages["/story"] = story(
        head='<link rel="canonical" href="https://agency.example/the-real-story">'
    )
    take(library, web_inputs([site.url("/story")], fetcher))
    assert [entry.url for entry in library.catalogue.entries()] == [site.url("/story")]


def test_a_page_that_cannot_be_had_is_reported_and_the_rest_is_read(site, fetcher, library):
    site.pages["/story"] = story()
    report = take(library, web_inputs([site.url("/gone"), site.url("/story")], fetcher))
    (refused,) = report.refused
    assert (report.new, refused.file, "404" in refused.reason) == (1, site.url("/gone"), True)


# -- feeds -----------------------------------------------------------------------------------------


def test_a_feed_brings_its_pages_and_dates_those_that_do_not_say(site, fetcher, library):
    for name in ("one", "two"):
        site.pages[f"/{name}"] = story(name)
    items = "".join(
        ITEM.format(
            title=name, link=site.url(f"/{name}"), day=f"Fri, {day} Oct 2025 10:00:00 +0530"
        )
        for name, day in (("one", 24), ("two", 31))
    )
    site.pages["/feed"] = page(
        body=FEED.format(items=items).encode(), Content_Type="application/rss+xml"
    )
    assert take(library, feed_inputs(site.url("/feed"), fetcher, 10)).new == 2
    found = {str(entry.published): entry.date_source for entry in library.catalogue.entries()}
    assert found == {"2025-10-24": "feed", "2025-10-31": "feed"}


def test_the_newest_pages_of_a_feed_come_first_and_the_limit_holds(site, fetcher):
    items = "".join(
        ITEM.format(title=n, link=site.url(f"/{n}"), day=f"Fri, {n:02} Oct 2025 10:00:00 GMT")
        for n in range(1, 20)
    )
    site.pages["/feed"] = page(
        body=FEED.format(items=items).encode(), Content_Type="application/rss+xml"
    )
    found = feed_inputs(site.url("/feed"), fetcher, 3).found
    assert [source.file for source in found] == [site.url(f"/{n}") for n in (19, 18, 17)]


def test_a_broken_off_feed_goes_on_without_asking_again_for_what_is_in(site, fetcher, library):
    site.pages["/one"] = story()
    items = ITEM.format(title="one", link=site.url("/one"), day="Fri, 31 Oct 2025 10:00:00 GMT")
    site.pages["/feed"] = page(
        body=FEED.format(items=items).encode(), Content_Type="application/rss+xml"
    )
    take(library, feed_inputs(site.url("/feed"), fetcher, 10))
    site.asked.clear()
    assert take(library, feed_inputs(site.url("/feed"), fetcher, 10)).unchanged == 1
    assert site.asked == ["/feed"]


def test_a_feed_that_cannot_be_had_is_reported(site, fetcher, library):
    report = take(library, feed_inputs(site.url("/none"), fetcher, 10))
    assert [item.file for item in report.refused] == [site.url("/none")]


# -- files of several documents --------------------------------------------------------------------


def records(path: Path, **texts: str) -> None:
    lines = [
        json.dumps({"id": name, "title": name, "date": "2025-10-31", "text": text})
        for name, text in texts.items()
    ]
    path.write_text("\n".join(lines))


def test_each_record_is_a_document_and_one_that_vanishes_answers_no_more(library, tmp_path):
    path = tmp_path / "wire.jsonl"
    records(path, a="Gallium rose on Monday in London.", b="Gallium fell on Tuesday in London.")
    assert take(library, file_inputs([path], LIMIT)).new == 2
    records(path, b="Gallium fell on Tuesday in London.", c="Gallium stood still on Friday.")
    report = take(library, file_inputs([path], LIMIT))
    assert (report.new, report.unchanged, report.removed) == (1, 1, 1)
    assert sorted(answering(library)) == [
        "Gallium fell on Tuesday in London.",
        "Gallium stood still on Friday.",
    ]


def test_a_bad_part_is_reported_each_time_and_the_rest_is_in(library, tmp_path):
    path = tmp_path / "wire.jsonl"
    path.write_text(
        '{"title": "a", "text": "Gallium rose on Monday in London."}\n{"title": "b", \n'
    )
    first, second = (
        take(library, file_inputs([path], LIMIT)),
        take(library, file_inputs([path], LIMIT)),
    )
    assert (first.new, second.unchanged) == (1, 1)
    assert first.refused == second.refused
    assert "2" in first.refused[0].file + first.refused[0].reason


# -- a folder in step ------------------------------------------------------------------------------


def test_what_is_gone_from_a_folder_is_removed_when_asked_and_the_rest_stays(library, tmp_path):
    folder, other = tmp_path / "inbox", tmp_path / "inbox-2"
    for place in (folder, other):
        place.mkdir()
        (place / "a.txt").write_text(f"Gallium rose on Monday in {place.name}.")
    (folder / "b.txt").write_text("Gallium fell on Tuesday in London.")
    sources = file_inputs([folder, other], LIMIT)
    take(library, sources)
    (folder / "a.txt").unlink()
    assert take(library, file_inputs([folder], LIMIT)).removed == 0
    assert take(library, file_inputs([folder], LIMIT), folders=[folder]).removed == 1
    assert sorted(answering(library)) == [
        "Gallium fell on Tuesday in London.",
        "Gallium rose on Monday in inbox-2.",
    ]


def test_a_kind_given_at_ingest_wins(library, tmp_path):
    (tmp_path / "a.txt").write_text(
        "Executive order of the ministry\n\nGallium rose on Monday in London."
    )
    take(library, file_inputs([tmp_path / "a.txt"], LIMIT), kind="opinion")
    (entry,) = library.catalogue.entries()
    assert entry.kind == "opinion"


# -- what a first reader stumbled over -------------------------------------------------------------


def test_a_removed_document_stays_out_until_its_file_is_named(library, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Gallium rose on Monday in London.")
    take(library, file_inputs([tmp_path], LIMIT))
    library.versions.remove(library.catalogue.entries()[0].document_id)
    assert (take(library, file_inputs([tmp_path], LIMIT)).new, answering(library)) == (0, [])
    path.write_text("Gallium rose on Monday in Paris.")
    take(library, file_inputs([tmp_path], LIMIT))
    assert answering(library) == []
    assert take(library, file_inputs([path], LIMIT)).new == 1
    assert answering(library) == ["Gallium rose on Monday in Paris."]


def test_a_kind_given_later_is_set_too(library, tmp_path):
    (tmp_path / "a.txt").write_text("Gallium rose on Monday in London.")
    take(library, file_inputs([tmp_path], LIMIT))
    assert take(library, file_inputs([tmp_path], LIMIT), kind="opinion").changed == 1
    assert [entry.kind for entry in library.catalogue.entries()] == ["opinion"]


def test_the_teaser_in_a_feed_file_does_not_replace_the_page_it_links_to(library, tmp_path):
    url = "https://news.example/gallium"
    page_file, feed_file = tmp_path / "a.html", tmp_path / "b.rss"
    page_file.write_text(STORY.format(number="seven", head=f'<link rel="canonical" href="{url}">'))
    item = (
        f"<item><title>Gallium licences</title><link>{url}</link>"
        "<description>Norland hands out licences for magnets.</description></item>"
    )
    feed_file.write_text(FEED.format(items=item))
    take(library, file_inputs([tmp_path], LIMIT))
    assert any("seven export licences" in text for text in answering(library))


def test_a_story_on_top_of_a_file_of_records_moves_no_other(library, tmp_path):
    path = tmp_path / "wire.jsonl"
    lines = [
        json.dumps(
            {"title": name, "date": "2025-10-31", "text": f"{name} rose on Monday in London."}
        )
        for name in ("Gallium", "Terbium")
    ]
    path.write_text("\n".join(lines))
    take(library, file_inputs([path], LIMIT))
    path.write_text(
        "\n".join(
            [
                json.dumps(
                    {"title": "Tin", "date": "2025-11-01", "text": "Tin rose on Friday in London."}
                ),
                *lines,
            ]
        )
    )
    report = take(library, file_inputs([path], LIMIT))
    assert (report.new, report.changed, report.unchanged) == (1, 0, 2)


def test_when_the_newer_of_two_files_of_a_document_goes_the_older_answers(library, tmp_path):
    front = (
        "---\ntitle: Gallium\nurl: https://news.example/gallium\ndate: 2025-10-{}\n---\n"
        "Gallium cost {} dollars in London.\n"
    )
    (tmp_path / "old.md").write_text(front.format(30, "two"))
    (tmp_path / "new.md").write_text(front.format(31, "nine"))
    take(library, file_inputs([tmp_path], LIMIT))
    assert answering(library) == ["Gallium cost nine dollars in London."]
    (tmp_path / "new.md").unlink()
    take(library, file_inputs([tmp_path], LIMIT), folders=[tmp_path])
    assert answering(library) == ["Gallium cost two dollars in London."]


def test_a_link_out_of_the_folder_is_not_followed_and_is_named(library, tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("The secret is kept outside of the folder.")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    report = take(library, file_inputs([folder], LIMIT))
    assert (report.new, "leads out of the folder" in report.refused[0].reason) == (0, True)


def test_a_feed_given_as_a_page_is_refused_with_the_option_to_use(site, fetcher, library):
    site.pages["/feed"] = page(
        body=FEED.format(items="").encode(), Content_Type="application/rss+xml"
    )
    report = take(library, web_inputs([site.url("/feed")], fetcher))
    assert "--feed" in report.refused[0].reason


def test_tracking_parameters_make_no_other_page(site, fetcher, library):
    site.pages["/story"] = story()
    take(library, web_inputs([site.url("/story"), site.url("/story?utm_source=mail")], fetcher))
    assert len(library.catalogue.entries()) == 1
