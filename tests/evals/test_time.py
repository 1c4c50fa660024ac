"""Time through the whole chain: what is said, what comes first, and what the eval counts."""

from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner

from evals import when
from evals.stories import STORIES
from rag.chain import DatelineChain
from rag.cli import main
from rag.evidence.quotes import select_excerpts
from rag.models.chat import ModelChoice
from rag.models.embeddings import WordCountEmbedder
from rag.query.understand import understand
from rag.schema import Abstention, Answer, Evidence, Findings, Source, Window
from rag.settings import load_settings
from rag.storage import Library
from rag.storage.dense.index import VectorIndex
from tests.evidence.shelf import library_of
from tests.samples import document, passage, put

TODAY = date(2026, 1, 15)
LICENCES = (
    "Randhir Jaiswal confirmed that Chinese licences for magnets were issued to Indian firms."
    " No volumes were given."
)
ASKED = "Who confirmed that Chinese licences for magnets were issued to Indian firms"


@pytest.fixture
def home(tmp_path):
    library = Library(tmp_path / "library.sqlite3")
    put(library, WordCountEmbedder(), document("a", LICENCES, day="2025-10-31"))
    return tmp_path


@pytest.fixture
def chain(home):
    library, embedder = Library(home / "library.sqlite3"), WordCountEmbedder()
    return DatelineChain(
        library,
        VectorIndex(library, embedder.name, home / "index"),
        embedder,
        load_settings(home=home, today=TODAY),
        None,
        ModelChoice("quotes", ""),
    )


def test_a_time_that_was_not_understood_restricts_nothing_and_is_told(chain):
    answer = chain.invoke(f"{ASKED} on 09/10/2025?")
    assert answer.statements and not answer.window
    assert "“09/10/2025”" in next(
        notice.message for notice in answer.notices if notice.kind == "unclear_time"
    )


def test_an_answer_keeps_the_period_its_words_and_the_day_it_was_asked_on(chain):
    answer = chain.invoke(f"{ASKED} in October 2025?")
    assert (answer.mentioned, answer.expressions.window, answer.today) == (
        Window(date(2025, 10, 1), date(2025, 10, 31)),
        "in October 2025",
        TODAY,
    )


def test_without_its_time_a_question_finds_what_lies_outside(chain):
    assert chain.invoke(f"{ASKED} in 1995?").abstention
    assert chain.invoke({"question": f"{ASKED} in 1995?", "ignore_time": True}).statements


def test_the_command_line_says_what_time_it_read_and_how_old_the_newest_source_is(
    home, monkeypatch
):
    for name, value in {
        "HOME": str(home),
        "EMBEDDING_MODEL": "words",
        "LLM": "quotes",
        "TODAY": "2026-01-15",
    }.items():
        monkeypatch.setenv(f"RAG_{name}", value)
    shown = CliRunner().invoke(main, ["ask", f"{ASKED} in October 2025?"]).output
    assert "Time: published or about 1–31 October 2025 (from “in October 2025”)" in shown
    assert "1 source, 1 publisher. Newest source: 31 October 2025, 2 months ago." in shown


def findings(*items: tuple[str, float, float]) -> Findings:
    """Evidence by day of publication, score and nearness of its passage."""
    evidence = tuple(
        Evidence(
            replace(passage(f"Sentence {n}.", day=day, number=n), similarity=near),
            passage("x").span,
            f"Sentence {n}.",
            score,
            0.5,
            0.5,
        )
        for n, (day, score, near) in enumerate(items)
    )
    return Findings(
        understand("What is the latest?", TODAY),
        tuple(item.passage for item in evidence),
        evidence,
        {},
        "numpy",
    )


def days(found: Findings) -> list[str]:
    shown = select_excerpts(library_of(found.evidence), found, 4).excerpts
    return [str(item.passage.published) for item in shown]


def test_the_newest_of_what_is_close_comes_first():
    assert days(findings(("2025-01-01", 0.9, 0.8), ("2025-06-01", 0.85, 0.8))) == [
        "2025-06-01",
        "2025-01-01",
    ]


def test_a_newer_version_in_other_words_counts_by_the_nearness_of_its_passage():
    assert days(findings(("2025-01-01", 0.9, 0.8), ("2025-06-01", 0.7, 0.75)))[0] == "2025-06-01"


def test_a_newer_document_on_something_alike_does_not_come_first():
    assert days(findings(("2025-01-01", 0.9, 0.8), ("2025-06-01", 0.7, 0.6))) == ["2025-01-01"]


def test_nearly_all_phrasings_are_read_as_written_down():
    rows = list(when.phrasings())
    assert len(rows) >= 300
    assert sum(row.scores["windows"] for row in rows) / len(rows) >= 0.98


def test_every_story_has_six_versions_and_five_newer_other_documents():
    for story in STORIES:
        *versions, a, b, c, d, e = [found.published.day for found in story.documents()]
        assert len(versions) == 6 and versions == sorted(versions)
        assert max(versions) < min(a, b, c, d, e) < when.TODAY


DAY = date(2025, 4, 10)


def source(published: date | None) -> Source:
    return replace(Source.of(1, passage("x")), published=published)


@pytest.mark.parametrize("published", [date(2025, 4, 11), None])
def test_a_source_that_is_later_or_without_a_date_is_a_leak(published):
    assert when.leaked(Answer("x", sources=(source(published),)), DAY)
    assert when.leaked(
        Answer("x", abstention=Abstention("not_enough", "No.", (source(published),))), DAY
    )


def test_a_refusal_that_names_a_later_period_is_a_leak():
    message = (
        "Nothing from that period; its documents were published from 2010-08-12 to 2025-04-11."
    )
    assert when.leaked(Answer("x", abstention=Abstention("outside_dates", message)), DAY)


def test_what_was_there_on_the_day_is_no_leak():
    assert not when.leaked(
        Answer("x", sources=(source(DAY),), passages=(passage("x", day="2025-04-10"),)), DAY
    )


def test_a_further_quote_that_names_another_time_is_left_out():
    texts = (
        "Exports fell in May 2025.",
        "Since 30 October 2025 they rise.",
        "Makers halted their lines.",
    )
    evidence = tuple(
        Evidence(passage(text, number=n), passage(text).span, text, 1 - n / 10, 0.5, 0.5)
        for n, text in enumerate(texts)
    )
    query = understand("What happened to exports in Q2 2025?", DAY)
    found = Findings(query, (), evidence, {}, "exact")
    shown = select_excerpts(library_of(evidence), found, 4).excerpts
    assert [item.text for item in shown] == [texts[0], texts[2]]
