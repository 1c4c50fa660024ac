"""Turn a sentence into its skeleton: quoted text blanked and each list of citations one mark.

Citations that only give the source of something are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.language.lexicon.instruments import division_pattern, instrument_pattern
from rag.language.lexicon.patterns import any_of
from rag.language.lexicon.verbs import forms
from rag.legal.claims import CitedPart, Skeleton
from rag.schema import Act, ActCitation, Span

_PREFIX = 160  # characters before a citation in which a part of the act is named

# ", as amended by Executive Order 13032": the act behind it did something to the one before it.
_MADE = "expanded supplemented established created limited".split()
_CHANGED = [
    *forms("revokes", "acts", ("participle",), "act"),
    *forms("extends", "acts", ("participle",), "act"),
    *forms("amends", "acts", ("participle",), "act"),
]
_DONE = any_of([*_MADE, *_CHANGED])
_HOW = r"(?:\w+ly\s|further\s|last\s)?"
_AGENT_WORDS = r"(?:by|in|through|under|pursuant to)"
_THROUGH = re.compile(
    rf"[\s,(]*(?:and\s)?(?:as\s)?{_HOW}{_DONE}(?:\sin scope)?(?:\sand\s(?:further\s)?{_DONE})?,?"
    rf"\s{_AGENT_WORDS}\s(?:the\s)?$",
    re.IGNORECASE,
)
_AMENDED = re.compile(
    rf",?\s\(?as\s{_HOW}{_DONE}\)?(?!\s(?:by|in|through|under|pursuant))(?=[\s,;.:)]|$)",
    re.IGNORECASE,
)
# "the emergency declared in Executive Order 13047" cites a source; nothing is said of the act.
_SOURCE_VERBS = (
    "declared|issued|established|described|contained|specified|designated|ordered|taken|made|used"
    "|provided|provided for|required|imposed|listed|defined|created|expanded|delegated|granted"
    "|vested|laid down|referred to|laid out|conferred|announced|adopted|applied|promulgated"
).split("|")
_SOURCE_PHRASES = (
    "pursuant to|consistent with|in accordance with|accordance with|notwithstanding"
    "|within the meaning of|subject to|in light of|in addition to|other than|except|based on"
    "|furtherance of|reliance on|with respect to|regard to"
).split("|")
_CONTEXT = re.compile(
    rf"\b{any_of(_SOURCE_VERBS)}"
    r"(?:\s(?:\w+\s){0,2}?(?:in|by|under|pursuant to|of|on|through))\s(?:the\s)?$"
    r"|\bset (?:forth|out)\s(?:in|by)\s(?:the\s)?$"
    rf"|\b(?:{any_of(_SOURCE_PHRASES)}|(?<!set forth )under|references? (?:in any \w+ )?to)"
    r"\s(?:the\s)?$",
    re.IGNORECASE,
)
_HEADS = re.compile(rf"\b{division_pattern('part')}(?!\w)", re.IGNORECASE)
_ARTICLES = re.compile(
    r"(?:\b(?:the|both|each|all|new|current|first|second|third|fourth|last|final|entire|remaining"
    r"|introductory)\s)+$",
    re.IGNORECASE,
)
_NOT_WITHIN = (
    "is are be was by shall amended this deleting striking inserting adding revising replacing"
).split()
_WITHIN = re.compile(
    rf"(?!.*\b{any_of(_NOT_WITHIN)}\b)"
    r"[^;:⟦⟧]*?\b(?:of|to|in)\s(?:both\s)?(?:the\s)?(?:said\s)?$",
    re.IGNORECASE | re.DOTALL,
)
# "Announcement No. 46, second clause".
_ORDINAL = r"(?:first|second|third|fourth|fifth|last|\d{1,2}(?:st|nd|rd|th))"
_COUNTED = r"(?:\d{1,3}|[IVX]{1,5}|one|two|three|four|five)"
_PART_BEHIND = re.compile(
    rf",\s(?:the\s)?(?:{_ORDINAL}\s(?:clause|article|section|paragraph|part|annex|point|sentence)"
    rf"|(?:clause|article|section|paragraph|part|annex|point)s?\s{_COUNTED})\b(?!\sof\b)",
    re.IGNORECASE,
)
_OF_ACT = re.compile(
    r"\b(?:the\s)?(?:provisions|implementation|application|enforcement|effect|operation|validity)"
    r"\sof\s(?:the\s)?$",
    re.IGNORECASE,
)
_SEPARATED = re.compile(
    r"[\s,;]*(?:and|or|to|through|as well as|&|[-–—])?[\s,;]*(?:Nos?\.\s?)?(?:\([a-z]{1,4}\)\s?)?"
    r"(?:the\s)?$",
    re.IGNORECASE,
)
_BEGINS_ANEW = re.compile(r"\s*[,;]\s*and\b")
_SAME = re.compile(
    rf"\b(?:that|such|the said|said|the above|the aforesaid)\s(?:executive\s)?"
    rf"{instrument_pattern('anaphor')}\b(?!\s(?:Nos?\.?\s?)?[\d(])",
    re.IGNORECASE,
)
_TYPED_QUOTES = re.compile(r'"[^"]{0,2000}"')


def masked(text: str) -> str:
    """Return the text with everything in quotation marks as "~", at the same offsets.

    An open quotation ends with its paragraph.

    >>> masked('The words “Executive Order 1” are struck.')
    'The words ~~~~~~~~~~~~~~~~~~~ are struck.'
    """
    has_quotes = any(mark in text for mark in ("“", '"', "``"))
    if not has_quotes:
        return text
    lines = [_masked_line(line) for line in text.split("\n")]
    return "\n".join(lines)


def _masked_line(line: str) -> str:
    line = line.replace("``", "““").replace("''", "””")
    if '"' in line:
        line = _TYPED_QUOTES.sub(_blank, line)
    if "“" not in line:
        return line
    out: list[str] = []
    depth = 0
    for piece in re.split("([“”]+)", line):
        closes = piece.startswith("”")
        if piece.startswith("“"):
            depth += 1
        is_quoted = depth > 0 or closes
        out.append("~" * len(piece) if is_quoted else piece)
        if closes:
            depth = max(0, depth - 1)
    return "".join(out)


def _blank(match: re.Match[str]) -> str:
    return "~" * len(match.group())


def skeleton_of(
    plain: str, span: Span, mentions: Sequence[ActCitation], last: Act | None
) -> tuple[Skeleton, Act | None]:
    """Return the skeleton of a sentence, and the act that "that order" means after it.

    Args:
        plain: the text, masked.
        span: the sentence in it.
        mentions: the citations that begin in the sentence.
        last: the act that "that order" means before it.
    """
    builder = _Builder(plain, span)
    for mention in _with_pronouns(plain, span, mentions, last):
        last = mention.act
        if mention.span.start >= builder.position and plain[mention.span.start] != "~":
            builder.add(mention)
    return builder.skeleton(), last


class _Builder:
    """A skeleton in the making: the pieces of its text, its lists, and how far it has come."""

    def __init__(self, plain: str, span: Span) -> None:
        self.plain = plain
        self.span = span
        self.position = span.start
        self.pieces: list[str] = []
        self.lists: list[list[CitedPart]] = []
        # Whether the last citation was of an amending act, which further ones may go on with.
        self.is_through = False

    def add(self, mention: ActCitation) -> None:
        """Add a citation: to the list before it, to what amended its last act, or as a new list."""
        start, has_prefix = _prefixed(self.plain, self.position, mention.span.start)
        part = _PART_BEHIND.match(self.plain, mention.span.end)
        partial = has_prefix or bool(part)
        between = self.plain[self.position : start]
        follows_list = bool(self.pieces) and self.pieces[-1].startswith("⟦")
        if follows_list and self._is_amending(between, mention):
            self.is_through = True
            self._add_amending(mention.act)
        elif follows_list and _SEPARATED.fullmatch(between):
            self.is_through = False
            for act in (*mention.within, mention.act):
                self.lists[-1].append(CitedPart(act, partial, ()))
        else:
            self.is_through = False
            self._open_list(between, start, CitedPart(mention.act, partial, ()))
        self._pass_by(mention, part)

    def _add_amending(self, act: Act) -> None:
        """Add an act to those that amended the last one of the list."""
        last_list = self.lists[-1]
        amended = last_list[-1]
        last_list[-1] = amended._replace(through=(*amended.through, act))

    def skeleton(self) -> Skeleton:
        """Return the skeleton of the sentence, to its end."""
        rest = self.plain[self.position : self.span.end]
        text = "".join([*self.pieces, rest])
        lists = [tuple(parts) for parts in self.lists]
        return Skeleton(text.replace("\n", " "), tuple(lists))

    def _is_amending(self, between: str, mention: ActCitation) -> bool:
        if _THROUGH.fullmatch(between):
            return True
        goes_on = mention.follows or _goes_on(between, mention, self.lists[-1][-1])
        return self.is_through and goes_on

    def _open_list(self, between: str, start: int, part: CitedPart) -> None:
        before = self.plain[max(self.span.start, start - _PREFIX) : start]
        is_source = bool(_CONTEXT.search(before))
        self.pieces.append(between)
        if is_source:
            self.pieces.append("~")
            return
        self.pieces.append(f"⟦{len(self.lists)}⟧")
        self.lists.append([part])

    def _pass_by(self, mention: ActCitation, part: re.Match[str] | None) -> None:
        end = mention.span.end
        behind = part or _AMENDED.match(self.plain, end)
        if behind:
            end = behind.end()
        self.position = max(end, self.position)
        closes = self.plain.startswith(")", self.position)
        if self.is_through and closes:
            self.position += 1


def _goes_on(between: str, mention: ActCitation, part: CitedPart) -> bool:
    """Return whether a citation goes on with the amending acts, "as amended by A, B and C".

    A title, or ", and" after A, begins anew.
    """
    if not _SEPARATED.fullmatch(between) or mention.act.title:
        return False
    return not _BEGINS_ANEW.match(between) or len(part.through) > 1


def _with_pronouns(
    plain: str, span: Span, mentions: Sequence[ActCitation], last: Act | None
) -> list[ActCitation]:
    """Return the mentions together with "that order", which means the act named before."""
    found: list[ActCitation] = []
    for place, mention in _citations_and_pronouns(plain, span, mentions):
        is_inside = bool(found) and place.start < found[-1].span.end
        if mention is None and last and not is_inside:
            mention = ActCitation(place, last)
        if mention:
            found.append(mention)
            last = mention.act
    return found


def _citations_and_pronouns(
    plain: str, span: Span, mentions: Sequence[ActCitation]
) -> list[tuple[Span, ActCitation | None]]:
    """Return where a sentence cites an act, in order; None for a pronoun, "that order"."""
    places: list[tuple[Span, ActCitation | None]] = []
    for match in _SAME.finditer(plain, span.start, span.end):
        places.append((Span(*match.span()), None))
    for mention in mentions:
        places.append((mention.span, mention))
    return sorted(places, key=lambda item: item[0])


def _prefixed(plain: str, position: int, start: int) -> tuple[int, bool]:
    """Return where "the first sentence of section 3 of" begins, and whether it names a part."""
    floor = max(position, start - _PREFIX)
    before = plain[floor:start]
    of_act = _OF_ACT.search(before)
    if of_act:
        return floor + of_act.start(), False
    for head in _HEADS.finditer(before):
        is_within = _WITHIN.match(before[head.end() :])
        if is_within:
            article = _ARTICLES.search(before[: head.start()])
            first = article or head
            return floor + first.start(), True
    return start, False
