"""The one page: a chat on the left, the sources of its last answer on the right."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rag.errors import DatelineError
from rag.schema import (
    KINDS,
    Answer,
    AnswerReady,
    Citation,
    QuoteFound,
    Source,
    Statement,
    StatementReady,
)
from rag.ui import render
from rag.ui.runtime import Runtime, open_runtime

_FIRST_FILL_SECONDS = 60
_EXAMPLES = (
    "Who confirmed that Indian firms hold licences for rare earth magnets from China?",
    "Are China's October 2025 export controls in force?",
    "What did China announce on rare earths in 1995?",
)


@st.cache_resource(show_spinner=False)
def _runtime() -> Runtime:
    return open_runtime()


def show() -> None:
    """Draw the page."""
    st.set_page_config(
        page_title="Dateline", page_icon="📰", layout="wide", initial_sidebar_state="collapsed"
    )
    st.html(render.STYLE)
    try:
        runtime = _runtime()
    except DatelineError as error:
        st.error(f"Dateline cannot start: {error}", icon=":material/error:")
        return
    conversation = _conversation_id()
    scope = _filters(runtime)
    asked = st.chat_input("Ask about the collection", key="question", submit_mode="stop")
    chat, sources = st.columns([3, 2], gap="large")
    with chat:
        _header(runtime)
        turns = runtime.library.conversations.turns(conversation)
        for turn in turns[:-1]:
            _turn(turn)
        again = _turn(turns[-1], len(turns)) if turns else False
        if not turns and not asked:
            asked = _example()
        if isinstance(asked, str):
            _answer_now(runtime, conversation, asked, scope, turns, len(turns) + 1)
        elif again:
            _answer_now(
                runtime,
                conversation,
                turns[-1]["question"],
                {**scope, "ignore_time": True},
                turns[:-1],
                len(turns) + 1,
            )
    with sources:
        shown = runtime.library.conversations.turns(conversation)
        _sources(runtime, shown[-1] if shown else None)


def _conversation_id() -> str:
    """The conversation named in the address, so that a reload shows it again; a new one otherwise."""
    if "c" not in st.query_params:
        st.query_params["c"] = uuid.uuid4().hex[:12]
    return str(st.query_params["c"])[:40]


def _header(runtime: Runtime) -> None:
    st.html(
        '<div class="dl-brand">Dateline</div><div class="dl-sub">Every sentence a verbatim, dated quote, or backed by one.</div>'
    )
    if runtime.is_ready:
        _status(runtime)
        if not runtime.trouble and (runtime.renewing or runtime.library.is_busy()):
            _status_while_filling()
    else:
        _status_while_loading()


@st.fragment(run_every=1.0)
def _status_while_loading() -> None:
    runtime = _runtime()
    if runtime.is_ready:
        st.rerun()
    st.html(
        f'<div class="dl-wait">Loading {runtime.waiting_for}. You can write a question now; it is answered as soon as this is done.</div>'
    )


@st.fragment(run_every=2.0)
def _status_while_filling() -> None:
    runtime = _runtime()
    if not runtime.renewing and not runtime.library.is_busy():
        st.rerun()
    what = (
        runtime.renewing
        or f"Documents are being read: {len(runtime.library.catalogue.entries())} so far"
    )
    st.html(f'<div class="dl-wait">{escape(what)}. You can ask already; what is in is found.</div>')


def _status(runtime: Runtime) -> None:
    if runtime.trouble:
        st.error(runtime.trouble, icon=":material/error:")
        return
    entries = runtime.library.catalogue.entries()
    newest = max((entry.published for entry in entries if entry.published), default=None)
    engine = runtime.chain().engine
    st.html(
        f'<div class="dl-status"><b>{len(entries)}</b> documents · newest <b>{newest or "no date"}</b> · answers by <b>{escape(engine.model or engine.drafter)}</b>'
        f" ({escape(engine.reason)})</div>"
    )
    if not entries and not runtime.library.is_busy():
        st.info(
            "The library is empty. Fill it with `rag ingest corpus` or your own files, then reload.",
            icon=":material/folder_open:",
        )


def _filters(runtime: Runtime) -> dict[str, Any]:
    """The sidebar's restrictions, in the chain's words."""
    with st.sidebar:
        st.subheader("Restrict the answer")
        as_of = st.date_input(
            "As of",
            value=None,
            help="Nothing published later is used.",
            format="YYYY-MM-DD",
            key="as_of",
        )
        since = st.date_input("Published since", value=None, format="YYYY-MM-DD", key="since")
        until = st.date_input("Published until", value=None, format="YYYY-MM-DD", key="until")
        kinds = st.multiselect("Kind", KINDS, key="kinds")
        names = sorted(
            {entry.publisher for entry in runtime.library.catalogue.entries() if entry.publisher}
        )
        publishers = st.multiselect("Publisher", names, key="publishers")
        if st.button("New conversation", icon=":material/add:", width="stretch"):
            st.query_params.clear()
            st.rerun()
    if isinstance(since, date) and isinstance(until, date) and since > until:
        st.sidebar.error("“Since” lies after “until”; both are left out.")
        since = until = None
    return {
        name: value
        for name, value in {
            "as_of": as_of,
            "since": since,
            "until": until,
            "kinds": kinds,
            "publishers": publishers,
        }.items()
        if value
    }


def _example() -> str | None:
    """The example that was clicked on an empty page."""
    place = st.empty()
    with place.container():
        for example in _EXAMPLES:
            if st.button(example, type="tertiary", icon=":material/north_east:"):
                place.empty()
                return example
    return None


def _turn(turn: Mapping[str, Any], number: int = 0) -> bool:
    """Draw a question and its answer; with a number, whether the reader removed a time that the question names."""
    with st.chat_message("user", avatar=":material/person:"):
        st.html(render.question(turn["question"]))
    with st.chat_message("assistant", avatar=":material/article:"):
        removed = _chips(turn, number)
        st.html(render.answer(turn))
    return removed


def _chips(turn: Mapping[str, Any], number: int) -> bool:
    """What an answer was restricted to; with a number, the times that its question names can be removed by a click."""
    read, own = render.restrictions(turn)
    if not number:
        read, own = [], read + own
    if not read and not own:
        return False
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        clicked = [
            st.button(
                f"{label} ×",
                key=f"time-{number}-{place}",
                help="Ask again without the times that the question names",
            )
            for place, label in enumerate(read)
        ]
        if own:
            st.html(render.chips(own))
    return any(clicked)


def _answer_now(
    runtime: Runtime,
    conversation: str,
    asked: str,
    scope: Mapping[str, Any],
    earlier: Sequence[Mapping[str, Any]],
    number: int,
) -> None:
    """Ask the chain and draw each event as it comes; what was shown is saved even when the reader leaves."""
    with st.chat_message("user", avatar=":material/person:"):
        st.html(render.question(asked))
    with st.chat_message("assistant", avatar=":material/article:"):
        restricted, place = st.container(), st.empty()
        _wait_until_filled(runtime, place)
        with (
            place.container(),
            st.spinner(
                "Reading the sources"
                if runtime.is_ready
                else "Loading the embedding model, then reading the sources"
            ),
        ):
            try:
                events = runtime.chain().events(
                    {"question": asked, **_conversation(earlier), **scope}
                )
            except DatelineError as error:
                place.error(str(error), icon=":material/error:")
                return
        answer = Answer(question=asked)
        filters = {
            name: value if isinstance(value, list) else str(value)
            for name, value in scope.items()
            if name != "ignore_time"
        }
        try:
            for answer in _growing(asked, events):
                place.html(render.answer(answer.to_dict()))
        except DatelineError as error:
            place.error(str(error), icon=":material/error:")
            return
        finally:
            if answer.statements or answer.abstention:
                runtime.library.conversations.save_turn(
                    conversation, asked, {**answer.to_dict(), "filters": filters}
                )
        with restricted:
            _chips({**answer.to_dict(), "filters": filters}, number)


def _conversation(turns: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """What a follow-up leans on: the earlier questions as they were searched, and the sentences of the last answer."""
    previous_answer = [statement["text"] for statement in turns[-1]["statements"]] if turns else []
    return {
        "history": [turn.get("searched") or turn["question"] for turn in turns],
        "previous_answer": previous_answer,
    }


def _wait_until_filled(runtime: Runtime, place: DeltaGenerator) -> None:
    """Hold a question back while the first documents are being read, for a minute at most; later additions hold nothing back."""
    for _ in range(_FIRST_FILL_SECONDS):
        if runtime.library.runs.count() or not runtime.library.is_busy():
            return
        count = len(runtime.library.catalogue.entries())
        place.html(
            f'<div class="dl-wait">Documents are being read: {count} so far. The answer follows when they are in.</div>'
        )
        time.sleep(1)


def _growing(asked: str, events: Iterator[Any]) -> Iterator[Answer]:
    """The answer as it grows with each event, numbers never changing; the last one is whole."""
    statements: list[Statement] = []
    sources: dict[int, Source] = {}

    def add(statement: Statement, *new: Source) -> Answer:
        statements.append(statement)
        sources.update({source.n: source for source in new})
        return Answer(question=asked, statements=tuple(statements), sources=tuple(sources.values()))

    for event in events:
        match event:
            case QuoteFound(citation, source):
                yield add(_quoted(citation), source)
            case StatementReady(statement, new):
                yield add(statement, *new)
            case AnswerReady(answer):
                yield answer


def _quoted(citation: Citation) -> Statement:
    return Statement(citation.quote, "quoted", (citation,))


def _sources(runtime: Runtime, turn: Mapping[str, Any] | None) -> None:
    if turn is None:
        st.html(
            '<div class="dl-part">Sources</div><div class="dl-sub">The sources of an answer appear here, each with its date and how the date is known.</div>'
        )
        return
    abstained = turn["abstention"]
    st.html(f'<div class="dl-part">{"Nearest sources" if abstained else "Sources"}</div>')
    for source in abstained["nearest"] if abstained else turn["sources"]:
        with st.container(border=True):
            st.html(render.source_card(source, nearest=bool(abstained)))
            if st.button(
                "Open the document" if abstained else "Open at the quote",
                key=f"open-{source['document_id']}",
                icon=":material/menu_book:",
                type="tertiary",
            ):
                _open_document(runtime, source["document_id"], turn)


def _open_document(runtime: Runtime, document_id: str, turn: Mapping[str, Any]) -> None:
    citations = [
        c
        for statement in turn["statements"]
        for c in statement["citations"]
        if c["document_id"] == document_id
    ]
    try:
        document = runtime.library.catalogue.document(
            document_id,
            runtime.library.catalogue.version_number(citations[0]["chunk_id"])
            if citations
            else None,
        )
    except DatelineError as error:
        st.warning(str(error))
        return

    @st.dialog("The document", width="large", icon=":material/menu_book:")
    def dialog() -> None:
        st.html(
            render.STYLE + render.document(document, [(c["start"], c["end"]) for c in citations])
        )

    dialog()
