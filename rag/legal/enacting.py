"""Enacting words, "By the authority vested in me …", which say nothing of what an act does."""

from __future__ import annotations

import re

from rag.language.lexicon.instruments import instrument_pattern
from rag.language.lexicon.patterns import alternatives, any_of

_GIVEN = r"(?:vested in|conferred (?:up)?on|granted to)"
_ENACTED = instrument_pattern("enacted")
_REGARDED = any_of("treaty proposal opinion charter agreement act report recommendation".split())
# How the sentence begins, behind "Now, therefore," and "I, N. N., President of …,".
_BEGINNINGS = (
    rf"by (?:the |virtue of (?:the )?)?(?:authority|powers?) {_GIVEN}",
    rf"pursuant to the (?:authority|powers?) {_GIVEN}",
    r"in (?:the )?exercise of (?:the |its |his |her |their )?powers?"
    r" (?:conferred|vested|granted|under)",
    rf"having regard to (?:the {_REGARDED}|council|article|{_ENACTED})",
    r"acting in accordance with the (?:ordinary|special) legislative procedure",
    r"after (?:transmission of the draft|consulting the)\b",
    rf"ha(?:s|ve) adopted this {_ENACTED}\b",
)
_OPENS = re.compile(
    r"^[\"“(]?(?:now,? therefore,? |accordingly,? |(?:and )?whereas,? )?"
    rf"(?:i, [^,]{{3,60}}, [^,]{{3,60}}, )?{alternatives(_BEGINNINGS)}",
    re.IGNORECASE,
)
# "… in order to protect workers", "the Government hereby prohibits the export of …".
_SAYS = re.compile(
    r"\b(?:in order to|so as to"
    r"|hereby (?!ordered\b(?! that)|order\b(?! that)|makes? the following)\w+)"
    r"|[,)] (?:and )?to [a-z]{4,}",
    re.IGNORECASE,
)
# It ends where the act begins, or at an abbreviation, where it was cut.
_ENDS = re.compile(r"(?:[:,;—–]|\bas follows\.?|U\.S\.C\.|seq\.)$", re.IGNORECASE)
_BASIS_WORDS = (
    "authority",
    "legal (?:basis|grounds?)",
    "(?:what|which|whose|legal|statutory) powers?",
    "powers? (?:conferred|vested|granted)",
    r"empower\w*",
    "having regard",
    r"(?:[Uu]nder|[Bb]y|[Oo]n) (?:what|which)"
    r" (?:laws?|acts?|article|section|provisions?|treaty|basis)",
    "enabling (?:acts?|laws?|powers?|provisions?)",
)
# In lower case, so that the Emergency Powers Act and the Valley Authority are names.
_BASIS = re.compile(rf"\b{alternatives(_BASIS_WORDS)}\b")


def is_enacting(sentence: str) -> bool:
    """Return whether a sentence only names the authority of an act.

    One that goes on to a purpose or to what is done says something.

    >>> is_enacting("In exercise of the powers conferred by the Act, the Minister orders:")
    True
    """
    text = " ".join(sentence.split())
    return bool(_OPENS.search(text) and _ENDS.search(text)) and not _SAYS.search(text)


def asks_basis(question: str) -> bool:
    """Return whether a question asks for the authority or the legal basis of an act."""
    return bool(_BASIS.search(question))
