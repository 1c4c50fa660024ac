"""Citations of many legal orders, numbers that cite nothing, and a family added as one row."""

import pytest

from rag.legal.citations import find_citations

# Written before the rows were; the second table was not looked at while the rows were made.
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


@pytest.mark.parametrize(("text", "keys"), [*CITATIONS, *MORE_CITATIONS])
def test_acts_of_many_legal_orders_are_read(text, keys):
    assert [mention.act.key for mention in find_citations(text)] == keys


@pytest.mark.parametrize("text", NO_CITATIONS)
def test_these_numbers_cite_no_act(text):
    assert find_citations(text) == []
