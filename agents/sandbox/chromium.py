"""A running Chromium with Playwright's driver: both end together, and are watched together."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from agents.sandbox.bounds import MemoryWatch
from agents.sandbox.finding import Started, start
from model.errors import NoBrowser
from model.settings import Settings

if TYPE_CHECKING:
    from playwright.async_api import Browser, Playwright

_CLOSE_S: Final = 10.0
_ANSWER_S: Final = 5.0
_PROCESS_TIMES: Final = 2
"""A page's whole process may use that many times what its scripts may: pictures, layout …"""


class Chromium:
    """``well`` until it ends; ``died`` is called once if that was not by ``close``."""

    def __init__(self, playwright: Playwright, started: Started, died: Callable[[], None]) -> None:
        self.browser: Browser = started.browser
        self.version = started.browser.version
        self.warning = started.warning
        self._playwright = playwright
        self._local = started.local
        self._died = died
        self._closing = False
        self._watch: asyncio.Task[None] | None = None
        self.browser.on("disconnected", lambda _: self._ended())

    @classmethod
    async def start(cls, settings: Settings, died: Callable[[], None]) -> Chromium:
        """Start or connect; raises ``NoBrowser``."""
        from playwright.async_api import async_playwright

        try:
            playwright = await async_playwright().start()
        except Exception as error:
            raise NoBrowser(
                f"Playwright's driver did not start ({type(error).__name__}); install the "
                "packages of requirements.txt again."
            ) from None
        try:
            chromium = cls(playwright, await start(playwright, settings), died)
        except BaseException:
            await playwright.stop()
            raise
        await chromium._watch_memory(settings)
        return chromium

    @property
    def well(self) -> bool:
        """Whether it runs and answers."""
        return not self._closing and self.browser.is_connected()

    async def check(self) -> bool:
        """Whether it still answers; when it does not, that counts as its end.

        A driver that was killed tells nobody: Playwright goes on calling the browser connected.
        """
        if self.well:
            try:
                async with asyncio.timeout(_ANSWER_S):
                    session = await self.browser.new_browser_cdp_session()
                    await session.detach()
            except Exception:
                self._ended()
        return self.well

    async def close(self) -> None:
        """End it, and everything in it."""
        self._closing = True
        if self._watch is not None:
            self._watch.cancel()
        for work in (self.browser.close(), self._playwright.stop()):
            with contextlib.suppress(Exception):
                await asyncio.wait_for(work, _CLOSE_S)

    async def _watch_memory(self, settings: Settings) -> None:
        if not self._local:
            return
        with contextlib.suppress(Exception):  # a browser that does not say has no watch
            session = await self.browser.new_browser_cdp_session()
            found: dict[str, Any] = await session.send("SystemInfo.getProcessInfo")
            await session.detach()
            pid = next(row["id"] for row in found["processInfo"] if row["type"] == "browser")
            watch = MemoryWatch(int(pid), settings.page_memory_mb * _PROCESS_TIMES)
            self._watch = asyncio.ensure_future(watch.watch())

    def _ended(self) -> None:
        if not self._closing:
            self._closing = True
            self._died()
