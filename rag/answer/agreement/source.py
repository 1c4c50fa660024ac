"""What a statement is compared with: sentences, the headers above them, and the whole turn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from rag.language.clauses import clauses
from rag.language.discourse import counts_from_context, leans_back, opens_with_known_thing
from rag.language.numbered_references import numbers_of_acts
from rag.language.same_names import short_forms, with_one_name
from rag.language.sentences import sentences
from rag.language.tokens import content_words, stem, words
from rag.schema import Passage, Span

_ITEM = re.compile(r"(?:[-*•|]|\((?:[a-z]|[ivx]+|\d{1,2})\)\s)", re.IGNORECASE)
# A sentence is near a clause with this share of the words that the nearest one shares with it.
_NEAR = 0.5
# Sentences before a list or a table that its items are read with.
_LEAD = 2


class SourceSentence(NamedTuple):
    """A sentence, what it leans on (the one before, its lead-in) and the header of its document."""

    text: str
    before: str = ""
    header: str = ""

    @property
    def in_context(self) -> str:
        """The sentence with all that is read with it."""
        return f"{self.header} ; {self.before} ; {self.text}"


@dataclass(frozen=True)
class SourceText:
    """The text that a statement is compared with.

    `quote` is its supporting sentences; `context`, the headers (titles, publishers, days of
    publication, numbers of acts), may supply names and dates, never numbers; `vocabulary` is every
    passage of the turn with its header, which tells common words from names at a sentence's start;
    `cited` is every sentence of the cited passages, those of `quote` where none are given.
    """

    quote: str
    context: str = ""
    vocabulary: str = ""
    cited: tuple[SourceSentence, ...] = ()

    @cached_property
    def sentences(self) -> tuple[SourceSentence, ...]:
        """The sentences of the cited passages, names in one form."""
        given = self.cited or _placed(self.quote, self.context)
        return tuple(SourceSentence(*map(with_one_name, sentence)) for sentence in given)

    @cached_property
    def pieces(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """The clauses of those sentences with their content words."""
        found = (piece for sentence in self.sentences for piece in clauses(sentence.text))
        return tuple((piece, frozenset(content_words(piece))) for piece in found)

    @cached_property
    def short_forms(self) -> Mapping[str, frozenset[str]]:
        """The words of each capitalised run of the turn by its initials."""
        return short_forms(with_one_name(f"{self.vocabulary} {self.context}"))

    @cached_property
    def publishers(self) -> str:
        """The publishers of the headers, which are their third part."""
        return self._parts_of_headers(2)

    @cached_property
    def own_acts(self) -> frozenset[str]:
        """The numbers of the acts that the passages are of, which are the first part of headers."""
        return frozenset(numbers_of_acts(self._parts_of_headers(0)))

    def _parts_of_headers(self, place: int) -> str:
        return " ".join({item.header.split(" ; ")[place] for item in self.cited if item.header})

    @cached_property
    def small_stems(self) -> frozenset[str]:
        """The stems of the words that the turn writes small."""
        found = re.findall(r"\b[a-z][\w-]*", f"{self.vocabulary} {self.quote}")
        return frozenset(stem(word) for word in found)

    @cached_property
    def vocabulary_stems(self) -> frozenset[str]:
        """The stems of all words of the turn."""
        text = f"{self.vocabulary} {self.context} {self.quote}"
        return frozenset(stem(word) for word in words(with_one_name(text)))

    def near(self, clause: str) -> list[SourceSentence]:
        """Return the sentences that share about as many words with a clause as any does."""
        wanted = frozenset(content_words(clause))
        shared = [len(wanted & words) for words in self._words]
        least = max(1.0, _NEAR * max(shared, default=0))
        return [
            sentence
            for sentence, count in zip(self.sentences, shared, strict=True)
            if count >= least
        ]

    @cached_property
    def _words(self) -> tuple[frozenset[str], ...]:
        return tuple(frozenset(content_words(sentence.text)) for sentence in self.sentences)


def source_sentences(passages: Iterable[tuple[Passage, str]]) -> tuple[SourceSentence, ...]:
    """Return the sentences of some passages, each with the header of its passage."""
    return tuple(
        sentence for passage, header in passages for sentence in _placed(passage.text, header)
    )


@lru_cache(maxsize=256)
def _placed(text: str, header: str) -> tuple[SourceSentence, ...]:
    """Return the sentences of a text; a turn is checked statement by statement."""
    spans = sentences(text)
    found = [span.of(text) for span in spans]
    is_item = [
        bool(_ITEM.match(text[max(0, span.start - 2) : span.end].lstrip("\n ")))
        or sentence.startswith("|")
        for span, sentence in zip(spans, found, strict=True)
    ]
    return tuple(
        SourceSentence(
            sentence, _before(found, is_item, place), f"{header}{_acts(text, spans, place)}"
        )
        for place, sentence in enumerate(found)
    )


def _acts(text: str, spans: Sequence[Span], place: int) -> str:
    """Return the acts that the sentence before names to one that names none: " ; Order 61"."""
    if not place or numbers_of_acts(spans[place].of(text)):
        return ""
    if "\n\n" in text[spans[place - 1].end : spans[place].start]:
        return ""
    numbers = numbers_of_acts(spans[place - 1].of(text))
    return f" ; Order {' and '.join(sorted(numbers))}" if numbers else ""


def _before(found: Sequence[str], is_item: Sequence[bool], place: int) -> str:
    """Return what a sentence leans on: an item on its lead-in or the head of its table."""
    if not place:
        return ""
    if is_item[place]:
        first = place
        while first and is_item[first - 1]:
            first -= 1
        lead = found[max(0, first - _LEAD) : first]
        if found[place].startswith("|"):
            return " ".join([*lead, found[first]] if first < place else lead)
        return " ".join(lead)
    text = found[place]
    leans = leans_back(text) or opens_with_known_thing(text) or counts_from_context(text)
    return found[place - 1] if leans and not is_item[place - 1] else ""
