"""Numbers of paragraphs that stand apart from them stay with them."""

import pytest

from rag.readers.cleaning.passes import clean
from rag.readers.html.outline import outline
from rag.readers.html.tree import parse_html


def texts(markup):
    return [piece.text for piece in outline(parse_html(f"<html><body>{markup}</body></html>"))]


@pytest.mark.parametrize(
    "markup",
    [
        "<div><span>2a. </span><div>Nets are dyed.</div></div>",
        "<div><div><span>2a.</span></div><div><p>Nets are dyed.</p></div></div>",
        "<p>2a.</p><p>Nets are dyed.</p>",
    ],
)
def test_a_number_in_an_element_of_its_own_opens_its_paragraph(markup):
    assert texts(markup) == ["2a. Nets are dyed."]


def test_a_paragraph_and_its_first_item_have_both_their_numbers():
    markup = "<div><span>1.</span><div><p>Nets are:</p><div>(a)</div><div>dyed;</div></div></div>"
    assert texts(markup) == ["1. Nets are:", "(a) dyed;"]


def test_a_number_that_nothing_follows_is_kept():
    assert texts("<p>Nets are dyed.</p><p>3.</p>") == ["Nets are dyed.", "3."]


@pytest.mark.parametrize("text", ["12", "Nets.", "2024", "–"])
def test_other_short_blocks_stay_apart(text):
    assert texts(f"<p>{text}</p><p>Nets are dyed in spring.</p>")[0] == text


def test_numbers_in_plain_text_are_joined_to_their_paragraphs():
    blocks = ["1.", "Nets shall be made of hemp:", "(a)", "dyed in spring; and"]
    cleaned = clean(blocks).blocks
    assert cleaned == ("1. Nets shall be made of hemp:", "(a) dyed in spring; and")
    assert clean(cleaned).blocks == cleaned
