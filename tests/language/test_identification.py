"""Which language a text is in."""

import pytest

from rag.language.identification import ENGLISH, OTHER, language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Welche Firmen haben eine Lizenz bekommen?", "German"),
        ("Wer baut eine Fabrik in Texas?", "German"),
        ("Quelles entreprises ont reçu une licence ?", "French"),
        ("¿Está vigente el anuncio?", "Spanish"),
        ("Quali aziende hanno ricevuto licenze dalla Cina?", "Italian"),
        ("Welke bedrijven kregen een vergunning?", "Dutch"),
        ("Które firmy dostały licencje?", "Polish"),
        ("Какие компании получили лицензии?", OTHER),
        ("哪些公司获得了许可证?", "Chinese"),
        ("灯台はいつ消灯しましたか", "Japanese"),
        ("등대는 언제 꺼졌습니까?", "Korean"),
        ("ตั๋วเรือราคาเท่าไร", "Thai"),
    ],
)
def test_a_question_in_another_language_is_told(text, language):
    assert language_of(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "Which firms got a licence?",
        "tin",
        "Why?",
        "",
        "?",
        "asdf qwer zxcv",
        "Los Angeles La Paz El Paso",
        "What is the Loi sur les mines?",
        "What did Le Monde say about El Salvador?",
        "Die casting in Baden",
        "de minimis rule",
        "Wer & Söhne share price",
        "Rio de Janeiro port",
        "2012",
    ],
)
def test_names_and_short_questions_are_no_other_language(text):
    assert language_of(text) == ENGLISH
