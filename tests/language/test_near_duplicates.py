from datetime import date

from rag.language.near_duplicates import are_copies, bands, precedence, shingles

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
