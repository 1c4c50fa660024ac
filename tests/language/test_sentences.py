"""Sentence ends in awkward company: abbreviations, references, initials, headings, numbers."""

import pytest

from rag.language.sentences import sentences

# Each row is the sentences that a text is to be cut into; they are joined by a space.
AWKWARD = [
    ["It acts under 5 U.S.C. 552 and 5 U.S.C. 601.", "The rest stays."],
    ["It acts under 50 U.S.C. § 1701 et seq. and other laws.", "It stays."],
    ["It acts under 42 U.S.C. Chapter 55.", "It stays."],
    ["It rests on 5 U.S.C.", "The order ends there."],
    ["The rule is in 40 C.F.R. Part 60.", "It stays."],
    ["An F.B.I. agent came.", "He left."],
    ["The F.B.I. Director spoke.", "He left."],
    ["He joined the F.B.I.", "He left in May."],
    ["The U.S. Government acted.", "It paid."],
    ["The U.S. and the U.K. signed.", "The E.U. did not."],
    ["He has a Ph.D. in law.", "She has none."],
    ["Washington, D.C. is far.", "So is Rome."],
    ["The loan is Rs. 1,25,000 crore.", "It is large."],
    ["The loan is up to Rs. 35 lakh per boat.", "It is large."],
    ["It was said by Smt. Anita Rao.", "She left."],
    ["It was said by Shri R. K. Singh.", "He left."],
    ["Acme Pvt. Ltd. applied.", "It waits."],
    ["Acme Pvt. Ltd. Managing Director Rao spoke.", "He left."],
    ["He works for Acme Pvt. Ltd.", "The firm is old."],
    ["He works for Acme Inc.", "It is old."],
    ["Lynas Corp. Chairman Li spoke.", "He left."],
    ["Smith & Co. sold it.", "It was old."],
    ["It follows Sec. 3.(b)(ii) and No. 4 of Annex I.", "It stays."],
    ["It follows Art. 7 para. 2 lit. c of the Act.", "It stays."],
    ["It follows Reg. (EU) No. 952/2013 in full.", "It stays."],
    ["It follows Reg. No. 12 of 2019.", "It stays."],
    ["It follows Pub. L. 104-13 in part.", "It stays."],
    ["It follows Art. IV of the treaty.", "It stays."],
    ["See App. B and Fig. 3 below.", "They differ."],
    ["See vol. 2, pp. 4-6, and ch. 9.", "They differ."],
    ["Nos. 55 and 56 apply.", "No. 57 does not."],
    ["The answer was no.", "Ships left."],
    ["They show modern art.", "Museums pay."],
    ["He paid in the app.", "Users like it."],
    ["Sec. 1. Purpose.", "This order sets rules."],
    ["Section 2. Definitions.", "A vessel is a ship."],
    ["Article 5. Fees.", "The fee is 40 euros."],
    ["Sec. 4. Repeal.", "Order No. 9 of 3 Jan. 2019 is repealed."],
    ["3. Licences are needed.", "They cost."],
    ["2.1. Scope of the rule.", "It is wide."],
    ["A. The Board meets.", "It votes."],
    ["IV. Final provisions.", "They are short."],
    ["Es war am 3. Mai ein Fest.", "Alle kamen."],
    ["Am 3. März begann es.", "Alle kamen."],
    ["Es begann am 3. April 2024 in Bonn.", "Alle kamen."],
    ["The price rose by 3.", "May brought rain."],
    ["It began on Oct. 9 and ended on Dec. 1, 2025.", "All waited."],
    ["It ended in Dec.", "The next began."],
    ["J. R. Smith came.", "He left."],
    ["George W. Bush spoke.", "He left."],
    ["They chose plan B.", "The mayor agreed."],
    ["So did I.", "Nobody cared."],
    ["He met Mr. and Mrs. Li, Dr. Wu and Prof. Ma.", "They talked."],
    ["Gen. Sir John Lee, Lt. Col. Ray and Sgt. Day spoke.", "They left."],
    ["Sen. Ron Day met Rep. Ann Lee.", "They left."],
    ["John Lee Jr. spoke.", "He left."],
    ["He lives on Wall St.", "The street is old."],
    ["St. John Rescue came.", "It helped."],
    ["Metals, e.g. Gallium, are listed.", "Others are not."],
    ["It is final, i.e. No appeal lies.", "It stays."],
    ["Steel, coal etc. are listed.", "They stay."],
    ["Steel, coal, etc.", "They stay."],
    ["Lee et al. found it.", "It holds."],
    ["It is the same, cf. Annex II.", "It stays."],
    ["It is Roe v. Wade again.", "It stays."],
    ["It opened at 9 a.m. and closed at 5 p.m.", "The bell rang."],
    ["It rose 2.5 per cent to $1.2 million.", "It fell 0.3."],
    ["“Why now?” he asked.", "“Because!” she said."],
    ["He said “It rose.”", "She left."],
    ["Wait... he said.", "She left."],
    ["Yahoo! was sold.", "It shrank."],
    ["Visit example.com today.", "Then go."],
    ["The answer was no.", "No. 18 took effect."],
    ["The answer was no.", "I left."],
    ["[FR Doc. 07-1704 Filed 4-3-07.]", "It stays."],
    ["(See the list.)", "The rest stays."],
    ["(a) The fee is due.", "(b) It is halved.", "(ii) It ends."],
    ["Sec. 3. (a) The fee is due.", "(b) It is halved."],
    ["It follows para. (b) and lit. (c) of it.", "It stays."],
    ["It acts under the Ports Act (46 U.S.C. 101 et seq.) (PA), as amended.", "It stays."],
    ["It acts under 46 U.S.C. 101 et seq. (1994), and by law.", "It stays."],
    ["It acts under 46 U.S.C. 101 et seq.", "Harbours pay."],
    ["It follows Pub. L. No. 104-13 and P. L. No. 9-2.", "It stays."],
    ["See Lee v. Day, 5 A.2d 9 (Me. 1970) (no fee).", "It stays."],
    ["It is printed in 61 Fed. Reg. 127 (61 Fed. Reg. 127, March 5).", "It stays."],
    ["It follows Mil. R. Evid. 302, Fed. R. Crim. P. 33 and 72 S. Ct. 451.", "It stays."],
    ["It was said in 140 Cong. Rec. S12,990 and H.J. Res. 5.", "It stays."],
    ["It follows Amend. IV, Pt. 3 and Ss. 4-6 of it.", "It stays."],
    ["It raised rates at the Fed.", "Banks fell."],
    ["He won by ten pts.", "Fans sang."],
    ["It is amended to read: “Sec. 4. Report.", "The Board reports.”"],
    ["“2. The contractor pays.", "He waits.”"],
    ["2-201. Marking.", "A label is needed."],
    ["The officials . . . and the staff left.", "It stays."],
    ["Ann Lee, Jr. , a pilot, left.", "She waits."],
    ["He left (it was late) at ten.", "It rained."],
    ["(It was late.", "He left.)", "It rained."],
]


def cut(text):
    return [span.of(text) for span in sentences(text)]


def test_the_table_is_long_enough():
    assert len(AWKWARD) >= 60


@pytest.mark.parametrize("expected", AWKWARD, ids=lambda row: row[0])
def test_awkward_sentences_are_cut_where_they_end(expected):
    assert cut(" ".join(expected)) == expected


@pytest.mark.parametrize(
    "heading", ["## 5. Title", "# Sec. 5. Title", "### 2.1. Title", "## A. Title", "- 5. Title"]
)
def test_a_numbered_heading_is_not_cut_behind_its_number(heading):
    assert cut(f"{heading}\n\nText of it.") == [heading.removeprefix("- "), "Text of it."]
