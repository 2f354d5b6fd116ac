"""Ticking boxes and choosing options, in view or in a list that has to be opened."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from model.actions import Click
from model.backends.embedded.act.closer import closer
from model.backends.embedded.act.goals import Choose, Press, Target
from model.backends.embedded.act.likeness import LIKE, alike
from model.backends.embedded.act.pressing import control_beside, look_for, pointed
from model.backends.embedded.act.say import Say
from model.backends.embedded.act.scrolling import scroll_in
from model.backends.embedded.act.state import Move, Reached, State, Step
from model.backends.embedded.act.targets import Place, by_label, named
from model.backends.embedded.act.view import View
from model.backends.embedded.act.widgets import Field, fields
from model.geometry import Box
from model.messages import Picture

_CHOOSING = re.compile(r"^(?:choose|select|pick|take|选择|选)\s*(?P<what>.+)$", re.I)
_SURELY = 0.93


def choose(deed: Choose, view: View, state: State, before: Picture | None, say: Say) -> Step:
    """Tick or choose the options one after the other; opens a list that hides them."""
    if deed.options == ("*",):
        boxes = [e for e in view.elements if e.kind in ("checkbox", "switch") and not e.checked]
        if not boxes or state.count > 60:
            return Reached(state)
        place = Place(boxes[0].box, boxes[0].text, "checkbox", 1.0, boxes[0])
        return Move(pointed("left", place, ""), say.click(say.quoted(place.text)),
                    state.after("", count=state.count + 1))  # fmt: skip
    if deed.only:
        for element in view.elements:
            wanted = any(alike(option, element.text) >= LIKE for option in deed.options)
            if element.kind == "checkbox" and element.checked and not wanted and state.tries < 20:
                place = Place(element.box, element.text, "checkbox", 1.0, element)
                return Move(pointed("left", place, ""), say.click(say.quoted(element.text)),
                            replace(state, tries=state.tries + 1))  # fmt: skip
    while state.count < len(deed.options):
        option = deed.options[state.count]
        step = _choose_one(option, deed, view, state, before, say)
        if isinstance(step, Reached):
            state = step.state.after("", count=state.count + 1)
            continue
        return step
    return Reached(state)


def _choose_one(
    option: str, deed: Choose, view: View, state: State, before: Picture | None, say: Say
) -> Step:
    lists = [field for field in fields(view) if field.holds == "choice"]
    if state.phase == "" and lists and (place := _ticked(option, deed, view)) is not None:
        assert place.element is not None
        if place.element.checked:
            return Reached(state)
        after = state.after("", count=state.count + 1)
        return Move(pointed("left", place, option), say.click(say.quoted(option)), after)
    own = _named_list(deed, lists)
    meant = [own] if own else lists
    if own is None and state.phase != "" and deed.among and deed.among.text:
        meant = []  # while a list is open its own field may not look like one: no other answers
    shown = [field for field in meant if alike(option, field.text) >= 0.9]
    if state.phase in ("", "open", "scrolling") and shown:
        return Reached(state, say(f"{option} is chosen.", f"已选择{option}。"))
    if not lists or state.phase in ("open", "scrolling"):
        found = _option(option, deed, view, [field.box for field in lists])
        if found is not None:
            place = found if state.phase in ("open", "scrolling") else control_beside(found, view)
            if place.element is not None and place.element.checked:
                return Reached(state)
            after = state.after("", count=state.count + 1)
            return Move(pointed("left", place, option), say.click(say.quoted(option)), after)
    if state.phase in ("open", "scrolling"):
        return scroll_in(_popup(view, lists, deed), option, view, state, before, say)
    if lists:
        box = (_named_list(deed, lists) or lists[0]).box
        why = say(f"I open the list to choose {option}.", f"打开列表以选择{option}。")
        return Move(Click(box.center, box=box, target="list"), why, state.after("open"))
    press = Press(Target(option, option))
    return look_for(press, view, state, before, say)


def _ticked(option: str, deed: Choose, view: View) -> Place | None:
    """The checkbox, radio button or switch that ``option`` names, if there is one."""
    if deed.among is not None and deed.among.kind == "list":
        return None
    found = _option(option, deed, view, ())
    place = control_beside(found, view) if found is not None else None
    return (
        place
        if place is not None and place.element is not None and (place.element.checked is not None)
        else None
    )


def _named_list(deed: Choose, lists: Sequence[Field]) -> Field | None:
    """The list that the deed names; ``None`` where it names none of ``lists``."""
    if deed.among is None or not deed.among.text:
        return None
    if deed.among.order and len(lists) >= deed.among.order:
        return lists[deed.among.order - 1]
    found = by_label(deed.among.text, [Place(f.box, f.text, "list", 1.0, None, f) for f in lists])
    return found[0].field if found else None


def _popup(view: View, lists: Sequence[Field], deed: Choose) -> Box:
    """Where an open list lies: below (or above) its field, as wide as it."""
    if not lists:
        return view.page
    box = (_named_list(deed, lists) or lists[0]).box
    below = Box(box.x1, box.y2, box.x2, view.page.y2)
    above = Box(box.x1, 0, box.x2, box.y1)
    return below if below.height >= above.height else above


def _option(option: str, deed: Choose, view: View, lists: Sequence[Box]) -> Place | None:
    """The line or control that says ``option``, and no other option better."""
    for item in view.elements if not lists else ():
        # "Choose 14:05" is how a button says it.
        said = _CHOOSING.match(item.text) if item.kind in ("button", "link") else None
        if said and alike(option, said.group("what")) >= _SURELY:
            return Place(item.box, item.text, "button", 1.0, item)
    for look in (view, closer(view)):
        found = [
            place for place in named(option, look, ("checkbox", "radio"))
            if not any(box.contains(place.box.center) for box in lists)
        ]  # fmt: skip
        for place in found:
            rival = max((alike(other, place.text) for other in deed.options if other != option),
                        default=0.0)  # fmt: skip
            if alike(option, place.text) >= max(LIKE, rival):
                return place
    return None
