"""PDFs written by hand, byte by byte, so that every line's place and size is known."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import EmptyDocument, ReadingError
from rag.readers import read_bytes
from rag.readers.pdf.reader import read_pdf
from rag.readers.pdf.right_to_left import stands_reversed

FIRST = [
    "China has issued licences to certain Indian companies for importing",
    "rare earth magnets, and the ministry confirmed the move in its weekly",
    "media briefing on Thursday in New Delhi without more details.",
]
SECOND = [
    "The decision could offer India a more reliable supply of these goods,",
    "potentially helping various industrial sectors at home this year.",
]
HEADING = (72, 800, 20, "Magnets and licences")


def column(lines, top=740, size=11):
    """Lines of text from `top` points downwards, 14 points apart."""
    return [(72, top - 14 * number, size, line) for number, line in enumerate(lines)]


def stream(lines):
    written = []
    for x, y, size, text in lines:
        escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        written.append(f"BT /F1 {size} Tf {x} {y} Td ({escaped}) Tj ET")
    data = "\n".join(written).encode("cp1252")
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)


def pdf(*pages, info=None):
    """A PDF in Helvetica; a page is a list of (x, y, size, text)."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    kids = []
    for lines in pages:
        objects.append(stream(lines))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << "
            b"/F1 3 0 R >> >> /Contents %d 0 R >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    trailer = b"/Size %d /Root 1 0 R"
    if info:
        objects.append(
            b"<< "
            + b" ".join(f"/{key} ({value})".encode("cp1252") for key, value in info.items())
            + b" >>"
        )
        trailer += b" /Info %d 0 R" % len(objects)
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< %s >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            count,
            table,
            trailer % count,
            len(out),
        )
    )


def read(*pages, info=None):
    return read_pdf(pdf(*pages, info=info), "paper.pdf")


def test_the_lines_of_a_paragraph_are_joined():
    assert read(column(FIRST)).blocks == (" ".join(FIRST),)


def test_a_wider_gap_begins_a_paragraph():
    assert read(column(FIRST) + column(SECOND, 740 - 3 * 14 - 14)).blocks == (
        " ".join(FIRST),
        " ".join(SECOND),
    )


def test_a_larger_line_at_the_top_is_the_title():
    page = read([HEADING, *column(FIRST)])
    assert page.title == "Magnets and licences"
    assert page.blocks == (" ".join(FIRST),)


def test_a_larger_line_in_the_text_is_a_heading():
    page = read([HEADING, *column(FIRST), (72, 670, 14, "What comes next"), *column(SECOND, 645)])
    assert page.blocks == (" ".join(FIRST), "## What comes next", " ".join(SECOND))


def test_the_title_of_the_metadata_goes_first():
    assert (
        read([HEADING, *column(FIRST)], info={"Title": "A title from elsewhere"}).title
        == "A title from elsewhere"
    )


@pytest.mark.parametrize(
    "name", ["paper_final.docx", "Microsoft Word - draft", "untitled", "paper.pdf"]
)
def test_a_file_name_in_the_metadata_is_no_title(name):
    assert read([HEADING, *column(FIRST)], info={"Title": name}).title == "Magnets and licences"


def test_a_word_broken_at_a_lines_end_is_mended():
    lines = [
        "The decision could offer India a more reliable supply of these re-",
        "sources, potentially helping various industrial sectors at home.",
    ]
    document = read_bytes(pdf([HEADING, *column(lines)]), "paper.pdf")
    assert (
        document.text
        == "The decision could offer India a more reliable supply of these resources, "
        "potentially helping various industrial sectors at home."
    )


def test_a_sentence_goes_on_over_the_end_of_a_page():
    page = read(column(FIRST[:2]), column(FIRST[2:], 780))
    assert page.blocks == (" ".join(FIRST),)


def test_items_are_blocks_of_their_own():
    items = [
        "• The first item of the list runs over the whole width of the line",
        "• The second item of the list runs over the whole width of the line",
    ]
    assert read([HEADING, *column(FIRST), *column(items, 680)]).blocks[1:] == tuple(
        "- " + item[2:] for item in items
    )


def test_running_heads_and_page_numbers_are_removed_and_counted():
    pages = [
        [
            (72, 820, 9, "Institute for Materials | Policy Brief 12"),
            *column(FIRST if number == 1 else SECOND),
            (280, 20, 9, f"Page {number} of 2"),
        ]
        for number in (1, 2)
    ]
    page = read(*pages)
    assert page.blocks == (" ".join(FIRST), " ".join(SECOND))
    assert [(removal.reason, removal.count) for removal in page.removals] == [
        ("running head or page number", 4)
    ]
    assert page.publisher == "Institute for Materials"


def test_a_number_inside_the_text_is_no_page_number():
    assert "1974" in " ".join(read(column([*FIRST, "1974", *SECOND, *FIRST])).blocks)


def test_a_dateline_states_the_date():
    page = read(
        [HEADING, (72, 770, 9, "Institute for Materials Policy | 31 October 2025"), *column(FIRST)],
        info={"CreationDate": "D:20260101000000Z"},
    )
    assert (page.published.day, page.published.source) == (date(2025, 10, 31), "dateline")


def test_the_metadata_state_the_date_last():
    page = read([HEADING, *column(FIRST)], info={"CreationDate": "D:20251031120000+05'30'"})
    assert (page.published.day, page.published.source) == (date(2025, 10, 31), "file metadata")


def test_a_date_in_a_sentence_is_no_date_of_the_document():
    assert (
        read(
            [
                HEADING,
                *column(
                    [
                        "On 9 October 2025 six announcements were published, and the last of",
                        "them was suspended a month later, which few had thought possible.",
                    ]
                ),
            ]
        ).published
        is None
    )


@pytest.mark.parametrize("raw", ["", "yesterday", "D:2025", "D:20251399"])
def test_a_broken_creation_date_is_none(raw):
    assert read([HEADING, *column(FIRST)], info={"CreationDate": raw}).published is None


def test_the_author_of_the_metadata_is_the_author():
    page = read([HEADING, *column(FIRST)], info={"Author": "Institute for Materials Policy"})
    assert (page.authors, page.publisher) == (
        ("Institute for Materials Policy",),
        "Institute for Materials Policy",
    )


def test_signs_beyond_ascii_are_read():
    assert read(
        column(["Brussels puts €3bn – “up to” – behind the plan, the café’s owner said so."])
    ).blocks == ("Brussels puts €3bn – “up to” – behind the plan, the café’s owner said so.",)


def test_brackets_and_backslashes_are_read():
    assert read(
        column([r"The rule (see Art. 5(1)) says that a\b is to be read as it stands here."])
    ).blocks == (r"The rule (see Art. 5(1)) says that a\b is to be read as it stands here.",)


def test_a_page_without_text_is_reported_and_the_rest_read():
    page = read([HEADING, *column(FIRST)], [])
    assert page.blocks == (" ".join(FIRST),)
    assert page.bare_pages == (2,)


@pytest.mark.parametrize("pages", [1, 3])
def test_a_scan_is_refused_with_what_it_needs(pages):
    with pytest.raises(
        EmptyDocument, match=rf"paper\.pdf: none of its {pages} pages has a text layer.*OCR"
    ):
        read(*[[]] * pages)


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.4",
        b"%PDF-1.4\n" + b"garbage " * 50,
        b"",
        b"%PDF-1.7\n%%EOF",
        b"%PDF-1.4\n\x00\x00\x00",
    ],
)
def test_a_broken_file_is_an_error_of_reading(data):
    with pytest.raises(ReadingError, match=r"paper\.pdf: the PDF cannot be opened"):
        read_pdf(data, "paper.pdf")


def test_bytes_before_the_mark_are_no_obstacle():
    assert read_pdf(b"\n\n" + pdf(column(FIRST)), "paper.pdf").blocks == (" ".join(FIRST),)


def test_the_file_extension_is_read_end_to_end():
    document = read_bytes(
        pdf([HEADING, *column(FIRST)], info={"CreationDate": "D:20251031120000Z"}),
        "/x/policy/paper.pdf",
    )
    assert (document.title, document.text, document.kind) == (
        "Magnets and licences",
        " ".join(FIRST),
        "policy",
    )
    assert (document.published.day, document.published.source) == (
        date(2025, 10, 31),
        "file metadata",
    )


def test_a_hundred_pages_are_read_in_order():
    names = [first + second for first in "ABCDEFGHIJ" for second in "abcdefghij"]
    page = read(
        *[
            column([f"The long report turns to the province of {name} and counts its mines there."])
            for name in names
        ]
    )
    text = " ".join(page.blocks)
    assert [text.count(f"of {name} and") for name in names] == [1] * 100
    assert sorted(names, key=lambda name: text.index(f"of {name} and")) == names


WHOLE = pdf([HEADING, *column(FIRST)])


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(WHOLE)), st.binary(max_size=20), st.integers(0, len(WHOLE)))
def test_a_damaged_file_is_read_or_refused_and_nothing_else(place, junk, end):
    try:
        read_pdf(WHOLE[:place] + junk + WHOLE[place + len(junk) : end], "paper.pdf")
    except ReadingError as error:
        assert "paper.pdf" in str(error)


def test_rows_of_a_table_at_the_edges_of_pages_stay():
    page = read(
        column([*FIRST, "2008 30,808", "2009 50,145"]),
        column(["2010 30,258", "2011 30,184", *SECOND]),
    )
    text = " ".join(page.blocks)
    assert all(row in text for row in ("2008 30,808", "2009 50,145", "2010 30,258", "2011 30,184"))


@pytest.mark.parametrize(
    ("end", "start", "whole"),
    [
        ("dual-", "use goods", "dual-use goods"),
        ("Sino-", "Indian trade", "Sino-Indian trade"),
        ("re-", "sources", "resources"),
        ("re-", "exports", "re-exports"),
        ("long-", "er talks", "longer talks"),
        ("Marit Lindqvist-", "Obande", "Marit Lindqvist-Obande"),
    ],
)
def test_the_hyphen_of_a_compound_stays(end, start, whole):
    lines = [
        f"The decision could offer India a more reliable supply and {end}",
        f"{start} which the ministry will list at the end of the year.",
    ]
    assert whole in " ".join(read(column(lines)).blocks)


def test_a_footer_drawn_before_the_body_changes_no_paragraph():
    footer = (72, 20, 11, "Institute for Materials, New Delhi")
    page = read([footer, *column(FIRST), *column(SECOND, 740 - 3 * 14 - 14)])
    assert page.blocks[1:] == (" ".join(FIRST), " ".join(SECOND))


def test_a_label_begins_a_block_and_stays_in_it():
    lines = [
        "Section 1. The council shall consist of the following members, namely",
        "(a) the Secretary of State;",
        "(b) the Attorney General, and the officers of the office of whom he may",
        "(c) choose as many as he likes.",
    ]
    page = read(
        [
            HEADING,
            *[
                (72 + 20 * (line[0] == "("), 740 - 14 * number, 11, line)
                for number, line in enumerate(lines)
            ],
        ]
    )
    assert page.blocks == (lines[0], lines[1], f"{lines[2]} {lines[3]}")


def test_a_line_that_is_set_in_begins_a_paragraph():
    lines = [
        (92, 740, 11, FIRST[0]),
        (72, 726, 11, FIRST[1]),
        (72, 712, 11, FIRST[2]),
        (92, 698, 11, SECOND[0]),
        (72, 684, 11, SECOND[1]),
    ]
    assert read([HEADING, *lines]).blocks == (" ".join(FIRST), " ".join(SECOND))


TABLE = [
    ("Country", "2023", "2024"),
    ("China", "240,000", "270,000"),
    ("United States", "43,000", "45,000"),
    ("Australia", "16,000", "13,000"),
]


def test_lines_whose_gaps_stand_in_columns_are_rows():
    rows = [
        (x, 640 - 14 * number, 11, cell)
        for number, row in enumerate(TABLE)
        for x, cell in zip((72, 250, 330), row, strict=True)
    ]
    page = read([HEADING, *column(FIRST), *rows, *column(SECOND, 560)])
    assert page.blocks == (
        " ".join(FIRST),
        *("| " + " | ".join(row) + " |" for row in TABLE),
        " ".join(SECOND),
    )


def test_two_lines_with_gaps_are_no_table():
    rows = [
        (x, 640 - 14 * number, 11, cell)
        for number, row in enumerate(TABLE[:2])
        for x, cell in zip((72, 250, 330), row, strict=True)
    ]
    assert not any(
        block.startswith("|")
        for block in read([HEADING, *column(FIRST), *rows, *column(SECOND, 560)]).blocks
    )


def test_columns_of_running_text_are_no_table():
    halves = [
        (x, 740 - 14 * number, 7, line)
        for number, line in enumerate([*FIRST, *SECOND])
        for x in (50, 320)
    ]
    assert not any(block.startswith("|") for block in read([HEADING, *halves]).blocks)


def test_a_line_drawn_in_pieces_is_one_line():
    right = 72 + 11 * 6.281  # Helvetica's width of the first piece
    pieces = [
        (72, 700, 11, "The order of 4"),
        (72, 680, 11, "and printed later."),
        (right, 700, 11, "-10-2001 was filed"),
    ]
    assert "The order of 4-10-2001 was filed" in " ".join(
        read([HEADING, *column(FIRST), *pieces]).blocks
    )


def test_the_scale_of_the_text_counts_as_its_size():
    def scaled(data):
        return data.replace(b"/F1 11 Tf 72 740 Td", b"/F1 1 Tf 11 0 0 11 72 740 Tm")

    assert read_pdf(scaled(pdf([HEADING, *column(FIRST)])), "paper.pdf").blocks == (
        " ".join(FIRST),
    )


def test_the_day_of_printing_is_no_date_of_an_older_text():
    info = {"CreationDate": "D:20261101120000Z", "Producer": "ReportLab PDF Library"}
    assert read([HEADING, *column(FIRST)], info=info).published is None


@pytest.mark.parametrize(
    ("text", "reversed_"),
    [
        ("مدينة كبيرة على نهر", False),
        ("ةنيدم ةريبك ىلع رهن", True),
        ("שלום לכם ולכן", False),
        ("םולש םכל ןכלו", True),
        ("A town on a river", False),
        ("", False),
    ],
)
def test_words_that_open_with_letters_of_an_end_stand_reversed(text, reversed_):
    assert stands_reversed(text) == reversed_
