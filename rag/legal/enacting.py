"""Enacting words, "By the authority vested in me as President …": they open an act and say nothing of what it does."""

from __future__ import annotations

import re

_OPENS = re.compile(
    r"^[\"“(]?(?:now,? therefore,? |accordingly,? |(?:and )?whereas,? )?(?:i, [^,]{3,60}, [^,]{3,60}, )?"
    r"(?:by (?:the |virtue of (?:the )?)?(?:authority|powers?) (?:vested in|conferred (?:up)?on|granted to)"
    r"|pursuant to the (?:authority|powers?) (?:vested in|conferred (?:up)?on|granted to)"
    r"|in (?:the )?exercise of (?:the |its |his |her |their )?powers? (?:conferred|vested|granted|under)"
    r"|having regard to (?:the (?:treaty|proposal|opinion|charter|agreement|act|report|recommendation)|council|regulation|directive|decision|article)"
    r"|acting in accordance with the (?:ordinary|special) legislative procedure"
    r"|after (?:transmission of the draft|consulting the)\b"
    r"|ha(?:s|ve) adopted this (?:regulation|directive|decision)\b)",
    re.IGNORECASE,
)
# "… in order to protect workers", "the Government hereby prohibits the export of …": these say something.
_SAYS = re.compile(
    r"\b(?:in order to|so as to|hereby (?!ordered\b(?! that)|order\b(?! that)|makes? the following)\w+)|[,)] (?:and )?to [a-z]{4,}",
    re.IGNORECASE,
)
# It ends where the act begins, or at an abbreviation, where it was cut.
_ENDS = re.compile(r"(?:[:,;—–]|\bas follows\.?|U\.S\.C\.|seq\.)$", re.IGNORECASE)
# In lower case, so that the Emergency Powers Act and the Valley Authority are names.
_BASIS = re.compile(
    r"\b(?:authority|legal (?:basis|grounds?)|(?:what|which|whose|legal|statutory) powers?|powers? (?:conferred|vested|granted)|empower\w*|having regard"
    r"|(?:[Uu]nder|[Bb]y|[Oo]n) (?:what|which) (?:laws?|acts?|article|section|provisions?|treaty|basis)|enabling (?:acts?|laws?|powers?|provisions?))\b"
)


def is_enacting(sentence: str) -> bool:
    """Whether a sentence only names the authority of an act; one that goes on to a purpose or to what is done says something.

    >>> is_enacting("In exercise of the powers conferred by section 3 of the Act, the Government makes these rules, namely:")
    True
    """
    text = " ".join(sentence.split())
    return bool(_OPENS.search(text) and _ENDS.search(text)) and not _SAYS.search(text)


def asks_basis(question: str) -> bool:
    """Whether a question asks for the authority or the legal basis of an act."""
    return bool(_BASIS.search(question))
