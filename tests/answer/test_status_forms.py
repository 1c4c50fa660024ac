"""Questions on how an act stands: by its number alone, on a day, after a suspension is over."""

from datetime import date

import pytest

from rag.answer.legal_status.missing_titles import titles_in
from rag.answer.refusal import refuse
from rag.schema import Findings
from tests.samples import document, passage, put, question, quoting_chain

LAMPS = document(
    "lamps",
    "Executive Order 15001 of March 2, 2021\n\nEvery harbour shall light its quays with lamps.",
    title="Lamps on Quays",
    day="2021-03-02",
    kind="policy",
)
PAUSE = document(
    "pause",
    "Executive Order 15002 of May 5, 2022\n\nExecutive Order 15001, entitled “Lamps on Quays,” is"
    " suspended.",
    title="Suspension of Executive Order 15001",
    day="2022-05-05",
    kind="policy",
)
END = document(
    "end",
    "Executive Order 15003 of August 4, 2023\n\nAgencies shall keep no lamps.\n\nSec. 2. Executive"
    " Order 15001 (“Lamps on Quays”) and Executive Order 15002 are revoked.",
    title="No Lamps",
    day="2023-08-04",
    kind="policy",
)
CHANGED = document(
    "changed",
    "Executive Order 15010 of May 1, 2020\n\nEvery ferry shall carry ropes.",
    title="Ropes on Ferries",
    day="2020-05-01",
    kind="policy",
)
CHANGE = document(
    "change",
    "Executive Order 15011 of May 2, 2021\n\nExecutive Order 15010 of May 1, 2020, is amended by"
    " striking “ropes” and inserting “cables”.",
    title="Amendment to Executive Order 15010",
    day="2021-05-02",
    kind="policy",
)
NETS = document(
    "nets",
    "Announcement No. 77 of 2024 puts nets under licence, and Announcement No. 78 of 2024 hooks."
    "\n\nThe ministry decided on 3 May 2024 to suspend Announcement No. 77 of 2024 until 10"
    " November 2025.\n\nAnnouncement No. 78 of 2024 is in force for every port.\n\nHooks of"
    " Announcement No. 78 of 2024 weigh a kilogram.\n\nThe tax on bait was not touched by"
    " Announcement No. 78 of 2024, says the port.",
    title="Nets and hooks under licence",
    day="2024-05-04",
)
FEES = document(
    "fees",
    "Decision (EU) 2021/90 and Executive Order 90001 concern fees. Announcement No. 90 of 2021 was"
    " suspended by Announcement No. 91 of 2021, and Announcement No. 90 of 2022 was revoked.",
    title="Fees of harbours",
    day="2022-06-01",
)
ALL = (LAMPS, PAUSE, END, CHANGED, CHANGE, NETS, FEES)


@pytest.fixture
def ask(library, embedder):
    put(library, embedder, *ALL)
    with quoting_chain(library) as chain:
        yield chain.invoke


def remarks(answer):
    return [notice.message for notice in answer.notices if notice.kind == "superseded"]


def titles(answer):
    return [source.title for source in answer.sources]


# -- numbers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        "Is Executive Order 15001 still in force?",
        "Is Order 15001 still in force?",
        "Is No. 15001 still in force?",
        "Is 15001 still in force?",
        "Is the order “Lamps on Quays” still in force?",
    ],
)
def test_an_act_is_found_by_whatever_names_it(ask, asked):
    answer = ask(asked)
    assert "15001 (“Lamps on Quays”) and Executive Order 15002 are revoked" in (
        answer.statements[0].text
    )
    assert titles(answer) == ["No Lamps", "Suspension of Executive Order 15001"]


def test_a_number_that_several_acts_have_is_asked_back(ask):
    answer = ask("Is No. 90 in force?")
    assert answer.abstention.message == (
        "No. 90 may be Announcement No. 90 of 2021 or Announcement No. 90 of 2022; name the one"
        " you mean."
    )


def test_a_number_of_several_years_is_asked_back(ask):
    answer = ask("Is Announcement No. 90 in force?")
    assert answer.abstention.message.startswith("Announcement No. 90 may be Announcement No. 90")


def test_a_number_that_no_act_has_is_said_to_be_missing(ask):
    assert ask("Is Order 99999 in force?").abstention.message == (
        "Order 99999 is not in this collection; no document of it names it."
    )


@pytest.mark.parametrize("asked", ["Who is the No. 77 producer?", "Who built Reactor No. 77?"])
def test_a_rank_or_a_numbered_thing_is_no_act(ask, asked):
    assert not remarks(ask(asked))


def test_amended_by_asks_who_amended(ask):
    for asked in ("Executive Order 15010 amended by", "What is Order 15010 amended by?"):
        assert titles(ask(asked)) == ["Amendment to Executive Order 15010"]


# -- days ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        "Was Executive Order 15001 in force on 1 January 2023?",
        "On 1 January 2023, was Executive Order 15001 in force?",
        "Was Order 15001 valid on 1 January 2023?",
    ],
)
def test_on_a_day_nothing_later_counts(ask, asked):
    answer = ask(asked)
    assert answer.as_of == date(2023, 1, 1)
    assert titles(answer) == ["Suspension of Executive Order 15001"]
    assert remarks(answer) == [
        "As of 1 January 2023: Executive Order 15001 is suspended by Executive Order 15002 of"
        " 2022-05-05."
    ]


def test_the_day_of_an_act_is_no_day_to_answer_as_of(ask):
    answer = ask("Is Executive Order 15001, issued on 2 March 2021, still in force?")
    assert answer.as_of is None
    assert titles(answer)[0] == "No Lamps"


def test_by_a_day_nothing_later_counts(ask):
    answer = ask("Had Executive Order 15001 been revoked by 1 January 2023?")
    assert answer.abstention
    assert "Executive Order 15001 is suspended by" in answer.abstention.message


def test_a_day_ahead_restricts_nothing(ask):
    assert ask("Is Executive Order 15001 in force on 1 January 2030?").as_of is None


# -- states ----------------------------------------------------------------------------------------


def test_a_suspension_that_is_over_is_said_to_be_over(ask):
    answer = ask("Is No. 77 in force now?")
    assert "decided on 3 May 2024 to suspend" in answer.statements[0].text
    assert remarks(answer) == [
        "Announcement No. 77 of 2024 was reported as suspended until 10 November 2025, which has"
        " passed on 1 January 2026; nothing in this collection says what came after."
    ]
    assert len(answer.notices) == 1


def test_a_revocation_does_not_age(ask):
    answer = ask("Is Executive Order 15001 still in force?")
    assert [notice.kind for notice in answer.notices] == ["superseded"]


def test_an_amended_act_is_said_to_be_revoked_by_nobody(ask):
    assert remarks(ask("Is Executive Order 15010 in force?")) == [
        "Executive Order 15010 is revoked or suspended by no document of this collection, as far"
        " as could be read; the newest that changes it is Executive Order 15011 of 2021-05-02."
    ]


def test_an_act_that_is_only_reported_on_stands_as_texts_say(ask):
    answer = ask("Is Announcement No. 78 of 2024 in force?")
    assert [statement.text for statement in answer.statements] == [
        "Announcement No. 78 of 2024 is in force for every port."
    ]


def test_the_end_of_a_suspension_is_in_its_sentence(ask):
    answer = ask("When does the suspension of Announcement No. 77 end?")
    assert "until 10 November 2025" in answer.statements[0].text


# -- what is not here ------------------------------------------------------------------------------


def test_a_refusal_names_the_documents_that_name_the_act(library, embedder):
    put(library, embedder, *ALL)
    asked = question("What fine is due for breaking Announcement No. 91 of 2021?")
    found = Findings(asked, (passage("Fines are due in ports."),), (), {}, "none")
    refusal = refuse(library, found, "not_enough")
    assert [source.title for source in refusal.nearest] == ["Fees of harbours"]


@pytest.mark.parametrize(
    "asked",
    [
        "What does the Clean Harbours Act say of lamps?",
        "Is the Treaty of Utrecht on lamps in force?",
    ],
)
def test_a_title_that_no_text_names_is_said_to_be_missing(ask, asked):
    message = ask(asked).abstention.message
    assert message.endswith("is not in this collection; no document of it names it.")


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Ports obey the clean harbours act since May.", "Does the Clean Harbours Act bind ports?"),
        ("The act on clean harbours binds ports.", "Does the EU Clean Harbours Act bind ports?"),
        ("Under the CHA ports pay fees.", "Do ports pay fees under the Clean Harbours Act?"),
    ],
)
def test_other_ways_to_write_a_title_count(ask, library, embedder, text, asked):
    put(library, embedder, document("act", text, title="Ports"))
    answer = ask(asked)
    assert answer.abstention is None or "names it" not in answer.abstention.message


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("What does the EU AI Act say?", ["EU AI Act"]),
        ("Is the Green Ports Directive Act in force?", ["Green Ports Directive Act"]),
        ("Is the Treaty of Rome in force?", ["Treaty of Rome"]),
        ("Is the Act in force?", []),
        ("Does the Port Code No. 5 apply?", []),
        ("does the harbours act apply?", []),
        ("Who met President Bill Jones?", []),
    ],
)
def test_a_title_is_capitalised_words_before_a_word_for_an_act(asked, found):
    assert list(titles_in(asked)) == found
