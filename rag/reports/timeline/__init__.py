"""A subject's events in the order of their dates, one row for what several documents report.

Pure but for `gather`: `event_sentences` finds the days of sentences, `merging` joins those that
report the same event, `values` is the result.
"""

from rag.reports.timeline.event_sentences import (
    DatedSentence,
    WritingDays,
    date_sentence,
    min_subject_score,
    subject_score,
)
from rag.reports.timeline.merging import TimelineEvent, figures_conflict, merge_events
from rag.reports.timeline.values import Timeline, TimelineRow

__all__ = [
    "DatedSentence",
    "Timeline",
    "TimelineEvent",
    "TimelineRow",
    "WritingDays",
    "date_sentence",
    "figures_conflict",
    "merge_events",
    "min_subject_score",
    "subject_score",
]
