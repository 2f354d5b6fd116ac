"""Where the words of a line that was read stand, and how far its ink reaches."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from model.backends.embedded.eye.find_text import Strip
from model.backends.embedded.eye.networks import Reading

if TYPE_CHECKING:
    from model.backends.embedded.eye.networks import Pixels

WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
"""Chinese, Japanese and Korean characters, as the inside of a regular expression's brackets."""

_WORD = re.compile(rf"[{WIDE}]|[^\s{WIDE}]+")

INK = 0.25
"""A column holds ink if its contrast is this share of the strongest column's."""

MARGIN = 0.1
"""Share of a strip's height that the detector leaves free above and below a line of text."""

Part = tuple[float, float]
"""Left and right edge as shares (0–1) of a strip's width."""


def split_words(crop: Pixels, reading: Reading) -> tuple[Part, list[tuple[str, Part]]]:
    """How far the text of ``reading`` reaches along the strip ``crop``, and its words' parts.

    Chinese and Japanese characters are a word each. The recogniser tells where characters are
    centred; between two words the edge is the widest gap without ink nearby.
    """
    words = list(_WORD.finditer(reading.text))
    if not words:
        return (0.0, 1.0), []
    gaps = [(start / crop.shape[1], end / crop.shape[1]) for start, end in _gaps(crop)]
    places = reading.places
    spread = (places[-1] - places[0]) / (len(places) - 1) if len(places) > 1 else 0.5
    edges = [
        _edge(gaps, places[before.end() - 1], places[after.start()])
        for before, after in zip(words, words[1:], strict=False)
    ]
    first, last = places[words[0].start()], places[words[-1].end() - 1]
    left = max((end for _, end in gaps if end <= first), default=0.0)
    right = min((start for start, _ in gaps if start >= last), default=1.0)
    # An icon beside the text is parted from it by a gap, but so may the strokes of a letter be.
    left = min(left, max(0.0, first - spread / 2))
    right = max(right, min(1.0, last + spread / 2))
    starts = [left, *(end for _, end in edges)]
    ends = [*(start for start, _ in edges), right]
    parts = [
        (word.group(), (start, max(start, end)))
        for word, start, end in zip(words, starts, ends, strict=True)
    ]
    return (left, right), parts


def _edge(gaps: list[Part], left: float, right: float) -> Part:
    """Where one word ends and the next starts, between the centres of two characters."""
    inside = [(min(end, right) - max(start, left), start, end) for start, end in gaps]
    width, start, end = max(inside, default=(0.0, 0.0, 0.0))
    if width > 0:
        return max(start, left), min(end, right)
    return (left + right) / 2, (left + right) / 2


def _gaps(crop: Pixels) -> Iterator[tuple[int, int]]:
    """Runs of columns (start, end) that hold no ink, from left to right."""
    import numpy

    grey = crop.mean(axis=2)
    edge = grey.shape[0] // 8
    core = grey[edge : grey.shape[0] - edge]
    contrast = core.max(axis=0) - core.min(axis=0)
    blank = numpy.concatenate(([0], contrast < INK * contrast.max(), [0])).astype(numpy.int8)
    steps = numpy.diff(blank)
    starts, ends = numpy.flatnonzero(steps == 1), numpy.flatnonzero(steps == -1)
    return zip(starts.tolist(), ends.tolist(), strict=True)


def part_of(strip: Strip, part: Part) -> Strip:
    """The piece of ``strip`` between two shares of its width, without its free margin."""
    start, end = part
    along = math.radians(strip.angle)
    middle = ((start + end) / 2 - 0.5) * strip.width
    return Strip(
        strip.x + math.cos(along) * middle,
        strip.y + math.sin(along) * middle,
        (end - start) * strip.width,
        strip.height * (1 - 2 * MARGIN),
        strip.angle,
        strip.score,
    )
