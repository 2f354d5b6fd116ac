"""Ruling lines of a page, out of everything that is drawn on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from model.geometry import Box
from model.media.pdf.drawings import Segment, Stroke

THIN = 3.2
"""A filled rectangle this thin (points) is a line."""
SNAP = 2.2
"""Lines this near (points) are one; so is a gap this wide in a dashed one, times three."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal or vertical line: ``at`` across, from ``start`` to ``end`` along, in points."""

    at: float
    start: float
    end: float

    @property
    def length(self) -> float:
        """From end to end in points."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of a page: ``across`` are horizontal, ``down`` vertical."""

    across: tuple[Rule, ...]
    down: tuple[Rule, ...]


def rules_of(
    strokes: Sequence[Stroke],
    typed: Sequence[Box] = (),
    light: bool = False,
    fills: bool = False,
) -> Rules:
    """The rules among a page's drawings: lines, thin fills and the edges of framed rectangles.

    ``typed`` are lines made of dashes. ``light`` takes white lines too where they cross a shade,
    ``fills`` the edges of filled rectangles, as cells may be told by their shade alone.
    """
    across = [Rule(box.center.y, box.x1, box.x2) for box in typed]
    down: list[Rule] = []
    shades = [s.box.grow(3) for s in strokes if _shade(s)] if light else []
    for stroke in strokes:
        stroked = stroke.color is not None and stroke.width < 9
        filled = stroke.fill is not None
        if (stroked and _white(stroke.color)) or (filled and _white(stroke.fill)):
            seen = light and any(shade.intersection(stroke.box.grow(0.5)) for shade in shades)
            stroked = stroked and (seen or not _white(stroke.color))
            filled = filled and (seen or not _white(stroke.fill))
        if not (stroked or filled):
            continue
        for segment in stroke.segments:
            _read(segment, stroked, filled and fills, across, down)
        if filled and not stroked and all(part.kind == "line" for part in stroke.segments):
            _thin(stroke.box, across, down)
    return Rules(joined_rules(across), joined_rules(down))


def _shade(stroke: Stroke) -> bool:
    return stroke.fill is not None and not _white(stroke.fill) and stroke.box.area > 200


def _read(
    segment: Segment,
    stroked: bool,
    edges: bool,
    across: list[Rule],
    down: list[Rule],
) -> None:
    xs = [x for x, _ in segment.points]
    ys = [y for _, y in segment.points]
    box = Box(min(xs), min(ys), max(xs), max(ys))
    if segment.kind == "line":
        if stroked:
            _thin(box, across, down, 1.0)
    elif segment.kind in ("rect", "quad") and not _thin(box, across, down) and (stroked or edges):
        across += [Rule(box.y1, box.x1, box.x2), Rule(box.y2, box.x1, box.x2)]
        down += [Rule(box.x1, box.y1, box.y2), Rule(box.x2, box.y1, box.y2)]


def _thin(box: Box, across: list[Rule], down: list[Rule], least: float = THIN) -> bool:
    """Take a thin box as a line; whether it was one."""
    if box.height <= least and box.width > box.height:
        across.append(Rule((box.y1 + box.y2) / 2, box.x1, box.x2))
        return True
    if box.width <= least:
        down.append(Rule((box.x1 + box.x2) / 2, box.y1, box.y2))
        return True
    return False


def _white(color: tuple[int, int, int] | None) -> bool:
    return color is not None and min(color) >= 250


def joined_rules(pieces: Iterable[Rule], least: float = 6.0) -> tuple[Rule, ...]:
    """Pieces of one line put together; what is shorter than ``least`` points left out."""
    rows: list[list[Rule]] = []
    for piece in sorted(pieces, key=lambda rule: rule.at):
        if rows and piece.at - fmean(rule.at for rule in rows[-1]) <= SNAP:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    made: list[Rule] = []
    for row in rows:
        at = fmean(rule.at for rule in row)
        start = end = None
        for rule in sorted(row, key=lambda rule: rule.start):
            if start is None or end is None:
                start, end = rule.start, rule.end
            elif rule.start <= end + 3 * SNAP:
                end = max(end, rule.end)
            else:
                made.append(Rule(at, start, end))
                start, end = rule.start, rule.end
        if start is not None and end is not None:
            made.append(Rule(at, start, end))
    return tuple(rule for rule in made if rule.length >= least)


def components(rules: Rules) -> list[Rules]:
    """The rules in groups that touch one another, each with lines of both directions."""
    count = len(rules.across)
    parent = list(range(count + len(rules.down)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for i, across in enumerate(rules.across):
        for j, down in enumerate(rules.down):
            if touches(across, down):
                parent[root(i)] = root(count + j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for index in range(len(parent)):
        group = groups.setdefault(root(index), ([], []))
        if index < count:
            group[0].append(rules.across[index])
        else:
            group[1].append(rules.down[index - count])
    return [Rules(tuple(a), tuple(d)) for a, d in groups.values() if a and d]


def touches(across: Rule, down: Rule, slack: float = 3.0) -> bool:
    """Whether a horizontal and a vertical line meet."""
    return (
        across.start - slack <= down.at <= across.end + slack
        and down.start - slack <= across.at <= down.end + slack
    )


def levels(values: Iterable[float], near: float = 2 * SNAP) -> list[float]:
    """Values in rising order, those that are nearly the same as one."""
    made: list[list[float]] = []
    for value in sorted(values):
        if made and value - made[-1][-1] <= near:
            made[-1].append(value)
        else:
            made.append([value])
    return [fmean(group) for group in made]


def covers(rules: Sequence[Rule], at: float, low: float, high: float, near: float) -> bool:
    """Whether a line at ``at`` runs over most of ``low`` to ``high``."""
    shared = sum(
        max(0.0, min(rule.end, high) - max(rule.start, low))
        for rule in rules
        if abs(rule.at - at) <= near
    )
    return shared >= 0.6 * (high - low)


def box_of(rules: Rules) -> Box:
    """The rectangle that a group of rules stands in."""
    return Box(
        min([rule.start for rule in rules.across] + [rule.at for rule in rules.down]),
        min([rule.at for rule in rules.across] + [rule.start for rule in rules.down]),
        max([rule.end for rule in rules.across] + [rule.at for rule in rules.down]),
        max([rule.at for rule in rules.across] + [rule.end for rule in rules.down]),
    )
