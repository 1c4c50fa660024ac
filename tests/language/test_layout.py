"""The blocks of a text and the units inside, which every excerpt is cut from."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rag.language.layout import is_run_in_heading, read_layout

LINES = [
    "# Ports",
    "#",
    "Ships pay.",
    "They pay: as follows",
    "- A mine.",
    "* a mill",
    "- ",
    "-",
    "12. Fees",
    "(a) Fees.",
    "| Port | Fee |",
    "|",
    "",
    " ",
]
texts = st.one_of(
    st.lists(st.sampled_from(LINES), max_size=9).map("\n".join),
    st.lists(st.sampled_from(LINES), max_size=9).map("\r\n".join),
    st.text("aA.:|#-* \n\r1()。", max_size=40),
)


def laid_out(text):
    return [(block.kind, [unit.of(text) for unit in block.units]) for block in read_layout(text)]


def test_headings_paragraphs_lists_and_tables_are_told_apart():
    text = (
        "# Ports\n\nShips pay. Boats do not.\n\n- A mine.\n- A mill.\n\n| Port | Fee |\n| Oa | 5 |"
    )
    assert laid_out(text) == [
        ("heading", ["Ports"]),
        ("paragraph", ["Ships pay.", "Boats do not."]),
        ("list", ["A mine.", "A mill."]),
        ("table", ["| Port | Fee |", "| Oa | 5 |"]),
    ]


@pytest.mark.parametrize("mark", ["-", "*", "•", "–"])
def test_a_bullet_is_no_part_of_its_item(mark):
    assert laid_out(f"{mark} A mine.\n  {mark} A mill.") == [("list", ["A mine.", "A mill."])]


@pytest.mark.parametrize("mark", ["1.", "12)", "(3)", "(a)", "b.", "(iv)"])
def test_a_number_or_letter_stays_with_its_item(mark):
    assert laid_out(f"{mark} A mine.") == [("list", [f"{mark} A mine."])]


@pytest.mark.parametrize(
    "line", ["2019 was dry.", "-5 degrees", "*Note", "(see below) it rose.", "a"]
)
def test_a_line_that_only_looks_like_an_item_is_a_paragraph(line):
    assert [kind for kind, _ in laid_out(line)] == ["paragraph"]


def test_a_line_of_a_paragraph_goes_on_in_the_next():
    assert laid_out("Ships pay\nin May. Boats\ndo not.") == [
        ("paragraph", ["Ships pay\nin May.", "Boats\ndo not."])
    ]


def test_an_empty_line_parts_paragraphs_and_not_lists():
    assert laid_out("One is it.\n\nTwo is it.") == [
        ("paragraph", ["One is it."]),
        ("paragraph", ["Two is it."]),
    ]
    assert laid_out("- One.\n\n- Two.") == [("list", ["One.", "Two."])]


def test_two_headings_are_two_blocks():
    assert laid_out("# One\n## Two") == [("heading", ["One"]), ("heading", ["Two"])]


def test_items_without_ends_are_items():
    assert laid_out("It buys\n- tin\n- zinc\nfrom Oa.") == [
        ("paragraph", ["It buys"]),
        ("list", ["tin", "zinc"]),
        ("paragraph", ["from Oa."]),
    ]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\r\n"])
def test_a_text_without_words_has_no_blocks(text):
    assert read_layout(text) == []


@pytest.mark.parametrize("mark", ["#", "# ", "- ", "* "])
def test_a_mark_with_nothing_behind_it_is_no_block(mark):
    assert laid_out(f"One is it.\n\n{mark}\n\nTwo is it.") == [
        ("paragraph", ["One is it."]),
        ("paragraph", ["Two is it."]),
    ]


def test_windows_line_ends_part_blocks_as_others_do():
    text = "# Ports\r\n\r\nShips pay.\r\n\r\n- A mine.\r\n- A mill.\r\n"
    assert laid_out(text) == [
        ("heading", ["Ports"]),
        ("paragraph", ["Ships pay."]),
        ("list", ["A mine.", "A mill."]),
    ]


def test_a_table_without_rows_is_its_header():
    assert laid_out("| Port | Fee |") == [("table", ["| Port | Fee |"])]


def test_a_block_spans_its_units():
    text = "Ships pay. Boats do not.\n\n- A mine."
    assert [block.span.of(text) for block in read_layout(text)] == [
        "Ships pay. Boats do not.",
        "A mine.",
    ]


@settings(deadline=None)
@given(texts)
@example("One.\n\n- \n\nTwo.")
def test_units_are_disjoint_ordered_and_not_empty(text):
    blocks = read_layout(text)
    units = [unit for block in blocks for unit in block.units]
    assert all(block.units for block in blocks)
    places = [0, *(place for unit in units for place in unit), len(text)]
    assert places == sorted(places)
    assert all(unit.of(text).strip() for unit in units)


@settings(deadline=None)
@given(texts)
def test_every_letter_of_a_text_stands_in_a_unit(text):
    units = "".join(unit.of(text) for block in read_layout(text) for unit in block.units)
    assert [char for char in units if char.isalnum()] == [char for char in text if char.isalnum()]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Sec. 4. Duties of the Council.", True),
        ("Article 5. Fees.", True),
        ("§ 5", True),
        ("(a) Seat Belt Use.", True),
        ("(a) The fee is due in May.", False),
        ("Section 4 says that every ship which enters the port pays a fee to it.", False),
        ("Fees and Duties.", False),
        ("(1,200) 300 450 600.", False),
        ("", False),
    ],
)
def test_a_heading_that_runs_into_its_paragraph_is_numbered_and_short(sentence, expected):
    assert is_run_in_heading(sentence) is expected
