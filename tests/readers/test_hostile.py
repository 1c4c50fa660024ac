"""Hostile files, each through an ingest.

Each is refused with a reason or read without its poison, within its time and memory, and never at
the cost of others.
"""

import html
import io
import json
import selectors
import shutil
import socket
import struct
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count, pairwise
from pathlib import Path, PurePath
from typing import NamedTuple

import pytest

from rag.answer.drafted import drafted_lines
from rag.answer.verify import verify
from rag.chain import DatelineChain
from rag.errors import ReadingError
from rag.ingest.chunking import chunk
from rag.ingest.pipeline import Report, Step, ingest
from rag.language.injection import without_commands
from rag.language.near_duplicates import bands
from rag.models.chat import ModelChoice
from rag.models.embeddings import WordCountEmbedder
from rag.readers import EXTENSIONS, read_all
from rag.schema import Refused
from rag.settings import load_settings
from rag.storage import Library
from rag.storage.dense.index import VectorIndex
from tests.samples import document, passage, put

LIMIT = 30_000_000
MEGABYTE = 1_000_000
SECRET = "The secret of the test is heliotrope and nobody may read it."
PROSE = (
    "Gallium prices rose on Monday after the ministry approved seven more export licences "
    "for magnet makers."
)
SENTENCE = f"<p>{PROSE}</p>"


def page(body: str | bytes, head: str = "") -> bytes:
    body = body.encode() if isinstance(body, str) else body
    return (
        f"<!doctype html><html><head><title>Gallium prices rise</title>{head}</head><body>"
        f"<h1>Gallium prices rise</h1>{SENTENCE}".encode()
        + body
    )


def xml(declaration: str, body: str) -> bytes:
    return f'<?xml version="1.0"?>\n{declaration}\n{body}'.encode()


def rss(items: str, declaration: str = "") -> bytes:
    return xml(
        declaration, f'<rss version="2.0"><channel><title>The Daily</title>{items}</channel></rss>'
    )


ENTRIES = count(1)


def item(text: str, guid: object = None) -> str:
    """An entry of a feed; those of one identity are one document, whatever their file."""
    identity = guid or f"urn:entry:{next(ENTRIES)}"
    return (
        f"<item><title>Gallium</title><guid>{identity}</guid>"
        f"<description>{text}</description></item>"
    )


# -- archives --------------------------------------------------------------------------------------
# --------------------


def packed(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data, zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def nested_bomb() -> bytes:
    data = packed(*((f"{number}.txt", b" " * 20 * MEGABYTE) for number in range(5)))
    for _ in range(4):
        data = packed(*((f"{number}.zip", data) for number in range(5)))
    return data


def overlapping() -> bytes:
    """2,000 members that are all the same compressed bytes."""
    name, packed_body = b"a.txt", zlib.compress(b"a" * 5 * MEGABYTE, 9)[2:-4]
    crc = zlib.crc32(b"a" * 5 * MEGABYTE)
    fixed = (0, 0, 8, 0, 0, crc, len(packed_body), 5 * MEGABYTE, len(name), 0)
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 20, *fixed[1:]) + name + packed_body
    entry = (
        struct.pack(
            "<4s6H3I5H2I",
            b"PK\1\2",
            20,
            20,
            0,
            8,
            0,
            0,
            crc,
            len(packed_body),
            5 * MEGABYTE,
            len(name),
            0,
            0,
            0,
            0,
            0,
            0,
        )
        + name
    )
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 2000, 2000, len(entry) * 2000, len(local), 0)
    return local + entry * 2000 + end


def lying_archive() -> bytes:
    """A member that says it is small."""
    data = packed(("a.txt", b"gallium " * 4 * MEGABYTE))
    size = struct.pack("<I", 32 * MEGABYTE)
    return data.replace(size, struct.pack("<I", 100))


def paths_archive() -> bytes:
    names = (
        "../../escape.txt",
        "/etc/escape.txt",
        "C:\\escape.txt",
        "..\\escape.txt",
        "a/../../escape.txt",
        "con\ntrol\x1b[2J.txt",
        "bidi\u202etxt.exe.txt",
        "x" * 5000 + ".txt",
        "good.txt",
    )
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    return packed(
        *((name, f"{PROSE} Number {number}.".encode()) for number, name in enumerate(names)),
        (link, b"/etc/passwd"),
    )


def docx(document: str, declaration: str = "") -> bytes:
    kinds = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relati'
        'onships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocu'
        'ment" Target="word/document.xml"/></Relationships>'
    )
    body = (
        f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{document}</w:body></w:document>"
    )
    return packed(
        ("[Content_Types].xml", xml("", kinds)),
        ("_rels/.rels", xml("", relations)),
        ("word/document.xml", xml(declaration, body)),
    )


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


# -- XML -------------------------------------------------------------------------------------------
# --------------------

LAUGHS = (
    "<!DOCTYPE r [<!ENTITY a0 'ha '>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    + "]>"
)
QUADRATIC = f"<!DOCTYPE r [<!ENTITY a '{'ha ' * 20_000}'>]>"


def reads(address: str) -> str:
    return f"<!DOCTYPE r [<!ENTITY a SYSTEM '{address}'><!ENTITY % b SYSTEM '{address}'> %b;]>"


# -- PDF -------------------------------------------------------------------------------------------
# --------------------


def pdf(
    *objects: bytes, pages: bytes = b"<</Type/Pages/Kids[3 0 R]/Count 1>>", xref: bool = True
) -> bytes:
    bodies = [b"<</Type/Catalog/Pages 2 0 R>>", pages, *objects]
    whole, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(whole) if xref else 999_999_999
    return (
        whole
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n"
        b"%%%%EOF"
        % (
            len(bodies) + 1,
            table,
            len(bodies) + 1,
            start,
        )
    )


PDF_PAGE = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 "
    b"0 R>>>>>>"
)
PDF_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), extra, data)


def drawn(*lines: str) -> bytes:
    return (
        b"BT /F 12 Tf 14 TL 50 700 Td "
        + b" ".join(b"(%s) '" % line.encode() for line in lines)
        + b" ET"
    )


TEXT = stream(drawn("Gallium prices rise", "", PROSE[:52], PROSE[52:]))


def deflated(data: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        data = zlib.compress(data, 9)
    return stream(data, b"/Filter[%s]" % (b"/FlateDecode" * times))


# -- mail ------------------------------------------------------------------------------------------
# --------------------


def mail(body: str, headers: str = "") -> bytes:
    return (
        f"From: Jane Roe <jane@x.example>\nTo: a@x.example\nSubject: Gallium prices rise\n"
        f"Date: Fri, 31 Oct 2025 10:00:00 +0000\n{headers}\n{body}"
    ).encode()


def multipart(parts: int, depth: int = 0) -> bytes:
    piece = f"--b\nContent-Type: text/plain\n\n{PROSE}\n"
    if depth:
        body = (
            "".join(
                f"--b{n}\nContent-Type: multipart/mixed; boundary=b{n + 1}\n\n"
                for n in range(depth)
            )
            + PROSE
        )
        return mail(body, "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b0\n")
    return mail(
        piece * parts + "--b--\n", "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n"
    )


# -- lines -----------------------------------------------------------------------------------------
# --------------------

# Each is written out to a megabyte on one line: what a pattern could be slow on.
UNITS = {
    "dots": ".",
    "dots and spaces": ". ",
    "quotes": '"',
    "brackets": "[",
    "round": "(",
    "closing": ")]",
    "letters": "a",
    "words": "ore tin ",
    "names": "Ab Cd ",
    "byline": "By A B, C D, ",
    "dashes": "- ",
    "long dashes": "—",
    "dates": "31 October 2025 ",
    "almost dates": "31 October 202",
    "months": "Oct ",
    "digits": "1",
    "numbers": "1,",
    "commas": ",",
    "tildes": "~",
    "bars": "| ",
    "stars": "*",
    "lines": "_",
    "hashes": "#",
    "ticks": "`",
    "angles": "<",
    "tags": "<a ",
    "comments": "<!--",
    "closings": "-->",
    "entities": "&amp;",
    "ampersands": "&",
    "addresses": "a@b.",
    "links": "[a](",
    "pictures": "![a](",
    "urls": "http://a.b/",
    "copyright": "© 2025 ",
    "reserved": "copyright (c) ",
    "share": "share print ",
    "more": "read more: ",
    "home": "Home > ",
    "bold": "**a",
    "italic": "_a *b",
    "commands": "ignore your previous ",
    "notes": "note to all ",
    "abbreviations": "U.S. ",
    "zero width": "\u200b",
    "tag letters": "\U000e0041",
    "bidi": "\u202e",
    "combining": "a\u0301",
    "chinese": "中",
    "stops": "。",
    "arabic": "\u0627\u064b",
    "emoji": "😀\u200d",
    "mojibake": "Ã©â€™",
    "not a character": "\ufffd",
    "nulls": "\x00a",
    "controls": "\x1b[2J",
    "backslashes": "\\",
    "escapes": "\\[",
    "dollars": "$",
    "percent": "1 per cent ",
    "braces": "{",
    "style": "color:#fff;",
    "semicolons": "a;",
    "notes of style": "/*",
    "their ends": "*/",
}


def line_of(unit: str, size: int = MEGABYTE) -> str:
    return unit * (size // len(unit.encode()))


def utf16() -> bytes:
    return f"Gallium prices rise\n\n{PROSE}".encode("utf-16-le")


class Case(NamedTuple):
    """A hostile file: its name, its bytes, and a part of the reason why it is refused.

    The reason is "" where the words of PROSE are found of it.

    SECRET and PORT in the bytes stand for the path of a file that nobody may read and a port that
    nobody may contact.
    """

    name: str
    make: Callable[[], bytes]
    reason: str = ""
    parts: bool = False  # some of its parts are refused


def deep(opening: str, closing: str = "", depth: int = 100_000) -> Callable[[], bytes]:
    return lambda: (opening * depth + PROSE + closing * depth).encode()


def with_data(data: str) -> bytes:
    return page("", f'<script type="application/ld+json">{data}</script>')


def yaml_front(front: str) -> bytes:
    return f"---\ntitle: Gallium\n{front}\n---\n\n{PROSE}\n".encode()


YAML_LAUGHS = (
    "a0: &a0 [ha, ha]\n"
    + "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12))
    + "\nauthor: *a11\ndate: *a11"
)
RECORD = {"title": "Gallium prices rise", "text": PROSE}

# The words of PROSE are found of every file that is read.
CASES = (
    # archives
    Case("flat bomb.zip", lambda: packed(("a.txt", b"a" * 400 * MEGABYTE)), "."),
    Case("nested bomb.zip", nested_bomb, "."),
    Case("overlapping.zip", overlapping, "."),
    Case("lying.zip", lying_archive, "."),
    Case("paths.zip", paths_archive, parts=True),
    Case("many.zip", lambda: packed(*((f"{n}.txt", b"") for n in range(70_000))), "."),
    Case("broken.zip", lambda: packed(("a.txt", PROSE.encode()))[:-30], "."),
    Case("only a mark.zip", lambda: b"PK\3\4" + bytes(1000), "."),
    Case("bomb.docx", lambda: docx(paragraph("gallium " * 25 * MEGABYTE)), "."),
    Case("many paragraphs.docx", lambda: docx(paragraph(PROSE) + "<w:p/>" * 2 * MEGABYTE), "."),
    Case("laughs.docx", lambda: docx(paragraph(PROSE + "&a11;"), LAUGHS), "."),
    Case("reading.docx", lambda: docx(paragraph(PROSE + "&a;"), reads("file:///SECRET")), "."),
    Case("deep.docx", lambda: docx("<w:p>" * 50_000 + PROSE), "."),
    Case("no document.docx", lambda: packed(("a.txt", PROSE.encode())), "."),
    # XML
    Case("laughs.xml", lambda: rss(item(PROSE + "&a11;"), LAUGHS), "cannot be parsed"),
    Case("quadratic.xml", lambda: rss(item(PROSE + "&a;" * 20_000), QUADRATIC), "cannot be parsed"),
    Case("file.xml", lambda: rss(item(PROSE + "&a;"), reads("file:///SECRET")), "."),
    Case("http.xml", lambda: rss(item(PROSE + "&a;"), reads("http://127.0.0.1:PORT/")), "."),
    Case(
        "laughs of the register.xml", lambda: xml(LAUGHS, f"<RULE><P>{PROSE}&a11;</P></RULE>"), "."
    ),
    Case(
        "file of the register.xml",
        lambda: xml(reads("file:///SECRET"), f"<RULE><P>{PROSE}&a;</P></RULE>"),
    ),
    Case("deep.xml", deep("<a>", "</a>"), "."),
    Case("deep feed.xml", lambda: rss(item("<b>" * 100_000 + PROSE)), "."),
    Case("many entries.xml", lambda: rss(item(PROSE) + "<item/>" * 20_000), parts=True),
    Case(
        "attributes.xml",
        lambda: rss(
            item(PROSE).replace(
                "<item>", "<item " + " ".join(f'a{n}="1"' for n in range(100_000)) + ">"
            )
        ),
    ),
    Case(
        "laughs.xhtml",
        lambda: xml(
            LAUGHS,
            f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{SENTENCE}<p>&a11;</p></body>'
            f"</html>",
        ),
    ),
    Case(
        "file.xhtml",
        lambda: xml(
            reads("file:///SECRET"),
            f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{SENTENCE}<p>&a;</p></body></html>',
        ),
    ),
    Case(
        "picture.html",
        lambda: (
            LAUGHS.encode()
            + page(
                '<svg xmlns="http://www.w3.org/2000/svg"><text>&a11;</text><image '
                'href="file:///SECRET"/></svg>'
            )
        ),
    ),
    # HTML
    Case("deep.html", lambda: page("<div>" * 100_000 + SENTENCE)),
    Case("deep tables.html", lambda: page("<table><tr><td>" * 30_000 + SENTENCE)),
    Case("deep lists.html", lambda: page("<ul><li>" * 50_000 + SENTENCE)),
    Case("unclosed.html", lambda: page("<p><b><i>" * 10_000 + SENTENCE)),
    Case(
        "attributes.html",
        lambda: page("<p " + " ".join(f"a{n}=1" for n in range(15_000)) + f">{PROSE}</p>"),
    ),
    Case(
        "wide table.html",
        lambda: page(
            f"<table>"
            f"{'<tr><td colspan=100000 rowspan=65534>Gallium</td><td>1</td></tr>' * 1000}</ta"
            f"ble>"
        ),
    ),
    Case(
        "long table.html",
        lambda: page(f"<table>{'<tr><td>Gallium</td><td>1</td></tr>' * 10_000}</table>"),
    ),
    Case("sheets.html", lambda: page("", "<style>p{color:red}</style>" * 20_000)),
    Case(
        "hiding sheet.html",
        lambda: page(
            "", f"<style>{''.join(f'.a{n}{{display:none}}' for n in range(50_000))}</style>"
        ),
    ),
    Case("notes of a sheet.html", lambda: page("", f"<style>{'/*' * 500_000}</style>")),
    Case(
        "data.html",
        lambda: with_data(
            json.dumps([{"@graph": [{"headline": "Gallium"}] * 100} for _ in range(500)])
        ),
    ),
    Case("deep data.html", lambda: with_data("[" * MEGABYTE)),
    Case("long number.html", lambda: with_data('{"headline": ' + "9" * MEGABYTE + "}")),
    Case(
        "surrogates.html",
        lambda: with_data(
            json.dumps(
                {
                    "headline": "\ud800",
                    "author": "\udfff",
                    "url": "http://x.example/\ud800",
                    "datePublished": "\ud800",
                }
            )
        ),
    ),
    Case("comments.html", lambda: page("<!-- a b c d e f g -->" * 30_000)),
    Case("open comments.html", lambda: page("<!--" * 200_000 + "-->")),
    Case("comments in a name.html", lambda: page(f"<p class='{'<!--' * 200_000}'>{PROSE}</p>")),
    Case(
        "data address.html",
        lambda: page(f"<p>{PROSE}<img src='data:image/png;base64,{'A' * 5 * MEGABYTE}'></p>"),
    ),
    Case("scripts.html", lambda: page("<script>if (a < b) x = '</p>'</script>" * 20_000)),
    Case("hidden.html", lambda: page(f"<div style='display:none'>{PROSE}</div>" * 10_000)),
    Case("links.html", lambda: page("<a href='http://x.example/'>Gallium</a> " * 20_000)),
    Case("headings.html", lambda: page("<h2>Gallium</h2>" * 15_000)),
    Case("forms.html", lambda: page("<form><select><option>" * 50_000)),
    Case(
        "metas.html",
        lambda: page("", "".join(f"<meta name='a{n}' content='{PROSE}'>" for n in range(10_000))),
    ),
    Case("times.html", lambda: page("<time>a</time>" * 15_000)),
    Case("preformatted.html", lambda: b"<pre>" + b"Gallium \n" * 20_000 + PROSE.encode()),
    Case(
        "frames.html",
        lambda: page(
            "<iframe src='file:///SECRET'></iframe><object data='file:///SECRET'></object>"
            "<embed src='file:///SECRET'>"
        ),
    ),
    # Markdown, YAML, JSON
    Case("quotes.md", lambda: (">" * MEGABYTE + " " + PROSE).encode()),
    Case(
        "deep list.md",
        lambda: "\n".join("  " * depth + "- " + PROSE for depth in range(1000)).encode(),
    ),
    Case("links.md", lambda: ("[a](" * 200_000 + "\n\n" + PROSE).encode()),
    Case("emphasis.md", lambda: ("**a *b " * 30_000 + "\n\n" + PROSE).encode()),
    Case("table.md", lambda: (("|a" * 3_000 + "|\n") * 50 + "\n" + PROSE).encode()),
    Case("headings.md", lambda: ("# Gallium\n\n" * 30_000 + PROSE).encode()),
    Case(
        "headings apart.md",
        lambda: (
            "".join(f"## Part {n}\n\nGallium rose {n} times.\n\n" for n in range(3_000)).encode()
            + PROSE.encode()
        ),
    ),
    Case("laughs.md", lambda: yaml_front(YAML_LAUGHS)),
    Case("deep front.md", lambda: yaml_front("a: " + "[" * 100_000)),
    Case("long number.md", lambda: yaml_front(f"publisher: {'9' * MEGABYTE}")),
    Case("sixties.md", lambda: yaml_front(f"publisher: {'1:' * 5000}1")),
    Case(
        "code.md",
        lambda: yaml_front(
            "author: !!python/object/apply:os.system ['touch owned']\npublisher: "
            "!!python/name:os.system"
        ),
    ),
    Case("cycle.md", lambda: yaml_front("author: &a [*a]\ndate: &b {b: *b}")),
    Case("keys.md", lambda: yaml_front("? [a, b]\n: c\n? {a: b}\n: c\n<<: [{a: b}]")),
    Case(
        "infinite.md",
        lambda: yaml_front(
            "publisher: .inf\nauthor: .nan\ndate: 0001-01-01\nurl: 0x" + "f" * 100_000
        ),
    ),
    Case(
        "surrogates.md",
        lambda: yaml_front('publisher: "\\uD800"\nauthor: "\\uDFFF"\nurl: "\\uD800"'),
    ),
    Case("deep.json", lambda: b"[" * MEGABYTE, "nested too deeply"),
    Case(
        "deep value.json",
        lambda: (
            json.dumps(RECORD)[:-1] + ', "a": ' + "[" * 100_000 + "]" * 100_000 + "}"
        ).encode(),
        "nested too deeply",
    ),
    Case(
        "long number.json",
        lambda: (json.dumps(RECORD)[:-1] + ', "a": ' + "9" * MEGABYTE + "}").encode(),
        "too many digits",
    ),
    Case(
        "surrogates.json",
        lambda: json.dumps(
            dict.fromkeys(
                ("id", "title", "author", "url", "publisher", "section", "language"), "\ud800"
            )
            | {"text": PROSE + " \ud800\udc00 \udfff"}
        ).encode(),
    ),
    Case(
        "no numbers.json",
        lambda: (
            json.dumps(RECORD)[:-1] + ', "date": NaN, "id": -Infinity, "author": 1e999}'
        ).encode(),
    ),
    Case(
        "many keys.json", lambda: json.dumps(RECORD | {f"a{n}": n for n in range(200_000)}).encode()
    ),
    Case(
        "same key.json", lambda: ("{" + '"text": "a", ' * 200_000 + json.dumps(RECORD)[1:]).encode()
    ),
    Case("many.jsonl", lambda: json.dumps(RECORD).encode() + b"\n" + b"{}\n" * 30_000, parts=True),
    Case(
        "bad lines.jsonl", lambda: json.dumps(RECORD).encode() + b"\n" + b"{\n" * 20_000, parts=True
    ),
    # PDF
    Case(
        "bad fonts.pdf",
        lambda: pdf(
            PDF_PAGE,
            TEXT,
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/FontDescriptor<</FontFile 4 0 "
            b"R/FontFile2 4 0 R/FontFile3 4 0 R/Flags -1>>>>",
        ),
    ),
    Case("no table.pdf", lambda: pdf(PDF_PAGE, TEXT, PDF_FONT, xref=False)),
    Case("cut.pdf", lambda: pdf(PDF_PAGE, TEXT, PDF_FONT)[:300], "."),
    Case(
        "endless tree.pdf",
        lambda: pdf(b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 9>>", TEXT, PDF_FONT),
        ".",
    ),
    Case(
        "many pages.pdf",
        lambda: pdf(PDF_PAGE, TEXT, PDF_FONT, pages=b"<</Type/Pages/Kids[3 0 R]/Count 99999999>>"),
    ),
    Case(
        "same page.pdf",
        lambda: pdf(
            PDF_PAGE,
            TEXT,
            PDF_FONT,
            pages=b"<</Type/Pages/Kids[" + b"3 0 R " * 10_000 + b"]/Count 10000>>",
        ),
        ".",
    ),
    Case("bomb.pdf", lambda: pdf(PDF_PAGE, deflated(bytes(700 * MEGABYTE), 2), PDF_FONT), "."),
    Case(
        "text bomb.pdf",
        lambda: pdf(PDF_PAGE, deflated(drawn(*[PROSE[:50]] * 300_000)), PDF_FONT),
        ".",
    ),
    Case(
        "script.pdf",
        lambda: pdf(
            PDF_PAGE[:-2]
            + b"/AA<</O<</S/JavaScript/JS(app.launchURL('http://127.0.0.1:PORT/'))>>>>>>",
            TEXT,
            PDF_FONT,
        ),
    ),
    Case(
        "form loop.pdf",
        lambda: pdf(
            PDF_PAGE[:-4] + b"/XObject<</X 6 0 R>>>>>>",
            stream(b"/X Do " + drawn(PROSE[:52], PROSE[52:])),
            PDF_FONT,
            stream(
                b"/X Do /X Do",
                b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>",
            ),
        ),
        ".",
    ),
    Case(
        "huge font.pdf",
        lambda: pdf(
            PDF_PAGE, stream(drawn(PROSE[:52], PROSE[52:]).replace(b"12 Tf", b"1e38 Tf")), PDF_FONT
        ),
        ".",
    ),
    Case(
        "no font size.pdf",
        lambda: pdf(
            PDF_PAGE, stream(drawn(PROSE[:52], PROSE[52:]).replace(b"12 Tf", b"0 Tf")), PDF_FONT
        ),
        ".",
    ),
    Case(
        "locked.pdf",
        lambda: pdf(PDF_PAGE, TEXT, PDF_FONT).replace(
            b"/Root", b"/Encrypt<</Filter/Standard/V 5/R 6/O(a)/U(b)/P -1>>/ID[(a)(b)]/Root"
        ),
        ".",
    ),
    # mail
    Case("parts.eml", lambda: multipart(10_000), parts=True),
    Case("deep.eml", lambda: multipart(0, 3000), "."),
    Case(
        "no end.eml",
        lambda: mail(
            f"--b\n\n{PROSE}\n" + "--c\n" * 20_000,
            'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n',
        ),
    ),
    Case("headers.eml", lambda: mail(PROSE, "X-A: b\n" * 100_000)),
    Case("long header.eml", lambda: mail(PROSE, "To: " + "a@x.example, " * 50_000 + "\n")),
    Case("encoded words.eml", lambda: mail(PROSE, "Cc: " + "=?utf-8?q?a?= " * 50_000 + "\n")),
    Case(
        "brackets.eml",
        lambda: mail(PROSE, "From: " + "(" * 100_000 + "\nReply-To: " + "<" * 100_000 + "\n"),
    ),
    Case("folded.eml", lambda: mail(PROSE, "X-A: b\n" + " c\n" * 200_000)),
    Case(
        "letters.eml",
        lambda: mail(
            f"{PROSE}\n" + "=" * MEGABYTE,
            "MIME-Version: 1.0\nContent-Type: text/plain; charset=nonsense\n"
            "Content-Transfer-Encoding: quoted-printable\n",
        ),
    ),
    # bytes and characters
    Case("empty.html", lambda: b"", "is empty"),
    Case("spaces.txt", lambda: b" " * 20 * MEGABYTE, "is empty"),
    Case("nulls.txt", lambda: bytes(MEGABYTE), "binary"),
    Case(
        "some nulls.txt",
        lambda: (
            "".join(
                f"Gallium rose {n} times in all of that month of the year, said the ministry,"
                f" and then it fell.\n\n" + "\0" * (n % 3 == 0)
                for n in range(100)
            ).encode()
            + PROSE.encode()
        ),
    ),
    Case("wide.txt", utf16),
    Case("bad unicode.txt", lambda: PROSE.encode() + b"\xff\xfe\xc0\x80\xed\xa0\x80\xf5" * 1000),
    Case("noise.txt", lambda: PROSE.encode() + bytes(range(128, 256)) * 1000),
    Case("no words.txt", lambda: b"." * 5 * MEGABYTE, "no readable text"),
    Case("too large.txt", lambda: PROSE.encode() * (LIMIT // len(PROSE) + 1), "MB; the limit is"),
    Case(
        "large.txt",
        lambda: (
            b"Gallium prices rise\n\n" + PROSE.encode() + (b"\n\n" + b" " * MEGABYTE + b"\n") * 20
        ),
    ),
    Case(
        "paragraphs.txt",
        lambda: (
            f"Gallium prices rise\n\n{PROSE}\n\n".encode()
            + b"".join(b"Gallium rose %d times.\n\n" % n for n in range(5_000))
        ),
    ),
    Case(
        "no spaces.txt",
        lambda: f"Gallium prices rise\n\n{PROSE}\n\n".encode() + b"gallium" * 700_000,
    ),
    Case("new\nline \x1b[2J \u202e" + "x" * 200 + ".txt", lambda: PROSE.encode()),
)


# -- files -----------------------------------------------------------------------------------------
# --------------------


class DocumentReport(NamedTuple):
    """The library after all cases were ingested at once, and what each file took.

    That is its seconds and the child's peak megabytes.
    """

    library: Library
    report: Report
    folder: Path
    seconds: dict[str, float]
    megabytes: dict[str, int]
    contacts: int

    def refused(self, name: str) -> list[Refused]:
        return [
            item for item in self.report.refused if item.file.startswith(str(self.folder / name))
        ]

    def documents(self, name: str) -> list[str]:
        """The texts of a file's documents."""
        own = [
            item
            for item in self.report.documents
            if item.origin.startswith(str(self.folder / name))
        ]
        return [self.library.catalogue.document(item.document_id)["text"] for item in own]


def _waiting(server: socket.socket) -> list[object]:
    """Return who has knocked; `select` knows no more than 1,024 open files."""
    with selectors.DefaultSelector() as selector:
        selector.register(server, selectors.EVENT_READ)
        return list(selector.select(0))


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DocumentReport]:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "SECRET.key").write_text(SECRET)
    steps: list[tuple[str, float, int]] = []

    def watch(step: Step) -> None:
        if step.stage == "reading":
            steps.append((step.name, time.monotonic(), peak_of_children()))

    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(0)
        port = str(server.getsockname()[1]).encode()
        for name in ("aa first.txt", "zz last.txt"):
            (folder / name).write_text(f"Gallium prices rise\n\n{PROSE} This is told by {name}.\n")
        for case in CASES:
            data = (
                case.make()
                .replace(b"/SECRET", str(folder / "SECRET.key").encode())
                .replace(b"PORT", port)
            )
            (folder / case.name).write_bytes(data)
        library = Library(folder / "home" / "library.sqlite3")
        report = ingest([folder], library, WordCountEmbedder(), LIMIT, watch)
        contacts = len(_waiting(server))
    seconds = {name: after - began for (name, began, _), (_, after, _) in pairwise(steps)}
    megabytes = {name: peak for (name, _, _), (_, _, peak) in pairwise(steps)}
    yield DocumentReport(library, report, folder, seconds, megabytes, contacts)
    shutil.rmtree(folder)


def peak_of_children() -> int:
    """Megabytes that the living children of this process have held at most."""
    peaks = [0]
    for task in Path("/proc/self/task").glob("*/children"):
        for child in task.read_text().split():
            with suppress(OSError):
                status = Path(f"/proc/{child}/status").read_text()
                peaks += [
                    int(line.split()[1]) // 1024
                    for line in status.split("\n")
                    if line.startswith("VmHWM")
                ]
    return max(peaks)


def test_there_are_hostile_files_of_every_format():
    assert {PurePath(case.name).suffix for case in CASES} >= set(EXTENSIONS) - {
        ".htm",
        ".markdown",
        ".text",
        ".ndjson",
        ".rss",
        ".atom",
    }
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: ascii(case.name[:40]))
def test_a_hostile_file_ends_in_a_line_of_the_report(case, taken):
    refused, documents = taken.refused(case.name), taken.documents(case.name)
    if case.reason:
        assert documents == []
        assert all(case.reason in item.reason for item in refused[:1]), refused[0]
        assert len(refused[0].reason) > 20 and "Traceback" not in refused[0].reason
    else:
        assert documents and "seven more export licences" in max(documents, key=len)
        assert bool(refused) == case.parts, refused[:3]
    assert refused or documents
    assert len(refused) <= 1001


@pytest.mark.parametrize("case", CASES, ids=lambda case: ascii(case.name[:40]))
def test_a_hostile_file_costs_little_time_and_memory(case, taken):
    assert taken.seconds[case.name] < 30
    assert taken.megabytes[case.name] <= 512


def test_the_files_beside_them_are_read(taken):
    for name in ("aa first.txt", "zz last.txt"):
        assert f"This is told by {name}." in taken.documents(name)[0]


def test_nothing_secret_is_read_and_nobody_is_contacted(taken):
    stored = [text for case in CASES for text in taken.documents(case.name)]
    assert not [text for text in stored if "heliotrope" in text]
    assert "heliotrope" not in json.dumps(taken.report.to_dict())
    assert taken.contacts == 0


def test_nothing_is_written_outside_of_the_library(taken):
    names = {path.name for path in taken.folder.rglob("*") if path.parent.name != "home"}
    assert names == {case.name for case in CASES} | {
        "SECRET.key",
        "aa first.txt",
        "zz last.txt",
        "home",
    }
    assert not (taken.folder.parent / "escape.txt").exists()
    assert not Path("/etc/escape.txt").exists()


def test_a_second_run_opens_no_hostile_file_that_was_read(taken):
    read = [taken.folder / case.name for case in CASES if not case.reason]
    again = ingest(read, taken.library, WordCountEmbedder(), LIMIT)
    assert (again.new, again.changed, again.unchanged) == (0, 0, len(read))
    assert again.seconds < 10


def test_the_library_of_hostile_files_is_sound_and_answers(taken, tmp_path):
    embedder = WordCountEmbedder()
    assert taken.library.integrity.problems() == []
    index = VectorIndex(taken.library, embedder.name, tmp_path / "index")
    chain = DatelineChain(
        taken.library, index, embedder, load_settings(), None, ModelChoice("quotes", "test")
    )
    began = time.monotonic()
    answer = chain.invoke(
        "How many more export licences did the ministry approve for magnet makers?"
    )
    chain.close()
    assert time.monotonic() - began < 30
    assert "seven more export licences" in answer.statements[0].text


# -- lines -----------------------------------------------------------------------------------------
# --------------------

_SHAPES = {
    "a.txt": "Gallium\n\n{0}\n\n{1}",
    "a.md": "---\ntitle: {0}\n---\n{0}\n\n{1}",
    "a.html": "<html><head><title>{0}</title><meta name=author content='{2}'><style>{0}</style>"
    "</head><body class='{2}'><p>{0}</p><p>{1}</p></body></html>",
    "b.html": "<pre>{3}</pre><p style='{2}'>{1}</p>",
    "a.xml": "<rss><channel><title>{4}</title><item><guid>1</guid><description>{4}</description>"
    "</item></channel></rss>",
    "a.eml": "From: {5}\nSubject: {5}\nDate: {5}\n\n{0}\n\n{1}",
}


@pytest.mark.parametrize("unit", UNITS)
def test_no_line_costs_the_square_of_its_length(unit):
    line = line_of(UNITS[unit], 30_000)
    lines = "\n".join(line[start : start + 150] for start in range(0, len(line), 150))
    began = time.process_time()
    for name, shape in _SHAPES.items():
        text = shape.format(
            line, PROSE, line.replace("'", ""), lines, html.escape(line), line[:5000]
        )
        with suppress(ReadingError):
            list(read_all(text.encode("utf-8", "replace"), name))
    record = json.dumps(
        {"title": line, "text": f"{line}\n\n{PROSE}", "author": line, "date": line, "url": line}
    )
    with suppress(ReadingError):
        list(read_all(record.encode(), "a.json"))
    assert time.process_time() - began < 6


@pytest.mark.parametrize("unit", UNITS)
def test_no_text_costs_the_square_of_its_length_after_reading(unit):
    text = line_of(UNITS[unit], 30_000)
    began = time.process_time()
    pieces = chunk(text)
    assert all(text[piece.span.start : piece.span.end] == piece.text for piece in pieces)
    bands(text)
    without_commands(text)
    statement = passage(PROSE + " " + text)
    assert verify(f"{PROSE} [1]", [statement]).support
    verify(f"{text} [1]", [statement])
    list(drafted_lines([text]))
    assert time.process_time() - began < 4


# -- texts -----------------------------------------------------------------------------------------
# --------------------


@pytest.mark.parametrize(
    "text, chunks",
    [
        ("gallium" * 150_000, 2625),
        ("".join(f"## Part {number}\n\nGallium {number}.\n\n" for number in range(10_000)), 10_000),
        ("# " + "Gallium " * 100_000, 2001),
        (
            "".join(
                f"{'#' * (number % 6 + 1)} {'Gallium ' * 30}\n\nIt rose.\n\n"
                for number in range(2000)
            ),
            2000,
        ),
    ],
    ids=["no spaces", "headings", "a heading of a megabyte", "long headings"],
)
def test_a_long_text_is_cut_and_stored_whole(text, chunks, library, embedder):
    (stored,) = put(library, embedder, document("a", text.strip()))
    assert abs(stored.chunks - chunks) <= 1  # 1,050,000 characters are 2,625 chunks of 400
    assert library.integrity.problems() == []
    assert (
        library.path.stat().st_size < 12 * len(text) + 8000 * chunks
    )  # a vector and its keys are 5 KB


def test_what_a_page_says_of_itself_is_cut_where_every_chunk_would_carry_it():
    long = "Gallium " * 100_000
    record = {
        "title": long,
        "publisher": long,
        "section": long,
        "authors": ["Gallium " * 1000] * 100,
        "language": long,
        "url": "https://x.example/" + "a" * 9999,
    }
    (found,) = read_all(json.dumps(record | {"text": PROSE}).encode(), "/inbox/a.json")
    assert (
        max(map(len, (found.title, found.publisher or "", found.section or "", *found.authors)))
        <= 500
    )
    assert len(found.authors) <= 50
    assert found.key == "/inbox/a.json"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://x.example/\u202egpj",
        'https://x.example/"><script>',
        "https://a b/",
        "//x.example",
        "https:",
    ],
)
def test_only_an_address_of_the_web_is_an_address(address):
    (found,) = read_all(
        f"---\nurl: {json.dumps(address)}\n---\n# Gallium\n\n{PROSE}".encode(), "/inbox/a.md"
    )
    assert (found.url, found.key) == (None, "/inbox/a.md")


def test_names_that_cannot_be_seen_or_break_the_line_are_cleaned():
    front = (
        '---\ntitle: "Gall\\u202eium\\x1b[2J rises\\nagain"\npublisher: "The\\x00 '
        'Da\\u200bily"\nauthor: "Jane\\tRoe\\u2067"\n---\n'
    )
    (found,) = read_all((front + PROSE).encode(), "a.md")
    assert (found.title, found.publisher, found.authors) == (
        "Gallium rises again",
        "The Daily",
        ("Jane Roe",),
    )
