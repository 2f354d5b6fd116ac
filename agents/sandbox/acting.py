"""Actions made into what a hand does: mouse moves, presses, wheel turns and keys.

Raw mouse and keyboard have no time limit of their own: ``Session`` bounds every call.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from agents.sandbox.camera import ask
from agents.sandbox.choosing import choose
from agents.sandbox.fields import fill, focused_kind
from agents.sandbox.tab import Tab
from agents.sandbox.values import Log, Viewport
from model.actions import (
    Action,
    Back,
    Click,
    Drag,
    Hover,
    Key,
    Scroll,
    Select,
    Type,
    Wait,
)
from model.geometry import Point

if TYPE_CHECKING:
    from playwright.async_api import Page

_TYPED_ALOUD: Final = 200
"""Characters that are typed key by key; longer texts go in at once, as if pasted."""
_DRAG_STEPS: Final = 12
_WHEEL: Final = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}
_COMMAND: Final = "Meta" if sys.platform == "darwin" else "Control"


class Hand:
    """Does actions on one page; ``pointer`` is where the mouse is, in picture pixels."""

    def __init__(self, viewport: Viewport, log: Log) -> None:
        self._viewport = viewport
        self._log = log
        self.pointer: Point | None = None

    def seconds(self, action: Action) -> float:
        """How long the action takes by its own wish, beyond the time any action may take."""
        if isinstance(action, Wait):
            return max(0.0, action.seconds)
        return max(0.0, action.hold_s) if isinstance(action, Click) else 0.0

    async def do(self, tab: Tab, action: Action) -> None:
        """Do ``action``; what cannot be done is noted in the log, endings do nothing."""
        page = tab.page
        match action:
            case Click(at=at):
                x, y = self._place(at)
                await page.mouse.click(
                    x, y, button=action.button, click_count=action.count,
                    delay=action.hold_s * 1000,
                )  # fmt: skip
            case Hover(at=at):
                await page.mouse.move(*self._place(at))
            case Type():
                await self._type(tab, action)
            case Key(keys=keys):
                await self._press(page, keys)
            case Scroll():
                await self._scroll(page, action)
            case Drag(start=start, end=end):
                await page.mouse.move(*self._place(start))
                await page.mouse.down()
                await page.mouse.move(*self._place(end), steps=_DRAG_STEPS)
                await page.mouse.up()
            case Select(option=option, at=at):
                await choose(tab, self._place(at), option, self._log)
            case Wait(seconds=seconds):
                await page.wait_for_timeout(max(0.0, seconds) * 1000)
            case Back():
                await _back(tab, self._log)
            case _:
                pass

    async def _type(self, tab: Tab, action: Type) -> None:
        page = tab.page
        if action.at is not None:
            await page.mouse.click(*self._place(action.at))
        kind = await focused_kind(page)
        if kind and await fill(page, kind, action.text):
            pass
        else:
            if action.clear:
                await page.keyboard.press(f"{_COMMAND}+A")
                await page.keyboard.press("Delete")
            if len(action.text) <= _TYPED_ALOUD:
                await page.keyboard.type(action.text)
            else:
                await page.keyboard.insert_text(action.text)
        if action.enter:
            await page.keyboard.press("Enter")

    async def _press(self, page: Page, keys: tuple[str, ...]) -> None:
        from playwright.async_api import Error

        named = [_COMMAND if key in ("Control", "ControlOrMeta") else key for key in keys]
        try:
            await page.keyboard.press("+".join(named))
        except Error as error:
            if "Unknown key" not in error.message:
                raise
            self._log.add("error", f"There is no key {'+'.join(keys)!r} to press.")

    async def _scroll(self, page: Page, action: Scroll) -> None:
        middle = Point(self._viewport.width / 2, self._viewport.height / 2)
        at = action.at or Point(middle.x * self._viewport.scale, middle.y * self._viewport.scale)
        await page.mouse.move(*self._place(at))
        dx, dy = _WHEEL[action.direction]
        amount = action.amount / self._viewport.scale
        await page.mouse.wheel(dx * amount, dy * amount)

    def _place(self, at: Point) -> tuple[float, float]:
        """CSS pixels of a place on the picture; outside the view, its nearest edge."""
        scale = self._viewport.scale
        x, y = at.x / scale, at.y / scale
        inside_x = min(max(x, 0.0), self._viewport.width - 1.0)
        inside_y = min(max(y, 0.0), self._viewport.height - 1.0)
        if (x, y) != (inside_x, inside_y):
            self._log.add(
                "error",
                f"({at.x:.0f}, {at.y:.0f}) is outside the view; its edge was taken instead.",
            )
        self.pointer = Point(inside_x * scale, inside_y * scale)
        return inside_x, inside_y


async def _back(tab: Tab, log: Log) -> None:
    history = await ask(tab.session, "Page.getNavigationHistory")
    if history is None or history["currentIndex"] == 0:
        log.add("navigation", "There is no page to go back to.")
        return
    await tab.page.go_back(wait_until="commit")
