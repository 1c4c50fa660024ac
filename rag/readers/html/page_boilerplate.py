"""Parts of a page that its own names call no text: comments, lists of other stories, forms for newsletters, buttons to share."""

from __future__ import annotations

import re
from typing import Any

from rag.readers.cleaning.junk_lines import is_promotion

# What a part is, in the words of one class or id.
_CORE = (
    # what readers write
    r"comments?|commentlist|respond|responses|disqus\w*|kommentare|commentaires|comentarios|reactions",
    # other pages
    r"related\w*|(?:read|see|also)(?: (?:more|next|also|read))?|alsoread\w*|readmore|readnext|more(?: (?:from|stories|news|articles|links))+|most ?(?:read|popular|viewed)"
    r"|trending|popular|recommend(?:ed|ations?)|recirc\w*|lire aussi|a lire aussi|lesen sie auch|mehr zum thema|jp relatedposts|yarpp\w*|outbrain\w*|taboola\w*"
    r"|you (?:may|might) (?:also )?like",
    # what the page asks for
    r"newsletters?(?: signup)?|signup|sign up|subscri(?:be|ption|ptions)|regwall|donat(?:e|ion|ions)|cta|call to action|promos?|promotions?|feedback"
    r"|shar(?:e|es|ing)(?: (?:this|tools|story|article))?|sharedaddy|share\w*(?:bar|tools?|buttons?)|social(?: (?:media|shar(?:e|ing)|follow|icons?))?|follow us|addthis\w*|addtoany\w*",
    r"cookies?(?: (?:consent|banner|notice|bar))?|consent|gdpr|advert\w*|ads?|ad (?:slot|unit|label|leader)|dfp|gpt|sponsor(?:ed|s)?",
    # about the page
    r"credits?|copyrights?|photographer|breadcrumbs?|pagination|pager|tags?|tag cloud|tagcloud|topics|toc|table of contents|skip(?: links?)?|print|toolbar|tools"
    r"|author (?:bio|info|card)|about (?:the )?author|authorbox|author|bio|embed|pull ?quotes?|widgets?|side ?bar|masthead|nav(?:bar|igation)?|menu|ticker|disclaimer|footer",
)
_STRUCTURE = (
    r"box|list|section|area|wrap(?:per)?|container|block|bar|links?|items?|module|panel|inner|content|body|form|title|head(?:er|ing)?|label|buttons?|icons?|article|story|post"
    r"|posts|stories|entry|page|site|main|bottom|top|left|right|inline|mobile|desktop|sticky|single|text|new|wp|elementor|widget|component|group|row|col|card|cards|area|slot|unit|v?\d+"
)
_FURNITURE = re.compile(
    rf"(?:\w{{1,4}} )?(?:(?:{_STRUCTURE}) ){{0,3}}(?:{'|'.join(_CORE)})(?: (?:{_STRUCTURE})){{0,3}}"
)
_UNREAD = re.compile(rf"(?:(?:{_STRUCTURE}) ){{0,3}}(?:{_CORE[0]})(?: (?:{_STRUCTURE})){{0,3}}")
# Furniture is small, save for what readers write: a part with more of the page's letters is the text, whatever its name.
_LARGEST = 0.3
_LARGEST_UNREAD = 0.8
_LONGEST_NAME = 60
_INLINE = frozenset(("span", "strong", "b", "em", "i"))


def remove_page_boilerplate(tree: Any) -> list[str]:  # noqa: ANN401 - lxml ships no types
    """Drop what is named as furniture, and return its text; the headline and whatever holds most of the page stay."""
    whole = len(tree.text_content()) or 1
    found = []
    for element in list(
        tree.iter(
            "div",
            "section",
            "ul",
            "ol",
            "p",
            "span",
            "form",
            "table",
            "dl",
            "h2",
            "h3",
            "h4",
            "header",
        )
    ):
        names = _names(element)
        if (
            not any(_FURNITURE.fullmatch(name) for name in names)
            or element.getroottree().getroot() is not tree
        ):
            continue
        text = element.text_content()
        largest = _LARGEST_UNREAD if any(_UNREAD.fullmatch(name) for name in names) else _LARGEST
        if element.find(".//h1") is None and len(text) <= whole * largest:
            found.append(_squeezed(text))
            element.drop_tree()
    return [text for text in (*found, *_linked_promotions(tree)) if text]


def _names(element: Any) -> list[str]:  # noqa: ANN401
    """Each class, and the id of a box, as words: "articleShare-bar" -> "article share bar"; the id of a heading or a section names its subject."""
    own = (element.get("class") or "")[:400].split()
    if element.tag in ("div", "ul", "ol", "form") and (identity := element.get("id")):
        own.append(identity)
    return [
        re.sub(r"[^a-z0-9]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()).strip()
        for name in own
        if len(name) <= _LONGEST_NAME
    ]


def _linked_promotions(tree: Any) -> list[str]:  # noqa: ANN401
    """Drop links such as "Also read: Who tipped the scales?" in the middle of a paragraph, with the words before them."""
    found = []
    for link in list(tree.iter("a")):
        parent, text = link.getparent(), _squeezed(link.text_content())
        is_alone = (
            link.getprevious() is None
            and link.getnext() is None
            and parent is not None
            and parent.tag in _INLINE
        )
        whole = _squeezed(parent.text_content()) if is_alone else ""
        if whole and is_promotion(whole) and len(text) > len(whole) / 2:
            found.append(whole)
            parent.drop_tree()
        elif is_promotion(text):
            found.append(text)
            link.drop_tree()
    return found


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
