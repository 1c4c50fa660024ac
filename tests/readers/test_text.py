"""Plain text as scrapers leave it."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.readers import read_bytes
from rag.readers.text import read_text

BODY = (
    "China has issued licences to certain Indian companies for importing rare earth "
    "magnets, marking a step towards stable supplies."
)
MORE = (
    "The decision could offer India a more reliable supply of these resources, potentially "
    "helping various industrial sectors."
)


def read(*lines):
    return read_text("\n\n".join(lines), "story.txt")


def stated(dating):
    return (dating.day, dating.source) if dating else None


def test_lines_are_blocks():
    assert read("A headline of words", BODY, MORE).blocks == ("A headline of words", BODY, MORE)


def test_the_first_line_is_the_title():
    assert read("China issues licences", BODY).title == "China issues licences"


def test_a_title_that_names_an_event_keeps_its_number():
    assert read("Order No. 839 takes effect", BODY).title == "Order No. 839 takes effect"


def test_a_date_or_a_byline_above_the_headline_is_no_title():
    assert (
        read("31 October 2025", "By Jane Roe", "China issues licences", BODY).title
        == "China issues licences"
    )


def test_the_publisher_behind_the_headline_is_cut_off():
    page = read("China issues licences - The Daily", BODY, "© 2025 The Daily. All rights reserved.")
    assert (page.title, page.publisher) == ("China issues licences", "The Daily")


def test_a_dash_in_a_headline_stays_when_it_names_no_publisher():
    assert (
        read("China issues licences - and India waits", BODY).title
        == "China issues licences - and India waits"
    )


def test_a_text_of_one_paragraph_has_no_title():
    assert read(BODY).title is None


@pytest.mark.parametrize(
    "line",
    [
        "31 October 2025",
        "• Oct 31, 2025,",
        "Oct 31, 2025 11:14 AM IST",
        "Published: 31 October 2025, 17:55 BST",
        "By Jane Roe | 31 October 2025",
        "2025-10-31",
    ],
)
def test_a_line_near_the_top_states_the_date(line):
    assert stated(read("China issues licences", line, BODY).published) == (
        date(2025, 10, 31),
        "dateline",
    )


def test_the_update_is_kept_apart_from_the_date():
    page = read(
        "China issues licences",
        "The Daily Desk",
        "• Oct 31, 2025,",
        "• Updated Nov 2, 2025 11:14 AM IST",
        BODY,
    )
    assert stated(page.published) == (date(2025, 10, 31), "dateline")
    assert stated(page.updated) == (date(2025, 11, 2), "dateline")


def test_the_date_stands_first_even_when_the_update_is_printed_above_it():
    page = read(
        "China issues licences",
        "Updated: 5 April 2025, 08:10 BST",
        "Published: 4 April 2025, 17:55 BST",
        BODY,
    )
    assert (page.published.day, page.updated.day) == (date(2025, 4, 4), date(2025, 4, 5))


def test_a_date_in_a_sentence_is_no_date_of_the_story():
    assert (
        read(
            "China issues licences",
            "On 9 October 2025 the ministry published six announcements, which it suspended "
            "a month later.",
            BODY,
        ).published
        is None
    )


def test_a_date_far_below_the_top_is_no_date_of_the_story():
    assert (
        read(
            "China issues licences", *[f"{BODY} {n}." for n in range(20)], "31 October 2025"
        ).published
        is None
    )


def test_an_agency_names_itself_and_its_dateline_is_no_text():
    page = read("China issues licences", f"NEW DELHI, Oct 27, 2025 (Meridian Wire) - {BODY}")
    assert (page.publisher, stated(page.published)) == (
        "Meridian Wire",
        (date(2025, 10, 27), "dateline"),
    )
    assert page.blocks[1] == BODY


def test_a_dateline_without_a_year_is_no_date():
    assert (
        read("China issues licences", f"NEW DELHI, Oct 27 (Meridian Wire) - {BODY}").published
        is None
    )


@pytest.mark.parametrize(
    ("line", "publisher"),
    [
        ("Business Today Desk", "Business Today"),
        ("Northgate Courier Commodities Desk", "Northgate Courier"),
        ("Source: Gulf Times", "Gulf Times"),
        ("Published by Gulf Times", "Gulf Times"),
        ("By Jane Roe, The Daily Star", "The Daily Star"),
        ("By Jane Roe | The Daily Star | 31 October 2025", "The Daily Star"),
    ],
)
def test_a_line_names_the_publisher(line, publisher):
    assert read("China issues licences", line, BODY).publisher == publisher


def test_the_copyright_line_at_the_end_names_the_publisher():
    assert (
        read(
            "China issues licences", BODY, "© 2025 Harbour Ledger Ltd. All rights reserved."
        ).publisher
        == "Harbour Ledger"
    )


def test_a_story_without_a_publisher_has_none():
    assert read("China issues licences", BODY, MORE).publisher is None


def test_the_lines_of_a_wrapped_paragraph_are_joined():
    lines = [
        "China has issued licences to certain Indian companies for importing",
        "rare earth magnets, marking a significant development in the efforts",
        "to stabilise the supply of minerals between the two countries for now.",
    ]
    text = "China issues licences to firms\n\n" + "\n".join(lines) + "\n"
    assert read_text(text, "x.txt").blocks == ("China issues licences to firms", " ".join(lines))


def test_short_lines_are_not_joined():
    assert read_text("One\nTwo\nThree", "x.txt").blocks == ("One", "Two", "Three")


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "\t"])
def test_nothing_has_no_blocks_and_no_title(text):
    page = read_text(text, "x.txt")
    assert (page.blocks, page.title, page.publisher, page.published) == ((), None, None, None)


@pytest.mark.parametrize("text", ["x", "😀", "字", "नई दिल्ली", "عربي"])
def test_a_single_thing_is_one_block(text):
    assert read_text(text, "x.txt").blocks == (text,)


def test_crlf_ends_lines_too():
    assert read_text(f"China issues licences\r\n\r\n{BODY}\r\n", "x.txt").blocks == (
        "China issues licences",
        BODY,
    )


def test_a_very_long_line_is_one_block_and_no_title():
    page = read_text("word " * 50_000 + "\n\n" + BODY, "x.txt")
    assert len(page.blocks) == 2
    assert page.title == BODY or page.title is None


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "China issues licences",
                "31 October 2025",
                "By Jane Roe",
                "Updated 2 November 2025",
                "\n",
                "\n\n",
                BODY,
                "NEW DELHI, Oct 27 (Wire) - Firms",
                "©",
                "😀",
                "\x00",
                "\r\n",
                "Source: ",
                " Desk",
                "|",
            ]
        ),
        max_size=15,
    ).map("".join)
)
def test_no_text_breaks_the_reading(text):
    page = read_text(text, "x.txt")
    assert all(block.strip() for block in page.blocks)
    assert page.title is None or page.title.strip()


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from([BODY, MORE, "A short one.", "😀", "価格は上がった。"]),
        min_size=1,
        max_size=6,
    )
)
def test_paragraphs_come_through_unchanged(paragraphs):
    assert read_text("\n\n".join(paragraphs), "x.txt").blocks == tuple(paragraphs)


def test_an_event_in_the_headline_does_not_date_the_page():
    page = read("What the 9 October 2025 controls mean", "By Jane Roe", "12 November 2025", BODY)
    assert stated(page.published) == (date(2025, 11, 12), "dateline")
    assert (
        read(
            "What the 9 October 2025 controls mean", "The 9 October 2025 controls in brief", BODY
        ).published
        is None
    )


@pytest.mark.parametrize(
    "line",
    [
        "Posted by the desk on 31 October 2025",
        "New Delhi, India, 31 October 2025",
        "By Jane Roe, 31 October 2025",
    ],
)
def test_a_label_a_place_and_a_byline_date_the_page(line):
    assert read("China issues licences", line, BODY).published.day == date(2025, 10, 31)


@pytest.mark.parametrize(
    "line",
    [
        "Copyright law was changed in 2019 to cover newspapers.",
        "By the end of the year, the ministry had approved it.",
        "The minister told a reporter that it would.",
        "Source materials are scarce in the region.",
        "Prices of gallium (a minor metal) - rose.",
    ],
)
def test_a_sentence_names_no_publisher(line):
    page = read("China issues licences", line, BODY)
    assert (page.publisher, page.blocks[1]) == (None, line)


def test_a_wrapped_paragraph_of_two_lines_is_one_block_at_the_top_too():
    first = (
        "China has issued licences to certain Indian companies for importing\nrare earth "
        "magnets, the ministry said."
    )
    second = (
        "The decision could offer India a more reliable supply of these for\nyears, and it "
        "could help various industrial sectors."
    )
    assert read_text(f"{first}\n\n{second}", "x.txt").blocks == (
        first.replace("\n", " "),
        second.replace("\n", " "),
    )


def test_a_byline_under_a_headline_is_not_joined_to_it():
    head = "China has issued licences to certain Indian companies for magnets"
    assert read_text(f"{head}\nBy Jane Roe\n\n{BODY}", "x.txt").blocks[:2] == (head, "By Jane Roe")


@pytest.mark.parametrize(
    "unit", [" ", "A", "A ", "Aa, ", "a ", "1 ", "\t", "by ", "©", "(", "By A", ".", "Jan "]
)
def test_a_long_line_of_one_unit_is_read(unit):
    assert len(read_text("x" + (unit * 20_000)[:20_000] + "y", "x.txt").blocks) == 1


@pytest.mark.parametrize(
    "opening",
    [
        "LONDON, 5 March 2025 -",
        "New Delhi, India, March 5, 2025:",
        "BEIJING, 5 March 2025 (Meridian Wire) —",
        "Geneva (5 March 2025) –",
    ],
)
def test_a_place_line_with_a_whole_date_dates_the_text(opening):
    assert stated(read("China issues licences", f"{opening} {BODY}", MORE).published) == (
        date(2025, 3, 5),
        "dateline",
    )


@pytest.mark.parametrize(
    "opening",
    ["On 5 March 2025", "London, 5 March 2025,", "The order of 5 March 2025 - it was the last -"],
)
def test_a_sentence_that_begins_with_a_day_does_not_date_the_text(opening):
    assert read("China issues licences", f"{opening} {BODY}", MORE).published is None


def test_a_report_without_a_headline_keeps_its_opening_and_its_date():
    text = (
        "PARIS, May 5, 2025 — The central bank cut its rate to 2.25 percent.\n\nIt was the "
        "third cut in a row, after those of January and March."
    )
    document = read_bytes(text.encode(), "/x/cut-of-may.txt")
    assert document.title == "cut of may"
    assert document.published is not None
    assert document.published.day.isoformat() == "2025-05-05"
    assert "cut its rate to 2.25 percent" in document.text
