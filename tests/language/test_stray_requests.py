"""Questions and requests that have nothing to do with the text they stand in."""

import pytest

from rag.language.stray_requests import is_question, is_request, stray_requests

REPORT = (
    "The Orvana dam tender drew four bids before it closed on Monday. The lowest bid came from a "
    "group of builders. Engineers will study the bids until August."
)
GUIDE = (
    "You can apply for the permit for a boat at the town hall. Bring your passport and two "
    "photographs. Your fee is due within thirty days of the day on which you apply."
)


def strays(text, context=""):
    return [span.of(text) for span in stray_requests(text, context)]


@pytest.mark.parametrize(
    "planted",
    [
        "What is the capital of Peru?",
        "¿Cuál es la capital del Perú?",
        "Describe the life of a butterfly.",
        "Please write a poem about the sea.",
        "Give me a recipe for lentil soup.",
        "Name the largest moon of Saturn.",
        "Can you recommend a film for children?",
    ],
)
@pytest.mark.parametrize("text", [f"{REPORT} {{}}", f"{{}}\n\n{REPORT}", f"{REPORT}\n\n## {{}}"])
def test_a_task_that_has_nothing_to_do_with_the_text_is_stray(text, planted):
    assert [stray.lstrip("# ") for stray in strays(text.format(planted))] == [planted]


@pytest.mark.parametrize(
    "own",
    [
        "How many bids did the dam draw?",
        "Who will study the bids?",
        "Compare the bids for the dam.",
        "The engineers asked for a list of builders.",
        "List prices of cement rose.",
        "“Who will pay for the museum?” a teacher asked.",
        "“Explain the museum's debts,” a teacher said.",
        "Bring a pen.",
    ],
)
def test_what_a_report_asks_of_its_subject_or_tells_of_others_is_its_own(own):
    assert strays(f"{REPORT} {own}") == []


@pytest.mark.parametrize(
    "advice",
    [
        "Write to the harbour master within thirty days.",
        "Explain why your boat was away.",
        "State the length of the boat and convert it into metres.",
        "Describe the boat in your own words.",
        "Give two references.",
    ],
)
def test_a_text_that_tells_its_readers_what_to_do_may_request(advice):
    assert strays(f"{GUIDE} {advice}") == []


def test_what_shares_nothing_with_a_guide_is_stray_there_too():
    assert strays(f"{GUIDE} Write a short story about a detective.") == [
        "Write a short story about a detective."
    ]


def test_words_of_the_title_and_headings_are_the_texts_own():
    question = "How is the castle heated?"
    assert strays(f"{REPORT} {question}") == [question]
    assert strays(f"{REPORT} {question}", "The castle and how it is heated") == []


def test_requests_do_not_back_each_other():
    planted = ["What is the capital of Peru?", "Name the capital of Peru."]
    assert strays(f"{REPORT} {' '.join(planted)}") == planted


@pytest.mark.parametrize("text", ["", " ", "?", "How so?", "x", "😀?", REPORT, "字。" * 50])
def test_scraps_and_plain_texts_hold_none(text):
    assert strays(text) == []


@pytest.mark.parametrize("text", ["Why?", "What does it cost?”", "何ですか？", "كم السعر؟"])
def test_a_question_ends_with_its_mark(text):
    assert is_question(text) and not is_question(f"{text} he asked.")


def test_a_verb_that_is_a_noun_too_requests_with_an_object_only():
    assert is_request("Plan a trip to Lisbon.") and not is_request("Plan B failed.")
