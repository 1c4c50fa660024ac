"""The screen: Streamlit pages over the chain. Nothing is decided here."""
