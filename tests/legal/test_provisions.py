"""Find the provision a question names, in the numbering of several laws."""

import pytest

from rag.legal.provisions import find_provision, leads_in, named_provision

ORDER = """Section 1. Purpose. It is the policy to be prudent.

Sec. 2. Regulatory Cap. (a) Two rules are named for each new one.

(b) The cost of all new rules is zero. See section 3(b) of this order.

(c) Costs are offset, except as follows:

(i) rules of the military;

(ii) rules on staff.

Sec. 3. Reports. (a) Reports are due in 90 days.

(b) The Director publishes them.

Sec. 12. General. Nothing here is a right."""
REGULATION = (
    "# Article 5\n\n1. Permits take 27 months.\n\n# Article 50\n\nThis Regulation enters "
    "into force."
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What does section 3(b) of Executive Order 13771 say?", ("section", "3", ("b",))),
        ("Under Sec. 2(c)(ii), which rules are left out?", ("section", "2", ("c", "ii"))),
        ("What does Article 5 of Regulation (EU) 2024/1252 say?", ("article", "5", ())),
        ("Does rule 14A apply?", ("rule", "14a", ())),
    ],
)
def test_a_named_provision_is_read(question, expected):
    assert named_provision(question)[:3] == expected


@pytest.mark.parametrize(
    "question",
    [
        "What does Executive Order 13771 say?",
        "The cross-section of 3 firms",
        "What did sections of the press say?",
    ],
)
def test_other_questions_name_none(question):
    assert named_provision(question) is None


@pytest.mark.parametrize(
    ("asked", "begins", "ends"),
    [
        ("section 1", "Section 1. Purpose.", "be prudent."),
        ("section 2", "Sec. 2. Regulatory", "rules on staff."),
        ("section 2(a)", "(a) Two rules", "each new one."),
        ("section 2(b)", "(b) The cost", "of this order."),
        ("section 2(c)(i)", "(i) rules of the military", "military;"),
        ("section 2(c)(ii)", "(ii) rules on staff", "on staff."),
        ("section 3(b)", "(b) The Director", "publishes them."),
        ("section 12", "Sec. 12. General", "a right."),
    ],
)
def test_a_provision_stands_from_its_mark_to_the_next_of_its_row(asked, begins, ends):
    found = find_provision(ORDER, named_provision(asked)).of(ORDER).strip()
    assert found.startswith(begins)
    assert found.endswith(ends)


def test_an_article_is_a_heading_of_its_own_number():
    found = find_provision(REGULATION, named_provision("Article 5")).of(REGULATION)
    assert "27 months" in found
    assert "enters into force" not in found


@pytest.mark.parametrize("asked", ["section 4", "section 3(d)", "article 2"])
def test_what_the_text_does_not_have_is_not_found(asked):
    assert find_provision(ORDER, named_provision(asked)) is None


LISTED = """Sec. 4. Harbours. (a) Each harbour master shall—

(i) count ships, by:

(A) flag; and

(B) length;

(ii) light lamps.

(b) Pilots rest at night.

Sec. 5. Terms. In this order:

(a) "ship" means a vessel."""


@pytest.mark.parametrize(
    ("asked", "leads"),
    [
        ("section 4(a)(ii)", ["(a) Each harbour master shall—"]),
        ("section 4(a)(i)(B)", ["(a) Each harbour master shall—", "(i) count ships, by:"]),
        ("section 5(a)", ["In this order:"]),
        ("section 4(b)", []),
        ("section 4", []),
    ],
)
def test_an_item_of_a_list_comes_with_the_sentences_that_introduce_it(asked, leads):
    assert [span.of(LISTED) for span in leads_in(LISTED, named_provision(asked))] == leads
