"""Sources that differ on one thing, and sources that only seem to."""

from dataclasses import replace
from datetime import date

import pytest

from rag.answer.conflicts import conflict_message, find_conflicts
from rag.query.form import read_form
from rag.schema import Copy, Evidence, Passage, Span
from tests.samples import document, passage, put, quoting_chain
from tests.samples import question as asked


def source(name: str, text: str, day: str | None = "2031-03-04") -> Passage:
    published = date.fromisoformat(day) if day else None
    return replace(
        passage(text, title="Report"),
        chunk_id=name,
        document_id=name,
        publisher=name,
        published=published,
    )


def evidence(found: Passage) -> Evidence:
    """The last sentence of a passage."""
    start = found.text.rfind(". ") + 2 if ". " in found.text else 0
    span = Span(start, len(found.text))
    return Evidence(found, span, span.of(found.text), 0.9, 1.0, 0.9)


def conflicts(question, *passages):
    asking = replace(asked(question), form=read_form(question))
    return find_conflicts(asking, [evidence(item) for item in passages])


def between(question, first, second, later="2031-03-05"):
    return conflicts(question, source("Post", first), source("Wire", second, later))


DIFFER = [
    (
        "How much tin did Orla sell?",
        "Orla sold 40 tonnes of tin.",
        "Orla sold 60 tonnes of tin.",
        ("figure", "40 tonnes", "60 tonnes"),
    ),
    (
        "How many people died when the Orla bridge collapsed?",
        "The Orla bridge collapsed and 14 people died.",
        "When the Orla bridge collapsed, 17 people were killed and 14 injured.",
        ("figure", "14", "17"),
    ),
    (
        "How much did Tarn pay for Lind?",
        "Tarn paid 410 million euros for Lind.",
        "Tarn bought Lind for €450m.",
        ("figure", "410 million euros", "€450m"),
    ),
    (
        "What is the capacity of the Ansel plant?",
        "The Ansel plant has a capacity of 350 megawatts.",
        "The capacity of the Ansel plant is 0.5 gigawatts.",
        ("figure", "350 megawatts", "0.5 gigawatts"),
    ),
    (
        "How many houses burned in Oss?",
        "The mayor of Tesk said on Monday that 40 houses burned in Oss.",
        "Fire chief Olaf Brandt said that 55 houses burned in Oss.",
        ("figure", "40", "55"),
    ),
    (
        "How many statues did thieves steal in Oss?",
        "In all, seven statues were stolen from the park in Oss at night.",
        "A gang stole nine statues in Oss, said a guard.",
        ("figure", "seven", "nine"),
    ),
    (
        "How much will the Ardmoor stadium cost?",
        "The Ardmoor stadium will cost 950 million pounds.",
        "The Ardmoor stadium has 48,000 seats. It will cost £1.2bn.",
        ("figure", "950 million pounds", "£1.2bn"),
    ),
    (
        "How many euros did the US lend to Orla for its mill in Tesk?",
        "The United States lent Orla 40 million euros for its mill in Tesk.",
        "Orla has a mill in Tesk, for which the United States gave it 60 million euros.",
        ("figure", "40 million euros", "60 million euros"),
    ),
    (
        "When was the Harrow treaty signed?",
        "The Harrow treaty was signed on 11 May 2030.",
        "Ministers issued the Harrow treaty on 12 May 2030.",
        ("date", "11 May 2030", "12 May 2030"),
    ),
    (
        "In which year was the Oxley dam finished?",
        "The Oxley dam was finished in 1971.",
        "Cracks run through the Oxley dam, finished in 1969.",
        ("date", "1971", "1969"),
    ),
    (
        "Did the senate pass the Orvel bill?",
        "The senate passed the Orvel bill.",
        "The senate rejected the Orvel bill.",
        ("state", "passed", "rejected"),
    ),
    (
        "Has the Dunholm plant opened?",
        "The Dunholm plant opened on Monday.",
        "The Dunholm plant has not opened.",
        ("state", "opened", "not opened"),
    ),
    (
        "Who won the Tesk election?",
        "Mara Olin won the Tesk election.",
        "Joren Pell won the Tesk election by a few votes.",
        ("state", "Mara Olin", "Joren Pell"),
    ),
]


@pytest.mark.parametrize(("question", "first", "second", "expected"), DIFFER)
def test_sources_that_differ_on_one_thing_are_in_conflict(question, first, second, expected):
    (found,) = between(question, first, second)
    assert (found.kind, found.earlier.said, found.later.said) == expected


AGREE = [
    ("rounded", "Orla sold 30.8 tonnes of tin.", "Orla sold 31 tonnes of tin."),
    ("in another unit", "Orla sold 40 kt of tin.", "Orla sold 40,000 tonnes of tin."),
    ("at least", "Orla sold more than 200 tonnes of tin.", "Orla sold 260 tonnes of tin."),
    ("about", "Orla sold about 200 tonnes of tin.", "Orla sold 192 tonnes of tin."),
    ("in a range", "Orla sold 100 to 150 tonnes of tin.", "Orla sold 132 tonnes of tin."),
    ("of another year", "Orla sold 40 tonnes of tin in 2029.", "In 2030 Orla sold 60 tonnes."),
    ("of another thing", "Orla sold 40 tonnes of tin.", "Orla sold 60 tonnes of zinc."),
    ("of another side", "Orla mined 40 tonnes of tin.", "Orla refined 60 tonnes of tin."),
    ("to another country", "Orla sold India 40 tonnes of tin.", "Orla sold Peru 60 tonnes of tin."),
    ("a plan", "Orla expects to sell 40 tonnes of tin.", "Orla sold 60 tonnes of tin."),
    ("a part", "Orla sold another 40 tonnes of tin.", "Orla sold 60 tonnes of tin."),
    ("by the day", "Orla sold 40 tonnes of tin a day.", "Orla sold 280 tonnes of tin a week."),
    ("both", "Orla sold 40 tonnes of tin, others say 60 tonnes.", "Orla sold 60 tonnes of tin."),
    ("compared", "Orla sold 60 tonnes of tin.", "Orla sold 60 tonnes of tin, up from 40 tonnes."),
    ("an act's number", "Order 40 says that Orla sold tin.", "Order 60 says that Orla sold tin."),
]  # fmt: skip


@pytest.mark.parametrize(("why", "first", "second"), AGREE, ids=[row[0] for row in AGREE])
def test_figures_that_may_both_be_right_are_no_conflict(why, first, second):
    assert between("How much tin did Orla sell?", first, second) == []


CONSISTENT = [
    (
        "When was the Harrow treaty concluded?",
        "The Harrow treaty was signed on 11 May 2030.",
        "The Harrow treaty entered into force on 1 January 2031.",
    ),
    (
        "When was the Harrow treaty signed?",
        "The Harrow treaty was signed in May 2030.",
        "The Harrow treaty was signed on 11 May 2030.",
    ),
    (
        "When did the Tolk railway open?",
        "The Tolk railway is due to open on 1 May 2030.",
        "The Tolk railway opened on 9 May 2030.",
    ),
    (
        "Did parliament pass the Wexland law?",
        "The lower house passed the Wexland law.",
        "The upper house rejected the Wexland law.",
    ),
    (
        "Has the Dunholm plant opened?",
        "The Dunholm plant has not opened yet.",
        "The Dunholm plant opened on Monday.",
    ),
    (
        "What is the price of palladium?",
        "The price of palladium is 31,000 dollars a kilogram.",
        "The price of palladium stands at 34,500 dollars a kilogram.",
    ),
    (
        "What are rents in Oss?",
        "Rents in Oss rose by 12 per cent.",
        "Rents in Oss take 35 per cent of a wage.",
    ),
    (
        "How much fish does Orla catch?",
        "The fish quota of Orla is 5,000 tonnes.",
        "The fish catch of Orla is 4,200 tonnes.",
    ),
    (
        "When was the Kern tender?",
        "Bids for the Kern tender were filed by 5 May 2031.",
        "Bids for the Kern tender were filed on 1 April 2031.",
    ),
    (
        "heat wave in Sardel",
        "The heat wave in Sardel reached 39.2 degrees on 2 July 2030.",
        "The heat wave in Sardel reached 41.0 degrees on 4 July 2030.",
    ),
    (
        "Has the Oss line opened?",
        "The Oss line opened in the spring.",
        "The Oss line has not opened again after the flood.",
    ),
    (
        "Who won at the Ravel festival?",
        "Ines Tavora won the prize for directors at the Ravel festival.",
        "Leon Baptiste won the prize for actors at the Ravel festival.",
    ),
]


@pytest.mark.parametrize(("question", "first", "second"), CONSISTENT)
def test_steps_and_states_that_follow_each_other_are_no_conflict(question, first, second):
    assert between(question, first, second, later="2031-03-20") == []


TOLL = "How many people did the Orla storm kill?"
EIGHT = "The Orla storm killed 8 people."

RESPONSES = [
    ("The toll of the Orla storm now stands at 21 people killed.", "updates"),
    ("The Orla storm killed 21 people, the office said in a correction.", "corrects"),
    (
        "The Orla storm killed 21 people, said the mayor, who disputes the official toll.",
        "disputes",
    ),
    ("The Orla storm killed 21 people.", "differs"),
]


@pytest.mark.parametrize(("later", "response"), RESPONSES)
def test_it_is_known_what_the_later_source_says_of_the_earlier(later, response):
    (found,) = between(TOLL, EIGHT, later)
    assert found.response == response


def test_a_later_figure_of_the_same_outlet_is_an_update():
    later = replace(
        source("Post", "The Orla storm killed 21 people.", "2031-03-06"), document_id="2"
    )
    (found,) = conflicts(TOLL, source("Post", EIGHT), later)
    assert found.response == "updates"


def test_the_earlier_source_comes_first_whatever_the_order_of_evidence():
    newer = source("Wire", "The Orla storm killed 21 people.", "2031-03-06")
    (found,) = conflicts(TOLL, newer, source("Post", EIGHT))
    assert (found.earlier.evidence.passage.publisher, found.later.said) == ("Post", "21")


def test_two_sentences_of_one_document_are_one_source():
    one = source("Post", EIGHT)
    other = replace(one, text="The Orla storm killed 21 people.", chunk_id="2")
    assert conflicts(TOLL, one, other) == []


def test_copies_of_one_text_are_one_source():
    copy = source("Wire", "The Orla storm killed 21 people.")
    one = replace(source("Post", EIGHT), copies=(Copy("Wire", "Report", "Wire", None),))
    assert conflicts(TOLL, one, copy) == []


def test_sentences_on_another_subject_are_not_compared():
    question = "How many ships does Norr own?"
    assert between(question, EIGHT, "The Orla storm killed 21 people.") == []


def test_of_three_sources_one_conflict_is_shown():
    others = [source(name, "The Orla storm killed 21 people.") for name in ("Wire", "Star")]
    assert len(conflicts(TOLL, source("Post", EIGHT), *others)) == 1


@pytest.mark.parametrize("text", ["", "x", "8", "🙂 " * 50, "8 people " * 2000])
def test_awkward_sentences_are_read(text):
    assert conflicts(TOLL, source("Post", EIGHT), source("Wire", text or " ")) == []


def test_the_message_names_outlet_day_and_what_each_says():
    first = source("Post", "Eight people were killed by the Orla storm.")
    second = source(
        "Wire", "The toll of the Orla storm now stands at 21 people killed.", "2031-03-05"
    )
    (found,) = conflicts(TOLL, first, second)
    assert conflict_message(found) == (
        "Sources differ on the figure: Post (2031-03-04) says eight, Wire (2031-03-05) says 21. "
        "The later one gives a newer figure."
    )


def test_a_source_without_outlet_and_date_is_named_by_its_title():
    first = replace(source("Post", EIGHT, day=None), publisher=None)
    (found,) = conflicts(TOLL, first, source("Wire", "The Orla storm killed 21 people."))
    assert "“Report” (without a date) says 8" in conflict_message(found)


def test_an_answer_notes_the_conflict_with_both_sentences_at_their_offsets(library, embedder):
    texts = {
        "Post": "Rain fell all week. The Orla storm killed 8 people.",
        "Wire": "The Orla storm killed 21 people. Roads are blocked.",
    }
    put(library, embedder, *(document(name, text, publisher=name) for name, text in texts.items()))
    with quoting_chain(library) as chain:
        answer = chain.invoke(TOLL)
    (notice,) = [notice for notice in answer.notices if notice.kind == "conflict"]
    outlets = {source.n: source.publisher for source in answer.sources}
    assert {outlets[citation.n] for citation in notice.citations} == {"Post", "Wire"}
    for citation in notice.citations:
        text = texts[outlets[citation.n]]
        assert text[citation.span.start : citation.span.end] == citation.quote
