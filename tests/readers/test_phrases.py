"""Phrases of the lexicon become patterns."""

import re

import pytest

from rag.language.lexicon import load
from rag.readers.cleaning.phrases import PARTS, compile_names, compile_phrases, one_of

FILES = ("boilerplate_lines", "bylines", "document_kinds", "mails", "page_dates", "page_parts")


def strings(value):
    """Every string in a table."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value
    return [text for item in inner for text in strings(item)]


@pytest.mark.parametrize(
    ("phrase", "line"),
    [
        ("read (more|also)", "Read ALSO"),
        ("ad[s]", "ads"),
        ("ad[s]", "Ad"),
        ("editor[']s pick[s]", "Editor’s picks"),
        ("a.b", "a.b"),
        ("follow {names} for {text:20}", "Follow Jane Roe for more stories"),
        ("=SOURCE {names}", "SOURCE Meridian Wire"),
        ("[a ](b|c[d])", "a cd"),
    ],
)
def test_a_phrase_matches_the_line_it_describes(phrase, line):
    assert re.fullmatch(one_of([phrase]), line)


@pytest.mark.parametrize(
    ("phrase", "line"),
    [
        ("read (more|also)", "Read less"),
        ("a.b", "axb"),
        ("{names} desk", "the news desk"),
        ("=SOURCE {names}", "Source Meridian Wire"),
        ("share {text:5}", "share with everyone"),
    ],
)
def test_a_phrase_matches_no_other(phrase, line):
    assert not re.fullmatch(one_of([phrase]), line)


def test_what_follows_a_phrase_may_be_given():
    pattern = compile_phrases(["tags", "topics"], behind=r"\s*:")
    assert pattern.fullmatch("Topics :")
    assert not pattern.fullmatch("Topics")


def test_a_name_that_stands_alone_has_no_letter_beside_it():
    pattern = compile_names(anywhere=["caption"], words=["date"])
    assert pattern.search("post-date") and pattern.search("figcaption")
    assert not pattern.search("candidate")


@pytest.mark.parametrize("name", FILES)
def test_every_phrase_of_the_lexicon_compiles_and_names_known_parts(name):
    for phrase in strings(load(name)):
        compile_phrases([phrase])
        assert set(re.findall(r"\{(\w+)", phrase)) <= set(PARTS)
