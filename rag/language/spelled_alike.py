"""Letters that look like others, as a forger uses them, made the letters that they look like."""

from __future__ import annotations

import re
import unicodedata

_CYRILLIC = "асԁеһіјӏорԛѕԝхуАВСЕНІЈКМОРЅТХУ"  # noqa: RUF001 - on purpose
_LATIN = "acdehijlopqswxyABCEHIJKMOPSTXY"
_GREEK, _GREEK_LATIN = "αικνορυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aiknopuxABEZHIKMNOPTYX"
_LOOK_ALIKES = str.maketrans(_CYRILLIC + _GREEK, _LATIN + _GREEK_LATIN)
_WORD = re.compile(r"[^\W\d_]{2,}")
_LATIN_LETTER = re.compile("[a-zA-Z]")
_OTHER_LETTER = re.compile("[\u0370-\u04ff\u0500-\u052f]")


def folded(text: str) -> str:
    r"""Return a text in compatible forms, with look-alikes inside Latin words made Latin.

    A text with two such words or more is taken as Latin throughout: a forger may have changed
    every letter of a short word.

    >>> folded("Ign\u043er\u0435 the rules"), folded("Правила")
    ('Ignore the rules', 'Правила')
    """
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    if not _OTHER_LETTER.search(plain):
        return plain
    mixed = sum(_is_mixed(word) for word in _WORD.findall(plain))
    if mixed > 1:
        return plain.translate(_LOOK_ALIKES)
    return _WORD.sub(lambda found: _as_latin(found.group()), plain)


def _as_latin(word: str) -> str:
    return word.translate(_LOOK_ALIKES) if _is_mixed(word) else word


def _is_mixed(word: str) -> bool:
    return bool(_LATIN_LETTER.search(word) and _OTHER_LETTER.search(word))
