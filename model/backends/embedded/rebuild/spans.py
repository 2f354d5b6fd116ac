"""Lines as read, cut into what is set alike: words found in the ink, and pieces that stand apart.

A text finder joins what stands on one level: a number and the smaller percentage beside it, a label
and the icon before it (read as a letter). Where the ink has a gap wider than a space, or type
changes its size, a line is two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np
from numpy.typing import NDArray

from model.backends.embedded.rebuild.ink import Ink, color_between, part_of
from model.backends.embedded.screen import Line
from model.rendering import Color

_APART = 0.85
"""Gap in em that always parts two words."""

_ODD = 0.5
"""Gap in em that parts one or two characters at an end from the rest."""

_OTHER_COLOR = 56
"""Difference in 8-bit steps from which words are of two colours."""

_THIN = 6
"""Pixels of width below which a sign's colour is unsure: a dot, a bar."""

_TORN = 0.6
"""Gap in em inside a word from which it is two."""

_SEAM = re.compile(
    r"[\u2e80-\u9fff][^\W\u2e80-\u9fff]|[^\W\u2e80-\u9fff][\u2e80-\u9fff]"
    r"|[a-z.,:;!?][A-Z]|[^\W\d_]\d|\d[^\W\d_]|[^\w\s]\w|\w[^\w\s]"
)
"""Two characters between which a space may be missing."""

_LEVEL = re.compile(r"[A-Z0-9%$€£+#&]+[.,:]?[A-Z0-9%$€£+#&]*")
"""Words without ascenders and descenders, whose heights can be compared."""

_LEVEL_OR_ARROW = re.compile(r"[A-Z0-9%$€£+,.↑↓↗↘▲▼*-]+")
_ARROW = re.compile(r"[↑↓↗↘▲▼+-]")

_OTHER_SIZE = 1.3
"""How many times higher a word's capitals and figures are that is set larger."""


@dataclass(frozen=True, slots=True)
class Span:
    """One word: its text and the columns of the picture that its ink covers, the end exclusive."""

    text: str
    x1: int
    x2: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line set in one way; ``line`` is the line's number on the page."""

    text: str
    ink: Ink
    words: tuple[Span, ...]
    confidence: float
    line: int = 0

    @property
    def width(self) -> float:
        """Width of the ink in pixels."""
        left, right = self.ink.span
        return right - left

    @property
    def height(self) -> float:
        """Height of the ink in pixels."""
        return self.ink.box[3] - self.ink.box[1]


def pieces_of(rgb: NDArray[np.uint8], line: Line, ink: Ink, number: int = 0) -> list[Piece]:
    """The pieces of a line on ``rgb``, the page's ``number``-th, left to right."""
    spans = [
        part
        for span in _spans(line, ink)
        for torn in _torn(span, ink)
        for part in _in_two_sizes(torn, ink)
    ]
    if len(spans) < 2:
        return [Piece(line.text.strip(), ink, tuple(spans), line.confidence, number)]
    colors = {span: color_between(rgb, ink, span.x1, span.x2) for span in spans}
    groups: list[list[Span]] = [[spans[0]]]
    shade = colors[spans[0]]
    for before, after in zip(spans, spans[1:], strict=False):
        # Too thin a sign has no sure colour: it goes with what stands before it.
        thin = after.x2 - after.x1 < _THIN
        other = not thin and _differ(shade, colors[after])
        if not thin:
            shade = colors[after]
        if other or _parts(before, after, ink, len(groups[-1]) == 1, after is spans[-1]):
            groups.append([after])
        else:
            groups[-1].append(after)
    if len(groups) == 1:
        return [Piece(line.text.strip(), ink, tuple(spans), line.confidence, number)]
    pieces = []
    for group in groups:
        part = part_of(ink, group[0].x1 - 1, group[-1].x2 + 1)
        if part is not None:
            words = _joined(group, line)
            longest = max(group, key=lambda span: span.x2 - span.x1)
            part = replace(part, color=colors[longest])
            pieces.append(Piece(words, part, tuple(group), line.confidence, number))
    return pieces


def _joined(group: Sequence[Span], line: Line) -> str:
    """The words with the spaces that the line has between them: Chinese has none."""
    text = ""
    for span in group:
        spaced = f"{text} {span.text}"
        text = f"{text}{span.text}" if f"{text}{span.text}" in line.text else spaced
    return text.strip()


def _differ(one: Color, other: Color) -> bool:
    """Whether one is another colour, not the same thinned out: grey beside teal, say."""
    apart = max(abs(a - b) for a, b in zip(one, other, strict=True))
    vivid = abs((max(one) - min(one)) - (max(other) - min(other)))
    return apart > _OTHER_COLOR or (apart > 24 and vivid > 30)


def _torn(span: Span, ink: Ink) -> list[Span]:
    """A word in whose ink there is a wide gap, as two: the reader missed the space."""
    em = _em(ink)
    gaps = [gap for gap in _gaps(ink) if span.x1 < gap[0] and gap[1] < span.x2]
    gap = max(gaps, key=lambda one: one[1] - one[0], default=None)
    if gap is None or gap[1] - gap[0] < _TORN * em or len(span.text) < 4:
        return [span]
    others = sorted(one[1] - one[0] for one in gaps if one != gap)
    # Letters set far apart have many such gaps.
    if others and gap[1] - gap[0] < 3 * others[len(others) // 2]:
        return [span]
    inked = (span.x2 - span.x1) - (gap[1] - gap[0])
    place = (gap[0] - span.x1) / max(1, inked) * len(span.text)
    seams = [
        index
        for index in range(1, len(span.text))
        if _SEAM.match(span.text[index - 1 : index + 1]) and abs(index - place) <= 2
    ]
    cut = min(seams, key=lambda index: abs(index - place)) if seams else round(place)
    if not 0 < cut < len(span.text):
        return [span]
    return [
        Span(span.text[:cut], span.x1, gap[0]),
        Span(span.text[cut:], gap[1], span.x2),
    ]


def _in_two_sizes(span: Span, ink: Ink) -> list[Span]:
    """A word of capitals and figures that are high at one end and low at the other, as two."""
    if len(span.text) < 4 or not _LEVEL_OR_ARROW.fullmatch(span.text):
        return [span]
    gaps = [gap for gap in _gaps(ink) if span.x1 < gap[0] and gap[1] < span.x2]
    starts = [span.x1, *(gap[1] for gap in gaps)]
    ends = [*(gap[0] for gap in gaps), span.x2]
    heights = [_height(Span("", *one), ink) for one in zip(starts, ends, strict=True)]
    best: tuple[float, int] | None = None
    least = 0.5 * max(heights)  # commas and points say nothing of the size
    for index in range(1, len(heights)):
        sides = [
            [height for height in side if height > least]
            for side in (heights[:index], heights[index:])
        ]
        if min(len(side) for side in sides) < 2:
            continue
        low, high = sorted(median(side) for side in sides)
        if best is None or high / low > best[0]:
            best = high / low, index
    if best is None or best[0] < _OTHER_SIZE:
        return [span]
    gap = gaps[best[1] - 1]
    left, right = Span("", span.x1, gap[0]), Span("", gap[1], span.x2)
    # Letters are as wide as they are high, so both ends' widths count in their own measure.
    first = (left.x2 - left.x1) / _height(left, ink)
    second = (right.x2 - right.x1) / _height(right, ink)
    cut = round(len(span.text) * first / (first + second))
    cut = min(max(cut, 1), len(span.text) - 1)
    arrow = _ARROW.search(span.text)
    if arrow is not None and abs(arrow.start() - cut) <= 2:
        cut = arrow.start()
    return [Span(span.text[:cut], span.x1, gap[0]), Span(span.text[cut:], gap[1], span.x2)]


def _em(ink: Ink) -> float:
    """About the size of the type: capitals are 0.72 em high, with descenders 0.93."""
    return 1.2 * (ink.box[3] - ink.box[1])


def _parts(before: Span, after: Span, ink: Ink, starts: bool, ends: bool) -> bool:
    gap = after.x1 - before.x2
    em = _em(ink)
    if gap > max(5.0, _APART * em):
        return True
    if gap <= 3:
        return False
    odd = (starts and len(before.text) <= 2) or (ends and len(after.text) <= 2)
    if odd and gap > _ODD * em:
        return True
    low, high = sorted((_height(before, ink), _height(after, ink)))
    sized = _LEVEL.fullmatch(before.text) and _LEVEL.fullmatch(after.text)
    return bool(sized) and high > _OTHER_SIZE * low and gap > 0.3 * low


def _height(span: Span, ink: Ink) -> float:
    left = span.x1 - ink.window[0]
    rows = np.flatnonzero((ink.alpha[:, left : span.x2 - ink.window[0]] > 0.3).any(axis=1))
    return float(rows[-1] - rows[0] + 1) if rows.size else 1.0


def _spans(line: Line, ink: Ink) -> list[Span]:
    """The words of a line; their ends are where the ink has its gaps."""
    texts = [word for word in line.words if word.text.strip()]
    if len(texts) < 2 or line.text.split() != [word.text for word in texts]:
        return _by_gaps(line.text.split(), ink)
    gaps = _gaps(ink)
    ends = [ink.box[0]]
    starts = []
    for before, after in zip(texts, texts[1:], strict=False):
        middle = (before.box.x2 + after.box.x1) / 2
        near = [
            gap for gap in gaps if before.box.center.x < (gap[0] + gap[1]) / 2 < after.box.center.x
        ]
        if not near:
            starts.append(round(middle))
            ends.append(round(middle))
            continue
        start, end = max(near, key=lambda gap: (gap[1] - gap[0]) - 0.2 * abs(sum(gap) / 2 - middle))
        starts.append(start)
        ends.append(end)
    starts.append(ink.box[2])
    return [
        Span(word.text, first, last)
        for word, first, last in zip(texts, ends, starts, strict=True)
        if last > first
    ]


def _by_gaps(words: Sequence[str], ink: Ink) -> list[Span]:
    """Words without boxes: the widest gaps lie between them."""
    x1, _, x2, _ = ink.box
    if not words:
        return []
    inner = sorted(_gaps(ink), key=lambda gap: gap[0] - gap[1])[: len(words) - 1]
    if len(inner) < len(words) - 1:
        return [Span(" ".join(words), x1, x2)]
    inner.sort()
    firsts = [x1, *(end for _, end in inner)]
    lasts = [*(start for start, _ in inner), x2]
    return [Span(*item) for item in zip(words, firsts, lasts, strict=True)]


def _gaps(ink: Ink) -> list[tuple[int, int]]:
    """Stretches of columns without ink inside the letters' box."""
    left = ink.box[0] - ink.window[0]
    right = ink.box[2] - ink.window[0]
    empty = _empty(ink.alpha[:, left:right])
    edges = np.flatnonzero(np.diff(np.concatenate([[0], empty.astype(np.int8), [0]])))
    return [
        (ink.box[0] + int(start), ink.box[0] + int(end))
        for start, end in zip(edges[::2], edges[1::2], strict=True)
    ]


def _empty(alpha: NDArray[np.float32]) -> NDArray[np.bool_]:
    return np.asarray(alpha.max(axis=0) < 0.3)
