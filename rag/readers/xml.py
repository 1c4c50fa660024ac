"""Parse XML of untrusted files: no entities, no network, no document types loaded."""

from __future__ import annotations

from typing import Any

from rag.errors import ReadingError


def parse_xml(data: bytes, place: str) -> Any:
    """Return the root element; None when there is none.

    Args:
        data: the file.
        place: its name, for errors.

    Raises:
        ReadingError: the XML cannot be parsed.
    """
    import lxml.etree

    parser = lxml.etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return lxml.etree.fromstring(data, parser)
    except (lxml.etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise ReadingError(f"{place}: the XML cannot be parsed ({error})") from None
