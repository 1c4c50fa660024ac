"""Render as HTML answers, sources and documents, from the answer's JSON form.

Whatever a document, a model or a reader wrote goes through `escape`: it is shown as the characters
it is made of, never as Markdown or HTML. Links come from the library's URLs and nowhere else.

A saved conversation may be of an older version: what it lacks is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from html import escape
from importlib.resources import files
from typing import Any, TypeAlias

from rag.language.temporal import in_words
from rag.language.wording import (
    age_in_words,
    date_source_in_words,
    dated_in_words,
    refusal_in_words,
)
from rag.schema import Window, with_number
from rag.ui.excerpts import excerpt, marked

STYLE = f"<style>{files('rag.ui').joinpath('page.css').read_text(encoding='utf-8')}</style>"
# A saved answer, or a part of it, in its JSON form.
Record: TypeAlias = Mapping[str, Any]
# Half-open character offsets of a quote into a document's text.
Offsets: TypeAlias = tuple[int, int]
# Stands above the answer to a question that goes on with the conversation.
LEANS = "read with the question before"
_NO_DATE = "no date"
_NO_PUBLISHER = "unknown publisher"


# -- answers -------------------------------------------------------------------------------------


def question(text: str) -> str:
    """Render the reader's own words."""
    return _div("dl-question", escape(text))


def answer(record: Record) -> str:
    """Render an answer: what was searched, refusal or statements, notices, where it comes from."""
    if record["abstention"]:
        body = refusal(record["abstention"])
    else:
        sources = {source["n"]: source for source in record["sources"]}
        body = statements(record["statements"], sources, record.get("checked_by", ""))
    parts = [searched(record), body]
    for item in record["notices"]:
        parts.append(notice(item))
    parts.append(footer(record))
    return "".join(parts)


def searched(record: Record) -> str:
    """Render what a follow-up was searched as, when it is not the question itself."""
    text = record.get("searched") or record["question"]
    if text == record["question"]:
        return ""
    return _div("dl-sub", f"Searched as: {escape(text)}")


def statements(items: Sequence[Record], sources: Mapping[int, Record], checked_by: str = "") -> str:
    """Render counts first, then drafted sentences, the quotes they stand beside below."""
    drafted = [item for item in items if item["support"] in ("verified", "backed")]
    quoted = [item for item in items if item["support"] == "quoted"]
    listed = [_said(item) for item in items if item["support"] == "listed"]
    parts = []
    if listed:
        parts.append(_div("dl-part", "Counted in the library"))
        parts.append(listed[0])
    if drafted:
        parts.append(_div("dl-part", escape(f"Answer, checked by {checked_by or 'code alone'}")))
    for item in drafted:
        parts.append(_said(item))
    if quoted:
        heading = "Also in the sources' own words" if drafted else "In the sources' own words"
        parts.append(_div("dl-part", heading))
    for place, item in enumerate(quoted):
        is_first = place == 0
        parts.append(quote(item, sources, is_first))
    return "".join(parts + listed[1:])


def _said(item: Record) -> str:
    """Render a sentence of ours with the numbers of its sources."""
    html = escape(item["text"]) + numbers_with_quotes(item["citations"])
    if item["support"] == "backed" and item.get("why"):
        html += " " + _span("dl-how", "checked by code alone")
    return _div("dl-said", html)


def quote(item: Record, sources: Mapping[int, Record], first: bool) -> str:
    """Render an excerpt with who published it and when."""
    citations = item["citations"]
    source = sources.get(citations[0]["n"], {})
    publisher = source.get("publisher") or _NO_PUBLISHER
    day = source.get("published") or _NO_DATE
    byline = escape(f"{publisher} · {day}")
    html = excerpt(item)
    html += _div("dl-by", byline + numbers(citations))
    css_class = "dl-quote first" if first else "dl-quote"
    return _div(css_class, html)


def numbers(citations: Sequence[Record]) -> str:
    """Render the source numbers of a statement, each once."""
    distinct = dict.fromkeys(citation["n"] for citation in citations)
    return "".join(_span("dl-n", str(int(n))) for n in distinct)


def numbers_with_quotes(citations: Sequence[Record]) -> str:
    """Render the source numbers of a statement, each once; pointed at, one shows its quotes."""
    quotes: dict[int, list[str]] = {}
    for citation in citations:
        quotes.setdefault(int(citation["n"]), []).append(citation["quote"])
    return "".join(
        f'<span class="dl-n" title="{escape(" … ".join(said))}">{n}</span>'
        for n, said in quotes.items()
    )


def refusal(abstention: Record) -> str:
    """Render a refusal and its reason."""
    heading = escape(refusal_in_words(abstention["reason"]))
    message = escape(abstention["message"])
    return _div("dl-refusal", f"<b>{heading}</b>{message}")


def notice(item: Record) -> str:
    """Render something the reader should know; of a conflict, both quotes too."""
    kind = escape(item["kind"])
    html = escape(item["message"])
    if kind == "conflict":
        for citation in item["citations"]:
            html += _div("dl-by", f"“{escape(citation['quote'])}”{numbers([citation])}")
    return _div(f"dl-notice {kind}", html)


def footer(record: Record) -> str:
    """Render how many sources there are, the newest and its age, and who wrote the answer."""
    engine = record["engine"]
    parts = []
    if record.get("mix"):
        parts.append(record["mix"])
    if record["newest_source"]:
        parts.append(f"Newest source: {newest_source(record)}")
    if not record["abstention"]:
        writer = engine["model"] if engine["drafter"] == "model" else "quotes"
        parts.append(f"Written by {writer}")
    milliseconds = sum(record["timings_ms"].values())
    parts.append(f"{milliseconds / 1000:.1f} s")
    return _div("dl-foot", escape(" · ".join(parts)))


def newest_source(record: Record) -> str:
    """Return the day of the newest source and how old it was when the question was asked."""
    newest = _day(record, "newest_source")
    today = _day(record, "today")
    if newest is None or today is None:
        return str(newest)
    return age_in_words(newest, today, _day(record, "as_of"))


# -- restrictions --------------------------------------------------------------------------------


def restrictions(record: Record) -> tuple[list[str], list[str]]:
    """Return what an answer was restricted to: by its question's times, by the reader's filters."""
    return _times_of_question(record), _filters(record.get("filters") or {})


def _times_of_question(record: Record) -> list[str]:
    """Return labels of the times that a question names; older turns save them as "heard"."""
    expressions = record.get("expressions") or record.get("heard") or {}
    labels = []
    if expressions.get("window"):
        mentioned = _window(record["mentioned"])
        labels.append(f"published or about {in_words(mentioned)}")
    if expressions.get("as_of"):
        labels.append(f"as of {record['as_of']}")
    return labels


def _filters(filters: Record) -> list[str]:
    labels = []
    if filters.get("as_of"):
        labels.append(f"as of {filters['as_of']}")
    days = {"start": filters.get("since"), "end": filters.get("until")}
    if any(days.values()):
        labels.append(f"published {in_words(_window(days))}")
    labels += filters.get("kinds", ())
    labels += filters.get("publishers", ())
    return labels


def chips(labels: Sequence[str]) -> str:
    """Render restrictions in a row above an answer."""
    if not labels:
        return ""
    chip_list = [f"<span>{escape(label)}</span>" for label in labels]
    return _div("dl-chips", "".join(chip_list))


# -- sources and documents -----------------------------------------------------------------------


def source_card(source: Record, nearest: bool = False) -> str:
    """Render number, title, publisher, date and how it is known, kind and copies of a source.

    `nearest` leaves the number out.
    """
    publisher = escape(source["publisher"] or _NO_PUBLISHER)
    meta = f"{publisher} · {_source_day(source)}"
    title = _source_title(source, nearest)
    card = _div("dl-title", title)
    card += _div("dl-meta", meta)
    copies = source.get("copies")
    if copies:
        names = ", ".join(copy["publisher"] or copy["title"] for copy in copies)
        card += _div("dl-meta", f"also in {escape(names)}")
    return card


def _source_title(source: Record, nearest: bool) -> str:
    """Render number, title and kind of a source."""
    number = int(source["n"])
    title = with_number(source["title"], source.get("number", ""))
    html = "" if nearest else _span("dl-n dl-lead", str(number))
    html += escape(title)
    html += _span("dl-kind", escape(source["kind"]))
    return html


def _source_day(source: Record) -> str:
    """Render the day of publication with how it is known, and the day of the last update."""
    published = source["published"]
    updated = source.get("updated")
    day = _NO_DATE
    if published:
        known = escape(date_source_in_words(source["date_source"]))
        day = escape(published) + " " + _span("dl-how", f"from {known}")
    if updated and updated != published:
        day += f", updated {escape(updated)}"
    return day


def document(record: Record, spans: Sequence[Offsets]) -> str:
    """Render a document's text with quotes marked; the first is where the reader starts.

    Args:
        record: the library's JSON form of a document.
        spans: half-open character offsets of the quotes into its text.
    """
    publisher = record["publisher"] or _NO_PUBLISHER
    day = dated_in_words(record["published"], record["date_source"])
    link = _link(str(record["url"] or ""))
    meta = escape(f"{publisher} · {day}")
    title = escape(record["title"])
    paragraphs = _paragraphs(record["text"], spans)
    html = _div("dl-title", title)
    html += _div("dl-meta", meta + link)
    html += _div("dl-text", "".join(paragraphs))
    return html


def _link(url: str) -> str:
    """Render a web address as a link; "" for any other."""
    if not url.startswith(("http://", "https://")):
        return ""
    address = escape(url)
    return f' · <a href="{address}" target="_blank" rel="noopener noreferrer">{address}</a>'


def _paragraphs(text: str, spans: Sequence[Offsets]) -> Iterator[str]:
    """Render the paragraphs of a text with the marked spans inside; a heading loses its signs."""
    first = min((start for start, _ in spans), default=-1)
    start = 0
    for part in text.split("\n\n"):
        end = start + len(part)
        if part.startswith("#"):
            heading = part.lstrip("# ")
            html = marked(text, end - len(heading), end, spans, first)
            yield f"<h4>{html}</h4>"
        else:
            html = marked(text, start, end, spans, first)
            yield f"<p>{html}</p>"
        start = end + len("\n\n")


# -- parts ---------------------------------------------------------------------------------------


def _div(css_class: str, html: str) -> str:
    return f'<div class="{css_class}">{html}</div>'


def _span(css_class: str, html: str) -> str:
    return f'<span class="{css_class}">{html}</span>'


def _day(record: Record, name: str) -> date | None:
    value = record.get(name)
    return date.fromisoformat(value) if value else None


def _window(days: Record) -> Window:
    return Window(_day(days, "start"), _day(days, "end"))
