"""Marks of notes, exponents and notes, in every format that has them."""

import io

import docx
import pytest

from rag.readers import read_bytes
from rag.readers.cleaning.reference_marks import reference_marks, without_reference_marks
from rag.readers.raised import write_raised
from tests.readers.test_pdf import pdf

PROSE = "The harbour office counts each boat that sailed at least once during the year. "


def read_html(body):
    page = f"<html><head><title>Boats</title></head><body><article><p>{PROSE}</p>{body}"
    return read_bytes(
        f"{page}<p>{PROSE.replace('boat', 'barge')}</p></article></body></html>".encode(), "a.html"
    )


@pytest.mark.parametrize(
    ("before", "raised", "behind", "written"),
    [
        ("It handled 2024", "1", " crates", "[note 1]"),
        ("It fell in 2019.", "2", "", "[note 2]"),
        ("a share of 12%", "1,2", " in", "[note 1,2]"),
        ("The islands", "3", " and", "[note 3]"),
        ("The islands", "*", " and", "[note *]"),
        ("4.2 × 10", "6", " units", "^6"),
        ("5 × 10", "\u22129", " moles", "^-9"),
        ("2", "10", " bits", "^10"),
        ("12 km", "2", " of", "²"),
        ("310 m", "3", " of", "³"),
        ("per m", "\u22123", "", "^-3"),
        ("E = mc", "2", "", "²"),
        ("the x", "2", " term", "²"),
        ("the 2", "nd", " ship", "nd"),
        ("the 20", "e", " siècle", "e"),
        ("the year 2024", "a", " was", "[note a]"),
        ("Lumo", "TM", " paint", "TM"),
        ("3", "1", "/", " 1"),
        ("", "1", "Without boats", "1 "),
        ("of ", "14", "C in", "14"),
        ("text", "[5]", "", "[5]"),
        ("text", "", "", ""),
    ],
)
def test_what_is_set_high_joins_no_figure(before, raised, behind, written):
    assert write_raised(before, raised, behind) == written


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("It rose in 2023,[5] and fell.[6][7]", "It rose in 2023, and fell."),
        ("It takes an hour,[citation needed] they say.", "It takes an hour, they say."),
        ("It costs 3 euros[8] a day.", "It costs 3 euros a day."),
        ("It costs 3 euros [8].", "It costs 3 euros."),
        ("It costs 3 euros[1, 2] or 4.[3–5]", "It costs 3 euros or 4."),
        ("As of 2023[update] it runs.[a]", "As of 2023 it runs."),
        ("Es fährt.[Anm. 2] Es hält.[note 3]", "Es fährt. Es hält."),
        ("渡轮每天运行。[3][來源請求]", "渡轮每天运行。"),
        ("- ^ Annual report", "- Annual report"),
    ],
)
def test_marks_of_notes_are_dropped(text, left):
    assert without_reference_marks(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "[12] The court finds for the port.",
        "As was shown in [6], it rose.",
        "They “alleg[e] that [s]he left”.",
        "They spoke of “sail [sic] boats”.",
        "The case is Day v Lee [2010] HC 12.",
        "The link is [here] in the text.",
        "The word[s] were struck.",
        "The row is items[0] of the list.",
    ],
)
def test_other_brackets_stay(text):
    assert without_reference_marks(text) == text
    assert reference_marks(text) == []


def test_a_page_reads_figures_without_their_marks_and_counts_these():
    document = read_html(
        "<p>It held 2024<sup><a href='#n1'>1</a></sup> boats in 2023,<sup>[5]</sup> on 4 × "
        "10<sup>3</sup> m<sup>2</sup> of water, as the register<a href='#n2'>2</a> of that year "
        "says.</p>"
    )
    assert "held 2024 boats in 2023, on 4 × 10^3 m² of water, as the register of" in document.text
    removal = next(found for found in document.removals if found.reason == "reference mark")
    assert (removal.count, removal.samples) == (3, ("[note 1]", "[5]", "[note 2]"))


def test_a_note_number_in_brackets_outside_its_link_goes_with_them():
    document = read_html(
        "<p>It follows Regulation (EU) 2016/679 (<a href='#E1'><span class='super'>1</span></a>) "
        "and Directive 2004/1<a href='#ntr2'>(<span class='oj-super'>2</span>)</a> of that day."
        "</p>"
    )
    assert "Regulation (EU) 2016/679 and Directive 2004/1 of that day." in document.text


def test_a_number_that_leads_to_a_section_stays():
    text = "It follows section 4 of the order, which the council made in the spring of that year."
    linked = text.replace("4", "<a href='#s4'>4</a>")
    assert text in read_html(f"<p>{linked}</p>").text


def test_a_heading_is_the_title_without_its_mark():
    page = "<html><body><article><h1>Boats of 2024<sup>1</sup></h1><p>{0}</p><p>{0}{0}</p>"
    assert read_bytes(page.format(PROSE).encode(), "a.html").title == "Boats of 2024"


def test_notes_of_markdown_stand_at_its_end():
    body = "It held 2024[^1] boats on 12 km<sup>2</sup>.\n\n[^1]: Of all\n    sizes.\n\nMore of it."
    text = PROSE + body
    document = read_bytes(text.encode(), "a.md")
    assert document.text == f"{PROSE}It held 2024 boats on 12 km².\n\nMore of it.\n\nOf all sizes."


def test_raised_text_of_a_word_document_joins_no_figure():
    document = docx.Document()
    paragraph = document.add_paragraph("It held 2024")
    for text, is_raised in (("1", True), (" boats on 12 km", False), ("2", True), (".", False)):
        paragraph.add_run(text).font.superscript = is_raised
    buffer = io.BytesIO()
    document.save(buffer)
    assert read_bytes(buffer.getvalue(), "a.docx").text == "It held 2024 boats on 12 km²."


WIDTH_OF_FIRST = 60 + 11 * 7.614  # Helvetica's width of "It handled 2024"


def test_a_small_raised_figure_of_a_pdf_is_a_mark_and_its_note_stands_at_the_end():
    page = [
        (60, 700, 11, "It handled 2024"),
        (WIDTH_OF_FIRST, 704, 7, "1"),
        (WIDTH_OF_FIRST + 7, 700, 11, "crates in the spring of that year, and the office says"),
        (60, 686, 11, "that the figure will rise again as soon as the second crane, which"),
        (60, 90, 8, "1 Crates of 20 feet, as the law"),
        (60, 80, 8, "has them."),
    ]
    following = [(60, 780, 11, "stands idle, is in use.")]
    document = read_bytes(pdf([(60, 760, 16, "Harbour report"), *page], following), "a.pdf")
    assert document.text == (
        "It handled 2024 crates in the spring of that year, and the office says that the figure "
        "will rise again as soon as the second crane, which stands idle, is in use.\n\n"
        "1 Crates of 20 feet, as the law has them."
    )


def test_small_rows_at_a_pages_foot_are_no_notes():
    rows = [
        (x, 120 - 12 * number, 8, cell)
        for number, row in enumerate(
            [("1 Lumo", "2019"), ("2 Castor", "2020"), ("3 Pollux", "2021")]
        )
        for x, cell in zip((60, 250), row, strict=True)
    ]
    lines = [(60, 700 - 14 * number, 11, PROSE.strip()) for number in range(3)]
    document = read_bytes(pdf([(60, 760, 16, "Harbour report"), *lines, *rows]), "a.pdf")
    assert "| 2 Castor | 2020 |" in document.text
