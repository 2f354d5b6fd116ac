"""Which way up a picture stands, judged by the text on it.

Scans come turned by 90, 180 or 270 degrees. Lines that stand upright or lie level tell 0 and 180
from 90 and 270; which of the two it is, the recogniser tells on a few lines. A picture whose first
lines read well is not looked at twice.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from model.backends.embedded.eye.find_text import Strip
from model.backends.embedded.eye.read_text import cut_out, recognise
from model.geometry import Box

if TYPE_CHECKING:
    from model.backends.embedded.eye.networks import Pixels

Quarter = Literal[0, 90, 180, 270]
"""Degrees clockwise that a picture is turned by so that its text stands upright."""

SAMPLE = 5
"""Lines read both ways where the way up is in doubt."""

READS_WELL = 0.85
"""Mean confidence of upright lines; upside-down ones stay below it."""

READS = 0.75
"""Least mean confidence, and ``LETTERS`` the fewest characters, to turn a picture by."""

LETTERS = 6

LONG = 2.5
"""Width over height from which a strip shows the direction of its text."""


def lies_on_its_side(strips: Sequence[Strip]) -> bool:
    """Whether most text runs up or down the picture."""
    up = sum(strip.height for strip in strips if strip.height > LONG * strip.width)
    along = sum(strip.width for strip in strips if strip.width > LONG * strip.height)
    return up > 2 * along


def skew(strips: Sequence[Strip]) -> float:
    """Degrees the text falls to the right: the median of long strips, weighted by length."""
    long = sorted((s.angle, s.width) for s in strips if s.width > LONG * s.height)
    half, passed = sum(width for _, width in long) / 2, 0.0
    for angle, width in long:
        passed += width
        if passed >= half:
            return angle
    return 0.0


def best_quarter(rgb: Pixels, strips: Sequence[Strip], sideways: bool) -> Quarter | None:
    """The quarter that sets the lines on ``rgb`` upright; ``None`` where too little can be read.

    ``rgb`` and ``strips`` are of the picture turned by 90 degrees if it lies ``sideways``.
    """
    import numpy

    upright: Quarter = 90 if sideways else 0
    over: Quarter = 270 if sideways else 180
    long = [strip for strip in strips if strip.width > LONG * strip.height]
    sample = sorted(long, key=lambda strip: -strip.width * strip.score)[:SAMPLE]
    crops = [cut_out(rgb, strip) for strip in sample]
    sure, letters = _confidence(crops)
    if sure >= READS_WELL and letters >= LETTERS:
        return upright
    over_sure, over_letters = _confidence([numpy.ascontiguousarray(c[::-1, ::-1]) for c in crops])
    if over_sure > sure + 0.05 and over_sure >= READS and over_letters >= LETTERS:
        return over
    return upright if sure >= READS and letters >= LETTERS else None


def _confidence(crops: Sequence[Pixels]) -> tuple[float, int]:
    """Mean over all characters, and their number: a long line sure of itself counts for more."""
    readings = [recognise(crop) for crop in crops]
    letters = sum(len(reading.text) for reading in readings)
    total = sum(reading.confidence * len(reading.text) for reading in readings)
    return (total / letters if letters else 0.0), letters


def turn(rgb: Pixels, quarter: Quarter) -> Pixels:
    """The pixels turned clockwise by ``quarter`` degrees."""
    import numpy

    return numpy.ascontiguousarray(numpy.rot90(rgb, -quarter // 90)) if quarter else rgb


def turn_back(box: Box, quarter: Quarter, width: int, height: int) -> Box:
    """A box of the turned picture on the picture as it was, ``width`` × ``height`` pixels."""
    if quarter == 90:
        return Box(box.y1, height - box.x2, box.y2, height - box.x1)
    if quarter == 180:
        return Box(width - box.x2, height - box.y2, width - box.x1, height - box.y1)
    if quarter == 270:
        return Box(width - box.y2, box.x1, width - box.y1, box.x2)
    return box


def level(x: float, y: float, angle: float) -> tuple[float, float]:
    """A point of a picture whose text falls by ``angle`` degrees, turned so that it is level."""
    along = math.radians(-angle)
    return (
        x * math.cos(along) - y * math.sin(along),
        x * math.sin(along) + y * math.cos(along),
    )
