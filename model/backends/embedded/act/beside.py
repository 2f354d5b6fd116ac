"""Doing something to a thing: of several equal controls the one that belongs to what is named."""

from __future__ import annotations

from collections.abc import Sequence

from model.actions import Wait
from model.backends.embedded.act.goals import Apply, Press, Target
from model.backends.embedded.act.likeness import LIKE, alike
from model.backends.embedded.act.pressing import control_beside, look_for, pointed
from model.backends.embedded.act.say import Say
from model.backends.embedded.act.state import Lost, Move, Reached, State, Step
from model.backends.embedded.act.targets import Place, named
from model.backends.embedded.act.view import View, on_one_row
from model.geometry import Box
from model.messages import Picture

_MOST_WAITS = 2
_FARTHEST = 24.0
"""Letter heights between a thing and a control that can still be its own."""


def apply(deed: Apply, view: View, state: State, before: Picture | None, say: Say) -> Step:
    """Press the control that says ``deed.verbs`` and belongs to ``deed.target``."""
    if state.phase == "pressed":
        return Reached(state)
    asked = deed.target.text
    whole = _of_both(deed, view)
    if whole is not None:
        place = control_beside(whole, view)
        if place.element is not None and place.element.checked:
            return Reached(state, say("It is so already.", "已经是这样了。"))
        return _press(place, "", state, say)
    controls = _controls(deed.verbs, view)
    if not asked:
        ordered = sorted(controls, key=lambda place: (round(place.box.center.y / 8), place.box.x1))
        index = deed.target.order - 1 if deed.target.order > 0 else deed.target.order
        if -len(ordered) <= index < len(ordered):
            return _press(ordered[index], "", state, say)
        return Lost(say.missing(say.quoted(deed.verbs[0])))
    things = [place for place in named(asked, view) if place.like >= LIKE]
    pairs = [
        (_distance(thing.box, control.box, view), number, control, thing)
        for number, control in enumerate(controls) for thing in things
        if control.box.iou(thing.box) < 0.3
    ]  # fmt: skip
    card = _card(things[0].box, view) if things and controls else None
    if card is not None and not any(card.contains(pair[2].box.center) for pair in pairs):
        # What belongs to it says something else for a moment ("Added"), or is not there.
        if state.tries < _MOST_WAITS:
            why = say("Its button says something else now; I wait.", "它的按钮变了，稍等。")
            return Move(Wait(1.0), why, state.after("", tries=state.tries + 1))
        verb, what = say.quoted(deed.verbs[0]), say.quoted(things[0].text)
        return Lost(say(f"I see {what}, but nothing that says {verb} with it.",
                        f"看到了{what}，但没有它的{verb}。"))  # fmt: skip
    if pairs:
        distance, _, control, thing = min(pairs, key=lambda pair: pair[:2])
        if distance < _FARTHEST * view.letter_height:
            return _press(control, thing.text, state, say)
    wanted = (
        Target(deed.target.phrase, asked) if not things else Target(deed.verbs[0], deed.verbs[0])
    )
    step = look_for(Press(wanted), view, state, before, say)
    if isinstance(step, Lost) and things:
        verb, what = say.quoted(deed.verbs[0]), say.quoted(things[0].text)
        return Lost(say(f"I see {what}, but nothing that says {verb} beside it.",
                        f"看到了{what}，但旁边没有{verb}。"))  # fmt: skip
    return step


def _press(place: Place, of: str, state: State, say: Say) -> Move:
    what = say.quoted(place.text)
    why = say.click(what)
    if of:
        why = say(f"I click {what} beside {say.quoted(of)}.", f"点击{say.quoted(of)}旁边的{what}。")
    return Move(pointed("left", place, place.text), why, state.after("pressed"))


def _controls(verbs: Sequence[str], view: View) -> list[Place]:
    """All places that say the first of ``verbs`` that any place says."""
    for verb in verbs:
        found = [place for place in named(verb, view, ("button", "link")) if place.like >= 0.93]
        whole = [place for place in found if alike(verb, place.text) >= 0.93]
        if whole:
            return whole
    return []


def _of_both(deed: Apply, view: View) -> Place | None:
    """A control that itself says the verb and the thing: "Delete account", "I accept the terms"."""
    if not deed.target.text:
        return None
    words = [word for word in deed.target.text.casefold().split() if len(word) > 2]
    for verb in deed.verbs:
        for place in named(f"{verb} {deed.target.text}", view, ("button", "link")):
            if place.like >= 0.9:
                return place
        for line in view.lines:
            said = line.text.casefold()
            if not (verb.casefold() in said and words and all(word in said for word in words)):
                continue
            place = Place(line.box, line.text, "text")
            control = control_beside(place, view)
            if control is not place:
                return control
            for element in view.elements:
                if element.kind == "button" and element.box.contains(line.box.center):
                    return Place(element.box, element.text or line.text, "button", 1.0, element)
    return None


def _distance(thing: Box, control: Box, view: View) -> float:
    """How far a control is from a thing, in pixels; near on its row and below it in its card."""
    across = max(0.0, control.x1 - thing.x2, thing.x1 - control.x2)
    down = control.center.y - thing.center.y
    if on_one_row(thing, control) or abs(down) < view.letter_height:
        return 0.25 * across
    if down < 0:  # what is done to a thing stands below it far more often than above
        return 3 * -down + across
    return down + across + (0 if _in_one_card(thing, control, view) else 4 * view.letter_height)


def _card(thing: Box, view: View) -> Box | None:
    """The smallest panel round a thing that is a card of its own among others alike."""
    panels = [
        element.box
        for element in view.elements
        if element.kind == "panel" and element.box.area < 0.3 * view.page.area
    ]
    around = [box for box in panels if box.contains(thing.center)]
    if not around:
        return None
    card = min(around, key=lambda box: box.area)
    alike_ones = [
        box for box in panels
        if box is not card
        and abs(box.width - card.width) < 0.1 * card.width
        and box.intersection(card) == 0
    ]  # fmt: skip
    return card if alike_ones and card.height > 1.5 * thing.height else None


def _in_one_card(thing: Box, control: Box, view: View) -> bool:
    return any(
        element.kind == "panel"
        and element.box.area < 0.3 * view.page.area
        and element.box.contains(thing.center)
        and element.box.contains(control.center)
        for element in view.elements
    )
