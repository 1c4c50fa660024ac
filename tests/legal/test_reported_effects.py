"""Read claims of news and briefs on acts: lists and ranges of numbers, reported endings."""

import time
from datetime import date

import pytest

from rag.legal.citations import find_citations
from rag.legal.declarations import read_declarations

MAY = date(2031, 5, 20)


def keys(text: str, published: date | None = None) -> list[str]:
    return [
        act.key.removeprefix("announcement no. ")
        for item in find_citations(text, published)
        for act in (*item.within, item.act)
    ]


def reported(text: str, published: date | None = MAY):
    """Return kind, number, partial, actor and last day of each relation that a report states."""
    found = read_declarations("A report", text, "news", published).relations
    return [
        (
            item.kind,
            item.act.number,
            item.partial,
            item.by.number if item.by else None,
            str(item.until or ""),
        )
        for item in found
    ]


# -- numbers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Announcements Nos. 5 to 8, 11 and 12 of 2030.",
            ["5 of 2030", "6 of 2030", "7 of 2030", "8 of 2030", "11 of 2030", "12 of 2030"],
        ),
        ("Announcements Nos. 5–7 of 2030 bind.", ["5 of 2030", "6 of 2030", "7 of 2030"]),
        (
            "the three announcements of 9 June 2030 (Nos. 5 to 7)",
            ["5 of 2030", "6 of 2030", "7 of 2030"],
        ),
        (
            "Announcement No. 5 of 2030, No. 6 of 2030 and No. 7 of 2029",
            ["5 of 2030", "6 of 2030", "7 of 2029"],
        ),
        ("Announcement No. 5 of 9 June 2030", ["5 of 2030"]),
        ("Announcement No. 5, issued on 9 June 2030, binds.", ["5 of 2030"]),
        ("Announcement No. 5/2030 binds.", ["5 of 2030"]),
        (
            "Notifications Nos. 3 and 4 of 2030.",
            ["notification no. 3/2030", "notification no. 4/2030"],
        ),
        ("Regulations (EU) 2019/1 and 2020/2.", ["regulation 2019/1", "regulation 2020/2"]),
        ("Announcement No. 5, 12 others and 3 weeks", ["5"]),
        ("Announcements Nos. 5 and 6, 30 days later", ["5", "6"]),
    ],
)
def test_numbers_stand_in_lists_and_ranges(text, found):
    assert keys(text) == found


@pytest.mark.parametrize(
    ("text", "published", "found"),
    [
        ("Announcement No. 5 binds exporters.", MAY, ["5 of 2031"]),
        ("Announcement No. 5 binds exporters.", None, ["5"]),
        ("Announcement No. 5 binds exporters.", date(2031, 1, 20), ["5"]),
        ("Announcement No. 5, like the rules of 2029, binds exporters.", MAY, ["5"]),
        ("Announcement No. 5 is suspended until 3 June 2033.", MAY, ["5 of 2031"]),
        (
            "Announcement No. 5 binds. Announcement No. 5 of 2029 is short.",
            MAY,
            ["5 of 2029", "5 of 2029"],
        ),
    ],
)
def test_a_year_that_is_not_said_is_that_of_the_text_unless_something_speaks_against_it(
    text, published, found
):
    assert keys(text, published) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Announcement No. 9 of 2031 takes in Nos. 5 and 6. The test of No. 6 waits.",
            ["9 of 2031", "5 of 2031", "6 of 2031", "6 of 2031"],
        ),
        (
            "## The announcements of 9 June 2030\n\n- No. 5: tin\n- No. 6: zinc",
            ["5 of 2030", "6 of 2030"],
        ),
        ("The No. 5 seller came in as No. 3, says table No. 7 and Order No. 12.", ["order no. 12"]),
        ("Announcement No. 9 of 2031 binds. The No. 9 seller waits.", ["9 of 2031"]),
    ],
)
def test_a_number_without_its_noun_is_of_the_series_that_the_text_names(text, found):
    assert keys(text, MAY) == found


# -- what is reported ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Announcement No. 5 is suspended until 3 June 2032 by Announcement No. 9.",
            ("suspends", "5 of 2031", False, "9 of 2031", "2032-06-03"),
        ),
        (
            "Announcement No. 9 suspended Announcement No. 5 until 3 June 2032.",
            ("suspends", "5 of 2031", False, "9 of 2031", "2032-06-03"),
        ),
        (
            "Announcement No. 5 remains suspended until 3 June 2032.",
            ("suspends", "5 of 2031", False, None, "2032-06-03"),
        ),
        (
            "Announcement No. 5 was put on hold under China's Announcement No. 9.",
            ("suspends", "5 of 2031", False, "9 of 2031", ""),
        ),
        (
            "The ministry put Announcement No. 5 on hold until 3 June 2032.",
            ("suspends", "5 of 2031", False, None, "2032-06-03"),
        ),
        (
            "The second clause of Announcement No. 5 was suspended on 3 May 2031.",
            ("suspends", "5 of 2031", True, None, ""),
        ),
        (
            "| Announcement No. 5, second clause | tin | Suspended until 3 June 2032 |",
            ("suspends", "5 of 2031", True, None, "2032-06-03"),
        ),
        (
            "| Announcement No. 5 (9 May) | tin | Suspended by Announcement No. 9 |",
            ("suspends", "5 of 2031", False, "9 of 2031", ""),
        ),
        (
            "| 9 May 2031 | Announcement No. 5 suspended until 3 June 2032 |",
            ("suspends", "5 of 2031", False, None, "2032-06-03"),
        ),
        (
            "The suspension of Announcement No. 5 ends on 3 June 2032.",
            ("suspends", "5 of 2031", False, None, "2032-06-03"),
        ),
        (
            "Announcement No. 5 was lifted for a time in May.",
            ("suspends", "5 of 2031", False, None, ""),
        ),
        (
            "Announcement No. 5 was lifted by Announcement No. 9.",
            ("revokes", "5 of 2031", False, "9 of 2031", ""),
        ),
        (
            "Announcement No. 5 has been replaced by Announcement No. 9.",
            ("revokes", "5 of 2031", False, "9 of 2031", ""),
        ),
        (
            "Announcement No. 5 was withdrawn, traders said.",
            ("revokes", "5 of 2031", False, None, ""),
        ),
        (
            "The ministry scrapped Announcement No. 5 on Friday.",
            ("revokes", "5 of 2031", False, None, ""),
        ),
        (
            "The repeal of Announcement No. 5 by Announcement No. 9 took a day.",
            ("revokes", "5 of 2031", False, "9 of 2031", ""),
        ),
        (
            "Regulation (EU) 2019/1 was repealed by Regulation (EU) 2031/4.",
            ("revokes", "2019/1", False, "2031/4", ""),
        ),
        (
            "The value test of Announcement No. 5 was suspended.",
            ("suspends", "5 of 2031", True, None, ""),
        ),
    ],
)
def test_a_report_says_what_became_of_an_act(text, found):
    assert reported(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "Announcement No. 5 was not suspended on 3 May 2031.",
        "Nobody has suspended Announcement No. 5.",
        "None of them repealed Announcement No. 5.",
        "India asked the ministry to suspend Announcement No. 5.",
        "Exporters want Announcement No. 5 lifted by Announcement No. 9.",
        "The ministry would lift Announcement No. 5, which is suspended in part.",
        "If Announcement No. 5 is suspended, prices fall.",
        "Announcement No. 5 will be suspended until 3 June 2032.",
        "Announcement No. 5 may be repealed by Announcement No. 9.",
        "Was Announcement No. 5 suspended until 3 June 2032?",
        "The ministry plans a text by which Announcement No. 5 is replaced.",
        "The suspension of Announcement No. 5 was lifted.",
        "The ministry lifted the suspension of Announcement No. 5.",
        "The suspension of Announcement No. 5 surprised traders.",
        "| Announcement No. 5 | tin | In force |",
        "| Announcement No. 5 | tin | Not suspended |",
        "China agreed to suspend Announcement No. 5.",
        "Shipments covered by Announcement No. 5 were halted until 3 June 2032.",
        "Exports of tin, controlled by Announcement No. 5, are suspended.",
        "| Announcement No. 5 | Suspended goods list | In force |",
        "Announcement No. 9 does not reach Announcement No. 5.",
    ],
)
def test_what_is_asked_planned_supposed_or_denied_is_no_report(text):
    assert reported(text) == []


def test_days_of_two_acts_in_one_sentence_are_not_mixed_up():
    text = (
        "Announcement No. 5 is suspended until 3 June 2032, and Announcement No. 6 is "
        "suspended until 4 July 2033."
    )
    assert [(number, until) for _, number, _, _, until in reported(text)] == [
        ("5 of 2031", "2032-06-03"),
        ("6 of 2031", "2033-07-04"),
    ]


def test_what_an_act_takes_in_shares_the_fate_that_the_sentence_before_tells():
    text = (
        "All controls on tin are suspended until 3 June 2032 under China's Announcement No. "
        "9. Announcement No. 9 takes in Nos. 5 and 6 alike."
    )
    assert reported(text) == [
        ("suspends", f"{n} of 2031", False, "9 of 2031", "2032-06-03") for n in (5, 6)
    ]
    relation = read_declarations("A report", text, "news", MAY).relations[0]
    assert relation.lead.of(text).startswith("All controls on tin are suspended")


@pytest.mark.parametrize(
    "piece",
    [
        "Announcement No. 5, ",
        "Nos. 5 to 8, ",
        "| Announcement No. 5 ",
        "announcements suspended of No. 5 ",
        "- No. 5\n",
    ],
)
def test_a_report_without_end_is_read_in_linear_time(piece):
    def seconds(times: int) -> float:
        text = "Announcement No. 9 is suspended " + piece * times
        started = time.perf_counter()
        read_declarations("A report", text, "news", MAY)
        return time.perf_counter() - started

    short = seconds(1_000)
    assert seconds(8_000) < 8 * 4 * short + 0.5


# -- decisions -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "The ministry decided on 3 May 2031 to leave the third clause of Announcement No. 7 of"
            " 2031 unapplied until 1 June 2032.",
            [("suspends", "7 of 2031", True, None, "2032-06-01")],
        ),
        (
            "The ministry left Announcement No. 7 of 2031 unapplied.",
            [("suspends", "7 of 2031", False, None, "")],
        ),
        (
            "Announcement No. 7 of 2031 stays in abeyance.",
            [("suspends", "7 of 2031", False, None, "")],
        ),
        (
            "The ministry decided to suspend Announcement No. 7 of 2031 until 1 June 2032.",
            [("suspends", "7 of 2031", False, None, "2032-06-01")],
        ),
        (
            "Parliament resolved on Monday to repeal Announcement No. 7 of 2031.",
            [("revokes", "7 of 2031", False, None, "")],
        ),
        ("The ministry has not decided to suspend Announcement No. 7 of 2031.", []),
        ("The ministry may decide to suspend Announcement No. 7 of 2031.", []),
        ("The court decided to hear whether to suspend Announcement No. 7 of 2031.", []),
        ("The ministry left Announcement No. 7 of 2031 as it was.", []),
    ],
)
def test_a_decision_to_suspend_is_a_suspension(text, found):
    assert reported(text) == found
