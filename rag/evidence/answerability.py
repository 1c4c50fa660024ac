"""Whether what was found answers the question: refusal with its reason, and which sentences to quote."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rag.evidence.select import coverage
from rag.language.temporal import periods_in
from rag.legal.enacting import asks_basis, is_enacting
from rag.schema import AbstentionReason, Evidence, Findings, Passage, Source, Window

# A question is about the collection when a passage is this near to it, or when the best one holds this share of its words. Off-topic
# questions on the sample collection stay below .35, all others lie above .53.
MIN_SIMILARITY = 0.42
MIN_COVERAGE = 0.75
# Some sentence answers when its score and twice its cosine add up to this. Refuses 4 % of the answerable and 14 % of the unanswerable
# questions of squad2 (near misses), 4 % and 55 % of clapnq's, gold passage given; the first sentence's score and cosine refused 9 % and 49 %
# (evals/README.md).
MIN_ANSWERABILITY = 1.4
# Quotes after the first must come this close to it.
QUOTE_SHARE = 0.65
# For the latest, only sentences this close to the best are put in the order of their dates, or a little less close ones of a passage
# that is nearly the nearest: a newest version may say its news in other words. In twelve stories newest versions lie at .77 and .91 or
# more, newer documents on like things at .76 and .84 or less; B19 of the corpus questions has a side remark at .75 and .97.
LATEST_SHARE = 0.85
LATEST_SHARE_NEAR = 0.76
LATEST_NEARNESS = 0.88


_NEAREST = 3


def assess_answerability(
    findings: Findings, limit: int, newest: date | None
) -> tuple[AbstentionReason | None, Findings]:
    """Whether to refuse and why; the findings are narrowed to `limit` passages of the period that the question names.

    `newest` is the last day of publication in the collection: of a period after it only exact mentions count.
    """
    if not is_about(findings):
        nothing_in_window = not findings.passages and bool(findings.query.scope)
        return (
            "outside_dates"
            if nothing_in_window and (findings.query.scope.window or findings.query.scope.as_of)
            else "nothing_found"
        ), findings
    if findings.query.mentioned:
        mentioned = findings.query.mentioned
        ahead = bool(newest and mentioned.start and mentioned.start > newest)
        inside = [
            passage.chunk_id
            for passage in findings.passages
            if speaks_of(passage, mentioned, ahead)
        ]
        if not inside:
            return "outside_dates", findings
        findings = findings.within(inside[:limit])
    if (
        max((item.score + 2 * item.similarity for item in findings.evidence), default=0.0)
        < MIN_ANSWERABILITY
    ):
        return "not_enough", findings
    return None, findings


def speaks_of(passage: Passage, window: Window, exactly: bool = False) -> bool:
    """Whether a passage was published in a period or names a day, month or year of it; `exactly`: one that lies inside it."""
    if passage.published and window.holds(passage.published):
        return True
    fits = window.contains if exactly else window.overlaps
    return any(
        fits(period) for period in periods_in(f"{passage.title}. {passage.heading}. {passage.text}")
    )


def select_quotes(findings: Findings, limit: int) -> list[Evidence]:
    """The evidence to show: the best, then what comes close to it; the newest first when the question asks for the latest."""
    best = findings.evidence[0].score
    close = [item for item in findings.evidence if item.score >= QUOTE_SHARE * best]
    close = close[:1] + [item for item in close[1:] if _fits(item.text, findings.query.mentioned)]
    if findings.query.latest:
        near = LATEST_NEARNESS * max(item.passage.similarity or 0.0 for item in close)
        floor = [
            item
            for item in close
            if item.score >= LATEST_SHARE * best
            or (
                item.score >= LATEST_SHARE_NEAR * best
                and (item.passage.similarity or 0.0) >= near > 0
            )
        ]
        close = sorted(floor, key=lambda item: item.passage.published or date.min, reverse=True)
    return _enacting_last(findings.query.text, close)[:limit]


def _enacting_last(question: str, close: list[Evidence]) -> list[Evidence]:
    """The quotes without enacting words; the best stays, behind the others. A question about the authority of an act may have them."""
    if asks_basis(question):
        return close
    telling = [item for item in close if not is_enacting(item.text)]
    return telling + [item for item in close[:1] if item not in telling]


def _fits(text: str, mentioned: Window) -> bool:
    """Whether a sentence names no time, or one of the period that the question names."""
    periods = periods_in(text) if mentioned else []
    return not periods or any(mentioned.overlaps(period) for period in periods)


def is_about(findings: Findings) -> bool:
    """Whether the best passages are about the question's subject at all."""
    if not findings.evidence:
        return False
    similarity = max((passage.similarity or 0.0 for passage in findings.passages), default=0.0)
    return (
        similarity >= MIN_SIMILARITY
        or coverage(findings.query.text, findings.evidence[0], findings.rarity) >= MIN_COVERAGE
    )


def nearest(passages: Sequence[Passage]) -> tuple[Source, ...]:
    """The documents that a refusal names, the nearest first."""
    distinct = {passage.document_id: passage for passage in reversed(passages)}
    ordered = [passage for passage in passages if distinct[passage.document_id] is passage]
    return tuple(Source.of(n, passage) for n, passage in enumerate(ordered[:_NEAREST], start=1))
