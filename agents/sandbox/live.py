"""Live view: JPEG frames that Chromium sends when it draws, at most a few a second.

Chromium waits for each frame to be acknowledged, so acknowledging late is what slows it down. It
may then leave out the last one of a movement: every screenshot of a step is a frame as well.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import time
from typing import TYPE_CHECKING, Any, Final

from agents.sandbox.values import Frame, Log, Viewport
from model.settings import Settings

if TYPE_CHECKING:
    from playwright.async_api import CDPSession

_QUALITY: Final = 60


class Live:
    """The newest frame of a sandbox, whichever page shows it."""

    def __init__(self, viewport: Viewport, log: Log, settings: Settings) -> None:
        self._viewport = viewport
        self._log = log
        self._pause = 1 / max(settings.live_frames_per_s, 0.1)
        self._serial = 0
        self.frame: Frame | None = None
        self.on = False

    def show(self, jpeg: bytes) -> None:
        """Make ``jpeg`` the newest frame."""
        self._serial += 1
        scale = self._viewport.scale
        self.frame = Frame(
            jpeg,
            self._serial,
            self._log.seconds,
            round(self._viewport.width * scale),
            round(self._viewport.height * scale),
        )

    async def start(self, session: CDPSession) -> None:
        """Have the page behind ``session`` send frames."""
        loop = asyncio.get_running_loop()
        # The newest wins; keeping tasks alive is all this set is for.
        answering: set[asyncio.Task[None]] = set()

        async def acknowledge(number: int, due: float) -> None:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            with contextlib.suppress(Exception):  # the page has gone
                await session.send("Page.screencastFrameAck", {"sessionId": number})

        def arrived(event: dict[str, Any]) -> None:
            if self.on:
                self.show(base64.b64decode(event["data"]))
            due = time.monotonic() + self._pause
            task = loop.create_task(acknowledge(event["sessionId"], due))
            answering.add(task)
            task.add_done_callback(answering.discard)

        session.on("Page.screencastFrame", arrived)
        await session.send(
            "Page.startScreencast",
            {
                "format": "jpeg",
                "quality": _QUALITY,
                "maxWidth": self._viewport.width,
                "maxHeight": self._viewport.height,
            },
        )

    async def stop(self, session: CDPSession) -> None:
        """Have it send no more."""
        with contextlib.suppress(Exception):
            await session.send("Page.stopScreencast")
