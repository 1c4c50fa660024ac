"""How an excerpt looks on the page: paragraphs, lists, tables and marks, all of it characters."""

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.ui.excerpts import excerpt, marked


def statement(*quotes, highlights=(), is_cut=False):
    """A quoted statement in its JSON form; each quote stands at its own start."""
    citations = [{"quote": quote, "start": start} for quote, start in quotes]
    text = "\n…\n".join(quote for quote, _ in quotes)
    spans = [{"start": start, "end": end} for start, end in highlights]
    return {
        "text": f"{text} …" if is_cut else text,
        "citations": citations,
        "highlights": spans,
    }


def test_a_paragraph_stands_in_quotation_marks():
    assert excerpt(statement(("Tin rose.", 0))) == "<p>“Tin rose.”</p>"


def test_the_marks_of_two_paragraphs_stand_around_both():
    assert excerpt(statement(("Tin rose.\n\nZinc fell.", 0))) == (
        "<p>“Tin rose.</p><p>Zinc fell.”</p>"
    )


def test_what_is_marked_counts_in_the_document():
    shown = excerpt(statement(("Tin rose.", 100), highlights=[(104, 108)]))
    assert shown == "<p>“Tin <mark>rose</mark>.”</p>"


def test_a_list_is_drawn_with_its_lead_in():
    assert excerpt(statement(("It has:\n\n- A mine.\n- A mill.", 0))) == (
        "<p>It has:</p><ul><li>A mine.</li><li>A mill.</li></ul>"
    )


def test_a_numbered_heading_is_no_item_of_its_list():
    text = "5. What is left\n\n- A mine.\n- A mill."
    shown = excerpt(statement((text, 10), highlights=[(29, 36)]))
    assert shown == ("<p>5. What is left</p><ul><li><mark>A mine.</mark></li><li>A mill.</li></ul>")


def test_a_numbered_list_has_its_own_numbers():
    shown = excerpt(statement(("1. A mine.\n\n2. A mill.", 0)))
    assert shown == '<ul class="dl-numbered"><li>1. A mine.</li><li>2. A mill.</li></ul>'


def test_a_table_is_drawn_with_its_header():
    assert excerpt(statement(("| Port | Fee |\n| Oa | 5 |", 0))) == (
        "<table><tr><th>Port</th><th>Fee</th></tr><tr><td>Oa</td><td>5</td></tr></table>"
    )


@pytest.mark.parametrize("row", ["|  | 5 |", "|| 5 |"])
def test_an_empty_first_cell_keeps_its_place(row):
    shown = excerpt(statement((f"| Port | Fee |\n{row}", 0)))
    assert shown.endswith("<tr><td></td><td>5</td></tr></table>")


def test_a_row_that_answers_is_marked_in_its_cells():
    shown = excerpt(statement(("| Port | Fee |\n| Oa | 5 |", 0), highlights=[(15, 25)]))
    assert "<td><mark>Oa</mark></td><td><mark>5</mark></td>" in shown
    assert "<th><mark>" not in shown


def test_a_lead_that_stands_apart_is_shown_before_a_cut():
    shown = excerpt(statement(("| Port | Fee |", 0), ("| Oa | 5 |", 90)))
    assert shown == (
        '<table><tr><th>Port</th><th>Fee</th></tr></table><p class="dl-cut">…</p>'
        "<table><tr><th>Oa</th><th>5</th></tr></table>"
    )


def test_what_goes_on_ends_in_a_cut():
    shown = excerpt(statement(("- A mine.\n- A mill.", 0), is_cut=True))
    assert shown.endswith('</ul><p class="dl-cut">…</p>')


def test_a_statement_saved_without_highlights_is_still_shown():
    assert excerpt({"text": "x", "citations": [{"quote": "x", "start": 0}]}) == "<p>“x”</p>"


def test_nothing_is_shown_of_nothing():
    assert excerpt(statement(("", 0))) == ""


HOSTILE = '<b onclick="x">&</b>'


@pytest.mark.parametrize("quote", [HOSTILE, f"# {HOSTILE}", f"- {HOSTILE}", f"| {HOSTILE} |"])
@pytest.mark.parametrize("highlights", [[], [(0, 2)], [(8, 12)], [(0, 30)]])
def test_markup_in_a_document_is_its_characters(quote, highlights):
    shown = excerpt(statement((quote, 0), highlights=highlights))
    assert "<b" not in shown and '"x"' not in shown and "&lt;" in shown


def test_of_marks_that_overlap_the_first_stands():
    assert marked("abcdef", 0, 6, [(1, 3), (2, 5)]) == "a<mark>bc</mark>def"


def test_marks_outside_a_stretch_are_cut_to_it():
    assert marked("abcdef", 2, 4, [(0, 3), (5, 6)]) == "<mark>c</mark>d"


def test_the_mark_where_the_reader_starts_is_named():
    assert marked("abc", 0, 3, [(0, 1), (2, 3)], first=2) == (
        '<mark>a</mark>b<mark class="first">c</mark>'
    )


class Characters(HTMLParser):
    """Reads the characters of a page that are no markup."""

    def __init__(self):
        super().__init__()
        self.read = ""

    def handle_data(self, data):
        self.read += data


@settings(deadline=None)
@given(
    st.text("aB.|#-* \n<&>\"'", max_size=40),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=3),
)
def test_all_letters_are_shown_and_none_but_these(text, highlights):
    reader = Characters()
    reader.feed(excerpt(statement((text, 0), highlights=highlights)))
    reader.close()
    assert [char for char in reader.read if char.isalpha()] == [
        char for char in text if char.isalpha()
    ]
