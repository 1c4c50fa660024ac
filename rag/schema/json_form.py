"""Write values as JSON and read them back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

Json = Mapping[str, Any]


def iso(day: date | None) -> str | None:
    """Write a day as ISO 8601, None as None."""
    return day.isoformat() if day else None


def day_from(text: str | None) -> date | None:
    """Read a day from ISO 8601, None from None."""
    return date.fromisoformat(text) if text else None
