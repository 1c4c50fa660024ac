"""Invented stories with six dated versions and five newer documents, for asking for the latest.

The sentences are data, `questions/stories.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rag.schema import Dating, Document

DATA = Path(__file__).parent / "questions" / "stories.toml"
# The days of a story's versions; what is not of the story is newer than all of them.
_VERSION_DAYS = (
    date(2025, 1, 14),
    date(2025, 4, 3),
    date(2025, 7, 22),
    date(2025, 11, 5),
    date(2026, 3, 18),
    date(2026, 8, 27),
)
_OTHER_DAYS = (
    date(2026, 9, 2),
    date(2026, 9, 19),
    date(2026, 10, 6),
    date(2026, 10, 28),
    date(2026, 11, 12),
)
_CLOSE = (
    "Officials in {place} declined to take questions."
    " The decision was published in the evening and applies to all parties named in it."
)


@dataclass(frozen=True)
class Story:
    """A thing that changed six times.

    Args:
        name: the first part of its documents' keys.
        place: where it happens.
        subject: the thing, as in "What is the latest on …?".
        aspect: what of it changes, as in "What is the current …?".
        versions: one sentence a version, oldest first.
        others: headlines of newer documents from the same place, the last on a like thing.
        timeless: a question that names no time.
        answered_by: the place of the version that answers it.
    """

    name: str
    place: str
    subject: str
    aspect: str
    versions: tuple[str, ...]
    others: tuple[str, ...]
    timeless: str
    answered_by: int

    @property
    def keys(self) -> list[str]:
        """The keys of its versions, oldest first."""
        return [f"{self.name}-{number}" for number in range(len(self.versions))]

    @property
    def latest(self) -> tuple[str, ...]:
        """Questions for the newest version."""
        return (
            f"What is the latest on {self.subject}?",
            f"What is the current {self.aspect}?",
            f"What is the most recent {self.aspect}?",
            f"What is {self.aspect} now?",
        )

    def documents(self) -> Iterator[Document]:
        """Build its versions and the other documents."""
        close = _CLOSE.format(place=self.place)
        title = f"{self.subject[:1].upper()}{self.subject[1:]}: an update"
        for key, day, sentence in zip(self.keys, _VERSION_DAYS, self.versions, strict=True):
            yield _document(key, day, title, f"{sentence} {close}")
        for number, (day, headline) in enumerate(zip(_OTHER_DAYS, self.others, strict=True)):
            text = f"{headline}, the authorities in {self.place} said. {close}"
            yield _document(f"{self.name}-other-{number}", day, headline, text)


def load_stories() -> tuple[Story, ...]:
    """Read the stories."""
    records = tomllib.loads(DATA.read_text(encoding="utf-8"))["stories"]
    return tuple(
        Story(
            name=record["name"],
            place=record["place"],
            subject=record["subject"],
            aspect=record["aspect"],
            versions=tuple(record["versions"]),
            others=tuple(record["others"]),
            timeless=record["timeless"],
            answered_by=record["answered_by"],
        )
        for record in records
    )


def _document(key: str, day: date, title: str, text: str) -> Document:
    return Document(
        key=key,
        origin=key,
        source_hash=f"hash of {text}",
        title=title,
        text=text,
        kind="news",
        publisher="The Gazette",
        published=Dating(day, "meta", day.isoformat()),
    )


STORIES = load_stories()
