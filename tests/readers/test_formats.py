"""What bytes are, and their text."""

from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import EmptyDocument, ReadingError, UnsupportedFormat
from rag.readers.encodings import decode
from rag.readers.formats import EXTENSIONS, FORMATS, detect

SENTENCE = "China’s ministry said “licences” cost €5 – the café was naïve."


@pytest.mark.parametrize(
    ("name", "data", "format_"),
    [
        ("a.txt", b"hello", "plain"),
        ("a.text", b"hello", "plain"),
        ("a.md", b"# hello", "markdown"),
        ("a.markdown", b"hello", "markdown"),
        ("a.html", b"<p>hello", "html"),
        ("a.htm", b"<p>hello", "html"),
        ("a.xhtml", b"<p>hello", "html"),
        ("a.pdf", b"%PDF-1.7\n", "pdf"),
        ("A.TXT", b"hello", "plain"),
        ("b.c.Html", b"<p>x", "html"),
        ("2025.10.31.md", b"x", "markdown"),
    ],
)
def test_the_extension_names_the_format(name, data, format_):
    assert detect(data, name) == format_


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html><p>x",
        b"\xef\xbb\xbf<!doctype HTML><p>x",
        b"\n\n<html><p>x",
        b"<?xml version='1.0'?><html/>",
    ],
)
def test_a_page_saved_as_text_is_read_as_a_page(data):
    assert detect(data, "saved.txt") == "html"


def test_a_text_that_mentions_markup_stays_text():
    assert detect(b"The <html> tag opens a page.", "a.txt") == "plain"


def test_a_pdf_with_bytes_before_its_mark_is_a_pdf():
    assert detect(b"\n\n%PDF-1.4\n", "a.pdf") == "pdf"


@pytest.mark.parametrize("name", ["a.doc", "a.exe", "a.txt.exe", "a", "", ".txt", "a.", "a.csv"])
def test_an_unknown_extension_is_refused_with_those_that_are_read(name):
    with pytest.raises(UnsupportedFormat, match=r"readable are \.html.*\.pdf.*\.txt"):
        detect(b"hello", name)


def test_a_pdf_with_the_wrong_extension_is_refused_by_name():
    with pytest.raises(UnsupportedFormat, match=r"paper\.txt is named \.txt but holds a PDF"):
        detect(b"%PDF-1.4\n", "paper.txt")


def test_text_named_pdf_is_refused():
    with pytest.raises(UnsupportedFormat, match=r"paper\.pdf is named \.pdf but holds no PDF"):
        detect(b"hello", "paper.pdf")


def test_a_picture_named_pdf_is_called_a_picture():
    with pytest.raises(UnsupportedFormat, match="a PNG image"):
        detect(b"\x89PNG\r\n\x1a\n\x00\x00", "scan.pdf")


def test_text_named_html_is_refused_with_what_to_do():
    with pytest.raises(UnsupportedFormat, match=r"save it as \.txt"):
        detect(b"no markup at all", "a.html")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"PK\x03\x04word/", "Office"),
        (b"\x89PNG\r\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"\x7fELF\x02", "program"),
        (b"\xd0\xcf\x11\xe0\xa1", "old Office"),
        (b"\x1f\x8b\x08", "gzip"),
    ],
)
def test_a_known_binary_format_is_named(data, what):
    with pytest.raises(UnsupportedFormat, match=what):
        detect(data, "a.txt")


@pytest.mark.parametrize(
    "data", [b"abc\x00def", b"ordinary text\x00" * 100, bytes(range(256)), b"\x01\x02\x03 text"]
)
def test_binary_data_is_refused(data):
    with pytest.raises(UnsupportedFormat, match="binary"):
        detect(data, "a.txt")


@pytest.mark.parametrize("data", [b"", b" ", b"\n\r\n\t  "])
@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a.html", "a.md"])
def test_an_empty_file_is_called_empty(data, name):
    with pytest.raises(EmptyDocument, match=rf"{name} is empty \({len(data)} bytes\)"):
        detect(data, name)


def test_a_form_feed_is_no_binary_data():
    assert detect(b"page one\x0cpage two", "a.txt") == "plain"


def test_utf8_is_read():
    assert decode(SENTENCE.encode()) == SENTENCE


def test_windows_1252_is_read():
    assert decode(SENTENCE.encode("cp1252")) == SENTENCE


def test_a_short_windows_1252_word_is_read():
    assert decode("Rs 500 – “quota”".encode("cp1252")) == "Rs 500 – “quota”"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_byte_order_mark_decides_and_is_dropped(encoding):
    assert decode(SENTENCE.encode(encoding)) == SENTENCE


def test_big_endian_utf16_with_its_mark_is_read():
    data = b"\xfe\xff" + SENTENCE.encode("utf-16-be")
    assert detect(data, "a.txt") == "plain"
    assert decode(data) == SENTENCE


def test_utf16_is_not_taken_for_binary():
    assert detect(SENTENCE.encode("utf-16"), "a.txt") == "plain"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Москва объявила новые правила экспорта редкоземельных металлов."),
        ("gb18030", "中国政府发布了新的出口管制规定。外交部发言人表示、一些公司已获得许可证。"),
        ("shift_jis", "日本政府は新しい輸出規制を発表した。企業は許可証を申請する必要がある。"),
    ],
)
def test_other_legacy_encodings_are_recognised(encoding, text):
    assert decode(text.encode(encoding)) == text


def test_mojibake_is_mended():
    assert decode("The â€œquotaâ€\u009d fell".encode()) == "The “quota” fell"


@pytest.mark.parametrize(
    "kept",
    [
        "“quotes”",
        "½ per cent",
        "\uff21\uff22 wide",
        "a &amp; b",
        "x < y > z",
        "नई दिल्ली",
        "عربي",
        "👩‍🚒",
        "€3bn",
    ],
)
def test_what_is_not_broken_is_left_alone(kept):
    assert decode(kept.encode()) == kept


def test_line_ends_become_newlines():
    assert decode(b"a\r\nb\rc") == "a\nb\nc"


def test_no_bytes_are_no_text():
    assert decode(b"") == ""


def test_a_mark_without_text_is_no_text():
    assert decode(b"\xef\xbb\xbf") == decode(b"\xff\xfe") == ""


def test_one_bad_byte_does_not_spoil_the_rest():
    text = decode(
        "Le café naïve – résumé, with a lot of ordinary text around it.".encode() + b" \xff end"
    )
    assert text.startswith("Le café naïve – résumé, with a lot")
    assert text.endswith("end")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([*EXTENSIONS, ".doc", ""]))
def test_any_bytes_have_a_format_or_a_reason(data, extension):
    try:
        assert detect(data, "file" + extension) in {row.name for row in FORMATS}
    except ReadingError as error:
        assert "file" in str(error)


@settings(max_examples=40, deadline=None)
@given(
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=100),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_ascii_reads_back_in_every_encoding(text, encoding):
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "data",
    [
        b"MZ is the mark of a program.",
        b"GIF8 is no year.",
        b"A PDF begins with %PDF-1.7, and so on.",
    ],
)
def test_a_text_that_names_a_signature_is_a_text(data):
    assert detect(data, "a.txt") == "plain"


@pytest.mark.parametrize(
    ("data", "what"), [(b"MZ\x90\x00\x03", "program"), (b"GIF89a\x01\x00", "GIF")]
)
def test_a_program_and_a_picture_are_still_named(data, what):
    with pytest.raises(UnsupportedFormat, match=what):
        detect(data, "a.txt")


@pytest.mark.parametrize("row", FORMATS, ids=lambda row: row.name)
def test_the_reader_of_every_format_exists(row):
    module, _, function = row.reader.partition(":")
    assert callable(getattr(import_module(module), function))


def test_no_two_formats_share_a_name_or_an_extension():
    names = [row.name for row in FORMATS]
    extensions = [extension for row in FORMATS for extension in row.extensions]
    assert len(set(names)) == len(names)
    assert len(set(extensions)) == len(extensions)
    assert all(extension == extension.lower() for extension in extensions)
