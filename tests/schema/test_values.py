"""The values: spans, windows and the JSON form of an answer."""

import json
from dataclasses import FrozenInstanceError
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.schema import (
    Abstention,
    Answer,
    Citation,
    Copy,
    Dating,
    Document,
    Engine,
    Notice,
    Scope,
    Source,
    Span,
    Statement,
    TimeExpressions,
    Window,
)
from tests.samples import passage

JUNE, JULY = date(2025, 6, 1), date(2025, 7, 1)
QUOTE = "It rose by 2.5 per cent. 😀"
CITATION = Citation(1, "chunk-1", "document-1", QUOTE, Span(10, 10 + len(QUOTE)))
SOURCE = Source(
    1, "document-1", "A title", "The Daily", JULY, "meta", None, "https://daily.example", "news",
    copies=(Copy("document-2", "A copy", None, JUNE),),
)  # fmt: skip


def test_a_span_is_half_open():
    assert Span(1, 3).of("abcd") == "bc"
    assert Span(2, 2).of("abcd") == ""


def test_a_span_shifted_covers_the_same_text_further_on():
    assert Span(1, 3).shifted(5) == Span(6, 8)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=50), st.text(max_size=50), st.data())
def test_a_shifted_span_finds_its_text_behind_a_prefix(prefix, text, data):
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    assert span.shifted(len(prefix)).of(prefix + text) == span.of(text)


def test_a_window_holds_both_its_ends():
    window = Window(JUNE, JULY)
    assert window.holds(JUNE)
    assert window.holds(JULY)
    assert not window.holds(date(2025, 5, 31))
    assert not window.holds(date(2025, 7, 2))


def test_an_open_window_holds_everything_on_its_open_side():
    assert Window(None, JUNE).holds(date(1900, 1, 1))
    assert Window(JUNE, None).holds(date(2099, 1, 1))
    assert Window().holds(JUNE)


def test_a_window_without_ends_is_false():
    assert not Window()
    assert Window(JUNE)
    assert Window(None, JUNE)


def test_a_window_that_ends_before_it_starts_is_an_error_with_both_days():
    with pytest.raises(ValueError, match=r"2025-07-01, after its end on 2025-06-01"):
        Window(JULY, JUNE)


def test_windows_overlap_when_they_share_a_day():
    assert Window(JUNE, JULY).overlaps(Window(JULY, None))
    assert not Window(None, JUNE).overlaps(Window(JULY, None))
    assert Window().overlaps(Window(JUNE, JUNE))


ENDS = st.one_of(st.none(), st.dates(date(2025, 1, 1), date(2025, 1, 9)))
WINDOWS = (
    st.tuples(ENDS, ENDS)
    .filter(lambda ends: not (ends[0] and ends[1] and ends[0] > ends[1]))
    .map(lambda ends: Window(*ends))
)


@settings(max_examples=100, deadline=None)
@given(WINDOWS, WINDOWS)
def test_overlapping_is_mutual_and_means_a_day_in_common(one, other):
    common = any(
        one.holds(date(2025, 1, day)) and other.holds(date(2025, 1, day)) for day in range(1, 10)
    )
    assert one.overlaps(other) == other.overlaps(one) == common


def test_the_json_of_a_window_is_iso_or_null():
    assert Window(JUNE).to_dict() == {"start": "2025-06-01", "end": None}


def test_a_scope_is_true_when_it_restricts_anything():
    assert not Scope()
    assert Scope(as_of=JUNE)
    assert Scope(window=Window(JUNE))
    assert Scope(publishers=("The Daily",))
    assert Scope(kinds=("news",))


def document(published, updated):
    datings = [day and Dating(day, "meta", str(day)) for day in (published, updated)]
    return Document(
        "key", "origin", "hash", "title", "text", "news", published=datings[0], updated=datings[1]
    )


def test_a_version_can_be_read_from_the_later_of_its_dates():
    assert document(JUNE, JULY).effective == JULY
    assert document(JUNE, None).effective == JUNE
    assert document(None, None).effective is None


def test_values_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        Window(JUNE).start = JULY
    with pytest.raises(FrozenInstanceError):
        CITATION.quote = "another"


def test_a_source_takes_what_its_passage_says():
    item = passage("It rose.", title="Magnets")
    source = Source.of(3, item)
    assert (
        source.n,
        source.document_id,
        source.title,
        source.publisher,
        source.published,
        source.date_source,
        source.kind,
    ) == (
        3,
        "document-1",
        "Magnets",
        "The Daily",
        date(2025, 10, 31),
        "meta",
        "news",
    )


ANSWER = Answer(
    question="Did it rise?",
    statements=(
        Statement(QUOTE, "quoted", (CITATION,), highlights=(Span(13, 17),)),
        Statement("Both say so.", "verified", (CITATION, CITATION), checked_by=("code", "a:judge")),
    ),
    sources=(SOURCE,),
    notices=(Notice("old_evidence", "The newest source is old.", (CITATION,)),),
    as_of=JULY,
    window=Window(JUNE, JULY),
    mentioned=Window(JUNE, date(2025, 6, 30)),
    expressions=TimeExpressions("in June"),
    searched="Did the price rise?",
    leans=True,
    today=date(2025, 7, 2),
    passages=(passage(QUOTE, start=10),),
    engine=Engine("model", "tiny", {"input_tokens": 5}, "it was set", "chroma"),
    timings_ms={"retrieve": 3},
)


def test_the_json_form_of_an_answer_is_stable():
    cited = {
        "n": 1,
        "document_id": "document-1",
        "chunk_id": "chunk-1",
        "quote": QUOTE,
        "start": 10,
        "end": 36,
    }
    assert ANSWER.to_dict() == {
        "question": "Did it rise?",
        "searched": "Did the price rise?",
        "leans": True,
        "status": "answered",
        "abstention": None,
        "statements": [
            {
                "text": QUOTE,
                "support": "quoted",
                "checked_by": [],
                "why": "",
                "citations": [cited],
                "highlights": [{"start": 13, "end": 17}],
            },
            {
                "text": "Both say so.",
                "support": "verified",
                "checked_by": ["code", "a:judge"],
                "why": "",
                "citations": [cited, cited],
                "highlights": [],
            },
        ],
        "sources": [
            {
                "n": 1,
                "document_id": "document-1",
                "title": "A title",
                "publisher": "The Daily",
                "published": "2025-07-01",
                "date_source": "meta",
                "updated": None,
                "url": "https://daily.example",
                "kind": "news",
                "copies": [
                    {
                        "document_id": "document-2",
                        "title": "A copy",
                        "publisher": None,
                        "published": "2025-06-01",
                    }
                ],
                "number": "",
            }
        ],
        "notices": [
            {"kind": "old_evidence", "message": "The newest source is old.", "citations": [cited]}
        ],
        "as_of": "2025-07-01",
        "window": {"start": "2025-06-01", "end": "2025-07-01"},
        "mentioned": {"start": "2025-06-01", "end": "2025-06-30"},
        "expressions": {"window": "in June", "as_of": ""},
        "today": "2025-07-02",
        "newest_source": "2025-07-01",
        "mix": "1 source, 1 publisher",
        "checked_by": "code and a:judge",
        "passages": [
            {
                "chunk_id": "chunk-1",
                "document_id": "document-1",
                "start": 10,
                "end": 36,
                "score": 1.0,
            }
        ],
        "engine": {
            "drafter": "model",
            "model": "tiny",
            "usage": {"input_tokens": 5},
            "reason": "it was set",
            "dense": "chroma",
        },
        "timings_ms": {"retrieve": 3},
    }


def test_the_json_form_is_json():
    assert json.loads(json.dumps(ANSWER.to_dict())) == ANSWER.to_dict()


def test_the_json_form_of_a_refusal_names_its_reason_and_the_nearest_sources():
    refusal = Answer(
        "Did it fall?", abstention=Abstention("not_enough", "Nothing says so.", (SOURCE,))
    )
    found = json.loads(json.dumps(refusal.to_dict()))
    assert found["status"] == refusal.status == "abstained"
    assert found["abstention"]["reason"] == "not_enough"
    assert [source["n"] for source in found["abstention"]["nearest"]] == [1]
    assert (found["statements"], found["window"], found["as_of"], found["newest_source"]) == (
        [],
        None,
        None,
        None,
    )


def test_every_empty_answer_has_the_same_keys():
    assert Answer("x").to_dict().keys() == ANSWER.to_dict().keys()


def test_the_text_of_an_answer_carries_each_source_once_a_statement():
    assert ANSWER.text == f"{QUOTE} [1]\n\nBoth say so. [1]"


def test_the_text_of_a_refusal_is_its_message():
    assert (
        Answer("x", abstention=Abstention("nothing_found", "There is nothing.")).text
        == "There is nothing."
    )


def test_the_newest_source_ignores_those_without_a_date():
    undated = Source(2, "document-2", "T", None, None, None, None, None, "policy")
    assert Answer("x", sources=(undated, SOURCE)).newest_source == JULY
    assert Answer("x", sources=(undated,)).newest_source is None


def test_the_mix_counts_a_publisher_once_and_an_unknown_one_never():
    sources = [
        Source(n, f"document-{n}", "T", publisher, None, None, None, None, "news")
        for n, publisher in enumerate(["PTI", "Pti", None, "BBC"], 1)
    ]
    assert Answer("x", sources=tuple(sources)).mix == "4 sources, 2 publishers"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.lists(st.text(max_size=40), max_size=3))
def test_any_text_survives_json(question, quotes):
    statements = tuple(
        Statement(text, "quoted", (Citation(1, "c", "d", text, Span(0, len(text))),))
        for text in quotes
    )
    found = json.loads(json.dumps(Answer(question, statements).to_dict()))
    assert found["question"] == question
    assert [statement["text"] for statement in found["statements"]] == quotes
