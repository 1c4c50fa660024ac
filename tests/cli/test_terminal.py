"""What documents and models wrote, on a terminal."""

import json

import pytest

from rag.cli.terminal import echo, escaped, visible


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("It rose.\n\tTwice.", "It rose.\n\tTwice."),
        ("\x1b[2J\x1b[1;31mIt rose.\x1b[0m", "It rose."),
        ("\x1b]8;;https://x.example/\x07It rose.\x1b]8;;\x07", "It rose."),
        ("\x1b]0;a title\x1b\\It rose.", "It rose."),
        ("It\x08\x07 rose.\x9b5m", "It rose."),
        ("\u202eIt rose.\u202c\u2066\u2069", "It rose."),
        ("نمی\u200cشود", "نمی\u200cشود"),
    ],
)
def test_what_steers_a_terminal_is_left_out(written, shown):
    assert visible(written) == shown


def test_printing_leaves_it_out_too(capsys):
    echo("\x1b[2JIt rose.")
    assert capsys.readouterr().out == "It rose.\n"


def test_json_keeps_what_it_escapes():
    value = {"text": "\u202eIt\x9b rose \U000e0041"}
    printed = escaped(json.dumps(value, ensure_ascii=False))
    assert "\u202e" not in printed
    assert json.loads(printed) == value
