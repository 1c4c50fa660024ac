"""Word what the library's tables say: counts, days, publishers and titles."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from rag.language.injection import is_command
from rag.language.temporal import in_words
from rag.language.tokens import STOP_WORDS, placed_words, stem
from rag.schema import CollectionRequest, Kind, Question, Source

_KINDS: dict[Kind, str] = {
    "news": "news article",
    "policy": "policy document",
    "press-release": "press release",
    "opinion": "opinion piece",
}
# Titles and words that a sentence names.
_NAMED, _FREQUENT = 12, 10


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "document"), counted(1200, "document")
    ('1 document', '1,200 documents')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def holding(request: CollectionRequest, question: Question, documents: Sequence[Source]) -> str:
    """Return how many documents there are of what was asked for, without a full stop."""
    count = counted(len(documents), _noun(request))
    if not request.subject:
        return f"The collection holds {count}{_restricted(request, question)}"
    verb = "mentions" if len(documents) == 1 else "mention"
    restricted = _restricted(request, question)
    return f"{count} of the collection{restricted} {verb} “{request.subject}”"


def where_nothing_is(request: CollectionRequest, question: Question) -> str:
    """Return that no document is about a subject."""
    restricted = _restricted(request, question)
    return f"No {_noun(request)} of the collection{restricted} mentions “{request.subject}”."


def mentioning(request: CollectionRequest, number: int = 1) -> str:
    """Return the words for a subject and for publishers behind "document" or "documents"."""
    named = f" by {_either(request.publishers)}" if request.publishers else ""
    if not request.subject:
        return f"{named} of the collection"
    return f"{named} that mention{'s' if number == 1 else ''} “{request.subject}”"


def _noun(request: CollectionRequest) -> str:
    return _KINDS[request.kinds[0]] if len(request.kinds) == 1 else "document"


def _restricted(request: CollectionRequest, question: Question) -> str:
    """Return the words for the publishers, the period and the filters of a question."""
    scope = question.scope
    parts = [f" by {_either(request.publishers)}"] if request.publishers else []
    if question.mentioned:
        parts.append(f" of {in_words(question.mentioned)}")
    if scope.as_of:
        parts.append(f" as of {scope.as_of}")
    if scope.window or scope.publishers or scope.kinds:
        parts.append(" within the filters set")
    return "".join(parts)


def _either(names: Sequence[str]) -> str:
    return " and ".join(names)


def range_in_words(documents: Sequence[Source]) -> str:
    """Return the first and the last day of some documents, and how many have none."""
    days = sorted(source.published for source in documents if source.published)
    undated = len(documents) - len(days)
    first_and_last = ""
    if days:
        between = f"on {days[0]}" if days[0] == days[-1] else f"from {days[0]} to {days[-1]}"
        first_and_last = f", published {between}"
    return first_and_last + (f"; {undated:,} without a date" if undated else "")


def publishers_in_words(
    request: CollectionRequest, total: int, counts: Mapping[str, int], without: int
) -> str:
    """Say how many publishers there are, and name some with their numbers of documents.

    Args:
        request: what is asked.
        total: how many publishers there are.
        counts: the documents of those to be named.
        without: the documents that name no publisher.
    """
    have = "has" if total == 1 else "have"
    about = f" {have} documents{mentioning(request, 2)}" if request.subject else ""
    named = ", ".join(f"{name} ({count:,})" for name, count in counts.items())
    lead = f"{counted(total, 'publisher')}{about}{': ' if named else ''}{named}."
    if without:
        verb = "names" if without == 1 else "name"
        lead += f" {counted(without, 'document')} {verb} no publisher."
    return f"{lead} The newest of each is listed." if named else lead


def kinds_in_words(documents: Sequence[Source]) -> str:
    """Return how many documents there are of each kind."""
    counts = Counter(source.kind for source in documents)
    return ", ".join(counted(count, _KINDS[kind]) for kind, count in counts.most_common())


def among_titles(lead: str, documents: Sequence[Source]) -> str:
    """Return titles with publisher and day, a dozen at most, none that speaks to an assistant."""
    named = [_named(source) for source in documents[:_NAMED] if not is_command(source.title)]
    more = len(documents) - len(named)
    rest = f"; {more:,} more are listed" if more else ""
    return f"{lead}: {'; '.join(named)}{rest}."


def _named(source: Source) -> str:
    publisher = source.publisher or "unknown publisher"
    return f"“{source.name}” ({publisher}, {source.published or 'no date'})"


def frequent_words(titles: Sequence[str]) -> list[str]:
    """Return the words that most titles hold, each in its most frequent form."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for title in titles:
        for word, span in dict(placed_words(title)).items():
            if word not in STOP_WORDS and word.isalpha() and len(word) > 2:
                forms[stem(word)][span.of(title).removesuffix("'s").removesuffix("’s")] += 1
    ranked = sorted(forms.values(), key=lambda counts: (-counts.total(), min(counts)))
    return [counts.most_common(1)[0][0] for counts in ranked[:_FREQUENT] if counts.total() > 1]
