"""Addresses as words: without the names, passwords and keys that some carry.

`masked` is called where an address leaves the code that contacts it: in every error, in what the
library keeps, and in what is shown of settings.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

_URL = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s\"'<>\\“”]+", re.IGNORECASE)
_ENDING = ".,;:!?)]}"
# How the names of fields end that hold what opens a door, without dashes.
_ENDINGS = (
    "accesskey", "accesskeyid", "apikey", "authkey", "credential", "jwt", "passphrase", "passwd",
    "password", "privatekey", "pwd", "secret", "secretkey", "signature", "subscriptionkey", "token",
)  # fmt: skip
# These name a page as often as a key, which is long.
_VAGUE = frozenset({"auth", "authorization", "code", "key", "pass", "sig"})
_LONG = 16


def masked(text: str) -> str:
    """Return a text whose addresses have lost what opens a door.

    >>> masked("https://ann:secret@daily.example/a?id=7&api_key=0123#top is not there")
    'https://daily.example/a?id=7#top is not there'
    """
    return _URL.sub(_without_secrets, text) if "://" in text else text


def origin(address: str) -> str:
    """Return the server that an address leads to: its scheme, host and port; "" for none.

    >>> origin("https://ann:secret@Server.example/v1#model")
    'https://server.example:443'
    """
    try:
        parts = urlsplit(address)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.hostname}:{port}" if parts.hostname else ""


def _without_secrets(found: re.Match[str]) -> str:
    url = found[0].rstrip(_ENDING)
    rest = found[0][len(url) :]
    scheme, _, place = url.partition("://")
    place, hash_sign, fragment = place.partition("#")
    place, question_mark, query = place.partition("?")
    authority, slash, path = place.partition("/")
    host = authority.rpartition("@")[2]
    query, fragment = _open_fields(query), _open_fields(fragment)
    ending = (question_mark + query if query else "") + (hash_sign + fragment if fragment else "")
    return f"{scheme}://{host}{slash}{path}{ending}{rest}"


def _open_fields(query: str) -> str:
    return "&".join(field for field in query.split("&") if not _is_secret(field))


def _is_secret(field: str) -> bool:
    name, _, value = field.partition("=")
    plain = re.sub(r"[\W_]", "", unquote(name)).lower()
    is_key = plain.endswith(_ENDINGS) or (plain in _VAGUE and len(value) >= _LONG)
    return bool(value) and is_key
