"""Where a letter of a PDF stands, and how large it is drawn."""

from __future__ import annotations

from ctypes import byref
from typing import Any


def size_of(layer: Any, place: int) -> float:
    """Return the font size as drawn: the nominal one times the scale of the text's matrix."""
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    found = pdfium.FPDFText_GetMatrix(layer.raw, place, byref(matrix))
    scale = abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5 if found else 1.0
    return float(pdfium.FPDFText_GetFontSize(layer.raw, place)) * (scale or 1.0) or 1.0


def foot_of(layer: Any, place: int) -> float:
    """Return the foot of a letter's box, in points from the foot of the page."""
    return float(layer.get_charbox(place, loose=True)[1])
