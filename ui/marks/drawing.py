"""Marks drawn onto a copy of the picture: what is downloaded and what Chat shows.

Lines and labels are scaled to the picture, so that they read the same on a phone's screenshot and
on a 12-megapixel photo once it is fitted to a screen. Straight edges lie on whole pixels; what is
round or slanted is drawn larger and scaled down, a small piece at a time, which keeps both time
and memory flat however large the picture is.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache
from math import sqrt
from typing import TYPE_CHECKING

from model.geometry import Box, Mark, Point, Polygon
from model.media.pdf.fonts import font_file, font_letters
from model.messages import Picture
from ui.marks.labels import place
from ui.marks.palette import Paint, paint_labels

if TYPE_CHECKING:
    from PIL.Image import Image as PILImage
    from PIL.ImageDraw import ImageDraw as Pen
    from PIL.ImageFont import FreeTypeFont

_MAX_LABEL_CHARS = 40
_SEEN_LINE = 1.5
"""Width of a line, in pixels of the screen, that is seen at a glance."""
_SEEN_LABEL = 17
"""Height of a label, in pixels of the screen, that is read without effort."""
_SMOOTH_PIXELS = 4_000_000
"""Most pixels of a piece that is drawn enlarged."""


def draw(picture: Picture, marks: Sequence[Mark], shown_at: float = 1.0) -> PILImage:
    """A copy of the picture, full size, with every mark, its label and no two labels touching.

    A mark without a label gets its number. Where neither finds room it stays bare. An empty
    ``marks`` gives an unchanged copy. ``shown_at`` is the scale at which the copy will be looked
    at: a half makes lines and labels so large that they are still seen at half the size.
    """
    from PIL import ImageDraw

    image = picture.pixels.copy()
    if not marks:
        return image
    pen = ImageDraw.Draw(image)
    line = line_width(picture.size, shown_at)
    paints = paint_labels(mark.label for mark in marks)
    # Small marks last: a box inside a panel's box must not be painted over.
    for mark in sorted(marks, key=lambda mark: -mark.box.area):
        paint = paints[mark.label]
        if isinstance(mark.shape, Point):
            _draw_point(image, mark.shape, 3 * line, paint)
        elif isinstance(mark.shape, Polygon):
            _draw_polygon(image, mark.shape, line, paint)
        else:
            _draw_box(pen, mark.shape.clamp(*picture.size), line, paint)
    _draw_labels(image, marks, paints, line, label_height(picture.size, shown_at))
    return image


def line_width(size: tuple[int, int], shown_at: float = 1.0) -> int:
    """Width of a mark's line in pixels, for a picture of ``size``: 2 at 800, 9 at 4000."""
    return max(2, round(sqrt(size[0] * size[1]) / 400), round(_SEEN_LINE / shown_at))


def shown_text(mark: Mark, number: int) -> str:
    """What a mark's label says: its own label on one line, shortened, else its number."""
    text = " ".join(mark.label.split())
    if not text:
        return str(number)
    return text if len(text) <= _MAX_LABEL_CHARS else text[: _MAX_LABEL_CHARS - 1] + "…"


def _draw_box(pen: Pen, box: Box, line: int, paint: Paint) -> None:
    x1, y1, x2, y2 = box.pixels()
    # Pillow counts the last pixel in and wants corners in order.
    x2, y2 = max(x1, x2 - 1), max(y1, y2 - 1)
    edge = max(1, line // 2)
    outer = (x1 - edge, y1 - edge, x2 + edge, y2 + edge)
    pen.rectangle(outer, outline=paint.casing, width=line + 2 * edge)
    pen.rectangle((x1, y1, x2, y2), outline=paint.line, width=line)


def _draw_point(image: PILImage, place: Point, radius: int, paint: Paint) -> None:
    edge = max(2, radius // 4)
    reach = radius + edge
    center = (round(place.x) - reach, round(place.y) - reach)
    for color, size, offset in (
        (paint.casing, radius + edge, 0),
        (paint.line, radius, edge),
        (paint.casing, max(1, radius // 3), reach - max(1, radius // 3)),
    ):
        image.paste(color, (center[0] + offset, center[1] + offset), _disc(2 * size + 1))


@lru_cache(maxsize=64)
def _disc(diameter: int) -> PILImage:
    return _rounded(diameter, diameter, diameter // 2)


@lru_cache(maxsize=256)
def _rounded(width: int, height: int, radius: int) -> PILImage:
    """A smooth rounded rectangle as a mask."""
    from PIL import Image, ImageDraw

    scale = 4
    mask = Image.new("L", (width * scale, height * scale))
    corners = (0, 0, width * scale - 1, height * scale - 1)
    ImageDraw.Draw(mask).rounded_rectangle(corners, radius * scale, fill=255)
    return mask.resize((width, height), Image.Resampling.BOX)


def _draw_polygon(image: PILImage, outline: Polygon, line: int, paint: Paint) -> None:
    from PIL import Image, ImageDraw

    edge = max(1, line // 2)
    reach = 2 * line + 2 * edge
    around = outline.box.grow(reach).clamp(*image.size)
    left, top, right, bottom = around.pixels()
    width, height = right - left, bottom - top
    if width <= 0 or height <= 0:
        return
    scale = max(1, min(4, int((_SMOOTH_PIXELS / (width * height)) ** 0.5)))
    corners = [((p.x - left) * scale, (p.y - top) * scale) for p in outline.points]
    closed = [*corners, corners[0], corners[1]] if len(corners) > 1 else corners
    for color, thick in ((paint.casing, line + 2 * edge), (paint.line, line)):
        mask = Image.new("L", (width * scale, height * scale))
        ImageDraw.Draw(mask).line(closed, fill=255, width=thick * scale, joint="curve")
        if scale > 1:
            mask = mask.resize((width, height), Image.Resampling.BOX)
        image.paste(color, (left, top), mask)


def _draw_labels(
    image: PILImage,
    marks: Sequence[Mark],
    paints: dict[str, Paint],
    line: int,
    height: int,
) -> None:
    from PIL import ImageDraw

    pad = round(height * 0.28)
    pen = ImageDraw.Draw(image)
    wanted = list(enumerate(marks, 1))
    # Small marks choose first: a large one has more room to go to.
    wanted.sort(key=lambda item: item[1].box.area)
    taken: list[Box] = []
    # A label that finds no room is tried once more as the bare number.
    for bare in (False, True):
        texts = [str(n) if bare else shown_text(mark, n) for n, mark in wanted]
        fonts = [_font(text, height) for text in texts]
        sizes = [
            (font.getlength(text) + 2 * pad, float(height))
            for text, font in zip(texts, fonts, strict=True)
        ]
        anchors = [_reach(mark, line) for _, mark in wanted]
        places = place(anchors, sizes, image.size, max(1, line // 2), taken)
        for (_, mark), text, font, spot in zip(wanted, texts, fonts, places, strict=True):
            if spot is not None:
                _draw_label(image, pen, spot, text, font, paints[mark.label])
                taken.append(spot)
        wanted = [item for item, spot in zip(wanted, places, strict=True) if spot is None]


def label_height(size: tuple[int, int], shown_at: float = 1.0) -> int:
    """Height of a label in pixels, for a picture of ``size``: 20 at 800, 70 at 3500."""
    if shown_at < 1:
        return max(15, round(_SEEN_LABEL / shown_at))
    return max(15, round(sqrt(size[0] * size[1]) / 50))


def _reach(mark: Mark, line: int) -> Box:
    return mark.box.grow(4 * line if isinstance(mark.shape, Point) else line)


def _draw_label(
    image: PILImage, pen: Pen, spot: Box, text: str, font: FreeTypeFont, paint: Paint
) -> None:
    x1, y1, x2, y2 = spot.pixels()
    edge = max(1, (y2 - y1) // 16)
    width, height = x2 - x1, y2 - y1
    image.paste(paint.casing, (x1, y1), _rounded(width, height, height // 5))
    inner = (width - 2 * edge, height - 2 * edge)
    image.paste(paint.line, (x1 + edge, y1 + edge), _rounded(*inner, height // 5 - edge))
    middle = ((x1 + x2) / 2, (y1 + y2) / 2)
    pen.text(middle, text, fill=paint.ink, font=font, anchor="mm")


@lru_cache(maxsize=32)
def _load_font(name: str, size: int) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(io.BytesIO(font_file(name)), size)


def _font(text: str, height: int) -> FreeTypeFont:
    """Fonts that come with PyMuPDF, the same on every machine: bold, or one that knows Chinese."""
    bold = all(ord(char) in font_letters("hebo") or char == "…" for char in text)
    return _load_font("hebo" if bold else "cjk", round(height * 0.68))
