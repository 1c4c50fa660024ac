"""What form of an answer a question asks for, and which sentences have it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.language.question_forms import (
    Counted,
    Measure,
    Sides,
    Speech,
    asked_measure,
    asked_plural,
    asked_speech,
    asked_term,
    asks_for_all,
    compared_sides,
    counted_noun,
    defines,
    gives_cause,
)
from rag.query.form import read_form


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("List the metals", True),
        ("  name all ports", True),
        ("Give me the ports", True),
        ("All ports of Peru", True),
        ("Listed metals", False),
        ("Which metals are on the list?", False),
        ("Allied ports", False),
    ],
)
def test_a_question_for_all_opens_with_a_word_for_it(question, expected):
    assert asks_for_all(question) is expected


@pytest.mark.parametrize(
    ("question", "noun"),
    [
        ("Which ports are open?", "ports"),
        ("What are the ports of Peru?", "ports"),
        ("Which new companies came?", "companies"),
        ("Which port is open?", ""),
        ("Which process is used?", ""),
        ("What does the ministry buy?", ""),
        ("What was it?", ""),
        ("Who owns the ports?", ""),
    ],
)
def test_a_plural_behind_which_or_what_is_asked_for(question, noun):
    assert asked_plural(question) == noun


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("What is the difference between tea and coffee?", ("tea", "coffee")),
        ("How do the levy and the duty differ?", ("the levy", "the duty")),
        ("How is tea different from coffee?", ("tea", "coffee")),
        ("How does tea compare to coffee?", ("tea", "coffee")),
        ("Compare the levy with the duty.", ("the levy", "the duty")),
        ("tea vs. coffee", ("tea", "coffee")),
        ("Tea versus coffee?", ("Tea", "coffee")),
        ("The levy compared with the duty", ("The levy", "the duty")),
    ],
)
def test_a_comparison_has_two_sides(question, sides):
    assert compared_sides(question) == Sides(*sides)


@pytest.mark.parametrize(
    "question",
    ["Why is tea cheap compared to coffee?", "Do tea and coffee sell?", "Lee v. Day", "", "versus"],
)
def test_other_questions_have_no_sides(question):
    assert compared_sides(question) is None


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("What counts as a small mine?", "small mine"),
        ("What does “dual use” mean?", "dual use"),
        ("What does levy mean in the Ports Act?", "levy"),
        ("What is meant by the levy?", "levy"),
        ('Define "small mine".', "small mine"),
        ("What’s a levy?", "levy"),
        ("What are rare earths?", "rare earths"),
        ("What is the price of tin?", ""),
        ("What is a small old mine with nine workers?", ""),
        ("Who is Ann Lee?", ""),
        ("", ""),
    ],
)
def test_the_meaning_of_a_term_is_asked_of_short_ones(question, term):
    assert asked_term(question) == term


@pytest.mark.parametrize(
    ("sentence", "term", "expected"),
    [
        ("“Small mine” means a mine with ten workers.", "small mine", True),
        ("(b) “Small mine” means a mine with ten workers.", "small mine", True),
        ("4. Small mines are those with ten workers.", "small mine", True),
        ("A levy is a charge.", "levy", True),
        ("The small mine (SM) refers to one with ten workers.", "small mine", True),
        ("The term “small mine” means a mine with ten workers.", "small mine", True),
        ("Small mine, meaning one with ten workers, is new.", "small mine", True),
        ("A mine with ten workers is known as a small mine.", "small mine", True),
        ("A mine with ten workers is called a small miner.", "small mine", False),
        ("The small mine closed.", "small mine", False),
        ("A new levy is a charge.", "levy", False),
        ("They closed the small mine, which is old.", "small mine", False),
        ("It is a charge.", "", False),
    ],
)
def test_a_definition_opens_with_its_term(sentence, term, expected):
    assert defines(sentence, term) is expected


@pytest.mark.parametrize(
    "sentence",
    [
        "It closed because of rain.",
        "The mayor put the blame on rain.",
        "It closed for lack of rain.",
        "It closed after the dam broke.",
        "Since ore is scarce, it closed.",
        "It closed in order to save money.",
    ],
)
def test_a_cause_is_said_in_many_words(sentence):
    assert gives_cause(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "It closed.",
        "It is closed since May.",
        "Ten days after that it closed.",
        "It is closed since 2020.",
        "It is unblamed.",
        "",
    ],
)
def test_a_time_and_a_part_of_a_word_give_no_cause(sentence):
    assert not gives_cause(sentence)


@pytest.mark.parametrize(
    ("question", "counted"),
    [
        ("How many people work there?", Counted("people", "")),
        ("And how many tonnes of tin ore did it ship?", Counted("tonnes", "tin ore")),
        ("How many ships were in port?", Counted("ships", "")),
        ("How many of them left?", None),
        ("How much rare earth tonnage left?", None),
        ("How much more is it?", None),
        ("How many?", None),
        ("How much tin is there?", Counted("tin", "")),
    ],
)
def test_how_many_counts_the_noun_behind_it(question, counted):
    assert counted_noun(question) == counted


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        ("What was the price of tin oxide in 2020?", Measure("money", "tin oxide")),
        ("How high is the fine for fishing?", Measure("money", "")),
        ("What did it cost?", Measure("money", "")),
        ("What percentage did it win?", Measure("share", "")),
        ("What is the interest rate?", Measure("share", "")),
        ("Who sets the price of tin?", None),
        ("How much tin is there?", None),
        ("What is priceless?", None),
    ],
)
def test_a_measure_is_asked_for_by_its_noun(question, measure):
    assert asked_measure(question) == measure


@pytest.mark.parametrize(
    ("question", "speech"),
    [
        ("What did Ann Lee say about the ban in Peru?", Speech("Lee", "ban")),
        ("What has Lee promised?", Speech("Lee", "")),
        ("What did the minister say?", None),
        ("What did Ann Lee eat?", None),
        ("Did Ann Lee say it?", None),
    ],
)
def test_the_words_of_a_named_speaker_are_asked_for(question, speech):
    assert asked_speech(question) == speech


def test_the_form_holds_all_of_it():
    form = read_form("How many tonnes of tin did it ship?")
    assert (form.answer_type, form.counted, form.measured) == ("number", "tonnes", "tin")
    assert read_form("tea vs. coffee").sides == ("tea", "coffee")
    assert read_form("Which ports are open?").plural == "ports"
    assert read_form("List the ports").is_list and read_form("What is a levy?").term == "levy"


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_has_a_form(text):
    form = read_form(text)
    assert len(form.sides) in (0, 2)
    assert form.term in text and form.plural in text


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=20))
def test_any_text_defines_a_term_or_does_not(sentence, term):
    assert defines(sentence, term) in (True, False)
