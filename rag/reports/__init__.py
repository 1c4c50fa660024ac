"""Report a subject over time: a timeline of its events, and its changes between two days."""

from rag.reports.changes.gather import build_changes
from rag.reports.changes.period import known_between
from rag.reports.timeline.gather import build_timeline

__all__ = ["build_changes", "build_timeline", "known_between"]
