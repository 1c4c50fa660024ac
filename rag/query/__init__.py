"""Understand a question: check it, read its time, and make a follow-up stand alone."""
