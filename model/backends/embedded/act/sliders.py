"""Sliders: found by track and knob, set by a click on the track, then step by step by keys."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.actions import Click, Key
from model.backends.embedded.act.goals import Slide
from model.backends.embedded.act.say import Say
from model.backends.embedded.act.state import Lost, Move, Reached, State, Step
from model.backends.embedded.act.targets import named
from model.backends.embedded.act.view import View, on_one_row
from model.geometry import Box, Point

_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_CONTRAST = 14
"""Levels (0–255) by which a track differs from what it lies on."""
_SHORTEST = 4.0
"""Letter heights that a track is long at least."""
_MOST_KEYS = 40


@dataclass(frozen=True, slots=True)
class Slider:
    """A track with its knob, in pixels; ``shown`` is the number beside it, where there is one."""

    track: Box
    knob: Box
    shown: float | None

    @property
    def share(self) -> float:
        """How far along the knob stands, 0–1."""
        room = self.track.width - self.knob.width
        return min(1.0, max(0.0, (self.knob.x1 - self.track.x1) / max(1.0, room)))


def slider(label: str, view: View) -> Slider | None:
    """The slider that ``label`` names: on its row, else right below it; ``None`` without one."""
    unit = view.letter_height
    for place in named(label, view)[:2]:
        box = place.box
        row = Box(box.x2 + 2, box.center.y - 0.8 * unit, view.page.x2, box.center.y + 0.8 * unit)
        under = Box(box.x1 - unit, box.y2, view.page.x2, box.y2 + 2.2 * unit)
        for area in (row, under):
            if found := _in(area, view):
                return found
    return None


def _in(area: Box, view: View) -> Slider | None:
    x1, y1, x2, y2 = area.clamp(view.picture.width, view.picture.height).pixels()
    part = view.pixels[y1:y2, x1:x2].astype(np.int16)
    if part.shape[0] < 6 or part.shape[1] < 20:
        return None
    unit = view.letter_height
    values, counts = np.unique((part // 4).reshape(-1, 3), axis=0, return_counts=True)
    ground = values[int(counts.argmax())] * 4 + 2
    ink = np.abs(part - ground).max(axis=2) > _CONTRAST
    best: tuple[int, int, int, int] | None = None
    for row in range(0, ink.shape[0]):
        for start, end in _runs(ink[row]):
            if end - start > _SHORTEST * unit and (best is None or end - start > best[1] - best[0]):
                best = start, end, row, row
    if best is None:
        return None
    start, end, row, _ = best
    heights = ink[:, start:end].sum(axis=0)
    thin = float(np.median(heights))
    thick = np.flatnonzero(heights > 1.4 * thin)
    if not (1 <= thin <= 0.7 * unit) or not len(thick):
        return None
    left, right = start + int(thick.min()), start + int(thick.max()) + 1
    if right - left > 2 * unit or len(thick) < 0.6 * (right - left):
        return None
    track = Box(x1 + start, y1 + row - thin / 2, x1 + end, y1 + row + thin / 2)
    knob = Box(x1 + left, track.center.y - unit / 2, x1 + right, track.center.y + unit / 2)
    beside = [
        line for line in view.lines
        if on_one_row(line.box, knob) and _NUMBER.search(line.text)
        and (line.box.x1 >= track.x2 - 2 or line.box.x2 <= track.x1 + 2)
    ]  # fmt: skip
    shown = None
    if beside:
        nearest = min(beside, key=lambda line: abs(line.box.center.x - track.x2))
        match = _NUMBER.search(nearest.text)
        shown = float(match.group().replace(",", ".")) if match else None
    return Slider(track, knob, shown)


def _runs(row: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(np.int8), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def slide(deed: Slide, view: View, state: State, say: Say) -> Step:
    """Click where the value lies, then step by arrow keys until the number shown is the value."""
    found = slider(deed.field.text, view)
    match = _NUMBER.search(deed.value)
    if found is None:
        return Lost(say.missing(deed.field.phrase))
    if match is None:
        return Lost(say(f'"{deed.value}" is not a number to set a slider to.',
                        f"“{deed.value}”不是滑块的数值。"))  # fmt: skip
    wanted = float(match.group().replace(",", "."))
    what = say.quoted(deed.field.text)
    if found.shown == wanted:
        return Reached(state, say(f"{what} shows {wanted:g}.", f"{what}显示为{wanted:g}。"))
    if state.phase == "":
        share = min(1.0, max(0.0, wanted / _most(found)))
        half = found.knob.width / 2
        x = found.track.x1 + half + share * (found.track.width - 2 * half)
        why = say(f"I set {what} to {wanted:g}.", f"把{what}设为{wanted:g}。")
        click = Click(Point(x, found.track.center.y), box=found.track, target=deed.field.text)
        return Move(click, why, state.after("slid", places=(f"{found.shown}",)))
    if found.shown is None:
        if abs(found.share * 100 - wanted) <= 4:
            english = f"{what} shows no number; its knob stands at about {found.share:.0%}."
            chinese = f"{what}没有显示数值，滑块约在{found.share:.0%}处。"
            return Reached(state.noted(say(english, chinese)))
        return Lost(say(f"{what} shows no number to go by.", f"{what}没有显示数值。"))
    if state.count >= _MOST_KEYS or (state.places and _passed(state.places, found.shown, wanted)):
        return Lost(say(f"{what} stands at {found.shown:g} and does not stop at {wanted:g}.",
                        f"{what}停在{found.shown:g}，无法设为{wanted:g}。"))  # fmt: skip
    key = "ArrowRight" if wanted > found.shown else "ArrowLeft"
    why = say(f"{what} shows {found.shown:g}; {wanted:g} is asked for.",
              f"{what}是{found.shown:g}，需要{wanted:g}。")  # fmt: skip
    after = state.after("slid", count=state.count + 1, places=(*state.places, f"{found.shown}"))
    return Move(Key((key,)), why, after)


def _most(found: Slider) -> float:
    """The value at the right end: 100, unless the number shown tells otherwise."""
    if found.shown is not None and found.share > 0.1:
        most = found.shown / found.share
        if abs(most - 100) > 12:
            return most
    return 100.0


def _passed(places: tuple[str, ...], shown: float, wanted: float) -> bool:
    """Whether the value was stepped over to and fro: its steps do not meet it."""
    numbers = [float(place) for place in places[1:] if place != "None"]
    return shown in numbers[:-1] and any((one - wanted) * (shown - wanted) < 0 for one in numbers)
