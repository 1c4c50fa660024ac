"""HTML of answers, sources and documents, from the answer's JSON form.

Whatever a document, a model or a reader wrote goes through `escape`: it is shown as the characters it is made of, never as
Markdown or HTML. Links come from the library's URLs and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

from rag.language.temporal import age_in_words, in_words
from rag.schema import Window, with_number

STYLE = """<style>
.dl-brand{font-family:"Source Serif",Georgia,serif;font-size:1.7rem;font-weight:650;letter-spacing:-.01em;line-height:1.1}
.dl-sub{color:#6d675c;font-size:.9rem;margin:.15rem 0 .3rem}
.dl-status{color:#6d675c;font-size:.82rem}.dl-status b{color:#3c382f;font-weight:600}
.dl-wait{border-left:3px solid #c9952b;background:#fbf3df;padding:.45rem .7rem;border-radius:.3rem;font-size:.88rem;margin:.3rem 0}
.dl-quote{font-family:"Source Serif",Georgia,serif;font-size:1.05rem;line-height:1.5;margin:.55rem 0;padding:.1rem 0 .1rem .85rem;border-left:3px solid #cfc6b4}
.dl-quote.first{border-left-color:#8c2f1b;font-size:1.13rem}
.dl-by{font-family:"Source Sans",sans-serif;color:#6d675c;font-size:.82rem;margin-top:.1rem}
.dl-said{font-size:1.05rem;line-height:1.55;margin:.5rem 0}
.dl-n{display:inline-block;min-width:1.25rem;text-align:center;font:600 .74rem/1.25rem "Source Sans",sans-serif;color:#fff;background:#8c2f1b;border-radius:.3rem;padding:0 .28rem;margin-left:.25rem;vertical-align:.1em}
.dl-part{text-transform:uppercase;letter-spacing:.07em;font-size:.7rem;font-weight:600;color:#8a8375;margin:.8rem 0 .1rem}
.dl-refusal{border:1px solid #ddd7ca;border-left:4px solid #6d675c;background:#f4f1ea;padding:.7rem .9rem;border-radius:.35rem;margin:.3rem 0}
.dl-refusal b{display:block;margin-bottom:.15rem}
.dl-notice{border-left:3px solid #c9952b;background:#fbf3df;padding:.45rem .7rem;border-radius:.3rem;font-size:.88rem;margin:.45rem 0}
.dl-notice.model_failed{border-left-color:#b3261e;background:#fbe9e7}
.dl-foot{color:#8a8375;font-size:.78rem;margin-top:.6rem}
.dl-title{font-weight:600;line-height:1.3}.dl-meta{color:#6d675c;font-size:.83rem;margin-top:.15rem}
.dl-kind{border:1px solid #cfc6b4;border-radius:.8rem;padding:0 .45rem;font-size:.72rem;color:#6d675c;margin-left:.3rem}
.dl-chips{display:flex;flex-wrap:wrap;gap:.35rem}
.dl-chips span,[class*="st-key-time-"] button{border:1px solid #cfc6b4;border-radius:.8rem;padding:.05rem .6rem;font-size:.8rem;color:#6d675c;background:#fbf8f1;min-height:0}
.dl-how{color:#8a8375}
.dl-text{max-height:62vh;overflow-y:auto;font-family:"Source Serif",Georgia,serif;line-height:1.6;font-size:1.02rem;padding-right:.6rem}
.dl-text p{margin:.0 0 .8rem;white-space:pre-wrap}.dl-text h4{font-family:"Source Sans",sans-serif;font-size:1rem;margin:1.1rem 0 .4rem}
.dl-text mark{background:#ffe9a8;padding:.05rem .1rem;border-radius:.15rem}
.dl-text mark.first{scroll-initial-target:nearest;scroll-margin:30vh;box-shadow:0 0 0 2px #e4b93a}
.dl-question{white-space:pre-wrap}
[data-testid="stMainBlockContainer"]{padding-top:3.4rem;padding-bottom:7rem}
[data-testid="stMainBlockContainer"] [data-testid="stColumn"]:last-child{position:sticky;top:4.2rem;align-self:flex-start;max-height:calc(100vh - 9rem);overflow-y:auto}
[data-testid="stChatMessage"]{background:transparent;padding:.35rem 0}
[data-testid="stChatMessage"]:has(.dl-question){background:#f1eee7;padding:.5rem .8rem}
</style>"""
_REASONS = {
    "nothing_found": "Nothing found",
    "not_enough": "Not enough found",
    "outside_dates": "Outside the collection's dates",
}


def question(text: str) -> str:
    """The reader's own words."""
    return f'<div class="dl-question">{escape(text)}</div>'


def answer(record: Mapping[str, Any]) -> str:
    """A whole answer: what was searched, refusal or statements and quotes, then notices, then where it comes from."""
    if record["abstention"]:
        body = refusal(record["abstention"])
    else:
        body = statements(
            record["statements"], {source["n"]: source for source in record["sources"]}
        )
    return (
        searched(record)
        + body
        + "".join(notice(item) for item in record["notices"])
        + footer(record)
    )


def searched(record: Mapping[str, Any]) -> str:
    """What a follow-up was searched as, when it is not the question itself."""
    text = record.get("searched") or record["question"]
    return (
        f'<div class="dl-sub">Searched as: {escape(text)}</div>'
        if text != record["question"]
        else ""
    )


def statements(items: Sequence[Mapping[str, Any]], sources: Mapping[int, Mapping[str, Any]]) -> str:
    """Verified sentences above, the quotes they stand beside below."""
    said = [item for item in items if item["support"] == "verified"]
    quoted = [item for item in items if item["support"] == "quoted"]
    parts = ['<div class="dl-part">Answer, each sentence verified</div>'] * bool(said)
    parts += [
        f'<div class="dl-said">{escape(item["text"])}{numbers(item["citations"])}</div>'
        for item in said
    ]
    parts += ['<div class="dl-part">In the sources\' own words</div>'] * bool(quoted)
    parts += [quote(item, sources, first=place == 0) for place, item in enumerate(quoted)]
    return "".join(parts)


def quote(item: Mapping[str, Any], sources: Mapping[int, Mapping[str, Any]], first: bool) -> str:
    """A verbatim sentence with who published it and when."""
    source = sources.get(item["citations"][0]["n"], {})
    by = " · ".join(
        [source.get("publisher") or "unknown publisher", source.get("published") or "no date"]
    )
    return f'<div class="dl-quote{" first" if first else ""}">“{escape(item["text"])}”{numbers(item["citations"])}<div class="dl-by">{escape(by)}</div></div>'


def numbers(citations: Sequence[Mapping[str, Any]]) -> str:
    """The source numbers of a statement, each once."""
    return "".join(
        f'<span class="dl-n">{int(n)}</span>'
        for n in dict.fromkeys(citation["n"] for citation in citations)
    )


def refusal(abstention: Mapping[str, Any]) -> str:
    """A refusal and its reason."""
    return f'<div class="dl-refusal"><b>{_REASONS[abstention["reason"]]}</b>{escape(abstention["message"])}</div>'


def notice(item: Mapping[str, Any]) -> str:
    """Something the reader should know."""
    return f'<div class="dl-notice {escape(item["kind"])}">{escape(item["message"])}</div>'


def footer(record: Mapping[str, Any]) -> str:
    """How many sources and publishers, the newest source and its age, and who wrote the answer."""
    engine = record["engine"]
    parts = [record["mix"]] * bool(record.get("mix"))
    parts += [f"Newest source: {newest(record)}"] * bool(record["newest_source"])
    parts.append(f"Written by {engine['model'] if engine['drafter'] == 'model' else 'quotes'}")
    parts.append(f"{sum(record['timings_ms'].values()) / 1000:.1f} s")
    return f'<div class="dl-foot">{escape(" · ".join(parts))}</div>'


def newest(record: Mapping[str, Any]) -> str:
    """The day of the newest source and how old it was when the question was asked."""
    newest, today, as_of = (
        date.fromisoformat(day) if (day := record.get(name)) else None
        for name in ("newest_source", "today", "as_of")
    )
    return age_in_words(newest, today, as_of) if newest and today else str(newest)


def restrictions(record: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """What an answer was restricted to: by the times that its question names, and by the reader's filters."""
    heard = record.get("expressions") or record.get("heard") or {}
    filters = record.get("filters") or {}
    read = (
        [f"published or about {in_words(_window(record['mentioned']))}"]
        if heard.get("window")
        else []
    )
    read += [f"as of {record['as_of']}"] * bool(heard.get("as_of"))
    since, until = filters.get("since"), filters.get("until")
    own = [f"as of {filters['as_of']}"] if filters.get("as_of") else []
    own += [f"published {in_words(_window({'start': since, 'end': until}))}"] * bool(since or until)
    return read, [*own, *filters.get("kinds", ()), *filters.get("publishers", ())]


def chips(labels: Sequence[str]) -> str:
    """Restrictions in a row above an answer."""
    return (
        f'<div class="dl-chips">{"".join(f"<span>{escape(label)}</span>" for label in labels)}</div>'
        if labels
        else ""
    )


def _window(days: Mapping[str, str | None]) -> Window:
    return Window(
        *(date.fromisoformat(day) if (day := days[name]) else None for name in ("start", "end"))
    )


def source_card(source: Mapping[str, Any], nearest: bool = False) -> str:
    """Number, title, publisher, date and how the date is known, kind and copies; `nearest` leaves the number out."""
    number = (
        ""
        if nearest
        else f'<span class="dl-n" style="margin:0 .4rem 0 0">{int(source["n"])}</span>'
    )
    day = (
        f'{source["published"]} <span class="dl-how">from {escape(source["date_source"] or "?")}</span>'
        if source["published"]
        else "no date"
    )
    updated = (
        f", updated {source['updated']}"
        if source.get("updated") and source["updated"] != source["published"]
        else ""
    )
    copies = source.get("copies") or []
    also = (
        f'<div class="dl-meta">also in {escape(", ".join(copy["publisher"] or copy["title"] for copy in copies))}</div>'
        if copies
        else ""
    )
    return (
        f'<div class="dl-title">{number}{escape(with_number(source["title"], source.get("number", "")))}<span class="dl-kind">{escape(source["kind"])}</span></div>'
        f'<div class="dl-meta">{escape(source["publisher"] or "unknown publisher")} · {day}{updated}</div>{also}'
    )


def document(record: Mapping[str, Any], spans: Sequence[tuple[int, int]]) -> str:
    """A document's text with quotes marked; the first is where the reader starts."""
    link = str(record["url"] or "")
    source = (
        f' · <a href="{escape(link)}" target="_blank" rel="noopener noreferrer">{escape(link)}</a>'
        if link.startswith(("http://", "https://"))
        else ""
    )
    day = (
        f"{record['published']} (from {record['date_source']})"
        if record["published"]
        else "no date"
    )
    head = f'<div class="dl-title">{escape(record["title"])}</div><div class="dl-meta">{escape(record["publisher"] or "unknown publisher")} · {escape(day)}{source}</div>'
    return f'{head}<div class="dl-text">{"".join(_paragraphs(record["text"], spans))}</div>'


def _paragraphs(text: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """The paragraphs of a text with the marked spans inside; a heading's signs are dropped."""
    first = min((start for start, _ in spans), default=-1)
    found, start = [], 0
    for part in text.split("\n\n"):
        end = start + len(part)
        inside = sorted((max(a, start), min(b, end)) for a, b in spans if a < end and start < b)
        heading = part.startswith("#")
        html, place = "", start + (len(part) - len(part.lstrip("# ")) if heading else 0)
        for a, b in inside:
            if a < place:
                continue
            css = ' class="first"' if a == first else ""
            html += f"{escape(text[place:a])}<mark{css}>{escape(text[a:b])}</mark>"
            place = b
        html += escape(text[place:end])
        found.append(f"<h4>{html}</h4>" if heading else f"<p>{html}</p>")
        start = end + 2
    return found
