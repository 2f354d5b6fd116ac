"""Scrolling: to the end of an area, until a text is seen, or by one view."""

from __future__ import annotations

from dataclasses import replace

from model.actions import Direction
from model.actions import Scroll as Wheel
from model.backends.embedded.act.goals import Scroll
from model.backends.embedded.act.say import Say
from model.backends.embedded.act.state import Lost, Move, Reached, State, Step
from model.backends.embedded.act.targets import find, named
from model.backends.embedded.act.view import View, changed
from model.geometry import Box
from model.messages import Picture

_MOST = 40
_FAR = 10.0
"""Heights of the view that one scroll to an end moves."""


def scroll(deed: Scroll, view: View, state: State, before: Picture | None, say: Say) -> Step:
    """The next turn of the wheel, or the end of it."""
    if deed.until and named(deed.until, view):
        return Reached(state, say.seen(say.quoted(deed.until)))
    area = view.page
    if deed.area is not None:
        places = find(deed.area, view)
        if places:
            area = places[0].box
        elif state.phase != "scrolling":
            return Lost(say.missing(deed.area.phrase))
    if state.phase == "scrolling" and before is not None:
        if not changed(before, view.picture):
            if deed.until:
                return Lost(say.missing(say.quoted(deed.until)))
            return Reached(state)
        if not (deed.until or deed.to_end):
            return Reached(state)
    if state.count >= _MOST:
        return Reached(state) if not deed.until else Lost(say.missing(say.quoted(deed.until)))
    share = _FAR if deed.to_end and not deed.until else 0.6
    why = say(f"I scroll {deed.direction}.", "滚动页面。")
    wheel = Wheel(deed.direction, share * view.picture.height, area.center)
    return Move(wheel, why, state.after("scrolling", count=state.count + 1))


def scroll_in(
    area: Box, text: str, view: View, state: State, before: Picture | None, say: Say
) -> Step:
    """Look for ``text`` in an open list: down to its end, then up."""
    direction: Direction = "up" if "up" in state.tried else "down"
    if state.phase == "scrolling" and before is not None and not changed(before, view.picture):
        if direction == "up":
            return Lost(say.missing(say.quoted(text)))
        state, direction = replace(state, tried=(*state.tried, "up")), "up"
    if state.tries >= _MOST:
        return Lost(say.missing(say.quoted(text)))
    why = say(f"I scroll the list to find {text}.", f"滚动列表查找{text}。")
    wheel = Wheel(direction, 0.5 * min(area.height, view.picture.height / 2), area.center)
    return Move(wheel, why, state.after("scrolling", tries=state.tries + 1))
