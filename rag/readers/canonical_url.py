"""One address for one page: without the parts that only say how a reader came to it."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from rag.language.lexicon import load

_NAMES = "|".join(load("web_addresses")["tracking"]).replace("*", r"\w*")
_TRACKING = re.compile(_NAMES, re.IGNORECASE)
_DEFAULT_PORT = re.compile(r":(?:80|443)$")


def cleaned_url(url: str) -> str:
    """Return the address without tracking parameters, fragment and default port.

    An address that cannot be taken apart stays as it is.

    >>> cleaned_url("HTTPS://Daily.example:443/a?id=7&utm_source=x#top")
    'https://daily.example/a?id=7'
    """
    try:
        parts = urlsplit(url.strip())
        fields = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return url
    kept = [(name, value) for name, value in fields if not _TRACKING.fullmatch(name)]
    is_unchanged = len(kept) == parts.query.count("&") + 1  # its spelling stays
    query = parts.query if is_unchanged else urlencode(kept)
    host = _DEFAULT_PORT.sub("", parts.netloc.lower())
    return urlunsplit((parts.scheme.lower(), host, parts.path, query, ""))
