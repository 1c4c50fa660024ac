"""List a subject's events in the order of their dates, one row for those that several report.

- `gather`: the rows of a timeline; `values`: the result
- `events`: the events of a survey, found with the versions of documents
- `event_sentences`: the days of a sentence; `paragraphs`: those that its paragraph gives
- `merging`: sentences that report the same event
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
