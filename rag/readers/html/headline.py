"""The headline of a page, among its headings and the titles that it gives itself."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from rag.language.tokens import fingerprint, words
from rag.readers.html.metadata import Stated, squeezed

# A bar, a dash or a dot before the site's name; Chinese and Japanese pages have wide bars and colons (U+FF5C, U+FF1A).
_SUFFIX = re.compile(
    "(?:\\s+(?:[|–—»·•]|-|::)\\s+|\\s*[\uff5c\uff1a]\\s*)([^|–—»·•\uff5c\uff1a]{2,60})$"
)
# A heading that says at least this share of the page's own title is its headline, and no name of the site or a part of it.
_SHARE = 0.5


class Headline(NamedTuple):
    """The headline, and the publisher that stands behind it in the page's title."""

    title: str | None
    publisher: str | None


def headline(tree: Any, page: Stated, publisher: str | None) -> Headline:  # noqa: ANN401 - lxml ships no types
    """The first heading that says what the page's titles say; else what they say."""
    whole = squeezed(tree.findtext(".//title") or "")
    match = _SUFFIX.search(whole)
    bare = whole[: match.start()] if match else whole
    named = next(
        (
            squeezed(item["headline"])
            for item in page.linked
            if isinstance(item.get("headline"), str)
        ),
        "",
    )
    social = squeezed(page.metas.get("og:title") or page.metas.get("twitter:title") or "")
    heads = [text for heading in tree.iter("h1") if (text := squeezed(heading.text_content()))]
    lower = [
        text for heading in tree.iter("h2", "h3") if (text := squeezed(heading.text_content()))
    ]
    site = {fingerprint(name) for name in (publisher or "", page.metas.get("og:site_name", ""))}
    told = [fingerprint(text) for text in (social, named, bare, whole) if text]
    same = (
        head
        for head in (*heads, *lower)
        if fingerprint(head) in told and fingerprint(head) not in site
    )
    part = (
        head
        for head in (*heads, *lower)
        if _says_most(fingerprint(head), told) and fingerprint(head) not in site
    )
    own = (head for head in heads if fingerprint(head) not in site)
    for candidate in (
        *_first(same),
        *_first(part),
        named,
        *_first(own),
        *_unnamed(tree, bare, social, lower),
        social,
        bare,
    ):
        if candidate:
            return Headline(
                candidate,
                match.group(1).strip()
                if match and fingerprint(bare) != "" and candidate in bare
                else None,
            )
    return Headline(None, None)


def _first(found: Any) -> list[str]:  # noqa: ANN401
    return [text for text in [next(iter(found), "")] if text]


def _says_most(head: str, told: list[str]) -> bool:
    return bool(head) and any(head in text and len(head) >= _SHARE * len(text) for text in told)


def _unnamed(tree: Any, bare: str, social: str, lower: list[str]) -> list[str]:  # noqa: ANN401
    """The first long second heading of a page whose title has no word of its text, such as "Press Release"."""
    if social or not lower:
        return []
    text = set(words(" ".join(p.text_content() for p in list(tree.iter("p"))[:20])))
    own = [word for word in words(bare) if len(word) > 3]
    known = sum(word in text for word in own)
    return [head for head in lower if len(head.split()) >= 4][:1] if known * 2 < len(own) else []
