"""What a question demands by its form, and the words for what no sentence gives."""

from dataclasses import replace
from datetime import date

import pytest

from rag.evidence.answerability import assess_answerability
from rag.evidence.demands import EQUAL_SHARE, fits_period, meets_demand, unmet_demand
from rag.query.form import read_form
from rag.schema import Window
from tests.evidence.shelf import findings_of, told
from tests.samples import question as asked


def unmet(question, *sentences):
    return unmet_demand(asked(question), [told(text, number=n) for n, text in enumerate(sentences)])


@pytest.mark.parametrize(
    ("question", "sentence", "missing"),
    [
        ("How many people work there?", "The plant makes tin.", "a number of people"),
        ("How many people work there?", "Some 300 tonnes left.", "a number of people"),
        (
            "How many tonnes of tin did it buy?",
            "It bought 5 tonnes of zinc.",
            "a number of tonnes of tin",
        ),
        ("How much tin does Peru sell?", "Peru sells tin.", "an amount of tin"),
        (
            "What share of Peru's tin comes from Oa?",
            "Peru has 40 per cent.",
            "a share of Peru's tin",
        ),
        ("What is the price of tin?", "Tin weighs 5 kg.", "a sum of money for tin"),
        ("What is the price of tin?", "Zinc costs $5 a pound.", "a sum of money for tin"),
        ("How high is the fine?", "The fine is high.", "a sum of money"),
        ("What percentage agreed?", "Forty voters agreed.", "a share"),
        ("What did Ann Lee say about the ban?", "The ban is bad.", "a statement by Lee on it"),
        ("What did Ann Lee say about the ban?", "Lee left early.", "a statement by Lee on it"),
        (
            "What did Ann Lee say about tin mines?",
            "Gold mines pay, Lee said.",
            "a statement by Lee on it",
        ),
        (
            "What did Lee tell Roy about tin in Oa?",
            "Tin pays, Lee said.",
            "a statement by Lee on it",
        ),
    ],
)
def test_what_no_sentence_gives_is_named(question, sentence, missing):
    assert unmet(question, sentence) == missing


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many people work there?", "The plant employs 300 people."),
        ("How many ships were in port?", "Nine ships were in port."),
        ("How many tonnes of tin did it buy?", "It bought 5 tonnes of tin."),
        ("What is the price of tin?", "Tin costs $5 a pound."),
        ("How high is the fine?", "The fine is 40 euros."),
        ("What percentage agreed?", "Of the voters 40 per cent agreed."),
        ("What did Ann Lee say about the ban?", "The ban is bad, Lee said."),
        ("What did Lee tell Roy about tin in Oa?", "Lee told Roy that tin pays."),
        ("How much tin does Peru sell?", "Peru sells 40 tonnes of tin."),
        ("Why did it close?", "It closed."),
    ],
)
def test_a_sentence_that_gives_it_leaves_nothing_unmet(question, sentence):
    assert unmet(question, sentence) == ""


def test_one_sentence_of_several_is_enough():
    assert unmet("How high is the fine?", "The fine is high.", "The fine is 40 euros.") == ""


@pytest.mark.parametrize(("share", "missing"), [(EQUAL_SHARE, ""), (0.8, "a sum of money")])
def test_only_sentences_about_as_good_as_the_best_count(share, missing):
    evidence = [told("The fine is high.", score=1.0), told("It is 40 euros.", score=share)]
    assert unmet_demand(asked("How high is the fine?"), evidence) == missing


def test_without_evidence_nothing_is_named():
    assert unmet("How high is the fine?") == ""


def test_a_number_of_another_year_is_none_of_the_year_asked_about():
    year = Window(date(2020, 1, 1), date(2020, 12, 31))
    question = replace(asked("How many ships were in port?"), mentioned=year)
    there = [told("Nine ships were in port in 2020.")]
    assert unmet_demand(question, there) == ""
    other = [told("Nine ships were in port in 2019.")]
    assert unmet_demand(question, other) == "a number of ships"


def test_a_text_fits_a_period_that_it_names_or_any_if_it_names_none():
    year = Window(date(2020, 1, 1), date(2020, 12, 31))
    assert fits_period("It rose in May 2020.", year) and fits_period("It rose.", year)
    assert not fits_period("It rose in 2019.", year)
    assert fits_period("It rose in 2019.", Window())


def test_the_title_may_say_what_an_amount_is_of():
    form = read_form("What is the price of tin?")
    assert meets_demand(told("A pound costs $5.", title="Tin in May"), form)
    assert not meets_demand(told("A pound costs $5.", title="Zinc in May"), form)


def test_a_refusal_says_what_is_missing():
    findings = findings_of("How high is the fine?", told("The fine is high in this port."))
    found = assess_answerability(findings, 5, None)
    assert (found.reason, found.missing) == ("not_enough", "a sum of money")
    findings = findings_of("How high is the fine?", told("The fine is 40 euros in this port."))
    assert assess_answerability(findings, 5, None).reason is None


@pytest.mark.parametrize(
    ("sentence", "is_about"), [("A levy is a charge.", True), ("Rain fell on Oa.", False)]
)
def test_a_sentence_that_defines_the_term_asked_about_is_about_the_question(sentence, is_about):
    item = told(sentence, title="Words")
    far = replace(item, passage=replace(item.passage, similarity=0.1))
    question = "What does levy mean in that trade?"
    assert assess_answerability(findings_of(question, far), 5, None).reason == (
        None if is_about else "nothing_found"
    )
