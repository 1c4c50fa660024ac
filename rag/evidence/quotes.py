"""Choose which evidence is quoted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rag.language.temporal import periods_in
from rag.schema import Evidence, Findings, Window

# Quotes after the first must come this close to it.
QUOTE_SHARE = 0.65
# For the newest, only sentences this close to the best are put in the order of their dates, or a
# little less close ones of a passage that is nearly the nearest: a newest version may say its news
# in other words. In twelve stories newest versions lie at .77 and .91 or more, newer documents on
# like things at .76 and .84 or less; B19 of the corpus questions has a side remark at .75 and .97.
LATEST_SHARE = 0.85
LATEST_SHARE_NEAR = 0.76
LATEST_NEARNESS = 0.88


def select_quotes(findings: Findings, limit: int) -> list[Evidence]:
    """Return the evidence to show: the best, then what comes close to it.

    The newest comes first when the question asks for the latest.
    """
    question = findings.question
    first, *others = findings.evidence
    close = [item for item in others if item.score >= QUOTE_SHARE * first.score]
    quotes = [first, *(item for item in close if _fits(item.text, question.mentioned))]
    if question.newest_first:
        quotes = _newest_first(quotes, first.score)
    return quotes[:limit]


def _newest_first(quotes: Sequence[Evidence], best: float) -> list[Evidence]:
    nearest = max(item.passage.similarity or 0.0 for item in quotes)

    def is_close(item: Evidence) -> bool:
        similarity = item.passage.similarity or 0.0
        is_nearest = similarity >= LATEST_NEARNESS * nearest > 0
        share = LATEST_SHARE_NEAR if is_nearest else LATEST_SHARE
        return item.score >= share * best

    close = filter(is_close, quotes)
    return sorted(close, key=lambda item: item.passage.published or date.min, reverse=True)


def _fits(text: str, mentioned: Window) -> bool:
    """Return whether a sentence names no time, or one of the period that the question names."""
    periods = periods_in(text) if mentioned else []
    return not periods or any(mentioned.overlaps(period) for period in periods)
