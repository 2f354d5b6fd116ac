"""Pictures of a page, and when it stands still: when two in a row are the same, byte for byte.

Chromium encodes equal pixels to equal bytes, so nothing has to be decoded to compare. Its fast
encoder is asked for through its own protocol, which takes half the time of Playwright's call. The
caret does not blink (``page.js``), or no page with a focused field would ever stand still.
"""

from __future__ import annotations

import asyncio
import base64
import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from agents.sandbox.values import Viewport
from model.messages import Picture

if TYPE_CHECKING:
    from playwright.async_api import CDPSession

GAP_S: Final = 0.1
"""From one picture to the next that is to be equal; a page that redraws rarer counts as still."""

_LOST_S: Final = 0.15
"""After this a picture that was asked of a page which has gone meanwhile counts as lost."""
_LATE_S: Final = 2.0
"""After this any counts as lost."""
_BETWEEN: Final = ("Not attached to an active page", "Unable to capture screenshot")


@dataclass(frozen=True, slots=True)
class Shot:
    """The view as a PNG and as a picture, and whether the page stood still when it was taken."""

    png: bytes
    picture: Picture
    settled: bool
    title: str


class Camera:
    """Takes the pictures of one page; ``pages`` counts the documents that it showed."""

    def __init__(self, session: CDPSession, viewport: Viewport, pages: Callable[[], int]) -> None:
        self._session = session
        self._known: tuple[bytes, Picture] | None = None
        self._pages = pages
        self._viewport = viewport

    async def view(self) -> bytes:
        """The view as a PNG, in picture pixels."""
        if self._viewport.scale == 1:
            return await self._capture({})
        # Without a clip Chromium takes the pointer, after the next change of the page, to be at
        # its place divided by the scale: what is hovered over closes. Clips are of the page.
        metrics = await ask(self._session, "Page.getLayoutMetrics")
        at = metrics["cssVisualViewport"] if metrics else {"pageX": 0, "pageY": 0}
        clip = {
            "x": at["pageX"],
            "y": at["pageY"],
            "width": self._viewport.width,
            "height": self._viewport.height,
            "scale": 1,
        }
        return await self._capture({"clip": clip})

    async def whole(self, most_height: int) -> bytes:
        """The page from its top, at least the view and at most ``most_height`` CSS pixels tall."""
        height = self._viewport.height
        if metrics := await ask(self._session, "Page.getLayoutMetrics"):
            height = min(max(round(metrics["cssContentSize"]["height"]), height), most_height)
        clip = {"x": 0, "y": 0, "width": self._viewport.width, "height": height, "scale": 1}
        return await self._capture({"clip": clip, "captureBeyondViewport": True})

    async def settle(self, longest_s: float, busy: Callable[[], bool]) -> Shot:
        """Picture the view until two pictures in a row are equal, at most for ``longest_s``.

        While ``busy`` (a page is being opened) equal pictures prove nothing.
        """
        until = time.monotonic() + longest_s
        taken = time.monotonic()
        last = await self.view()
        developing = self._develop(last)
        while True:
            await asyncio.sleep(max(0.0, taken + GAP_S - time.monotonic()))
            taken = time.monotonic()
            now, title = await asyncio.gather(self.view(), self._title())
            settled = now == last and not busy()
            if now != last:
                # One at a time: of a page that moves for ever few pictures are worth the work.
                developing = self._develop(now) if developing.done() else developing
                last = now
            if settled or time.monotonic() >= until:
                png, picture = await developing
                if png != now:
                    png, picture = await self._develop(now)
                self._known = (png, picture)
                return Shot(png, picture, settled, title)

    def _develop(self, png: bytes) -> asyncio.Future[tuple[bytes, Picture]]:
        """Decode on a thread, while the page is given its time to move."""
        if self._known is not None and self._known[0] == png:
            done: asyncio.Future[tuple[bytes, Picture]]
            done = asyncio.get_running_loop().create_future()
            done.set_result(self._known)
            return done
        return asyncio.ensure_future(asyncio.to_thread(lambda: (png, decoded(png))))

    async def _title(self) -> str:
        history = await ask(self._session, "Page.getNavigationHistory")
        return str(history["entries"][history["currentIndex"]]["title"]) if history else ""

    async def _capture(self, asked: dict[str, Any]) -> bytes:
        """A picture, asked for again when the page it was asked of has gone.

        Between two pages there is nothing to picture, and a question that falls there may never be
        answered at all: whichever question is answered first will do.
        """
        wanted = {"format": "png", "optimizeForSpeed": True, **asked}
        waiting: set[asyncio.Task[bytes | None]] = set()
        try:
            while True:
                asked_at, pages = time.monotonic(), self._pages()
                waiting.add(asyncio.ensure_future(self._ask(wanted)))
                while waiting:
                    done, waiting = await asyncio.wait(
                        waiting, timeout=_LOST_S, return_when=asyncio.FIRST_COMPLETED
                    )
                    for task in done:
                        if (png := task.result()) is not None:
                            return png
                    late = time.monotonic() - asked_at > _LATE_S
                    if not done and (late or self._pages() != pages):
                        break
                if not waiting:
                    await asyncio.sleep(GAP_S / 2)
        finally:
            for task in waiting:
                task.cancel()

    async def _ask(self, wanted: dict[str, Any]) -> bytes | None:
        """A picture, or ``None`` when there is no page right now."""
        answer = await ask(self._session, "Page.captureScreenshot", wanted)
        return None if answer is None else base64.b64decode(answer["data"])


async def ask(
    session: CDPSession, question: str, given: dict[str, Any] | None = None
) -> dict[str, Any] | None:
    """Chromium's answer in its own protocol; ``None`` while one page takes another's place."""
    from playwright.async_api import Error

    try:
        answer: dict[str, Any] = await session.send(question, given)
    except Error as error:
        if any(words in error.message for words in _BETWEEN):
            return None
        raise
    return answer


def decoded(png: bytes) -> Picture:
    """The picture in a PNG of Chromium's."""
    from PIL import Image

    from model.media.images import picture_of

    with Image.open(io.BytesIO(png), formats=["PNG"]) as opened:
        return picture_of(opened.convert("RGB"), "screen.png")
