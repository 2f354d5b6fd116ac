"""What sort of picture this is: screenshot, document, photo, chart, drawing or blank.

Decided from what can be measured: how much is even, how many colours there are, how much is text,
what interface elements stand on it, and whether its numbers are the marks of an axis.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.backends.embedded.screen import Element, Line, PictureKind
from model.language.color_names import oklab

_SAMPLES = 60_000
_NUMBER = re.compile(r"^[^\d\w]*([-–−]?\d[\d\s,.]*)\s*[%°kKMmBb$€£¥]?$")
PHOTOGRAPHIC = 0.6
"""Even share below which a picture is taken for a photo, or for a screen filled by one."""
_CONTROLS = ("button", "field", "checkbox", "radio", "switch")


def picture_kind(
    rgb: NDArray[np.uint8], lines: Sequence[Line], elements: Sequence[Element]
) -> PictureKind:
    """What sort of picture this is.

    When the signs disagree the answer is the more general kind: a photo where little is even, a
    drawing where much is.
    """
    height, width = rgb.shape[:2]
    area = float(height * width)
    step = max(1, int(np.sqrt(area / _SAMPLES)))
    lab = oklab(rgb[step // 2 :: step, step // 2 :: step].reshape(-1, 3))
    ground = _commonest(lab)
    main = float((np.linalg.norm(lab - ground, axis=1) < 0.05).mean())
    if main > 0.998 and not lines:
        return "blank"
    even = even_share(rgb)
    few = _few_colors_share(lab)
    text_share = sum(line.box.area for line in lines) / area
    if even < PHOTOGRAPHIC or (even < 0.8 and few < 0.8 and text_share < 0.02):
        worded = any(item.kind in _CONTROLS and item.text for item in elements)
        if not (worded and len(lines) >= 3) and text_share < 0.15:
            return "photo"
    controls = sum(item.kind in _CONTROLS for item in elements)
    if controls < 3 and _is_chart(lines, width, height):
        return "chart"
    if _is_interface(elements, lines):
        return "screenshot"
    colourful = float((np.hypot(lab[:, 1], lab[:, 2]) > 0.05).mean())
    photos = sum(item.box.area for item in elements if item.kind == "picture") / area
    if len(lines) >= 4 and text_share > 0.02:
        paper = ground[0] > 0.75 and np.hypot(ground[1], ground[2]) < 0.06
        return "document" if paper and main > 0.5 and colourful + photos < 0.4 else "screenshot"
    return "drawing" if main < 0.998 else "blank"


def _commonest(lab: NDArray[np.float32]) -> NDArray[np.float32]:
    """The commonest colour in steps of about 0.03."""
    cells = np.round(lab / 0.03).astype(np.int64)
    key = (cells[:, 0] * 1_000 + cells[:, 1] + 300) * 1_000 + cells[:, 2] + 300
    values, inverse, counts = np.unique(key, return_inverse=True, return_counts=True)
    return np.asarray(np.median(lab[inverse == int(np.argmax(counts))], axis=0), dtype=np.float32)


def even_share(rgb: NDArray[np.uint8]) -> float:
    """The share of the picture, seen from afar, where neighbours have the same colour (0–1).

    Shrunk to 320 pixels a photo's shades still run into each other, while a drawing or a screen
    stays even; measured on 42 web pages (all but three with large photos 0.66 or more) and on
    stock photos (three in four below 0.5).
    """
    import cv2

    scale = 320 / max(rgb.shape[:2])
    if scale < 1:
        size = (max(2, round(rgb.shape[1] * scale)), max(2, round(rgb.shape[0] * scale)))
        rgb = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    if min(rgb.shape[:2]) < 2:
        return 1.0
    tone = rgb.astype(np.int16)
    right = np.abs(tone[:-1, 1:] - tone[:-1, :-1]).max(axis=2)
    below = np.abs(tone[1:, :-1] - tone[:-1, :-1]).max(axis=2)
    return float((np.maximum(right, below) <= 1).mean())


def _few_colors_share(lab: NDArray[np.float32], few: int = 12) -> float:
    """The share of the area that the commonest dozen of colours cover."""
    cells = np.round(lab / 0.03).astype(np.int64)
    key = (cells[:, 0] * 1_000 + cells[:, 1] + 300) * 1_000 + cells[:, 2] + 300
    counts = np.sort(np.unique(key, return_counts=True)[1])[::-1]
    return float(counts[:few].sum() / counts.sum())


def _is_interface(elements: Sequence[Element], lines: Sequence[Line]) -> bool:
    """Whether controls, or many icons and panels among text, say that this is a screen."""
    count = {kind: 0 for kind in (*_CONTROLS, "icon", "panel", "link", "picture")}
    for element in elements:
        count[element.kind] += 1
    controls = sum(count[kind] for kind in _CONTROLS)
    if controls >= 2 or (controls and lines):
        return True
    parts = count["panel"] + count["icon"] + count["link"] + count["picture"]
    return len(lines) >= 3 and count["panel"] >= 1 and parts >= 2


def _is_chart(lines: Sequence[Line], width: int, height: int) -> bool:
    """Whether numbers in even steps stand at even distances in a column or row: an axis."""
    marks = []
    for line in lines:
        if (match := _NUMBER.match(line.text.strip())) and (value := _value(match[1])) is not None:
            marks.append((line.box, value))
    for along, across, size in (("y", "x2", height), ("y", "x1", height), ("x", "y1", width)):
        groups: dict[int, list[tuple[float, float]]] = {}
        for box, value in marks:
            place = box.center.y if along == "y" else box.center.x
            fixed = getattr(box, across)
            for key in {int(fixed // 12), int((fixed + 6) // 12) + 100_000}:
                groups.setdefault(key, []).append((place, value))
        for group in groups.values():
            group.sort()
            if len(group) >= 4 and group[-1][0] - group[0][0] > 0.35 * size and _is_scale(group):
                return True
    return False


def _value(text: str) -> float | None:
    bare = text.replace(" ", "").replace("–", "-").replace("−", "-").rstrip(".,")
    if re.search(r",\d{3}(\D|$)", bare):
        bare = bare.replace(",", "")
    try:
        return float(bare.replace(",", "."))
    except ValueError:
        return None


def _is_scale(group: Sequence[tuple[float, float]]) -> bool:
    """Whether value grows in proportion to place; one label may be missing or misread."""
    places, values = (np.array(column) for column in zip(*group, strict=True))
    if np.ptp(values) == 0:
        return False
    slope, start = np.polyfit(places, values, 1)
    for _ in range(2):
        wrong = np.abs(slope * places + start - values)
        kept = wrong <= max(float(np.median(wrong)) * 3, 1e-9)
        slope, start = np.polyfit(places[kept], values[kept], 1)
    wrong = np.abs(slope * places + start - values)
    good = wrong < 0.03 * np.ptp(values)
    return bool(good.sum() >= max(4, len(group) - 1))
