"""Interface elements of a screenshot: buttons, fields, checkboxes, icons, pictures, panels, links.

Boxes come from ``regions`` (flat patches and ink), states from ``controls``; the rules here say
what a patch *is* from its size, its border and where its text stands. A photo or a page of prose
gives next to nothing: a doubtful patch is left out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.backends.embedded.eye.boxes import find_boxes
from model.backends.embedded.eye.icons import find_icons
from model.backends.embedded.eye.links import find_links
from model.backends.embedded.eye.picture_kind import PHOTOGRAPHIC, even_share
from model.backends.embedded.eye.regions import Canvas, Rect
from model.backends.embedded.eye.textures import find_pictures
from model.backends.embedded.eye.toggles import control_element, find_controls
from model.backends.embedded.screen import Element, Line


def find_elements(rgb: NDArray[np.uint8], lines: Sequence[Line]) -> tuple[Element, ...]:
    """The interface elements on a picture, top to bottom, boxes in its pixels.

    ``lines`` are the picture's text lines: they tell a button from a swatch and a glyph from an
    icon. About 0.1–0.2 s for 1280 × 800 on one core.
    """
    if min(rgb.shape[:2]) < 24:
        return ()
    canvas = Canvas(rgb, lines)
    texts = canvas.texts
    blobs = _blobs(canvas.islands)
    pictures = find_pictures(canvas, texts)
    controls = find_controls(canvas, blobs, texts, pictures)
    boxes = find_boxes(canvas, texts, controls, pictures)
    whole = (0, 0, canvas.width, canvas.height)
    buttons = [item.box for item in boxes if item.kind == "button"]
    controls = [
        control
        for control in controls
        if not any(box.contains(canvas.box_of(control.rect).center) for box in buttons)
    ]
    tiles = [canvas.rect_of(item.box) for item in boxes if item.kind == "icon"]
    found = [
        *(control_element(canvas, control, texts) for control in controls),
        *boxes,
        *(Element("picture", canvas.box_of(rect)) for rect in pictures if rect != whole),
        *find_icons(canvas, texts, controls, [*pictures, *tiles]),
        *find_links(canvas, texts, boxes),
    ]
    if even_share(canvas.rgb) < PHOTOGRAPHIC:
        # On a photo only what carries words, and pictures set into it, can be believed.
        found = [item for item in found if item.text or item.kind == "picture"]
    return tuple(sorted(found, key=lambda item: (item.box.y1, item.box.x1)))


def _blobs(ink: NDArray[np.uint8]) -> list[Rect]:
    """The rectangles of connected ink, at least 3 × 3."""
    import cv2

    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    boxes = stats[1:, :4]
    boxes = boxes[(boxes[:, 2] >= 3) & (boxes[:, 3] >= 3)]
    return [(x, y, x + w, y + h) for x, y, w, h in boxes.tolist()]
