"""What became of an act: in the library, day by day, and in the answers of the chain."""

import sqlite3
from dataclasses import replace
from datetime import date

import pytest

from rag.chain import DatelineChain
from rag.cli.printing import print_source
from rag.errors import UnknownDocument
from rag.models.chat import ModelChoice, OpenedModel
from rag.models.embeddings import WordCountEmbedder
from rag.reports.export.sources import source_lines
from rag.schema import Scope, Window, with_number
from rag.settings import load_settings
from rag.storage import Library, identifier
from rag.storage.dense.index import VectorIndex
from rag.ui.render import source_card
from tests.samples import SayingModel, document, put

PORTS = document(
    "ports",
    (
        "Executive Order 14001 of May 2, 2011\n\nEvery port of entry shall keep a register of "
        "the containers that it handles in a week.\n\nThe register shall be open to "
        "inspectors."
    ),
    title="Registers of Ports",
    day="2011-05-02",
    publisher="The President",
    kind="policy",
)
AMENDING = document(
    "amending",
    (
        "Executive Order 14002 of June 1, 2012\n\nSection 1 of Executive Order 14001 of May "
        "2, 2011, is amended by striking “week” and inserting “month”."
    ),
    title="Amendment to Executive Order 14001",
    day="2012-06-01",
    publisher="The President",
    kind="policy",
)
REVOKING = document(
    "revoking",
    (
        "Executive Order 14003 of July 4, 2013\n\nAgencies shall keep no paper.\n\nSec. 2. "
        "Executive Order 14001 of May 2, 2011 (Registers of Ports), as amended, is hereby "
        "revoked."
    ),
    title="Fewer Papers",
    day="2013-07-04",
    publisher="The Other President",
    kind="policy",
)
SILENT = document(
    "silent",
    (
        "Executive Order 14004 of August 8, 2014\n\nLighthouses shall be painted white every "
        "second summer."
    ),
    title="Painting Lighthouses White",
    day="2014-08-08",
    publisher="The President",
    kind="policy",
)
MAGNETS = document(
    "magnets",
    (
        "Announcement No. 61 of 2025 of the Ministry of Commerce\n\nExporters of magnets "
        "shall apply for a licence for goods made abroad."
    ),
    title="Licences for magnets made abroad",
    day="2025-10-09",
    publisher="Ministry of Commerce",
    kind="policy",
)
PAUSE = document(
    "pause",
    (
        "Announcement No. 70 of 2025 of the Ministry of Commerce\n\nThe implementation of "
        "Announcements Nos. 55 and 61 of 2025 is suspended until 10 November 2026."
    ),
    title="A pause for five announcements",
    day="2025-11-07",
    publisher="Ministry of Commerce",
    kind="policy",
)
PRESS = document(
    "press",
    "Reporters said that Executive Order 14004 was revoked by Executive Order 14009 on Friday.",
    title="Lighthouse order is gone",
    day="2015-01-01",
)
ALL = (PORTS, AMENDING, REVOKING, SILENT, MAGNETS, PAUSE)


def of(item):
    return identifier(item.key)


@pytest.fixture
def acts(library, embedder):
    put(library, embedder, *ALL)
    return library


@pytest.fixture
def chain(acts):
    index = VectorIndex(acts, WordCountEmbedder().name, acts.path.parent / "index")
    yield DatelineChain(
        acts,
        index,
        WordCountEmbedder(),
        load_settings(today=date(2026, 1, 1)),
        None,
        ModelChoice("quotes", "for the test"),
    )
    index.close()


# -- the library -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "day", "state"),
    [
        (PORTS, "2011-12-31", "in force"),
        (PORTS, "2012-12-31", "amended"),
        (PORTS, "2013-12-31", "revoked"),
        (MAGNETS, "2025-10-31", "in force"),
        (MAGNETS, "2026-11-10", "suspended"),
        (MAGNETS, "2026-11-11", "in force"),
        (SILENT, "2026-01-01", "in force"),
    ],
)
def test_the_state_of_an_act_on_a_day_counts_nothing_later(acts, item, day, state):
    assert acts.relations.status(of(item), date.fromisoformat(day)).state == state


def test_a_state_names_the_act_that_brought_it_about_and_its_sentence(acts):
    status = acts.relations.status(of(PORTS))
    assert (status.by.by, status.day, len(status.history)) == (
        "Executive Order 14003",
        date(2013, 7, 4),
        2,
    )
    assert status.by.sentence == (
        "Sec. 2. Executive Order 14001 of May 2, 2011 (Registers of Ports), as amended, is hereby "
        "revoked."
    )
    assert (
        acts.catalogue.document(of(REVOKING))["text"][slice(*status.by.span)] == status.by.sentence
    )


def test_an_act_whose_day_has_not_come_is_announced(library, embedder):
    put(
        library,
        embedder,
        replace(SILENT, text=f"{SILENT.text}\n\nThis order shall take effect on 1 March 2015."),
    )
    assert library.relations.status(of(SILENT), date(2015, 2, 28)).state == "announced"
    assert library.relations.status(of(SILENT), date(2015, 3, 1)).state == "in force"


def test_what_a_removed_document_did_is_undone(acts):
    acts.versions.remove(of(REVOKING))
    assert acts.relations.status(of(PORTS)).state == "amended"


def test_what_a_corrected_version_said_does_not_count(acts, embedder):
    corrected = REVOKING.text.replace(
        "14001 of May 2, 2011 (Registers of Ports)", "13999 of May 2, 2010"
    )
    put(acts, embedder, replace(REVOKING, text=corrected, source_hash="another"))
    assert acts.relations.status(of(PORTS)).state == "amended"


def test_an_earlier_document_does_nothing_to_a_later_one(library, embedder):
    early = replace(REVOKING, published=replace(REVOKING.published, day=date(2010, 1, 1)))
    put(library, embedder, PORTS, early)
    assert library.relations.effects_on_document(of(PORTS)) == []


def test_two_prints_of_one_act_count_once(acts, embedder):
    put(
        acts,
        embedder,
        replace(
            REVOKING,
            key="print",
            origin="print",
            text=f"{REVOKING.text}\n\nPrinted anew with a long colophon about paper and ink.",
        ),
    )
    assert len(acts.relations.effects_on_document(of(PORTS))) == 2


def test_what_an_act_did_to_others_is_listed_in_the_order_of_its_text(acts):
    assert [effect.act for effect in acts.relations.effects_of_document(of(PAUSE))] == [
        "Announcement No. 55 of 2025",
        "Announcement No. 61 of 2025",
    ]


def test_a_report_counts_until_an_act_says_so_itself(acts, embedder):
    put(acts, embedder, PRESS)
    status = acts.relations.status(of(SILENT))
    assert (status.state, status.by.own, status.by.by) == (
        "revoked",
        False,
        "Executive Order 14009",
    )
    own = document(
        "own",
        "Executive Order 14009 of January 1, 2015\n\nExecutive Order 14004 is revoked.",
        day="2015-01-01",
        kind="policy",
    )
    put(acts, embedder, own)
    assert acts.relations.status(of(SILENT)).by.own


def test_an_unknown_document_has_no_status(acts):
    with pytest.raises(UnknownDocument):
        acts.relations.status("0123456789abcdef")


def test_the_list_marks_what_is_no_longer_in_force(acts):
    assert {entry.title: entry.status for entry in acts.catalogue.entries()}[
        "Registers of Ports"
    ] == "revoked"
    assert {entry.title: entry.status for entry in acts.catalogue.entries()}[
        "Painting Lighthouses White"
    ] == "current"


def test_relations_belong_to_the_digest_and_to_what_is_checked(acts, tmp_path, embedder):
    other = Library(tmp_path / "other" / "library.sqlite3")
    put(other, embedder, *ALL)
    assert acts.integrity.digest() == other.integrity.digest()
    with sqlite3.connect(other.path) as db:
        db.execute("UPDATE relations SET start = start + 1")
    assert acts.integrity.digest() != other.integrity.digest()
    assert any("does not match its text" in problem for problem in other.integrity.problems())


def test_reading_a_document_again_reads_its_relations_again(acts, embedder):
    with sqlite3.connect(acts.path) as db:
        db.execute("DELETE FROM relations")
    put(acts, embedder, REVOKING)
    assert acts.relations.status(of(PORTS)).state == "revoked"


# -- answers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Which executive order revoked Executive Order 14001?", "revoking"),
        ("What replaced Executive Order 14001?", "revoking"),
        ("Is Executive Order 14001 still in force?", "revoking"),
        ("Which order revoked “Registers of Ports”?", "revoking"),
        ("Is the order on Registers of Ports still in force?", "revoking"),
        ("Has Executive Order 14001 been amended?", "amending"),
        ("Which orders amended Executive Order 14001, “Registers of Ports”?", "amending"),
        ("Which order did Executive Order 14003 revoke?", "revoking"),
        ("Until when is Announcement No. 61 of 2025 suspended?", "pause"),
        ("Is Announcement No. 61 still in effect?", "pause"),
        ("Is Announcement No. 55 of 2025 in force?", "pause"),
    ],
)
def test_the_act_that_did_it_comes_first(chain, question, first):
    answer = chain.invoke(question)
    assert answer.sources[0].document_id == identifier(first)
    citation = answer.statements[0].citations[0]
    assert (
        chain.library.catalogue.document(citation.document_id)["text"][slice(*citation.span)]
        == citation.quote
        == answer.statements[0].text
    )


def test_a_question_about_an_act_that_nobody_changed_is_refused_with_the_act_itself(chain):
    answer = chain.invoke("Which executive order revoked Executive Order 14004?")
    assert answer.abstention.reason == "not_enough"
    assert "Executive Order 14004" in answer.abstention.message
    assert [source.document_id for source in answer.abstention.nearest] == [of(SILENT)]


def test_a_refusal_about_amendments_says_that_the_act_is_gone(chain):
    answer = chain.invoke("Which order suspended Executive Order 14001?")
    assert "revoked by Executive Order 14003" in answer.abstention.message


def test_a_source_is_named_by_the_number_of_its_act_and_by_its_title(chain, capsys):
    (source,) = chain.invoke("Which executive order revoked Executive Order 14001?").sources
    assert source.name == "Executive Order 14003: Fewer Papers"
    print_source(source)
    assert "[1] Executive Order 14003: Fewer Papers" in capsys.readouterr().out
    assert "Executive Order 14003: Fewer Papers" in source_card(source.to_dict())
    assert "Executive Order 14003: Fewer Papers" in source_lines([source], [])[0]


@pytest.mark.parametrize(
    ("title", "number"),
    [("Talks", ""), ("Executive order 14002 on Ports", "Executive Order 14002")],
)
def test_a_title_that_needs_no_number_stands_alone(title, number):
    assert with_number(title, number) == title


def test_a_refusal_says_where_the_collection_ends(chain):
    assert (
        "newest document is of 2025-11-07"
        in chain.invoke("Which order revoked Executive Order 14004?").abstention.message
    )
    then = chain.invoke(
        {"question": "Which order revoked Executive Order 14004?", "as_of": "2015-01-31"}
    ).abstention.message
    assert "on 2015-01-31; its newest document is of 2014-08-08" in then


@pytest.mark.parametrize(
    "question",
    [
        "What did Executive Order 14999 require of lighthouses painted white?",
        "Which order revoked Executive Order 14999?",
    ],
)
def test_an_act_that_is_not_here_is_told_by_its_number(chain, question):
    assert (
        "Executive Order 14999 is not in this collection; no document of it names it."
        in chain.invoke(question).abstention.message
    )


def test_an_act_that_is_only_named_is_told_with_where(acts, chain):
    message = chain.invoke(
        "Who repainted the harbour walls under Announcement No. 55?"
    ).abstention.message
    assert message == (
        "Announcement No. 55 is not in this collection; it is only named in “A pause for "
        "five announcements”."
    )


def test_an_act_that_is_here_is_not_called_absent(chain):
    answer = chain.invoke("What did Executive Order 14004 say of the price of herring in Norway?")
    assert "not in this collection" not in answer.text


@pytest.mark.parametrize(
    "scope", [{"as_of": "2012-12-31"}, {"publishers": ["The President"]}, {"until": "2012-12-31"}]
)
def test_the_scope_is_obeyed(chain, scope):
    answer = chain.invoke(
        {"question": "Which executive order revoked Executive Order 14001?", **scope}
    )
    assert answer.status == "abstained"
    assert of(REVOKING) not in str(answer.to_dict())


def test_an_amended_act_that_was_revoked_is_told_so(chain):
    (notice,) = [
        item
        for item in chain.invoke("Which order amended Executive Order 14001?").notices
        if item.kind == "superseded"
    ]
    assert notice.citations[0].document_id == of(REVOKING)


def test_a_superseded_act_is_never_given_as_current(chain):
    answer = chain.invoke(
        "What shall every port of entry keep of the containers that it handles in a week?"
    )
    assert answer.statements[0].citations[0].document_id == of(REVOKING)
    assert any(statement.citations[0].document_id == of(PORTS) for statement in answer.statements)
    (notice,) = [item for item in answer.notices if item.kind == "superseded"]
    assert notice.citations[0].quote == answer.statements[0].text


def test_on_a_day_before_its_end_an_act_is_given_as_it_is(chain):
    answer = chain.invoke(
        {
            "question": (
                "What shall every port of entry keep of the containers that it handles in a week?"
            ),
            "as_of": "2012-12-31",
        }
    )
    assert answer.statements[0].citations[0].document_id == of(PORTS)
    assert not [item for item in answer.notices if item.kind == "superseded"]


def test_what_ended_an_act_outside_the_filters_is_not_quoted(chain):
    question = {
        "question": "What shall every port of entry keep of the containers it handles in a week?",
        "publishers": ["The President"],
    }
    answer = chain.invoke(question)
    assert {source.document_id for source in answer.sources} <= {of(PORTS), of(AMENDING)}
    (notice,) = [item for item in answer.notices if item.kind == "superseded"]
    assert (notice.citations, "outside the filters" in notice.message) == ((), True)


def test_what_an_act_says_is_told_in_its_own_words(acts, embedder, chain):
    put(
        acts,
        embedder,
        document(
            "story",
            (
                "Executive Order 14004 says that lighthouses shall be painted white, a keeper "
                "told the paper."
            ),
            day="2015-02-02",
        ),
    )
    answer = chain.invoke(
        "What does Executive Order 14004 say about how lighthouses shall be painted?"
    )
    assert [source.document_id for source in answer.sources] == [of(SILENT)]


def test_a_model_drafts_on_the_sentences_of_the_acts(acts):
    index = VectorIndex(acts, WordCountEmbedder().name, acts.path.parent / "index")
    says = SayingModel(pieces=["Executive Order 14001 of May 2, 2011, was revoked [1]."])
    chain = DatelineChain(
        acts,
        index,
        WordCountEmbedder(),
        load_settings(),
        OpenedModel(says, "saying"),
        ModelChoice("saying", "test"),
    )
    answer = chain.invoke("Which executive order revoked Executive Order 14001?")
    index.close()
    (statement,) = answer.statements  # its quote is not shown once more as an excerpt
    assert statement.support == "backed"


def test_what_the_library_knows_of_an_act_stands_beside_a_model_that_sees_no_answer(acts):
    index = VectorIndex(acts, WordCountEmbedder().name, acts.path.parent / "index")
    says, choice = SayingModel(pieces=["NO ANSWER"]), ModelChoice("saying", "test")
    settings, model = load_settings(), OpenedModel(says, "saying")
    with DatelineChain(acts, index, WordCountEmbedder(), settings, model, choice) as chain:
        answer = chain.invoke("Which executive order revoked Executive Order 14001?")
    assert [statement.support for statement in answer.statements] == ["quoted"]
    assert "what the library holds of the act's status" in answer.notices[-1].message


def test_a_window_holds_for_the_acts_that_answer(acts):
    assert acts.relations.effects_on_document(
        of(PORTS), Scope(window=Window(date(2012, 1, 1), date(2012, 12, 31)))
    )[0].document_id == of(AMENDING)


def test_a_provision_is_quoted_sentence_by_sentence_after_what_ended_its_act(chain):
    order = document(
        "inspected",
        "Executive Order 14010 of May 2, 2011\n\nSec. 2. Inspections. (a) Ports are "
        "inspected.\n\n(b) Inspectors report in March. Their reports are public.\n\n"
        "(c) Nothing here is a right.",
        title="Inspecting Ports",
        day="2011-05-02",
        publisher="The President",
        kind="policy",
    )
    put(chain.library, chain.embedder, order)
    answer = chain.invoke("What does section 2(b) of Executive Order 14010 say?")
    assert [statement.text for statement in answer.statements] == [
        "(b) Inspectors report in March. Their reports are public.",
    ]
    ending = document(
        "ending",
        (
            "Executive Order 14011 of May 2, 2015\n\nSection 1. Executive Order 14010 of May "
            "2, 2011, is hereby revoked."
        ),
        title="Ending Inspections",
        day="2015-05-02",
        publisher="The President",
        kind="policy",
    )
    put(chain.library, chain.embedder, ending)
    answer = chain.invoke("What does section 2(b) of Executive Order 14010 say?")
    assert "hereby revoked" in answer.statements[0].text
    assert [notice.kind for notice in answer.notices] == ["superseded"]


def test_a_provision_of_a_list_is_quoted_after_the_words_that_introduce_it(chain):
    order = document(
        "listed",
        (
            "Executive Order 14013 of May 2, 2011\n\nSec. 2. Harbours. Every harbour master "
            "shall:\n\n(a) count the ships;\n\n(b) light the lamps."
        ),
        title="Duties of Harbours",
        day="2011-05-02",
        publisher="The President",
        kind="policy",
    )
    put(chain.library, chain.embedder, order)
    answer = chain.invoke("What does section 2(b) of Executive Order 14013 say?")
    assert [statement.text for statement in answer.statements] == [
        "Every harbour master shall:",
        "(b) light the lamps.",
    ]


def test_a_provision_that_an_act_does_not_have_is_refused(chain):
    order = document(
        "two",
        (
            "Executive Order 14012 of May 2, 2011\n\nSection 1. Ports are inspected.\n\nSec. "
            "2. Nothing here is a right."
        ),
        title="Two",
        kind="policy",
    )
    put(chain.library, chain.embedder, order)
    answer = chain.invoke("What does section 9 of Executive Order 14012 say?")
    assert answer.abstention.message == "“Two” has no section 9, as far as could be read."


def test_an_act_that_is_not_here_is_not_answered_from_another(chain):
    assert chain.invoke(
        "What did Executive Order 14004 require of lighthouses painted white?"
    ).statements
    answer = chain.invoke("What did Executive Order 14999 require of lighthouses painted white?")
    assert (answer.status, answer.statements) == ("abstained", ())
    assert answer.abstention.nearest


# -- acts that news and briefs name ------------------------------------------------------------

TIN = "What must a smelter abroad do before it sells goods with tin?"
RULE = document(
    "rule",
    (
        "Announcement No. 5 of 2031 asks a smelter abroad for a licence before it sells goods "
        "with tin."
    ),
    title="Tin from abroad",
    day="2031-03-09",
)
PAUSED = document(
    "paused",
    (
        "| Announcements Nos. 4 to 6 (9 March) | Metals | Suspended until 10 May 2032 by "
        "Announcement No. 8 |"
    ),
    title="Where the metals stand",
    day="2031-05-10",
)


@pytest.fixture
def tin(library, embedder):
    put(library, embedder, RULE, PAUSED)
    index = VectorIndex(library, WordCountEmbedder().name, library.path.parent / "index")

    def ask(today: str = "2031-06-01", **scope: object):
        chain = DatelineChain(
            library,
            index,
            WordCountEmbedder(),
            load_settings(today=date.fromisoformat(today)),
            None,
            ModelChoice("quotes", "for the test"),
        )
        return chain.invoke({"question": TIN} | scope)

    yield ask
    index.close()


def said(answer) -> list[str]:
    return [notice.message for notice in answer.notices if notice.kind == "superseded"]


def test_an_act_that_a_quote_names_is_told_to_be_suspended(tin):
    answer = tin()
    assert said(answer) == [
        (
            "Announcement No. 5 of 2031 is reported as suspended until 10 May 2032 by "
            "Announcement No. 8 of 2031 (“Where the metals stand”, 10 May 2031)."
        )
    ]
    assert answer.statements[0].text == PAUSED.text


def test_a_suspension_that_is_over_is_told_as_past_and_leads_nothing(tin):
    answer = tin("2032-06-01")
    (message,) = said(answer)
    assert (
        "was reported as suspended until 10 May 2032" in message and "that day is past" in message
    )
    assert answer.statements[0].text == RULE.text


def test_before_it_was_suspended_an_act_is_given_as_it_is(tin):
    assert said(tin(as_of="2031-04-01")) == []
    assert said(tin("2031-04-01")) == []


def test_a_report_outside_the_filters_is_not_told(tin):
    assert said(tin(until="2031-04-01")) == []


def test_a_suspension_of_a_part_is_told_as_one(tin, library, embedder):
    part = "| Announcement No. 5 of 2031, second clause | Tin | Suspended until 10 May 2032 |"
    put(library, embedder, replace(PAUSED, text=part, source_hash="another"))
    assert "is reported as suspended in part until 10 May 2032" in said(tin())[0]


def test_what_the_quotes_say_themselves_is_not_said_again(tin, library, embedder):
    put(
        library,
        embedder,
        replace(
            RULE,
            text=f"{RULE.text[:-1]}, which is suspended until 10 May 2032.",
            source_hash="another",
        ),
    )
    assert said(tin()) == []


def test_the_paragraph_names_the_act_of_a_sentence_without_a_number(tin, library, embedder):
    text = (
        "Announcement No. 5 of 2031 speaks to sellers. A smelter abroad must ask for a "
        "licence before it sells goods with tin."
    )
    put(library, embedder, replace(RULE, text=text, source_hash="another"))
    assert said(tin())


def test_of_a_question_that_names_an_act_nothing_is_told_on_others(tin):
    assert (
        said(
            tin(
                question=(
                    "What does Announcement No. 7 of 2031 ask a smelter abroad for before it "
                    "sells goods with tin?"
                )
            )
        )
        == []
    )
    assert said(
        tin(
            question=(
                "What does Announcement No. 5 of 2031 ask a smelter abroad for before it "
                "sells goods with tin?"
            )
        )
    )
