"""How values are written as JSON."""

from __future__ import annotations

from datetime import date


def iso(day: date | None) -> str | None:
    """Write a day as ISO 8601, None as None."""
    return day.isoformat() if day else None
