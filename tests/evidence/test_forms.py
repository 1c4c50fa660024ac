"""Lists, sides of a comparison, definitions, causes and amounts, chosen by the form."""

import pytest

from rag.evidence.forms import excerpts_of_sides, ordered_by_form, whole_list
from tests.evidence.shelf import findings_of, maker_of, told


def ordered(question, *evidence):
    findings = findings_of(question, *evidence)
    return [item.text for item in ordered_by_form(findings, findings.evidence)]


# Of each question a sentence that likeness puts first, one that has its form, and the score that
# is close enough for it.
FORMED = [
    ("What is a levy?", "The levy rose.", "A levy is a charge.", 0.1),
    ("Why did the mine close?", "The mine did close.", "There was a lack of ore.", 0.8),
    ("How many people work there?", "People work there.", "It employs 300 people.", 0.85),
    ("What is the price of tin?", "The price of tin rose.", "Tin costs $5 a pound.", 0.85),
    ("When was Order 5 of 2020 signed?", "Order 5 of 2020 was signed.", "It was on 3 May.", 0.85),
    ("Who signed Order 5 of Peru?", "It is Order 5 of Peru.", "It was signed by Ann Lee.", 0.85),
]


@pytest.mark.parametrize(("question", "likely", "formed", "share"), FORMED)
def test_a_sentence_of_the_form_asked_for_goes_first(question, likely, formed, share):
    evidence = [told(likely), told(formed, score=share)]
    assert ordered(question, *evidence) == [formed, likely]


@pytest.mark.parametrize(("question", "likely", "formed", "share"), FORMED[1:])
def test_one_that_is_much_less_good_does_not(question, likely, formed, share):
    evidence = [told(likely), told(formed, score=share - 0.05)]
    assert ordered(question, *evidence) == [likely, formed]


def test_an_entry_of_a_glossary_says_what_its_term_is():
    glossary = "Levy. The tenth that the state takes.\n\nDuty. A charge at the border."
    entry = told(glossary, "The tenth that the state takes.", 0.1)
    assert ordered("What is a levy?", told("The levy rose."), entry) == [
        entry.text,
        "The levy rose.",
    ]


def test_how_a_thing_stands_is_said_by_the_sentence_that_names_it():
    other = told("The other one remains in force.", score=1.0)
    named = told("The ban on nets is suspended until May.", score=0.8, number=2)
    silent = told("The ban on nets hurts.", score=0.9, number=3)
    found = ordered("Is the ban on nets still in force?", other, named, silent)
    assert found[0] == named.text


def test_a_question_without_a_form_keeps_the_order():
    evidence = [told("The mine closed."), told("A levy is a charge due to ore.", score=0.9)]
    assert ordered("Did the mine close?", *evidence) == [item.text for item in evidence]


def test_nothing_is_put_in_order_where_nothing_was_found():
    assert ordered("Why did it close?") == []


# -- lists -----------------------------------------------------------------------------------------

METALS = "Peru taxes these metals:\n\n- Tin in full.\n- Zinc in part."
TOWNS = "Peru built these towns:\n\n- Oa by the sea.\n- Ub by the lake."
BOTH = f"{METALS}\n\nThe tax was new.\n\n{TOWNS}"


def listed(question, *evidence):
    found = whole_list(findings_of(question, *evidence), maker_of(*evidence))
    return found.text if found else None


def test_a_question_for_all_is_answered_by_the_list_whose_items_answer_best():
    evidence = [
        told(BOTH, "Tin in full.", 0.5),
        told(BOTH, "Zinc in part.", 0.5),
        told(BOTH, "Oa by the sea.", 0.9),
        told(BOTH, "Ub by the lake.", 0.8),
    ]
    assert listed("List the towns", *evidence) == TOWNS


def test_it_is_not_where_a_sentence_is_much_better():
    evidence = [
        told(BOTH, "The tax was new.", 1.0),
        told(BOTH, "Tin in full.", 0.7),
        told(BOTH, "Zinc in part.", 0.7),
    ]
    assert listed("List the taxes", *evidence) is None


def test_one_item_that_answers_makes_no_list():
    assert listed("List the metals", told(BOTH, "Tin in full.")) is None


def test_which_metals_is_answered_by_the_list_that_speaks_of_metals():
    evidence = [told(BOTH, "The tax was new.", title="Peru")]
    assert listed("Which metals does Peru tax?", *evidence) == METALS


def test_a_heading_may_speak_of_them_too():
    text = "# Metals that Peru taxes\n\n- Tin in full.\n- Zinc in part.\n\nThe tax is new."
    evidence = [told(text, "The tax is new.", title="Peru")]
    assert listed("Which metals does Peru tax?", *evidence) == text.removesuffix(
        "\n\nThe tax is new."
    ).removeprefix("# ")


@pytest.mark.parametrize(
    "question",
    ["Which ships does Peru tax?", "Which metals do banks in Chile buy?", "Who taxes metals?"],
)
def test_no_list_answers_what_none_speaks_of(question):
    assert listed(question, told(BOTH, "The tax was new.", title="Peru")) is None


# -- comparisons -----------------------------------------------------------------------------------

LEVY = told("The levy takes a tenth.", score=0.9, number=1)
DUTY = told("The duty takes a fifth.", score=0.8, number=2)
COMPARED = "What is the difference between the levy and the duty?"


def sides(question, *evidence):
    excerpts, missing = excerpts_of_sides(findings_of(question, *evidence), maker_of(*evidence))
    return [excerpt.text for excerpt in excerpts], missing


def test_each_side_of_a_comparison_has_an_excerpt():
    assert sides(COMPARED, LEVY, DUTY) == ([LEVY.text, DUTY.text], [])


def test_the_sides_stand_in_the_order_of_the_question():
    assert sides("How does the duty differ from the levy?", LEVY, DUTY)[0] == [DUTY.text, LEVY.text]


def test_a_sentence_on_both_sides_is_enough_when_it_is_about_as_good_as_the_best():
    both = told("The levy is due in May and the duty in June.", score=0.9, number=3)
    assert sides(COMPARED, LEVY, DUTY, both) == ([both.text], [])


def test_it_is_not_when_it_is_less_good():
    both = told("The levy is due in May and the duty in June.", score=0.7, number=3)
    assert sides(COMPARED, LEVY, DUTY, both) == ([LEVY.text, DUTY.text], [])


def test_a_side_of_which_nothing_is_said_is_named():
    assert sides(COMPARED, LEVY) == ([LEVY.text], ["the duty"])


def test_two_sides_of_which_nothing_is_said_are_named():
    assert sides(COMPARED, told("Tin rose.")) == ([], ["the levy", "the duty"])


def test_the_title_may_name_the_side():
    duty = told("It takes a fifth.", title="The duty", score=0.8, number=2)
    assert sides(COMPARED, LEVY, duty) == ([LEVY.text, duty.text], [])


@pytest.mark.parametrize(
    ("text", "missing"),
    [("An old tin mine closed.", []), ("An old tin pot broke.", ["the small old tin mine"])],
)
def test_a_side_is_spoken_of_where_three_fifths_of_its_words_stand(text, missing):
    question = "What is the difference between the small old tin mine and the levy?"
    assert sides(question, LEVY, told(text, score=0.8, number=2))[1] == missing


def test_of_a_side_the_best_sentence_is_shown():
    zinc = told("Peru mined zinc.", score=0.9)
    tin = told("Peru raised what it mines.", score=0.8, number=2)
    chile = told("Chile raised its output of tin.", score=0.7, number=3)
    found, _ = sides("Compare Chile's and Peru's output of tin", zinc, tin, chile)
    assert found == [chile.text, zinc.text]


def test_an_aside_on_a_side_does_not_go_before_a_sentence_about_it():
    aside = told("Some of the money that Oa kept back for years went on the levy.", score=0.9)
    found, _ = sides(COMPARED, aside, told("The levy is a tenth.", score=0.6, number=3), DUTY)
    assert found == ["The levy is a tenth.", DUTY.text]


def test_both_sides_in_a_heading_alone_make_no_sentence_on_both():
    text = "# The levy and the duty\n\nBoth are new."
    found, _ = sides(COMPARED, told(text, "Both are new.", 1.0, number=3), LEVY, DUTY)
    assert found == [LEVY.text, DUTY.text]


def test_a_sentence_on_one_side_alone_goes_before_one_on_both():
    best = told("Tin rose.", score=1.0, number=3)
    both = told("The levy is due in May and the duty in June.", score=0.8, number=4)
    levy, duty = told(LEVY.text, score=0.5), told(DUTY.text, score=0.5, number=2)
    assert sides(COMPARED, best, both, levy, duty) == ([LEVY.text, DUTY.text], [])


def test_numbers_tell_acts_apart():
    five = told("Order 5 bans nets.", score=0.8)
    six = told("Order 6 bans boats.", score=0.9, number=2)
    assert sides("Compare Order 5 with Order 6", five, six) == ([five.text, six.text], [])


def test_what_follows_the_second_name_belongs_to_both():
    peru = told("Peru mined 5 tonnes of tin.", score=0.9)
    chile = told("Chile mined 7 tonnes of tin.", score=0.8, number=2)
    assert sides("Compare Peru's and Chile's output of tin", peru, chile) == (
        [peru.text, chile.text],
        [],
    )
