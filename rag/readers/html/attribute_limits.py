"""Attributes that cost the square of their size, taken out of a page before it is written out and searched for its text."""

from __future__ import annotations

from typing import Any

_MOST_ATTRIBUTES = 100
_LARGEST_SPAN = 9


def limit_attributes(tree: Any) -> None:  # noqa: ANN401 - lxml ships no types
    """Drop attributes by the hundred and those with marks of comments, and cut the spans of table cells."""
    for element in tree.xpath(
        f"//*[count(@*) > {_MOST_ATTRIBUTES}]"
    ):  # trafilatura needs 17 seconds for 100,000
        element.attrib.clear()
    for attribute in tree.xpath(
        "//@*[contains(., '<!--')]"
    ):  # libxml2 needs 24 seconds to write 200 KB of these marks
        attribute.getparent().attrib.pop(attribute.attrname, None)
    for cell in tree.iter(
        "td", "th"
    ):  # trafilatura fills every cell that is spanned, and looks at each again in every row
        for name in ("rowspan", "colspan"):
            if len(cell.get(name, "")) > len(str(_LARGEST_SPAN)):
                cell.set(name, str(_LARGEST_SPAN))
