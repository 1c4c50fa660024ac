"""Dateline in the browser: `streamlit run app.py`, or `make app`."""

from rag.ui.page import show

show()
