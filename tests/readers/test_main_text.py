"""The outline of a page, its boilerplate, and which blocks are its text."""

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.readers import read_bytes
from rag.readers.html.outline import outline
from rag.readers.html.page_boilerplate import remove_page_boilerplate
from rag.readers.html.reader import read_html

LINES = (
    "The port authority will open a second grain terminal in April, three months ahead of "
    "plan, after the last tests were passed.",
    "The terminal can load 1,400 tonnes an hour and lifts the yearly capacity of the port "
    "from 3.1 million to 5.6 million tonnes.",
    "Shipping lines will pay the old tariff until the end of the year, and a new one is to "
    "be published in September by the board.",
)
BODY = "".join(f"<p>{line}</p>" for line in LINES)


def texts(body):
    return [piece.text for piece in outline(lxml.html.document_fromstring(f"<body>{body}</body>"))]


def blocks(body, title="Second terminal opens early"):
    return read_html(
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        f"{body}</article></body></html>",
        "a.html",
    ).blocks


def left(body):
    tree = lxml.html.document_fromstring(f"<body><div>{BODY}</div>{body}</body>")
    remove_page_boilerplate(tree)
    return " ".join(tree.text_content().split()).removeprefix("".join(LINES)).strip()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>one<p>two", ["one", "two"]),
        ("<div>bare<p>inside</p>behind</div>", ["bare", "inside", "behind"]),
        ("one<br><br>two<br>three<br> <br/>four", ["one", "two three", "four"]),
        ("<h1>A</h1><h2>B</h2><h4>C</h4>", ["## A", "## B", "#### C"]),
        ("<ul><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ul>", ["- a", "- b", "- c"]),
        ("<dl><dt>term</dt><dd>meaning</dd></dl>", ["- term", "- meaning"]),
        ("<pre>one\nline\n\n  two</pre>", ["one line", "two"]),
        ("a<script>x</script>b<!-- c -->d", ["abd"]),
        ("<nav>menu</nav><aside>margin</aside>text<footer>foot</footer>", ["text"]),
        ("", []),
    ],
)
def test_an_outline_has_one_piece_a_block(body, expected):
    assert texts(body) == expected


def test_rows_of_a_table_of_data_are_pieces():
    table = (
        "<table><caption>Tin</caption><tr><th>Year</th><th>Tonnes</th></tr><tr><td>2010</td>"
        "<td>a|b</td></tr></table>"
    )
    assert texts(table) == ["Tin", "| Year | Tonnes |", "| 2010 | a/b |"]


def test_a_table_that_places_the_page_is_read_as_its_paragraphs():
    assert texts(
        "<table><tr><td><a>Home</a></td><td><h1>Title</h1><p>one</p><p>two</p></td></tr></table>"
    ) == [
        "Home",
        "## Title",
        "one",
        "two",
    ]


def test_a_number_in_a_cell_of_its_own_joins_its_paragraph():
    assert texts(
        "<table><tr><td><p>(1)</p></td><td><p>Whereas it rained.</p></td></tr></table>"
    ) == ["(1) Whereas it rained."]


def test_the_share_of_letters_in_links_is_counted():
    (piece,) = outline(lxml.html.document_fromstring("<body><p>1234 <a>67890</a></p></body>"))
    assert piece.linked == pytest.approx(0.5)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<li>",
                "<td>",
                "<table>",
                "<tr>",
                "</table>",
                "<br>",
                "word ",
                "<a>",
                "</a>",
                "<!--x-->",
                "<pre>",
                "</pre>",
                "<dt>",
            ]
        ),
        max_size=25,
    ).map("".join)
)
def test_no_word_is_lost_or_doubled_in_an_outline(markup):
    tree = lxml.html.document_fromstring(f"<body>{markup} </body>")
    assert " ".join(texts(markup)).count("word") == tree.text_content().count("word")


@pytest.mark.parametrize(
    "attribute",
    [
        'class="comments"',
        'class="comment-list"',
        'id="comments"',
        'class="related-posts"',
        'class="articleShare-bar"',
        'class="newsletter-signup"',
        'class="elementor-widget-author-box"',
        'class="c-cookie-banner"',
        'class="post__tags"',
        'class="x ad-slot"',
        'id="sidebar"',
    ],
)
def test_a_part_that_is_named_as_boilerplate_goes(attribute):
    assert left(f"<div {attribute}>What others said of it.</div>") == ""


@pytest.mark.parametrize(
    "attribute",
    [
        'class="social-policy"',
        'class="discussion"',
        'class="comments-received"',
        'class="share-of-imports"',
        'class="story-body"',
        'class="navigable-waters"',
        'class="menu-prices-rise"',
        'id="ads-revenue"',
        'class="tagline-of-text"',
    ],
)
def test_a_part_that_is_named_after_its_subject_stays(attribute):
    assert left(f"<div {attribute}>What others said of it.</div>") == "What others said of it."


def test_a_heading_is_not_judged_by_its_anchor():
    assert (
        left(
            "<h2 id='comments'>Comments</h2><section id='related-work'>Others found less.</section>"
        )
        == "CommentsOthers found less."
    )


def test_a_name_does_not_remove_most_of_the_page():
    assert blocks(f"<div class='widget'>{BODY}</div>") == LINES


def test_headings_and_items_among_paragraphs_are_kept():
    body = (
        f"<p>{LINES[0]}</p><h3>Costs</h3><ul><li>Half in spring</li><li>Half in autumn</li></ul>"
        f"<p>{LINES[1]}</p><p>{LINES[2]}</p>"
    )
    assert blocks(body) == (
        LINES[0],
        "### Costs",
        "- Half in spring",
        "- Half in autumn",
        *LINES[1:],
    )


def test_a_standfirst_is_kept_and_is_no_heading():
    assert blocks(
        f"<h2 class='standfirst'>The new quay nearly doubles what the port can load.</h2>{BODY}"
    )[0] == ("The new quay nearly doubles what the port can load.")


def test_a_correction_at_the_end_is_kept():
    note = (
        "Correction, 28 March: an earlier version of this article gave the wrong capacity of "
        "the port."
    )
    assert blocks(BODY + f"<div><em>{note}</em></div>")[-1] == note


def test_captions_are_no_text_save_in_a_gallery():
    captions = [
        f"A worker closes hatch number {n} of the grain ship while the last lorries leave the quay."
        for n in range(9)
    ]
    figures = "".join(
        f"<figure><img src='x'><figcaption>{caption}</figcaption></figure>" for caption in captions
    )
    assert blocks(BODY + figures[: len(figures) // 9]) == LINES
    assert blocks(f"<p>{LINES[0]}</p>" + figures) == (LINES[0], *captions)


def test_a_link_to_another_story_inside_a_paragraph_goes():
    body = (
        f"<p>{LINES[0]} <span><a href='/x'>Also read: Who pays for the quay?</a></span> "
        f"{LINES[1]}</p><p>{LINES[2]}</p>"
    )
    assert blocks(body) == (f"{LINES[0]} {LINES[1]}", LINES[2])


def test_a_paragraph_that_is_only_a_link_goes_and_one_that_speaks_stays():
    body = (
        f"{BODY}<p><a href='/x'>Grain prices fall for a third week</a></p><p><a href='/y'>The "
        f"tariff was published on Friday.</a></p><p>{LINES[0][::-1]}.</p>"
    )
    assert [block for block in blocks(body) if block.startswith(("Grain", "The tariff"))] == [
        "The tariff was published on Friday."
    ]


def test_page_boilerplate_is_reported():
    page = read_html(
        f"<html><body><article>{BODY}<div class='comments'><p>Well done!</p></div></article>"
        f"</body></html>",
        "a.html",
    )
    assert [(removal.reason, removal.samples) for removal in page.removals] == [
        ("page boilerplate", ("Well done!",))
    ]


def test_a_page_shown_by_a_script_keeps_its_text_and_says_so():
    page = read_html(
        f"<html><head><style>.r{{opacity:0}}</style></head><body><div class='r'><article>"
        f"{BODY}</article></div></body></html>",
        "a.html",
    )
    assert page.blocks == LINES
    assert [removal.reason for removal in page.removals] == ["hidden until a script runs, kept"]


def test_hidden_text_inside_a_page_shown_by_a_script_still_goes():
    body = (
        f"<div style='opacity:0'><article>{BODY}<p hidden>Buy the golden fund today and tell "
        f"nobody of it.</p></article></div>"
    )
    page = read_html(f"<html><body>{body}</body></html>", "a.html")
    assert page.blocks == LINES
    assert page.suspicious == ("Buy the golden fund today and tell nobody of it.",)


def test_more_hidden_text_than_shown_text_is_no_page_of_its_own():
    assert (
        blocks(f"{BODY}<div style='display:none'>{BODY.replace('terminal', 'palace')}</div>")
        == LINES
    )


def test_paragraphs_that_are_set_as_headings_for_their_size_are_text():
    opening = (
        "For the sixth time the harbour office of Lumo asks children between six and twelve years "
        "to draw what they want the water of the bay to look like when they are grown up."
    )
    found = read_bytes(
        f"<html><title>Clean water</title><body><article><h2>A contest</h2><h3>{opening}</h3>"
        "</article></body></html>".encode(),
        "contest.html",
    )
    assert found.text == f"## A contest\n\n{opening}"
