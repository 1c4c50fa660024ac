"""Which lines a page puts around its text: labels of buttons, promotions, credits, bylines, copyright notices.

Keywords match in any case and names by their capitals, so that "By the end of May" is no byline.
"""

from __future__ import annotations

import re

BULLET = re.compile(r"^\s*[•·‣▪●*>–-]\s+")
_ENDS_SENTENCE = re.compile(r"[.!?…。！？]['\"”’»)\]」』]*$")
# Chinese, Japanese, Thai, Lao, Burmese and Khmer put no spaces between words.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
)
_NAME = r"[A-Z][\w.'’&-]*"
_PARTICLE = r"(?:of|the|and|for|de|del|der|den|van|von|bin|al|la|&)"
NAMES = rf"{_NAME}(?: (?:{_PARTICLE} ){{0,2}}{_NAME}){{0,6}}"
_ROLE = r"(?i:desk|bureau|staff|newsroom|correspondent|reporter|editor|writer|analyst|agencies|fellow|director)"
_YEAR = r"(?:19|20)\d\d"
_YEARS = rf"{_YEAR}(?:\s*[-–]\s*{_YEAR})?"
_NETWORK = r"(?i:x|twitter|facebook|instagram|telegram|whatsapp|linkedin|youtube|google news|threads|bluesky|mastodon|reddit|apple news)"

_LABELS = (
    # advertising
    r"advertisement|advertisment|advertorial|sponsored(?: content| links?)?|ads?|promoted(?: content| stories)?"
    r"|advertisement\.? scroll to continue(?: reading)?|story continues below(?: this)?(?: advertisement| ad)?|article continues (?:below|after)(?: this)?(?: advertisement| ad)?"
    r"|continue reading(?: below)?|scroll to continue(?: reading)?",
    # heads of lists of links
    r"read (?:more|also|next|full story|the full story|in app|this)|also (?:read|see|watch)|see also|watch(?: now| live| also)?|must read|don['’]?t miss"
    r"|trending(?: now| stories| news)?|latest(?: news| stories)?|(?:most|more) (?:read|popular|viewed|stories|news|on this (?:story|topic))"
    r"|top (?:stories|news|headlines)|editor['’]?s picks?|recommended(?: for you| stories| reading)?|more from this section"
    r"|related(?: articles?| stories| news| topics?| tags?| links?| coverage| reading| posts?)?|tags?|topics?|filed under|in this article"
    r"|table of contents|contents",
    # buttons
    r"share(?: (?:this|via|on|it))?(?: (?:article|story|post|page))?|tweet(?: this)?|whatsapp|facebook|twitter|linkedin|telegram|reddit|e-?mail|print"
    r"|copy (?:link|url)|save|bookmark|send to a friend|printer version|(?:post a )?comments?(?: \(\d+\))?|\d+ comments?|leave a (?:comment|reply)"
    r"|join the (?:conversation|discussion)|view (?:all )?comments|show comments|log ?in(?: to comment)?|sign ?in|sign ?up|register"
    r"|subscribe(?: now| today)?|newsletters?|your email address",
    # menus and notices
    r"accept(?: all)?(?: cookies)?|manage (?:cookies|preferences|settings)|cookie (?:policy|settings|preferences|notice)|privacy policy"
    r"|terms(?: of (?:use|service))?|reject all|home|menu|search|skip to (?:main )?content|close|back to top|(?:next|previous)(?: article)?|loading"
    r"|play video|listen(?: to (?:this )?article)?|\d+ min(?:ute)?s? read|all rights reserved|end of (?:article|story)",
    # pictures and rules
    r"(?:file )?photo|representational image|representative image|getty images|for representation(?:al purposes?)?(?: only)?|(?:see|view) (?:more|all) photos?",
    r"-{2,}|\*{2,}|_{2,}|={3,}|#{3,}|\.{3,}",
)
# Labels that head a section of a text as often.
_HEADINGS = frozenset(
    "terms topics register search home print save comments email reddit twitter facebook".split()
)
_LABEL = re.compile(rf"(?:{'|'.join(_LABELS)})[\s!:.…»›>→-]*", re.IGNORECASE)
# Lines with a part of their own; none of these may be a whole sentence (see `is_sentence`).
_PROMOTION = re.compile(
    r"(?i:you (?:may|might) (?:also )?like.{0,20}|share (?:on|via) .{2,40}|follow us.{0,60}|text size.{0,20}|read more (?:at|on) \S+)"
    rf"|(?i:follow) (?:[\w@.'’-]+ ){{1,5}}on {_NETWORK}|(?i:follow) (?:[\w@.'’-]+ ){{1,5}}for (?i:more|updates|the latest|breaking).{{0,50}}|(?i:follow) {NAMES} for .{{2,60}}"
    r"|(?i:subscribe to (?:our|us|the|this)\b.{0,80}|(?:.{0,80}[.!?:|–-] )?subscribe(?: now)?)|(?i:subscribe to) [A-Z].{1,80}"
    r"|(?i:sign up (?:for|to) .{0,60}(?:newsletter|alert|update|briefing|e-?mail|digest|inbox|free|account).{0,40})"
    r"|(?i:get (?:the|our) .{2,60}(?:newsletter|inbox).{0,40}|get the .{2,40}(?:brief|briefing|digest|letter)|enter your email.{0,30}|join our .{2,40})"
    rf"|(?i:download (?:the|our) .{{2,30}}app.{{0,40}})|(?i:more from) (?:(?i:this|our|the) \w+|{NAMES})"
    r"|(?i:(?:image|photo|picture|photograph)(?: credit| courtesy| source)?\s*:\s*.{2,80}|first published.{0,60}|published by.{0,40})"
)
_INLINE_PROMOTION = re.compile(
    r"(?:also read|tweet this|our standards|(?:à )?lire aussi|lesen sie auch|mehr zum thema|lee también|leia (?:também|mais)|leggi anche|read also|read more|read next|see also|also watch|watch|must read|related)\s*[:|»>-]\s*.{3,200}",
    re.IGNORECASE,
)
# The few whole sentences that are never the document.
_NOTICE = re.compile(
    r"(?:we|(?:this|our) (?:web)?site) uses? cookies\b.*|by (?:continuing|using) .{0,40}site.{0,80}cookies.*"
    r"|(?:sign up for|subscribe to|get) our (?:\w+ ){0,3}newsletter(?: (?:for|to|and)\b[^,;“”\"]{0,80})?[.!]?",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(
    rf"©.*|(?i:copyright|\(c\))\s*(?:©|(?i:\(c\)))?\s*(?:{_YEARS}(?:,?\s+(?i:by\s+)?[A-Z].*)?|{NAMES},?\s+{_YEARS}(?:\s*[.,|·].*)?)"
    r"|.{0,100}(?i:\ball rights reserved)\W*"
)
_COPYRIGHT_INSIDE = re.compile(rf"©|(?i:\(c\))\s*{_YEAR}|(?i:all rights reserved)")
_HOLDER_BY_SIGN = re.compile(
    rf"©\s*(?:{_YEARS})?,?\s*(?i:by\s+)?(?P<name>[^\W\d_][^.|,·©\d\n]{{2,60}})"
)
_HOLDER_BY_WORD = re.compile(
    rf"(?i:copyright|\(c\))\s*(?:(?i:\(c\)))?\s*(?:{_YEARS},?\s*(?i:by\s+)?(?P<name>[A-Z][^.|,·©\d\n]{{2,60}})|(?P<before>{NAMES}),?\s+{_YEAR}\s*(?:[.,|·]|$))"
)
LIST_HEAD = re.compile(
    r"(?i:related(?: articles?| stories| news| coverage| reading)?|also read|read (?:more|also|next)|more (?:stories|on this (?:story|topic))"
    r"|(?:most|more) (?:read|popular|viewed)(?: in .{2,30})?|also in .{2,30}|you may also like|recommended(?: for you)?|trending(?: now)?|top stories"
    rf"|editor['’]?s picks?|more from (?:this|our|the) \w+)[\s:!]*|(?i:more from) {NAMES}[\s:!]*"
)
_BYLINE = re.compile(
    rf"(?i:(?:written |reported |story |edited |curated |analysis |opinion |commentary )?by|author:?)\s+{_NAME}(?:(?:[\s,&|/]+(?:(?:and|in|{_PARTICLE})\s+)?)[(]?{_NAME}\)?){{0,12}}"
    rf"(?:, [\w ]{{0,30}}{_ROLE})?\.?"
    rf"|(?i:(?:reported |story )?by (?:our|a|the)(?: \w+){{0,2}}) {_ROLE}"
    rf"|(?i:(?:posted |published |written )by) {NAMES},? (?i:on) .{{0,20}}\b{_YEAR}\b.{{0,30}}"
    rf"|[-–—]{{0,2}} ?(?i:by) {NAMES}\.? (?i:follow) @\w{{1,30}}"
    rf"|{NAMES} (?i:desk|bureau|staff|newsroom|news service|web team|correspondent|reporter)"
)
_WORK = r"(?i:(?:additional )?reporting|writing|editing|compiled|words|photographs|photography|graphics?|illustrations?|translation|interview)"
_CREDIT = re.compile(
    rf"\({_WORK} by [^.()]{{3,160}}\.?\)\.?"
    rf"|{_WORK} by {_NAME}(?:[\s,;&]+(?:(?:and|in|for|with|the|{_WORK} by) )*{_NAME}){{0,20}}\.?"
    rf"|{NAMES}(?: {_ROLE})?(?:,? {_ROLE}|, [\w ]{{0,30}}{_ROLE}|,? with (?:\w+ )?agencies)(?:,? [A-Z][\w ]{{2,30}})?"
    rf"|{_NAME}(?: {_NAME}){{1,3}}, {_NAME}(?: {_NAME})?"
    rf"|(?i:interview|photos?|photographs|graphics?|illustrations?|text)\s?: {NAMES}\.?"
    rf"|(?:[A-Z]\S*['’]s )?{NAMES}(?:(?:, | and |, and ){NAMES}){{0,8}} (?i:(?:also )?contributed (?:reporting )?(?:to|for) this (?:report|story|article))\.?"
    rf"|(?i:write to|contact|e-?mail) {NAMES} (?i:at) \S+@\S+"
    rf"|SOURCE {NAMES}"
    r"|\(?(?i:release id)\s?:\s?\d+\)?.{0,40}|[A-Z]{2,4}(?:/[A-Z]{2,4}){1,4}"
)
_ADDRESS = re.compile(r"(?:\S+ ){0,4}[\w.+-]+@[\w-]+\.[\w.]+.{0,20}")
_IMPRINT = re.compile(rf"{NAMES} is published by {NAMES}\b.{{0,160}}")
_BIO = re.compile(
    r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3} (?:covers|writes (?:about|on|for)|reports (?:on|for|from)|edits|is (?:a|an|the) [^.]{0,80}(?:correspondent|reporter|editor|writer|analyst|fellow|columnist))\b[^.]{0,160}\."
)
_SHARE_WORDS = frozenset(
    "share this story article post page on via by to a the friend mail email e-mail feed print printer version bookmark copy link url tweet send facebook twitter x "
    "linkedin whatsapp telegram reddit pinterest instagram messenger comment comments save listen follow us text size gift".split()
)


def word_count(text: str) -> int:
    """The number of words, with two characters counted as one where a script has no spaces.

    >>> word_count("Asia Pacific"), word_count("中国政府发布了新的规定")
    (2, 6)
    """
    return len(_UNSPACED.sub("", text).split()) + (len(_UNSPACED.findall(text)) + 1) // 2


def ends_sentence(line: str) -> bool:
    """Whether a full stop, a question mark or their like closes the line, in any script."""
    return bool(_ENDS_SENTENCE.search(line[-8:]))


def is_sentence(line: str) -> bool:
    """A line of five words or more with a sentence's end, such as no button and no label has."""
    return ends_sentence(line) and word_count(line) >= 5


def is_junk(block: str) -> bool:
    """A line such as "Advertisement", "Share via email" or a notice on cookies."""
    if len(block) >= 240:
        return False
    line = BULLET.sub("", block.lstrip("# ")).strip()
    if block.startswith("#") and line.lower() in _HEADINGS:
        return False
    if _LABEL.fullmatch(line) or _NOTICE.fullmatch(line) or _COPYRIGHT.fullmatch(line):
        return True
    if _INLINE_PROMOTION.fullmatch(line):  # a headline may ask; it has no full stop
        return not line.endswith((".", "。")) or not is_sentence(line)
    return not is_sentence(line) and bool(_PROMOTION.fullmatch(line.rstrip(" !:.…»›>→-")))


def is_promotion(text: str) -> bool:
    """The words of a link to another story that says so: "Also read: ..."."""
    return len(text) < 240 and bool(_INLINE_PROMOTION.fullmatch(text))


def is_share_bar(block: str) -> bool:
    """A row of share buttons: "Share: Mail | Print"."""
    found = re.findall(r"[\w-]+", block[:300].lower())
    return (
        2 <= len(found) <= 20
        and all(word in _SHARE_WORDS for word in found)
        and bool({"share", "tweet", "print", "mail", "email", "facebook"} & set(found))
    )


def is_byline(block: str) -> bool:
    """Whether the block names who wrote the page and nothing else."""
    return len(block) < 100 and bool(_BYLINE.fullmatch(block))


def is_credit(block: str) -> bool:
    """A line that says who made the page or where in the site it stands."""
    if len(block) >= 200 or block.startswith(("#", "- ", "| ")):
        return False
    line = block.strip("-–— ")
    if _CREDIT.fullmatch(line):
        return True
    return not is_sentence(line) and (
        _is_breadcrumb(line)
        or bool(_COPYRIGHT_INSIDE.search(line))
        or bool(_ADDRESS.fullmatch(line))
    )


def _is_breadcrumb(line: str) -> bool:
    """Short parts between bars, dots or arrows: "Home > Markets > Metals"."""
    parts = re.split(r"\s[|·•>/]\s", line)
    return len(parts) > 1 and all(0 < len(part.strip()) <= 60 and "." not in part for part in parts)


def is_author_note(block: str) -> bool:
    """A sentence on what the author covers, or on who publishes the paper; only at a page's end is it no text."""
    return len(block) < 400 and bool(_BIO.fullmatch(block) or _IMPRINT.fullmatch(block))


def copyright_holder(line: str) -> str | None:
    """The name in a copyright notice; None in a sentence about copyright.

    >>> copyright_holder("© 2025 The Daily. All rights reserved."), copyright_holder("Copyright law was changed in 2019.")
    ('The Daily', None)
    """
    found = _HOLDER_BY_SIGN.search(line) or _HOLDER_BY_WORD.search(line)
    return next((name for name in found.groupdict().values() if name), None) if found else None
