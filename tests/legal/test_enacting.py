"""Enacting words, which are quoted only for a question about authority."""

from datetime import date

import pytest

from rag.evidence.answerability import select_quotes
from rag.legal.enacting import asks_basis, is_enacting
from rag.schema import Evidence, Findings, Passage, Query, Span

FORMULA = (
    "By the authority vested in me as President by the Constitution and the laws of the "
    "Republic, it is hereby ordered as follows:"
)


@pytest.mark.parametrize(
    "sentence",
    [
        FORMULA,
        "NOW, THEREFORE, by virtue of the authority vested in me by the Harbour Act (9 U.S.C.",
        "Having regard to the Treaty on the Functioning of the European Union, and in "
        "particular Article 114 thereof,",
        "Having regard to the opinion of the European Economic and Social Committee,",
        "In exercise of the powers conferred by section 5 of the Ports Act, 1908, the "
        "Government hereby makes the following rules, namely:",
        "HAVE ADOPTED THIS REGULATION:",
    ],
)
def test_words_that_only_enact_are_known(sentence):
    assert is_enacting(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "By the authority vested in me as President, and in order to protect dockers from "
        "smoke, it is hereby ordered as follows:",
        "In exercise of the powers conferred by section 5 of the Ports Act, the Government "
        "hereby prohibits the export of sand.",
        "By the authority vested in me as President, it is hereby ordered that section 2 of "
        "the Harbour Order is amended as follows:",
        "Having regard to its debts, the yard was sold.",
        "The authority vested in the harbour master ends in May.",
    ],
)
def test_a_sentence_that_says_what_is_done_or_why_is_none(sentence):
    assert not is_enacting(sentence)


def test_a_long_line_is_read_in_no_time():
    assert not is_enacting("By the authority vested in " + "to a, and to " * 80_000)


def found(question: str, *texts: str) -> Findings:
    passage = Passage(
        "c", "d", " ".join(texts), Span(0, 9), 1.0, "Ports", None, None, None, None, None, "policy"
    )
    evidence = tuple(
        Evidence(passage, Span(place, place + 1), text, 1.0 - place / 100, 1.0, 1.0)
        for place, text in enumerate(texts)
    )
    return Findings(Query(question, question, date(2026, 1, 1)), (passage,), evidence, {}, "none")


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((FORMULA, "Ports keep a register."), ["Ports keep a register.", FORMULA]),
        (("Ports keep a register.", FORMULA), ["Ports keep a register."]),
        ((FORMULA,), [FORMULA]),
    ],
)
def test_enacting_words_never_stand_before_what_an_act_says(texts, expected):
    assert [
        item.text for item in select_quotes(found("What does the order say of ports?", *texts), 4)
    ] == expected


def test_a_question_about_authority_may_be_answered_by_them():
    question = "Under what authority was the order on ports issued?"
    assert asks_basis(question)
    assert select_quotes(found(question, FORMULA, "Ports keep a register."), 4)[0].text == FORMULA


def test_an_authority_in_a_name_is_no_question_about_it():
    assert not asks_basis("What did the Port Authority pay under the Emergency Powers Act?")
