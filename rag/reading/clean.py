"""Passes over the blocks of a page that remove what is not the document, each named and reported.

A block is a paragraph, a heading, a list item or a table row. `clean` is idempotent: cleaning its own output changes nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.schema import Removal
from rag.text import fingerprint, sentences, words

# Zero-width characters, bidirectional controls, soft hyphens, variation selectors and the tag block: none of them can be seen.
_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0e\ufeff\U000e0000-\U000e0fff]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]+")
_BULLET = re.compile(r"^\s*[•·‣▪●*>–-]\s+")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?"
_DATE_LINE = re.compile(
    r"^(?:[•·|]\s*)?(?:[A-Z][a-z]+(?: [A-Z][a-z]+)?(?:,\s+|\s+[|·]\s+)(?=[A-Z\d]))?(?:(?:first\s+)?(?:published|posted|updated|last updated|last modified|created|dated?|publish date)\b[\s:|on-]*)*"
    rf"(?:(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?,?\s+)?(?:{_MONTH}\s+\d{{1,2}},?\s+\d{{4}}|\d{{1,2}}\s+{_MONTH},?\s+\d{{4}}|\d{{4}}-\d\d-\d\d)"
    r"[\s,|·•at-]*(?:T?\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?)?[\s,(]*(?:[A-Z]{2,5}|GMT[+-]\d+|[+-]\d\d:?\d\d|Z)?\)?[\s,|]*$",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"^(?:by|written by|reported by|story by|edited by|author:?|curated by)\s+[A-Z][\w.'’-]*(?:[\s,&|/]+(?:and\s+)?[A-Z(][\w.'’()-]*){0,12}\.?$"
    r"|^[A-Z][\w&.' -]{2,40}\s(?:desk|bureau|staff|newsroom|news service|web team|correspondent|reporter)$",
    re.IGNORECASE,
)
# Whole lines that a page puts around its text. Each must match from start to end, so that a sentence about advertisements stays.
_JUNK = re.compile(
    r"(?:advertisement|advertisment|advertorial|sponsored(?: content| links?)?|ad|ads|promoted(?: content| stories)?|story continues below(?: this)?(?: advertisement| ad)?"
    r"|continue reading(?: below)?|scroll to continue(?: reading)?|article continues (?:below|after)(?: this)?(?: advertisement| ad)?"
    r"|read (?:more|also|next|full story|the full story|in app|this)|also read|also see|also watch|see also|watch(?: now| live| also)?|must read|don'?t miss|trending(?: now| stories| news)?|latest(?: news| stories)?"
    r"|(?:most|more) (?:read|popular|viewed|stories|news|from .{2,40}|on this (?:story|topic))|top (?:stories|news|headlines)|editor'?s picks?|recommended(?: for you| stories| reading)?|you (?:may|might) (?:also )?like.{0,20}"
    r"|related(?: articles?| stories| news| topics?| tags?| links?| coverage| reading| posts?)?|tags?|topics?|filed under|in this article|table of contents|contents"
    r"|share(?: (?:this|via|on|it))?(?: (?:article|story|post|page))?|share (?:on|via) .{2,40}|tweet|whatsapp|facebook|twitter|linkedin|telegram|reddit|email|e-mail|print|copy link|copy url|save|bookmark|follow us.{0,60}|follow .{2,30} on .{2,40}"
    r"|(?:post a )?comments?(?: \(\d+\))?|\d+ comments?|leave a (?:comment|reply)|join the (?:conversation|discussion)|view (?:all )?comments|show comments|log ?in(?: to comment)?|sign ?in|sign ?up|register|subscribe(?: now| today)?"
    r"|subscribe to .{2,80}|.{0,80}\bsubscribe(?: now)?|follow .{2,40} for .{2,60}|get the .{2,40}(?:brief|briefing|digest|letter)|read more (?:at|on) \S+|more from this section|text size.{0,20}|tweet this|send to a friend|printer version|sign up (?:for|to) .{2,100}|get (?:the|our) .{2,60}(?:newsletter|inbox).{0,40}|newsletters?|enter your email.{0,30}|your email address|join our .{2,40}|download (?:the|our) .{2,30}app.{0,40}"
    r"|we use cookies.*|this (?:web)?site uses cookies.*|by (?:continuing|using) .{0,40}(?:site|website).{0,80}cookies.*|accept(?: all)?(?: cookies)?|manage (?:cookies|preferences|settings)|cookie (?:policy|settings|preferences|notice)|privacy policy|terms(?: of (?:use|service))?|reject all"
    r"|home|menu|search|skip to (?:main )?content|close|back to top|next|previous|next article|previous article|loading\.*|play video|listen(?: to (?:this )?article)?|\d+ min(?:ute)?s? read"
    r"|(?:image|photo|picture)(?: credit| courtesy| source)?\s*:\s*.{2,80}|(?:file )?photo|representational image|representative image|getty images|for representation(?:al purposes?)? only.?"
    r"|(?:©|\(c\)|copyright).{0,160}|all rights reserved.?|first published.{0,60}|published by.{0,40}|end of (?:article|story)|-{2,}|\*{2,}|_{2,}|={3,}|#{3,}|\.{3,})"
    r"[\s!:.…»›>→-]*",
    re.IGNORECASE,
)
_LIST_HEADS = re.compile(
    r"(?:related(?: articles?| stories| news| coverage| reading)?|also read|read (?:more|also|next)|more (?:stories|from .{2,40}|on this (?:story|topic))|(?:most|more) (?:read|popular|viewed)(?: in .{2,30})?|also in .{2,30}|you may also like|recommended(?: for you)?|trending(?: now)?|top stories|editor'?s picks?)[\s:!]*",
    re.IGNORECASE,
)
_SHARE_WORDS = frozenset(
    "share this story article post page on via by to a the friend mail email e-mail feed print printer version bookmark copy link url tweet send facebook twitter x "
    "linkedin whatsapp telegram reddit pinterest instagram messenger comment comments save listen follow us text size gift".split()
)
_ROLE = r"(?:desk|bureau|staff|newsroom|correspondent|reporter|editor|writer|analyst|agencies|fellow|director)"
_CREDIT = re.compile(
    rf"\(?(?:reporting|writing|editing|additional reporting|compiled) by [^.]{{3,160}}\)?\.?"
    rf"|[A-Z][\w.'’-]*(?: [\w.'’&-]+){{0,5}}(?: {_ROLE})?,? (?:[\w ]{{0,30}}{_ROLE}|with (?:\w+ )?agencies)(?:,? [A-Z][\w ]{{2,30}})?"
    rf"|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){{1,3}}, [A-Z][\w-]+(?: [A-Z][\w-]+)?"
    rf"|(?:{_ROLE}|[^|·•.]{{2,60}})(?:\s+[|·•>/]\s+[^|·•.]{{1,60}})+"
    r"|.{0,100}(?:©|\(c\)|all rights reserved).{0,120}|.{2,60} is published by .{2,160}|.{0,100}\b[\w.+-]+@[\w-]+\.[\w.]+\b.{0,20}",
    re.IGNORECASE,
)
_BIO = re.compile(
    r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3} (?:covers|writes (?:about|on|for)|reports (?:on|for|from)|edits|is (?:a|an|the) [^.]{0,80}(?:correspondent|reporter|editor|writer|analyst|fellow|columnist))\b[^.]{0,160}\."
)
_INLINE_PROMO = re.compile(
    r"^(?:also read|read also|read more|read next|see also|also watch|watch|must read|related)\s*[:|»>-]\s*.{3,200}$", re.IGNORECASE
)


@dataclass(frozen=True)
class Cleaned:
    """Blocks that remain, and what was removed in the order of the passes."""

    blocks: tuple[str, ...]
    removals: tuple[Removal, ...]
    suspicious: tuple[str, ...] = ()


def clean(blocks: Sequence[str], title: str = "") -> Cleaned:
    """Remove what is not the document.

    Args:
        blocks: paragraphs, headings ("## …"), list items ("- …") and table rows ("| … |") of a page.
        title: repetitions of it at the top are dropped; "" when unknown.

    Returns:
        the remaining blocks; each removal with its reason, count and a sample of at most 80 characters.
    """
    current = list(blocks)
    removals: list[Removal] = []
    hidden = [_revealed(match.group()) for block in current for match in _INVISIBLE.finditer(block)]
    suspicious = tuple(dict.fromkeys(text for text in hidden if len(text.split()) > 1))
    for reason, step in _passes(title):
        kept, removed = step(current)
        if removed:
            removals.append(Removal(reason, len(removed), removed[0].strip()[:80]))
        current = kept
    return Cleaned(tuple(current), tuple(removals), suspicious)


def normalise(text: str) -> str:
    """NFC, ordinary spaces, no invisible or control characters; line feeds as line ends."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _CONTROL.sub(" ", _INVISIBLE.sub("", text))
    return "\n".join(re.sub(r"[^\S\n]+", " ", line).strip() for line in text.split("\n"))


Step = Callable[[list[str]], tuple[list[str], list[str]]]


def _passes(title: str) -> tuple[tuple[str, Step], ...]:
    return (
        ("invisible characters", _without_invisible),
        ("related headlines", _without_related),
        ("junk line", lambda blocks: _split(blocks, _is_junk)),
        ("doubled caption", _without_doubled_lines),
        ("share bar", lambda blocks: _split(blocks, _is_share_bar)),
        ("title repeated", lambda blocks: _without_title(blocks, title)),
        ("byline", lambda blocks: _split(blocks, lambda block: bool(_BYLINE.match(block)) and len(block) < 100)),
        ("date line", lambda blocks: _split(blocks, is_date_line)),
        ("credit or breadcrumb", lambda blocks: _split(blocks, _is_credit)),
        ("author's note", _without_bio),
        ("section label", _without_labels),
        ("repeated paragraph", _without_repeats),
        ("repeated sentence", _without_repeated_standfirst),
        ("empty heading", _without_empty_headings),
    )


def is_date_line(block: str) -> bool:
    """Whether the block is nothing but a date, with or without a time and a word like "Updated"."""
    return len(block) < 90 and bool(_DATE_LINE.match(_BULLET.sub("", block)))


def is_byline(block: str) -> bool:
    """Whether the block names who wrote the page and nothing else."""
    return len(block) < 100 and bool(_BYLINE.match(block))


def _without_invisible(blocks: list[str]) -> tuple[list[str], list[str]]:
    removed = [_revealed(match.group()) or "(no text)" for block in blocks for match in _INVISIBLE.finditer(block)]
    kept = [normalise(block) for block in blocks]
    return [block for block in kept if block], removed


def _revealed(run: str) -> str:
    """What a run of Unicode tag characters spells; "" for other invisible characters."""
    return "".join(chr(ord(char) - 0xE0000) for char in run if 0xE0020 <= ord(char) <= 0xE007E).strip()


def _is_junk(block: str) -> bool:
    line = _BULLET.sub("", block.lstrip("# ")).strip()
    return len(line) < 240 and (bool(_JUNK.fullmatch(line)) or bool(_INLINE_PROMO.match(line)))


def _is_share_bar(block: str) -> bool:
    found = re.findall(r"[\w-]+", block.lower())
    return (
        2 <= len(found) <= 20
        and all(word in _SHARE_WORDS for word in found)
        and bool({"share", "tweet", "print", "mail", "email", "facebook"} & set(found))
    )


def _is_credit(block: str) -> bool:
    """A line that says who made the page or where in the site it stands."""
    return len(block) < 200 and not block.startswith(("#", "- ", "| ")) and bool(_CREDIT.fullmatch(block.strip("-– ")))


def _without_bio(blocks: list[str]) -> tuple[list[str], list[str]]:
    """Drop a note on the author among the last three blocks."""
    tail = max(0, len(blocks) - 3)
    drop = {n for n, block in enumerate(blocks) if n >= tail and _BIO.fullmatch(block)}
    return [b for n, b in enumerate(blocks) if n not in drop], [b for n, b in enumerate(blocks) if n in drop]


def _without_labels(blocks: list[str]) -> tuple[list[str], list[str]]:
    """Drop lines of up to three words above the first paragraph, such as "Markets"."""
    first = next((n for n, block in enumerate(blocks) if len(block) >= 60), 0)
    head, rest = blocks[:first], blocks[first:]
    kept, removed = _split(
        head, lambda block: len(block.split()) <= 3 and not block.startswith(("- ", "| ")) and not re.search(r"[.!?]$", block)
    )
    return kept + rest, removed


def _without_related(blocks: list[str]) -> tuple[list[str], list[str]]:
    """Drop the list of headlines that follows a line such as "Related Articles"; a paragraph ends the list."""
    kept: list[str] = []
    removed: list[str] = []
    in_list = False
    for block in blocks:
        if _LIST_HEADS.fullmatch(_BULLET.sub("", block.lstrip("# ")).strip()):
            in_list = True
            removed.append(block)
        elif in_list and _is_headline(block):
            removed.append(block)
        else:
            in_list = False
            kept.append(block)
    return kept, removed


def _is_headline(block: str) -> bool:
    """A list item or a short line without a sentence's end, as lists of links are made of."""
    text = _BULLET.sub("", block)
    ends = r"[.!:;]['\"”’)]*$" if text != block else r"[.!?:;]['\"”’)]*$"  # a bulleted headline may ask
    return len(text) < 160 and not block.startswith(("#", "|")) and not re.search(ends, text) and len(sentences(text)) == 1


def _without_doubled_lines(blocks: list[str]) -> tuple[list[str], list[str]]:
    """Drop lines that say the same thing twice with nothing between, as a caption and its alternative text do."""
    return _split(blocks, lambda block: _halves_match(block))


def _halves_match(block: str) -> bool:
    text = re.sub(r"\s+", " ", block.strip())
    for middle in (len(text) // 2, (len(text) - 1) // 2):
        first, second = text[:middle].strip(), text[-middle:].strip() if middle else ""
        if len(first) >= 20 and first == second:
            return True
    return False


def _without_title(blocks: list[str], title: str) -> tuple[list[str], list[str]]:
    wanted = fingerprint(title)
    return _split(blocks, lambda block: bool(wanted) and fingerprint(block) == wanted)


def _without_repeats(blocks: list[str]) -> tuple[list[str], list[str]]:
    """Keep the first of equal paragraphs of four words or more; table rows may repeat."""
    seen: set[str] = set()

    def repeats(block: str) -> bool:
        mark = fingerprint(block)
        if block.startswith("|") or len(mark.split()) < 4:
            return False
        known = mark in seen
        seen.add(mark)
        return known

    return _split(blocks, repeats)


def _without_repeated_standfirst(blocks: list[str]) -> tuple[list[str], list[str]]:
    """Drop a paragraph whose every sentence stands in a longer paragraph too, as a teaser above the text does."""
    owners: dict[str, set[int]] = {}
    marks = [[fingerprint(span.of(block)) for span in sentences(block)] for block in blocks]
    for number, row in enumerate(marks):
        for mark in row:
            owners.setdefault(mark, set()).add(number)

    def contained(number: int) -> bool:
        row = [mark for mark in marks[number] if mark]
        if not row or blocks[number].startswith(("|", "#")) or len(" ".join(row).split()) < 8:
            return False
        others = set.intersection(*(owners[mark] for mark in row)) - {number}
        return any(len(blocks[other]) > len(blocks[number]) for other in others)

    drop = {number for number in range(len(blocks)) if contained(number)}
    return [b for n, b in enumerate(blocks) if n not in drop], [b for n, b in enumerate(blocks) if n in drop]


def _without_empty_headings(blocks: list[str]) -> tuple[list[str], list[str]]:
    """Drop a last heading that has nothing under it."""
    kept = list(blocks)
    removed: list[str] = []
    while kept and kept[-1].startswith("#"):
        removed.append(kept.pop())
    return kept, removed


def _split(blocks: list[str], drop: Callable[[str], bool]) -> tuple[list[str], list[str]]:
    kept: list[str] = []
    removed: list[str] = []
    for block in blocks:
        (removed if drop(block) else kept).append(block)
    return kept, removed


def looks_like_text(text: str) -> bool:
    """Whether at least a few words remain."""
    return len(words(text)) >= 3
