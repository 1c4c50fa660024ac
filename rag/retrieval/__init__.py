"""Rank passages for a query."""
