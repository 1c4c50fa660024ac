"""What a page says about itself: publisher, dates, address, authors, section, language, each from where it is stated."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from rag.language.dates import dating
from rag.language.tokens import fingerprint
from rag.readers.canonical_url import cleaned_url
from rag.readers.cleaning.junk_lines import copyright_holder, is_byline, is_sentence
from rag.readers.dateline import line_dating, opening_dating
from rag.schema import Dating, Kind

PUBLISHED = ("article:published_time", "og:article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "dc.date.created",
             "dcterms.date", "dcterms.created", "dcterms.issued", "eli:date_publication", "pubdate", "publishdate", "publish-date", "publish_date",
             "publish_time", "publication_date", "article_date_original", "parsely-pub-date", "sailthru.date", "article.published",
             "cxenseparse:recs:publishtime", "citation_publication_date", "citation_date", "datecreated")  # fmt: skip
UPDATED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "last-modified",
    "lastmod",
    "article.updated",
)
_PUBLISHERS = ("og:site_name", "publisher", "dc.publisher", "dcterms.publisher", "article:publisher", "contentsource", "citation_publisher",
               "application-name")  # fmt: skip
_AUTHORS = (
    "author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "citation_author",
    "byl",
)
_UPDATE = re.compile(r"(?:last )?(?:updated|modified|reviewed)\b", re.IGNORECASE)
_DATE_NAME = re.compile(r"(?<![a-z])(?:date|time|timestamp|dateline|publish(?:ed)?|posted|pubdate|byline|meta|info|stamp)(?![a-z])|(?:publish|post|entry|article)-?_?(?:date|time)",
                        re.IGNORECASE)  # fmt: skip
_OTHER_DATE = re.compile(
    r"updat|modif|event|expir|copyright|comment|related|archive|calendar|countdown|birth|sidebar|widget",
    re.IGNORECASE,
)
# Lines around the headline in which its date stands most often. One further up is often the day of the visit.
_ABOVE, _BELOW = 12, 16
_MARGINS = frozenset(("aside", "nav", "footer"))
_BOILERPLATE_SECTION = frozenset(("home", "homepage", "news", "article", "articles", "start"))


class Stated(NamedTuple):
    """What a page's head states: meta elements by their lower-case names, and the objects of its JSON-LD, articles first."""

    metas: dict[str, str]
    linked: list[dict[str, Any]]


def stated(tree: Any) -> Stated:  # noqa: ANN401 - lxml ships no types
    """Collect meta elements, microdata and JSON-LD; the first of a name counts."""
    found: dict[str, str] = {}
    for meta in tree.iterfind(".//meta"):
        name = (
            meta.get("property")
            or meta.get("name")
            or meta.get("itemprop")
            or meta.get("http-equiv")
        )
        content = (meta.get("content") or "").strip()
        if name and content:
            found.setdefault(name.strip().lower(), content)
    for name in ("datePublished", "dateModified"):
        if (
            element := tree.find(f".//*[@itemprop='{name}']")
        ) is not None and element.tag != "time":
            found.setdefault(
                name.lower(),
                element.get("content")
                or element.get("datetime")
                or squeezed(element.text_content()),
            )
    return Stated(found, list(_linked_data(tree)))


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    """The JSON-LD objects of the page, articles first; broken JSON is skipped."""
    items: list[dict[str, Any]] = []
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        try:
            loaded = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):  # brackets without end
            continue
        queue = [loaded]
        while queue:
            item = queue.pop(0)
            if isinstance(item, list):
                queue.extend(item)
            elif isinstance(item, dict):
                items.append(item)
                queue.extend(
                    value
                    for key, value in item.items()
                    if key in ("@graph", "mainEntity", "mainEntityOfPage")
                )
    return iter(
        sorted(items, key=lambda item: "datePublished" not in item and "headline" not in item)
    )


def publisher_of(tree: Any, page: Stated) -> str | None:  # noqa: ANN401
    """The publisher that linked data, microdata or a meta element names."""
    for item in page.linked:
        publisher = item.get("publisher") or item.get("sourceOrganization")
        publisher = publisher[0] if isinstance(publisher, list) and publisher else publisher
        name = publisher.get("name") if isinstance(publisher, dict) else publisher
        if isinstance(name, str) and name.strip() and not name.startswith("http"):
            return name.strip()
    if (element := tree.find(".//*[@itemprop='publisher']")) is not None:
        names = element.xpath(".//*[@itemprop='name']")
        own = (
            names[0].get("content") or squeezed(names[0].text_content())
            if names
            else squeezed(element.text_content())
        )
        if 2 <= len(own) <= 80:
            return str(own)
    named = (page.metas[key] for key in _PUBLISHERS if key in page.metas)
    return next((name for name in named if not name.startswith("http")), None)


def publisher_of_footer(lines: list[str]) -> str | None:
    """The holder in the last copyright notice."""
    for line in reversed(lines):
        if holder := copyright_holder(line):
            return re.sub(
                r"\s+(?:all rights.*|ltd|limited|inc)\.?$", "", holder.strip(), flags=re.IGNORECASE
            )
    return None


def authors_of(page: Stated, lines: Iterable[str]) -> tuple[str, ...]:
    """The authors that linked data or a meta element names, or a byline near the top."""
    for item in page.linked:
        given = item.get("author")
        people = given if isinstance(given, list) else [given]
        names = [person.get("name") if isinstance(person, dict) else person for person in people]
        found = tuple(squeezed(name) for name in names if isinstance(name, str) and name.strip())
        if found:
            return found
    named = next(
        (
            page.metas[key]
            for key in _AUTHORS
            if key in page.metas and not page.metas[key].startswith("http")
        ),
        "",
    )
    byline = next((line for line in lines if line[:3].lower() == "by " and is_byline(line)), "")
    return _names(named) if named else _names(re.sub(r" in [A-Z].*", "", byline[3:]))


def _names(text: str) -> tuple[str, ...]:
    """The names in "Jane Roe, Ann Lee and Jo Day"; a pair such as "Roe, Jane" is one."""
    text = re.sub(r"^by\s+", "", text, flags=re.IGNORECASE)
    if re.fullmatch(r"[\w'’-]+, [\w'’-]+", text):
        return (" ".join(reversed(text.split(", "))),)
    return tuple(name for part in re.split(r",| and |;| & |\|", text) if (name := part.strip(" .")))


def kind_of_page(page: Stated) -> Kind | None:
    """The kind that the type of the linked data says."""
    kinds = " ".join(str(item.get("@type", "")) for item in page.linked)
    if "OpinionNewsArticle" in kinds:
        return "opinion"
    return "policy" if re.search(r"\b(?:Legislation|Report|GovernmentService)\b", kinds) else None


def section_of(tree: Any, page: Stated, title: str | None) -> str | None:  # noqa: ANN401
    """The part of the site: as stated, or the last step of the breadcrumbs above the page itself."""
    for item in page.linked:
        given = item.get("articleSection")
        given = given[0] if isinstance(given, list) and given else given
        if isinstance(given, str) and given.strip():
            return squeezed(given)
    if (
        named := page.metas.get("article:section")
        or page.metas.get("section")
        or page.metas.get("parsely-section")
    ):
        return squeezed(named)
    for steps in (*_linked_crumbs(page.linked), *_visible_crumbs(tree)):
        own = [
            step
            for step in steps
            if fingerprint(step) != fingerprint(title or "")
            and step.lower() not in _BOILERPLATE_SECTION
        ]
        if own and len(own[-1]) <= 60:
            return own[-1]
    return None


def _linked_crumbs(linked: list[dict[str, Any]]) -> Iterator[list[str]]:
    for item in linked:
        steps = item.get("itemListElement") if item.get("@type") == "BreadcrumbList" else None
        if isinstance(steps, list):
            outer = [step for step in steps if isinstance(step, dict)]
            named = [
                step.get("item")
                if isinstance(step.get("item"), dict) and "name" in step["item"]
                else step
                for step in outer
            ]
            yield [
                squeezed(name)
                for step in named
                if step and isinstance(name := step.get("name"), str)
            ]


def _visible_crumbs(tree: Any) -> Iterator[list[str]]:  # noqa: ANN401
    for element in tree.iter("nav", "div", "ol", "ul", "p"):
        if (
            "breadcrumb"
            in f"{element.get('class') or ''} {element.get('aria-label') or ''} {element.get('id') or ''}".lower()
        ):
            yield [
                text
                for part in element.iter("a", "li", "span")
                if len(part) == 0 and (text := squeezed(part.text_content()).strip("/>›» "))
            ]


def language_of(tree: Any, page: Stated) -> str | None:  # noqa: ANN401
    """Two lower-case letters."""
    given = next(
        (item["inLanguage"] for item in page.linked if isinstance(item.get("inLanguage"), str)),
        None,
    )
    stated = tree.get("lang") or tree.get("xml:lang") or page.metas.get("content-language")
    found = (stated or page.metas.get("og:locale") or given or "").strip()[:2].lower()
    return found if found.isalpha() and len(found) == 2 else None


def address_of(tree: Any, page: Stated) -> str | None:  # noqa: ANN401
    """The canonical address, without what only tells where a reader came from."""
    link = tree.find(".//link[@rel='canonical']")
    candidates = [link.get("href") if link is not None else None, page.metas.get("og:url")]
    candidates += [item.get("url") for item in page.linked]
    return next(
        (cleaned_url(c) for c in candidates if isinstance(c, str) and re.match(r"https?://", c)),
        None,
    )


def stated_dating(page: Stated, fields: tuple[str, ...], names: tuple[str, ...]) -> Dating | None:
    """The date in the fields of the linked data, or in meta elements of these names."""
    for field in fields:
        for item in page.linked:
            if isinstance(item.get(field), str) and (found := dating(item[field], "json-ld")):
                return found
    return next((found for name in names if (found := dating(page.metas.get(name), "meta"))), None)


def visible_dating(tree: Any, lines: list[str], title: str | None) -> Dating | None:  # noqa: ANN401
    """The date that readers see: a time element, a line beside the headline, an element named after its date, any line that dates the page."""
    for element in sorted(tree.iterfind(".//time"), key=_time_rank):
        for given in (element.get("datetime"), squeezed(element.text_content())):
            if found := dating(given, "time element"):
                return found
    mark = fingerprint(title or "")
    head = next(
        (n for n, line in enumerate(lines) if mark and fingerprint(line).startswith(mark)), 0
    )
    own = [
        line if fingerprint(line) != mark else "" for line in lines
    ]  # a headline's day is an event's
    above, start = max(0, head - _ABOVE), head + _BELOW
    return (
        _line_dating(own[head:start])
        or _line_dating(own[above:head] + own[start:])
        or _named_dating(tree)
        or _line_dating(own[:above])
    )


def _line_dating(lines: list[str]) -> Dating | None:
    ordered = sorted(
        lines, key=lambda line: bool(_UPDATE.match(line))
    )  # an update dates the page when nothing else does
    return next((found for line in ordered if (found := line_dating(line))), None)


def first_opening(lines: Iterable[str]) -> Dating | None:
    """The date of the first line that opens with a place and a day."""
    return next((found for line in lines if (found := opening_dating(line))), None)


def _time_rank(element: Any) -> int:  # noqa: ANN401
    """The page's own time before times without a mark, an update after them, times in margins and lists of other pages last."""
    parents = list(element.iterancestors())
    names = " ".join(f"{e.get('class') or ''} {e.get('id') or ''}" for e in (element, *parents[:4]))
    if any(parent.tag in _MARGINS for parent in parents) or _OTHER_DATE.search(names):
        return 2
    return (
        0
        if element.get("itemprop") == "datePublished"
        or element.get("pubdate") is not None
        or "publish" in names
        else 1
    )


def _named_dating(tree: Any) -> Dating | None:  # noqa: ANN401
    for element in tree.iter("div", "span", "p", "li", "small", "dd", "font", "h4", "h5", "h6"):
        name = f"{element.get('class') or ''} {element.get('id') or ''}"
        if not _DATE_NAME.search(name) or _OTHER_DATE.search(name):
            continue
        text = squeezed(element.text_content())
        if len(text) <= 120 and not is_sentence(text) and (found := dating(text, "dateline")):
            return found
    return None


def labelled_update(lines: list[str]) -> Dating | None:
    """The date of the first line that begins with "Updated" or the like."""
    for line in lines:
        if _UPDATE.match(line) and (found := dating(line[:80], "dateline")):
            return found
    return None


def squeezed(text: str) -> str:
    """Runs of white space as one space."""
    return re.sub(r"\s+", " ", text).strip()
