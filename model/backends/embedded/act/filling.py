"""Filling one field, or each of several, checked on the next look."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from model.actions import Click, Type
from model.backends.embedded.act.closer import closer
from model.backends.embedded.act.dates import plain_date, plain_time
from model.backends.embedded.act.goals import Fill, Press, Target, Value
from model.backends.embedded.act.lookup import value_beside
from model.backends.embedded.act.pressing import look_for, nudge
from model.backends.embedded.act.say import Say
from model.backends.embedded.act.segments import first_segment, segments
from model.backends.embedded.act.state import Lost, Move, Reached, State, Step
from model.backends.embedded.act.sums import solve
from model.backends.embedded.act.targets import Place, find
from model.backends.embedded.act.view import View
from model.backends.embedded.act.widgets import fields
from model.geometry import Box
from model.messages import Picture

_NUMBER = re.compile(r"^-?\d{1,6}$")
_MOST_TURNS = 30


def fill(deed: Fill, view: View, state: State, before: Picture | None, say: Say) -> Step:
    """Type the value into the field, or into each of the fields."""
    value = _value(deed.value, view)
    if value is None:
        what = deed.value.lookup or say("a sum I can solve", "能算的算式")
        return Lost(say.missing(what))
    found = find(deed.field, view)
    arrows = bool(found and found[0].field and found[0].field.arrows) and state.phase != "typed"
    if arrows and (step := _turn(value, found[0], view, state, say)) is not None:
        return step
    if state.phase == "typed":
        return _check(deed, value, view, state, found, say)
    if not found:
        if not deed.field.text and not deed.field.phrase:
            # Whatever has the focus.
            why = say(f'I type "{value}".', f"输入“{value}”。")
            return Move(Type(value, enter=deed.enter), why,
                        state.after("typed"))  # fmt: skip
        if deed.field.text:
            whole = find(Target(deed.field.phrase, kind="field"), view)
            if len(whole) == 1:
                found = whole
        if not found:
            press = Press(replace(deed.field, order=0))
            return look_for(press, view, state, before, say)
    if deed.field.every:
        if state.count >= len(found):
            return Reached(state)
        place = found[state.count]
    else:
        place = found[0]
    return _type(value, place, deed.enter, state.after("typed"), say)


def _type(value: str, place: Place, enter: bool, state: State, say: Say) -> Move:
    field = place.field
    name = place.text or say("the field", "输入框")
    why = say(f'I type "{value}" into {name}.', f"在{name}中输入“{value}”。")
    if field is not None and field.holds in ("date", "time"):
        shown = field.text
        plain = plain_date(value, shown) if field.holds == "date" else plain_time(value, shown)
        text = segments(plain, field)
        at = first_segment(place.box)
        return Move(Type(text, at, enter=enter, box=place.box, target=place.text), why, state)
    at = nudge(place.box)
    return Move(Type(value, at, True, enter, place.box, place.text), why, state)


def _turn(value: str, place: Place, view: View, state: State, say: Say) -> Step | None:
    """Press the arrows of a spinner until it shows ``value``; ``None`` if typing is quicker.

    Where the number shown cannot be read it is reckoned from the presses so far.
    """
    field = place.field
    assert field is not None
    if not _NUMBER.match(value):
        return None
    shown = field.text.replace("−", "-").strip()
    if not _NUMBER.match(shown):
        reread = closer(view)
        again = next((item for item in fields(reread) if item.box.iou(field.box) > 0.3), field)
        shown = again.text.replace("−", "-").strip()
    number = int(shown) if _NUMBER.match(shown) else None
    if state.places:
        reckoned = int(state.places[0])
        differs = number is not None and abs(number) != abs(reckoned)  # a minus is easily lost
        if reckoned != int(value) or not differs or state.tries >= 2:
            number = reckoned
        else:
            state = replace(state, tries=state.tries + 1)
    if number is None or abs(int(value) - number) > _MOST_TURNS:
        return None
    gap = int(value) - number
    if gap == 0:
        return Reached(state)
    presses = 3 if abs(gap) >= 3 else 1
    box = field.arrows[0 if gap > 0 else 1]
    why = say(f"It shows {number}; {value} is asked for.", f"现在是{number}，需要{value}。")
    after = state.after("", places=(str(number + (presses if gap > 0 else -presses)),))
    return Move(
        Click(box.center, count=presses, box=box, target="▲" if gap > 0 else "▼"), why, after
    )


def _check(
    deed: Fill, value: str, view: View, state: State, found: Sequence[Place], say: Say
) -> Step:
    """After typing: the next field, or the goal is reached; typed again once if nothing came."""
    place = found[min(state.count, len(found) - 1)] if found else None
    if place is not None and value and state.tries == 0 and _is_empty(place.box, view):
        again = replace(state, tries=1)
        return _type(value, place, deed.enter, again.after("typed"), say)
    if deed.field.every and state.count + 1 < len(found):
        after = state.after("", count=state.count + 1, tries=0)
        return _type(value, found[after.count], deed.enter, after.after("typed"), say)
    return Reached(state)


def _is_empty(box: Box, view: View) -> bool:
    """Whether nothing is written in a field: no line, and no ink but a caret."""
    if view.inside(box):
        return False
    from model.backends.embedded.act.glyphs import ink_of

    margin = 0.2 * box.height
    inner = Box(box.x1 + margin, box.y1 + margin, box.x2 - 1.2 * box.height, box.y2 - margin)
    mask = ink_of(view, inner)
    if mask.size == 0:
        return False
    columns = mask.any(axis=0)
    return int(columns.sum()) <= 0.15 * box.height


def _value(value: Value, view: View) -> str | None:
    if value.solve:
        return solve(_expressions(view))
    if value.lookup:
        return value_beside(value.lookup, view)
    return value.text


def _expressions(view: View) -> list[str]:
    """The lines, larger ones first, each also joined with what stands level with it."""
    from model.backends.embedded.act.view import on_one_row

    texts = []
    for line in sorted(view.lines, key=lambda item: -item.box.height):
        row = [other for other in view.lines if on_one_row(other.box, line.box)]
        row.sort(key=lambda other: other.box.x1)
        texts += [" ".join(other.text for other in row), line.text]
    return texts
