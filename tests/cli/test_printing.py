"""How quoted statements look on a terminal."""

import pytest

from rag.cli.printing import _statement_line, _with_columns
from rag.schema import Citation, Span, Statement


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("| Port | Fee |\n| Oa | 15 |", "Port  Fee\nOa    15"),
        ("| A | B |\n| long | x |", "A     B\nlong  x"),
        ("| Port | Fee |\n|  | 5 |", "Port  Fee\n      5"),
        ("| Port |  | Fee |\n| Oa | x | 5 |", "Port     Fee\nOa    x  5"),
        ("| Port | Fee |\n| Oa |", "Port  Fee\nOa"),
        ("Fees:\n| Port | Fee |\n| Oa | 5 |\nEnd", "Fees:\nPort  Fee\nOa    5\nEnd"),
        ("Port | Fee\nnext", "Port | Fee\nnext"),
        ("- A mine.\n- A mill.", "- A mine.\n- A mill."),
        ("|", ""),
        ("", ""),
    ],
)
def test_the_cells_of_a_table_stand_below_each_other(text, expected):
    assert _with_columns(text) == expected


def quoted(text, *numbers):
    citations = [Citation(n, "d", "c", text, Span(0, 1)) for n in numbers]
    return Statement(text, "quoted", tuple(citations))


def test_a_quote_of_one_line_stands_in_quotation_marks_with_its_number_once():
    assert _statement_line(quoted("Tin rose.", 2, 2)) == "“Tin rose.” [2]"


def test_a_list_has_its_number_below():
    assert _statement_line(quoted("It has:\n- A mine.", 1)) == "It has:\n- A mine.\n[1]"


def test_a_sentence_that_is_no_quote_has_no_quotation_marks():
    assert _statement_line(Statement("One document is on tin.", "listed")) == (
        "One document is on tin."
    )
