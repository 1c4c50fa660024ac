"""One address for one page: without the parts that only say how a reader came to it."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"utm_\w+|(?:fb|g|dc|tw|ms|y|ttc|li_fat_|wbra|gbra)clid|gclsrc|igsh(?:id)?|mc_[ce]id|mkt_tok|_h(?:senc|smi)|_ga|_gl|yclid|spm|scm|cmp(?:id)?|ocid|ref_src"
    r"|ref_url|s_cid|ns_\w+|at_(?:medium|campaign)\w*|xtor|smid|smtyp|ftag|ito|__twitter_impression|share_?id|guccounter|guce_\w+",
    re.IGNORECASE,
)
_DEFAULT_PORT = re.compile(r":(?:80|443)$")


def cleaned_url(url: str) -> str:
    """The address without tracking parameters, fragment and default port; an address that cannot be taken apart stays as it is.

    >>> cleaned_url("HTTPS://Daily.example:443/a?id=7&utm_source=x#top")
    'https://daily.example/a?id=7'
    """
    try:
        parts = urlsplit(url.strip())
        query = [
            (name, value)
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
            if not _TRACKING.fullmatch(name)
        ]
    except ValueError:
        return url
    kept = (
        parts.query if len(query) == parts.query.count("&") + 1 else urlencode(query)
    )  # spelling stays where nothing is removed
    return urlunsplit(
        (parts.scheme.lower(), _DEFAULT_PORT.sub("", parts.netloc.lower()), parts.path, kept, "")
    )
