"""Another embedding model, scheme of cutting or reader: noticed on start, made anew while the old
answers, then the old is gone.
"""

import json
import threading
from functools import partial

import pytest
from click.testing import CliRunner

import rag.ingest.embedding
import rag.ingest.pipeline
import rag.ingest.reprocess
import rag.readers
from rag.chain import DatelineChain, open_chain
from rag.cli import main
from rag.ingest.chunking import chunk
from rag.ingest.inputs import Inputs, file_inputs
from rag.ingest.pipeline import ingest, ingest_sources
from rag.ingest.reprocess import outdated, reprocess
from rag.models.chat import ModelChoice
from rag.models.embeddings import WordCountEmbedder
from rag.schema import Refused, Scope
from rag.settings import load_settings
from rag.storage import Library, identifier
from rag.storage.dense.index import VectorIndex
from rag.storage.reprocessing import Reprocessing
from rag.storage.vectors import VectorStore
from rag.storage.versions import Versions

LIMIT = 1_000_000
NAMES = ("Arland", "Borland", "Corland")
OLD, NEW = "words-256", "words-128"


def report_of(name, number=7):
    sentences = (
        f"On day {n} the ministry of {name} granted licence {n * number} for gallium magnets to "
        f"maker {n * n}."
        for n in range(40)
    )
    return f"{name} and gallium\n\n{' '.join(sentences)}\n"


class InProcess:
    """Reads without a child process, which would not know of a reader that a test puts in."""

    def __init__(self, *_):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def read(self, data, origin, name=""):
        return rag.readers.read_all(data, origin, name)


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    for name in NAMES:
        (folder / f"{name}.txt").write_text(report_of(name))
    return folder


@pytest.fixture
def home(tmp_path, inbox, monkeypatch):
    """A home that was filled with `words-256`, as the settings of the old program said."""
    monkeypatch.setattr(rag.ingest.pipeline, "IsolatedReader", InProcess)
    monkeypatch.setenv("RAG_EMBEDDING_MODEL", "words")
    monkeypatch.setenv("RAG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("RAG_LLM", "quotes")
    ingest([inbox], library_of(tmp_path / "home"), WordCountEmbedder(), LIMIT)
    return tmp_path / "home"


def library_of(home):
    return Library(home / "library.sqlite3")


@pytest.fixture
def another_model(monkeypatch):
    monkeypatch.setenv("RAG_EMBEDDING_MODEL", NEW)


@pytest.fixture
def another_cut(monkeypatch):
    for module in (rag.ingest.pipeline, rag.ingest.reprocess):
        monkeypatch.setattr(module, "CHUNKING", "windows-of-two-200")
        monkeypatch.setattr(module, "chunk", partial(chunk, size=200))


@pytest.fixture
def another_reader(monkeypatch):
    for module in (rag.ingest.pipeline, rag.ingest.reprocess, rag.readers):
        monkeypatch.setattr(module, "READER", "next")


def sentence(**settings):
    chain = open_chain(**settings)
    chain.close()
    return chain.outdated


def asked(chain, name="Corland"):
    answer = chain.invoke(f"Which licence did the ministry of {name} grant on day 3?")
    assert answer.status == "answered"
    assert any(name in source.title for source in answer.sources)
    return answer


def models(home):
    return [
        tuple(row)
        for row in library_of(home).database.rows(
            "SELECT model, count(*) FROM vectors GROUP BY model"
        )
    ]


def longest_chunk(home):
    return library_of(home).database.scalar('SELECT max("end" - start) FROM chunks')


# -- noticed on start ------------------------------------------------------------------------------


def test_nothing_is_outdated_after_an_ingest(home):
    assert sentence() == ""


def test_a_changed_model_is_said_in_one_sentence(home, another_model):
    count = library_of(home).vectors.counts(OLD)["chunks"]
    assert sentence() == (
        f"The embedding model was changed from {OLD} to {NEW}, which has {count} texts to embed; "
        "`rag library rebuild` makes this anew, and until then what is there answers."
    )


def test_another_cut_is_said_in_one_sentence(home, another_cut):
    assert sentence().startswith("3 documents were cut by an older scheme; `rag library rebuild`")


def test_another_reader_is_said_in_one_sentence(home, another_reader):
    assert sentence().startswith("3 files were read by an older reader; `rag library rebuild`")


def test_all_three_are_said_in_one_sentence(home, another_model, another_cut, another_reader):
    said = sentence()
    assert said.count(";") == 3
    assert all(word in said for word in ("embedding model", "cut by", "older reader"))


# -- the old answers until the new is there --------------------------------------------------------


def test_the_old_model_answers_until_every_text_has_its_new_vector(
    home, another_model, monkeypatch
):
    chain = open_chain()
    assert chain.embedder.name == OLD
    seen = []
    add = VectorStore.add

    def watched(store, model, vectors):
        seen.append((open_chain().embedder.name, asked(chain).engine.dense))
        add(store, model, vectors)

    monkeypatch.setattr(VectorStore, "add", watched)
    monkeypatch.setattr(rag.ingest.embedding, "_MOST_TEXTS", 4)
    reprocess(library_of(home), WordCountEmbedder(128), LIMIT)
    assert len(seen) > 3
    assert {model for model, _ in seen} == {OLD}
    assert {how for _, how in seen} == {"chroma"}
    chain.close()
    after = open_chain()
    assert (after.embedder.name, asked(after).engine.dense, asked(after).notices) == (
        NEW,
        "chroma",
        (),
    )
    after.close()


def test_a_renewal_that_was_broken_off_leaves_the_old_model_answering(
    home, another_model, monkeypatch
):
    class Breaking(WordCountEmbedder):
        def embed(self, texts):
            if self.calls == 2:
                raise KeyboardInterrupt
            self.calls += 1
            return super().embed(texts)

        calls = 0

    monkeypatch.setattr(rag.ingest.embedding, "_MOST_TEXTS", 4)
    with pytest.raises(KeyboardInterrupt):
        reprocess(library_of(home), Breaking(128), LIMIT)
    assert [count > 0 for _, count in models(home)] == [True, True]
    chain = open_chain()
    assert (chain.embedder.name, asked(chain).notices) == (OLD, ())
    chain.close()
    reprocess(library_of(home), WordCountEmbedder(128), LIMIT)
    assert (sentence(), [model for model, _ in models(home)]) == ("", [NEW])


def test_old_chunks_answer_until_their_document_is_cut_anew(home, another_cut, monkeypatch):
    chain = open_chain()
    replace_chunks, answers = Reprocessing.replace_chunks, []

    def watched(part, *given):
        answers.append([notice.message for name in NAMES for notice in asked(chain, name).notices])
        replace_chunks(part, *given)

    monkeypatch.setattr(Reprocessing, "replace_chunks", watched)
    reprocess(library_of(home), WordCountEmbedder(), LIMIT)
    assert len(answers) == 3
    assert not any("no vector" in message for messages in answers for message in messages)
    assert asked(chain).engine.dense == "chroma"
    chain.close()


# -- and afterwards --------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["renew", "command", "ingest"])
def test_a_changed_model_leaves_no_vector_of_the_old_one(home, inbox, another_model, how):
    count = library_of(home).vectors.counts(OLD)["chunks"]
    if how == "renew":
        assert reprocess(library_of(home), WordCountEmbedder(128), LIMIT).embedded == count
    elif how == "ingest":
        assert ingest([inbox], library_of(home), WordCountEmbedder(128), LIMIT).embedded == count
    else:
        result = CliRunner().invoke(main, ["library", "rebuild"])
        assert result.exit_code == 0
        assert f"changed from {OLD} to {NEW}" in result.stdout
        assert f"{count} vectors indexed, {count} of them newly embedded." in result.stdout
    assert models(home) == [(NEW, count)]
    assert sentence() == ""
    assert library_of(home).integrity.problems() == []


@pytest.mark.parametrize("command", [True, False])
def test_another_cut_leaves_no_chunk_and_no_vector_of_the_old_one(home, another_cut, command):
    assert longest_chunk(home) > 200
    if command:
        assert CliRunner().invoke(main, ["library", "rebuild"]).exit_code == 0
    else:
        reprocess(library_of(home), WordCountEmbedder(), LIMIT)
    library = library_of(home)
    assert longest_chunk(home) <= 200
    assert (sentence(), library.integrity.problems()) == ("", [])
    assert models(home) == [(OLD, library.vectors.counts(OLD)["chunks"])]


def test_another_reader_reads_every_file_again(home, another_reader, monkeypatch):
    read_all = rag.readers.read_all

    def better(data, origin, name=""):
        return read_all(data.replace(b"gallium", b"germanium"), origin, name)

    monkeypatch.setattr(rag.readers, "read_all", better)
    report = reprocess(library_of(home), WordCountEmbedder(), LIMIT)
    library = library_of(home)
    assert (report.changed, sentence(), library.integrity.problems()) == (3, "", [])
    assert library.fulltext.search_words("gallium", Scope(), 5) == []
    assert len(library.fulltext.search_words("germanium", Scope(), 50)) > 3


def test_a_record_that_its_reader_removed_stays_out_when_its_file_is_read_again(
    home, inbox, monkeypatch
):
    path = inbox / "wire.jsonl"
    path.write_text(
        "\n".join(
            json.dumps({"id": name, "title": name, "text": f"Terbium from {name} was sold."})
            for name in ("a", "b")
        )
    )
    library = library_of(home)
    ingest([inbox], library, WordCountEmbedder(), LIMIT)
    library.versions.remove(identifier(f"{path}#/a"))
    for module in (rag.ingest.pipeline, rag.ingest.reprocess, rag.readers):
        monkeypatch.setattr(module, "READER", "next")
    reprocess(library, WordCountEmbedder(), LIMIT)
    found = library.chunks.passages(library.fulltext.search_words("terbium", Scope(), 5))
    assert [passage.text for passage in found] == ["Terbium from b was sold."]


def test_files_that_the_new_reader_refuses_keep_answering_and_are_tried_once(
    home, inbox, another_reader
):
    (inbox / "Borland.txt").write_bytes(b"\x89PNG" + bytes(500))
    report = reprocess(library_of(home), WordCountEmbedder(), LIMIT)
    assert [item.file for item in report.refused] == [str(inbox / "Borland.txt")]
    assert sentence() == ""
    chain = open_chain()
    asked(chain, "Borland")
    chain.close()


def test_files_that_are_gone_keep_answering_and_are_not_waited_for(home, inbox, another_reader):
    (inbox / "Borland.txt").unlink()
    reprocess(library_of(home), WordCountEmbedder(), LIMIT)
    chain = open_chain()
    assert chain.outdated == ""
    asked(chain, "Borland")
    chain.close()


def test_all_three_at_once_end_as_if_the_library_were_made_by_the_new_program(
    home, inbox, tmp_path, another_model, another_cut, another_reader
):
    assert CliRunner().invoke(main, ["library", "rebuild"]).exit_code == 0
    fresh = library_of(tmp_path / "fresh")
    ingest([inbox], fresh, WordCountEmbedder(128), LIMIT)
    assert sentence() == ""
    assert library_of(home).integrity.digest() == fresh.integrity.digest()


def test_progress_tells_of_reading_cutting_and_embedding(
    home, another_model, another_cut, another_reader
):
    steps = []
    reprocess(library_of(home), WordCountEmbedder(128), LIMIT, steps.append)
    assert [
        step for step in dict.fromkeys(step.stage for step in steps) if step != "embedding"
    ] == ["reading", "cutting"]
    embedding = [step for step in steps if step.stage == "embedding"]
    assert embedding[-1].done == embedding[-1].total


def test_a_changed_file_of_a_text_that_is_in_embeds_nothing_that_stands_nowhere(
    home, inbox, another_cut
):
    (inbox / "Corland.txt").write_text((inbox / "Corland.txt").read_text() + "\n\n")
    report = ingest([inbox], library_of(home), WordCountEmbedder(), LIMIT)
    assert (report.unchanged, report.embedded) == (3, 0)


# -- found by its words at once --------------------------------------------------------------------


class Blocking(WordCountEmbedder):
    """Embeds documents only when it is let go; questions at once."""

    def __init__(self):
        super().__init__()
        self.go = threading.Event()

    def embed(self, texts):
        if (
            not all("?" in text for text in texts)
            and threading.current_thread() is not threading.main_thread()
        ):
            self.go.wait(30)
        return super().embed(texts)


def test_a_document_is_found_by_its_words_while_its_vector_is_missing(tmp_path, inbox, monkeypatch):
    monkeypatch.setattr(rag.ingest.pipeline, "IsolatedReader", InProcess)
    library, blocking, written = library_of(tmp_path / "home"), Blocking(), threading.Event()
    finish_file = Versions.finish_file

    def finished(self, file, *given):
        result = finish_file(self, file, *given)
        if file.endswith("Corland.txt"):
            written.set()
        return result

    monkeypatch.setattr(Versions, "finish_file", finished)
    intake = threading.Thread(
        target=ingest_sources, args=(file_inputs([inbox], LIMIT), library, blocking)
    )
    intake.start()
    assert written.wait(30)
    index = VectorIndex(library, blocking.name, tmp_path / "home" / "index")
    chain = DatelineChain(
        library, index, WordCountEmbedder(), load_settings(), None, ModelChoice("quotes", "test")
    )
    notices = [notice.message for notice in asked(chain).notices]
    count = library.vectors.counts(blocking.name)["chunks"]
    assert any(
        message.startswith(f"{count} of the passages have no vector of this model yet")
        for message in notices
    )
    assert any("Documents are being read just now" in message for message in notices)
    blocking.go.set()
    intake.join(30)
    assert asked(chain).notices == ()
    chain.close()


# -- a folder that cannot be seen in full ----------------------------------------------------------


@pytest.mark.parametrize("unseen", ["inbox", "inbox/deep"])
def test_what_stands_in_a_folder_that_cannot_be_listed_is_not_removed(
    home, inbox, tmp_path, unseen
):
    (inbox / "deep").mkdir()
    sources = Inputs((), (Refused(str(tmp_path / unseen), "cannot be listed: Input/output error"),))
    report = ingest_sources(sources, library_of(home), WordCountEmbedder(), folders=[inbox])
    assert (report.removed, len(library_of(home).catalogue.entries())) == (0, 3)


def test_a_broken_link_in_a_folder_keeps_nothing_from_being_removed(home, inbox):
    (inbox / "link.txt").symlink_to(inbox / "nowhere.txt")
    (inbox / "Borland.txt").unlink()
    report = ingest_sources(
        file_inputs([inbox], LIMIT), library_of(home), WordCountEmbedder(), folders=[inbox]
    )
    assert report.removed == 1


# -- vectors in another order than their chunks ----------------------------------------------------


def test_a_vector_that_comes_when_another_goes_is_searched(home, tmp_path):
    library, embedder = library_of(home), WordCountEmbedder()
    index = VectorIndex(library, embedder.name, tmp_path / "index")
    drop_vector(library, 1)
    assert index.missing() == 1
    drop_vector(library, 3)
    missing = library.vectors.texts_without_vector(embedder.name)
    (late,) = [chunk for chunk in missing.values() if "On day 0 " in chunk.text][:1]
    (embedded,) = embedder.embed_chunks([late])
    library.vectors.add(embedder.name, {late.key: embedded})
    assert [hit.number for hit in index.search(embedded.vector, Scope(), 1).hits] == [1]
    index.close()


def drop_vector(library, number):
    with library.database.transaction(changes=True) as db:
        db.execute(
            "DELETE FROM vectors WHERE vector_key = (SELECT vector_key FROM chunks WHERE number = "
            "?)",
            (number,),
        )


def test_outdated_counts_what_a_broken_off_run_left(home):
    library = library_of(home)
    with library.database.transaction(changes=True) as db:
        db.execute("DELETE FROM vectors")
    assert outdated(library, WordCountEmbedder()).reasons.endswith("texts have no vector yet")
