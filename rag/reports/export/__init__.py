"""Timelines and changes for publication, as Markdown and CSV.

Links are made from the library's URLs and nothing else.
"""

from rag.reports.export.changes import changes_markdown, figures_line
from rag.reports.export.escaping import csv_text, markdown_text
from rag.reports.export.timeline import COLUMNS, timeline_csv, timeline_markdown

__all__ = [
    "COLUMNS",
    "changes_markdown",
    "csv_text",
    "figures_line",
    "markdown_text",
    "timeline_csv",
    "timeline_markdown",
]
