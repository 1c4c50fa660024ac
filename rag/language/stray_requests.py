"""Questions and requests that have nothing to do with the text they stand in.

A text speaks of its own subject and, if at all, asks its readers about that: "Describe a
butterfly." in a report on a dam is there for a machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from rag.language.lexicon import load
from rag.language.lexicon.patterns import any_of
from rag.language.sentences import sentences
from rag.language.tokens import content_words
from rag.schema import Span

QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»|‘[^‘’]*’(?!\w)|„[^„“”]*[“”]|「[^「」]*」")
_QUESTION = re.compile(r"[?？؟][\"'”’»)\]」』]*\s*$")
_READER = re.compile(r"\byou(?:r|rs)?\b", re.IGNORECASE)
# A stray request shares at most this part of its words with the rest of its text. Of 51 tasks that
# were put into orders at random, .94 share no more; of the questions in 2,096 guides a fifth, and
# they state nothing.
_MOST_SHARED = 1 / 3
# In a text that tells its readers what to do, a request shares nothing and has this many words:
# .78 of those tasks in the guides, and 17 of the guides' own 75,850 sentences.
_FEWEST_WORDS = 3


def is_question(sentence: str) -> bool:
    """Return whether a sentence asks, so that it states nothing of its own.

    >>> is_question("How do pumps work?"), is_question("“How?” he asked.")
    (True, False)
    """
    return bool(_QUESTION.search(sentence))


def is_request(sentence: str) -> bool:
    """Return whether a sentence requests what a machine could write, in nobody's quoted words.

    >>> is_request("List the pumps."), is_request("List prices rose."), is_request("Bring a pen.")
    (True, False, False)
    """
    return bool(_requests().match(sentence) and _requests().match(QUOTED.sub("", sentence)))


def stray_requests(text: str, context: str = "") -> tuple[Span, ...]:
    """Return the questions and requests that have nothing to do with their text.

    >>> text = "The dam drew four bids. What is the capital of Peru? Who bid for the dam?"
    >>> [span.of(text) for span in stray_requests(text)]
    ['What is the capital of Peru?']

    Args:
        text: a document or a part of one.
        context: words that stand around it, such as its title.
    """
    spans = sentences(text)
    asking = [span for span in spans if _asks(span.of(text))]
    if not asking:
        return ()
    stating = [span.of(text) for span in spans if span not in asking]
    known = frozenset(content_words(" ".join([context, *stating])))
    tells = _tells_readers(stating)
    return tuple(span for span in asking if _is_stray(span.of(text), known, tells))


def _asks(sentence: str) -> bool:
    return is_question(sentence) or is_request(sentence)


def _tells_readers(stating: Iterable[str]) -> bool:
    return any(_READER.search(QUOTED.sub("", sentence)) for sentence in stating)


def _is_stray(sentence: str, known: frozenset[str], tells_readers: bool) -> bool:
    own = frozenset(_asked(sentence))
    shared = len(own & known)
    if tells_readers and not is_question(sentence):
        return len(own) >= _FEWEST_WORDS and not shared and not _READER.search(sentence)
    return bool(own) and shared <= _MOST_SHARED * len(own)


def _asked(sentence: str) -> Iterator[str]:
    """Yield the content words of what is asked for, without the verb that asks."""
    yield from content_words(_requests().sub("", sentence, count=1))


@cache
def _requests() -> re.Pattern[str]:
    listed = load("injection")
    objects = any_of(listed["request_objects"])
    verbs = rf"(?:{any_of(listed['requests'])}|{any_of(listed['request_nouns'])}\s{objects})"
    return re.compile(rf"^\W*(?:please\s)?{verbs}\s", re.IGNORECASE)
