"""Words of scripts without spaces, by hand."""

import pytest

from rag.language.segmentation import spaced
from rag.language.tokens import content_words, placed_words, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("港口关闭", ["港口", "口关", "关闭"]),
        ("港口什么时候关闭？", ["港口", "关闭"]),  # what asks parts the words and means nothing
        ("橋はいつ開きますか", ["橋", "開", "き"]),
        ("フェリーの料金", ["フェ", "ェリ", "リー", "料金"]),  # a run ends where the script changes
        ("2026年に15人", ["2026", "年", "15", "人"]),
        ("부두는 언제", ["부두", "두는"]),
        ("ราคาเท่าไร", ["รา", "าค", "คา"]),
        ("port 港口 open", ["port", "港口", "open"]),
        ("𠮷野", ["𠮷野"]),
        ("", []),
    ],
)
def test_words_are_pairs_of_characters_without_what_asks(text, found):
    assert content_words(text) == found


def test_marks_above_and_below_are_left_out_as_the_index_does():
    assert words("ที่ตั๋ว") == ["ท", "ตว"]


def test_each_word_stands_where_its_span_says():
    text = "Die 渡轮票价 of ตั๋วเรือ"
    for word, span in placed_words(text):
        assert span.of(text).lower().startswith(word[0])


@pytest.mark.parametrize("text", ["Plain text, 1,500 words.", "Été à Łódź", "Привет, мир", ""])
def test_a_text_with_spaces_is_indexed_as_it_is(text):
    assert spaced(text) == text


@pytest.mark.parametrize("text", ["港口于5月关闭", "灯台は消灯した", "ตั๋วเรือราคา"])
def test_a_text_is_indexed_by_the_words_that_a_question_has(text):
    assert spaced(text).split() == words(text)
