"""The order of an answer's statements, and what is not said twice."""

from rag.answer.arrangement import arrange
from rag.schema import Citation, Span, Statement


def cited(document: str, start: int, end: int) -> Citation:
    return Citation(1, f"chunk of {document}", document, "x" * (end - start), Span(start, end))


def quoted(*citations: Citation, highlights: tuple[Span, ...] = ()) -> Statement:
    return Statement("An excerpt.", "quoted", citations, highlights=highlights)


SAID = Statement("It rose.", "verified", (cited("a", 10, 30), cited("b", 0, 20)))


def test_what_was_drafted_comes_before_the_excerpts():
    excerpt = quoted(cited("c", 0, 5))
    assert arrange([excerpt, SAID]) == (SAID, excerpt)


def test_an_excerpt_that_is_the_quote_of_a_statement_is_not_shown_again():
    assert arrange([quoted(cited("a", 10, 30)), SAID]) == (SAID,)


def test_an_excerpt_whose_answering_sentence_is_quoted_is_not_shown_again():
    assert arrange([quoted(cited("a", 0, 90), highlights=(Span(12, 28),)), SAID]) == (SAID,)


def test_an_excerpt_that_says_more_is_shown():
    more = quoted(cited("a", 10, 40))  # 20 of 30 characters are quoted
    both = quoted(cited("a", 0, 90), highlights=(Span(12, 28), Span(40, 60)))
    assert arrange([more, both, SAID]) == (SAID, more, both)


def test_a_full_stop_more_is_no_other_fact():
    assert arrange([quoted(cited("a", 10, 31)), SAID]) == (SAID,)


def test_two_statements_may_tell_one_excerpt():
    other = Statement("It fell.", "verified", (cited("a", 31, 50),))
    assert arrange([quoted(cited("a", 10, 50)), SAID, other]) == (SAID, other)


def test_the_same_offsets_of_another_document_are_another_text():
    other = quoted(cited("c", 10, 30))
    assert arrange([other, SAID]) == (SAID, other)


def test_an_answer_without_a_draft_is_left_as_it_is():
    items = [
        Statement("3 documents.", "listed"),
        quoted(cited("a", 0, 9)),
        quoted(cited("a", 0, 9)),
    ]
    assert arrange(items) == tuple(items)
