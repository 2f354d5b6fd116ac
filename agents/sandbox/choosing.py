"""Select: choose an option by its words, in a native list or in one a page draws itself."""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from agents.sandbox.values import Log, quoted

if TYPE_CHECKING:
    from playwright.async_api import Frame

    from agents.sandbox.tab import Tab

_DEEPEST: Final = 4
_LISTED: Final = 8
_OPENS_S: Final = 0.25
_LOOKS: Final = 4


async def choose(tab: Tab, place: tuple[float, float], option: str, log: Log) -> None:
    """Choose ``option`` in the list at ``place`` (CSS pixels); what fails is noted in the log.

    A native list, open or not, is set as its own pointer would set it. Any other is clicked, and
    then the visible place that says ``option``.
    """
    frame, x, y = await _frame_at(tab.page.main_frame, *place)
    answer: dict[str, Any] = await frame.evaluate(
        _script(), {"x": x, "y": y, "option": option, "native": True}
    )
    if answer["found"] == "chosen":
        return
    if answer["found"] == "missing":
        offered = ", ".join(map(quoted, answer["options"][:_LISTED]))
        more = ", …" if len(answer["options"]) > _LISTED else ""
        log.add("error", f"The list has no option {quoted(option)}; it offers {offered}{more}.")
        return
    if answer["found"] == "disabled":
        log.add("error", f"The option {quoted(option)} cannot be chosen; it is greyed out.")
        return
    await tab.page.mouse.click(*place)
    for _ in range(_LOOKS):
        answer = await frame.evaluate(
            _script(), {"x": x, "y": y, "option": option, "native": False}
        )
        if answer["found"] == "seen":
            left, top = place[0] - x, place[1] - y
            await tab.page.mouse.click(left + answer["x"], top + answer["y"])
            return
        await asyncio.sleep(_OPENS_S)
    log.add("error", f"Nothing in the list that opened says {quoted(option)}.")


async def _frame_at(frame: Frame, x: float, y: float) -> tuple[Frame, float, float]:
    """The innermost frame at a place, and the place in its own pixels."""
    for _ in range(_DEEPEST):
        handle = await frame.evaluate_handle(
            "([x, y]) => { const node = document.elementFromPoint(x, y);"
            " return node instanceof HTMLIFrameElement ? node : null; }",
            [x, y],
        )
        element = handle.as_element()
        inner = None if element is None else await element.content_frame()
        if element is None or inner is None:
            break
        left, top = await element.evaluate(
            "(node) => { const box = node.getBoundingClientRect();"
            " return [box.left + node.clientLeft, box.top + node.clientTop]; }"
        )
        frame, x, y = inner, x - left, y - top
    return frame, x, y


@cache
def _script() -> str:
    return Path(__file__).with_name("choosing.js").read_text(encoding="utf-8")
