"""Letters of a PDF that nobody sees: invisible, faint, tiny, off the page, or white on white."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import byref, c_int, c_uint
from functools import cached_property
from typing import Any, NamedTuple

_SMALLEST = 2.0  # points
_PALEST = 245  # of each channel, of 255
_FAINTEST = 12  # of opacity, of 255
_PICTURE_SHARE = 0.5  # of a page


class _Box(NamedTuple):
    """A rectangle on a page, in points."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def area(self) -> float:
        """Return the area in square points."""
        return (self.right - self.left) * (self.top - self.bottom)

    def holds(self, x: float, y: float) -> bool:
        """Return whether a point lies inside."""
        return self.left <= x <= self.right and self.bottom <= y <= self.top


class PageInk:
    """How the letters of one page are drawn."""

    def __init__(self, page: Any, layer: Any) -> None:
        self._page, self._layer = page, layer
        self._sheet = _Box(*page.get_mediabox())

    def hides(self, place: int, size: float) -> bool:
        """Return whether a letter cannot be seen.

        Args:
            place: its number on the page.
            size: of the letter as drawn, in points.
        """
        left, bottom, right, top = self._layer.get_charbox(place, loose=True)
        x, y = (left + right) / 2, (bottom + top) / 2
        if size < _SMALLEST or not self._sheet.holds(x, y) or self._is_invisible(place):
            return True
        *colour, opacity = self._colour(place)
        if opacity <= _FAINTEST:
            return True
        return min(colour) >= _PALEST and not any(ground.holds(x, y) for ground in self._grounds)

    def _is_invisible(self, place: int) -> bool:
        """Return whether a letter is drawn in the mode that leaves no ink."""
        import pypdfium2.raw as pdfium

        drawn = pdfium.FPDFText_GetTextObject(self._layer.raw, place)
        mode = pdfium.FPDFTextObj_GetTextRenderMode(drawn) if drawn else -1
        return bool(mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)

    def _colour(self, place: int) -> Sequence[int]:
        """Return red, green, blue and opacity of a letter, each up to 255; black if unknown."""
        import pypdfium2.raw as pdfium

        parts = [c_uint() for _ in range(4)]
        known = pdfium.FPDFText_GetFillColor(self._layer.raw, place, *map(byref, parts))
        return [part.value for part in parts] if known else (0, 0, 0, 255)

    @cached_property
    def is_picture(self) -> bool:
        """Return whether pictures cover most of the page, as on a scan."""
        import pypdfium2.raw as pdfium

        pictures = self._page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,))
        covered = sum(_Box(*item.get_bounds()).area for item in pictures)
        return covered >= _PICTURE_SHARE * self._sheet.area

    @cached_property
    def _grounds(self) -> list[_Box]:
        """Return where something dark or a picture lies, on which white can be read."""
        import pypdfium2.raw as pdfium

        kinds = (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING)
        return [
            _Box(*item.get_bounds())
            for item in self._page.get_objects(filter=kinds)
            if item.type != pdfium.FPDF_PAGEOBJ_PATH or _is_dark(item)
        ]


def _is_dark(item: Any) -> bool:
    """Return whether a shape is filled, and not with a colour near white."""
    import pypdfium2.raw as pdfium

    fill, stroke = c_int(), c_int()
    if pdfium.FPDFPath_GetDrawMode(item.raw, byref(fill), byref(stroke)) and not fill.value:
        return False
    parts = [c_uint() for _ in range(4)]
    known = pdfium.FPDFPageObj_GetFillColor(item.raw, *map(byref, parts))
    return not known or min(part.value for part in parts[:3]) < _PALEST
