"""Exports: what documents wrote stays text in Markdown and in a spreadsheet."""

import csv
import io
from datetime import date

import pytest

from rag.reports.changes import Change, Changes, NewDocument, NewStatus, NewVersion, VersionedQuote
from rag.reports.export import (
    COLUMNS,
    changes_markdown,
    csv_text,
    markdown_text,
    timeline_csv,
    timeline_markdown,
)
from rag.reports.timeline import Timeline, TimelineRow
from rag.schema import Abstention, Citation, Copy, Notice, Source, Span, Window

DAY = date(2025, 4, 4)
QUOTE = "China, it said, put magnets under “licence”\non 4 April."
HOSTILE = '=cmd|"/c calc"!A1'


def source(n=1, **parts):
    known = {"title": "A rule", "publisher": "The Daily", "url": "https://news.example/a"} | parts
    return Source(
        n,
        f"document-{n}",
        known["title"],
        known["publisher"],
        DAY,
        "meta",
        None,
        known["url"],
        "news",
        known.get("copies", ()),
    )


def row(quote=QUOTE, when=None, basis="text", ahead=False, numbers=(1,)):
    citations = tuple(
        Citation(n, f"chunk-{n}", f"document-{n}", quote, Span(5, 5 + len(quote))) for n in numbers
    )
    return TimelineRow(when or Window(DAY, DAY), basis, "on 4 April", ahead, citations)


def table(result):
    return list(csv.DictReader(io.StringIO(timeline_csv(result), newline="")))


# -- CSV -------------------------------------------------------------------------------------------


def test_csv_parses_back_to_what_was_told():
    copies = (Copy("document-9", "A rule", "Northgate Courier", DAY),)
    (line,) = table(
        Timeline(
            "magnets",
            (row(numbers=(1, 2)),),
            (source(copies=copies), source(2, publisher="Meridian Wire")),
        )
    )
    assert tuple(line) == COLUMNS
    assert line["quote"] == QUOTE
    assert (line["date"], line["basis"], line["start"], line["end"]) == (
        "2025-04-04",
        "text",
        "5",
        str(5 + len(QUOTE)),
    )
    assert line["also_in"] == "Meridian Wire, 2025-04-04; Northgate Courier"


def test_a_month_stays_a_month_in_every_export():
    result = Timeline(
        "magnets", (row(when=Window(date(2025, 4, 1), date(2025, 4, 30))),), (source(),)
    )
    assert table(result)[0]["date"] == "2025-04"
    assert "| 2025-04 |" in timeline_markdown(result)


@pytest.mark.parametrize(
    "text",
    [
        HOSTILE,
        "+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        " =1",
        "\r\n=1",
        "\N{FULLWIDTH EQUALS SIGN}1",
        '"=1',
        "\u200b=1",
        "|calc",
    ],
)
def test_no_cell_is_a_formula(text):
    result = Timeline("magnets", (row(quote=text),), (source(title=text, publisher=text),))
    (line,) = table(result)
    assert all(line[name].startswith("'") for name in ("quote", "title", "publisher"))


def test_plain_text_is_left_alone_in_csv():
    assert csv_text("China: 5 - 3 = 2") == "China: 5 - 3 = 2"


def test_a_refused_timeline_is_a_head_without_lines():
    assert table(Timeline("magnets", abstention=Abstention("nothing_found", "Nothing."))) == []


# -- Markdown --------------------------------------------------------------------------------------


def test_markdown_has_a_line_for_each_event_and_for_each_source():
    result = Timeline(
        "magnets", (row(numbers=(1, 2)),), (source(), source(2, publisher="Meridian Wire"))
    )
    text = timeline_markdown(result)
    assert (
        "| 2025-04-04 | “China, it said, put magnets under “licence” on 4 April.” | "
        "The Daily, 2025-04-04 \\[1\\], also \\[2\\] |"
    ) in text
    assert (
        "1. A rule. The Daily, 2025-04-04 (from the page's metadata); "
        "<https://news.example/a>; document document-1, characters 5–60"
    ) in text


def test_how_a_date_is_known_is_said():
    result = Timeline(
        "magnets",
        (
            row(basis="published"),
            row(when=Window(date(2025, 12, 1), date(2025, 12, 1)), ahead=True),
        ),
        (source(),),
    )
    text = timeline_markdown(result)
    assert "| 2025-04-04 (published) |" in text
    assert "| 2025-12-01 (ahead, as reported on 2025-04-04) |" in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a | b", r"a \| b"),
        ("[here](http://evil.example)", r"\[here\]\(http\://evil.example\)"),
        ("![x](y)", r"\!\[x\]\(y\)"),
        ("<script>alert(1)</script>", r"\<script\>alert\(1\)\</script\>"),
        ("see www.evil.example", r"see www\.evil.example"),
        ("# Head", r"\# Head"),
        ("- item", r"\- item"),
        ("1. item", r"1\. item"),
        ("`code` *em* _em_ ~~s~~", r"\`code\` \*em\* \_em\_ \~\~s\~\~"),
        ("&lt;b&gt;", r"\&lt;b\&gt;"),
        ("a\n\nb\r\n| c |", r"a b \| c \|"),
        ("turn \u202eevil\u202c back\u200b", "turn evil back"),
        ("No. 18 of 2025 (50 per cent).", r"No. 18 of 2025 \(50 per cent\)."),
    ],
)
def test_markup_in_documents_is_shown_as_text(text, shown):
    assert markdown_text(text) == shown


def test_hostile_titles_questions_and_notices_make_no_markup():
    bad = "[x](javascript:alert) | <b>"
    result = Timeline(
        bad,
        (row(quote=bad),),
        (source(title=bad, publisher=bad),),
        notices=(Notice("unclear_time", bad),),
    )
    text = timeline_markdown(result)
    assert "](" not in text.replace("\\](", "").replace("\\]\\(", "")
    assert "<b>" not in text.replace("\\<b\\>", "")
    assert {
        line.count("|") - line.count("\\|") for line in text.splitlines() if line.startswith("|")
    } == {4}


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("javascript:alert(1)", None),
        ("https://a.example/x> <b>y", "<https://a.example/x%3E%20%3Cb%3Ey>"),
        ("https://a.example/x?y=1&z=%20", "<https://a.example/x?y=1&z=%20>"),
    ],
)
def test_only_web_addresses_become_links_and_none_breaks_out(url, link):
    text = timeline_markdown(Timeline("magnets", (row(),), (source(url=url),)))
    assert (link in text) if link else "javascript" not in text


def test_a_refused_timeline_says_why():
    result = Timeline(
        "magnets", abstention=Abstention("nothing_found", "No passage was found."), as_of=DAY
    )
    assert (
        timeline_markdown(result)
        == "# Timeline: magnets\n\nAs of 2025-04-04.\n\nNo passage was found.\n"
    )


def test_changes_are_text_too():
    bad = "[x](http://evil.example) | <b>"
    half = VersionedQuote(1, bad, Span(0, len(bad)))
    result = Changes(
        bad,
        DAY,
        DAY,
        documents=(NewDocument(row(quote=bad).citations),),
        versions=(NewVersion(1, "document-1", 1, 2, (DAY,), (Change(half, half),)),),
        statuses=(NewStatus("revokes", bad, bad, False, None, row(quote=bad).quote),),
        sources=(source(title=bad, publisher=bad),),
    )
    text = changes_markdown(result)
    assert "[x](" not in text
    assert "<b>" not in text.replace("\\<b\\>", "")
