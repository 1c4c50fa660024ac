"""Questions in languages that the embedding model does not read."""

import pytest

from rag.models.embeddings import WordCountEmbedder, open_embedder
from tests.samples import document, put, quoting_chain

ZH = "港口委员会星期一决定, 北码头从九月三日起关闭。修理费用为40万欧元。"
JA = "北の橋は月曜日、1934年以来初めて閉鎖された。修理には40万ユーロかかる。"
TH = "สภาเกาะปิดสะพานเหนือตั้งแต่วันจันทร์ ค่าซ่อมสะพานเป็นเงิน 40000 ยูโร"
DE = "Der Hafenrat hat die Brücke im Norden am Montag gesperrt, und die Fähre fährt jede Stunde."
EN = "The harbour board shut the north quay on Monday, and the ferry goes every hour."


class EnglishOnly(WordCountEmbedder):
    """Counts words, and says of itself that it reads English only."""

    @property
    def reads_english_only(self):
        return True


def answer(library, question, *texts, embedder=EnglishOnly):
    named = [document(f"d{n}", text, title=text[:6]) for n, text in enumerate(texts)]
    put(library, embedder(), *named)
    with quoting_chain(library) as chain:
        object.__setattr__(chain._finder, "embedder", embedder())
        return chain.invoke(question)


def notices(answer):
    return [notice.message for notice in answer.notices if "English only" in notice.message]


@pytest.mark.parametrize(
    ("question", "texts", "quote"),
    [
        ("北码头什么时候关闭?", [ZH], "九月三日"),
        ("修理费用是多少?", [ZH], "40万欧元"),
        ("橋はいつ閉鎖されましたか", [JA], "月曜日"),
        ("ค่าซ่อมสะพานเท่าไร", [TH], "40000"),
        ("Wer hat die Brücke im Norden gesperrt?", [DE], "Hafenrat"),
    ],
)
def test_it_is_searched_by_its_words_and_says_so(library, question, texts, quote):
    found = answer(library, question, *texts, EN)
    assert quote in found.text
    assert len(notices(found)) == 1


def test_what_a_text_does_not_say_is_refused(library):
    found = answer(library, "谁赢得了帆船比赛?", ZH, EN)
    assert found.abstention


def test_a_question_in_english_has_no_such_notice(library):
    found = answer(library, "Who shut the north quay?", EN, ZH)
    assert "harbour board" in found.text
    assert notices(found) == []


def test_a_model_that_reads_all_languages_has_no_such_notice(library):
    found = answer(library, "北码头什么时候关闭?", ZH, embedder=WordCountEmbedder)
    assert "九月三日" in found.text
    assert notices(found) == []


def test_a_german_question_on_english_texts_is_told_the_language(library):
    found = answer(library, "Wer hat die Brücke im Norden gesperrt?", EN)
    assert "The collection is in English" in found.abstention.message


def test_the_default_model_reads_english_only():
    assert open_embedder().reads_english_only
    assert not open_embedder("words").reads_english_only


@pytest.mark.parametrize(
    ("card", "only"),
    [
        ("---\nlanguage: en\n---\nA model.", True),
        ("---\nlanguage:\n- en\n---\nA model.", True),
        ("---\nlanguage:\n- multilingual\n- en\n- zh\n---\nA model.", False),
        ("---\nlicense: mit\n---\nA model.", False),
        (None, False),
    ],
)
def test_the_card_of_a_model_says_what_it_reads(tmp_path, card, only):
    if card:
        (tmp_path / "README.md").write_text(card)
    assert open_embedder(str(tmp_path)).reads_english_only == only
