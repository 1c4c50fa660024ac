"""Cut the text of a draft into sentences with the markers and the quoted words behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from rag.language.sentences import sentences

_MARKER = r"\[\d{1,3}\]"
# Quoted words are put aside as one character each, so that no stop inside them ends a sentence.
_FIRST, _LAST = "\ue000", "\uf8ff"
_ASIDE = f"[{_FIRST}-{_LAST}]"
_WORDS = re.compile(r"«([^«»\n]*)»|(?<=\])[ \t]*[\"“]([^\"“”\n]{3,})[\"”](?=[ \t]*\n)")
_UNCLOSED = re.compile(r"«([^«»\n]*)(?=\n|\Z)")
_BEHIND_STATEMENT = re.compile(rf"(?:{_MARKER}|{_ASIDE})[ \t]*[.,;]?[ \t]*\Z")
_BEHIND_STOP = re.compile(r"[.!?…。！？][ \t]*\Z")
# What may follow words that stand behind a stop; in "He left. «I am tired», he said" they are text.
_CLOSES = re.compile(rf"[ \t]*(?:{_MARKER}|[«{_FIRST}-{_LAST}]|\n|\Z)")
_TAIL = re.compile(rf"(?:\s*(?:{_MARKER}|{_ASIDE}))+(?:\s*[.,;](?=\s|\Z))?")
# Marks at the start of a line: bullets, numbers, headings, quotation, bars of a table.
_LINE_MARKS = re.compile(
    r"\s*(?:(?:[-*•–—·‣▪>|+]|\d{1,2}[.)]|\(\d{1,2}\)|#{1,6})[ \t]+)*(?:[|#>]+)?"
)
_EMPHASIS = re.compile(r"\*\*|__|`+")
_RULE = re.compile(r"[\s|:*=_-]*")
# A missing space behind a stop: "It rose.It fell", "[1].It fell", "It rose.[1]".
_GLUED = (
    re.compile(r"(?<=[.!?])(?=\[\d)"),
    re.compile(r"(?<=\][.!?])(?=[^\W\d_])"),
    re.compile(r"(?<=[a-z]{2}[.!?])(?=[A-Z][a-z])"),
)
_FINISHED = re.compile(r"[.!?…。！？।؟\]:)”\"]$")
# A sentence wrapped over two lines goes on in lower case.
_WRAPPED = re.compile(r"(?<=[\w,])\n(?=[a-z])")


@dataclass(frozen=True)
class Unit:
    """A sentence of a draft with what stands behind it; `start` is where it was read from."""

    text: str
    words: tuple[str, ...]
    start: int
    ends_line: bool = False
    is_finished: bool = True

    @property
    def is_closed(self) -> bool:
        """Return whether it ends with a marker and a stop, or with quoted words."""
        return bool(self.words) or re.search(r"\]\s*[.!?]?$", self.text) is not None


class Cut(NamedTuple):
    """The units of a text, and the text with the quoted words that were put aside."""

    units: list[Unit]
    text: str
    aside: list[str]

    def rest(self, place: int) -> str:
        """Return the text from a unit on; it reads the same again with more behind it."""
        return re.sub(_ASIDE, self._back, self.text[self.units[place].start :])

    def _back(self, match: re.Match[str]) -> str:
        return self.aside[ord(match.group()) - ord(_FIRST)]

    def restored(self, unit: Unit) -> Unit:
        """Return a unit with its quoted words beside its text."""
        words = tuple(_inside(self._back(match)) for match in re.finditer(_ASIDE, unit.text))
        text = _EMPHASIS.sub("", re.sub(rf"\s*{_ASIDE}", "", unit.text))
        text = re.sub(r"\s+", " ", text).strip()
        if words and not re.sub(_MARKER, "", text).strip(" .,;"):
            text = f"{words[0]} {text}".strip()
        is_finished = bool(unit.ends_line or words or _FINISHED.search(text))
        kept = tuple(filter(None, words))
        return replace(unit, text=text, words=kept, is_finished=is_finished)


def is_cited(text: str) -> bool:
    """Return whether a text carries a marker."""
    return re.search(_MARKER, text) is not None


def cite_like(text: str, other: str) -> str:
    """Return a text with the markers of another: "It rose.", "It fell. [2]" -> "It rose. [2]"."""
    return " ".join([text, "".join(re.findall(_MARKER, other))]).rstrip()


def cut_units(text: str) -> Cut:
    """Cut a draft into sentences in order, each with its markers and quoted words.

    Args:
        text: with its markers as "[n]".
    """
    aside, text = _put_aside(_WRAPPED.sub(" ", text))
    for glued in _GLUED:
        text = glued.sub(" ", text)
    units: list[Unit] = []
    start = 0
    for line in text.splitlines(keepends=True):
        _add_line(units, line, start)
        start += len(line)
    cut = Cut(units, text, aside)
    return cut._replace(units=[cut.restored(unit) for unit in units])


def _put_aside(text: str) -> tuple[list[str], str]:
    """Return the quoted words of a text, and the text with a character in place of each."""
    aside: list[str] = []
    text = re.sub(_ASIDE, "", text)

    def put(match: re.Match[str]) -> str:
        aside.append(match.group())
        return chr(ord(_FIRST) + len(aside) - 1)

    parts, end = "", 0
    for match in _found_words(text):
        parts += text[end : match.start()]
        parts += put(match) if _rests_on(parts, text, match) else match.group()
        end = match.end()
    return aside, parts + text[end:]


def _found_words(text: str) -> Iterator[re.Match[str]]:
    """Yield what stands in quotation marks for words, at the end of a line without the second."""
    end = 0
    for match in _WORDS.finditer(text):
        end = match.end()
        yield match
    last = _UNCLOSED.search(text, end)
    if last:
        yield last


def _rests_on(before: str, text: str, match: re.Match[str]) -> bool:
    """Return whether quoted words are what a statement rests on, and no part of its sentence."""
    line = before.rpartition("\n")[2]
    if not line.strip(" -*•\t"):
        return bool(before.strip()) and _CLOSES.match(text, match.end()) is not None
    if _BEHIND_STATEMENT.search(line):
        return True
    return bool(_BEHIND_STOP.search(line) and _CLOSES.match(text, match.end()))


def _add_line(units: list[Unit], line: str, start: int) -> None:
    """Add the sentences of a line that starts at an offset of the text."""
    marks = _LINE_MARKS.match(line)
    indent = marks.end() if marks else 0
    own = line[indent:].rstrip(" |\t\r\n")
    first = len(units)
    for span in sentences(own):
        if not _RULE.fullmatch(span.of(own)):
            at = start + (indent + span.start if len(units) > first else 0)
            _add_sentence(units, span.of(own), at, len(units) == first)
    if len(units) > first and "#" in line[:indent] and not is_cited(own):
        units[-1] = replace(units[-1], text=f"{units[-1].text}:")
    if units and line.endswith("\n"):
        units[-1] = replace(units[-1], ends_line=True)


def _add_sentence(units: list[Unit], sentence: str, at: int, opens_line: bool) -> None:
    """Add a sentence; the markers and words at its start belong to the one before it."""
    tail = _TAIL.match(sentence)
    rest = sentence[tail.end() :].lstrip() if tail else sentence
    if tail and units and not (opens_line and rest):
        joined = f"{units[-1].text} {tail.group().strip()}"
        units[-1] = replace(units[-1], text=joined)
        at += len(sentence) - len(rest)
        sentence = rest
    if sentence:
        units.append(Unit(sentence, (), at))


def _inside(quoted: str) -> str:
    return quoted.strip(' \t«»"“”')
