"""The client against a real server on loopback."""

import contextlib
import gzip
import socket
import threading
import time
import tracemalloc
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from rag.errors import FetchError, TooLarge
from rag.ingest.web import Fetcher
from rag.ingest.web.naming import content, file_name
from tests.webs import Names, Network

PAGE = b"<html><body><p>The rate is 5 per cent.</p></body></html>"


class Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Clients that hang up are what is tested here."""


class Site:
    """A server whose pages are functions of the request; `asked` are the paths in order."""

    def __init__(self):
        self.pages = {}
        self.asked = []
        self.requests = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                site.asked.append(self.path)
                site.requests.append(self.headers)
                page = site.pages.get(self.path)
                with contextlib.suppress(ConnectionError):
                    reply(self, 404) if page is None else page(self)

            def log_message(self, *args):
                pass

        self.server = Quiet(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def url(self, path="/page"):
        return f"http://{self.host}{path}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def reply(request, status=200, body=b"", length=None, **headers):
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name.replace("_", "-"), value)
    request.send_header("Content-Length", str(len(body) if length is None else length))
    request.end_headers()
    request.wfile.write(body)


def page(status=200, body=PAGE, **headers):
    return lambda request: reply(request, status, body, **({"Content_Type": "text/html"} | headers))


def in_turn(*pages):
    """The pages one after the other, the last one for ever."""
    waiting = list(pages)
    return lambda request: (waiting.pop(0) if len(waiting) > 1 else waiting[0])(request)


class Clock:
    """Time that passes only in sleep."""

    def __init__(self):
        self.now = 1000.0
        self.slept = []

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds

    def __call__(self):
        return self.now


@pytest.fixture
def site():
    site = Site()
    site.pages["/page"] = page()
    yield site
    site.close()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def fetcher(site, clock):
    with Fetcher(
        max_bytes=1_000_000, allowed_hosts=[site.host], sleep=clock.sleep, clock=clock
    ) as fetcher:
        yield fetcher


@pytest.fixture
def hurried(site):
    """On the real clock, with half a second for a document."""
    with Fetcher(
        max_bytes=1_000_000, timeout_seconds=0.5, pause_seconds=0, allowed_hosts=[site.host]
    ) as fetcher:
        yield fetcher


# What comes back


def test_a_page_comes_with_what_its_headers_say(site, fetcher):
    moment = "Fri, 31 Oct 2025 10:00:00 GMT"
    site.pages["/news/rate"] = page(
        Content_Type='text/html; charset="ISO-8859-2"', ETag='"v1"', Last_Modified=moment
    )
    assert fetcher.get(site.url("/news/rate")) == (
        site.url("/news/rate"),
        "rate.html",
        PAGE,
        "text/html",
        "iso8859-2",
        '"v1"',
        moment,
    )


def test_the_query_is_sent_and_kept_but_not_the_fragment(site, fetcher):
    site.pages["/page?a=1&b=%20"] = page()
    assert fetcher.get(site.url("/page?a=1&b=%20#top")).url == site.url("/page?a=1&b=%20")


def test_a_page_without_headers_says_nothing(site, fetcher):
    site.pages["/page"] = lambda request: reply(request, body=PAGE)
    found = fetcher.get(site.url())
    assert (found.media_type, found.charset, found.etag, found.last_modified) == (
        None,
        None,
        None,
        None,
    )


def test_a_page_packed_by_gzip_is_unpacked(site, fetcher):
    site.pages["/page"] = page(body=gzip.compress(PAGE), Content_Encoding="gzip")
    assert fetcher.get(site.url()).data == PAGE


def test_a_page_in_chunks_is_put_together(site, fetcher):
    def chunked(request):
        request.send_response(200)
        request.send_header("Transfer-Encoding", "chunked")
        request.end_headers()
        for n in range(0, len(PAGE), 7):
            request.wfile.write(b"%x\r\n%s\r\n" % (len(PAGE[n : n + 7]), PAGE[n : n + 7]))
        request.wfile.write(b"0\r\n\r\n")

    site.pages["/page"] = chunked
    assert fetcher.get(site.url()).data == PAGE


def test_the_client_says_who_it_is_and_nothing_of_its_reader(site, fetcher):
    site.pages["/page"] = page(Set_Cookie="id=1")
    fetcher.get(site.url())
    fetcher.get(site.url())
    sent = site.requests[-1]
    assert sent["User-Agent"].startswith("Dateline/")
    assert sorted(sent.keys()) == ["Accept", "Accept-Encoding", "Host", "User-Agent"]


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "location", ["/page", "page", "../a/../page", "//{host}/page", "http://{host}/page"]
)
def test_redirects_are_followed(site, fetcher, status, location):
    site.pages["/old"] = page(status, Location=location.format(host=site.host))
    found = fetcher.get(site.url("/old"))
    assert (found.url, found.data) == (site.url("/page"), PAGE)


def test_five_redirects_are_followed_and_six_are_not(site, fetcher):
    for n in range(1, 7):
        site.pages[f"/{n}"] = page(302, Location=f"/{n - 1}" if n > 1 else "/page")
    assert fetcher.get(site.url("/5")).data == PAGE
    with pytest.raises(FetchError, match=r"/6 redirects more than 5 times"):
        fetcher.get(site.url("/6"))


def test_a_loop_of_redirects_ends(site, fetcher):
    site.pages["/a"], site.pages["/b"] = page(302, Location="/b"), page(302, Location="/a")
    with pytest.raises(FetchError, match="redirects more than 5 times"):
        fetcher.get(site.url("/a"))
    assert site.asked.count("/a") == 3


def test_a_redirect_to_a_page_that_robots_txt_closes_is_not_followed(site, fetcher):
    site.pages["/robots.txt"] = page(body=b"User-agent: *\nDisallow: /closed")
    site.pages["/open"] = page(302, Location="/closed/page")
    with pytest.raises(FetchError, match=r"robots\.txt"):
        fetcher.get(site.url("/open"))
    assert "/closed/page" not in site.asked


# Asking whether something changed


def conditional(request):
    known = (
        request.headers["If-None-Match"] == '"v1"'
        or request.headers["If-Modified-Since"] == "Fri, 31 Oct 2025 10:00:00 GMT"
    )
    reply(request, 304) if known else reply(request, body=PAGE, ETag='"v1"')


@pytest.mark.parametrize(
    "known", [{"etag": '"v1"'}, {"last_modified": "Fri, 31 Oct 2025 10:00:00 GMT"}]
)
def test_an_unchanged_page_has_no_data_and_keeps_its_marks(site, fetcher, known):
    site.pages["/page"] = conditional
    found = fetcher.get(site.url(), **known)
    assert found.data is None
    assert {name: getattr(found, name) for name in known} == known


def test_a_changed_page_comes_with_its_new_mark(site, fetcher):
    site.pages["/page"] = conditional
    found = fetcher.get(site.url(), etag='"v0"')
    assert (found.data, found.etag) == (PAGE, '"v1"')


def test_unchanged_is_no_answer_to_a_question_that_was_not_asked(site, fetcher):
    site.pages["/page"] = page(304, body=b"")
    with pytest.raises(FetchError, match="304"):
        fetcher.get(site.url())


def test_robots_txt_is_asked_for_without_the_marks_of_the_page(site, fetcher):
    fetcher.get(site.url(), etag='"v1"')
    assert site.asked[0] == "/robots.txt"
    assert site.requests[0]["If-None-Match"] is None


# Limits


def test_a_page_at_the_limit_is_read_and_one_byte_more_is_refused(site, fetcher):
    site.pages["/page"] = page(body=b"a" * 1_000_000)
    assert len(fetcher.get(site.url()).data) == 1_000_000
    site.pages["/page"] = page(body=b"a" * 1_000_001)
    with pytest.raises(TooLarge, match=r"more than 1\.0 MB"):
        fetcher.get(site.url())


def test_an_announced_length_is_believed_before_a_byte_is_read(site, hurried):
    site.pages["/page"] = lambda request: (reply(request, length=1_000_001), time.sleep(0.4))
    with pytest.raises(TooLarge):
        hurried.get(site.url())


def test_a_gzip_bomb_stops_at_the_limit(site, fetcher):
    packer = zlib.compressobj(9, wbits=zlib.MAX_WBITS | 16)
    bomb = (
        b"".join(packer.compress(bytes(1_000_000)) for _ in range(300)) + packer.flush()
    )  # 0.3 MB that unpack to 300
    site.pages["/page"] = page(body=bomb, Content_Encoding="gzip")
    tracemalloc.start()
    with pytest.raises(TooLarge):
        fetcher.get(site.url())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8_000_000


def test_gzip_data_that_never_unpack_to_anything_come_to_an_end(site, fetcher):
    sent = []

    def empty(request):
        packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
        request.send_response(200)
        request.send_header("Content-Encoding", "gzip")
        request.send_header("Connection", "close")
        request.end_headers()
        request.wfile.write(packer.compress(b"") + packer.flush(zlib.Z_SYNC_FLUSH))
        while len(sent) < 1000:
            request.wfile.write(
                b"\x00\x00\x00\xff\xff" * 10_000
            )  # a block of nothing, ten thousand times
            sent.append(1)

    site.pages["/page"] = empty
    with pytest.raises(FetchError, match="stays empty"):
        fetcher.get(site.url())
    assert len(sent) < 500


def test_a_page_without_end_stops_at_the_limit(site, fetcher):
    sent = []

    def endless(request):
        request.send_response(200)
        request.send_header("Connection", "close")
        request.end_headers()
        while len(sent) < 10_000:
            request.wfile.write(bytes(10_000))
            sent.append(1)

    site.pages["/page"] = endless
    with pytest.raises(TooLarge):
        fetcher.get(site.url())
    assert len(sent) < 5_000


def dripping(request, head=True):
    if head:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for byte in b"HTTP/1.1 200 OK\r\n" + b"X-A: " + b"a" * 500:
        request.wfile.write(bytes([byte]))
        time.sleep(0.05)


@pytest.mark.parametrize("head", [True, False], ids=["body", "headers"])
def test_a_server_that_sends_drop_by_drop_comes_to_an_end(site, hurried, head):
    site.pages["/page"] = lambda request: dripping(request, head)
    started = time.monotonic()
    with pytest.raises(FetchError, match=r"/page took longer than 0\.5 seconds"):
        hurried.get(site.url())
    assert time.monotonic() - started < 2


def test_a_silent_server_comes_to_an_end(site, hurried):
    site.pages["/page"] = lambda request: time.sleep(3)
    started = time.monotonic()
    with pytest.raises(FetchError, match=r"took longer than 0\.5 seconds"):
        hurried.get(site.url())
    assert time.monotonic() - started < 2


def test_a_page_that_was_too_slow_does_not_spoil_the_next(site, hurried):
    site.pages["/slow"] = lambda request: time.sleep(3)
    with pytest.raises(FetchError):
        hurried.get(site.url("/slow"))
    assert hurried.get(site.url()).data == PAGE


# Faults


def test_a_page_cut_short_is_no_page(site, fetcher):
    site.pages["/page"] = lambda request: (
        reply(request, body=PAGE, length=1000),
        setattr(request, "close_connection", True),
    )
    with pytest.raises(FetchError, match="cannot be read"):
        fetcher.get(site.url())


@pytest.mark.parametrize(
    "body",
    [gzip.compress(PAGE * 100)[:-20], b"no gzip at all", gzip.compress(PAGE)[:10] + b"\xff" * 50],
    ids=["cut", "none", "bad"],
)
def test_broken_gzip_data_are_no_page(site, fetcher, body):
    site.pages["/page"] = page(body=body, Content_Encoding="gzip")
    with pytest.raises(FetchError, match="arrives broken"):
        fetcher.get(site.url())


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "deflate"])
def test_a_packing_that_was_not_asked_for_is_refused(site, fetcher, coding):
    site.pages["/page"] = page(Content_Encoding=coding)
    with pytest.raises(FetchError, match="not asked for"):
        fetcher.get(site.url())


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (401, "login"),
        (403, "closed to programs"),
        (404, "check the address"),
        (410, "gone"),
        (418, "later"),
        (500, "later"),
        (204, "later"),
    ],
)
def test_a_status_that_stays_is_said_at_once_with_what_to_do(site, fetcher, status, advice):
    site.pages["/page"] = page(status, body=b"")
    with pytest.raises(FetchError, match=f"/page answers with status {status}; .*{advice}"):
        fetcher.get(site.url())
    assert site.asked.count("/page") == 1


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again_with_growing_pauses(site, fetcher, clock, status):
    site.pages["/page"] = in_turn(page(status), page(status), page())
    assert fetcher.get(site.url()).data == PAGE
    first, second = clock.slept
    assert 0.5 <= first <= 1
    assert 1 <= second <= 2


def test_a_server_that_stays_busy_is_given_up_after_four_tries(site, fetcher, clock):
    site.pages["/page"] = page(503)
    with pytest.raises(FetchError, match="answers with status 503; try again later"):
        fetcher.get(site.url())
    assert site.asked.count("/page") == 4
    assert len(clock.slept) == 3


def test_a_wait_that_the_server_asks_for_is_granted(site, fetcher, clock):
    site.pages["/page"] = in_turn(page(429, Retry_After="7"), page())
    fetcher.get(site.url())
    assert clock.slept == [7.0]


def test_a_wait_until_a_date_is_granted(site, fetcher, clock):
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    site.pages["/page"] = in_turn(page(503, Retry_After=later), page())
    fetcher.get(site.url())
    assert 27 < clock.slept[0] < 31


@pytest.mark.parametrize("asked", ["soon", "-5", "31 Oct 2025", "9" * 5000, "٣"])
def test_an_odd_wait_never_takes_more_than_a_minute(site, fetcher, clock, asked):
    site.pages["/page"] = in_turn(
        lambda request: request.wfile.write(
            f"HTTP/1.1 503 Busy\r\nRetry-After: {asked}\r\nContent-Length: 0\r\n\r\n".encode()
        ),
        page(),
    )
    with contextlib.suppress(FetchError):
        fetcher.get(site.url())
    assert sum(clock.slept) <= 60


def test_a_wait_of_an_hour_is_left_to_the_reader(site, fetcher, clock):
    site.pages["/page"] = page(503, Retry_After="3600")
    with pytest.raises(FetchError, match="left alone for 3,600 seconds"):
        fetcher.get(site.url())
    assert clock.slept == []


def test_a_dropped_connection_is_tried_again(site, fetcher):
    site.pages["/page"] = in_turn(
        lambda request: request.connection.shutdown(socket.SHUT_RDWR), page()
    )
    assert fetcher.get(site.url()).data == PAGE


def test_a_server_that_is_not_there_is_given_up(site, fetcher, clock):
    site.close()
    with pytest.raises(FetchError, match="cannot be read"):
        fetcher.get(site.url())
    assert len(clock.slept) == 3


def test_an_answer_that_is_no_http_is_an_error(site, fetcher):
    site.pages["/page"] = lambda request: request.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
    with pytest.raises(FetchError, match="cannot be read"):
        fetcher.get(site.url())


def test_a_mark_with_a_line_break_is_an_error_and_no_header(site, fetcher):
    with pytest.raises(FetchError):
        fetcher.get(site.url(), etag='"v1"\r\nX-Injected: 1')
    assert "/page" not in site.asked


def test_pauses_take_nothing_from_the_time_for_a_page(site, clock):
    site.pages["/page"] = in_turn(page(503, Retry_After="50"), page(503, Retry_After="50"), page())
    with Fetcher(
        max_bytes=1000,
        timeout_seconds=30,
        allowed_hosts=[site.host],
        sleep=clock.sleep,
        clock=clock,
    ) as fetcher:
        assert fetcher.get(site.url()).data == PAGE


# Manners


def test_a_host_has_its_pause_between_two_pages(site, clock):
    with Fetcher(
        max_bytes=1000, pause_seconds=3, allowed_hosts=[site.host], sleep=clock.sleep, clock=clock
    ) as fetcher:
        fetcher.get(site.url())
        assert clock.slept == []
        clock.now += 1
        fetcher.get(site.url())
    assert clock.slept == [2.0]


def test_another_host_needs_no_pause():
    clock = Clock()
    fetcher = Fetcher(
        max_bytes=1000, network=Network(), resolve=Names(), sleep=clock.sleep, clock=clock
    )
    fetcher.get("http://one.example/")
    fetcher.get("http://two.example/")
    assert clock.slept == []


@pytest.mark.parametrize(
    ("asked", "granted"),
    [
        ("5", 5.0),
        ("86400", 30.0),
        ("0.1", 1.0),
        ("soon", 1.0),
        ("-3", 1.0),
        ("nan", 1.0),
        ("1e999", 1.0),
    ],
)
def test_the_delay_that_robots_txt_asks_for_is_kept_up_to_half_a_minute(
    site, fetcher, clock, asked, granted
):
    site.pages["/robots.txt"] = page(body=f"User-agent: *\nCrawl-delay: {asked}".encode())
    fetcher.get(site.url())
    fetcher.get(site.url())
    assert clock.slept == [granted]


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /", "/page", False),
        ("User-agent: *\nDisallow: /p", "/page", False),
        ("User-agent: *\nDisallow: /p\nAllow: /page", "/page", True),
        ("User-agent: *\nDisallow: /*.html$", "/page", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Dateline\nAllow: /", "/page", True),
        ("User-agent: dateline\nDisallow: /page", "/page", False),
        ("User-agent: OtherBot\nDisallow: /", "/page", True),
        ("User-agent: *\nDisallow:", "/page", True),
        ("\ufeffUser-agent: *\nDisallow: /page", "/page", False),
        ("<html>no rules here</html>", "/page", True),
        ("", "/page", True),
    ],
)
def test_robots_txt_is_obeyed(site, fetcher, rules, path, allowed):
    site.pages["/robots.txt"] = page(body=rules.encode())
    with (
        contextlib.nullcontext()
        if allowed
        else pytest.raises(FetchError, match=r"closed to programs by the site's robots\.txt")
    ):
        fetcher.get(site.url(path))
    assert (path in site.asked) == allowed


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_without_a_robots_txt_everything_is_open(site, fetcher, status):
    site.pages["/robots.txt"] = page(status)
    assert fetcher.get(site.url()).data == PAGE


@pytest.mark.parametrize("status", [500, 501, 503, 429, 204])
def test_a_faulty_robots_txt_closes_everything(site, fetcher, status):
    site.pages["/robots.txt"] = page(status, body=b"")
    with pytest.raises(FetchError, match=rf"is left alone: its robots\.txt .*status {status}"):
        fetcher.get(site.url())
    assert "/page" not in site.asked


def test_a_robots_txt_of_a_megabyte_closes_everything(site, fetcher):
    site.pages["/robots.txt"] = page(body=b"#" * 600_000)
    with pytest.raises(FetchError, match=r"robots\.txt cannot be read"):
        fetcher.get(site.url())


def test_a_robots_txt_elsewhere_is_read_there(site, fetcher):
    site.pages["/robots.txt"] = page(301, Location="/rules")
    site.pages["/rules"] = page(body=b"User-agent: *\nDisallow: /page")
    with pytest.raises(FetchError, match="closed to programs"):
        fetcher.get(site.url())


def test_robots_txt_is_read_once_an_hour(site, fetcher, clock):
    fetcher.get(site.url())
    fetcher.get(site.url())
    assert site.asked.count("/robots.txt") == 1
    clock.now += 3601
    fetcher.get(site.url())
    assert site.asked.count("/robots.txt") == 2


# Names


@pytest.mark.parametrize(
    ("path", "media_type", "data", "name"),
    [
        ("/", "text/html", b"<p>", "news.example.html"),
        ("", None, b"<p>", "news.example.html"),
        ("/2025/10/31/rate-rise", "text/html", b"<p>", "rate-rise.html"),
        ("/a/rate.html", "text/html", b"<p>", "rate.html"),
        ("/a/rate.htm", "application/xhtml+xml", b"<p>", "rate.html"),
        ("/a/rate.php", "text/html", b"<p>", "rate.php.html"),
        ("/a/act.pdf", "application/pdf", b"%PDF-1.7", "act.pdf"),
        ("/download", "application/octet-stream", b"%PDF-1.7", "download.pdf"),
        ("/act.pdf", "text/html", b"<p>login", "act.html"),
        ("/act", "text/html", b"%PDF-1.7", "act.pdf"),
        ("/feed", "application/rss+xml", b"<rss>", "feed.xml"),
        ("/feed", "application/atom+xml", b"<feed>", "feed.xml"),
        ("/feed", "application/rdf+xml", b"<rdf>", "feed.xml"),
        ("/feed.rss", "text/xml", b"<rss>", "feed.xml"),
        ("/sitemap.xml", "application/xml", b"<urlset>", "sitemap.xml"),
        ("/sitemap.xml.gz", "application/x-gzip", b"\x1f\x8b", "sitemap.xml.gz"),
        ("/api/docs", "application/json", b"{}", "docs.json"),
        ("/api/docs", "application/ld+json", b"{}", "docs.json"),
        ("/notes.md", "text/plain", b"# A", "notes.md"),
        ("/notes", "text/markdown", b"# A", "notes.md"),
        ("/notes", "text/plain", b"plain", "notes.txt"),
        ("/notes", "text/plain", b"<html>", "notes.html"),
        ("/notes.docx", "application/octet-stream", b"PK", "notes.docx"),
        (
            "/notes",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            b"PK",
            "notes.docx",
        ),
        ("/photo.png", "image/png", b"\x89PNG", "photo.png.txt"),
        ("/Rate%20rise%3A%20why%3F", "text/html", b"<p>", "Rate-rise-why.html"),
        ("/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "text/plain", b"x", "etc-passwd.txt"),
        ("/..%5c..%5cboot.ini", "text/plain", b"x", "boot.ini.txt"),
        ("/a%00b", "text/html", b"<p>", "a-b.html"),
        ("/.htaccess", "text/plain", b"x", "htaccess.txt"),
        ("/" + "a" * 300, "text/html", b"<p>", "a" * 60 + ".html"),
        ("/निर्णय", "text/html", b"<p>", "न-र-णय.html"),
    ],
)
def test_the_name_is_safe_and_ends_as_its_format_does(path, media_type, data, name):
    assert file_name(path, "news.example", media_type, data) == name


@pytest.mark.parametrize(
    ("header", "media_type", "charset"),
    [
        (None, None, None),
        ("", None, None),
        ("text/html", "text/html", None),
        ("Text/HTML; Charset=UTF-8", "text/html", "utf-8"),
        ("text/html;charset='windows-1252'", "text/html", "cp1252"),
        ("text/html; charset=ISO-8859-1", "text/html", "cp1252"),
        ('text/html; charset="windows-1251"', "text/html", "cp1251"),
        ("text/html; charset=klingon", "text/html", None),
        ("text/html; charset=\x00", "text/html", None),
        ("html", None, None),
        ("; charset=utf-8", None, "utf-8"),
    ],
)
def test_media_type_and_charset_are_read_from_the_header(header, media_type, charset):
    assert content(header) == (media_type, charset)
