"""Citations of many legal orders, numbers that cite nothing, and a family added as one row."""

import re
import time

import pytest

from rag.language.lexicon import load
from rag.legal.acts import number_pattern
from rag.legal.citations import find_citations, read_families, repeating_kinds, role_of
from rag.legal.declarations import read_declarations
from rag.legal.questions import named_acts, read_act_request
from rag.schema import Act

# The first two tables were written before the rows. The third was written after them and read
# once: 23 of its 26 sentences were found, of which two more are since then. "Décret n° 2019-1333",
# which is no English, is left out.
CITATIONS = [
    ("The Export Control Order 2008 (S.I. 2008/3231) applies.", ["s.i. 2008/3231"]),
    ("It is amended by SI 2019/419.", ["s.i. 2019/419"]),
    ("Funds come from Public Law 117-58.", ["public law 117-58"]),
    ("See Pub. L. No. 116–260, section 2.", ["public law 116-260"]),
    ("The Clean Air Act (42 U.S.C. § 7401 et seq.) says so.", ["42 u.s.c. 7401"]),
    ("under 50 U.S.C. 1701 and 1702", ["50 u.s.c. 1701", "50 u.s.c. 1702"]),
    ("a permit under 40 CFR 52.21", ["40 c.f.r. 52.21"]),
    ("as defined in 15 C.F.R. Part 744", ["15 c.f.r. 744"]),
    ("The rule was published at 84 FR 12345.", ["84 f.r. 12345"]),
    ("Council Regulation (EEC) No 2658/87 sets tariffs.", ["regulation 2658/87"]),
    ("Decree No. 2020-293 of 23 March 2020 closed shops.", ["decree no. 2020-293"]),
    ("Presidential Decree No. 12 of 2014 set a quota.", ["decree no. 12 of 2014"]),
    ("UN Security Council Resolution 1540 (2004) binds all.", ["resolution 1540"]),
    ("The Customs Act, 1962 (52 of 1962) gives the power.", ["act 52 of 1962"]),
    ("Section 5 of Act 10 of 1995 was read out.", ["act 10 of 1995"]),
    ("The law, 135 Stat. 429, was signed.", ["135 stat. 429"]),
    ("National Security Presidential Memorandum-2 set up the council.", ["nspm 2"]),
    ("The House passed H.R. 3684 in July.", ["h.r. 3684"]),
]
MORE_CITATIONS = [
    ("The rules are in Statutory Instrument 2021 No. 745.", ["s.i. 2021/745"]),
    ("Public Laws 117-167 and 117-169 fund plants.", ["public law 117-167", "public law 117-169"]),
    ("Under 19 USC 1862(b), the Secretary reports.", ["19 u.s.c. 1862"]),
    ("5 U.S.C. §§ 551 and 553 apply.", ["5 u.s.c. 551", "5 u.s.c. 553"]),
    ("Title 10 CFR § 430.32 sets limits.", ["10 c.f.r. 430.32"]),
    ("See 86 Fed. Reg. 7009 for the text.", ["86 f.r. 7009"]),
    ("Directive 95/46/EC was replaced.", ["directive 95/46"]),
    ("Commission Decision 2000/520/EC was annulled.", ["decision 2000/520"]),
    ("Regulation (EC) No 1907/2006 is known as REACH.", ["regulation 1907/2006"]),
    ("Decree-Law No. 34/2020 gave aid.", ["decree no. 34/2020"]),
    ("Government Regulation No. 96 of 2021 covers mines.", ["regulation no. 96 of 2021"]),
    ("Iran kept to resolution 2231 (2015).", ["resolution 2231"]),
    ("General Assembly resolution 60/1 was adopted.", ["resolution 60/1"]),
    ("Circular No. 14 of 2023 explains the form.", ["announcement no. 14 of 2023"]),
    ("the Foreign Trade Act (Act No. 22 of 1992)", ["act 22 of 1992"]),
    ("In NSM-10 the President set a date.", ["nsm 10"]),
    ("Senators wrote S. 2938 last year.", ["s. 2938"]),
    ("Law No. 13.709 of 2018 protects data.", ["law no. 13.709 of 2018"]),
]
LATER_CITATIONS = [
    (
        "The Ozone-Depleting Substances Regulations (S.I. 2015/168) apply to Great Britain.",
        ["s.i. 2015/168"],
    ),
    ("Article 2 of SI 2020 No. 1654 was corrected.", ["s.i. 2020/1654"]),
    ("Congress enacted Pub. L. 111-148 in March.", ["public law 111-148"]),
    ("P.L. 95-87 regulates surface mining.", ["public law 95-87"]),
    ("It violates 18 U.S.C. § 1831.", ["18 u.s.c. 1831"]),
    ("See 15 USC § 78dd-1 on bribery.", ["15 u.s.c. 78dd-1"]),
    ("See 21 C.F.R. § 312.23(a).", ["21 c.f.r. 312.23"]),
    ("29 CFR part 1910 sets the limits.", ["29 c.f.r. 1910"]),
    ("The proposal appeared at 88 Fed. Reg. 16,654.", ["88 f.r. 16654"]),
    ("Council Directive 92/43/EEC protects habitats.", ["directive 92/43"]),
    ("Commission Regulation (EC) No 661/2009 sets tyre rules.", ["regulation 661/2009"]),
    ("Council Decision (CFSP) 2014/512 restricts exports.", ["decision 2014/512"]),
    ("Commission Implementing Decision 2013/115/EU sets a manual.", ["decision 2013/115"]),
    ("Royal Decree 1112/2018 covers accessibility.", ["decree no. 1112/2018"]),
    ("Presidential Decree No. 98 of 2021 sets a carbon price.", ["decree no. 98 of 2021"]),
    ("Circular No. 33/2023 explains how to claim.", ["announcement no. 33 of 2023"]),
    (
        "Security Council resolutions 1267 (1999) and 1989 (2011) list them.",
        ["resolution 1267", "resolution 1989"],
    ),
    ("UNSCR 1325 is on women and peace.", ["resolution 1325"]),
    ("The Mines and Minerals Act, 1957 (67 of 1957) was amended.", ["act 67 of 1957"]),
    ("The Companies Act 71 of 2008 governs firms.", ["act 71 of 2008"]),
    ("NSPM-33 protects research.", ["nspm 33"]),
    ("Senators introduced S. 1260 in April.", ["s. 1260"]),
    ("The bill, H.R. 5376, passed.", ["h.r. 5376"]),
    ("The text is 136 Stat. 1818.", ["136 stat. 1818"]),
    ("Law No. 12,305 of 2010 is on waste.", ["law no. 12305 of 2010"]),
]
NO_CITATIONS = [
    "The order of 12000 magnets came in 2025.",
    "Set the screen to resolution 1920 x 1080.",
    "New Year's resolution 2024: read more.",
    "The act of 10 men in 1995 was brave.",
    "He ran 40 CFRs in 52.21 seconds.",
    "Room 84 FR, floor 12.",
    "In 2019/20 the club scored 419 goals.",
    "The ratio 95/46 is high.",
    "The bill of 3684 dollars was paid.",
    "Mr. H. R. Haldeman, 36, spoke.",
    "John S. 29 and Mary S. 38 won.",
    "St. 429 is closed.",
    "The order, No. 5 on the menu, was cold.",
    "Public lawyers won 117-58.",
    "She scored 12 of 20 in act 3.",
    "The law of 13.7 billion years ago.",
    "Route 10 was cut in 2014.",
    "It costs 52 of 62 dollars.",
    "Lot 15, part 744 of the catalogue.",
    "A si 2019 wine from Etna, 419 bottles.",
    "The decision 3/4 of members took holds.",
    "Circulars went to 14 of 23 schools.",
    "The US Code Team met at 42 Oak Street.",
]


@pytest.mark.parametrize(("text", "keys"), [*CITATIONS, *MORE_CITATIONS, *LATER_CITATIONS])
def test_acts_of_many_legal_orders_are_read(text, keys):
    assert [mention.act.key for mention in find_citations(text)] == keys


@pytest.mark.parametrize("text", NO_CITATIONS)
def test_these_numbers_cite_no_act(text):
    assert find_citations(text) == []


@pytest.mark.parametrize(
    "piece", ["42 U.S.C. 7401, ", "Act 1 of 1990 (", "SI 2019/1 ", "S. ", "No. "]
)
def test_a_text_full_of_citations_is_read_in_linear_time(piece):
    def seconds(times: int) -> float:
        started = time.perf_counter()
        find_citations(piece * times)
        return time.perf_counter() - started

    short = seconds(2_000)
    assert seconds(16_000) < 8 * 4 * short + 0.5


# -- rows ------------------------------------------------------------------------------------------


def test_every_row_says_what_it_reads():
    rows = load("citation_families")["family"]
    assert len({row["name"] for row in rows}) == len(rows)
    for row in rows:
        assert row["kind"]
        assert row["nouns"] if row.get("yearly") else row["anchors"] and row["opening"]


def test_a_row_adds_a_family():
    row = {
        "name": "Canadian regulations",
        "anchors": ["SOR/"],
        "opening": r"\bSOR/(?P<number><year><dash>\d{1,4})\b",
        "further": r"<year><dash>\d{1,4}\b",
        "kind": "SOR",
    }
    text = "See SOR/2019–298 and 2020-5, and Executive Order 13953."
    found = find_citations(text, extra=read_families([row]))
    assert [mention.act.key for mention in found] == [
        "sor 2019-298",
        "sor 2020-5",
        "executive order 13953",
    ]
    assert [mention.span.of(text) for mention in found][:2] == ["SOR/2019–298", "2020-5"]


def test_templates_take_the_groups_of_a_citation():
    row = {
        "name": "Italian gazette",
        "anchors": ["G.U."],
        "opening": r"G\.U\.\s(?P<number>\d+)\s(?P<part>[IVX]+)",
        "kind": "G.U. {part}",
    }
    (mention,) = find_citations("in G.U. 12 IV of May", extra=read_families([row]))
    assert (mention.act.kind, mention.act.number) == ("G.U. IV", "12")


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("Executive Order", "act"),
        ("Announcement No.", "act"),
        ("Notification No.", "act"),
        ("S.I.", "act"),
        ("Public Law", "statute"),
        ("Law No.", "statute"),
        ("42 U.S.C.", "source"),
        ("40 C.F.R.", "source"),
    ],
)
def test_a_kind_has_the_role_of_its_family(kind, role):
    assert role_of(kind) == role


def test_kinds_whose_numbers_start_afresh_are_known():
    assert set(repeating_kinds()) == {"s.o.", "g.s.r.", "order no.", "announcement no."}


def test_a_number_is_found_with_any_hyphen():
    pattern = number_pattern(Act("Public Law", "117-58"))
    assert re.search(pattern, "Pub. L. 117–58")
    assert not re.search(pattern, "1117-58")


# -- sources in relations and questions ------------------------------------------------------------

OWN = "Executive Order 14900 of March 3, 2031\n\n"


def relations(text: str):
    found = read_declarations("", OWN + text, "policy").relations
    return [(item.kind, item.act.key) for item in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("5 CFR 6.2 is amended to read:", [("amends", "5 c.f.r. 6.2")]),
        ("I act under the Ports Act (9 U.S.C. 12) and Public Law 117-58, as amended.", []),
        (
            "In view of Public Law 106-508, Executive Order 12924 is revoked.",
            [("revokes", "executive order 12924")],
        ),
        ("In order to implement Public Law 106-113, a council is established.", []),
        ("The rule published at 81 FR 51866 guides them; this order amends nothing.", []),
    ],
)
def test_a_source_is_no_act_that_is_amended_unless_the_sentence_says_so(text, found):
    assert relations(text) == found


def test_a_source_is_nobodys_own_name():
    declared = read_declarations("42 U.S.C. 7401", "42 U.S.C. 7401\n\nShips rest.", "policy")
    assert declared.identities == ()
    own = read_declarations("Public Law 117-58", "Public Law 117-58\n\nShips rest.", "policy")
    assert [act.key for act in own.identities] == ["public law 117-58"]


def test_a_question_on_a_statute_is_not_narrowed_to_texts_with_its_number():
    question = "What does 42 U.S.C. 7401 say of Executive Order 13953?"
    assert [act.key for act in named_acts(question)] == ["executive order 13953"]
    assert read_act_request("Which act repealed Public Law 117-58?").act.number == "117-58"
