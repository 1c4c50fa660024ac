"""Archives, honest and hostile, built member by member."""

import io
import stat
import struct
import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rag.errors import EmptyDocument, ReadingError, TooLarge
from rag.readers import read_all
from rag.readers.zip.reader import read_zip
from rag.readers.zip.safe_zip import SafeZip
from rag.schema import Document, Refused

TEXT = (
    b"The ministry confirmed the licences on Thursday.\n\nIt gave no further details of the "
    b"companies that received them."
)


def packed(*members, method=zipfile.ZIP_DEFLATED):
    """An archive; a member is a name or ZipInfo and its bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data, compress_type=method)
    return buffer.getvalue()


def names(data):
    return [part.name for part in read_zip(data, "a.zip")]


def only(data):
    (part,) = read_zip(data, "a.zip")
    return part


def test_members_with_readable_endings_are_read_under_their_paths():
    parts = list(read_zip(packed(("news/one.txt", TEXT), ("two.html", b"<p>Two")), "a.zip"))
    assert [(part.name, part.content) for part in parts] == [
        ("news/one.txt", TEXT),
        ("two.html", b"<p>Two"),
    ]


@pytest.mark.parametrize(
    "name",
    [
        ".hidden.txt",
        "news/.git/a.txt",
        "__MACOSX/news/._a.txt",
        "README.md",
        "news/manifest.json",
        "photo.jpg",
        "news/",
    ],
)
def test_files_about_a_folder_and_other_endings_are_passed_over(name):
    assert names(packed((name, b"x"), ("a.txt", TEXT))) == ["a.txt"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../../etc/cron.txt", "leads out"),
        ("news/../../a.txt", "leads out"),
        ("/etc/a.txt", "absolute"),
        ("C:/a.txt", "absolute"),
        ("C:\\a.txt", "absolute"),
        ("..\\a.txt", "leads out"),
        ("a\x1b[2J.txt", "control"),
        ("a\u202egnp.txt", "control"),
        ("a/" * 600 + "a.txt", "characters"),
    ],
)
def test_a_name_that_leads_elsewhere_is_reported_and_not_read(name, reason):
    part = only(packed((name, TEXT)))
    assert isinstance(part.content, ReadingError)
    assert reason in str(part.content)
    assert not any(character in part.name for character in "\x1b\u202e")


def test_a_link_is_reported_and_not_followed():
    link = zipfile.ZipInfo("a.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert "link" in str(only(packed((link, b"/etc/passwd"))).content)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_members_of_one_name_the_first_is_read():
    first, second = read_zip(packed(("a.txt", TEXT), ("a.txt", b"Another text")), "a.zip")
    assert first.content == TEXT
    assert isinstance(second.content, ReadingError)
    assert "more than once" in str(second.content)
    assert first.name != second.name


def test_an_encrypted_member_is_reported():
    data = bytearray(packed(("a.txt", TEXT)))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    data[6] |= 1
    assert "encrypted" in str(only(bytes(data)).content)


def test_a_member_that_unpacks_to_hundreds_of_its_size_is_reported():
    assert "ZIP bomb" in str(only(packed(("a.txt", b"\0" * (64 << 20)))).content)


def test_a_member_that_says_it_is_small_is_measured_as_it_is_unpacked():
    data = bytearray(packed(("a.txt", b"a " * (8 << 20))))
    size = struct.pack("<I", 10)
    place = data.index(b"PK\x01\x02")
    data[place + 24 : place + 28] = size
    data[22:26] = size
    part = only(bytes(data))
    assert isinstance(part.content, ReadingError) or len(part.content) <= 10


def test_members_that_come_to_too_much_together_are_reported_from_there_on():
    data = packed(
        *((f"{number}.txt", bytes([65 + number]) * 400_000) for number in range(4)),
        method=zipfile.ZIP_STORED,
    )
    with SafeZip(data, "a.zip", most_bytes=1_000_000) as archive:
        assert len(archive.read("0.txt")) == 400_000
        assert len(archive.read("1.txt")) == 400_000
        with pytest.raises(TooLarge, match=r"a\.zip unpacks to more than"):
            archive.read("2.txt")


def test_an_archive_of_too_many_members_is_refused():
    with pytest.raises(TooLarge, match="10,001 members; the limit is 10,000"):
        list(
            read_zip(
                packed(
                    *((f"{number}.txt", b"") for number in range(10_001)), method=zipfile.ZIP_STORED
                ),
                "a.zip",
            )
        )


def test_members_that_share_bytes_are_refused():
    data = bytearray(packed(("a.txt", TEXT), ("b.txt", TEXT)))
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    data[second + 42 : second + 46] = struct.pack("<I", 0)
    with pytest.raises(ReadingError, match="overlap"):
        list(read_zip(bytes(data), "a.zip"))


def test_an_uncommon_method_is_refused_because_it_may_ask_for_gigabytes():
    assert "method 14" in str(only(packed(("a.txt", TEXT), method=zipfile.ZIP_LZMA)).content)


def test_a_damaged_member_is_reported_and_the_rest_read():
    data = bytearray(packed(("a.txt", TEXT), ("b.txt", TEXT), method=zipfile.ZIP_STORED))
    data[data.index(TEXT) + 5] ^= 0xFF
    first, second = read_zip(bytes(data), "a.zip")
    assert "a.txt cannot be unpacked" in str(first.content)
    assert second.content == TEXT


@pytest.mark.parametrize(
    ("members", "reason"),
    [((), "no files"), ((("a.exe", b"MZ"), ("b.jpg", b"x")), r"only \.exe, \.jpg")],
)
def test_an_archive_with_nothing_to_read_is_refused(members, reason):
    with pytest.raises(EmptyDocument, match=reason):
        list(read_zip(packed(*members), "a.zip"))


def test_documents_of_an_archive_are_named_after_it_and_bad_ones_do_no_harm():
    found = list(read_all(packed(("policy/one.txt", TEXT), ("two.pdf", b"no PDF")), "/x/a.zip"))
    assert isinstance(found[0], Document)
    assert (found[0].origin, found[0].file, found[0].kind) == (
        "/x/a.zip#/policy/one.txt",
        "/x/a.zip",
        "policy",
    )
    assert isinstance(found[1], Refused)


def test_an_archive_in_an_archive_is_opened_and_one_too_deep_reported():
    data = packed(("a.txt", TEXT))
    for level in range(4):
        data = packed((f"{level}.zip", data))
    assert any(
        isinstance(item, Refused) and "deep" in item.reason for item in read_all(data, "a.zip")
    )
    assert [
        item.origin for item in read_all(packed(("b.zip", packed(("a.txt", TEXT)))), "a.zip")
    ] == ["a.zip#/b.zip#/a.txt"]


WHOLE = packed(("news/a.txt", TEXT), ("b.html", b"<p>" + TEXT), ("c.bin", bytes(range(256))))


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(WHOLE)), st.binary(max_size=12), st.integers(0, len(WHOLE)))
@example(place=606, junk=b"\x00", end=0)  # a member without a name
def test_a_damaged_archive_is_read_or_refused_and_nothing_else(place, junk, end):
    data = WHOLE[:place] + junk + WHOLE[place + len(junk) :]
    for whole in (data, data[:end]):
        try:
            assert all(
                isinstance(part.content, bytes | ReadingError) for part in read_zip(whole, "a.zip")
            )
        except ReadingError as error:
            assert "a.zip" in str(error)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_words(data):
    with pytest.raises(ReadingError, match=r"a\.zip"):
        list(read_zip(data, "a.zip"))


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(min_codepoint=1, max_codepoint=0x2FFF), min_size=1, max_size=60))
def test_no_name_of_a_member_leads_out_of_the_archive(name):
    try:
        for part in read_zip(packed((name + ".txt", TEXT)), "a.zip"):
            assert isinstance(part.content, ReadingError) or (
                not part.name.startswith("/") and ".." not in part.name.split("/")
            )
    except EmptyDocument:
        pass
