"""Sentences and words."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.language.sentences import sentences
from rag.language.tokens import content_words, fingerprint, stem, words


def cut(text):
    return [span.of(text) for span in sentences(text)]


def test_a_full_stop_ends_a_sentence():
    assert cut("It rose. It fell.") == ["It rose.", "It fell."]


def test_a_decimal_does_not_end_a_sentence():
    assert cut("It rose 2.5 per cent. It fell 0.3.") == ["It rose 2.5 per cent.", "It fell 0.3."]


def test_a_year_at_the_end_ends_a_sentence():
    assert cut("It ended in 2025. The next began.") == ["It ended in 2025.", "The next began."]


@pytest.mark.parametrize(
    "title", ["Mr.", "Mrs.", "Dr.", "Prof.", "Gen.", "St.", "Sen.", "Gov.", "Rep."]
)
def test_a_title_does_not_end_a_sentence(title):
    assert cut(f"{title} Li spoke. He left.") == [f"{title} Li spoke.", "He left."]


@pytest.mark.parametrize(
    "reference",
    ["No. 18", "Art. 5", "Sec. 12", "Fig. 3", "p. 7", "Nos. 55 and 56", "vol. 2", "paras. 4-6"],
)
def test_the_number_after_a_reference_stays_with_it(reference):
    text = f"Announcement {reference} took effect. It was the first."
    assert cut(text) == [f"Announcement {reference} took effect.", "It was the first."]


def test_a_sentence_may_begin_with_no_18():
    assert cut("It took effect. No. 18 did not.") == ["It took effect.", "No. 18 did not."]


def test_the_word_no_ends_a_sentence():
    assert cut("The answer was no. The firm left.") == ["The answer was no.", "The firm left."]


def test_us_inside_a_sentence_does_not_end_it():
    assert cut("The U.S. Government acted. He left.") == ["The U.S. Government acted.", "He left."]


def test_us_before_a_lower_case_word_does_not_end_a_sentence():
    assert cut("He went to the U.S. on Monday. Then home.") == [
        "He went to the U.S. on Monday.",
        "Then home.",
    ]


def test_us_before_a_function_word_ends_a_sentence():
    assert cut("He went to the U.S. The trip was short.") == [
        "He went to the U.S.",
        "The trip was short.",
    ]


def test_pm_before_the_next_sentence_ends_one():
    assert cut("It closed at 5 p.m. The bell rang.") == ["It closed at 5 p.m.", "The bell rang."]


def test_a_company_with_inc_goes_on():
    assert cut("Apple Inc. said so. Fine.") == ["Apple Inc. said so.", "Fine."]


def test_initials_belong_to_the_name():
    assert cut("J. R. Smith came. He left.") == ["J. R. Smith came.", "He left."]


def test_an_abbreviated_month_does_not_end_a_sentence():
    assert cut("In Oct. 2025 it rose. It fell on Dec. 1. All waited.") == [
        "In Oct. 2025 it rose.",
        "It fell on Dec. 1.",
        "All waited.",
    ]


@pytest.mark.parametrize(
    ("opening", "closing"), [('"', '"'), ("“", "”"), ("‘", "’"), ("«", "»"), ("(", ")")]
)
def test_a_closing_quote_belongs_to_the_sentence_it_closes(opening, closing):
    assert cut(f"{opening}It rose.{closing} She left.") == [
        f"{opening}It rose.{closing}",
        "She left.",
    ]


def test_the_speaker_inside_a_sentence_does_not_end_the_quote_early():
    assert cut('He said, "It rose by 2.5 per cent," and left. She stayed.') == [
        'He said, "It rose by 2.5 per cent," and left.',
        "She stayed.",
    ]


def test_question_and_exclamation_marks_end_sentences():
    assert cut("What happened?! Nothing! Is that so? Yes.") == [
        "What happened?!",
        "Nothing!",
        "Is that so?",
        "Yes.",
    ]


def test_an_ellipsis_ends_a_sentence():
    assert cut("Wait… What happened... Nothing.") == ["Wait…", "What happened...", "Nothing."]


def test_a_web_address_is_no_end():
    assert cut("Visit mofcom.gov.cn today. Then go.") == ["Visit mofcom.gov.cn today.", "Then go."]


def test_list_items_are_sentences_without_their_marks():
    assert cut("- one\n- two 2.5\n-  three") == ["one", "two 2.5", "three"]


def test_a_dash_inside_a_sentence_is_no_list_mark():
    assert cut("It rose - and fell. It - too - stood.") == [
        "It rose - and fell.",
        "It - too - stood.",
    ]


def test_table_rows_are_sentences():
    assert cut("| 2009 | 50,145 |\n| 2010 | 30,258 |") == ["| 2009 | 50,145 |", "| 2010 | 30,258 |"]


def test_a_heading_is_a_sentence():
    assert cut("Before it\n## Scope\n\nAfter it.") == ["Before it", "## Scope", "After it."]


def test_a_blank_line_ends_a_sentence():
    assert cut("No stop here\n\nNext paragraph.") == ["No stop here", "Next paragraph."]


def test_a_single_line_break_inside_a_sentence_does_not_end_it():
    assert cut("A sentence that\ngoes on. End.") == ["A sentence that\ngoes on.", "End."]


def test_a_list_number_stays_with_its_item():
    assert cut("3. Licences are needed. They cost.") == ["3. Licences are needed.", "They cost."]


def test_chinese_and_japanese_stops_end_sentences():
    assert cut("価格は上がった。次は下がる！本当？") == [
        "価格は上がった。",
        "次は下がる！",
        "本当？",
    ]


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "\t \r\n"])
def test_nothing_has_no_sentences(text):
    assert sentences(text) == []


@pytest.mark.parametrize("text", ["x", "😀", ".", "?", "字", "\x00", "a\x00b", "e\u0301"])
def test_a_single_thing_is_one_sentence(text):
    assert cut(text) == [text]


def test_emoji_are_kept_whole():
    assert cut("It rose 🚀. It fell 👩‍🚒.") == ["It rose 🚀.", "It fell 👩‍🚒."]


def test_spaces_around_a_sentence_are_outside_its_span():
    assert sentences("  It rose.  It fell. ") == [(2, 10), (12, 20)]


def test_a_hundred_thousand_characters_are_cut_in_time():
    text = "Exports rose 2.5 per cent. " * 4000
    assert len(sentences(text)) == 4000


TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from(
            [
                "No. ",
                "18",
                "U.S. ",
                "Mr. ",
                "rose",
                " ",
                ". ",
                "? ",
                "\n",
                "\n\n",
                "- a",
                "| b |",
                '"',
                "”",
                "…",
                "2.5",
                "The ",
                "。",
                "😀",
                "\r\n",
                "\x00",
            ]
        ),
        max_size=40,
    ).map("".join),
)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_spans_are_in_range_and_in_order_without_overlap(text):
    spans = sentences(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_every_character_but_spaces_and_list_marks_lies_in_a_sentence(text):
    inside = {place for span in sentences(text) for place in range(span.start, span.end)}
    outside = [
        text[place : place + 2]
        for place, char in enumerate(text)
        if place not in inside and not char.isspace()
    ]
    assert [piece for piece in outside if piece != "- "] == []


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_no_sentence_begins_or_ends_with_space(text):
    assert all(span.of(text) == span.of(text).strip() for span in sentences(text))


def test_numbers_keep_their_separators():
    assert words("Rs 1,500 or 2.5%") == ["rs", "1,500", "or", "2.5"]


def test_words_are_lower_case_without_possessive():
    assert words("India’s Exports and China's") == ["india", "exports", "and", "china"]


def test_an_apostrophe_and_a_hyphen_stay_inside_a_word():
    assert words("Don’t re-export") == ["don't", "re-export"]


def test_words_of_other_scripts_are_words():
    assert words("Москва и Élan") == ["москва", "и", "élan"]


@pytest.mark.parametrize("text", ["", "   ", "😀 🚀", "!?.…", "\x00"])
def test_a_text_without_letters_or_digits_has_no_words(text):
    assert words(text) == []


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_words_are_words_of_themselves(text):
    assert all(
        words(word) in ([word], [word.removesuffix("'s")]) for word in words(text) if word.isascii()
    )


def test_content_words_leave_out_stop_words_and_keep_repeats():
    assert content_words("What is the quota of the quotas?") == ["quota", "quota"]


def test_a_question_of_stop_words_has_no_content():
    assert content_words("What was it then?") == []


def test_fingerprints_differ_in_words_only():
    assert (
        fingerprint("“Hi” there — YOU") == fingerprint('"hi" there,\nyou') != fingerprint("Hi you")
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("licence", "license"),
        ("licences", "licensing"),
        ("organised", "organizes"),
        ("defence", "defense"),
        ("exports", "exported"),
    ],
)
def test_forms_of_a_word_share_a_stem(one, other):
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("import", "export"), ("1,500", "1,501"), ("gallium", "germanium"), ("china", "india")],
)
def test_different_words_have_different_stems(one, other):
    assert stem(one) != stem(other)


@pytest.mark.parametrize("name", ["US", "IT", "WHO"])
def test_a_stop_word_in_capitals_is_a_name(name):
    assert content_words(f"Did {name} agree with us, and who said it?") == [name, "agre"]


@pytest.mark.parametrize("text", ["TELL US WHO DID IT", "tell us who did it"])
def test_a_text_all_in_capitals_or_in_none_holds_no_such_name(text):
    assert content_words(text) == []


def test_a_possessive_and_a_plural_name_keep_their_capitals():
    assert content_words("the US's ban, the WHO’s list") == ["US", "ban", "WHO"]


def test_a_word_in_capitals_for_emphasis_stays_a_stop_word():
    assert words("It shall NOT be sold, in ANY form") == "it shall not be sold in any form".split()


def test_texts_that_differ_in_case_only_have_one_fingerprint():
    assert fingerprint("The US and WHO") == fingerprint("the us AND who")
