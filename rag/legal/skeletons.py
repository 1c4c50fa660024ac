"""A sentence as a skeleton: quoted text blanked, each list of citations one mark, citations that only give the source of something dropped."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.legal.effects import Part, Skeleton
from rag.schema import Act, ActCitation, Span

_DONE = r"(?:amended|modified|expanded|supplemented|extended|continued|renewed|established|re-?\s?established|created|superseded|revoked|corrected|replaced|terminated|limited)"
# ", as amended by Executive Order 13032": the act behind it did something to the one before it.
_THROUGH = re.compile(
    rf"[\s,(]*(?:and\s)?(?:as\s)?(?:\w+ly\s|further\s|last\s)?{_DONE}(?:\sin scope)?(?:\sand\s(?:further\s)?{_DONE})?(?:,)?\s(?:by|in|through|under|pursuant to)\s(?:the\s)?$",
    re.IGNORECASE,
)
_AMENDED = re.compile(
    rf",?\s\(?as\s(?:\w+ly\s|further\s|last\s)?{_DONE}\)?(?!\s(?:by|in|through|under|pursuant))(?=[\s,;.:)]|$)",
    re.IGNORECASE,
)
# "the emergency declared in Executive Order 13047" cites a source; nothing is said of the act.
_CONTEXT = re.compile(
    r"\b(?:declared|issued|established|described|contained|specified|designated|ordered|taken|made|used|provided(?: for)?|required|imposed|listed|defined|created|expanded|delegated|granted|vested|created|laid down|referred to|laid out|conferred|announced|adopted|applied|promulgated)"
    r"(?:\s(?:\w+\s){0,2}?(?:in|by|under|pursuant to|of|on|through))\s(?:the\s)?$"
    r"|\bset (?:forth|out)\s(?:in|by)\s(?:the\s)?$"
    r"|\b(?:pursuant to|(?<!set forth )under|consistent with|in accordance with|accordance with|notwithstanding|within the meaning of|subject to|in light of|in addition to|other than|except|references? (?:in any \w+ )?to|based on|furtherance of|reliance on|with respect to|regard to)\s(?:the\s)?$",
    re.IGNORECASE,
)
_HEADS = re.compile(
    r"\b(?:sections?|secs?\.|subsections?|paragraphs?|subparagraphs?|articles?|annex(?:es)?|schedules?|parts?|clauses?|sentences?|preamble|heading|text|points?|titles?|chapters?|recitals?|appendix|items?|rules?|tables?|definitions?|entry|entries|words?|number)\b",
    re.IGNORECASE,
)
_ARTICLES = re.compile(
    r"(?:\b(?:the|both|each|all|new|current|first|second|third|fourth|last|final|entire|remaining|introductory)\s)+$",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    r"(?!.*\b(?:is|are|be|was|by|shall|amended|this|deleting|striking|inserting|adding|revising|replacing)\b)[^;:⟦⟧]*?\b(?:of|to|in)\s(?:both\s)?(?:the\s)?(?:said\s)?$",
    re.IGNORECASE | re.DOTALL,
)
# "Announcement No. 46, second clause".
_PART_BEHIND = re.compile(
    r",\s(?:the\s)?(?:(?:first|second|third|fourth|fifth|last|\d{1,2}(?:st|nd|rd|th))\s(?:clause|article|section|paragraph|part|annex|point|sentence)"
    r"|(?:clause|article|section|paragraph|part|annex|point)s?\s(?:\d{1,3}|[IVX]{1,5}|one|two|three|four|five))\b(?!\sof\b)",
    re.IGNORECASE,
)
_OF_WHOLE = re.compile(
    r"\b(?:the\s)?(?:provisions|implementation|application|enforcement|effect|operation|validity)\sof\s(?:the\s)?$",
    re.IGNORECASE,
)
_SEPARATED = re.compile(
    r"[\s,;]*(?:and|or|to|through|as well as|&|[-–—])?[\s,;]*(?:Nos?\.\s?)?(?:\([a-z]{1,4}\)\s?)?(?:the\s)?$",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"\b(?:that|such|the said|said|the above|the aforesaid)\s(?:executive\s)?(?:order|notification|announcement|regulation|directive|decision|proclamation)\b(?!\s(?:Nos?\.?\s?)?[\d(])",
    re.IGNORECASE,
)
_PREFIX = 160


def masked(text: str) -> str:
    """The text with everything in quotation marks as "~", at the same offsets. An open quotation ends with its paragraph.

    >>> masked('The words “Executive Order 1” are struck.')
    'The words ~~~~~~~~~~~~~~~~~~~ are struck.'
    """
    if "“" not in text and '"' not in text and "``" not in text:
        return text
    return "\n".join(_masked_line(line) for line in text.split("\n"))


def _masked_line(line: str) -> str:
    line = line.replace("``", "“”"[0] * 2).replace("''", "””")
    if '"' in line:
        line = re.sub(r'"[^"]{0,2000}"', lambda match: "~" * len(match.group()), line)
    if "“" not in line:
        return line
    out, depth = [], 0
    for piece in re.split("([“”]+)", line):
        opens = piece.startswith("“")
        if opens:
            depth += 1
        out.append("~" * len(piece) if depth > 0 or piece.startswith("”") else piece)
        if piece.startswith("”"):
            depth = max(0, depth - 1)
    return "".join(out)


def skeleton_of(
    plain: str, span: Span, mentions: Sequence[ActCitation], last: Act | None
) -> tuple[Skeleton, Act | None]:
    """The skeleton of one sentence of a masked text, and the act that "that order" means after it."""
    lists: list[list[Part]] = []
    pieces: list[str] = []
    position = span.start
    through = False
    for mention in _with_pronouns(plain, span, mentions, last):
        last = mention.act
        if mention.span.start < position or plain[mention.span.start] == "~":
            continue
        start, partial = _prefixed(plain, position, mention.span.start)
        part = _PART_BEHIND.match(plain, mention.span.end)
        partial = partial or bool(part)
        between = plain[position:start]
        end = part or _AMENDED.match(plain, mention.span.end)
        follows_list = bool(pieces) and pieces[-1].startswith("⟦")
        if follows_list and (
            _THROUGH.fullmatch(between)
            or (through and (mention.follows or _goes_on(between, mention, lists[-1][-1])))
        ):
            through = True
            lists[-1][-1] = lists[-1][-1]._replace(through=(*lists[-1][-1].through, mention.act))
        elif follows_list and _SEPARATED.fullmatch(between):
            through = False
            lists[-1] += [Part(act, partial, ()) for act in (*mention.within, mention.act)]
        else:
            through = False
            is_source = bool(_CONTEXT.search(plain[max(span.start, start - _PREFIX) : start]))
            pieces += [between, "~" if is_source else f"⟦{len(lists)}⟧"]
            if not is_source:
                lists.append([Part(mention.act, partial, ())])
        position = max(end.end() if end else mention.span.end, position)
        if through and plain[position : position + 1] == ")":
            position += 1
    pieces.append(plain[position : span.end])
    return Skeleton(
        "".join(pieces).replace("\n", " "), tuple(tuple(parts) for parts in lists)
    ), last


def _goes_on(between: str, mention: ActCitation, part: Part) -> bool:
    """Whether a citation goes on with the list of amending acts: ", as amended by A, B and C"; a title, or ", and" after A, begins anew."""
    if not _SEPARATED.fullmatch(between) or mention.act.title:
        return False
    return not re.match(r"\s*[,;]\s*and\b", between) or len(part.through) > 1


def _with_pronouns(
    plain: str, span: Span, mentions: Sequence[ActCitation], last: Act | None
) -> list[ActCitation]:
    """The mentions together with "that order" and the like, which mean the act named before."""
    found: list[ActCitation] = []
    marks = sorted(
        [
            (match.start(), match.end(), None)
            for match in _SAME.finditer(plain, span.start, span.end)
        ]
        + [(*item.span, item) for item in mentions],
        key=lambda mark: mark[:2],
    )
    for start, end, mention in marks:
        if mention is None and last and not (found and start < found[-1].span.end):
            mention = ActCitation(Span(start, end), last)
        if mention:
            found.append(mention)
            last = mention.act
    return found


def _prefixed(plain: str, position: int, start: int) -> tuple[int, bool]:
    """Where "the first sentence of section 3 of" begins before a citation, and whether it names a part of the act."""
    floor = max(position, start - _PREFIX)
    before = plain[floor:start]
    if whole := _OF_WHOLE.search(before):
        return floor + whole.start(), False
    for head in _HEADS.finditer(before):
        if _WITHIN.match(before[head.end() :]):
            article = _ARTICLES.search(before[: head.start()])
            return floor + (article.start() if article else head.start()), True
    return start, False
