from rag.copies import are_copies, bands, shingles

REPORT = " ".join(f"Sentence number {n} tells of licence {n * 7} for factory {n * 13} in town {n * 17}." for n in range(30))
OTHER = " ".join(f"Report number {n} speaks about quota {n * 5} of mine {n * 11} near port {n * 19}." for n in range(30))


def test_shingles_are_runs_of_five_content_words():
    assert shingles("China issued export licences for magnets") == {"china issu export licens magnet"}
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
