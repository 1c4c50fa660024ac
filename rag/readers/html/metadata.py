"""Read what a page states about itself: publisher, dates, address, authors, section, language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from rag.language.identification import ENGLISH, OTHER
from rag.language.identification import language_of as language_of_text
from rag.language.lexicon import load
from rag.language.locale_names import language_code
from rag.language.tokens import fingerprint
from rag.readers.canonical_url import cleaned_url
from rag.readers.cleaning.copyright import copyright_holder
from rag.readers.html.tree import squeezed
from rag.readers.people import byline_names, names_in
from rag.schema import Kind

_NAMES = load("page_metadata")
_LONGEST_PUBLISHER, _LONGEST_SECTION = 80, 60  # characters
_LONGEST_SAMPLE = 4000  # characters that tell a language
_NESTED = ("@graph", "mainEntity", "mainEntityOfPage")
_LEGAL_FORM = re.compile(r"\s+(?:all rights.*|ltd|limited|inc)\.?$", re.IGNORECASE)
_POLICY_TYPE = re.compile(r"\b(?:Legislation|Report|GovernmentService)\b")


class PageHead(NamedTuple):
    """The statements of a page's head.

    `metas` are the meta elements by their names in lower case, `linked` the objects of its JSON-LD,
    articles first.
    """

    metas: dict[str, str]
    linked: list[dict[str, Any]]

    def first_meta(self, names: Iterable[str]) -> str:
        """Return the first of these meta elements that is no address; "" for none."""
        found = (self.metas[name] for name in names if name in self.metas)
        return next((text for text in found if not text.startswith("http")), "")


def read_head(tree: Any) -> PageHead:
    """Collect meta elements, microdata and JSON-LD; the first of a name counts."""
    found: dict[str, str] = {}
    for meta in tree.iterfind(".//meta"):
        names = (meta.get(key) for key in ("property", "name", "itemprop", "http-equiv"))
        name = next((name for name in names if name), "").strip().lower()
        content = (meta.get("content") or "").strip()
        if name and content:
            found.setdefault(name, content)
    for name in ("datePublished", "dateModified"):
        element = tree.find(f".//*[@itemprop='{name}']")
        if element is not None and element.tag != "time":
            content = element.get("content") or element.get("datetime")
            found.setdefault(name.lower(), content or squeezed(element.text_content()))
    return PageHead(found, _linked_data(tree))


def _linked_data(tree: Any) -> list[dict[str, Any]]:
    """Return the JSON-LD objects of the page, articles first; broken JSON is skipped."""
    items: list[dict[str, Any]] = []
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        try:
            queue = [json.loads(script.text or "", strict=False)]
        except (ValueError, RecursionError):  # brackets without end
            continue
        while queue:
            item = queue.pop(0)
            if isinstance(item, list):
                queue.extend(item)
            elif isinstance(item, dict):
                items.append(item)
                queue.extend(value for key, value in item.items() if key in _NESTED)
    return sorted(items, key=lambda item: "datePublished" not in item and "headline" not in item)


def publisher_of(tree: Any, head: PageHead) -> str | None:
    """Return the publisher that linked data, microdata or a meta element names."""
    for item in head.linked:
        name = _name_of(_first(item.get("publisher") or item.get("sourceOrganization")))
        if name and not name.startswith("http"):
            return name
    element = tree.find(".//*[@itemprop='publisher']")
    if element is not None:
        own = _itemprop_name(element)
        if 2 <= len(own) <= _LONGEST_PUBLISHER:
            return own
    return head.first_meta(_NAMES["publisher"]) or None


def _itemprop_name(element: Any) -> str:
    names = element.xpath(".//*[@itemprop='name']")
    if not names:
        return squeezed(element.text_content())
    return str(names[0].get("content") or squeezed(names[0].text_content()))


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _name_of(value: Any) -> str:
    """Return the name of a person or an organisation in JSON-LD, a text or an object."""
    name = value.get("name") if isinstance(value, dict) else value
    return name.strip() if isinstance(name, str) else ""


def publisher_of_footer(lines: list[str]) -> str | None:
    """Return the holder in the last copyright notice."""
    holders = (copyright_holder(line) for line in reversed(lines))
    holder = next((holder for holder in holders if holder), None)
    return _LEGAL_FORM.sub("", holder.strip()) if holder else None


def authors_of(head: PageHead, lines: Iterable[str]) -> tuple[str, ...]:
    """Return the authors that linked data or a meta element names, or a byline near the top."""
    for item in head.linked:
        given = item.get("author")
        names = [_author_names(one) for one in (given if isinstance(given, list) else [given])]
        if any(names):
            return tuple(name for own in names for name in own)
    named = head.first_meta(_NAMES["author"])
    return names_in(named) if named else byline_names(lines)


def _author_names(author: Any) -> tuple[str, ...]:
    name = squeezed(_name_of(author))
    kind = str(author.get("@type", "")) if isinstance(author, dict) else ""
    if not name or name.startswith("http"):
        return ()
    return (name,) if "Organi" in kind else names_in(name)


def kind_of_page(head: PageHead) -> Kind | None:
    """Return the kind that the type of the linked data says."""
    types = " ".join(str(item.get("@type", "")) for item in head.linked)
    if "OpinionNewsArticle" in types:
        return "opinion"
    return "policy" if _POLICY_TYPE.search(types) else None


def section_of(tree: Any, head: PageHead, title: str | None) -> str | None:
    """Return the part of the site: as stated, or the last breadcrumb above the page itself."""
    for item in head.linked:
        given = _first(item.get("articleSection"))
        if isinstance(given, str) and given.strip():
            return squeezed(given)
    named = next((head.metas[name] for name in _NAMES["section"] if name in head.metas), None)
    if named:
        return squeezed(named)
    own_title = fingerprint(title or "")
    for steps in (*_linked_breadcrumbs(head.linked), *_visible_breadcrumbs(tree)):
        others = (step for step in steps if fingerprint(step) != own_title)
        named_steps = [step for step in others if step.lower() not in _NAMES["plain_sections"]]
        if named_steps and len(named_steps[-1]) <= _LONGEST_SECTION:
            return named_steps[-1]
    return None


def _linked_breadcrumbs(linked: list[dict[str, Any]]) -> Iterator[list[str]]:
    for item in linked:
        steps = item.get("itemListElement") if item.get("@type") == "BreadcrumbList" else None
        if not isinstance(steps, list):
            continue
        names = (_breadcrumb_name(step) for step in steps if isinstance(step, dict))
        yield [squeezed(name) for name in names if isinstance(name, str)]


def _breadcrumb_name(step: dict[str, Any]) -> Any:
    inner = step.get("item")
    return inner["name"] if isinstance(inner, dict) and "name" in inner else step.get("name")


def _visible_breadcrumbs(tree: Any) -> Iterator[list[str]]:
    for element in tree.iter("nav", "div", "ol", "ul", "p"):
        named = " ".join(element.get(key) or "" for key in ("class", "aria-label", "id"))
        if "breadcrumb" not in named.lower():
            continue
        parts = (part for part in element.iter("a", "li", "span") if len(part) == 0)
        steps = (squeezed(part.text_content()).strip("/>›» ") for part in parts)
        yield [step for step in steps if step]


def language_of(tree: Any, head: PageHead) -> str | None:
    """Return the page's language as two lower-case letters."""
    stated = _stated_languages(tree, head)
    found = stated[0][:2].lower() if stated else ""
    return found if found.isalpha() and len(found) == 2 else None


def locale_of(tree: Any, head: PageHead, lines: Iterable[str]) -> str | None:
    """Return the page's language with its country where it states one, such as "en-GB".

    A page that states none is in the language of its words, but English is of no one country.
    """
    stated = _stated_languages(tree, head)
    if stated:
        same = (tag for tag in stated if tag[:2].lower() == stated[0][:2].lower())
        return max(same, key=len)
    found = language_of_text(" ".join(lines)[:_LONGEST_SAMPLE])
    return None if found in (ENGLISH, OTHER) else language_code(found)


def _stated_languages(tree: Any, head: PageHead) -> list[str]:
    """Return the languages that a page states, as it writes them, the surest first."""
    candidates = (
        tree.get("lang"),
        tree.get("xml:lang"),
        head.metas.get("content-language"),
        head.metas.get("og:locale"),
        *(item.get("inLanguage") for item in head.linked),
    )
    return [named.strip() for named in candidates if isinstance(named, str) and named.strip()]


def address_of(tree: Any, head: PageHead) -> str | None:
    """Return the canonical address, without what only says where a reader came from."""
    link = tree.find(".//link[@rel='canonical']")
    canonical = link.get("href") if link is not None else None
    candidates = (canonical, head.metas.get("og:url"), *(item.get("url") for item in head.linked))
    for address in candidates:
        if isinstance(address, str) and re.match(r"https?://", address):
            return cleaned_url(address)
    return None
