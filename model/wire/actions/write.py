"""Actions written in the family's PC format, for whoever answers in it without being a model."""

from __future__ import annotations

from model.actions import (
    Action,
    Answer,
    Back,
    Click,
    Done,
    Drag,
    Fail,
    Home,
    Hover,
    Key,
    Scroll,
    Select,
    Type,
    Wait,
)
from model.geometry import Box, Point
from model.wire.actions.pc import WHEEL_STEP
from model.wire.actions.places import GRID, Size
from model.wire.tokens import BOX_BEGIN, BOX_END

DIGITS = 2
"""Decimals of a place: whole thousandths would miss a checkbox on a large screenshot."""


def write_action(action: Action, size: Size) -> str:
    """``action`` as a PC call between box tokens, as ``read_action`` reads it back."""
    return BOX_BEGIN + _call(action, size) + BOX_END


def _call(action: Action, size: Size) -> str:
    match action:
        case Click(at=at, button=button, count=count, hold_s=hold_s):
            name = {2: "left_double_click", 3: "left_triple_click"}.get(count, f"{button}_click")
            name = "long_press" if hold_s else name
            return _written(name, _box(action.box, size), start_box=_place(at, size),
                            element_info=action.target)  # fmt: skip
        case Hover(at=at):
            return _written("hover", _box(action.box, size), start_box=_place(at, size),
                            element_info=action.target)  # fmt: skip
        case Type(text=text, at=at):
            flags = [f"{name}=True" for name in ("clear", "enter") if getattr(action, name)]
            extra = ", ".join(filter(None, [*flags, _box(action.box, size)]))
            place = _place(at, size) if at is not None else ""
            return _written("type", extra, content=text, start_box=place,
                            element_info=action.target)  # fmt: skip
        case Key(keys=keys):
            return _written("key", keys="+".join(keys))
        case Scroll(direction=direction, amount=amount, at=at):
            steps = f"step={_short(amount / WHEEL_STEP)}"
            extra = ", ".join(filter(None, [steps, _box(action.box, size)]))
            place = _place(at, size) if at is not None else ""
            return _written("scroll", extra, start_box=place, direction=direction,
                            element_info=action.target)  # fmt: skip
        case Drag(start=start, end=end):
            return _written("left_drag", start_box=_place(start, size), end_box=_place(end, size),
                            element_info=action.target)  # fmt: skip
        case Select(option=option, at=at):
            return _written("select", _box(action.box, size), start_box=_place(at, size),
                            option=option, element_info=action.target)  # fmt: skip
        case Wait(seconds=seconds):
            return f"WAIT({'' if seconds == Wait().seconds else f'seconds={_short(seconds)}'})"
        case Back():
            return "back()"
        case Home():
            return "home()"
        case Answer(text=text):
            return _written("answer", content=text)
        case Done(note=note):
            return _written("DONE", note=note)
        case Fail(reason=reason):
            return _written("FAIL", reason=reason)


def _written(name: str, extra: str = "", /, **fields: str) -> str:
    written = [
        f"{key}='{_escaped(value)}'"
        for key, value in fields.items()
        if value or key in ("content", "option")
    ]
    return f"{name}({', '.join([*written, *([extra] if extra else [])])})"


def _escaped(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    # Text from a page must not end the span it stands in.
    return escaped.replace("\r", "\\r").replace("\t", "\\t").replace("<|", "< |")


def _place(at: Point, size: Size) -> str:
    return f"[{_short(at.x / size[0] * GRID)}, {_short(at.y / size[1] * GRID)}]"


def _box(box: Box | None, size: Size) -> str:
    if box is None:
        return ""
    width, height = size
    values = (box.x1 / width, box.y1 / height, box.x2 / width, box.y2 / height)
    return f"box=[[{', '.join(_short(min(max(value, 0.0), 1.0) * GRID) for value in values)}]]"


def _short(value: float) -> str:
    rounded = round(value, DIGITS)
    return str(int(rounded)) if rounded == int(rounded) else str(rounded)
