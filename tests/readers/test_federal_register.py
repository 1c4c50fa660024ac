"""The Federal Register in its formats, written by hand after its pages; the orders are invented."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import ReadingError, UnsupportedFormat
from rag.readers import read_all, read_bytes
from rag.readers.federal_register.page_matter import (
    PRESIDENT,
    is_register,
    without_page_matter,
    without_register_matter,
)
from rag.readers.federal_register.xml import read_federal, read_issue
from rag.readers.page import Page
from tests.readers.test_pdf import pdf

TITLE = "Establishing a Council on the Counting of Lighthouses"
OPENING = (
    "By the authority vested in me as President by the Constitution and the laws of the "
    "United States of America, and in order to count the "
    "lighthouses of each coast, it is hereby ordered as follows:"
)
FIRST = (
    "Section 1. There is established a council of “seven” members, which shall report to "
    "the Secretary each year on the state of the lighthouses "
    "and on the wages of those who keep them."
)
CUT = FIRST.index("the lighthouses")  # where the page ends
LABELLED = "(a) The council shall meet twice a year in a lighthouse."
LAST = "Sec. 2. Executive Order 19999 of May 1, 2002, is revoked."
TEXT = "\n\n".join(
    [
        "Executive Order 20001 of May 14, 2003",
        OPENING,
        FIRST,
        LABELLED,
        LAST,
        "THE WHITE HOUSE,",
        "May 14, 2003.",
    ]
)

XML = f"""<PRESDOCU><EXECORD>
<TITLE3>Title 3—</TITLE3><PRES>The President<PRTPAGE P="26981"/></PRES>
<EXECORDR>Executive Order 20001 of May 14, 2003</EXECORDR>
<HD SOURCE="HED">{TITLE}</HD>
<FP>{OPENING}</FP>
<FP><E T="04">Section 1.</E> {FIRST[11:CUT]}<PRTPAGE P="26982"/>{FIRST[CUT:]}</FP>
<P>{LABELLED}</P>
<FP><E T="04">Sec. 2.</E> {LAST[8:]}</FP>
<GPH><GID>GWBOLD.EPS</GID></GPH><PSIG>B</PSIG><PLACE>THE WHITE HOUSE,</PLACE><DATE>May 14, \
2003.</DATE>
<FRDOC>[FR Doc. 03-12661</FRDOC><FILED>Filed 5-16-03; 8:45 am]</FILED><BILCOD>Billing code \
3195-01-P</BILCOD>
</EXECORD></PRESDOCU>"""


def wrapped(text, indent, width=72):
    """Text as the Register's pages break it: a space stays at the end of each line that goes on."""
    lines, line = [], ""
    for word in text.replace("“", "``").replace("”", "''").split():
        if len(line) + len(word) > width - indent:
            lines.append(line)
            line = ""
        line += word + " "
    return "\n".join(" " * indent + line for line in [*lines, line.rstrip()])


PRE = f"""<html>
<head><title>Federal Register, Volume 68 Issue 96 (Monday, May 19, 2003)</title></head>
<body><pre>[Federal Register Volume 68, Number 96 (Monday, May 19, 2003)]
[Presidential Documents]
[Pages 26981-26982]
From the Federal Register Online via the Government Publishing Office [<a \
href="http://www.gpo.gov">www.gpo.gov</a>]
[FR Doc No: 03-12661]

\x00
                         Presidential Documents\x20

  Federal Register / Vol. 68, No. 96 / Monday, May 19, 2003 /\x20
Presidential Documents\x20\x20

 ___________________________________________________________________

 Title 3--
 The President

[[Page 26981]]

                Executive Order 20001 of May 14, 2003

                \n{wrapped(TITLE, 0, 40)}

{wrapped(OPENING, 16)}

{wrapped(FIRST[:CUT], 16)}

[[Page 26982]]

{wrapped(FIRST[CUT:], 16)}

{wrapped(LABELLED, 16)}

{wrapped(LAST, 16)}
                <GRAPHIC(S) NOT AVAILABLE IN TIFF FORMAT>

                    (Presidential Sig.)B

                THE WHITE HOUSE,

                    May 14, 2003.

[FR Doc. 03-12661
Filed 5-16-03; 8:45 am]
Billing code 3195-01-P

</pre></body>
</html>"""

FRAGMENT = f"""

        <a class="eo" href="/executive-order/20001">Executive Order 20001</a> of May 14, 2003
        <h1 id="h-1">{TITLE}</h1>
        <p id="p-1">{OPENING}</p>
        <p id="p-2">
          <strong>Section 1.</strong> {FIRST[11:CUT]}<span class="printed-page unprinted-element" \
data-page="26982"><span class="text">Start Printed Page 26982</span></span>{FIRST[CUT:]}</p>
        (a)
         {LABELLED[4:]}
        <p id="p-3">
          <strong>Sec. 2.</strong> \
{LAST[8:].replace("Executive Order 19999", '<a href="/x">Executive Order 19999</a>')}</p>
        B
        THE WHITE HOUSE,
         May 14, 2003.

        Filed 5-16-03; 8:45 am]

    <div class="end-matter">
<p class="frdoc">[FR Doc. 03-12661</p>
<p class="billing-code">Billing code 3195-01-P</p>
</div>"""


def printed():
    """The order as printed, with the filing lines drawn between two lines of a paragraph."""

    def lines(text, left, top, hang=0):
        written = wrapped(text.replace("“", "‘‘").replace("”", "’’"), 0).split("\n")
        return [
            (left + (hang if number else 0), top - 12 * number, 10, line.strip())
            for number, line in enumerate(written)
        ]

    opening, first = lines(OPENING, 200, 560), lines(FIRST, 200, 500)
    filed = [
        (45, 200, 7, "[FR Doc. 03–12661"),
        (45, 189, 7, "Filed 5–16–03; 8:45 am]"),
        (45, 178, 7, "Billing code 3195–01–P"),
    ]
    return pdf(
        [
            (400, 760, 18, "Presidential Documents"),
            (560, 790, 8, "26981"),
            (45, 740, 10, "Federal Register"),
            (45, 728, 10, "Vol. 68, No. 96"),
            (45, 716, 10, "Monday, May 19, 2003"),
            (45, 660, 14, "Title 3—"),
            (45, 640, 14, "The President"),
            (200, 666, 10, "Executive Order 20001 of May 14, 2003"),
            (200, 610, 14, TITLE),
            *opening,
            *first[:-1],
            *filed,
            first[-1],
            (
                45,
                20,
                6,
                "VerDate Jan<31>2003 08:30 May 16, 2003 Jkt 200001 PO 00000 Frm 00001 Fmt "
                "4705 Sfmt 4790 E:\\FR\\FM\\19MYE0.SGM 19MYE0",
            ),
        ],
        [
            (
                45,
                790,
                8,
                "26982 Federal Register / Vol. 68, No. 96 / Monday, May 19, 2003 / "
                "Presidential Documents",
            ),
            *lines(LABELLED, 200, 740),
            *lines(LAST, 200, 722),
            (200, 600, 10, "THE WHITE HOUSE,"),
            (200, 588, 10, "May 14, 2003."),
            (300, 640, 90, "W"),
        ],
    )


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("o.xml", XML.encode()),
        ("o.htm", PRE.encode()),
        ("o.html", FRAGMENT.encode()),
        ("o.pdf", printed()),
    ],
)
def test_every_format_of_an_order_is_the_same_document(name, data):
    order = read_bytes(data, f"/x/{name}")
    assert (order.title, order.publisher, order.kind) == (TITLE, PRESIDENT, "policy")
    assert (order.published.day, order.published.source, order.updated) == (
        date(2003, 5, 14),
        "dateline",
        None,
    )
    assert order.text == TEXT
    assert "Federal Register page matter" in [removal.reason for removal in order.removals]


def test_the_page_of_an_order_saved_as_text_is_the_same_document():
    text = (
        PRE[PRE.index("<pre>") + 5 : PRE.index("</pre>")]
        .replace('<a href="http://www.gpo.gov">', "")
        .replace("</a>", "")
    )
    assert read_bytes(text.encode(), "order.txt").text == TEXT


RULE = """<RULE><PREAMB><PRTPAGE P="1"/><AGENCY TYPE="S">DEPARTMENT OF COMMERCE</AGENCY><SUBAGY>\
Bureau of Lamps</SUBAGY>
<CFR>15 CFR Part 744</CFR><SUBJECT>Counting of Lamps</SUBJECT>
<AGY><HD SOURCE="HED">AGENCY:</HD><P>Bureau of Lamps, Commerce.</P></AGY></PREAMB>
<SUPLINF><HD SOURCE="HED">SUPPLEMENTARY INFORMATION:</HD><HD SOURCE="HD1">Background</HD>
<P>The lamps weigh 3 m<SU>3</SU> in all.<SU>1</SU><FTREF/> They burn oil.</P><FTNT><P><SU>1</SU> \
See the order of 2003.</P></FTNT>
<HD SOURCE="HD2">Costs</HD>
<GPOTABLE COLS="2"><TTITLE>Table 1—Lamps</TTITLE><BOXHD><CHED H="1">Coast</CHED><CHED H="1">\
Lamps</CHED></BOXHD>
<ROW><ENT I="01">East | north</ENT><ENT>12</ENT></ROW><TNOTE>Counted by hand.</TNOTE></GPOTABLE>\
</SUPLINF>
<REGTEXT><SECTION><SECTNO>§ 744.1</SECTNO><SUBJECT>Lamps.</SUBJECT><P>(b) A lamp is counted <E \
T="03">once</E>.</P><STARS/></SECTION></REGTEXT>
<SIG><DATED>Dated: May 14, 2003.</DATED><NAME>Jane Roe,</NAME><TITLE>Director.</TITLE></SIG><FRDOC>\
[FR Doc. 03-1 Filed 5-16-03; 8:45 am]</FRDOC></RULE>"""


def test_the_structure_of_a_rule_is_kept():
    rule = read_federal(RULE.encode(), "r.xml")
    assert rule.blocks == (
        "15 CFR Part 744",
        "## AGENCY:",
        "Bureau of Lamps, Commerce.",
        "## SUPPLEMENTARY INFORMATION:",
        "### Background",
        "The lamps weigh 3 m³ in all. They burn oil.",
        "¹ See the order of 2003.",
        "#### Costs",
        "Table 1—Lamps",
        "| Coast | Lamps |",
        "| East / north | 12 |",
        "Counted by hand.",
        "### § 744.1 Lamps.",
        "(b) A lamp is counted once.",
        "Dated: May 14, 2003.",
        "Jane Roe,",
        "Director.",
    )
    assert (rule.title, rule.publisher, rule.kind, rule.published.day) == (
        "Counting of Lamps",
        "Bureau of Lamps",
        "policy",
        date(2003, 5, 14),
    )


def test_an_issue_is_as_many_documents_named_by_their_numbers():
    issue = (
        f"<FEDREG><DATE>Monday, May 19, 2003</DATE><RULES>{RULE}{RULE}</RULES><PRESDOCS>"
        f"{XML}</PRESDOCS></FEDREG>"
    )
    found = list(read_issue(issue.encode(), "issue.xml"))
    assert [part.name for part in found] == ["03-1", "2", "03-12661"]
    assert [part.content.published.day for part in found] == [
        date(2003, 5, 19),
        date(2003, 5, 19),
        date(2003, 5, 14),
    ]
    assert [document.origin for document in read_all(issue.encode(), "issue.xml")] == [
        "issue.xml#/03-1",
        "issue.xml#/2",
        "issue.xml#/03-12661",
    ]
    with pytest.raises(UnsupportedFormat, match="holds 3 documents"):
        read_federal(issue.encode(), "issue.xml")


def test_another_root_is_refused_by_its_name():
    with pytest.raises(UnsupportedFormat, match=r"a\.xml is XML with the root <svg>"):
        read_federal(b"<svg><text>A word</text></svg>", "a.xml")


def test_entities_are_not_resolved_and_reported():
    bomb = '<!DOCTYPE NOTICE [<!ENTITY a "lamp"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    page = read_federal(
        f"{bomb}<NOTICE><P>The &a; and &x; of the coast were counted.</P></NOTICE>".encode(),
        "a.xml",
    )
    assert "lamp" not in page.blocks[0]
    assert "root:" not in page.blocks[0]
    assert {removal.reason: removal.count for removal in page.removals} == {
        "entity that is not resolved": 2
    }


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<NOTICE>",
        b"<NOTICE><P></NOTICE>",
        b"text",
        b"<a>" * 5000,
        b"<!DOCTYPE x [<!ENTITY a 'b'>",
    ],
)
def test_broken_xml_is_an_error_of_reading(data):
    with pytest.raises(ReadingError, match=r"a\.xml"):
        read_federal(data, "a.xml")


@pytest.mark.parametrize(
    "line",
    [
        "[Federal Register Volume 68, Number 96 (Monday, May 19, 2003)]",
        "Federal Register, Volume 68 Issue 96 (Monday, May 19, 2003)",
        "[[Page 26981]]",
        "[Pages 1-2]",
        "[FR Doc. 03-12661",
        "[FR Doc. 2019-27678 Filed 12-19-19; 8:45 am]",
        "Filed 5–16–03; 8:45 am]",
        "BILLING CODE 3510-22-P",
        "Billing code 3195-W9-P",
        "25060 Federal Register / Vol. 71, No. 82 / Friday, April 28, 2006 / Presidential "
        "Documents",
        "Federal Register / Vol. 84, No. 5 / Friday, April 28, 2006 / Rules and Regulations 25061",
        "(Presidential Sig.)B",
        "GWBOLD.EPS</GPH>",
        "[GRAPHIC] [TIFF OMITTED] TR05MR03.001",
        "mstockstill on PROD1PC61 with PRESDOC",
        "khammond on DSKJM1Z7X2PROD with RULES",
        "Presidential Documents",
    ],
)
def test_page_matter_is_known(line):
    assert without_page_matter([line]).dropped == [line]


@pytest.mark.parametrize(
    "line",
    [
        "This order shall be published in the Federal Register.",
        "The notice of May 19, 2003, was filed late.",
        "Presidential documents are kept for twelve years.",
        "(b) Each agency shall bill by code.",
        "Executive Order 13301 of May 14, 2003",
        "B. Costs",
        "Sec. 4.",
        "A-12 - 13",
    ],
)
def test_a_line_of_the_text_is_no_page_matter(line):
    assert without_page_matter([line]).kept == [0]


def test_a_story_that_names_the_register_is_none_of_its_pages():
    blocks = (
        "The President",
        "The Federal Register printed the order.",
        "[FR Doc. 03-12661",
        "A line of dashes follows here -- it stays.",
    )
    assert not is_register(blocks)
    assert without_register_matter(Page(blocks)).blocks == blocks


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, len(XML)),
    st.sampled_from(
        [
            "",
            "<P>",
            "</FP>",
            "<HD/>",
            "<GPOTABLE><ROW><ENT/>",
            "&a;",
            "<",
            "\x00",
            "<SU>1</SU><FTREF/>",
        ]
    ),
    st.integers(0, 40),
)
def test_damaged_xml_is_read_or_refused_and_nothing_else(place, junk, length):
    try:
        list(read_issue((XML[:place] + junk + XML[place + length :]).encode(), "a.xml"))
    except ReadingError as error:
        assert "a.xml" in str(error)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_refused_in_words(data):
    with pytest.raises(ReadingError, match=r"a\.xml"):
        list(read_issue(data, "a.xml"))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *TEXT.split("\n\n"),
                "[[Page 1]]",
                "Billing code 3195-01-P",
                "[FR Doc. 03-1",
                "(c)",
                "",
                "| a |",
                "## b",
                "--",
                "B",
            ]
        ),
        max_size=12,
    )
)
def test_no_order_of_lines_breaks_the_pass_and_doing_it_twice_changes_nothing(blocks):
    once = without_register_matter(Page(tuple(blocks)))
    assert without_register_matter(once).blocks == once.blocks or is_register(once.blocks)
