from datetime import date

import pytest

from rag.language.near_duplicates import (
    KnownText,
    are_copies,
    bands,
    precedence,
    revision_mark,
    shingles,
)

REPORT = " ".join(
    f"Sentence number {n} tells of licence {n * 7} for factory {n * 13} in town {n * 17}."
    for n in range(30)
)
OTHER = " ".join(
    f"Report number {n} speaks about quota {n * 5} of mine {n * 11} near port {n * 19}."
    for n in range(30)
)


def test_shingles_are_runs_of_five_words():
    assert shingles("China issued export licences for magnets.") == {
        "china issued export licences for",
        "issued export licences for magnets",
    }
    assert shingles("Four words are few") == set()


def test_a_report_with_another_byline_and_one_more_sentence_is_a_copy():
    again = "By Jane Roe. " + REPORT + " The ministry declined to comment."
    assert are_copies(shingles(REPORT), shingles(again))
    assert set(bands(REPORT)) & set(bands(again))


def test_another_report_is_no_copy():
    assert not are_copies(shingles(REPORT), shingles(OTHER))
    assert not set(bands(REPORT)) & set(bands(OTHER))


def test_texts_without_five_words_are_copies_of_nothing():
    assert not are_copies(shingles(""), shingles(""))


def test_the_agency_stands_for_its_copies_then_the_earliest_then_the_dated():
    agency, early, late, undated = (
        precedence("Reuters", date(2025, 5, 3), "d"),
        precedence("The Daily", date(2025, 5, 1), "c"),
        precedence("The Times of Nowhere", date(2025, 5, 2), "b"),
        precedence(None, None, "a"),
    )
    assert sorted([undated, late, early, agency]) == [agency, early, late, undated]


WIRE = "A crane fell on the quay on Monday. Damage is put at 4 million euros. No ship was hit."


@pytest.mark.parametrize(
    ("text", "is_new"),
    [
        (WIRE, False),
        ("LUMO, May 6 (Wire) - A crane fell on the quay on Monday. No ship was hit.", False),
        ("On Monday a crane fell on the quay. Damage is put at 4 million euros.", False),
        ("A crane fell on the quay on Monday. Damage is put at 7 million euros.", True),
        ("No ship was hit. Two dockers broke their arms, a hospital said.", True),
        ("", False),
    ],
)
def test_a_copy_adds_another_figure_or_a_sentence_of_its_own(text, is_new):
    assert KnownText(WIRE).lacks(text) == is_new


@pytest.mark.parametrize(
    ("title", "mark"),
    [
        ("CORRECTED-Crane falls", "corrected"),
        ("Correction: Crane falls", "correction"),
        ("UPDATE 3-Crane falls", "update 3"),
        ("(Update) Crane falls", "update"),
        ("Updated rules for cranes", ""),
        ("Crane falls", ""),
    ],
)
def test_a_revision_is_known_by_how_its_title_opens(title, mark):
    assert revision_mark(title) == mark


def test_the_newest_correction_stands_before_the_agency():
    def key(title, publisher, day):
        return precedence(publisher, date(2025, 5, day), title, title)

    agency, update, later, corrected = (
        key("Crane falls", "Reuters", 1),
        key("UPDATE 1-Crane falls", "Post", 1),
        key("UPDATE 2-Crane falls", "Post", 1),
        key("CORRECTED-Crane falls", "Post", 2),
    )
    assert sorted([agency, update, later, corrected]) == [corrected, later, update, agency]
