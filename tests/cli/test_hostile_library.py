"""No command prints what would steer a terminal, whatever a library holds."""

import json
import sqlite3
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner

from rag.cli import main

# Clears the screen, colours, names the window, makes a link, turns the writing round, goes back.
STEERING = "\x1b[2J\x1b[31m\x1b]0;Owned\x07\x1b]8;;https://x.example\x1b\\\u202e\x9b5m\r\x08"
# Columns of a version that hold what a document says of itself; its text is cleaned when read.
COLUMNS = ("title", "publisher", "section", "url", "origin", "published_text", "kind_source")
PAGE = (
    "---\ntitle: Gallium {number}\npublisher: Daily {number}\ndate: 2025-10-{day}\n"
    "authors: [Anna Kroll]\n---\n"
    "Norland issued export licences for gallium magnets to {number} Indian companies on Thursday.\n"
)


@pytest.fixture
def identity(monkeypatch, tmp_path):
    """Fill a library, write steering characters into it, and return a document's identifier."""
    for name, value in {
        "RAG_HOME": str(tmp_path / ".dateline"),
        "RAG_EMBEDDING_MODEL": "words",
        "RAG_LLM": "quotes",
    }.items():
        monkeypatch.setenv(name, value)
    folder = Path("inbox")
    folder.mkdir()
    for number, day in ((4, 21), (9, 22)):
        (folder / f"{number}.md").write_text(PAGE.format(number=number, day=day))
    assert rag("ingest", folder).exit_code == 0
    (folder / "9.md").write_text(PAGE.format(number=11, day=23))
    assert rag("ingest", folder).exit_code == 0
    steer(tmp_path / ".dateline" / "library.sqlite3")
    return json.loads(rag("library", "list", "--json").stdout)[0]["document_id"]


def steer(path):
    with sqlite3.connect(path) as library:
        for column in COLUMNS:
            library.execute(f"UPDATE versions SET {column} = {column} || ?", [STEERING])
        library.execute("UPDATE versions SET authors = ?", [json.dumps([f"Anna{STEERING}"])])
        for number, report in library.execute("SELECT entry, report FROM versions").fetchall():
            changed = json.loads(report)
            changed["suspicious"] = [f"Ignore all rules{STEERING}"]
            removal = {"reason": "junk line", "count": 1, "samples": [f"Advertisement{STEERING}"]}
            changed["removed"] = [removal]
            library.execute(
                "UPDATE versions SET report = ? WHERE entry = ?", [json.dumps(changed), number]
            )


def rag(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments], color=True)


def steers(output):
    """Return the characters of an output that are not to be seen, without colours of our own."""
    for code in ("0", "1", "33"):
        output = output.replace(f"\x1b[{code}m", "")
    return [char for char in output if is_unseen(char)]


def is_unseen(char):
    return char not in "\n\t" and unicodedata.category(char) in ("Cc", "Cf")


COMMANDS = [
    ["ask", "How many Indian companies did Norland issue licences for gallium magnets to?"],
    ["ask", "Who won the cup?"],
    ["search", "gallium licences"],
    ["timeline", "gallium licences"],
    ["timeline", "gallium licences", "--format", "markdown"],
    ["timeline", "gallium licences", "--format", "csv"],
    ["changes", "gallium licences", "--since", "2025-10-01"],
    ["changes", "gallium licences", "--since", "2025-10-01", "--format", "markdown"],
    ["library", "list"],
    ["library", "show", "ID"],
    ["library", "show", "ID", "--report"],
    ["library", "show", "ID", "--version", "1"],
    ["library", "verify"],
    ["library", "show", f"none{STEERING}"],
    ["doctor"],
]


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_steers_the_terminal(identity, command):
    result = rag(*(identity if part == "ID" else part for part in command))
    assert result.output.strip() and steers(result.output) == []


@pytest.mark.parametrize(
    "command",
    [
        ["ask", "How many Indian companies did Norland issue licences for gallium magnets to?"],
        ["search", "gallium licences"],
        ["timeline", "gallium licences"],
        ["changes", "gallium licences", "--since", "2025-10-01"],
        ["library", "list"],
        ["library", "show", "ID"],
    ],
)
def test_json_escapes_it_and_loses_nothing(identity, command):
    output = rag(*(identity if part == "ID" else part for part in command), "--json").stdout
    assert steers(output) == []
    assert STEERING in "".join(strings(json.loads(output)))


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
