"""The headline of a page, among its headings and the titles that it gives itself."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from rag.language.tokens import fingerprint, words
from rag.readers.html.metadata import PageHead
from rag.readers.html.outline import LONGEST_HEADING
from rag.readers.html.tree import squeezed

# A bar, a dash or a dot before the site's name; Chinese and Japanese pages have wide bars and
# colons (U+FF5C, U+FF1A).
_SUFFIX = re.compile(
    "(?:\\s+(?:[|–—»·•]|-|::)\\s+|\\s*[\uff5c\uff1a]\\s*)([^|–—»·•\uff5c\uff1a]{2,60})$"
)
# A heading that says at least this share of the page's own title is its headline, and not the name
# of the site or of a part of it.
_SHARE = 0.5
_OPENING_PARAGRAPHS = 20
_FEWEST_WORDS = 4  # of a second heading that is a headline


class Headline(NamedTuple):
    """The headline, and the publisher that stands behind it in the page's title."""

    title: str | None
    publisher: str | None


def headline(tree: Any, head: PageHead, publisher: str | None) -> Headline:
    """Return the first heading that says what the page's titles say; else what they say."""
    document_title = squeezed(tree.findtext(".//title") or "")
    suffix = _SUFFIX.search(document_title)
    bare = document_title[: suffix.start()] if suffix else document_title
    linked = (item.get("headline") for item in head.linked)
    named = next((squeezed(text) for text in linked if isinstance(text, str)), "")
    social = squeezed(head.metas.get("og:title") or head.metas.get("twitter:title") or "")
    site = {fingerprint(name) for name in (publisher or "", head.metas.get("og:site_name", ""))}
    titles = [fingerprint(text) for text in (social, named, bare, document_title) if text]
    first = _headings(tree, "h1")
    second = _headings(tree, "h2", "h3")
    own = [text for text in (*first, *second) if fingerprint(text) not in site]
    candidates = (
        next((text for text in own if fingerprint(text) in titles), ""),
        next((text for text in own if _says_most(fingerprint(text), titles)), ""),
        named,
        next((text for text in first if fingerprint(text) not in site), ""),
        "" if social else _second_heading(tree, bare, second),
        social,
        bare,
    )
    title = next((text for text in candidates if text), None)
    is_suffixed = suffix and title and fingerprint(bare) and title in bare
    return Headline(title, suffix.group(1).strip() if suffix and is_suffixed else None)


def _headings(tree: Any, *tags: str) -> list[str]:
    texts = (squeezed(heading.text_content()) for heading in tree.iter(*tags))
    return [text for text in texts if text and len(text) <= LONGEST_HEADING]


def _says_most(heading: str, titles: list[str]) -> bool:
    if not heading:
        return False
    return any(heading in title and len(heading) >= _SHARE * len(title) for title in titles)


def _second_heading(tree: Any, title: str, headings: list[str]) -> str:
    """Return the first long second heading under a title without a word of the text.

    Such a title is "Press Release".
    """
    paragraphs = list(tree.iter("p"))[:_OPENING_PARAGRAPHS]
    text = set(words(" ".join(paragraph.text_content() for paragraph in paragraphs)))
    own = [word for word in words(title) if len(word) > 3]
    known = sum(word in text for word in own)
    if known * 2 >= len(own):
        return ""
    long = (heading for heading in headings if len(heading.split()) >= _FEWEST_WORDS)
    return next(long, "")
