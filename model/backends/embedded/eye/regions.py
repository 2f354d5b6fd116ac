"""Flat regions and what stands on them: the raw material of interface elements and shapes.

A screenshot is mostly patches of even colour. Pixels that equal their right and lower neighbour
are joined into *regions* (a card, a button, the inside of an outlined field); what belongs to no
large region is *ink* (glyphs, icons, hairlines, photos). Boxes here are whole pixels of the
working picture; ``Canvas.factor`` leads back to the original.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np
from numpy.typing import NDArray

from model.backends.embedded.eye.ripples import without_ripples
from model.backends.embedded.screen import Color, Line
from model.geometry import Box
from model.language.color_names import color_distance

_LARGEST = 2_400_000
"""Pixels of the working picture; a bigger one is shrunk by a whole factor."""
_TEXT_HEIGHT = 15
"""Text this many times higher than so many pixels shrinks the picture: DPR 2 is read as DPR 1."""
_MARKED_HEIGHT, _MARKED_WIDTH = 330, 900
"""Working pixels up to which a region's marks are worth knowing."""
_GROUND = 150
"""Pixels a region needs to count as ground that ink can stand on."""

_MAINLAND = 4_000
"""Pixels a region needs to be more than a part of a small control."""

Rect = tuple[int, int, int, int]
"""x1, y1, x2, y2 in whole pixels of the working picture, the ends exclusive."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line in working pixels."""

    line: Line
    rect: Rect

    @property
    def middle(self) -> tuple[float, float]:
        """The centre, x and y in working pixels."""
        return (self.rect[0] + self.rect[2]) / 2, (self.rect[1] + self.rect[3]) / 2


@dataclass(frozen=True, slots=True)
class Region:
    """An even patch with its holes filled; ``fullness`` is its share of its rectangle (0–1).

    ``marks`` are the rectangles of what stands on it (glyphs, icons), for regions low enough to be
    a control.
    """

    rect: Rect
    fullness: float
    color: Color
    border: Color | None
    border_width: int
    outside: Color
    label: int
    marks: tuple[Rect, ...] = ()

    @property
    def width(self) -> int:
        """Width in working pixels."""
        return self.rect[2] - self.rect[0]

    @property
    def height(self) -> int:
        """Height in working pixels."""
        return self.rect[3] - self.rect[1]

    @property
    def outer(self) -> Rect:
        """The rectangle with the border round it."""
        x1, y1, x2, y2 = self.rect
        grow = self.border_width
        return x1 - grow, y1 - grow, x2 + grow, y2 + grow

    @property
    def stands_out(self) -> bool:
        """Whether a border or another colour sets it off from what is round it."""
        return self.border is not None or color_distance(self.color, self.outside) > 0.015


class Canvas:
    """A picture at working size with its flat regions and its ink; made once a picture.

    ``plain`` are its pixels as they came; ``rgb`` those without the ripples of a JPEG.
    """

    def __init__(self, rgb: NDArray[np.uint8], lines: Sequence[Line] = ()) -> None:
        import cv2

        height, width = rgb.shape[:2]
        factor = max(1, int(np.ceil(np.sqrt(height * width / _LARGEST))))
        if heights := [line.box.height for line in lines]:
            factor = max(factor, int(np.median(heights) / _TEXT_HEIGHT))
        self.factor = min(factor, max(1, min(height, width) // 32))
        if self.factor > 1:
            size = (width // self.factor, height // self.factor)
            rgb = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        self.rgb = np.ascontiguousarray(rgb)
        self.plain = self.rgb
        self.texts = [TextLine(line, self.rect_of(line.box)) for line in lines]
        self.change = _change(self.rgb)
        self.noisy = _is_noisy(self.change, [text.rect for text in self.texts])
        self.step = 3 if self.noisy else 2
        if self.noisy:
            self.rgb = without_ripples(self.rgb)
            self.change = _change(self.rgb)
        calm = (self.change <= self.step).astype(np.uint8)
        count, self.labels, self.stats, _ = cv2.connectedComponentsWithStats(calm, connectivity=4)
        self.count = count
        self._frames: list[tuple[Rect, int, NDArray[np.uint8]]] = []

    @property
    def height(self) -> int:
        """Height of the working picture."""
        return int(self.rgb.shape[0])

    @property
    def width(self) -> int:
        """Width of the working picture."""
        return int(self.rgb.shape[1])

    def rect_of(self, box: Box) -> Rect:
        """A box of the original picture in working pixels."""
        f = self.factor
        return int(box.x1 / f), int(box.y1 / f), round(box.x2 / f), round(box.y2 / f)

    def box_of(self, rect: Rect) -> Box:
        """A rectangle of the working picture as a box of the original."""
        f = float(self.factor)
        x1, y1, x2, y2 = rect
        return Box(
            max(0, x1) * f, max(0, y1) * f, min(self.width, x2) * f, min(self.height, y2) * f
        )

    @cached_property
    def ink(self) -> NDArray[np.uint8]:
        """1 where a pixel belongs to no region of at least ``_GROUND`` pixels, else 0."""
        return self._standing_on(_GROUND)

    @cached_property
    def islands(self) -> NDArray[np.uint8]:
        """1 where a pixel belongs to no region of at least ``_MAINLAND`` pixels, else 0.

        A checkbox or a switch is one island, whatever it is made of.
        """
        return self._standing_on(_MAINLAND)

    def _standing_on(self, least: int) -> NDArray[np.uint8]:
        import cv2

        ground = self.stats[:, cv2.CC_STAT_AREA] >= least
        ground[0] = False
        flat = ground[self.labels].astype(np.uint8)
        # A region loses its last column and row to the comparison with the neighbour.
        grown = flat.copy()
        grown[:, 1:] |= flat[:, :-1]
        grown[1:] |= grown[:-1]
        return np.asarray(1 - grown, dtype=np.uint8)

    @cached_property
    def regions(self) -> tuple[Region, ...]:
        """Regions at least 6 × 6 with their holes filled, largest first."""
        import cv2

        stats = self.stats[1:]
        wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
        area = stats[:, cv2.CC_STAT_AREA]
        # A ring round a photo has little area of its own, but no less than its outline.
        useful = (wide >= 6) & (high >= 6) & (area >= 0.25 * np.minimum(wide * high, 4_000))
        numbers = np.flatnonzero(useful) + 1
        numbers = numbers[np.argsort(-area[numbers - 1], kind="stable")][:1_500]
        return tuple(self._region(int(number)) for number in numbers)

    def _region(self, number: int) -> Region:
        import cv2

        x, y, wide, high, _ = (int(value) for value in self.stats[number])
        mask = (self.labels[y : y + high, x : x + wide] == number).astype(np.uint8)
        outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        filled = np.zeros_like(mask)
        cv2.drawContours(filled, outlines, -1, 1, cv2.FILLED)
        fullness = cv2.countNonZero(filled) / (wide * high)
        marks: tuple[Rect, ...] = ()
        if high <= _MARKED_HEIGHT and wide <= _MARKED_WIDTH:
            _, _, holes, _ = cv2.connectedComponentsWithStats(filled - mask, connectivity=8)
            marks = tuple(
                (x + left, y + top, x + left + across, y + top + down)
                for left, top, across, down, _ in holes[1:].tolist()
            )
        crop = self.rgb[y : y + high, x : x + wide]
        color = cast(Color, tuple(round(value) for value in cv2.mean(crop, mask)[:3]))
        # The comparison with the right and lower neighbour took one column and one row.
        x2 = x + wide + (x + wide < self.width)
        y2 = y + high + (y + high < self.height)
        rect = (x, y, x2, y2)
        border, border_width, outside = frame(self.rgb, rect, color)
        if min(wide, high) >= 20 and fullness > 0.7:
            self._frames.append((rect, border_width, filled))
        return Region(rect, fullness, color, border, border_width, outside, number, marks)

    @cached_property
    def loose_ink(self) -> NDArray[np.uint8]:
        """``ink`` without the borders and rounded corners of regions."""
        import cv2

        loose = self.ink.copy()
        _ = self.regions
        for (x1, y1, x2, y2), width, filled in self._frames:
            high, wide = filled.shape
            reach = width + 1
            part = loose[y1 : y1 + high, x1 : x1 + wide]
            near = cv2.dilate(filled, np.ones((5, 5), dtype=np.uint8))
            part[(near > 0) & (filled == 0)] = 0
            for band in (
                loose[max(0, y1 - reach) : y1, x1:x2],
                loose[y1 + high : y2 + reach, x1:x2],
                loose[y1:y2, max(0, x1 - reach) : x1],
                loose[y1:y2, x1 + wide : x2 + reach],
            ):
                band[:] = 0
        return loose


def frame(
    rgb: NDArray[np.uint8], rect: Rect, inside: Color, reach: int = 6
) -> tuple[Color | None, int, Color]:
    """Border colour (or ``None``), border width and the colour beyond it.

    Looks outwards along the middle of the four sides; the commonest opinion of the sides wins, a
    side at the picture's edge has none.
    """
    x1, y1, x2, y2 = rect
    height, width = rgb.shape[:2]
    cut_x, cut_y = max(1, (x2 - x1) // 4), max(1, (y2 - y1) // 4)
    columns, rows = (
        slice(x1 + cut_x, max(x1 + cut_x + 1, x2 - cut_x)),
        slice(y1 + cut_y, max(y1 + cut_y + 1, y2 - cut_y)),
    )
    profiles = []
    for side in range(4):
        strip = []
        for away in range(reach):
            if side == 0 and y1 - 1 - away >= 0:
                strip.append(rgb[y1 - 1 - away, columns])
            elif side == 1 and y2 + away < height:
                strip.append(rgb[y2 + away, columns])
            elif side == 2 and x1 - 1 - away >= 0:
                strip.append(rgb[rows, x1 - 1 - away])
            elif side == 3 and x2 + away < width:
                strip.append(rgb[rows, x2 + away])
        if len(strip) >= 3:
            profiles.append([np.median(part, axis=0) for part in strip])
    if not profiles:
        return None, 0, inside
    beyond = [profile[-1] for profile in profiles]
    outside = cast(Color, tuple(round(float(v)) for v in np.median(beyond, axis=0)))
    borders: list[tuple[int, NDArray[np.float64]]] = []
    for profile in profiles:
        far = profile[-1]
        # How many pixels beside the edge are neither the inside nor what lies beyond.
        # A shade inside the border is as good as the inside.
        soft = 0
        while soft < 2 and np.abs(profile[soft] - np.array(inside)).max() <= 6:
            soft += 1
        if np.abs(np.array(inside) - far).max() > 6:
            soft = 0
        wide = soft
        for value in profile[soft:-1]:
            if np.abs(value - far).max() <= 6 or np.abs(value - np.array(inside)).max() <= 4:
                break
            wide += 1
        if soft < wide <= 4:
            # Of a blurred border the strongest pixel is the truest.
            strength = [float(np.abs(value - inside).max()) for value in profile[:wide]]
            borders.append((wide, profile[int(np.argmax(strength))]))
    if len(borders) < max(2, len(profiles) - 1):
        return None, 0, outside
    thickness = int(np.median([wide for wide, _ in borders]))
    # A rounded side is blurred more than a straight one.
    straight = max(borders, key=lambda entry: float(np.abs(entry[1] - inside).max()))[1]
    color = cast(Color, tuple(round(float(v)) for v in straight))
    return color, thickness, outside


def _change(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The largest difference of a pixel from its right and lower neighbour in any channel."""
    import cv2

    change = np.zeros(rgb.shape, dtype=np.uint8)
    change[:, :-1] = cv2.absdiff(rgb[:, :-1], rgb[:, 1:])
    change[:-1] = np.maximum(change[:-1], cv2.absdiff(rgb[:-1], rgb[1:]))
    return np.asarray(
        np.maximum(np.maximum(change[:, :, 0], change[:, :, 1]), change[:, :, 2]), dtype=np.uint8
    )


def _is_noisy(change: NDArray[np.uint8], texts: Sequence[Rect]) -> bool:
    """Whether the ground beside letters is uneven, as in a JPEG; in a PNG it is exact.

    Without text the whole picture is the measure, and a photo in a PNG counts as noisy too.
    """
    shares = []
    for x1, y1, x2, y2 in texts[:200]:
        for band in (change[max(0, y1 - 3) : y1, x1:x2], change[y2 : y2 + 3, x1:x2]):
            calm = band[band < 16]
            if len(calm) >= 24:
                shares.append(float((calm == 0).mean()))
    if len(shares) >= 6:
        return float(np.median(shares)) < 0.9
    calm = change[change < 10]
    return len(calm) > 0 and float((calm == 0).mean()) < 0.5


def share_inside(inner: Rect, outer: Rect) -> float:
    """The share of ``inner`` that lies in ``outer`` (0–1)."""
    width = min(inner[2], outer[2]) - max(inner[0], outer[0])
    height = min(inner[3], outer[3]) - max(inner[1], outer[1])
    area = max(1, (inner[2] - inner[0]) * (inner[3] - inner[1]))
    return max(0, width) * max(0, height) / area
