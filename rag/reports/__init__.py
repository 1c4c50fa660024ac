"""A subject over time, gathered from the library: the timeline of its events, and what became known between two days."""

from rag.reports.changes.gather import known_between, tell_changes
from rag.reports.timeline.gather import tell_timeline

__all__ = ["known_between", "tell_changes", "tell_timeline"]
