"""Reading strips of text: cut out, straightened, recognised side by side, split into words."""

from __future__ import annotations

import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from model.backends.embedded.eye.find_text import Strip
from model.backends.embedded.eye.networks import Reading, read_strip
from model.backends.embedded.eye.words import WIDE, part_of, split_words

if TYPE_CHECKING:
    from model.backends.embedded.eye.networks import Pixels

LEAST_CONFIDENCE = 0.3
"""Readings below this are noise, not text."""

DOUBTFUL = 0.96
"""Readings below this are tried again with other cuts; the surest is taken."""

TIGHTER, LOOSER = 0.85, 1.25
"""Other heights to cut a strip out at, as shares of the detector's."""

CERTAIN = 0.985
SURE = 0.9
"""Confidence of one reading, or mean of three that agree, from which a lone character is text."""

SQUARISH = {1: 1.8, 2: 1.35}
"""Width over height up to which so many characters may be a pictogram."""

SIDEWAYS = 1.5
"""Height over width from which text may run up or down."""

IDEOGRAPH = re.compile(rf"[{WIDE}]")

LEVEL = 0.6
"""Degrees up to which a strip is cut out as it stands, in pixels that stay sharp."""

KEPT_READINGS = 4_096
"""Strips whose reading is remembered: between two screenshots most lines stay the same."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A line that was read: its text, how sure the recogniser is (0–1), and its words.

    Strips reach as far as the ink does; where the text runs up or down, their ``angle`` says so.
    """

    strip: Strip
    text: str
    confidence: float
    words: tuple[tuple[str, Strip], ...]


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
    if abs(strip.angle) <= LEVEL:  # slicing keeps the pixels as they are
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
    """Read one strip, in the direction and at the height that it reads best."""
    best: tuple[Strip, Pixels, Reading] | None = None
    for attempt in _attempts(strip):
        crop = cut_out(rgb, attempt)
        reading = recognise(crop)
        if best is None or reading.confidence > best[2].confidence:
            best = attempt, crop, reading
        if reading.confidence >= DOUBTFUL:
            break
    assert best is not None
    strip, crop, reading = best
    text = reading.text.strip()
    if not text or reading.confidence < LEAST_CONFIDENCE or _is_icon(rgb, strip, reading):
        return None
    whole, parts = split_words(crop, reading)
    words = tuple((word, part_of(strip, part)) for word, part in parts)
    return Seen(part_of(strip, whole), text, reading.confidence, words)


def _attempts(strip: Strip) -> Iterator[Strip]:
    """The strip, then other ways to cut it out, likeliest first."""
    yield strip
    yield replace(strip, height=strip.height * TIGHTER, width=_less(strip.width, strip.height))
    if strip.height > SIDEWAYS * strip.width:
        turned = replace(strip, width=strip.height, height=strip.width)
        yield replace(turned, angle=strip.angle - 90)
        yield replace(turned, angle=strip.angle + 90)


def _less(width: float, height: float) -> float:
    return max(width - (1 - TIGHTER) * height, width / 2)


def _is_icon(rgb: Pixels, strip: Strip, reading: Reading) -> bool:
    """Whether one or two characters are a pictogram that happens to look like them.

    A letter reads the same however much air is round it; a pictogram mostly does not.
    """
    text = reading.text.strip()
    if strip.width > SQUARISH.get(len(text), 0.0) * strip.height:
        return False
    if not text.isascii() and not any(character.isalnum() for character in text):
        return True
    if reading.confidence >= CERTAIN:
        return False
    readings = [reading]
    for by in (TIGHTER, LOOSER):
        other = replace(
            strip, width=strip.width + (by - 1) * strip.height, height=strip.height * by
        )
        readings.append(recognise(cut_out(rgb, other)))
    same = all(other.text.strip().lower() == text.lower() for other in readings)
    return not same or sum(other.confidence for other in readings) / 3 < SURE


def drop_lone_ideographs(seen: Sequence[Seen]) -> list[Seen]:
    """Without lone Chinese characters where nothing else is Chinese: those are pictograms."""
    if any(len(item.text) > 1 and IDEOGRAPH.search(item.text) for item in seen):
        return list(seen)
    return [item for item in seen if not (len(item.text) == 1 and IDEOGRAPH.match(item.text))]


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
