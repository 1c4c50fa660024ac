"""Mails (.eml): the body as a document dated by its header, and each attachment as a file."""

from __future__ import annotations

import codecs
import email
import email.errors
import email.header
import email.utils
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message
from pathlib import PurePosixPath
from typing import NamedTuple

from rag.errors import EmptyDocument, ReadingError, UnsupportedFormat
from rag.language.dates import dating
from rag.language.lexicon import load
from rag.readers.cleaning.passes import clean, looks_like_text
from rag.readers.cleaning.phrases import compile_phrases, one_of
from rag.readers.encodings import decode
from rag.readers.formats import EXTENSIONS
from rag.readers.mail.body import read_body
from rag.readers.page import DocumentPart, Page, joined
from rag.schema import Dating

_MOST_PARTS = 1_000
_HEADERS = ("from", "subject", "date", "to", "message-id", "received", "return-path")
_WORDS = load("mails")
_ROLE = compile_phrases(_WORDS["roles"], behind="(?:[._+-].{0,60})?")
_REPLY = re.compile(rf"(?:{one_of(_WORDS['replies'])}\s?:\s*)+")
_ENDINGS = {
    "text/html": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/json": ".json",
    "message/rfc822": ".eml",
    "application/zip": ".zip",
}
_PASSED_OVER = (
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-encrypted",
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
_LONGEST_NAME = 120


class _Bodies(NamedTuple):
    """The texts of a mail in their two forms, and what is attached to it.

    `is_cut` says that parts beyond the limit were left out.
    """

    plain: list[str]
    html: list[str]
    attached: list[Message]
    is_cut: bool = False


def read_mail(data: bytes, name: str) -> Iterator[DocumentPart]:
    """Yield the body of a mail, which has no name, and its attachments under their file names.

    Mails inside of it are attachments too.

    Raises:
        UnsupportedFormat: it has none of the headers of a mail.
        EmptyDocument: it has neither text nor attachments.
        ReadingError: it is nested too deeply.
    """
    try:
        mail = email.message_from_bytes(_without_mark(data))
        if not any(header in mail for header in _HEADERS):
            raise UnsupportedFormat(
                f"{name} has none of the headers of a mail, such as From and Date; "
                "save it again as .eml"
            )
        bodies = _bodies(mail)
        page = _page(mail, bodies)
    except RecursionError:
        raise ReadingError(f"{name}: the parts of the mail are nested too deeply") from None
    if looks_like_text(joined(clean(page.blocks).blocks)):
        yield DocumentPart("", page)
    elif not bodies.attached:
        raise EmptyDocument(f"{name}: the mail has no text and no attachment")
    yield from _attachments(bodies.attached)
    if bodies.is_cut:
        yield DocumentPart(
            "parts beyond the limit",
            ReadingError(
                f"{name}: the mail has more than {_MOST_PARTS:,} parts; the rest is not read"
            ),
        )


def _without_mark(data: bytes) -> bytes:
    """Return a mail without what some programs save before its headers: a mark of UTF-8, lines."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(data).encode()
    return data.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n")


def _bodies(mail: Message) -> _Bodies:
    """Sort the parts into texts that a reader of the mail sees, and attachments."""
    found = _Bodies([], [], [])
    stack = [mail]
    seen = 0
    while stack and seen < _MOST_PARTS:
        part = stack.pop()
        seen += 1
        kind = part.get_content_type()
        if part.is_multipart() and kind != "message/rfc822":
            stack.extend(reversed(_inside(part)))
        elif kind in ("text/plain", "text/html") and not _is_attached(part):
            (found.plain if kind == "text/plain" else found.html).append(_text(part))
        elif not _is_unread(part):
            found.attached.append(part)
    return found._replace(is_cut=bool(stack))


def _page(mail: Message, bodies: _Bodies) -> Page:
    person, address = email.utils.parseaddr(_header(mail, "from"))
    host = address.rpartition("@")[2].lower() if "@" in address else ""
    person = person.strip().strip("\"'")
    is_role = bool(_ROLE.fullmatch(address.partition("@")[0]))
    organisation = _header(mail, "organization") or (person if is_role else "") or host
    language = re.match(r"[A-Za-z]{2}(?![A-Za-z])", _header(mail, "content-language"))
    return replace(
        read_body(bodies.plain, bodies.html),
        title=_REPLY.sub("", _header(mail, "subject"), count=1).strip() or None,
        publisher=organisation or None,
        published=_dating(mail),
        authors=(person,) if person and not is_role else (),
        language=language.group().lower() if language else None,
    )


def _dating(mail: Message) -> Dating | None:
    """Return the day and the time of the header, in the zone it states."""
    written = _header(mail, "date")
    try:
        moment = email.utils.parsedate_to_datetime(written)
        found = dating(moment.date().isoformat(), "mail header")
        return replace(found, text=written[:80], at=moment.isoformat()) if found else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return dating(written, "mail header")


def _header(mail: Message, name: str) -> str:
    """Return a header on one line; what cannot be decoded stays as it is written."""
    raw = str(mail.get(name) or "")
    try:
        pieces = [(piece, charset) for piece, charset in email.header.decode_header(raw)]
    except (email.errors.HeaderParseError, ValueError):
        pieces = [(raw, None)]
    text = "".join(
        piece if isinstance(piece, str) else decode(piece, charset or "")
        for piece, charset in pieces
    )
    return " ".join(_CONTROL.sub(" ", text).split())


def _text(part: Message) -> str:
    return decode(_payload(part), part.get_content_charset() or "").replace("\r\n", "\n")


def _inside(part: Message) -> list[Message]:
    found = part.get_payload() if part.is_multipart() else []
    return [item for item in found if isinstance(item, Message)] if isinstance(found, list) else []


def _payload(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _is_unread(part: Message) -> bool:
    """Return whether a part is a picture in the body, a signature of the transport, or empty."""
    kind = part.get_content_type()
    shown = kind.startswith("image/") and (
        part.get("content-id") or part.get_content_disposition() == "inline"
    )
    return (
        bool(shown)
        or kind in _PASSED_OVER
        or (kind != "message/rfc822" and not _payload(part).strip())
    )


def _attachments(attached: list[Message]) -> Iterator[DocumentPart]:
    names: set[str] = set()
    for number, part in enumerate(attached, start=1):
        name = _file_name(part, number)
        if name in names:
            name = f"{number}-{name}"
        names.add(name)
        if PurePosixPath(name).suffix.lower() in EXTENSIONS:
            yield DocumentPart(name, _content(part))
        else:
            yield DocumentPart(
                name,
                UnsupportedFormat(
                    f"the attachment {name} is {part.get_content_type()[:60]}, which is not read"
                ),
            )


def _content(part: Message) -> bytes | ReadingError:
    """Return the bytes of an attachment; of a forwarded mail its own."""
    inside = _inside(part)
    if not inside:
        return _payload(part)
    try:
        return inside[0].as_bytes()
    except (ValueError, LookupError, TypeError, AttributeError, email.errors.MessageError) as error:
        return ReadingError(f"the forwarded mail cannot be taken out ({error})")


def _file_name(part: Message, number: int) -> str:
    """Return a safe name with an ending: of the one given, or made of the kind of content."""
    stated = str(part.get_filename() or "").replace("\\", "/")
    given = _CONTROL.sub("", stated).rpartition("/")[2].strip(" .")
    ending = _ENDINGS.get(part.get_content_type(), "")
    name = given[-_LONGEST_NAME:] or f"attachment-{number}{ending}"
    path = PurePosixPath(name)
    is_readable = path.suffix.lower() in EXTENSIONS
    return name if is_readable or not ending else path.stem + ending
