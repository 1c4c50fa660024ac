"""Lines of plain text as paragraphs."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.readers.line_wrapping import unwrap_lines

FIRST = (
    "China has issued licences to certain Indian companies for importing rare earth "
    "magnets, marking a step towards supplies as stable as those of the years before the "
    "controls came into force in the spring."
)
SECOND = (
    "The decision could offer India a more reliable supply of these resources, potentially "
    "helping various sectors of its industry, the ministry said in a statement on the last "
    "day of the month of October."
)


def broken(text, width, indent=0, first=0, end=""):
    """Text broken for width, its first line set in further."""
    lines, line = [], " " * (indent + first)
    for word in text.split():
        if len(line) + len(word) > width:
            lines.append(line.rstrip() + end)
            line = " " * indent
        line += word + " "
    return "\n".join([*lines, line.rstrip()])


def test_a_paragraph_broken_for_width_is_joined():
    assert unwrap_lines(broken(FIRST, 72) + "\n\n" + broken(SECOND, 72)) == [FIRST, SECOND]


def test_a_set_in_column_is_joined_however_narrow():
    assert unwrap_lines("\n\n".join(broken(text, 72, indent=30) for text in (FIRST, SECOND))) == [
        FIRST,
        SECOND,
    ]


def test_a_line_set_in_further_begins_a_paragraph():
    text = broken(FIRST, 72, indent=16) + "\n" + broken(SECOND, 72, indent=16, first=4)
    assert unwrap_lines(text) == [FIRST, SECOND]


def test_short_lines_of_a_column_stay_apart():
    text = (
        broken(FIRST, 72, indent=16)
        + "\n\n"
        + "\n".join(" " * 20 + item for item in ("(a) the first;", "(b) the second."))
    )
    assert unwrap_lines(text) == [FIRST, "(a) the first;", "(b) the second."]


def test_a_space_at_a_lines_end_says_that_it_goes_on():
    text = broken(FIRST, 50, end=" ") + "\n" + broken(SECOND, 50, end=" ")
    assert unwrap_lines(text) == [FIRST, SECOND]


def test_spaces_at_the_ends_of_paragraphs_say_nothing():
    lines = [
        "China issues licences for magnets ",
        "By Jane Roe of the newsroom in Delhi ",
        "31 October 2025 in the evening hours ",
    ]
    assert (
        unwrap_lines("\n".join(lines) + "\n\n" + "\n\n".join(lines))
        == [line.strip() for line in lines] * 2
    )


def test_a_date_inside_a_column_goes_on():
    text = broken(
        "The order of the Commission was made in view of the resolution of the Council of "
        "the Nations of October 31, 2005, and of no other.",
        60,
        20,
    )
    assert len(unwrap_lines(text + "\n\n" + broken(FIRST, 60, 20))) == 2


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("ab .\n\t (1)\r"), max_size=300))
def test_no_word_is_lost_or_moved(text):
    assert " ".join(unwrap_lines(text)).split() == text.split()
