"""Addresses lose what opens a door, wherever they become words."""

import logging

import pytest

from rag.addresses import masked, origin
from rag.errors import FetchError
from rag.ingest.inputs import Loaded, WebInput, with_provenance
from rag.models.chat import choose, open_model
from rag.storage import Library
from rag.storage.migrations.step_0008_masked_addresses import apply
from tests.samples import document, put


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://ann:secret@daily.example/a", "https://daily.example/a"),
        ("https://ann@daily.example", "https://daily.example"),
        ("https://ann:p@ss@daily.example/a@b", "https://daily.example/a@b"),
        ("https://daily.example/a?api_key=0123", "https://daily.example/a"),
        ("https://daily.example/a?id=7&API-Key=0123&page=2", "https://daily.example/a?id=7&page=2"),
        ("https://daily.example/a?api%5Fkey=0123", "https://daily.example/a"),
        ("https://daily.example/a?X-Amz-Signature=0f&x=1", "https://daily.example/a?x=1"),
        ("https://daily.example/a#access_token=0123", "https://daily.example/a"),
        ("https://daily.example/a?key=AIzaSy0123456789abcdef", "https://daily.example/a"),
        ("https://daily.example/a?key=story-7", "https://daily.example/a?key=story-7"),
        ("Failed (http://a:b@h.example/x?token=1), again.", "Failed (http://h.example/x), again."),
        ('{"url": "https://h.example/?token=1"}', '{"url": "https://h.example/"}'),
        ("mail ann@daily.example about a?api_key=1", "mail ann@daily.example about a?api_key=1"),
        ("", ""),
    ],
)
def test_what_opens_a_door_is_left_out(text, shown):
    assert masked(text) == shown
    assert masked(shown) == shown


@pytest.mark.parametrize(
    ("address", "server"),
    [
        ("http://server.example/v1#m", "http://server.example:80"),
        ("https://a:b@Server.example:8443/v1", "https://server.example:8443"),
        ("quotes", ""),
        ("https://server.example:port/v1", ""),
    ],
)
def test_the_server_of_an_address(address, server):
    assert origin(address) == server


# -- each place ------------------------------------------------------------------------------------

SECRET = "https://ann:hunter2@daily.example/a?api_key=hunter2"


def test_an_error_does_not_repeat_it():
    assert str(FetchError(f"{SECRET} answers with status 404")) == (
        "https://daily.example/a answers with status 404"
    )


def test_a_page_from_the_web_is_kept_without_it():
    page = WebInput(SECRET, None)
    assert (page.file, page.given) == ("https://daily.example/a",) * 2


def test_the_library_holds_it_nowhere(library, embedder):
    page = document("https://daily.example/a", "Gallium rose by 7 percent.")
    put(library, embedder, with_provenance(page, Loaded(b"", "a.html", SECRET)))
    put(library, embedder, document(SECRET, "Cobalt fell.", url=SECRET))
    assert b"hunter2" not in contents(library)
    assert library.catalogue.entries()[0].url == "https://daily.example/a"


def test_what_an_older_release_kept_is_masked(library, embedder):
    put(library, embedder, document("a", "Gallium rose."))
    library.conversations.save_turn("talk", "What?", {"sources": [{"url": SECRET}]})
    with library.database.transaction() as db:
        db.execute("UPDATE versions SET url = ?, origin = ?", (SECRET, SECRET))
        db.execute("UPDATE documents SET key = ?", (SECRET,))
        apply(db)
    assert library.conversations.turns("talk") == [
        {"sources": [{"url": "https://daily.example/a"}]}
    ]
    assert (library.integrity.problems(), b"hunter2" in contents(library)) == ([], False)


def contents(library: Library) -> bytes:
    copy = library.path.with_name("copy.sqlite3")
    library.database.connection().execute("VACUUM INTO ?", (str(copy),))
    return copy.read_bytes()


def test_a_model_is_named_without_it():
    spec = "http://ann:hunter2@127.0.0.1:9/v1?api_key=hunter2#m"
    model = open_model(spec, 1.0)
    assert model.name == "http://127.0.0.1:9/v1#m"
    assert "hunter2" not in choose(spec).reason


def test_a_log_of_requests_does_not_repeat_it(caplog):
    open_model("http://127.0.0.1:9/v1#m", 1.0)
    with caplog.at_level(logging.INFO, "httpx"):
        logging.getLogger("httpx").info('HTTP Request: GET %s "%d"', SECRET, 200)
    assert caplog.messages == ['HTTP Request: GET https://daily.example/a "200"']
