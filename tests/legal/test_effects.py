"""Read relations between acts, style by style, and the many sentences that claim nothing."""

import time
from datetime import date

import pytest

from rag.legal.citations import find_citations
from rag.legal.declarations import read_declarations
from rag.legal.questions import named_acts, read_act_request
from rag.legal.skeletons import masked

OWN = "Executive Order 14900 of March 3, 2031\n\n"


def ordered(text: str):
    """The relations of a US order with this text: kind, number, whether of a part."""
    return [
        (item.kind, item.act.number, item.partial)
        for item in read_declarations("An order", OWN + text, "policy").relations
    ]


def claims(text: str, title: str = "A title", kind: str = "policy"):
    return [
        (item.kind, item.act.key, item.own)
        for item in read_declarations(title, text, kind).relations
    ]


# -- citations -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Executive Order No. 12000 (“Ports”)", ["executive order 12000"]),
        ("E.O. 12000 and Proclamation 9705", ["executive order 12000", "proclamation 9705"]),
        (
            "Executive Orders 12001 of May 2, 2011, 12002 of June 3, 2012, and 12003",
            [f"executive order {n}" for n in (12001, 12002, 12003)],
        ),
        (
            "Regulation (EU) No 168/2013, Directive 95/46/EC",
            ["regulation 168/2013", "directive 95/46"],
        ),
        ("Implementing Decision (EU) 2021/914", ["decision 2021/914"]),
        (
            "Announcements Nos. 55, 56 and 57 of 2025",
            [f"announcement no. {n} of 2025" for n in (55, 56, 57)],
        ),
        ("Announcement [2025] No. 61", ["announcement no. 61 of 2025"]),
        (
            "Announcement No. 61 of 2025. Announcement No. 61 lists five.",
            ["announcement no. 61 of 2025"] * 2,
        ),
        (
            "notification No. 50/2017-Customs, dated the 30th June, 2017",
            ["notification no. 50/2017-customs"],
        ),
        ("G.S.R. 785(E) and S.O. 1234 (E)", ["g.s.r. 785(e)", "s.o. 1234(e)"]),
        ("State Council Order No. 839", ["order no. 839"]),
        ("The order of 12000 magnets came in 2025.", []),
    ],
)
def test_acts_are_cited_in_many_ways(text, keys):
    assert [mention.act.key for mention in find_citations(text)] == keys


def test_a_citation_carries_its_day_and_its_title():
    (mention,) = find_citations(
        "as in Executive Order 12000 of April 17, 1995 (Ports of Entry), and so on"
    )
    assert (mention.act.day, mention.act.title) == (date(1995, 4, 17), "Ports of Entry")


def test_what_stands_in_quotation_marks_is_blanked_at_its_place():
    text = "Strike “in “Order 1” or 2” and ``so'' on."
    assert len(masked(text)) == len(text)
    assert "Order" not in masked(text)
    assert masked(text).endswith(" on.")


# -- US orders -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Executive Order 12000 of April 17, 1995, as amended, is hereby revoked.",
            [("revokes", "12000", False)],
        ),
        (
            "Executive Orders 12001 of May 2, 2011, and 12002 of June 3, 2012, are superseded.",
            [("revokes", "12001", False), ("revokes", "12002", False)],
        ),
        ("This order supersedes Executive Order 12000.", [("revokes", "12000", False)]),
        ("This order shall supersede Executive Order No. 12000.", [("revokes", "12000", False)]),
        (
            "I hereby terminate the emergency declared in Executive Order 12000, and revoke "
            "that order and Executive Order 12001.",
            [("revokes", "12000", False), ("revokes", "12001", False)],
        ),
        (
            "Executive Order 12000, which asks carriers to file a form within ten days, is "
            "hereby revoked.",
            [("revokes", "12000", False)],
        ),
        (
            "Executive Order 12000 (“Ports”) and the Memorandum of June 1, 2001 (Piers), are "
            "revoked.",
            [("revokes", "12000", False)],
        ),
        ("Section 3 of Executive Order 12000 is revoked.", [("revokes", "12000", True)]),
        (
            "Section 3 of Executive Order 12000 is amended to read as follows: “Sec. 3. "
            "Executive Order 12009 is revoked.”",
            [("amends", "12000", True)],
        ),
        (
            "It is ordered that Executive Order 12000, as amended by Executive Order 12001, is "
            "further amended:",
            [("amends", "12000", False)],
        ),
        (
            "In section 4 of Executive Order 12000, the words “two years” are deleted.",
            [("amends", "12000", True)],
        ),
        (
            "A new subsection (d) is hereby added to section 1 of Executive Order 12000.",
            [("amends", "12000", True)],
        ),
        (
            "Under section 2 of Executive Order 12000, section 3 of that order is amended by "
            "striking “ten”.",
            [("amends", "12000", True)],
        ),
        (
            "The Annex to Executive Order 12000 is replaced by the Annex to this order.",
            [("amends", "12000", True)],
        ),
        (
            "It is hereby ordered that Executive Order 12000 is suspended.",
            [("suspends", "12000", False)],
        ),
    ],
)
def test_an_order_says_what_it_does_to_others(text, found):
    assert ordered(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Nothing in this order revokes Executive Order 12000.",
        "If Executive Order 12000 is revoked, agencies shall report.",
        "Executive Order 12000 may be revoked.",
        "Executive Order 12000 is not revoked.",
        "Executive Order 12000 shall continue in effect.",
        "This order shall supplement but not supersede Executive Order 12000.",
        "The Secretary shall rescind Executive Order 12000.",
        "Agencies shall revoke all rules that implement Executive Order 12000.",
        "The emergency declared in Executive Order 12000 is terminated.",
        "Agencies shall act under Executive Order 12000, as amended by Executive Order 12001.",
        "The words ``Executive Order 12000 is revoked'' have no effect.",
        "Executive Order 12000 was revoked as of October 14, 1995.",
        "In accordance with Executive Order 12000, the council is terminated.",
        "Executive Order 14900 is amended in its own annex.",
    ],
)
def test_these_sentences_do_nothing_to_an_order(text):
    assert ordered(text) == []


def test_the_items_of_a_list_share_what_its_first_line_says():
    text = (
        "Sec. 2. The following orders are revoked:\n\n(a) Executive Order 12001 of May 2, "
        "2011;\n\n(b) section 4 of Executive Order 12002.\n\nSec. 3. Report.\n\n(a) "
        "Executive Order 12003 is a model."
    )
    assert ordered(text) == [("revokes", "12001", False), ("revokes", "12002", True)]
    second = read_declarations("An order", OWN + text, "policy").relations[1]
    assert second.span.of(OWN + text).startswith("Sec. 2. The following orders are revoked:")
    assert second.span.of(OWN + text).endswith("(b) section 4 of Executive Order 12002.")


def test_an_item_far_below_keeps_the_line_above_its_list():
    items = "\n\n".join(
        f"({letter}) Committee {letter}; Executive Order 1{number:04} (Department of Piers and "
        f"Harbours)."
        for number, letter in enumerate("abcdefghijklmnop")
    )
    text = f"{OWN}Each committee listed below is continued until September 30, 2033.\n\n{items}"
    last = read_declarations("An order", text, "policy").relations[-1]
    assert (last.kind, last.until) == ("extends", date(2033, 9, 30))
    assert last.span.of(text).startswith("(p) Committee p")
    assert last.lead.of(text).startswith("Each committee listed below")


def test_an_amendment_that_is_named_goes_with_the_order_that_is_revoked():
    assert ordered("Executive Order 12000, as amended by Executive Order 12001, is revoked.") == [
        ("revokes", "12000", False),
        ("revokes", "12001", True),
    ]


def test_a_title_speaks_when_the_text_does_not():
    declared = read_declarations(
        "Amendment to Executive Order 12000, Ports",
        OWN + "The text of section 3 reads anew.",
        "policy",
    )
    assert [(item.kind, item.act.number) for item in declared.relations] == [("amends", "12000")]
    assert declared.relations[0].span.of(OWN) == "Executive Order 14900 of March 3, 2031"


def test_the_strongest_sentence_stands_for_an_act():
    text = (
        OWN + "In order to amend Executive Order 12000, I order: Executive Order 12000 is amended "
        "in section 2."
    )
    (relation,) = read_declarations("An order", text, "policy").relations
    assert "is amended in section 2" in relation.span.of(text)


# -- other styles ----------------------------------------------------------------------------------


def test_european_acts_amend_and_repeal():
    text = (
        "REGULATION (EU) 2031/77 OF THE EUROPEAN PARLIAMENT AND OF THE COUNCIL\n\nRegulation "
        "(EU) No 168/2013 is amended as follows:\n\n"
        "In Annex II to Regulation (EU) 2018/858, the following point is added:\n\nRegulation "
        "(EU) No 1/2020 is repealed with effect from 1 July 2032.\n\n"
        "References to the repealed Regulation shall be construed as references to this "
        "Regulation.\n\nDirective 2009/125/EC shall cease to apply.\n\n"
        "This Regulation shall enter into force on 23 May 2031."
    )
    declared = read_declarations("A framework", text, "policy")
    assert [act.key for act in declared.identities] == ["regulation 2031/77"]
    assert declared.in_force == date(2031, 5, 23)
    assert [(item.kind, item.act.key, item.partial) for item in declared.relations] == [
        ("amends", "regulation 168/2013", False),
        ("amends", "regulation 2018/858", True),
        ("revokes", "regulation 1/2020", False),
        ("revokes", "directive 2009/125", False),
    ]


def test_chinese_announcements_suspend_until_a_day():
    text = (
        "Announcement No. 70 of 2025 of the Ministry of Commerce\n\nFrom 7 November 2025 until "
        "10 November 2026, the implementation of Announcements Nos. 55 and 61 of 2025 "
        "is suspended.\n\nAnnouncement No. 46 of 2024 ceases to be implemented. Announcement "
        "No. 18 of 2025 is not suspended."
    )
    relations = read_declarations("A pause", text, "policy").relations
    assert [(item.kind, item.act.key, item.until) for item in relations] == [
        ("suspends", "announcement no. 55 of 2025", date(2026, 11, 10)),
        ("suspends", "announcement no. 61 of 2025", date(2026, 11, 10)),
        ("revokes", "announcement no. 46 of 2024", None),
    ]


def test_indian_notifications_supersede_rescind_and_amend():
    text = (
        "NOTIFICATION\n\nS.O. 1234(E).—In exercise of its powers and in supersession of "
        "notification No. 12/2012-Customs, dated the 17th March, 2012, except as respects "
        "things done before, the Central Government exempts goods. The notification S.O. "
        "99(E), dated the 3rd May, 2020, is hereby rescinded. It makes the following further "
        "amendments in the notification of the Government of India in the Ministry of Finance, "
        "No. 50/2017-Customs, dated the 30th June, 2017, namely:-"
    )
    declared = read_declarations("Notification", text, "policy")
    assert [act.key for act in declared.identities] == ["s.o. 1234(e)"]
    assert {(item.kind, item.act.key) for item in declared.relations} == {
        ("revokes", "notification no. 12/2012-customs"),
        ("revokes", "s.o. 99(e)"),
        ("amends", "notification no. 50/2017-customs"),
    }
    assert all(
        "S.O. 99(E), dated" in item.span.of(text)
        for item in declared.relations
        if item.act.number == "99(E)"
    )


# -- reports ---------------------------------------------------------------------------------------


def test_news_reports_what_acts_do_and_is_no_act():
    text = (
        "China suspended Announcement No. 61 of 2025 until 10 November 2026. Executive Order "
        "13783 revoked Executive Order 13653."
    )
    declared = read_declarations("Executive Order 13653 is gone", text, "news")
    assert declared.identities == ()
    assert [
        (item.kind, item.act.number, item.own, item.by.name if item.by else None)
        for item in declared.relations
    ] == [
        ("suspends", "61 of 2025", False, None),
        ("revokes", "13653", False, "Executive Order 13783"),
    ]


@pytest.mark.parametrize(
    "title",
    [
        "Executive Order 13817 explained",
        "After Announcement No. 61 of 2025",
        "Why Executive Order 13817 matters",
    ],
)
def test_a_paper_about_an_act_is_not_the_act(title):
    assert (
        read_declarations(
            title,
            f"{title}\n\nExecutive Order 13817 told the department to write a list.",
            "policy",
        ).identities
        == ()
    )


def test_each_sentence_stands_at_its_offsets():
    text = (
        OWN + "  Executive Order 12000 is revoked. And so on.\n\n- Executive Order 12001 is "
        "amended by striking “a”."
    )
    assert [item.span.of(text) for item in read_declarations("", text, "policy").relations] == [
        "Executive Order 12000 is revoked.",
        "Executive Order 12001 is amended by striking “a”.",
    ]


@pytest.mark.parametrize(
    "piece",
    [
        "Executive Order 12000, ",
        "Executive Order 12000 is ",
        "“Executive Order 12000 ",
        "that order, ",
        "section 3 of ",
        "as amended by ",
        ", ",
        "(",
        "hereby amend ",
        "I ",
    ],
)
def test_a_line_without_end_is_read_in_linear_time(piece):
    def seconds(times: int) -> float:
        text = OWN + "Executive Order 12000 is revoked " + piece * times
        started = time.perf_counter()
        read_declarations("An order", text, "policy")
        return time.perf_counter() - started

    short = seconds(2_000)
    assert seconds(16_000) < 8 * 4 * short + 0.5


# -- questions -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "direction", "kinds"),
    [
        (
            "Which executive order revoked or superseded Executive Order 12000, “Amendment to "
            "Executive Order 11000”?",
            "to",
            ("revokes",),
        ),
        ("Which executive orders amended Executive Order 12000?", "to", ("amends",)),
        ("What replaced Executive Order 12000?", "to", ("revokes",)),
        ("Has Executive Order 12000 been amended?", "to", ("amends",)),
        ("Until when is Announcement No. 61 of 2025 suspended?", "to", ("suspends",)),
        (
            "Is Executive Order 12000 still in force?",
            "to",
            ("revokes", "suspends", "amends", "extends"),
        ),
        (
            "What is the status of Regulation (EU) 2024/1252?",
            "to",
            ("revokes", "suspends", "amends", "extends"),
        ),
        ("Which orders did Executive Order 12000 revoke?", "from", ("revokes",)),
        ("Which orders were revoked by Executive Order 12000?", "from", ("revokes",)),
        ("What does Executive Order 12000 say about ports?", "says", ()),
    ],
)
def test_questions_about_an_act_are_understood(question, direction, kinds):
    found = read_act_request(question)
    assert (found.direction, found.kinds) == (direction, kinds)


@pytest.mark.parametrize(
    "question",
    [
        "Which announcement suspended the controls?",
        "Why was Executive Order 12000 revoked?",
        "Who signed Executive Order 12000?",
        "What replaced the quota?",
    ],
)
def test_questions_of_another_kind_are_left_alone(question):
    assert read_act_request(question) is None


def test_a_title_in_a_question_names_no_other_act():
    assert [
        act.number
        for act in named_acts(
            "What amended Executive Order 12000, “Amending Executive Order 11000”?"
        )
    ] == ["12000"]


def test_nothing_is_done_to_the_act_of_a_relative_clause():
    found = read_declarations(
        "No Lamps",
        "Executive Order 15009 of May 2, 2021\n\nExecutive Order 15001 on lamps, which amended"
        " Executive Order 15000 of May 1, 2020, is revoked.",
        "policy",
        date(2021, 5, 2),
    ).relations
    kinds = {item.act.number: item.kind for item in found}
    assert kinds["15001"] == "revokes"
    assert kinds.get("15000") != "revokes"
