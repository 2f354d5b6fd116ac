"""Stretches of a clip that belong together, with titles read off the screen or measured.

Shots are joined until each stretch is long enough to be a chapter: always the shortest with the
neighbour that looks more like it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from model.clips.parts import Happening, Reading, Segment, Timeline, Words
from model.language.color_names import color_name

_MOST = 24
_SHORTEST_S = 3.0
_LONGEST_MIN_S = 45.0
_PARTS = 16
"""A clip of n seconds has chapters of at least n / 16."""
_LARGE_CHANGE = 0.2
"""Share of a screen that changes where another chapter of a recording may begin."""
_AT_ONCE_S = 0.35
_STAYED = 0.3
"""Share of the lines of text that may stay where a page makes room for the next."""
_ALWAYS = 0.7
"""A text there for more of the clip than this is a logo or a running title."""
_TITLE = 80


@dataclass(frozen=True, slots=True)
class _Piece:
    start_s: float
    end_s: float
    color: tuple[float, float, float]

    @property
    def seconds(self) -> float:
        return self.end_s - self.start_s


def segments(timeline: Timeline) -> tuple[Segment, ...]:
    """The stretches of what was watched so far, each with a title and its facts in a sentence."""
    pieces = _pieces(timeline)
    least = min(_LONGEST_MIN_S, max(_SHORTEST_S, timeline.facts.seconds / _PARTS))
    while len(pieces) > 1:
        shortest = min(range(len(pieces)), key=lambda place: pieces[place].seconds)
        if pieces[shortest].seconds >= least and len(pieces) <= _MOST:
            break
        left = _away(pieces, shortest - 1, shortest)
        right = _away(pieces, shortest, shortest + 1)
        first = shortest - 1 if left <= right else shortest
        pieces[first : first + 2] = [_joined(pieces[first], pieces[first + 1])]
    made: list[Segment] = []
    for piece in pieces:
        one = _segment(piece, timeline, len(pieces))
        if made and made[-1].told_by == one.told_by == "text" and made[-1].title == one.title:
            piece = replace(piece, start_s=made.pop().start_s)
            one = replace(one, start_s=piece.start_s, summary=_facts(piece, timeline))
        made.append(one)
    return tuple(made)


def _pieces(timeline: Timeline) -> list[_Piece]:
    marks = {shot.start_s for shot in timeline.shots}
    marks |= {
        one.start_s
        for one in timeline.happenings
        if one.kind == "screen changes" and one.strength >= _LARGE_CHANGE
    }
    marks |= set(_pages(timeline.words))
    if not timeline.shots:
        return []
    end = timeline.shots[-1].end_s
    starts = sorted(mark for mark in marks if mark < end)
    if not starts:  # nothing but the first frame was seen yet
        return []
    pieces = []
    for start, stop in zip(starts, [*starts[1:], end], strict=True):
        readings = [one for one in timeline.track if start <= one.at_s < stop]
        color = _mean([one.color for one in readings])
        pieces.append(_Piece(start, stop, color))
    return pieces


def _pages(words: Sequence[Words]) -> Iterator[float]:
    """When nearly all text on the screen makes room for other text: another page, another slide."""
    for at_s in sorted({one.start_s for one in words}):
        before = [one for one in words if one.start_s < at_s - _AT_ONCE_S <= one.end_s]
        after = [one for one in words if one.start_s <= at_s + _AT_ONCE_S < one.end_s]
        stayed = sum(1 for one in before if one in after)
        if before and after and stayed < _STAYED * min(len(before), len(after)):
            yield at_s


def _mean(colors: Sequence[tuple[int, int, int]]) -> tuple[float, float, float]:
    if not colors:
        return 128.0, 128.0, 128.0
    red, green, blue = (sum(one[part] for one in colors) / len(colors) for part in range(3))
    return red, green, blue


def _away(pieces: Sequence[_Piece], first: int, second: int) -> float:
    """How unlike two neighbours are; endless where there is no such neighbour."""
    if first < 0 or second >= len(pieces):
        return float("inf")
    a, b = pieces[first], pieces[second]
    colors = sum(abs(x - y) for x, y in zip(a.color, b.color, strict=True))
    # between equals the shorter neighbour, so that chapters come out about as long as each other
    return colors + 0.5 * (a.seconds + b.seconds)


def _joined(a: _Piece, b: _Piece) -> _Piece:
    whole = max(a.seconds + b.seconds, 1e-6)
    red, green, blue = (
        (x * a.seconds + y * b.seconds) / whole for x, y in zip(a.color, b.color, strict=True)
    )
    return _Piece(a.start_s, b.end_s, (red, green, blue))


def _segment(piece: _Piece, timeline: Timeline, count: int) -> Segment:
    inside = [one for one in timeline.words if _shared(one, piece) > 0]
    if count > 1:
        length = max(timeline.facts.seconds, 1e-6)
        passing = [one for one in inside if (one.end_s - one.start_s) / length < _ALWAYS]
        inside = passing or inside
    summary = _facts(piece, timeline)
    if title := _title(inside, piece, timeline.facts.height):
        return Segment(piece.start_s, piece.end_s, title, summary, "text")
    return Segment(piece.start_s, piece.end_s, summary, "", "measured")


def _shared(words: Words, piece: _Piece) -> float:
    """Seconds for which a text is there during the piece."""
    return min(words.end_s, piece.end_s) - max(words.start_s, piece.start_s)


def _title(words: Sequence[Words], piece: _Piece, height: int) -> str:
    """The text that is large and there for long; "" when none is worth a title."""
    best, best_score = "", 0.0
    for one in words:
        letters = sum(1 for letter in one.text if letter.isalpha())
        if letters < 3 and not any(ord(letter) > 0x2E7F for letter in one.text):
            continue
        there = min(1.0, _shared(one, piece) / max(1.0, min(piece.seconds, 10.0)))
        score = one.box.height * there**0.5 * one.confidence * min(1.0, letters / 5) ** 0.5
        score *= 1 - 0.2 * min(1.0, one.box.center.y / max(1, height))  # headings stand on top
        if score > best_score:
            best, best_score = one.text, score
    return best if len(best) <= _TITLE else best[: _TITLE - 1].rstrip() + "…"


def _facts(piece: _Piece, timeline: Timeline) -> str:
    """What was measured, in a sentence without a stop: movement, shots, light and colour."""
    readings = [one for one in timeline.track if piece.start_s <= one.at_s < piece.end_s]
    moving = _moving(piece, timeline.happenings, readings)
    shots = sum(1 for one in timeline.shots if piece.start_s <= one.start_s < piece.end_s)
    parts = [moving]
    if shots > 1:
        parts.append(f"{shots} shots")
    if readings:
        red, green, blue = _mean([one.color for one in readings])
        parts.append(f"mostly {color_name((round(red), round(green), round(blue)))}")
    return ", ".join(parts)


def _moving(piece: _Piece, events: Sequence[Happening], readings: Sequence[Reading]) -> str:
    still = sum(
        max(0.0, min(one.end_s, piece.end_s) - max(one.start_s, piece.start_s))
        for one in events
        if one.kind == "still"
    )
    if still > 0.7 * piece.seconds:
        return "A still picture"
    motion = sum(one.motion for one in readings) / len(readings) if readings else 0.0
    if motion > 0.3:
        return "Much movement"
    return "Some movement" if motion > 0.05 else "Little movement"
