"""What is made for training says what it is labelled as: paraphrases keep, alterations change."""

import random

import pytest

from rag.language.quantities import numbers
from training.examples import EntailmentPair, ReadingGroup, TrainingPassage
from training.headings import asked_in_headings
from training.names import names_in
from training.questions import asked_of_sentences
from training.statements import Surroundings, Text, altered, from_backed, from_texts, paraphrased
from training.unanswerable import altered as altered_questions

TEXT = Text(
    "Harbour dues",
    (
        "The council met on Monday to hear the report.",
        "In 2014, Port Ellis raised its dues by 12 percent because of the storm.",
        "However, the Fishers Guild must pay no more than 40 dollars a year.",
        "Ada King said that the harbour would stay open to all boats.",
        "The rule was adopted in March 2015 and remains in force.",
    ),
)
OTHER = Text(
    "Bread prices",
    (
        "The bakers of Lund sold 300 loaves in order to feed the guests.",
        "Most of the bakers raised prices at the request of the millers.",
        "The mill was closed in May 2013.",
    ),
)


@pytest.mark.parametrize("seed", range(20))
def test_a_paraphrase_keeps_numbers_and_names(seed):
    for sentence in (*TEXT.sentences, *OTHER.sentences):
        said = paraphrased(sentence, random.Random(seed))
        assert numbers(said) == numbers(sentence)
        known = set(sentence.lower().replace(",", "").split())
        assert {name for name in names_in(said) if name.lower().split()[0] not in known} <= {"US"}


@pytest.mark.parametrize("seed", range(20))
def test_an_altered_claim_differs_and_names_its_kind(seed):
    around = Surroundings(["Fishers Guild"], ["Lund"], ["because of the rain"], TEXT.sentences[2])
    for sentence in TEXT.sentences:
        claim, kind = altered(sentence, around, random.Random(seed))
        assert claim != sentence
        assert kind.startswith("made ")


def test_pairs_of_texts_are_backed_or_not_and_the_text_holds_its_title():
    made = list(from_texts([TEXT, OTHER], seed=1, of_one=5))
    assert {pair.label for pair in made} == {1, 2}
    assert all(pair.two_way for pair in made)
    assert all("Harbour dues. " in pair.text or "Bread prices. " in pair.text for pair in made)


def test_a_backed_claim_altered_is_no_longer_backed():
    claim = EntailmentPair("Ada King opened the harbour.", "Ada King opened it.", 2, False, "own")
    made = list(from_backed([claim], seed=0))
    assert [(pair.label, pair.text) for pair in made] == [(1, claim.text)]
    assert made[0].claim != claim.claim


def test_a_question_with_one_thing_altered_is_not_answered_by_its_passage():
    passage = TrainingPassage("", TEXT.sentences, frozenset({1}), True)
    group = ReadingGroup("In what year did Port Ellis raise dues?", (passage,), "own")
    made = next(altered_questions([group], seed=0))
    assert made.question != group.question
    assert (made.passages[0].right, made.passages[0].answers) == (frozenset(), False)


def test_a_heading_that_asks_is_answered_by_its_section():
    body = "One thing is so. Two things are so. Three things are so.\n\n"
    document = {
        "title": "Dues",
        "markdown": f"## Who has to pay the dues?\n\n{body}## Boats\n\n{body}",
    }
    group = next(asked_in_headings([document], seed=0))
    assert group.question == "Who has to pay the dues?"
    assert [passage.answers for passage in group.passages] == [True, False]
    assert group.passages[0].sentences[0] == "One thing is so."


def test_a_made_question_has_its_sentence_in_the_first_passage():
    for group in asked_of_sentences([TEXT, OTHER] * 6, seed=3, of_one=4):
        (place,) = group.passages[0].right
        shared = set(group.question.lower().split()) & set(
            group.passages[0].sentences[place].lower().split()
        )
        assert shared
        assert not any(passage.right for passage in group.passages[1:])


def test_the_spans_of_a_passage_are_its_sentences_below_what_stands_above():
    pair = TrainingPassage("Dues", ("One.", "Two."), frozenset({1}), True).pair("q")
    assert pair.second == "Dues\nOne. Two."
    assert [span.of(pair.second) for span in pair.spans] == ["One.", "Two."]
