"""A number that names a thing is not the same number that counts another."""

import pytest

from rag.language.numbered_references import counts_instead


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Announcement No. 70", "Ships fell by between 60 and 70 per cent."),
        ("Order 14105", "The port handled 14105 boxes."),
        ("Section 5 of the Harbour Act", "Only 5 pilots came."),
    ],
)
def test_a_count_is_told_from_a_name(subject, text):
    assert counts_instead(subject, text)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Announcement No. 70", "Announcements Nos. 55, 58, and 70 were suspended."),
        ("Announcement No. 70", "Announcement 70 took 70 per cent of the work."),
        ("Announcement No. 70", "The announcement of November was withdrawn."),
        ("Announcement No. 70", "Output rose by 70.5 per cent."),
        ("Order 14105", "E.O. 14105 of 9 August binds investors."),
        ("Ports Rules 2023", "In 2023 the ports were opened."),
        ("a rise of 70 per cent", "Output rose by 70 per cent."),
    ],
)
def test_other_texts_are_left_alone(subject, text):
    assert not counts_instead(subject, text)


def test_a_long_line_is_read_in_no_time():
    assert not counts_instead("No. 70", "No. 1, " + "2, " * 300_000)
