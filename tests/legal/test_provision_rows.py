"""Marks that run on in a sentence, numbered paragraphs, and what numbering shows to be absent."""

import pytest

from rag.legal.provisions import find_provision, is_absent, leads_in, named_provision

PIER = """Sec. 1. Aim. These are the rules of the pier, cf. Sec. 2.(b)(i).

Sec. 2. Dues. (a) Boats pay 9 crowns. (b) No due is asked (i) of boats under paragraphs (a) and \
(c) of the Pier Act, (ii) of rescuers, or (iii) in a storm. (c) Dues are paid at noon.

Sec. 3. End. The old rules are repealed."""
NUMBERED = """Article 7

Nets

1. Nets shall be:

(a) dyed; and

(b) marked.

1a. Nets of more than 9 metres are counted.

3. Each net has a number.

Article 8

Traps

Traps are forbidden."""
WITHOUT_NOUN = """1 Title
This is the Buoy Act.

2.—(1) A buoy is lit.

(2) A buoy is painted—

(a) red, or

(b) green.

3. This Act begins in May."""


def said(text, asked):
    found = find_provision(text, named_provision(asked))
    return found and " ".join(found.of(text).split())


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        (PIER, "section 2(a)", "(a) Boats pay 9 crowns."),
        (PIER, "section 2(b)(ii)", "(ii) of rescuers, or"),
        (PIER, "section 2(b)(iii)", "(iii) in a storm."),
        (PIER, "section 2(c)", "(c) Dues are paid at noon."),
        (NUMBERED, "Article 7(1)(b)", "(b) marked."),
        (NUMBERED, "Article 7(1a)", "1a. Nets of more than 9 metres are counted."),
        (NUMBERED, "Article 7(3)", "3. Each net has a number."),
        (WITHOUT_NOUN, "section 2(1)", "(1) A buoy is lit."),
        (WITHOUT_NOUN, "section 2(2)(b)", "(b) green."),
        (WITHOUT_NOUN, "section 3", "3. This Act begins in May."),
    ],
)
def test_a_part_is_found_however_its_row_is_written(text, asked, expected):
    assert said(text, asked) == expected


def test_the_text_of_a_provision_and_not_its_line_in_the_contents_is_found():
    text = f"Contents\n\nArticle 7\n\nArticle 8\n\n{NUMBERED}"
    assert said(text, "Article 7(1)(b)") == "(b) marked."


@pytest.mark.parametrize(
    ("text", "asked", "leads"),
    [
        (PIER, "section 2(b)(ii)", ["(b) No due is asked"]),
        (NUMBERED, "Article 7(1)(b)", ["1. Nets shall be:"]),
        (WITHOUT_NOUN, "section 2(2)(a)", ["(2) A buoy is painted—"]),
    ],
)
def test_a_part_comes_with_what_leads_in(text, asked, leads):
    assert [span.of(text) for span in leads_in(text, named_provision(asked))] == leads


@pytest.mark.parametrize(
    ("text", "asked", "absent"),
    [
        (PIER, "section 4", True),  # the sections run from 1 to 3
        (PIER, "section 2(d)", True),  # the row is (a), (b), (c)
        (PIER, "section 3(a)", False),  # it has no row that could be read
        (PIER, "section 2(b)(i)", False),
        (NUMBERED, "Article 9", False),  # an extract: the articles before 7 are not here
        (NUMBERED, "Article 7(4)", True),
        (NUMBERED, "Article 8(1)", False),
        (NUMBERED, "section 3", False),  # it numbers no sections
        ("The harbour opens in May.", "section 3", False),
    ],
)
def test_absent_is_only_what_the_numbering_shows_to_be(text, asked, absent):
    assert is_absent(text, named_provision(asked)) == absent
