"""Rows of tables and their headers."""

import pytest

from rag.language.sentences import sentences
from rag.language.tables import header_name, headers_of_rows, is_header_name, row_in_words
from rag.schema import Span


def headers(text, first=None):
    found = headers_of_rows(text, sentences(text), first)
    return {row.of(text): header.of(text) for row, header in found.items()}


def test_each_row_stands_under_the_first_of_its_table():
    text = "Fees:\n\n| A | B |\n| 1 | 2 |\n| 3 | 4 |\n\nMore.\n\n| C | D |\n| 5 | 6 |"
    assert headers(text) == {
        "| 1 | 2 |": "| A | B |",
        "| 3 | 4 |": "| A | B |",
        "| 5 | 6 |": "| C | D |",
    }


def test_tables_beside_one_another_have_a_header_each():
    text = "| A | B |\n| 1 | 2 |\n\n| C | D |\n| 5 | 6 |"
    assert headers(text) == {"| 1 | 2 |": "| A | B |", "| 5 | 6 |": "| C | D |"}


def test_rows_at_the_start_of_a_part_of_a_text_stand_under_a_header_before_it():
    assert headers("| 1 | 2 |\n| 3 | 4 |", Span(0, 0)) == {"| 1 | 2 |": "", "| 3 | 4 |": ""}


def test_text_without_rows_has_no_headers():
    assert headers("It rose. It | fell.") == {}


@pytest.mark.parametrize(
    ("header", "row", "said"),
    [
        ("| Port | Fee in euros |", "| Lumo | 12 |", "Port Lumo, Fee in euros 12 euros"),
        ("| Port | Length (m) |", "| Lumo | 1,200 |", "Port Lumo, Length (m) 1,200 m"),
        ("| Port | Share, % |", "| Lumo | -3.5 |", "Port Lumo, Share, % -3.5 %"),
        ("| Port | Fee in euros |", "| Lumo | 12 dollars |", "Port Lumo, Fee in euros 12 dollars"),
        ("| Port | Fee |", "| Lumo | |", "Port Lumo"),
        ("| Port |", "| Lumo | 12 |", "Port Lumo"),
        ("Port | Fee", "| Lumo | 12 |", "Port Lumo, Fee 12"),
    ],
)
def test_a_row_is_said_with_its_header(header, row, said):
    assert row_in_words(header, row) == said


def test_a_header_is_told_from_a_heading():
    assert is_header_name(header_name("| Port | Fee |"))
    assert not is_header_name("Fees of the port")
