"""HTML pages: trafilatura finds the text; titles, dates and publishers are read here, because each needs its provenance."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from rag.dates import dating, url_dating
from rag.errors import ReadingError
from rag.reading.dateline import line_dating
from rag.reading.hidden import remove_hidden
from rag.reading.junk import copyright_holder
from rag.reading.page import Page
from rag.schema import Dating, Kind, Removal
from rag.text import fingerprint

_TITLE_SUFFIX = re.compile(r"\s+(?:[|–—»·]|-|::)\s+([^|–—»·]{2,60})$")
_UPDATE = re.compile(r"(?:last )?(?:updated|modified)\b", re.IGNORECASE)
_PUBLISHED = ("article:published_time", "og:article:published_time", "datepublished", "date", "dc.date", "dc.date.issued",
              "dcterms.date", "dcterms.created", "dcterms.issued", "pubdate", "publishdate", "publish-date", "publish_date",
              "parsely-pub-date", "sailthru.date", "article.published", "cxenseparse:recs:publishtime", "citation_publication_date")  # fmt: skip
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified", "lastmod", "article.updated")
_PUBLISHERS = ("og:site_name", "publisher", "dc.publisher", "dcterms.publisher", "article:publisher", "application-name", "twitter:site")


def read_html(text: str, origin: str) -> Page:
    """Read one page.

    Raises:
        ReadingError: no tree can be made of the markup.
    """
    import lxml.html

    try:
        tree = lxml.html.document_fromstring(_without_declaration(text))
    except (lxml.etree.ParserError, ValueError) as error:
        raise ReadingError(f"{origin}: the markup cannot be parsed ({error})") from error
    hidden = remove_hidden(tree)
    metas = _metas(tree)
    linked = list(_linked_data(tree))
    title, suffix = _title(tree, metas, linked)
    blocks = _blocks(tree)
    lines = _visible_lines(tree)
    stated = [line for line in lines if fingerprint(line) != fingerprint(title or "")]  # a headline's day is an event's
    url = _canonical(tree, metas, linked)
    removals = (Removal.of("hidden text", hidden.texts),) if hidden.texts else ()
    return Page(
        blocks=blocks,
        title=title,
        publisher=_publisher(metas, linked) or suffix or _from_footer(lines),
        published=_first_dating(linked, "datePublished", metas, _PUBLISHED) or _visible_dating(tree, stated) or url_dating(url),
        updated=_first_dating(linked, "dateModified", metas, _UPDATED) or _labelled_update(lines),
        url=url,
        language=(tree.get("lang") or "")[:2].lower() or None,
        authors=_authors(metas, linked),
        kind=_kind(linked),
        removals=removals,
        suspicious=hidden.suspicious,
    )


def _without_declaration(text: str) -> str:
    """Lxml refuses text with an XML encoding declaration."""
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text)


def _metas(tree: Any) -> dict[str, str]:  # noqa: ANN401
    found: dict[str, str] = {}
    for meta in tree.iterfind(".//meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv")
        content = (meta.get("content") or "").strip()
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


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
                queue.extend(value for key, value in item.items() if key in ("@graph", "mainEntity", "mainEntityOfPage"))
    return iter(sorted(items, key=lambda item: "datePublished" not in item and "headline" not in item))


def _title(tree: Any, metas: dict[str, str], linked: list[dict[str, Any]]) -> tuple[str | None, str | None]:  # noqa: ANN401
    """The headline, and the publisher that stands behind it in the page's title."""
    whole = _squeezed(tree.findtext(".//title") or "")
    match = _TITLE_SUFFIX.search(whole)
    heads = [text for h1 in tree.iterfind(".//h1") if (text := _squeezed(h1.text_content()))]
    named = next((_squeezed(item["headline"]) for item in linked if isinstance(item.get("headline"), str)), None)
    social = _squeezed(metas.get("og:title", ""))
    bare = whole[: match.start()] if match else whole
    for candidate in (*(head for head in heads if head in whole or head == social), named, *heads[:1], social, bare):
        if candidate:
            suffix = match.group(1).strip() if match and candidate in bare else None
            return candidate, suffix
    return None, None


def _publisher(metas: dict[str, str], linked: list[dict[str, Any]]) -> str | None:
    for item in linked:
        publisher = item.get("publisher") or item.get("sourceOrganization")
        publisher = publisher[0] if isinstance(publisher, list) and publisher else publisher
        name = publisher.get("name") if isinstance(publisher, dict) else publisher
        if isinstance(name, str) and name.strip() and not name.startswith("http"):
            return name.strip()
    named = (metas[key].lstrip("@") for key in _PUBLISHERS if key in metas)
    return next((name for name in named if not name.startswith("http")), None)


def _authors(metas: dict[str, str], linked: list[dict[str, Any]]) -> tuple[str, ...]:
    for item in linked:
        given = item.get("author")
        people = given if isinstance(given, list) else [given]
        names = [person.get("name") if isinstance(person, dict) else person for person in people]
        found = tuple(name.strip() for name in names if isinstance(name, str) and name.strip())
        if found:
            return found
    author = metas.get("author") or metas.get("article:author") or metas.get("dc.creator") or ""
    return (author,) if author and not author.startswith("http") else ()


def _kind(linked: list[dict[str, Any]]) -> Kind | None:
    kinds = {str(item.get("@type", "")) for item in linked}
    if any("NewsArticle" in kind for kind in kinds):
        return "news"
    return "policy" if kinds & {"Legislation", "Report", "GovernmentService"} else None


def _canonical(tree: Any, metas: dict[str, str], linked: list[dict[str, Any]]) -> str | None:  # noqa: ANN401
    link = tree.find(".//link[@rel='canonical']")
    candidates = [link.get("href") if link is not None else None, metas.get("og:url")]
    candidates += [item.get("url") for item in linked]
    return next((c for c in candidates if isinstance(c, str) and re.match(r"https?://", c)), None)


def _first_dating(linked: list[dict[str, Any]], field: str, metas: dict[str, str], names: tuple[str, ...]) -> Dating | None:
    for item in linked:
        if isinstance(item.get(field), str) and (found := dating(item[field], "json-ld")):
            return found
    return next((found for name in names if (found := dating(metas.get(name), "meta"))), None)


def _visible_dating(tree: Any, lines: list[str]) -> Dating | None:  # noqa: ANN401
    for element in tree.iterfind(".//time"):
        if found := dating(element.get("datetime"), "time element") or dating(element.text_content(), "time element"):
            return found
    ordered = sorted(lines, key=lambda line: bool(_UPDATE.match(line)))  # an update dates the page when nothing else does
    return next((found for line in ordered if (found := line_dating(line))), None)


def _labelled_update(lines: list[str]) -> Dating | None:
    for line in lines:
        if _UPDATE.match(line) and (found := dating(line[:80], "dateline")):
            return found
    return None


def _from_footer(lines: list[str]) -> str | None:
    for line in reversed(lines):
        if holder := copyright_holder(line):
            return re.sub(r"\s+(?:all rights.*|ltd|limited|inc)\.?$", "", holder.strip(), flags=re.I)
    return None


def _visible_lines(tree: Any) -> list[str]:  # noqa: ANN401
    """Short runs of text in the order of the page, without scripts."""
    skip = {"script", "style", "noscript", "template", "head"}
    block = {"p", "div", "li", "h1", "h2", "h3", "h4", "span", "time", "footer", "header", "address", "small", "figcaption", "a", "em"}
    found = []
    for element in tree.iter():
        if element.tag in block and not any(parent.tag in skip or parent.tag == "table" for parent in element.iterancestors()):
            text = _squeezed(element.text_content())
            if 3 <= len(text) <= 300:
                found.append(text)
    return found


def _blocks(tree: Any) -> tuple[str, ...]:  # noqa: ANN401
    """The text as blocks, with headings, lists and tables kept."""
    import lxml.html
    import trafilatura

    markup = lxml.html.tostring(tree, encoding="unicode")
    found = trafilatura.bare_extraction(markup, include_comments=False, include_tables=True, include_formatting=False, deduplicate=False)
    body = getattr(found, "body", None)
    if body is None:
        return ()
    return tuple(block for block in _walk(body) if block)


def _walk(element: Any) -> Iterator[str]:  # noqa: ANN401
    for child in element:
        if child.tag == "head":
            level = re.sub(r"\D", "", child.get("rend") or "") or "2"
            yield f"{'#' * max(2, min(int(level), 6))} {_text(child)}"
        elif child.tag == "list":
            yield from (f"- {text}" for item in child if (text := _text(item)))
        elif child.tag == "table":
            for row in child.iter("row"):
                yield "| " + " | ".join(_text(cell).replace("|", "/") for cell in row) + " |"
        elif child.tag in ("p", "quote", "code", "item", "cell") or not len(child):
            yield _text(child)
        else:
            yield _squeezed(child.text or "")
            yield from _walk(child)
        yield _squeezed(child.tail or "")


def _text(element: Any) -> str:  # noqa: ANN401
    return _squeezed("".join(element.itertext()))


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
