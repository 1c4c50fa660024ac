"""Timelines: which sentences become rows, which are joined, and those of a small library."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from rag.chain import DatelineChain
from rag.errors import ConfigError
from rag.language.sentences import sentences
from rag.models.chat import ModelChoice
from rag.models.embeddings import WordCountEmbedder
from rag.reports.timeline import WritingDays, date_sentence, figures_conflict, merge_events
from rag.schema import Dating, Evidence, Span, Window
from rag.settings import load_settings
from rag.storage import Library
from rag.storage.dense.index import VectorIndex
from tests.samples import document, passage, put, quoting_chain

FRIDAY = date(2025, 10, 31)
BOTH = WritingDays(FRIDAY, FRIDAY)
GALLIUM = {"gallium": 1.0}


def evidence(text, sentence=-1, score=0.8, day="2025-10-31", number=1, start=0, title="A title"):
    """A sentence of a passage, the last one by default, as ranking gives it."""
    source = passage(text, title=title, day=day, number=number, start=start)
    span = sentences(text)[sentence]
    return Evidence(source, span.shifted(start), span.of(text), score, score, score)


def read(text, best=0.8, days=BOTH, **parts):
    return date_sentence(evidence(text, **parts), GALLIUM, days, best)


# -- sentences with their days ---------------------------------------------------------------------


def test_a_sentence_has_the_day_it_names():
    found = read("Gallium was licensed on 1 August 2023.")
    assert (found.when, found.words) == (
        Window(date(2023, 8, 1), date(2023, 8, 1)),
        "1 August 2023",
    )


def test_the_first_news_of_a_document_without_a_day_has_the_day_of_publication():
    found = read("Some firms hold licences for gallium.")
    assert (found.when, found.words) == (Window(FRIDAY, FRIDAY), "")


@pytest.mark.parametrize(
    "text",
    [
        "Two days later the ban on gallium ended.",
        "The licence for gallium is not a ban.",
        "The licence for gallium",
        "| Gallium | 1 August 2023 |",
        "# Gallium since 1 August 2023.",
        "since 1 August 2023 gallium;",
        "Was gallium licensed on 1 August 2023?",
    ],
)
def test_what_is_no_sentence_or_no_news_of_its_day_is_no_event(text):
    assert read(text) is None


def test_background_without_a_day_is_no_event():
    assert read("Gallium melts in the hand.", start=5_000) is None


def test_a_sentence_far_from_the_subject_is_no_event():
    assert read("Gallium was licensed on 1 August 2023.", score=0.4, best=0.9) is None


def test_a_dated_sentence_of_a_document_on_the_subject_may_say_less_of_it_itself():
    assert read("The ministry acted on 1 August 2023.", score=0.3, title="A title") is None
    assert read("The ministry acted on 1 August 2023.", score=0.3, title="Gallium")


def test_a_sentence_of_two_possible_days_of_writing_has_no_relative_day():
    assert (
        read("Gallium was licensed yesterday.", days=WritingDays(FRIDAY, date(2025, 11, 20)))
        is None
    )
    assert read(
        "Gallium was licensed on 1 August 2023.", days=WritingDays(FRIDAY, date(2025, 11, 20))
    )


def test_a_document_without_a_date_gives_only_the_days_it_names():
    assert read("Gallium was licensed on 1 August 2023.", days=WritingDays(None, None))
    assert read("Some firms hold licences for gallium.", days=WritingDays(None, None)) is None


def test_a_paragraph_that_opens_with_its_date_is_quoted_with_it():
    found = read("Before.\n\n7 AUGUST. Gallium prices rise in Rotterdam.", start=100)
    assert found.when == Window(date(2025, 8, 7), date(2025, 8, 7))
    assert found.evidence.text == "7 AUGUST. Gallium prices rise in Rotterdam."
    assert found.evidence.span == Span(109, 152)


def test_what_it_is_stands_in_the_sentence_before_and_is_quoted_too():
    found = read("The ministry wrote a rule on gallium. It was published on 3 July 2023.")
    assert (
        found.evidence.text
        == "The ministry wrote a rule on gallium. It was published on 3 July 2023."
    )
    assert found.evidence.span == Span(0, 70)


def test_of_several_events_the_one_on_the_subject_gives_the_day():
    text = "China licensed graphite on 1 December 2023 and gallium on 1 August 2023."
    assert read(text).words == "1 August 2023"
    assert (
        read("China licensed graphite in May 2022, and on 3 June 2023 it barred gallium.").words
        == "3 June 2023"
    )


# -- one event reported several times --------------------------------------------------------------


def dated(text, number, day="2025-10-31", score=0.8):
    return date_sentence(
        evidence(text, day=day, number=number, score=score),
        GALLIUM,
        WritingDays(date.fromisoformat(day), date.fromisoformat(day)),
        0.8,
    )


def vectors(*cosines):
    """Unit vectors whose cosines with the first are these."""
    return np.array([[cosine, np.sqrt(1 - cosine**2)] for cosine in (1.0, *cosines)], np.float32)


def test_two_reports_of_one_day_are_one_event():
    found = [
        dated("Gallium was licensed on 1 August 2023.", 1),
        dated("Since 1 August 2023 gallium needs a licence.", 2),
    ]
    (event,) = merge_events(found, vectors(0.8))
    assert {
        event.main.evidence.passage.document_id,
        *(item.evidence.passage.document_id for item in event.others),
    } == {
        "document-1",
        "document-2",
    }


def test_a_denial_is_the_face_of_no_event_that_another_sentence_tells():
    found = [
        dated("The export licence for gallium was not suspended on 1 August 2023.", 1, score=0.9),
        dated("Gallium was licensed on 1 August 2023.", 2),
    ]
    (event,) = merge_events(found, vectors(0.8))
    assert event.main.evidence.text.startswith("Gallium was licensed")


def test_two_events_of_one_day_stay_two():
    found = [
        dated("Gallium was licensed on 1 August 2023.", 1),
        dated("On 1 August 2023 a gallium mine closed.", 2),
    ]
    assert len(merge_events(found, vectors(0.3))) == 2


def test_reports_whose_figures_differ_stay_two():
    found = [
        dated("Gallium rose 30.8 per cent in June 2025.", 1),
        dated("Gallium rose 32 per cent in June 2025.", 2),
    ]
    assert len(merge_events(found, vectors(0.95))) == 2


def test_a_day_and_its_month_are_one_event_under_the_day():
    found = [
        dated("Gallium was licensed in August 2023.", 1, score=0.9),
        dated("Gallium was licensed on 1 August 2023.", 2),
    ]
    (event,) = merge_events(found, vectors(0.9))
    assert event.main.words == "1 August 2023"


def test_the_next_days_report_is_a_retelling_and_next_weeks_is_not():
    first, next_day, next_week = (
        dated("Firms hold gallium licences.", number, day)
        for number, day in enumerate(("2025-10-30", "2025-10-31", "2025-11-07"))
    )
    assert len(merge_events([first, next_day], vectors(0.9))) == 1
    assert len(merge_events([first, next_week], vectors(0.9))) == 2


def test_a_document_that_dates_its_news_needs_no_row_for_its_publication():
    found = [
        dated("Gallium was licensed on 30 October 2025.", 1),
        dated("Some firms hold licences for gallium.", 1),
    ]
    (event,) = merge_events(found, vectors(0.6))
    assert (event.main.words, event.others) == ("30 October 2025", ())
    assert len(merge_events(found, vectors(0.1))) == 2  # it reported two things


def test_figures_differ_only_in_the_same_unit():
    assert figures_conflict("It sold 172 tonnes.", "It sold 150 tonnes.")
    assert not figures_conflict("It sold 172 tonnes.", "Sales rose 15 per cent.")
    assert not figures_conflict("No. 46 of 2024 applies.", "No. 23 of 2023 applies.")


# -- the chain on a small library ------------------------------------------------------------------

RULE = (
    "China put gallium under export licences on 1 August 2023, the ministry said. "
    "Sellers of gallium must apply before they ship abroad."
)
RETOLD = (
    "Gallium has been under Chinese export licences since 1 August 2023. "
    "Prices of wheat were flat in Rotterdam."
)
FIRST = (
    "The ministry approved the first export licences for gallium on Thursday. "
    "The names of the firms were withsource by officials."
)
PAUSE = (
    "China eased the export licences for gallium until 27 November 2026, it was "
    "announced on Sunday. No reason was given by the ministry."
)
WHEAT = (
    "Farmers in Norland harvested wheat in July 2024. "
    "The harvest of wheat was the largest on record."
)
ROWS = (
    document(
        "rule",
        RULE,
        title="Gallium leaves under licence",
        day="2023-08-02",
        publisher="Harbour News",
    ),
    document("retold", RETOLD, title="Metals", day="2024-12-04", publisher="The Daily"),
    document("first", FIRST, title="First licences", day="2023-09-22", publisher="Meridian Wire"),
    document(
        "copy",
        FIRST + " A closing line.",
        title="Licences at last",
        day="2023-09-23",
        publisher="Northgate Courier",
    ),
    document("pause", PAUSE, title="A ban is paused", day="2025-11-10", publisher="The Daily"),
    document("wheat", WHEAT, title="Wheat", day="2024-08-01"),
)
SUBJECT = "gallium export licences"


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    library = Library(tmp_path_factory.mktemp("timeline") / "library.sqlite3")
    put(library, WordCountEmbedder(), *ROWS)
    return library


@pytest.fixture(scope="module")
def chain(filled):
    with quoting_chain(filled) as opened:
        yield opened


def check_quotes(timeline, library):
    for row in timeline.rows:
        for citation in row.citations:
            assert (
                library.catalogue.document(citation.document_id)["text"][
                    citation.span.start : citation.span.end
                ]
                == citation.quote
            )
            assert timeline.source(citation).document_id == citation.document_id


def test_events_stand_in_the_order_of_their_own_dates_with_verbatim_quotes(chain, filled):
    result = chain.timeline(SUBJECT)
    assert [(row.date, row.basis) for row in result.rows] == [
        ("2023-08-01", "text"),
        ("2023-09-21", "text"),
        ("2025-11-09", "text"),
    ]
    check_quotes(result, filled)


def test_a_retelling_and_a_copy_are_named_and_make_no_row(chain):
    result = chain.timeline(SUBJECT)
    licensed, approved, _ = result.rows
    assert [result.source(citation).publisher for citation in licensed.citations] == [
        "Harbour News",
        "The Daily",
    ]
    assert [copy.publisher for copy in result.source(approved.quote).copies] == [
        "Northgate Courier"
    ]


def test_a_sentence_on_something_else_is_no_row(chain):
    assert not any("wheat" in row.quote.quote for row in chain.timeline(SUBJECT, limit=50).rows)


def test_since_and_until_are_days_of_the_events_not_of_publication(chain):
    result = chain.timeline({"question": SUBJECT, "since": "2023-09-01", "until": "2023-09-30"})
    assert [row.date for row in result.rows] == ["2023-09-21"]
    result = chain.timeline({"question": SUBJECT, "until": "2023-08-31"})  # retold in 2024
    assert [len(row.citations) for row in result.rows] == [2]


def test_a_period_in_the_question_is_one_of_events_too(chain):
    assert [row.date for row in chain.timeline(f"{SUBJECT} in 2025").rows] == ["2025-11-09"]


def test_nothing_published_after_the_as_of_day_is_told_or_named(chain):
    result = chain.timeline({"question": SUBJECT, "as_of": "2023-09-22"})
    assert [row.date for row in result.rows] == ["2023-08-01", "2023-09-21"]
    days = [
        day
        for source in result.sources
        for day in (source.published, *(copy.published for copy in source.copies))
    ]
    assert max(days) <= date(2023, 9, 22)


def test_publishers_and_kinds_restrict_documents(chain):
    result = chain.timeline({"question": SUBJECT, "publishers": ["The Daily"]})
    assert {source.publisher for source in result.sources} == {"The Daily"}


def test_the_limit_keeps_the_best_and_counts_the_rest(chain):
    result = chain.timeline(SUBJECT, limit=1)
    assert (len(result.rows), result.left_out) == (1, 2)


def test_a_subject_that_is_not_there_is_refused(chain):
    result = chain.timeline("volcano eruptions near Reykjavik")
    assert (result.rows, result.abstention.reason) == ((), "nothing_found")
    assert "No passage of this collection" in result.abstention.message


def test_a_period_without_events_is_refused_with_its_own_reason(chain):
    result = chain.timeline({"question": SUBJECT, "until": "2010-01-01"})
    assert (result.rows, result.abstention.reason) == ((), "outside_dates")


def test_malformed_input_is_named(chain):
    with pytest.raises(ConfigError, match="since 2025-01-02 lies after until 2025-01-01"):
        chain.timeline({"question": SUBJECT, "since": "2025-01-02", "until": "2025-01-01"})


def test_the_json_form_says_all_and_survives_json(chain):
    result = json.loads(json.dumps(chain.timeline(SUBJECT).to_dict()))
    assert result["rows"][1] == {
        "date": "2023-09-21",
        "start": "2023-09-21",
        "end": "2023-09-21",
        "basis": "text",
        "words": "Thursday",
        "ahead": False,
        "quote": {
            **result["rows"][1]["quote"],
            "quote": "The ministry approved the first export licences for gallium on Thursday.",
        },
        "also": [],
    }
    assert list(result) == [
        "question",
        "status",
        "abstention",
        "rows",
        "sources",
        "notices",
        "as_of",
        "window",
        "expressions",
        "today",
        "left_out",
    ]


def test_what_lay_ahead_when_it_was_written_is_marked(library, embedder):
    put(
        library,
        embedder,
        document(
            "plan",
            "The gallium rule will apply from 1 December 2025, China said.",
            day="2025-10-09",
        ),
    )
    index = VectorIndex(library, embedder.name, library.path.parent / "index")
    chain = DatelineChain(
        library,
        index,
        embedder,
        load_settings(embedding_model="words"),
        None,
        ModelChoice("quotes", "for the test"),
    )
    (row,) = chain.timeline("gallium rule").rows
    assert (row.date, row.ahead) == ("2025-12-01", True)
    index.close()


def test_a_sentence_that_stood_in_an_earlier_version_has_that_versions_day(library, embedder):
    live = document(
        "live",
        "Some firms hold licences for gallium exports.",
        day="2025-10-09",
        url="https://news.example/live",
    )
    later = replace(
        live,
        text=f"{live.text} Wheat fell.",
        published=Dating(date(2025, 12, 4), "meta", "x"),
        source_hash="2",
    )
    put(library, embedder, live)
    put(library, embedder, later)
    index = VectorIndex(library, embedder.name, library.path.parent / "index")
    chain = DatelineChain(
        library,
        index,
        embedder,
        load_settings(embedding_model="words"),
        None,
        ModelChoice("quotes", "for the test"),
    )
    assert [
        (row.date, row.basis) for row in chain.timeline("licences for gallium exports").rows
    ] == [("2025-10-09", "published")]
    index.close()


def test_what_did_not_happen_gives_way_to_what_did_on_that_day_though_it_names_less_of_the_subject(
    tmp_path,
):
    denial = "The gallium export licences for soldiers were not suspended on 9 November 2025."
    event = (
        "On 9 November 2025 the ministry decided to leave the second clause of its "
        "gallium rule without effect."
    )
    library = Library(tmp_path / "library.sqlite3")
    put(
        library,
        WordCountEmbedder(),
        document("both", f"{event} {denial}", title="Gallium", day="2025-11-12"),
    )
    put(
        library,
        WordCountEmbedder(),
        document(
            "alone", denial.replace("9 November", "3 May"), title="Only a denial", day="2025-11-12"
        ),
    )
    with quoting_chain(library) as chain:
        rows = {row.date: row.quote.quote for row in chain.timeline(SUBJECT).rows}
    assert rows == {"2025-05-03": denial.replace("9 November", "3 May"), "2025-11-09": event}
