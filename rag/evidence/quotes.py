"""Choose which excerpts are shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from rag.evidence.demands import fits_period
from rag.evidence.excerpts import ExcerptMaker
from rag.evidence.forms import excerpts_of_sides, is_definition, ordered_by_form, whole_list
from rag.language.tokens import content_words
from rag.schema import Evidence, Excerpt, Findings
from rag.storage import Library

# Excerpts after the first are made around sentences that come this close to it.
QUOTE_SHARE = 0.65
# An excerpt adds something when this share of its words is new to the reader.
_NEW_SHARE = 0.3
# For the newest, only sentences this close to the best are put in the order of their dates, or a
# little less close ones of a passage that is nearly the nearest: a newest version may say its news
# in other words. In twelve stories newest versions lie at .77 and .91 or more, newer documents on
# like things at .76 and .84 or less; B19 of the corpus questions has a side remark at .75 and .97.
LATEST_SHARE = 0.85
LATEST_SHARE_NEAR = 0.76
LATEST_NEARNESS = 0.88


class Selection(NamedTuple):
    """The excerpts to show, the one that answers first, and the sides that have none."""

    excerpts: list[Excerpt]
    missing_sides: list[str]


def select_excerpts(library: Library, findings: Findings, limit: int) -> Selection:
    """Choose the excerpts to show.

    The first answers as the form of the question asks. The others come close to it by themselves,
    whatever their documents are, and add something; the newest come first when the question asks
    for the latest.
    """
    maker = ExcerptMaker(library, findings.evidence, findings.question.form)
    close = ordered_by_form(findings, _close(findings))
    shown, missing = _by_form(findings, close[0], maker)
    if not findings.question.newest_first:
        close.sort(key=lambda item: item.score, reverse=True)
    for item in close:
        if len(shown) >= limit:
            break
        if any(_is_inside(item, other) for other in shown):
            continue
        excerpt = maker.excerpt(item)
        if _adds(excerpt, shown):
            maker.append(shown, excerpt)
    return Selection(shown[:limit], missing)


def _by_form(findings: Findings, best: Evidence, maker: ExcerptMaker) -> Selection:
    """Return the excerpts that the form of the question asks for, else one around the best."""
    if findings.question.form.sides:
        return Selection(*excerpts_of_sides(findings, maker))
    whole = whole_list(findings, maker)
    return Selection([whole or maker.excerpt(best)], [])


def _close(findings: Findings) -> list[Evidence]:
    """Return the sentences that come close to the best, or define the term that is asked about.

    They fit the question's period.
    """
    question, term = findings.question, findings.question.form.term
    first, *others = findings.evidence
    close = [
        item
        for item in others
        if item.score >= QUOTE_SHARE * first.score or (term and is_definition(item, term))
    ]
    ranked = [first, *(item for item in close if fits_period(item.text, question.mentioned))]
    is_news = question.newest_first and not question.form.asks_state
    return _newest_first(ranked, first.score) if is_news else ranked


def _newest_first(ranked: Sequence[Evidence], best: float) -> list[Evidence]:
    nearest = max(item.passage.similarity or 0.0 for item in ranked)

    def is_close(item: Evidence) -> bool:
        similarity = item.passage.similarity or 0.0
        is_nearest = similarity >= LATEST_NEARNESS * nearest > 0
        share = LATEST_SHARE_NEAR if is_nearest else LATEST_SHARE
        return item.score >= share * best

    close = filter(is_close, ranked)
    return sorted(close, key=lambda item: item.passage.published or date.min, reverse=True)


def _is_inside(item: Evidence, excerpt: Excerpt) -> bool:
    same = item.passage.document_id == excerpt.passage.document_id
    return same and item.span.overlaps(excerpt.span)


def _adds(excerpt: Excerpt, shown: Sequence[Excerpt]) -> bool:
    """Return whether an excerpt says something that those before it do not: another figure, too."""
    own = set(content_words(excerpt.text))
    known = set(content_words(" ".join(item.text for item in shown)))
    new = own - known
    has_figure = any(word[0].isdigit() for word in new)
    return has_figure or len(new) >= _NEW_SHARE * len(own)
