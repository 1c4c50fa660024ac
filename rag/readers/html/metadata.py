"""Read what a page states about itself: publisher, dates, address, authors, section, language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from rag.language.dates import dating
from rag.language.lexicon import load
from rag.language.tokens import fingerprint
from rag.readers.canonical_url import cleaned_url
from rag.readers.cleaning.copyright import copyright_holder
from rag.readers.cleaning.junk_lines import is_byline, is_sentence
from rag.readers.cleaning.phrases import compile_names, compile_phrases
from rag.readers.dateline import line_dating, opening_dating
from rag.readers.html.tree import squeezed
from rag.schema import Dating, Kind

_NAMES = load("page_metadata")
_DATES = load("page_dates")
_UPDATE = compile_phrases((*_DATES["updated"], *_DATES["reviewed"]), behind=r"\b")
_PARTS = load("page_parts")
_DATE_NAME = compile_names(**_PARTS["date"])
_OTHER_DATE = compile_names(**_PARTS["other_date"])
# Lines around the headline in which its date stands most often. One further up is often the day of
# the visit.
_ABOVE, _BELOW = 12, 16
_LONGEST_PUBLISHER, _LONGEST_SECTION, _LONGEST_DATE_LINE = 80, 60, 120  # characters
_NESTED = ("@graph", "mainEntity", "mainEntityOfPage")
_LEGAL_FORM = re.compile(r"\s+(?:all rights.*|ltd|limited|inc)\.?$", re.IGNORECASE)
_POLICY_TYPE = re.compile(r"\b(?:Legislation|Report|GovernmentService)\b")
_MARGINS = frozenset(("aside", "nav", "footer"))


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
        people = given if isinstance(given, list) else [given]
        names = [squeezed(_name_of(person)) for person in people]
        if any(names):
            return tuple(name for name in names if name)
    named = head.first_meta(_NAMES["author"])
    if named:
        return _names(named)
    byline = next((line for line in lines if line[:3].lower() == "by " and is_byline(line)), "")
    return _names(re.sub(r" in [A-Z].*", "", byline[3:]))


def _names(text: str) -> tuple[str, ...]:
    """Split "Jane Roe, Ann Lee and Jo Day" into names; a pair such as "Roe, Jane" is one."""
    text = re.sub(r"^by\s+", "", text, flags=re.IGNORECASE)
    if re.fullmatch(r"[\w'’-]+, [\w'’-]+", text):
        return (" ".join(reversed(text.split(", "))),)
    parts = (part.strip(" .") for part in re.split(r",| and |;| & |\|", text))
    return tuple(name for name in parts if name)


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
    linked = (item.get("inLanguage") for item in head.linked)
    candidates = (
        tree.get("lang"),
        tree.get("xml:lang"),
        head.metas.get("content-language"),
        head.metas.get("og:locale"),
        next((language for language in linked if isinstance(language, str)), None),
    )
    named = next((language for language in candidates if language), "")
    found = named.strip()[:2].lower()
    return found if found.isalpha() and len(found) == 2 else None


def address_of(tree: Any, head: PageHead) -> str | None:
    """Return the canonical address, without what only says where a reader came from."""
    link = tree.find(".//link[@rel='canonical']")
    canonical = link.get("href") if link is not None else None
    candidates = (canonical, head.metas.get("og:url"), *(item.get("url") for item in head.linked))
    for address in candidates:
        if isinstance(address, str) and re.match(r"https?://", address):
            return cleaned_url(address)
    return None


def published_dating(head: PageHead) -> Dating | None:
    """Return the day of publication that the head states."""
    return _stated_dating(head, ("datePublished", "dateCreated"), _NAMES["published"])


def updated_dating(head: PageHead) -> Dating | None:
    """Return the day of the last change that the head states."""
    return _stated_dating(head, ("dateModified",), _NAMES["updated"])


def _stated_dating(head: PageHead, fields: Sequence[str], names: Sequence[str]) -> Dating | None:
    """Return the date in the fields of the linked data, or in meta elements of these names."""
    linked = (item.get(field) for field in fields for item in head.linked)
    datings = (dating(text, "json-ld") for text in linked if isinstance(text, str))
    found = next((found for found in datings if found), None)
    if found:
        return found
    datings = (dating(head.metas.get(name), "meta") for name in names)
    return next((found for found in datings if found), None)


def visible_dating(tree: Any, lines: list[str], title: str | None) -> Dating | None:
    """Return the date that readers see.

    It stands in a time element, in a line beside the headline, in an element named after its date,
    or in any line that dates the page.
    """
    found = _time_element_dating(tree)
    if found:
        return found
    mark = fingerprint(title or "")
    marks = [fingerprint(line) for line in lines]
    heads = (n for n, line in enumerate(marks) if mark and line.startswith(mark))
    head = next(heads, 0)
    # A headline's day is an event's.
    own = ["" if line_mark == mark else line for line, line_mark in zip(lines, marks, strict=True)]
    above, below = max(0, head - _ABOVE), head + _BELOW
    return (
        _first_line_dating(own[head:below])
        or _first_line_dating(own[above:head] + own[below:])
        or _named_dating(tree)
        or _first_line_dating(own[:above])
    )


def _time_element_dating(tree: Any) -> Dating | None:
    for element in sorted(tree.iterfind(".//time"), key=_time_rank):
        for written in (element.get("datetime"), squeezed(element.text_content())):
            if found := dating(written, "time element"):
                return found
    return None


def _first_line_dating(lines: list[str]) -> Dating | None:
    """Return the date of the first line that dates the page; an update does when nothing else."""
    ordered = sorted(lines, key=_is_update)
    datings = (line_dating(line) for line in ordered)
    return next((found for found in datings if found), None)


def _is_update(line: str) -> bool:
    return bool(_UPDATE.match(line))


def first_opening(lines: Iterable[str]) -> Dating | None:
    """Return the date of the first line that opens with a place and a day."""
    datings = (opening_dating(line) for line in lines)
    return next((found for found in datings if found), None)


def _time_rank(element: Any) -> int:
    """Rank time elements for the page's own date.

    0 is the page's own, 1 a time without a mark, 2 an update, or a time in a margin or in a list
    of other pages.
    """
    parents = list(element.iterancestors())
    names = " ".join(_class_and_id(one) for one in (element, *parents[:4]))
    if any(parent.tag in _MARGINS for parent in parents) or _OTHER_DATE.search(names):
        return 2
    is_own = element.get("itemprop") == "datePublished" or element.get("pubdate") is not None
    return 0 if is_own or "publish" in names else 1


def _class_and_id(element: Any) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _named_dating(tree: Any) -> Dating | None:
    """Return the date in the first short element whose class or id says that it holds one."""
    for element in tree.iter("div", "span", "p", "li", "small", "dd", "font", "h4", "h5", "h6"):
        name = _class_and_id(element)
        if not _DATE_NAME.search(name) or _OTHER_DATE.search(name):
            continue
        text = squeezed(element.text_content())
        if len(text) > _LONGEST_DATE_LINE or is_sentence(text):
            continue
        if found := dating(text, "dateline"):
            return found
    return None


def labelled_update(lines: list[str]) -> Dating | None:
    """Return the date of the first line that begins with "Updated" or the like."""
    datings = (dating(line[:80], "dateline") for line in lines if _is_update(line))
    return next((found for found in datings if found), None)
