"""Spanning cells of tables, and columns of prose that are none."""

import io

import docx
import pytest

from rag.readers import read_bytes
from tests.readers.test_pdf import pdf

PROSE = "The table shows what the harbour office published on Thursday of that week."
HEADING = (60, 780, 16, "Harbour news")


def rows_of(table):
    page = f"<html><body><article><p>{PROSE}</p><table>{table}</table><p>{PROSE[::-1]}</p>"
    text = read_bytes(f"{page}</article></body></html>".encode(), "a.html").text
    return [line for line in text.split("\n") if line.startswith("|")]


def test_a_cell_is_carried_down_into_the_rows_it_spans():
    assert rows_of(
        "<tr><th>Firm</th><th>Route</th><th>Ships</th></tr>"
        "<tr><td rowspan='2'>Meridian</td><td>North</td><td>12</td></tr>"
        "<tr><td>South</td><td>7</td></tr><tr><td>Castor</td><td>East</td><td>4</td></tr>"
    ) == [
        "| Firm | Route | Ships |",
        "| Meridian | North | 12 |",
        "| Meridian | South | 7 |",
        "| Castor | East | 4 |",
    ]


def test_a_cell_is_carried_across_and_down_at_once():
    assert rows_of(
        "<tr><th>A</th><th>B</th><th>C</th></tr>"
        "<tr><td colspan='2' rowspan='0'>both</td><td>1</td></tr><tr><td>2</td></tr>"
    )[1:] == ["| both | both | 1 |", "| both | both | 2 |"]


def test_a_span_in_the_middle_shifts_the_cells_behind_it():
    assert (
        rows_of(
            "<tr><th>A</th><th>B</th><th>C</th></tr>"
            "<tr><td>1</td><td rowspan=2>2</td><td>3</td></tr><tr><td>4</td><td>5</td></tr>"
        )[2]
        == "| 4 | 2 | 5 |"
    )


def test_rows_of_a_head_are_one_row():
    assert rows_of(
        "<thead><tr><th rowspan=2>Route</th><th colspan=2>2024</th></tr>"
        "<tr><th>Ships</th><th>Cars</th></tr></thead>"
        "<tr><td>North</td><td>1</td><td>2</td></tr><tr><td>South</td><td>3</td><td>4</td></tr>"
    ) == ["| Route | 2024 Ships | 2024 Cars |", "| North | 1 | 2 |", "| South | 3 | 4 |"]


def test_a_cell_over_the_whole_table_is_written_once():
    rows = rows_of(
        "<tr><th>A</th><th>B</th></tr><tr><td colspan=2>Old boats</td></tr>"
        "<tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr>"
    )
    assert rows[1] == "| Old boats |"


def test_a_first_row_over_the_whole_table_is_its_caption():
    rows = rows_of(
        "<tr><th colspan=2>Table 1. Boats</th></tr><tr><th>A</th><th>B</th></tr>"
        "<tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr>"
    )
    assert rows[0] == "| A | B |"


def test_lines_of_a_cell_are_parted():
    assert (
        rows_of(
            "<tr><th>A</th><th>B</th></tr><tr><td>one<br>two</td><td><p>3</p><p>4</p></td></tr>"
        )[1]
        == "| one two | 3 4 |"
    )


@pytest.mark.parametrize("span", ["99999999", "-1", "x", "", "2.5", "²"])
def test_a_span_beyond_reason_is_read(span):
    rows = rows_of(
        f"<tr><th colspan='{span}'>A</th><th>B</th></tr><tr><td rowspan='{span}'>1</td><td>2</td>"
        "</tr><tr><td>3</td><td>4</td></tr>"
    )
    assert len(rows) == 3
    assert all(len(row) < 500 for row in rows)


def test_merged_cells_of_a_word_document_are_carried_on():
    document = docx.Document()
    table = document.add_table(4, 3)
    cells = [
        ("Firm", "Route", "Ships"),
        ("Meridian", "North", "12"),
        ("", "South", "7"),
        ("All", "", "19"),
    ]
    for row, texts in zip(table.rows, cells, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(3, 0).merge(table.cell(3, 1))
    buffer = io.BytesIO()
    document.save(buffer)
    assert read_bytes(buffer.getvalue(), "a.docx").text.split("\n") == [
        "| Firm | Route | Ships |",
        "| Meridian | North | 12 |",
        "| Meridian | South | 7 |",
        "| All | All | 19 |",
    ]


LEFT = [
    "The council of the island met on Monday to hear",
    "about the quay. The clerk read a letter from the",
    "yard, which asks for a month more to finish the",
    "work because the steel came late from abroad. It",
    "was agreed to wait until the first of June, but",
    "no longer than that, as the season begins then.",
]
RIGHT = [
    "The mayor of the other island said that she had",
    "no objection, since her boats lie in the bay in",
    "summer. She asked who pays for the buoys and was",
    "told that the port does. The fishermen were not",
    "heard; they had sent no one, although they were",
    "asked twice, in March and again in early April.",
]


def drawn(rows, places):
    """The rows of some columns, each row drawn before the next."""
    return [
        (x, 740 - 12 * number, 10, cell)
        for number, row in enumerate(rows)
        for x, cell in zip(places, row, strict=True)
        if cell
    ]


def columns_of(rows, places):
    return read_bytes(pdf([HEADING, *drawn(rows, places)]), "a.pdf").text.split("\n\n")


@pytest.mark.parametrize("place", [288, 295, 310, 350])
def test_two_columns_drawn_line_by_line_are_read_one_after_the_other(place):
    rows = zip(LEFT, RIGHT, strict=True)
    assert columns_of(rows, (60, place)) == [" ".join(LEFT), " ".join(RIGHT)]


def test_a_shorter_second_column_is_read_whole():
    rows = zip(LEFT, [*RIGHT[:3], *[""] * 3], strict=True)
    assert columns_of(rows, (60, 300)) == [" ".join(LEFT), " ".join(RIGHT[:3])]


def test_a_line_over_both_columns_stays_before_them():
    across = (
        60,
        756,
        10,
        "What both of the islands said on that day of the quay, of the buoys and the boats:",
    )
    page = [HEADING, across, *drawn(zip(LEFT, RIGHT, strict=True), (60, 300))]
    assert read_bytes(pdf(page), "a.pdf").text.split("\n\n") == [
        across[3],
        " ".join(LEFT),
        " ".join(RIGHT),
    ]


def test_three_columns_are_read_one_after_the_other():
    rows = [
        ("The council met on Monday", "She said that the boats of", "Boats of the port have to"),
        ("to hear about the old quay", "the island lie in the bay", "leave the quay by eight in"),
        ("and the new one, which the", "in summer and pay no fee;", "the evening, the harbour"),
        ("yard will build by June for", "the mayor asked who pays", "master said; he named no"),
        ("nine million euros.", "for the buoys.", "reason for that."),
    ]
    assert columns_of(rows, (60, 220, 380)) == [
        " ".join(cells) for cells in zip(*rows, strict=True)
    ]


def test_short_phrases_in_columns_stay_a_table():
    rows = [
        ("Measure", "Who it is for", "Since"),
        ("Licence for boats", "Owners on the island", "2019"),
        ("Fee for moorings", "Guests of the port", "2021"),
        ("Ban on night work", "Yards of both islands", "2022"),
        ("Grant for engines", "Owners of old boats", "2024"),
    ]
    assert columns_of(rows, (60, 220, 380)) == [
        "\n".join("| " + " | ".join(row) + " |" for row in rows)
    ]
