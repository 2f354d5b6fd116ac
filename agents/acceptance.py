"""Acceptance run: does every link, button and field of a page we built respond when it is used?

The controls come from the page's own DOM, not from a look at it: the page is ours, and the question
is whether what is there works, not whether it can be found. They are then used as a hand would use
them, by mouse and keys at their place, one at a time and each on the fresh page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from model.actions import Action, Click, Hover, Key, Select, Type
from model.errors import PageFailed
from model.events import Progress
from model.geometry import Box, Point

if TYPE_CHECKING:
    from agents.sandbox import Sandbox

MOST = 60
"""Most controls of a page that are tried."""

Response = Literal["page", "content", "value", "picture", "view", "form", "sandbox", "focus"]
"""What changed: the address, the document, a field's value, what is seen, the scroll position; or a
form was sent; or the sandbox noted something (a dialog, a file asked for, an address it refused);
or only the focus.
"""
_VALUED = ("field", "checkbox", "radio", "range", "color", "list", "date", "time", "month", "week",
           "datetime-local", "switch")  # fmt: skip
_TYPED = {
    "field": "Test 42",
    "date": "2026-03-04",
    "time": "09:30",
    "month": "2026-03",
    "week": "2026-W10",
    "datetime-local": "2026-03-04 09:30",
    "color": "#336699",
}
_SHALLOW: frozenset[Response] = frozenset({"focus", "picture"})
_NOTED = ("dialog", "popup", "download", "refused", "file")


@dataclass(frozen=True, slots=True)
class Tried:
    """One control and what became of using it.

    ``box`` is in page pixels; ``path`` is a CSS selector. A control is ``dead`` when using it
    changed nothing but, at most, the focus of a button or link; ``fault`` says so in a sentence.
    ``skipped`` tells why it was not tried (it is greyed out).
    """

    path: str
    role: str
    name: str
    box: Box
    responses: tuple[Response, ...] = ()
    fault: str = ""
    skipped: str = ""

    @property
    def dead(self) -> bool:
        """Whether it should have responded and did not."""
        return bool(self.fault)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What was tried, in the page's order; ``left`` is how many more controls it has."""

    tried: tuple[Tried, ...] = ()
    left: int = 0

    @property
    def dead(self) -> tuple[str, ...]:
        """A sentence for each control that does nothing, for whoever repairs the page."""
        return tuple(one.fault for one in self.tried if one.dead)

    @property
    def alive(self) -> int:
        """How many responded."""
        return sum(not one.dead and not one.skipped for one in self.tried)


def trying(sandbox: Sandbox, html: str) -> Iterator[Progress | Acceptance]:
    """Use one control after the other; yields ``Progress`` before each, then the ``Acceptance``.

    Raises ``PageFailed`` when the page itself cannot be opened; a control that hangs or crashes the
    page is a fault of that control.
    """
    sandbox.load(html)
    found = sandbox.evaluate(_script(), {"ask": "controls", "most": 10 * MOST})
    tried: list[Tried] = []
    fresh = True
    for index, one in enumerate(found[:MOST]):
        yield Progress(f"Trying {_called(one)}", index / max(len(found[:MOST]), 1))
        if one["disabled"] or one["chosen"]:
            why = "It is greyed out." if one["disabled"] else "It is chosen already."
            tried.append(_result(one, (), skipped=why))
            continue
        if not fresh:
            sandbox.load(html)
        try:
            result = _try(sandbox, one)
        except PageFailed as error:
            result = _result(one, (), f"Using {_called(one)} makes the page fail: {error}")
        tried.append(result)
        fresh = False if result.dead and not result.responses else not result.responses
        fresh = fresh and not result.fault.startswith("Using")
    yield Acceptance(tuple(tried), max(0, len(found) - MOST))


def _try(sandbox: Sandbox, one: dict[str, Any]) -> Tried:
    asked = {"path": one["path"]}
    place = sandbox.evaluate(_script(), {"ask": "place", **asked})
    if place is None:
        return _result(one, (), f"{_capital(one)} was gone when it was to be tried.")
    if place["over"]:
        return _result(
            one, (), f"{_capital(one)} cannot be reached: {place['over']!r} lies over it."
        )
    scale = sandbox.viewport.scale
    at = Point(place["x"] * scale, place["y"] * scale)
    # What merely lights up under the pointer is no response: it is there already before the press.
    sandbox.act(Hover(at))
    before = sandbox.evaluate(_script(), {"ask": "state", **asked})
    responses: set[Response] = set()
    for action in _uses(one, at, place["width"] * scale):
        observed = sandbox.act(action)
        if observed.changed:
            responses.add("picture")
        if any(entry.kind in _NOTED for entry in observed.entries):
            responses.add("sandbox")
    after = sandbox.evaluate(_script(), {"ask": "state", **asked})
    if after is None:  # the control itself went away
        responses.add("content")
    else:
        responses |= _differences(before, after)
    return _judged(one, responses)


def _uses(one: dict[str, Any], at: Point, width: float) -> list[Action]:
    """How a hand would use such a control."""
    role = one["role"]
    if role in _TYPED:
        return [Type(_TYPED[role], at, clear=True)]
    if role == "list" and one["options"]:
        return [Select(one["options"][-1], at)]
    if role == "range":
        return [Click(Point(at.x + 0.3 * width, at.y)), Key(("ArrowLeft",))]
    return [Click(at)]


def _differences(before: dict[str, Any], after: dict[str, Any]) -> set[Response]:
    found: set[Response] = set()
    if after["url"].removesuffix("#") != before["url"].removesuffix("#"):
        found.add("page")
    if after["values"] != before["values"]:
        found.add("value")
    if after["dom"] != before["dom"]:
        found.add("content")
    if after["sent"] > before["sent"]:
        found.add("form")
    if after["scroll"] != before["scroll"]:
        found.add("view")
    if after["focus"] and not before["focus"]:
        found.add("focus")
    return found


def _judged(one: dict[str, Any], responses: set[Response]) -> Tried:
    role, called = one["role"], _capital(one)
    ordered: tuple[Response, ...] = tuple(kind for kind in get_args(Response) if kind in responses)
    if role in _VALUED:
        if role == "list" and not one["options"]:
            return _result(one, ordered, f"{called} has no other option to choose.")
        # A radio button that is chosen stays so; taking the focus is all it can do.
        if "value" in responses or (role == "radio" and "focus" in responses):
            return _result(one, ordered)
        what = "takes no text" if role == "field" else "does not change when it is used"
        # Keys that no field takes scroll the page.
        return _result(one, ordered, "" if responses - _SHALLOW - {"view"} else f"{called} {what}.")
    # The ring round what has the focus is seen, and yet is no response of a button or link.
    if responses - _SHALLOW or ("picture" in responses and "focus" not in responses):
        return _result(one, ordered)
    if role == "link" and one["href"] in ("#", "", None):
        return _result(one, ordered, f"{called} leads nowhere: give it a place to go to.")
    if role == "link" and str(one["href"]).startswith("#"):
        return _result(one, ordered, f"{called} leads to {one['href']!r}, which changes nothing.")
    return _result(one, ordered, f"{called} does nothing when it is clicked.")


def _result(
    one: dict[str, Any], responses: tuple[Response, ...], fault: str = "", skipped: str = ""
) -> Tried:
    return Tried(one["path"], one["role"], one["name"], Box(*one["box"]), responses, fault, skipped)


def _called(one: dict[str, Any]) -> str:
    return (
        f"the {one['role']} {one['name']!r}" if one["name"] else f"the {one['role']} without words"
    )


def _capital(one: dict[str, Any]) -> str:
    words = _called(one)
    return words[0].upper() + words[1:]


@cache
def _script() -> str:
    return Path(__file__).with_suffix(".js").read_text("utf-8")
