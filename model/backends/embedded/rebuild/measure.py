"""Measuring a screenshot: every part of the page with its place, size, colours and type.

Text first, so that it can be taken off; then the even surfaces below it; what neither explains is
kept as pictures. Controls are put together last, from what the eye saw and what was measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from model.backends.embedded.eye.regions import Canvas
from model.backends.embedded.rebuild.controls import assemble
from model.backends.embedded.rebuild.crops import cut, keep_the_rest
from model.backends.embedded.rebuild.ink import erase, find_ink
from model.backends.embedded.rebuild.paint import Pixels
from model.backends.embedded.rebuild.parts import Crop, Sheet, Surface
from model.backends.embedded.rebuild.spans import Piece, pieces_of
from model.backends.embedded.rebuild.surfaces import find_surfaces
from model.backends.embedded.rebuild.typography import set_type
from model.backends.embedded.screen import Element, Line, Screen
from model.events import Progress
from model.messages import Picture
from model.rendering import Renderer

_SURE = 0.6
"""Confidence below which one or two characters are taken for an icon."""

_SURE_ON_A_PHOTO = 0.85

_PRESSED = ("button", "field")
"""Elements whose surface is drawn even where a larger picture lies behind them."""

_SMALLEST = 4
"""Shortest side of a picture that is looked at more closely than as one crop."""


def measure(picture: Picture, screen: Screen, renderer: Renderer | None) -> Sheet:
    """All parts of the page that ``picture`` shows and ``screen`` describes.

    ``renderer`` measures type in the browser; without it, free fonts of the same widths do.
    """
    for step in measuring(picture, screen, renderer):
        if isinstance(step, Sheet):
            return step
    raise AssertionError("measuring() ends with a Sheet")


def measuring(
    picture: Picture, screen: Screen, renderer: Renderer | None
) -> Iterator[Progress | Sheet]:
    """The same in steps, so that the work can be left between two of them."""
    rgb = np.asarray(picture.pixels.convert("RGB"), dtype=np.uint8)
    height, width = rgb.shape[:2]
    if min(width, height) < _SMALLEST or screen.kind == "blank":
        yield _plain(rgb)
        return
    yield Progress("Measuring the text", 0.1)
    pieces: list[Piece] = []
    upright = round(screen.turned / 90) % 4 == 0
    for number, line in enumerate(screen.lines if upright else ()):
        if _is_text(line, screen.elements) and (ink := find_ink(rgb, line)) is not None:
            pieces.extend(pieces_of(rgb, line, ink, number))
    yield Progress("Fitting the type", 0.3)
    typeset = set_type(pieces, renderer)
    runs = typeset.runs
    clean = erase(rgb, [piece.ink for piece in typeset.pieces])
    yield Progress("Measuring surfaces", 0.5)
    if screen.kind == "photo" or round(screen.turned / 90) % 4:
        crops = [cut(clean, (0, 0, width, height))]
        yield Sheet(width, height, screen.background, runs, (), tuple(crops))
        return
    noisy = Canvas(rgb, screen.lines).noisy
    if noisy:
        from model.backends.embedded.eye.ripples import without_ripples

        clean = without_ripples(clean)
    drawing = find_surfaces(clean, step=3 if noisy else 2)
    yield Progress("Keeping pictures", 0.8)
    controls = [item.box for item in screen.elements if item.kind in _PRESSED]
    crops = keep_the_rest(clean, drawing, exact=not noisy, apart=controls)
    yield Progress("Putting controls together", 0.95)
    surfaces = _outside_pictures(drawing.surfaces, crops, screen.elements)
    yield Sheet(
        width=width,
        height=height,
        background=drawing.background,
        runs=runs,
        surfaces=surfaces,
        crops=tuple(crops),
        controls=assemble(screen, runs, surfaces, crops),
        gradient=drawing.gradient,
    )


def _outside_pictures(
    surfaces: Sequence[Surface], crops: Sequence[Crop], elements: Sequence[Element]
) -> tuple[Surface, ...]:
    """Surfaces in painting order, without those that a crop shows anyway; controls' stay."""
    controls = [item.box for item in elements if item.kind not in ("picture", "panel", "icon")]
    kept = []
    for surface in sorted(surfaces, key=lambda item: -item.box.area):
        shown = any(
            crop.box.area > surface.box.area
            and crop.box.intersection(surface.box) > 0.99 * surface.box.area
            for crop in crops
        )
        if not shown or any(box.iou(surface.box) > 0.6 for box in controls):
            kept.append(surface)
    return tuple(kept)


def _plain(rgb: Pixels) -> Sheet:
    """A picture of one colour, or too small for parts."""
    height, width = rgb.shape[:2]
    color = tuple(int(value) for value in np.median(rgb.reshape(-1, 3), axis=0))
    background = (color[0], color[1], color[2])
    even = bool((np.abs(rgb.astype(np.int16) - color).max(axis=2) <= 4).all())
    crops = () if even else (cut(rgb, (0, 0, width, height)),)
    return Sheet(width, height, background, crops=crops)


def _is_text(line: Line, elements: Sequence[Element]) -> bool:
    """Whether a line is text rather than an icon that was read as letters, or a photo's grain."""
    short = len(line.text.strip()) <= 2
    if not line.text.strip() or (short and line.confidence < _SURE):
        return False
    for element in elements:
        if element.kind == "icon" and short and element.box.iou(line.box) > 0.4:
            return False
        if (
            element.kind == "picture"
            and line.confidence < _SURE_ON_A_PHOTO
            and element.box.intersection(line.box) > 0.8 * line.box.area
        ):
            return False
    return True
