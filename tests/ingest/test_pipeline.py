"""Ingest: what a report counts, what is refused with which words, and that a second run does
nothing.
"""

import os
import threading
from pathlib import Path

import pytest

from rag.errors import LibraryBusy
from rag.ingest.embedding import embed_missing
from rag.ingest.inputs import file_inputs
from rag.ingest.pipeline import ingest, store
from rag.models.embeddings import WordCountEmbedder
from rag.schema import Scope
from rag.storage import Library, identifier
from tests.samples import document, put

LIMIT = 100_000
GOOD = (
    "Gallium prices rise\n\n"
    "Gallium prices rose on Monday after the ministry approved {} more export licences"
    " for magnet makers.\n"
)


class CountingEmbedder(WordCountEmbedder):
    """Counts the texts it was asked to embed."""

    def __init__(self) -> None:
        super().__init__()
        self.embedded = 0

    def embed(self, texts):
        self.embedded += len(texts)
        return super().embed(texts)


@pytest.fixture
def counting():
    return CountingEmbedder()


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def take(library: Library, embedder, *paths: Path):
    return ingest(paths, library, embedder, LIMIT)


def write(folder: Path, name: str, number: object = "seven") -> Path:
    path = folder / name
    path.write_text(GOOD.format(number))
    return path


def found(library, words="gallium"):
    return [
        passage.text
        for passage in library.chunks.passages(library.fulltext.search_words(words, Scope(), 50))
    ]


# -- counting --------------------------------------------------------------------------------------


def test_a_folder_is_read_and_counted(library, counting, inbox):
    for number in range(3):
        write(inbox, f"{number}.txt", number)
    report = take(library, counting, inbox)
    assert (report.new, report.changed, report.unchanged, report.refused) == (3, 0, 0, ())
    assert (report.chunks, report.embedded, counting.embedded) == (3, 3, 3)
    assert len(found(library)) == 3


def test_new_changed_unchanged_and_refused_are_told_apart(library, counting, inbox):
    write(inbox, "same.txt", "ten")
    write(inbox, "edited.txt", "twenty")
    take(library, counting, inbox)
    write(inbox, "edited.txt", "thirty")
    write(inbox, "fresh.txt", "forty")
    (inbox / "empty.txt").write_text("")
    report = take(library, counting, inbox)
    assert (report.new, report.changed, report.unchanged, len(report.refused)) == (1, 1, 1, 1)
    assert [Path(item.file).name for item in report.refused] == ["empty.txt"]
    assert not [text for text in found(library) if "twenty" in text]


def test_a_second_ingest_embeds_nothing_and_writes_no_byte(library, counting, inbox):
    for number in range(3):
        write(inbox, f"{number}.txt", number)
    take(library, counting, inbox)
    embedded, files = (
        counting.embedded,
        sorted(path for path in library.path.parent.iterdir() if path.suffix != ".lock"),
    )
    before, change = (
        [path.read_bytes() for path in files if not path.name.endswith("-shm")],
        library.database.change_count(),
    )
    report = take(library, counting, inbox)
    assert (report.new, report.changed, report.unchanged, report.embedded) == (0, 0, 3, 0)
    assert counting.embedded == embedded
    assert library.database.change_count() == change
    assert [path.read_bytes() for path in files if not path.name.endswith("-shm")] == before


def test_a_touched_file_is_unchanged(library, counting, inbox):
    path = write(inbox, "a.txt")
    take(library, counting, inbox)
    os.utime(path, (1, 1))
    assert take(library, counting, inbox).unchanged == 1


def test_the_same_file_named_twice_is_read_once(library, counting, inbox):
    path = write(inbox, "a.txt")
    report = take(library, counting, path, path, inbox)
    assert (report.new, report.unchanged, report.changed) == (1, 0, 0)


def test_a_relative_and_an_absolute_path_are_one_file(library, counting, inbox, monkeypatch):
    path = write(inbox, "a.txt")
    take(library, counting, path)
    monkeypatch.chdir(inbox)
    assert take(library, counting, Path("a.txt")).unchanged == 1


def test_a_vector_that_is_known_is_not_computed_again(library, counting, inbox):
    write(inbox, "a.txt")
    take(library, counting, inbox)
    write(inbox, "b.txt")
    report = take(library, counting, inbox)
    assert (report.new, report.embedded, counting.embedded) == (1, 0, 1)


def test_more_files_than_a_group_are_all_taken(library, counting, inbox):
    for number in range(40):
        write(inbox, f"{number:02}.txt", number)
    assert take(library, counting, inbox).new == 40


def test_progress_names_each_file_and_ends_at_the_total(library, counting, inbox):
    write(inbox, "a.txt", 1)
    write(inbox, "b.txt", 2)
    calls = []
    ingest([inbox], library, counting, LIMIT, calls.append)
    assert [step[1:] for step in calls if step.stage == "reading"] == [
        (0, 2, "a.txt"),
        (1, 2, "b.txt"),
        (2, 2, ""),
    ]
    assert [step[1:3] for step in calls if step.stage == "embedding"][-1] == (2, 2)


def test_a_file_without_a_vector_of_this_model_is_embedded_once(library, counting):
    put(
        library,
        WordCountEmbedder(64),
        document("a", "Gallium rose."),
        document("b", "Gallium rose."),
    )
    assert embed_missing(library, counting) == 1
    assert (
        embed_missing(library, counting),
        library.vectors.counts(counting.name)["vectors_missing"],
    ) == (
        0,
        0,
    )


def test_storing_nothing_gives_nothing(library, counting):
    assert store([], library, counting) == []


def test_an_ingest_during_another_is_refused(library, counting, inbox):
    write(inbox, "a.txt")
    answers = []

    def second():
        try:
            take(Library(library.path), counting, inbox)
        except LibraryBusy as error:
            answers.append(str(error))

    with library.writing():
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert len(answers) == 1
    assert "is writing" in answers[0]


# -- bad input: refused with a reason, and the rest goes on ----------------------------------------

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
BAD = {
    "empty.txt": (b"", "is empty"),
    "blank.txt": (b" \n\t\n ", "is empty"),
    "picture.txt": (PNG, "PNG image"),
    "noise.txt": (bytes(range(256)) * 64, "binary"),
    "nulls.md": (b"Gallium\x00rose\x00" * 100, "binary"),
    "office.txt": (b"PK\x03\x04" + b"x" * 500, "ZIP archive or an Office document"),
    "table.docx": (b"Gallium rose.", ".docx"),
    "no-ending": (b"Gallium rose.", "extension"),
    "renamed.pdf": (b"Gallium rose on Monday.", "holds no PDF"),
    "paper.txt": (b"%PDF-1.7\n1 0 obj\n", "holds a PDF"),
    "broken.pdf": (b"%PDF-1.7\n" + b"\x93garbage" * 200, "PDF cannot be opened"),
    "large.txt": (b"Gallium rose. " * 20_000, "RAG_MAX_FILE_MB"),
    "plain.html": (b"No markup at all here, only words.", "no markup"),
    "markup.html": (b"<html><body><script>var a = 1;</script></body></html>", "no readable text"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_with_its_reason_and_the_rest_goes_on(library, counting, inbox, name):
    data, reason = BAD[name]
    (inbox / name).write_bytes(data)
    good = write(inbox, "good.txt")
    report = take(library, counting, inbox / name, good)
    assert report.new == 1
    assert [item.file for item in report.refused] == [str(inbox / name)]
    assert reason in report.refused[0].reason
    assert name in report.refused[0].reason
    assert len(found(library)) == 1


def test_a_large_file_is_refused_with_both_sizes(library, counting, inbox):
    (inbox / "large.txt").write_bytes(b"Gallium " * 50_000)
    (refusal,) = ingest([inbox], library, counting, 200_000).refused
    assert "0.4 MB" in refusal.reason
    assert "0.2 MB" in refusal.reason


def test_a_file_of_exactly_the_limit_is_read(library, counting, inbox):
    path = write(inbox, "a.txt")
    assert ingest([inbox], library, counting, path.stat().st_size).new == 1
    assert len(ingest([inbox], library, counting, path.stat().st_size - 1).refused) == 1


def test_a_missing_path_is_refused_and_the_rest_goes_on(library, counting, inbox):
    report = take(library, counting, inbox / "nowhere", write(inbox, "good.txt"))
    assert (report.new, report.refused[0].reason) == (1, "there is no such file or folder")


def test_a_link_to_nothing_is_refused(library, counting, inbox):
    (inbox / "link.txt").symlink_to(inbox / "nowhere.txt")
    assert "no such file or folder, only a link" in take(library, counting, inbox).refused[0].reason


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_is_refused(library, counting, inbox):
    path = write(inbox, "a.txt")
    path.chmod(0)
    assert (
        "permission denied"
        in take(library, counting, inbox, write(inbox, "good.txt")).refused[0].reason
    )


def test_a_permission_error_is_a_refusal_too(library, counting, inbox, monkeypatch):
    locked, opened = write(inbox, "locked.txt"), Path.open

    def deny(self, *arguments, **options):
        if self.name == locked.name:
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, *arguments, **options)

    monkeypatch.setattr(Path, "open", deny)
    write(inbox, "good.txt", "nine")
    report = take(library, counting, inbox)
    assert report.new == 1
    assert [item.reason for item in report.refused] == [
        "locked.txt cannot be opened: permission denied"
    ]


def test_a_refused_file_is_read_once_it_is_mended(library, counting, inbox):
    (inbox / "a.txt").write_text("")
    assert len(take(library, counting, inbox).refused) == 1
    write(inbox, "a.txt")
    assert take(library, counting, inbox).new == 1


def test_a_file_that_becomes_unreadable_keeps_answering_with_what_was_read(
    library, counting, inbox
):
    write(inbox, "a.txt")
    take(library, counting, inbox)
    (inbox / "a.txt").write_bytes(PNG)
    assert len(take(library, counting, inbox).refused) == 1
    assert len(found(library)) == 1


# -- names, encodings and folders ------------------------------------------------------------------


def test_bytes_of_windows_are_read_as_what_they_are(library, counting, inbox):
    (inbox / "a.txt").write_bytes(
        (
            "Prices rise in Zürich\n\nThe “café” in Zürich paid 10 € for gallium – a naïve price,"
            " traders said on Monday.\n"
        ).encode("cp1252")
    )
    take(library, counting, inbox)
    assert "“café” in Zürich paid 10 € for gallium – a naïve price" in found(library)[0]


def test_utf16_is_read(library, counting, inbox):
    (inbox / "a.txt").write_bytes(GOOD.format("seven").encode("utf-16"))
    assert take(library, counting, inbox).new == 1
    assert "rose on Monday" in found(library)[0]


@pytest.mark.parametrize(
    "name",
    [
        "new\nline.txt",
        "bell\x07.txt",
        "esc\x1b[31mred.txt",
        "ünï 🙂.txt",
        "-rf.txt",
        "a" * 200 + ".txt",
        "two  spaces .txt",
    ],
)
def test_an_odd_name_is_taken_and_known_again(library, counting, inbox, name):
    write(inbox, name)
    assert take(library, counting, inbox).new == 1
    assert take(library, counting, inbox).unchanged == 1


def test_a_linked_folder_is_not_followed_inside_a_folder(library, counting, inbox, tmp_path):
    write(inbox, "a.txt")
    (inbox / "loop").symlink_to(inbox)
    assert take(library, counting, inbox).new == 1


def test_a_linked_folder_that_is_named_is_read(library, counting, inbox, tmp_path):
    write(inbox, "a.txt")
    (tmp_path / "link").symlink_to(inbox)
    assert take(library, counting, tmp_path / "link").new == 1
    assert take(library, counting, inbox).unchanged == 1


def test_hidden_and_describing_files_are_passed_over_inside_folders(inbox):
    for name in (".hidden.txt", "README.md", "manifest.txt", "kept.txt", "data.csv"):
        write(inbox, name)
    (inbox / ".git").mkdir()
    write(inbox / ".git", "kept-not.txt")
    sources = file_inputs([inbox], LIMIT)
    assert ([Path(source.file).name for source in sources.found], sources.refused) == (
        ["kept.txt"],
        (),
    )


def test_files_of_other_endings_inside_a_folder_are_counted_and_not_refused(
    library, counting, inbox
):
    for name in ("kept.txt", "one.csv", "two.CSV", "no-ending"):
        write(inbox, name)
    report = take(library, counting, inbox)
    assert (report.new, report.refused, report.skipped) == (1, (), {".csv": 2, "(none)": 1})


def test_a_hidden_file_that_is_named_is_read(library, counting, inbox):
    assert take(library, counting, write(inbox, ".hidden.txt")).new == 1


def test_folders_below_are_read(library, counting, inbox):
    (inbox / "deep" / "er").mkdir(parents=True)
    write(inbox / "deep" / "er", "a.txt")
    assert take(library, counting, inbox).new == 1


def test_an_empty_folder_gives_an_empty_report(library, counting, inbox):
    report = take(library, counting, inbox)
    assert (report.new, report.unchanged, report.refused, library.is_empty()) == (0, 0, (), True)


# -- versions through files ------------------------------------------------------------------------

FRONT = (
    "---\ntitle: Gallium\nurl: https://news.example/gallium\ndate: {day}\n---\n"
    "Gallium licences number {number} were granted to the magnet makers by the ministry.\n"
)


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_of_two_files_of_one_url_the_later_day_answers(library, counting, inbox, order):
    days = {"a": "2025-10-01", "b": "2025-10-20"}
    for name in order:
        (inbox / f"{name}.md").write_text(FRONT.format(day=days[name], number=name))
        take(library, counting, inbox / f"{name}.md")
    assert found(library) == [
        "Gallium licences number b were granted to the magnet makers by the ministry."
    ]
    assert len(library.catalogue.entries()) == 1


def test_a_file_read_tomorrow_has_the_identity_it_had(library, counting, inbox):
    (inbox / "a.md").write_text(FRONT.format(day="2025-10-01", number=1))
    take(library, counting, inbox)
    assert library.catalogue.entries()[0].document_id == identifier("https://news.example/gallium")
