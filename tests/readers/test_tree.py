"""Markup becomes a tree whatever characters stand in it."""

import pytest

from rag.readers.html.tree import parse_html, squeezed


@pytest.mark.parametrize("character", ["\0", "\x0b", "\x0c", "\x1f", "\ufffe", "\ud800"])
def test_a_character_that_xml_cannot_hold_becomes_a_space(character):
    tree = parse_html(f"<p>before{character}after</p>")
    text = tree.findtext(".//p")
    assert text == "before after"
    tree.find(".//p").text = text  # lxml takes it back


def test_every_other_character_stays_in_its_place():
    text = "a\tb\nc\x7f\x85\u200b\u2028😀"
    assert parse_html(f"<p>{text}</p>").findtext(".//p") == text


def test_a_declaration_at_the_start_is_no_text():
    tree = parse_html('\n<?xml version="1.0" encoding="utf-8"?><p>Seven licences</p>')
    assert tree.text_content() == "Seven licences"


def test_runs_of_white_space_become_one_space():
    assert squeezed(" a\n\t b\u00a0c ") == "a b c"
