"""The evals on gold of our own: relations, timelines, changes and answers, counted by hand."""

from collections import Counter

import numpy as np
import pytest

from evals import answers, changes, conflicts, relations, timeline
from evals.changes import Shown, StatusQuote
from evals.harness import Result, read_jsonl
from evals.keeping import KeepingEmbedder
from evals.measures import holds_most, reads_alone
from evals.relations import Claim
from evals.timeline import DatedQuote
from rag.models.embeddings import WordCountEmbedder
from rag.schema import Abstention, Answer, Conflict, ConflictSide, Evidence, Span, Statement
from tests.conftest import REPOSITORY
from tests.samples import passage

CORPUS = REPOSITORY / "corpus"


@pytest.mark.parametrize("module", [relations, timeline, changes])
def test_every_gold_quote_occurs_exactly_once_in_its_document(module):
    assert module.misplaced_quotes(CORPUS) == []


def test_the_gold_sets_are_as_large_as_is_said():
    cases = read_jsonl(relations.CASES)
    positive = [case for case in cases if case["expected"]]
    rows = read_jsonl(timeline.GOLD)
    assert (len(cases), len(positive)) == (60, 25)
    assert (len(rows), len({row["query"] for row in rows})) == (47, 9)
    assert len(read_jsonl(changes.CASES)) == 20
    halves = Counter(
        (case["half"], case["kind"] is not None) for case in read_jsonl(conflicts.CASES)
    )
    assert halves == {
        ("development", True): 16,
        ("development", False): 16,
        ("held_out", True): 48,
        ("held_out", False): 49,
        ("corpus", True): 12,
    }


# -- conflicts -------------------------------------------------------------------------------------


def conflict(kind, *said, response="differs"):
    """A conflict between documents that are titled as what they say."""
    sides = [
        ConflictSide(Evidence(passage(text, title=text), Span(0, 1), text, 1, 1, 1), text)
        for text in said
    ]
    return Conflict(kind, *sides, response)


PLANTED = {
    "kind": "figure",
    "response": "updates",
    "documents": [{"title": "12 dead"}, {"title": "15 dead"}],
}


def test_a_planted_conflict_is_flagged_when_it_is_the_only_one_and_of_its_kind():
    right = conflict("figure", "12 dead", "15 dead", response="updates")
    assert conflicts.score([right], PLANTED) == {"flagged": 1.0, "response": 1.0}
    assert conflicts.score([], PLANTED) == {"flagged": 0.0}
    of_other_kind = conflict("state", "12 dead", "15 dead")
    assert conflicts.score([of_other_kind], PLANTED) == {"flagged": 0.0}
    assert conflicts.score([right, of_other_kind], PLANTED)["flagged"] == 0.0


def test_a_conflict_of_other_documents_is_not_the_planted_one():
    assert conflicts.score([conflict("figure", "12 dead", "9 hurt")], PLANTED) == {"flagged": 0.0}


def test_a_conflict_of_the_collection_is_known_by_its_two_values():
    case = {"kind": "date", "response": "differs", "said": ["1 May", "2 May"]}
    found = conflict("date", "2 May", "1 May")
    assert conflicts.score([found], case) == {"flagged": 1.0, "response": 1.0}


def test_any_conflict_between_sources_that_agree_is_a_false_alarm():
    case = {"kind": None}
    assert conflicts.score([], case) == {"false_alarms": 0.0}
    assert conflicts.score([conflict("figure", "12", "15")], case) == {"false_alarms": 1.0}


# -- relations -------------------------------------------------------------------------------------

ENDED = Claim("revokes", "order 1", False, None, None)


def test_a_relation_with_another_day_is_read_and_its_details_are_wrong():
    other_day = ENDED._replace(until="2031-05-01")
    assert relations.score([ENDED], [other_day]) == {"read": 1.0, "details": 0.0}


def test_one_relation_too_many_or_too_few_is_not_read():
    two = [ENDED, ENDED._replace(act="order 2")]
    assert relations.score(two, [ENDED])["read"] == 0.0
    assert relations.score([ENDED], two)["read"] == 0.0


def test_a_sentence_that_holds_no_relation_is_scored_by_silence_alone():
    assert relations.score([], []) == {"silent": 1.0}
    assert relations.score([ENDED], []) == {"silent": 0.0}


def test_relations_are_read_as_well_as_stated():
    rows = tuple(relations.run(CORPUS))
    figures = Result("relations", "corpus", rows, 0.0, {}).metrics
    # Of sentences that hold none nothing is read; of eight in the collection four are read.
    assert [figures[system]["silent"].value for system in ("corpus", "written")] == [1.0, 1.0]
    assert figures["corpus"]["read"].value >= 4 / 8
    assert figures["written"]["read"].value >= 15 / 17


# -- timeline --------------------------------------------------------------------------------------

SHOWN = [DatedQuote("2025-04-04", "a"), DatedQuote("2025-04-05", "b")]


@pytest.mark.parametrize(
    ("day", "quotes", "expected"),
    [
        ("2025-04-04", {"a"}, {"rows": 1.0, "days": 1.0}),
        # Its sentence is shown under the day before.
        ("2025-04-05", {"a"}, {"rows": 0.0, "days": 0.0}),
        # The one sentence is right, the other stands under a wrong day.
        ("2025-04-04", {"a", "b"}, {"rows": 1.0, "days": 0.0}),
        # What is not shown says nothing of days.
        ("2025-04-04", {"c"}, {"rows": 0.0}),
    ],
)
def test_a_row_needs_the_day_and_the_sentence(day, quotes, expected):
    days = {quote: {day} for quote in quotes}
    assert timeline.score(day, quotes, SHOWN, days) == expected


def test_a_sentence_of_two_days_may_stand_under_either():
    records = [
        {"day": day, "quotes": [{"file": "f", "quote": "It began and it ended."}]}
        for day in ("2025-04-04", "2025-04-05")
    ]
    (days,) = timeline.gold_days(records).values()
    assert days == {"2025-04-04", "2025-04-05"}


# -- changes ---------------------------------------------------------------------------------------

QUOTE = "The quota is 5 tonnes."


def case(expected, **fields):
    return {"expected": expected, "quote": QUOTE, **fields}


def shown_under(place):
    return Shown(**{place: frozenset({changes.fingerprint(QUOTE)})})


@pytest.mark.parametrize(
    ("expected", "place"), [("added", "added"), ("removed", "removed"), ("document", "documents")]
)
def test_a_sentence_is_found_only_where_it_belongs(expected, place):
    assert changes.score(case(expected), shown_under(place)) == {"found": 1.0}
    for other in {"added", "removed", "documents"} - {place}:
        assert changes.score(case(expected), shown_under(other)) == {"found": 0.0}


def test_a_status_is_found_with_its_kind_and_its_last_day():
    key = changes.fingerprint(QUOTE)
    gold = case("status", kind="suspends", until_day="2026-11-10")
    right = StatusQuote(key, "suspends", "2026-11-10")
    wrong_day = right._replace(until=None)
    assert changes.score(gold, Shown(statuses=frozenset({right}))) == {"found": 1.0}
    assert changes.score(gold, Shown(statuses=frozenset({wrong_day}))) == {"found": 0.0}


def test_silence_is_kept_when_the_sentence_or_anything_is_not_shown():
    assert changes.score(case("silent"), Shown()) == {"silent": 1.0}
    assert changes.score(case("silent"), shown_under("removed")) == {"silent": 0.0}
    assert changes.score({"expected": "nothing"}, Shown()) == {"silent": 1.0}
    assert changes.score({"expected": "nothing"}, shown_under("added")) == {"silent": 0.0}


# -- answers ---------------------------------------------------------------------------------------

GOLD = {"answerable": True, "gold_quote": "The quota fell to 5 tonnes."}
SHOWN_ANSWER = Answer(
    "How large is the quota?",
    (
        Statement("They were glad.", "quoted"),
        Statement("The quota fell to 5 tonnes in May.", "quoted"),
    ),
)
REFUSED = Answer("How large is the quota?", abstention=Abstention("not_enough", "No passage."))


def test_an_answer_is_scored_by_its_first_excerpt_and_by_any():
    # The second excerpt holds the gold quote; the first has three words and points back.
    assert answers.score(GOLD, SHOWN_ANSWER) == {
        "refused_answerable": 0.0,
        "reads_alone": 0.5,
        "words_first": 3.0,
        "first": 0.0,
        "full": 1.0,
    }


def test_a_refusal_answers_nothing_and_shows_nothing():
    assert answers.score(GOLD, REFUSED) == {"refused_answerable": 1.0, "first": 0.0, "full": 0.0}


def test_a_question_without_gold_is_scored_by_its_refusal_alone():
    unanswerable = {"answerable": False, "gold_quote": None}
    assert answers.score(unanswerable, REFUSED) == {"refused_unanswerable": 1.0}
    assert answers.score(unanswerable, SHOWN_ANSWER) == {"refused_unanswerable": 0.0}


def test_an_excerpt_holds_a_quote_with_four_fifths_of_its_words():
    assert holds_most("a b c d", "a b c d e")
    assert not holds_most("a b c", "a b c d")
    assert not holds_most("anything", "")


@pytest.mark.parametrize(
    ("excerpt", "expected"),
    [
        ("Exports fell in May.", True),
        ("- 40 per cent should be refined inside the Union.", True),
        ("| Mining | 10 per cent |", True),
        ("“It fell,” she said.", False),
        ("This fell in May.", False),
        ("of exports in May.", False),
        ("Exports fell", False),
        ("", False),
    ],
)
def test_an_excerpt_reads_alone_by_its_form(excerpt, expected):
    assert reads_alone(excerpt) is expected


# -- vectors that are kept -------------------------------------------------------------------------


class Counting(WordCountEmbedder):
    """Counts words, and the texts that it is asked for."""

    asked = 0

    def embed(self, texts):
        self.asked += len(texts)
        return super().embed(texts)


def test_a_text_is_embedded_once_and_as_without_keeping():
    counting = Counting()
    keeping = KeepingEmbedder(counting)
    texts = ["one licence", "two quotas", "one licence"]
    first, second = keeping.embed(texts), keeping.embed(texts)
    assert counting.asked == 2
    np.testing.assert_array_equal(first, WordCountEmbedder().embed(texts))
    np.testing.assert_array_equal(first, second)
    assert keeping.embed([]).shape == (0, 256)


def test_words_and_questions_are_kept_too():
    counting = Counting()
    keeping = KeepingEmbedder(counting)
    for _ in range(2):
        (read,) = keeping.embed_words(["one licence"])
        np.testing.assert_array_equal(read.vector, keeping.embed_question("one licence"))
    assert counting.asked == 2
