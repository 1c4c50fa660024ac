"""A subject's events in the order of their dates, one row for what several documents tell.

Pure: evidence in, rows out. `dated` finds the days of sentences, `joined` those that tell the same, `rows` is the value.
"""

from rag.reports.timeline.event_sentences import Dated, Days, closeness, dated, floor, is_sentence
from rag.reports.timeline.merging import TimelineEvent, differ, events
from rag.reports.timeline.values import Row, Timeline, timeline

__all__ = [
    "Dated",
    "Days",
    "Row",
    "Timeline",
    "TimelineEvent",
    "closeness",
    "dated",
    "differ",
    "events",
    "floor",
    "is_sentence",
    "timeline",
]
