"""Draw the one page: a chat on the left, the sources of its last answer on the right."""

from __future__ import annotations

import uuid
from datetime import date
from html import escape
from typing import Any

import streamlit as st

from rag.errors import DatelineError
from rag.reports.export import markdown_text
from rag.schema import KINDS
from rag.storage import Library
from rag.ui import render
from rag.ui.conversation import answer_question, show_turn
from rag.ui.runtime import Runtime, open_runtime
from rag.ui.sources import show_sources

_BRAND = (
    '<div class="dl-brand">Dateline</div>'
    '<div class="dl-sub">Every sentence a verbatim, dated quote, or backed by one.</div>'
)
_EMPTY = (
    "The library is empty. Fill it with `rag ingest FOLDER`, or from the checkout with the sample "
    "collection, `rag ingest corpus`; then reload."
)
_MAX_EXAMPLES = 3


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
    question = st.chat_input("Ask about the collection", key="question", submit_mode="stop")
    chat, sources = st.columns([3, 2], gap="large")
    with chat:
        _header(runtime)
        asked = question if isinstance(question, str) else None
        _chat(runtime, conversation, asked, scope)
    with sources:
        turns = runtime.library.conversations.turns(conversation)
        show_sources(runtime.library, turns[-1] if turns else None)


def _chat(runtime: Runtime, conversation: str, question: str | None, scope: dict[str, Any]) -> None:
    """Draw the conversation, and the answer to a new question or to the last one asked again."""
    turns = runtime.library.conversations.turns(conversation)
    for turn in turns[:-1]:
        show_turn(turn)
    removed = show_turn(turns[-1], len(turns)) if turns else {}
    if not turns and question is None:
        question = _example(runtime.library)
    if question is not None:
        answer_question(runtime, conversation, question, scope, turns, len(turns) + 1)
    elif removed:
        last = turns[-1]["question"]
        again = {**scope, **removed}
        answer_question(runtime, conversation, last, again, turns[:-1], len(turns) + 1)


def _conversation_id() -> str:
    """Return the conversation named in the address, so that a reload shows it again, or a new one.

    Sessions end with their socket; the address stays.
    """
    if "c" not in st.query_params:
        st.query_params["c"] = uuid.uuid4().hex[:12]
    return str(st.query_params["c"])[:40]


# -- header --------------------------------------------------------------------------------------


def _header(runtime: Runtime) -> None:
    st.html(_BRAND)
    if not runtime.is_ready:
        _status_while_loading()
        return
    _status(runtime)
    if not runtime.trouble and _is_filling(runtime):
        _status_while_filling()


def _is_filling(runtime: Runtime) -> bool:
    return bool(runtime.reprocessing) or runtime.library.is_busy()


@st.fragment(run_every=1.0)
def _status_while_loading() -> None:
    runtime = _runtime()
    if runtime.is_ready:
        st.rerun()
    st.html(
        f'<div class="dl-wait">Loading {escape(runtime.waiting_for)}. '
        "You can write a question now; it is answered as soon as this is done.</div>"
    )


@st.fragment(run_every=2.0)
def _status_while_filling() -> None:
    runtime = _runtime()
    if not _is_filling(runtime):
        st.rerun()
    count = len(runtime.library.catalogue.entries())
    progress = runtime.reprocessing or f"Documents are being read: {count} so far"
    st.html(
        f'<div class="dl-wait">{escape(progress)}. You can ask already; what is in is found.</div>'
    )


def _status(runtime: Runtime) -> None:
    if runtime.trouble:
        st.error(runtime.trouble, icon=":material/error:")
        return
    entries = runtime.library.catalogue.entries()
    days = [entry.published for entry in entries if entry.published]
    newest = max(days, default="no date")
    engine = runtime.chain().engine
    name = escape(engine.model or engine.drafter)
    reason = escape(engine.reason)
    writer = f"<b>{name}</b> ({reason})"
    st.html(
        f'<div class="dl-status"><b>{len(entries)}</b> documents · newest <b>{newest}</b> · '
        f"answers by {writer}</div>"
    )
    if not entries and not runtime.library.is_busy():
        st.info(_EMPTY, icon=":material/folder_open:")


# -- restrictions --------------------------------------------------------------------------------


def _filters(runtime: Runtime) -> dict[str, Any]:
    """Draw the sidebar; return its restrictions, in the chain's words."""
    with st.sidebar:
        st.subheader("Restrict the answer")
        as_of = _day_input("As of", "as_of", "Nothing published later is used.")
        since = _day_input("Published since", "since")
        until = _day_input("Published until", "until")
        kinds = st.multiselect("Kind", KINDS, key="kinds")
        publishers = st.multiselect("Publisher", _publishers(runtime.library), key="publishers")
        if st.button("New conversation", icon=":material/add:", width="stretch"):
            st.query_params.clear()
            st.rerun()
    if since and until and since > until:
        st.sidebar.error("“Since” lies after “until”; both are left out.")
        since = until = None
    restrictions = {
        "as_of": as_of,
        "since": since,
        "until": until,
        "kinds": kinds,
        "publishers": publishers,
    }
    return {name: value for name, value in restrictions.items() if value}


def _publishers(library: Library) -> list[str]:
    entries = library.catalogue.entries()
    names = {entry.publisher for entry in entries if entry.publisher}
    return sorted(names)


def _day_input(label: str, key: str, hint: str | None = None) -> date | None:
    value = st.date_input(label, value=None, help=hint, format="YYYY-MM-DD", key=key)
    return value if isinstance(value, date) else None


def _example(library: Library) -> str | None:
    """Draw titles of the newest documents as examples; return the one that was clicked.

    A title is a question that its own document answers. Labels are Markdown, titles are not.
    """
    place = st.empty()
    with place.container():
        for number, title in enumerate(_newest_titles(library)):
            label = markdown_text(title)
            icon = ":material/north_east:"
            if st.button(label, key=f"example-{number}", type="tertiary", icon=icon):
                place.empty()
                return title
    return None


def _newest_titles(library: Library) -> list[str]:
    """Return the title of the newest document of each publisher, the newest first."""
    titles: dict[str | None, str] = {}
    for entry in library.catalogue.entries():
        titles.setdefault(entry.publisher, entry.title)
    return list(titles.values())[:_MAX_EXAMPLES]
