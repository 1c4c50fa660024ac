"""A subject over time, gathered from the library: the timeline of its events, and what became known between two days."""

from rag.chronicle.events import tell_timeline
from rag.chronicle.news import known_between, tell_changes

__all__ = ["known_between", "tell_changes", "tell_timeline"]
