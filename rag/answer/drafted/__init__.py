"""A model's draft, read from its stream of text."""

from rag.answer.drafted.lines import LONGEST_LINE, drafted_lines

__all__ = ["LONGEST_LINE", "drafted_lines"]
