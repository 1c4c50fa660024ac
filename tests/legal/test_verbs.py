"""Verbs of the lexicon: their forms, what they do to an act, and who reads them."""

import subprocess
import sys

import pytest

from rag.language.lexicon import load
from rag.language.lexicon.verbs import (
    FORMS,
    USES,
    effect_of,
    ended_pattern,
    forms,
    inflect,
    nouns,
    read_verbs,
    says_ended,
    verbs,
)
from rag.legal.declarations import read_declarations
from rag.legal.questions import read_act_request

OWN = "Executive Order 14900 of March 3, 2031\n\n"
ENDING = [verb for verb in verbs("revokes", verb_object="act") if verb.uses == USES]


@pytest.mark.parametrize(
    ("lemma", "doubled", "found"),
    [
        ("revoke", False, "revoke revokes revoked revoked revoking"),
        ("amend", False, "amend amends amended amended amending"),
        ("modify", False, "modify modifies modified modified modifying"),
        ("annul", True, "annul annuls annulled annulled annulling"),
        ("quash", False, "quash quashes quashed quashed quashing"),
        ("delay", False, "delay delays delayed delayed delaying"),
    ],
)
def test_regular_forms_follow_the_spelling(lemma, doubled, found):
    assert [inflect(lemma, doubled)[name] for name in FORMS] == found.split()


def test_irregular_forms_variants_and_particles_are_in_the_rows():
    revoking = set(forms("revokes"))
    assert {"withdrew", "withdrawn", "canceled", "cancelled", "struck down"} <= revoking
    assert {"froze", "frozen", "put on hold", "on hold"} <= set(forms("suspends"))
    assert {"took effect", "came into force"} <= set(forms("starts"))


def test_each_verb_has_one_row_for_each_particle_and_effect():
    rows = [(row["lemma"], row.get("particle"), row["effect"]) for row in load("verbs")["verb"]]
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize(
    ("word", "effect"),
    [
        ("repealing", "revokes"),
        ("Cancelled", "revokes"),
        ("on  hold", "suspends"),
        ("inserted", "amends"),
        ("lapsed", "expires"),
        ("praised", None),
    ],
)
def test_a_form_leads_to_its_effect(word, effect):
    assert effect_of(word) == effect


def test_nouns_name_the_deed():
    assert {"repeal", "revocation", "withdrawal"} <= set(nouns("revokes"))


@pytest.mark.parametrize("verb", ENDING, ids=lambda verb: verb.lemma)
def test_acts_reports_questions_and_remarks_read_the_same_verbs(verb):
    done = verb.forms["participle"][0]
    order = read_declarations("", f"{OWN}Executive Order 12000 is hereby {done}.", "policy")
    assert [item.kind for item in order.relations] == ["revokes"]
    report = read_declarations("", f"Executive Order 12000 was {done} on Friday.", "news")
    assert [item.kind for item in report.relations] == ["revokes"]
    assert read_act_request(f"Was Executive Order 12000 {done}?").kinds == ("revokes",)
    assert says_ended(f"It was {done}.")


@pytest.mark.parametrize("text", ["It was not revoked.", "It was never lifted.", "It is in force."])
def test_what_is_denied_has_not_ended(text):
    assert not ended_pattern().search(text)


def test_a_row_makes_a_verb():
    (verb,) = read_verbs([{"lemma": "nix", "effect": "revokes", "nouns": ["nixing"]}])
    assert verb.forms["past"] == ("nixed",)
    assert verb.forms["third"] == ("nixes",)
    assert (verb.effect, verb.object, verb.uses) == ("revokes", "act", USES)


ADDED_ROW = """
from rag.language import lexicon

lexicon.load("verbs")["verb"].append({"lemma": "nix", "effect": "revokes"})

from rag.language.lexicon.verbs import says_ended
from rag.legal.declarations import read_declarations
from rag.legal.questions import read_act_request

OWN = "Executive Order 14900 of March 3, 2031\\n\\n"
order = read_declarations("", OWN + "Executive Order 12000 is hereby nixed.", "policy")
assert [item.kind for item in order.relations] == ["revokes"]
report = read_declarations("", "Executive Order 12001 nixed Executive Order 12000.", "news")
assert report.relations[0].by.number == "12001"
assert read_act_request("Which order nixed Executive Order 12000?").kinds == ("revokes",)
assert says_ended("It was nixed.")
"""


def test_a_row_of_the_file_is_read_by_acts_reports_questions_and_remarks():
    done = subprocess.run([sys.executable, "-c", ADDED_ROW], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
