"""True sentences and false ones over invented passages: what the check by code keeps and catches.

Of the false ones, who did what to whom is left to a reader: words cannot settle it.
"""

from dataclasses import replace

import pytest

from rag.answer.verify import verify
from tests.samples import passage

BRIDGE = replace(
    passage(
        "The town council of Halvorsund approved a new toll bridge across the Marn fjord on "
        "14 March 2019. The bridge is to cost 640 million Norwegian kroner, of which the county "
        "pays 200 million. Work was due to begin in September 2019, but it did not start until "
        "2 June 2020. The builder, Skarland Bygg, blamed the delay on a dispute over fishing "
        "rights.\n\nFerries will continue to run until the bridge opens. They carry about 1,900 "
        "cars a day, most of them bound for the airport. Mayor Ingrid Dahle said that the toll "
        "would fall to 20 kroner after ten years. The opposition leader, Per Moen, called the "
        "price too high and voted against it.",
        title="Halvorsund gets its bridge",
        day="2020-06-05",
        number=1,
        start=50,
    ),
    publisher="Fjord Courier",
)
FEES = replace(
    passage(
        "Regulation 88 of 2021 sets the fees for mooring in national harbours. It entered into "
        "force on 1 January 2022. Fishing boats of less than 12 metres pay no fee. All other "
        "vessels pay at least 300 crowns a night.\n\nThe fees were amended on 3 May 2023 by "
        "Regulation 17 of 2023, which raised the charge for cruise ships from 4,000 to 5,500 "
        "crowns. The port authority may suspend a licence for up to 90 days. It has not revoked "
        "any licence so far.\n\n| Harbour | Berths | Fee per night |\n| Aldby | 140 | 320 crowns |"
        "\n| Storvik | 85 | 300 crowns |\n| Nesset | 60 | 450 crowns |\n\nA bill to abolish the "
        "fees is before parliament; it would require harbours to publish their costs.",
        title="Mooring fees: what applies in 2023",
        day="2023-05-20",
        number=2,
    ),
    publisher="Harbour Law Review",
)
SALMON = replace(
    passage(
        "Veterinary Institute researchers counted 12 lice per fish at four of nine farms in the "
        "Marn fjord in August 2022. The European Food Safety Authority had advised a limit of "
        "half a louse. Only one farm, run by Norlaks, stayed below it.\n\nExports of salmon to "
        "Japan fell by a third in the autumn, to 2,400 tonnes, while those to Poland rose "
        "slightly. Norlaks said on 9 November 2022 that it would move two farms further out. A "
        "rival, Havbruk, declined to comment.\n\nWild salmon have not returned to the Tverr river "
        "since 2017. Biologists suspect warmer water and not lice as the cause.",
        title="Lice, salmon and the Marn fjord",
        day="2022-12-01",
        number=3,
        start=10,
    ),
    publisher="Northern Science Weekly",
)
ORDER = replace(
    passage(
        "Executive Order 14900 of May 2, 2022\n\nProtecting Wetlands\n\nSection 1. Policy. It is "
        "the policy of the United States to restore one million acres of wetlands by 2030.\n\n"
        "Sec. 2. Task Force. The Secretary of the Interior shall establish a Wetlands Task Force "
        "within 60 days of the date of this order. The Task Force shall include the Administrator "
        "of the Environmental Protection Agency and no more than seven other members. No member "
        "shall receive compensation.\n\nSec. 3. Revocation. Executive Order 13777 of March 3, "
        "2017, is revoked. Executive Order 11990 of May 24, 1977, as amended, remains in effect.",
        title="Protecting Wetlands",
        day="2022-05-02",
        number=4,
    ),
    publisher="Executive Office of the President",
    number="Executive Order 14900",
)
TURN = (BRIDGE, FEES, SALMON, ORDER)

TRUE = [
    "Halvorsund's council approved the toll bridge on 14 March 2019 [1].",
    "The bridge will cost 640 million kroner [1].",
    "The county's share is 200 million kroner [1].",
    "Construction began on 2 June 2020 rather than in September 2019 [1].",
    (
        "The start slipped because of a dispute about fishing rights, according to the "
        "builder Skarland Bygg [1]."
    ),
    "Skarland Bygg attributes the delay to a quarrel over fishing rights [1].",
    "Until the bridge opens, ferries keep running and carry roughly 1,900 cars daily [1].",
    "Most of the cars on the ferries are bound for the airport [1].",
    "According to Mayor Ingrid Dahle, the toll is to drop to 20 kroner after ten years [1].",
    "Opposition leader Per Moen voted against the bridge [1].",
    "The Fjord Courier reported in June 2020 that work had started on 2 June [1].",
    "Mooring fees in national harbours are set by Regulation 88 of 2021 [2].",
    "Regulation 88 has been in force since 1 January 2022 [2].",
    "Boats under 12 metres that fish pay nothing [2].",
    "Vessels other than small fishing boats pay a minimum of 300 crowns per night [2].",
    "Regulation No. 17 of 2023 raised the cruise ship charge to 5,500 crowns from 4,000 [2].",
    "On 3 May 2023 the fees were changed by Regulation 17 of 2023 [2].",
    (
        "No licence has been revoked so far, but the port authority can suspend one for "
        "at most 90 days [2]."
    ),
    "Storvik charges 300 crowns a night and has 85 berths [2].",
    "Nesset is the most expensive of the three harbours at 450 crowns [2].",
    "The table lists three harbours: Aldby, Storvik and Nesset [2].",
    "A bill before parliament would do away with the fees [2].",
    "The bill would oblige harbours to publish what their berths cost [2].",
    (
        "Four of nine farms in the Marn fjord had 12 lice per fish in August 2022, "
        "researchers of the Veterinary Institute found [3]."
    ),
    "EFSA had recommended a limit of half a louse [3].",
    "Of the nine farms, only one stayed under the limit; it belongs to Norlaks [3].",
    "Salmon exports to Japan dropped by 33 per cent to 2,400 t in the autumn [3].",
    (
        "Japanese buyers took a third less salmon in the autumn, whereas exports to "
        "Poland went up a little [3]."
    ),
    "Norlaks announced on 9 November 2022 that it would move two of its farms [3].",
    "Havbruk did not comment [3].",
    "Havbruk, a rival of Norlaks, would not comment [3].",
    "Wild salmon have been absent from the Tverr river since 2017 [3].",
    "Biologists think warmer water, not lice, is to blame [3].",
    (
        "The bridge crosses the Marn fjord, where four of nine salmon farms were found "
        "to have 12 lice per fish [1][3]."
    ),
    "Northern Science Weekly says that biologists suspect warmer water [3].",
    "Harbour Law Review notes that no licence has yet been revoked [2].",
    "The European Food Safety Authority's advice was half a louse per fish [3].",
    "Work started nine months later than planned, on 2 June 2020 [1].",
    (
        "Executive Order 14900, signed on May 2, 2022, aims to restore a million acres "
        "of wetlands by 2030 [4]."
    ),
    "It orders the Interior Secretary to set up a Wetlands Task Force within 60 days [4].",
    "The head of the EPA sits on the task force, together with up to seven other members [4].",
    "Members are not paid [4].",
    "The order revoked Executive Order 13777 of 2017 [4].",
    "Executive Order 11990 from 1977 is still in effect, as amended [4].",
    "Section 3 revokes Executive Order 13777 but leaves Executive Order 11990 in place [4].",
]

# Each with what the veto names.
FALSE = [
    ("Halvorsund's council approved the Tverr bridge on 14 March 2019 [1].", "name Tverr"),
    ("Halvorsund's council approved the toll bridge on 2 June 2020 [1].", "2019-3-14"),
    ("The county pays 640 million kroner for the bridge [1].", "200000000"),
    ("The bridge will cost 640 million euros [1].", "number 640000000 euro"),
    ("Ferries carry about 1,900 cars a month [1].", "a month"),
    ("All of the cars on the ferries are bound for the airport [1].", "all"),
    ("Per Moen said that the toll would fall to 20 kroner after ten years [1].", "Moen"),
    ("The toll would rise to 20 kroner after ten years, said Mayor Ingrid Dahle [1].", "rise"),
    (
        "Opposition leader Per Moen did not vote against the bridge [1].",
        "its source does not deny it",
    ),
    ("The delay was due to a shortage of steel and money [1].", "no sentence"),
    (
        "The county pays 200 million kroner, and private investors cover most remaining "
        "expenses [1].",
        "most",
    ),
    (
        "Harbour Law Review reported that work on the bridge had started on 2 June 2020 [1].",
        "name Law",
    ),
    ("Regulation 88 of 2021 has been revoked [2].", "revoke"),
    ("Regulation 88 of 2021 was suspended on 1 January 2022 [2].", "suspend"),
    ("The charge for cruise ships rose from 300 to 5,500 crowns [2].", "4000"),
    ("Aldby charges 450 crowns a night [2].", "name Aldby"),
    ("Storvik has 140 berths [2].", "Storvik"),
    ("Other vessels pay at most 300 crowns a night [2].", "at most"),
    (
        "Fishing boats of less than 12 metres pay a fee [2].",
        "Fishing boats of less than 12 metres pay no fee.",
    ),
    ("The fees were abolished on 3 May 2023 [2].", "bill to abolish"),
    ("Harbours are required to publish their costs [2].", "would require"),
    ("Regulation 88 entered into force on 3 May 2023 [2].", "2022-1-1"),
    ("A licence may be suspended for up to 90 weeks [2].", "number 90 week"),
    ("Regulation 17 of 2023 entered into force on 1 January 2022 [2].", "No. 17"),
    ("Lice were counted at all nine farms in August 2022 [3].", "all"),
    ("Exports of salmon to Japan rose by a third in the autumn [3].", "says it of"),
    ("Exports of salmon to Poland fell by a third in the autumn [3].", "says it of"),
    ("Havbruk said on 9 November 2022 that it would move two farms [3].", "name Havbruk"),
    ("Salmon exports to Japan fell to 2,400 kilograms [3].", "number 2400 kilogram"),
    ("Norlaks declined to comment [3].", "Norlaks"),
    (
        "Wild salmon have returned to the Tverr river since 2017 [3].",
        "Wild salmon have not returned to the Tverr river since 2017.",
    ),
    (
        "Biologists suspect lice and not warmer water as the cause [3].",
        "Biologists suspect warmer water and not lice as the cause.",
    ),
    ("The Veterinary Institute had advised a limit of half a louse [3].", "Veterinary Institute"),
    ("No farm stayed below the limit of half a louse [3].", "its source does not deny it"),
    ("Most farms stayed below the limit of half a louse [3].", "most"),
    ("Norlaks counted 12 lice per fish in August 2022 [3].", "name Norlaks"),
    ("Ferries no longer run [1].", "no longer"),
    ("Putin approved the toll bridge on 14 March 2019 [1].", "name Putin"),
    ("The port authority has suspended a licence for 90 days [2].", "may suspend"),
    ("Executive Order 11990 of May 24, 1977, is revoked [4].", "revoke"),
    ("Executive Order 13777 of March 3, 2017, was suspended [4].", "suspend"),
    ("Executive Order 13777 remains in effect [4].", "No. 13777"),
    ("The task force shall include no fewer than seven other members [4].", "no fewer than"),
    (
        "The Secretary of the Treasury shall establish a Wetlands Task Force within 60 days [4].",
        "name Treasury",
    ),
    (
        "The Secretary of the Interior shall establish the task force within 90 days [4].",
        "number 90 day",
    ),
    ("Every member shall receive compensation [4].", "No member shall receive compensation."),
    ("The order restores one million hectares of wetlands by 2030 [4].", "number 1000000 hectare"),
    ("Executive Order 13777 of May 24, 1977, is revoked [4].", "No. 13777"),
]

OPENERS = ["However, ", "Meanwhile, ", "In addition, ", "By contrast, ", "Still, ", "But "]


def test_there_are_enough_sentences_of_both_kinds():
    assert len({*TRUE}) == len(TRUE) >= 40
    assert len({*FALSE}) == len(FALSE) >= 40


@pytest.mark.parametrize("said", TRUE)
def test_a_true_sentence_stands(said):
    assert verify(said, TURN).why == ""


@pytest.mark.parametrize(("said", "named"), FALSE)
def test_a_false_sentence_is_withheld_and_the_words_are_named(said, named):
    assert named in verify(said, TURN).why


HEALTH = passage(
    "The county bought 300 COVID-19 tests in May. The navy sold an F-35 jet to Norland. "
    "Cheap mRNA shots arrived. Low birth weight was found in 3 children."
)


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("In May the county bought 300 COVID-19 tests [1].", ""),
        ("The navy sold an F-35 jet to Norland [1].", ""),
        ("The cheap mRNA shots arrived [1].", ""),
        ("Birth-weight was low in 3 children [1].", ""),
        ("In May the county bought 300 COVID-20 tests [1].", "20"),
        ("The navy sold an F-16 jet to Norland [1].", "16"),
        ("The cheap DNA shots arrived [1].", "DNA"),
    ],
)
def test_a_number_in_a_name_is_no_amount_and_a_name_no_part_of_a_word(said, named):
    why = verify(said, [HEALTH]).why
    assert named in why if named else why == ""


REPEAL = replace(
    passage("Sec. 2. I am revoking Executive Order 14801 and replacing it with this order."),
    number="Executive Order 14911",
    title="Marking Buoys",
    publisher="Executive Office of the President",
)
RULE = passage(
    "Four rules came out. Rule No. 61 speaks to sellers abroad. Where a pump holds mercury, the "
    "exporter shall ask the harbour office for a permit within 3 days.\n\nWhere a valve leaks, "
    "the owner shall mend it within 9 days.",
    start=3_000,
)


@pytest.mark.parametrize(
    ("said", "source", "named"),
    [
        ("Executive Order 14911 of 31 October 2025 revoked Executive Order 14801 [1].", REPEAL, ""),
        ("The order was revoked by Executive Order 14911 of 31 October 2025 [1].", REPEAL, ""),
        ("The order was revoked by Executive Order 14911 of 1 October 2025 [1].", REPEAL, "2025"),
        ("Executive Order 14802 was revoked by Executive Order 14911 [1].", REPEAL, "14802"),
        (
            "Rule No. 61 of 2025 asks for a permit within 3 days where a pump holds mercury [1].",
            RULE,
            "",
        ),
        ("Rule No. 62 asks for a permit within 3 days where a pump holds mercury [1].", RULE, "62"),
        ("Rule No. 61 asks owners to mend a valve that leaks within 9 days [1].", RULE, "No. 61"),
    ],
)
def test_an_act_has_the_day_of_its_header_and_the_number_of_the_sentence_before(
    said, source, named
):
    why = verify(said, [source]).why
    assert named in why if named else why == ""


def test_an_opener_in_front_changes_no_verdict():
    for place, said in enumerate([*TRUE, *(said for said, _ in FALSE)]):
        opener = OPENERS[place % len(OPENERS)]
        fault = verify(opener + said[0].lower() + said[1:], TURN).why
        assert bool(fault) == (said not in TRUE), (opener, said, fault)
