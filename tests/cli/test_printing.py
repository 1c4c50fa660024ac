"""How quoted statements look on a terminal."""

from dataclasses import replace

import pytest

from rag.cli.printing import _statement_line, _with_columns, print_answer, print_events
from rag.schema import (
    Answer,
    AnswerReady,
    Citation,
    Engine,
    QuoteFound,
    Source,
    SourcesFound,
    Span,
    Statement,
    StatementReady,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("| Port | Fee |\n| Oa | 15 |", "Port  Fee\nOa    15"),
        ("| A | B |\n| long | x |", "A     B\nlong  x"),
        ("| Port | Fee |\n|  | 5 |", "Port  Fee\n      5"),
        ("| Port |  | Fee |\n| Oa | x | 5 |", "Port     Fee\nOa    x  5"),
        ("| Port | Fee |\n| Oa |", "Port  Fee\nOa"),
        ("Fees:\n| Port | Fee |\n| Oa | 5 |\nEnd", "Fees:\nPort  Fee\nOa    5\nEnd"),
        ("Port | Fee\nnext", "Port | Fee\nnext"),
        ("- A mine.\n- A mill.", "- A mine.\n- A mill."),
        ("|", ""),
        ("", ""),
    ],
)
def test_the_cells_of_a_table_stand_below_each_other(text, expected):
    assert _with_columns(text) == expected


def quoted(text, *numbers):
    citations = [Citation(n, "d", "c", text, Span(0, 1)) for n in numbers]
    return Statement(text, "quoted", tuple(citations))


def test_a_quote_of_one_line_stands_in_quotation_marks_with_its_number_once():
    assert _statement_line(quoted("Tin rose.", 2, 2)) == "“Tin rose.” [2]"


def test_a_list_has_its_number_below():
    assert _statement_line(quoted("It has:\n- A mine.", 1)) == "It has:\n- A mine.\n[1]"


def test_a_sentence_that_is_no_quote_has_no_quotation_marks():
    assert _statement_line(Statement("One document is on tin.", "listed")) == (
        "One document is on tin."
    )


SOURCE = Source(1, "d", "Tin", "The Daily", None, None, None, None, "news")
WROTE = Statement("The tin price rose.", "backed", quoted("Tin rose.", 1).citations)


def test_each_statement_is_printed_as_it_comes(capsys):
    def events():
        yield QuoteFound(quoted("Tin rose.", 1), SOURCE)
        assert capsys.readouterr().out == "“Tin rose.” [1]\n"
        yield StatementReady(WROTE, (SOURCE,))
        assert capsys.readouterr().out == "\nThe tin price rose. [1]\n"
        yield AnswerReady(Answer("Tin?", searched="Tin?", sources=(SOURCE,)))

    print_events(events())
    assert capsys.readouterr().out.startswith("\nSources\n  [1] Tin\n")


def test_the_last_line_says_who_checked_the_drafted_sentences(capsys):
    statement = replace(WROTE, support="verified", checked_by=("code", "a:model"))
    print_answer(Answer("Tin?", (statement,), (SOURCE,), searched="Tin?"))
    shown = capsys.readouterr().out
    assert "Checked by: code and a:model." in shown and "by code alone" not in shown


def test_a_sentence_that_the_checker_did_not_judge_is_marked(capsys):
    statement = replace(WROTE, why="gone", checked_by=("code",))
    print_answer(Answer("Tin?", (statement,), (SOURCE,), searched="Tin?"))
    shown = capsys.readouterr().out
    assert shown.startswith("The tin price rose. [1] (checked by code alone)\n")
    assert "Checked by: code alone (words, figures and dates)." in shown


def test_where_a_model_writes_quotes_and_its_statements_have_headings(capsys):
    print_events(
        [
            SourcesFound((), Engine("model", "m")),
            QuoteFound(quoted("Tin rose.", 1), SOURCE),
            StatementReady(WROTE, (SOURCE,)),
            StatementReady(WROTE, (SOURCE,)),
        ]
    )
    assert capsys.readouterr().out == (
        "Nearest in the sources, while m writes\n“Tin rose.” [1]\n"
        "\nAnswer\nThe tin price rose. [1]\n\nThe tin price rose. [1]\n"
    )


def test_without_a_model_quotes_need_no_heading(capsys):
    found = SourcesFound((), Engine("quotes"))
    print_events([found, QuoteFound(quoted("Tin rose.", 1), SOURCE)])
    assert capsys.readouterr().out == "“Tin rose.” [1]\n"


def test_who_stops_an_answer_keeps_what_was_printed_with_its_source(capsys):
    def events():
        yield QuoteFound(quoted("Tin rose.", 1), SOURCE)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        print_events(events())
    printed = capsys.readouterr().out
    assert printed.startswith("“Tin rose.” [1]\n\nSources\n  [1] Tin\n")
