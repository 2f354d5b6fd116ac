"""Pictures of a page, and when it stands still: when two in a row are the same, byte for byte.

Chromium encodes equal pixels to equal bytes, so nothing has to be decoded to compare. Its fast
encoder is asked for through its own protocol, which takes half the time of Playwright's call. The
caret does not blink (``page.js``), or no page with a focused field would ever stand still.
"""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from agents.sandbox.values import Viewport

if TYPE_CHECKING:
    from playwright.async_api import CDPSession

GAP_S: Final = 0.1
"""From one picture to the next that is to be equal; a page that redraws rarer counts as still."""

_BETWEEN: Final = ("Not attached to an active page", "Unable to capture screenshot")


@dataclass(frozen=True, slots=True)
class Shot:
    """A PNG of the view, and whether the page stood still when it was taken."""

    png: bytes
    settled: bool


class Camera:
    """Takes the pictures of one page."""

    def __init__(self, session: CDPSession, viewport: Viewport) -> None:
        self._session = session
        self._viewport = viewport

    async def view(self) -> bytes:
        """The view as a PNG, in picture pixels."""
        return await self._capture({})

    async def whole(self, most_height: int) -> bytes:
        """The page from its top, at least the view and at most ``most_height`` CSS pixels tall."""
        size = (await self._session.send("Page.getLayoutMetrics"))["cssContentSize"]
        height = min(max(round(size["height"]), self._viewport.height), most_height)
        clip = {"x": 0, "y": 0, "width": self._viewport.width, "height": height, "scale": 1}
        return await self._capture({"clip": clip, "captureBeyondViewport": True})

    async def settle(self, longest_s: float, busy: Callable[[], bool]) -> Shot:
        """Picture the view until two pictures in a row are equal, at most for ``longest_s``.

        While ``busy`` (a page is being opened) equal pictures prove nothing.
        """
        until = time.monotonic() + longest_s
        taken = time.monotonic()
        last = await self.view()
        while True:
            await asyncio.sleep(max(0.0, taken + GAP_S - time.monotonic()))
            taken = time.monotonic()
            now = await self.view()
            if now == last and not busy():
                return Shot(now, True)
            if time.monotonic() >= until:
                return Shot(now, False)
            last = now

    async def _capture(self, asked: dict[str, Any]) -> bytes:
        """A picture; between two pages there is nothing to picture, so it is asked for again."""
        from playwright.async_api import Error

        wanted = {"format": "png", "optimizeForSpeed": True, **asked}
        while True:
            try:
                answer = await self._session.send("Page.captureScreenshot", wanted)
            except Error as error:
                if not any(words in error.message for words in _BETWEEN):
                    raise
                await asyncio.sleep(GAP_S / 2)
            else:
                return base64.b64decode(answer["data"])
