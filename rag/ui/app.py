"""The script that Streamlit runs for `rag serve`."""

from rag.ui.page import show

show()
