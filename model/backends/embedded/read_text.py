"""Reading strips of text: cut out, straightened, recognised side by side, split into words."""

from __future__ import annotations

import hashlib
import math
import re
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from model.backends.embedded.find_text import Strip
from model.backends.embedded.networks import Reading, read_strip
from model.geometry import Box

if TYPE_CHECKING:
    from model.backends.embedded.networks import Pixels

LEAST_CONFIDENCE = 0.3
"""Readings below this are noise, not text."""

SURE = 0.6
"""Below this, one or two characters on a squarish strip are an icon, not text."""

LEVEL = 0.6
"""Degrees up to which a strip is cut out as it stands, in pixels that stay sharp."""

KEPT_READINGS = 4_096
"""Strips whose reading is remembered: between two screenshots most lines stay the same."""

_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_WIDE}]|[^\s{_WIDE}]+")


@dataclass(frozen=True, slots=True)
class Seen:
    """A strip and what was read on it; ``words`` are shares (0–1) of the strip's width."""

    strip: Strip
    text: str
    confidence: float
    words: tuple[tuple[str, float, float], ...]


def read_strips(rgb: Pixels, strips: Sequence[Strip], threads: int) -> Iterator[Seen | None]:
    """Read every strip, yielding each as it is done, in no order; ``None`` where is no text.

    Closing the iterator stops after the lines being read, at most one a thread.
    """
    pool = _readers(max(1, threads))
    waiting: set[Future[Seen | None]] = set()
    left = iter(strips)
    try:
        while True:
            while len(waiting) < 2 * threads and (strip := next(left, None)) is not None:
                waiting.add(pool.submit(_read, rgb, strip))
            if not waiting:
                return
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
    finally:
        for future in waiting:
            future.cancel()


@lru_cache(maxsize=4)
def _readers(threads: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(threads, thread_name_prefix="read-text")


def cut_out(rgb: Pixels, strip: Strip) -> Pixels:
    """The pixels of ``strip``, turned level; at least one pixel each way."""
    import cv2
    import numpy

    rows, columns = rgb.shape[:2]
    if abs(strip.angle) <= LEVEL:
        x1, y1, x2, y2 = strip.box.clamp(columns, rows).pixels()
        x1, y1 = min(x1, columns - 1), min(y1, rows - 1)
        return rgb[y1 : max(y2, y1 + 1), x1 : max(x2, x1 + 1)]
    width, height = max(1, round(strip.width)), max(1, round(strip.height))
    target = numpy.array([[0, 0], [width, 0], [width, height]], numpy.float32)
    matrix = cv2.getAffineTransform(strip.corners[:3], target)
    level = cv2.warpAffine(
        rgb, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return numpy.asarray(level, numpy.uint8)


def _read(rgb: Pixels, strip: Strip) -> Seen | None:
    crop = cut_out(rgb, strip)
    reading = recognise(crop)
    text = reading.text.strip()
    if not text or reading.confidence < LEAST_CONFIDENCE or _is_icon(strip, text, reading):
        return None
    return Seen(strip, text, reading.confidence, tuple(split_words(crop, reading)))


def _is_icon(strip: Strip, text: str, reading: Reading) -> bool:
    squarish = strip.width < 1.6 * strip.height
    return len(text) <= 2 and squarish and reading.confidence < SURE


class _Readings:
    """The readings of recent strips, keyed by the digest of their pixels."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[bytes, Reading] = OrderedDict()

    def get(self, key: bytes) -> Reading | None:
        with self._lock:
            if (reading := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
            return reading

    def put(self, key: bytes, reading: Reading) -> None:
        with self._lock:
            self._kept[key] = reading
            while len(self._kept) > KEPT_READINGS:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


_readings = _Readings()


def forget() -> None:
    """Forget every reading: for measuring, and for tests."""
    _readings.clear()


def recognise(crop: Pixels) -> Reading:
    """Read a level strip; one seen before is not read again."""
    shape = b"%d %d " % crop.shape[:2]
    key = hashlib.blake2b(shape + crop.tobytes(), digest_size=16).digest()
    if (known := _readings.get(key)) is not None:
        return known
    reading = read_strip(crop)
    _readings.put(key, reading)
    return reading


def split_words(crop: Pixels, reading: Reading) -> Iterator[tuple[str, float, float]]:
    """The words of a reading with their left and right edge as shares of the strip's width.

    Chinese and Japanese characters are a word each. The recogniser tells where characters are
    centred; between two words the edge is the widest gap without ink nearby.
    """
    words = list(_WORD.finditer(reading.text))
    if not words:
        return
    gaps = _gaps(crop)
    width = crop.shape[1]
    places = reading.places
    spread = (places[-1] - places[0]) / max(1, len(places) - 1) if len(places) > 1 else 1.0
    edges: list[tuple[float, float]] = []
    for before, after in zip(words, words[1:], strict=False):
        left, right = places[before.end() - 1], places[after.start()]
        inside = [
            (min(end, right * width) - max(start, left * width), start, end)
            for start, end in gaps
            if end > left * width and start < right * width
        ]
        best = max(inside, default=None)
        if best is not None and best[0] >= 1:
            edges.append((max(best[1] / width, left), min(best[2] / width, right)))
        else:
            middle = (left + right) / 2
            edges.append((middle, middle))
    first = gaps[0][1] / width if gaps and gaps[0][0] == 0 else 0.0
    last = gaps[-1][0] / width if gaps and gaps[-1][1] == width else 1.0
    starts = [min(first, max(0.0, places[words[0].start()] - spread / 4)), *(e[1] for e in edges)]
    ends = [*(e[0] for e in edges), max(last, min(1.0, places[words[-1].end() - 1] + spread / 4))]
    for word, start, end in zip(words, starts, ends, strict=True):
        yield word.group(), start, max(start, end)


def _gaps(crop: Pixels) -> list[tuple[int, int]]:
    """Runs of columns (start, end) that hold no ink, from left to right."""
    import numpy

    grey = crop.astype(numpy.float32).mean(axis=2)
    rows = grey.shape[0]
    core = grey[rows // 8 : rows - rows // 8 or None]
    contrast = core.max(axis=0) - core.min(axis=0)
    strongest = float(contrast.max())
    blank = numpy.concatenate(([0], (contrast < 0.25 * strongest).astype(numpy.int8), [0]))
    steps = numpy.diff(blank)
    return list(
        zip(
            numpy.flatnonzero(steps == 1).tolist(),
            numpy.flatnonzero(steps == -1).tolist(),
            strict=True,
        )
    )


def word_box(strip: Strip, start: float, end: float) -> Box:
    """The upright box of the part of ``strip`` between two shares of its width."""
    along = math.radians(strip.angle)
    middle = ((start + end) / 2 - 0.5) * strip.width
    part = Strip(
        strip.x + math.cos(along) * middle,
        strip.y + math.sin(along) * middle,
        (end - start) * strip.width,
        strip.height,
        strip.angle,
        strip.score,
    )
    return part.box
