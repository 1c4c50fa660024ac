"""Draw the sources of an answer, and a document opened at its quotes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from rag.errors import DatelineError
from rag.storage import Library
from rag.ui import render

_NONE_YET = (
    '<div class="dl-part">Sources</div>'
    '<div class="dl-sub">The sources of an answer appear here, '
    "each with its date and how the date is known.</div>"
)


def show_sources(library: Library, turn: Mapping[str, Any] | None) -> None:
    """Draw the sources of an answer, or the nearest ones to a refusal."""
    if turn is None:
        st.html(_NONE_YET)
        return
    refusal = turn["abstention"]
    sources = refusal["nearest"] if refusal else turn["sources"]
    heading = "Nearest sources" if refusal else "Sources"
    st.html(f'<div class="dl-part">{heading}</div>')
    for source in sources:
        document_id = source["document_id"]
        is_quoted = bool(_citations_of(turn, document_id))
        with st.container(border=True):
            st.html(render.source_card(source, nearest=bool(refusal)))
            is_opened = st.button(
                "Open at the quote" if is_quoted else "Open the document",
                key=f"open-{document_id}",
                icon=":material/menu_book:",
                type="tertiary",
            )
        if is_opened:
            _open_document(library, document_id, turn)


def _open_document(library: Library, document_id: str, turn: Mapping[str, Any]) -> None:
    """Open a document in the version that was cited, with the quotes marked."""
    citations = _citations_of(turn, document_id)
    spans = [(citation["start"], citation["end"]) for citation in citations]
    try:
        version = None
        if citations:
            version = library.catalogue.version_number(citations[0]["chunk_id"])
        document = library.catalogue.document(document_id, version)
    except DatelineError as error:
        st.warning(str(error))
        return

    @st.dialog("The document", width="large", icon=":material/menu_book:")
    def dialog() -> None:
        st.html(render.STYLE + render.document(document, spans))

    dialog()


def _citations_of(turn: Mapping[str, Any], document_id: str) -> list[Mapping[str, Any]]:
    """Return the citations of an answer that are of one document."""
    found = []
    for statement in turn["statements"]:
        for citation in statement["citations"]:
            if citation["document_id"] == document_id:
                found.append(citation)
    return found
