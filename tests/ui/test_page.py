import time
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from rag.chain import DatelineChain
from rag.models.chat import ModelChoice, OpenedModel
from rag.models.embeddings import WordCountEmbedder
from rag.settings import load_settings
from rag.storage import Library
from rag.storage.dense.index import VectorIndex
from rag.ui import render
from rag.ui.runtime import Runtime
from tests.conftest import REPOSITORY
from tests.samples import SayingModel, document, put

LICENCES = (
    "Randhir Jaiswal confirmed that Chinese licences for magnets were issued to "
    "Indian firms. No volumes were given."
)
HOSTILE = (
    "# Licences *for* <b>magnets</b> were issued to $x$ firms "
    "![i](http://evil.example/p.png) in New Delhi. Licences [1]: remain."
)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("RAG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("RAG_EMBEDDING_MODEL", "words")
    monkeypatch.setenv("RAG_LLM", "quotes")
    library = Library(tmp_path / "home" / "library.sqlite3")
    put(
        library,
        WordCountEmbedder(),
        document("a", LICENCES, title="Licences for magnets", publisher="The *Daily*"),
    )
    return library


@pytest.fixture
def page(home):
    import streamlit as st

    st.cache_resource.clear()
    return AppTest.from_file(str(REPOSITORY / "app.py"), default_timeout=30)


def html(page: AppTest) -> str:
    return "\n".join(
        str(element.proto.body) for element in page.main if element.type == "html"
    ) + "\n".join(str(element.proto.body) for element in page.get("html"))


def asked(page: AppTest, question: str) -> AppTest:
    if not page.chat_input:
        page.run()
    return page.chat_input[0].set_value(question).run()


def conversation_of(page: AppTest) -> str:
    name = page.query_params["c"]
    return name[0] if isinstance(name, list) else name


def test_the_page_opens_with_examples_and_the_state_of_the_collection(page, home):
    newer = [
        document("b", LICENCES, title=HOSTILE, publisher="Meridian Wire", day="2025-11-02"),
        document("c", LICENCES, title="More licences", publisher="Courier", day="2025-11-01"),
        document("d", LICENCES, title="Most licences", publisher="Courier", day="2025-10-31"),
    ]
    put(home, WordCountEmbedder(), *newer)
    page.run()
    assert not page.exception
    examples = [button for button in page.button if str(button.key).startswith("example-")]
    assert [button.label for button in examples[1:]] == ["More licences", "Licences for magnets"]
    assert "\\!\\[i\\]\\(" in examples[0].label and "\\<b\\>" in examples[0].label
    assert "documents" in html(page) or "Loading" in html(page)


def test_an_example_is_asked_as_its_title(page):
    page.run()
    page.button(key="example-0").click().run()
    assert not page.exception
    assert "Randhir Jaiswal confirmed" in html(page)


def test_an_answer_shows_the_quote_its_number_and_a_dated_source(page):
    asked(page, "Who confirmed the licences for magnets?")
    shown = html(page)
    assert not page.exception
    assert "Randhir Jaiswal confirmed" in shown
    assert "2025-10-31" in shown and "from the page&#x27;s metadata" in shown


def test_two_questions_in_a_row_stay_on_the_page_and_survive_a_reload(page, home):
    asked(page, "Who confirmed the licences for magnets?")
    asked(page, "Who won the cricket final at Lord's ground?")
    conversation = page.query_params["c"]
    conversation = conversation[0] if isinstance(conversation, list) else conversation
    assert [turn["question"] for turn in home.conversations.turns(conversation)] == [
        "Who confirmed the licences for magnets?",
        "Who won the cricket final at Lord's ground?",
    ]
    again = AppTest.from_file(str(REPOSITORY / "app.py"), default_timeout=30)
    again.query_params["c"] = conversation
    again.run()
    assert "Randhir Jaiswal confirmed" in html(again) and "Nothing found" in html(again)


def test_a_refusal_looks_like_one(page):
    asked(page, "Who won the cricket final at Lord's ground?")
    assert "dl-refusal" in html(page) and "Nothing found" in html(page)


def test_an_empty_library_says_what_to_do(tmp_path, monkeypatch):
    import streamlit as st

    st.cache_resource.clear()
    monkeypatch.setenv("RAG_HOME", str(tmp_path / "nothing"))
    monkeypatch.setenv("RAG_EMBEDDING_MODEL", "words")
    page = AppTest.from_file(str(REPOSITORY / "app.py"), default_timeout=30).run()
    for _ in range(30):
        if page.info:
            break
        time.sleep(0.5)
        page.run()
    assert "rag ingest corpus" in " ".join(info.value for info in page.info)


def test_an_unknown_setting_is_shown_and_named(monkeypatch):
    import streamlit as st

    st.cache_resource.clear()
    monkeypatch.setenv("RAG_NONSENSE", "1")
    page = AppTest.from_file(str(REPOSITORY / "app.py"), default_timeout=30).run()
    assert "RAG_NONSENSE" in page.error[0].value


def test_document_text_is_never_markup():
    record = {
        "title": HOSTILE,
        "publisher": HOSTILE,
        "published": "2025-10-31",
        "date_source": HOSTILE,
        "url": "javascript:alert(1)",
        "text": HOSTILE,
    }
    shown = render.document(record, [(2, 10)])
    assert "<b>" not in shown and "<img" not in shown and "javascript" not in shown
    assert '<mark class="first">Licences</mark>' in shown


def test_a_statement_with_markup_is_shown_as_its_characters():
    citation = {"n": 1, "document_id": "d", "chunk_id": "c", "quote": HOSTILE, "start": 0, "end": 5}
    shown = render.statements(
        [{"text": HOSTILE, "support": "quoted", "citations": [citation]}],
        {1: {"publisher": HOSTILE, "published": None}},
    )
    assert "&lt;b&gt;magnets&lt;/b&gt;" in shown and "<b>" not in shown and "no date" in shown


def drafted(support, **fields):
    citation = {"n": 1, "document_id": "d", "chunk_id": "c", "quote": "q", "start": 0, "end": 1}
    return {"text": "It rose.", "support": support, "citations": [citation], **fields}


def test_the_page_says_who_checked_a_drafted_sentence_and_calls_no_other_verified():
    by_both = render.statements([drafted("verified")], {}, "code and a:model")
    by_code = render.statements([drafted("backed")], {}, "code alone (words, figures and dates)")
    older = render.statements([drafted("verified")], {})
    assert "Answer, checked by code and a:model" in by_both
    assert "Answer, checked by code alone (words, figures and dates)" in by_code
    assert "Answer, checked by code alone" in older
    assert "verified" not in by_both + by_code + older


def test_a_sentence_that_the_checker_did_not_judge_is_marked():
    items = [drafted("verified", why=""), drafted("backed", why="gone")]
    shown = render.statements(items, {}, "code and a:model; 1 of 2 by code alone")
    assert shown.count('<span class="dl-how">checked by code alone</span>') == 1


def test_marks_cross_paragraphs_and_headings():
    shown = render.document(
        {
            "title": "t",
            "publisher": None,
            "published": None,
            "date_source": None,
            "url": None,
            "text": "# One\n\nTwo three.\n\nFour.",
        },
        [(7, 10), (19, 24)],
    )
    assert "<h4>One</h4>" in shown
    assert '<p><mark class="first">Two</mark> three.</p>' in shown
    assert "<p><mark>Four.</mark></p>" in shown


def test_the_number_of_a_drafted_sentence_shows_its_quotes_as_text():
    said = {"text": "It rose.", "support": "verified", "citations": []}
    said["citations"] = [{"n": 1, "quote": 'It "rose" <b>.'}, {"n": 1, "quote": "It did."}]
    shown = render.statements([said], {})
    assert 'title="It &quot;rose&quot; &lt;b&gt;. … It did.">1</span>' in shown


def test_the_notice_of_a_conflict_shows_both_quotes_with_their_numbers():
    citations = [{"n": 1, "quote": "It cost <3 pounds."}, {"n": 2, "quote": "It cost 4 pounds."}]
    item = {"kind": "conflict", "message": "Sources differ.", "citations": citations}
    shown = render.notice(item)
    assert "“It cost &lt;3 pounds.”" in shown
    assert '“It cost 4 pounds.”<span class="dl-n">2</span>' in shown
    assert "pounds" not in render.notice(item | {"kind": "superseded"})


def test_a_failing_model_leaves_the_quotes_and_a_notice(page, home, monkeypatch):
    failing = OpenedModel(
        SayingModel(pieces=("Jaiswal confirmed",), error=RuntimeError("cut")), "failing"
    )
    embedder = WordCountEmbedder()

    def load(runtime: Runtime) -> None:
        index = VectorIndex(home, embedder.name, runtime.settings.home / "index")
        runtime._chain = DatelineChain(
            home,
            index,
            embedder,
            load_settings(today=date(2025, 11, 1)),
            failing,
            ModelChoice("failing", "test"),
        )
        runtime._ready.set()

    monkeypatch.setattr(Runtime, "_load", load)
    asked(page, "Who confirmed the licences for magnets?")
    assert "Randhir Jaiswal confirmed" in html(page)
    assert "model_failed" in html(page)


IN_OCTOBER = "Who confirmed the licences for magnets in October 2025?"


def test_the_period_of_a_question_is_a_chip_that_a_click_removes(page, home):
    asked(page, IN_OCTOBER)
    (chip,) = [button for button in page.button if str(button.key).startswith("ignore_time-")]
    assert chip.label == "published or about 1–31 October 2025 ×"
    chip.click().run()
    assert not page.exception
    turns = home.conversations.turns(conversation_of(page))
    assert [turn["question"] for turn in turns] == [IN_OCTOBER, IN_OCTOBER]
    assert (turns[0]["window"], turns[1]["window"]) == (
        {"start": "2025-10-01", "end": "2025-10-31"},
        None,
    )


def test_an_as_of_day_in_a_question_is_a_chip_too(page):
    asked(page, "As of 1 December 2025, who confirmed the licences for magnets?")
    assert "as of 2025-12-01 ×" in [button.label for button in page.button]


def test_filters_are_echoed_beside_an_answer_and_on_reload(page):
    page.run()
    page.date_input(key="since").set_value(date(2025, 10, 1)).run()
    page.multiselect(key="kinds").set_value(["news"]).run()
    asked(page, "Who confirmed the licences for magnets?")
    assert "<span>published 1 October 2025 or later</span><span>news</span>" in html(page)
    assert "<span>published 1 October 2025 or later</span><span>news</span>" in html(page.run())


def test_a_time_that_is_not_understood_is_told(page):
    asked(page, "Who confirmed the licences for magnets on 09/10/2025?")
    assert "unclear_time" in html(page) and "09/10/2025" in html(page)


def test_the_newest_source_says_how_old_it_is():
    record = {"newest_source": "2025-10-31", "today": "2026-11-22", "as_of": None}
    assert render.newest_source(record) == "31 October 2025, a year ago"


def test_a_turn_saved_before_times_were_kept_is_still_shown():
    assert render.restrictions({"as_of": None, "window": None}) == ([], [])
    assert render.newest_source({"newest_source": "2025-10-31"}) == "2025-10-31"


def test_a_chip_is_its_characters():
    assert "<b>" not in render.chips([HOSTILE])


def test_a_follow_up_says_what_was_searched(page):
    asked(page, "Who confirmed the licences for magnets?")
    assert "Searched as" not in html(page)
    asked(page, "And why?")
    assert "Searched as: And why? Who confirmed the licences for magnets?" in html(page)


def test_an_answer_saved_by_an_older_version_is_still_shown():
    citation = {
        "n": 1,
        "document_id": "d",
        "chunk_id": "c",
        "quote": "It rose.",
        "start": 0,
        "end": 8,
    }
    source = {
        "n": 1,
        "document_id": "d",
        "title": "Gallium",
        "publisher": "The Daily",
        "published": "2025-10-31",
        "date_source": "a rule that is gone",
        "url": None,
        "kind": "news",
    }
    record = {
        "question": "Did it rise?",
        "abstention": None,
        "statements": [{"text": "It rose.", "support": "quoted", "citations": [citation]}],
        "sources": [source],
        "notices": [],
        "newest_source": "2025-10-31",
        "engine": {"drafter": "quotes", "model": None},
        "timings_ms": {},
    }
    shown = render.answer(record)
    assert "“It rose.”" in shown and "Newest source: 2025-10-31" in shown
    assert '2025-10-31 <span class="dl-how">from a rule that is gone</span>' in render.source_card(
        source
    )


def test_a_follow_up_can_be_asked_as_a_question_of_its_own(page, home):
    asked(page, "Who confirmed the licences for magnets?")
    page = asked(page, "When did it happen?")
    (chip,) = [button for button in page.button if str(button.key).startswith("standalone-")]
    chip.click().run()
    assert not page.exception
    turn = home.conversations.turns(conversation_of(page))[-1]
    assert (turn["question"], turn["searched"]) == ("When did it happen?",) * 2
    assert not turn["leans"]


def test_what_is_counted_in_the_library_stands_above_its_documents(page, home):
    page = asked(page, "What do you have on magnets?")
    assert not page.exception
    shown = html(page)
    assert shown.index("1 document of the collection mentions") < shown.index("Randhir Jaiswal")
    asked(page, "Which outlets are in here?")
    assert "1 publisher: The *Daily* (1)." in html(page)
    assert "Open the document" in [button.label for button in page.button]
