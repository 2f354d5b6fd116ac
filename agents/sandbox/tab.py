"""The one page of a sandbox: what happens to it is answered and noted, what goes wrong ends it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Final

from agents.sandbox.camera import Camera
from agents.sandbox.files import FileAnswer, sample
from agents.sandbox.origin import is_page
from agents.sandbox.values import Log, Viewport, quoted
from model.errors import PageFailed, SandboxError
from model.settings import Settings

if TYPE_CHECKING:
    from playwright.async_api import (
        BrowserContext,
        CDPSession,
        Dialog,
        Download,
        FileChooser,
        Frame,
        Page,
        Request,
    )

_WINDOW_S: Final = 10.0
_FRAMES_TIMES: Final = 10
"""Frames inside a page may navigate that many times as often: each of many does once."""
_TOLD_S: Final = 0.5
_WINDOW_COMES_S: Final = 1.5
_CLOSE_S: Final = 5.0


class Rate:
    """Counts what happens within the last ten seconds."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._times: deque[float] = deque()

    def over(self) -> bool:
        """Count one more; whether that is more than allowed."""
        now = time.monotonic()
        self._times.append(now)
        while self._times[0] < now - _WINDOW_S:
            self._times.popleft()
        return len(self._times) > self._most

    def forget(self) -> None:
        """Begin to count anew."""
        self._times.clear()


class Tab:
    """A page and what listens to it; ``trouble`` holds the error that ended it."""

    def __init__(
        self, page: Page, session: CDPSession, viewport: Viewport, log: Log, settings: Settings
    ) -> None:
        self.page = page
        self.session = session
        self.camera = Camera(session, viewport, lambda: self.documents)
        self.trouble: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.opening = 0
        self.documents = 0
        self.answer_file: FileAnswer = "sample"
        self._log = log
        self._settings = settings
        self._tasks: set[asyncio.Task[Any]] = set()
        self._moves = Rate(settings.page_navigations)
        self._inner_moves = Rate(settings.page_navigations * _FRAMES_TIMES)
        self._dialogs = Rate(settings.page_navigations)
        self._popups = Rate(settings.page_navigations)
        self._windows: deque[tuple[str, asyncio.TimerHandle]] = deque()
        self._closing = False
        self._listen()

    @classmethod
    async def open(
        cls, context: BrowserContext, viewport: Viewport, log: Log, settings: Settings
    ) -> Tab:
        """A new page of ``context``."""
        page = await context.new_page()
        session = await context.new_cdp_session(page)
        tab = cls(page, session, viewport, log, settings)
        session.on("Page.windowOpen", tab._window_opens)
        await session.send("Page.enable")
        if viewport.scale != 1:
            # What Playwright set holds for its own session with the page; pictures are asked in
            # this one, and would come in CSS pixels.
            metrics = {
                "width": viewport.width,
                "height": viewport.height,
                "deviceScaleFactor": viewport.scale,
                "mobile": False,
            }
            await session.send("Emulation.setDeviceMetricsOverride", metrics)
        if not viewport.scrollbars:
            await session.send("Emulation.setScrollbarsHidden", {"hidden": True})
        return tab

    @property
    def well(self) -> bool:
        """Whether the page can still be used."""
        return not self.trouble.done()

    def fail(self, error: SandboxError) -> None:
        """End the page; who waits for it, and who asks later, gets ``error``."""
        if self.trouble.done():
            return
        self.trouble.set_exception(error)
        self.trouble.exception()  # It counts as looked at, also when nobody asks again.
        self._start(self.close())

    async def close(self) -> None:
        """Close the page, also one that hangs."""
        if self._closing:
            return
        self._closing = True
        with contextlib.suppress(Exception):
            await asyncio.wait_for(self.page.close(), _CLOSE_S)

    def asked(self) -> None:
        """A page is opened because somebody asked: what was opened before does not count."""
        self._moves.forget()
        self._inner_moves.forget()

    def busy(self) -> bool:
        """Whether another page is being opened right now."""
        return self.opening > 0

    def expected_window(self) -> str:
        """The address of the oldest window that was announced and has come by now."""
        if not self._windows:
            return ""
        url, timer = self._windows.popleft()
        timer.cancel()
        self.opening -= 1
        return url

    def _window_opens(self, event: dict[str, Any]) -> None:
        """A window is announced when it is asked for, and comes when its page has loaded."""
        if self._popups.over():
            self._trap("The page opened one window after another")
        self.opening += 1
        loop = asyncio.get_running_loop()
        timer = loop.call_later(_WINDOW_COMES_S, lambda: self.expected_window())
        self._windows.append((str(event.get("url", "")), timer))

    def _listen(self) -> None:
        page = self.page
        page.on("crash", lambda _: self.fail(_crashed(self._settings)))
        page.on("close", lambda _: self._closed())
        page.on("dialog", lambda dialog: self._start(self._answer_dialog(dialog)))
        page.on("download", lambda download: self._start(self._refuse_download(download)))
        page.on("filechooser", lambda chooser: self._start(self._answer_chooser(chooser)))
        page.on("framenavigated", self._moved)
        page.on("request", self._requested)
        page.on("requestfailed", self._finished)
        page.on("requestfinished", self._finished)
        page.on("pageerror", lambda error: self._log.add("error", f"Script error: {error}"))
        page.on("websocket", lambda socket: self._log.add("refused", _no_socket(socket.url)))

    def _closed(self) -> None:
        """Gone without our doing: by itself, unless Chromium's end is told right after."""
        if not self._closing:
            error = PageFailed("The page closed itself; open it again to go on.")
            asyncio.get_running_loop().call_later(_TOLD_S, self.fail, error)

    def _requested(self, request: Request) -> None:
        if is_page(request):
            self.opening += 1

    def _finished(self, request: Request) -> None:
        if is_page(request):
            self.opening = max(0, self.opening - 1)

    def _moved(self, frame: Frame) -> None:
        if frame.parent_frame is not None:
            if self._inner_moves.over():
                self._trap("The frames inside the page opened one address after another")
            return
        self.documents += 1
        if self._moves.over():
            self._trap("The page opened one address after another by itself")
        elif frame.url.startswith(("blob:", "data:", "file:", "filesystem:")):
            self._log.add("refused", f"{quoted(frame.url)} was left: only pages are opened.")
            self._start(self._leave())
        elif not frame.url.startswith("about:"):
            self._log.add("navigation", f"Opened {quoted(frame.url)}.")

    async def _leave(self) -> None:
        await self.page.go_back(wait_until="commit", timeout=2_000)

    async def _answer_dialog(self, dialog: Dialog) -> None:
        if self._dialogs.over():
            self._trap("The page showed one dialog after another")
        words, given = dialog.message, dialog.default_value
        if dialog.type == "prompt":
            self._log.add("dialog", f"The page asked {quoted(words)}: answered {quoted(given)}.")
            await dialog.accept(given)
            return
        answers = {
            "alert": f"The page said {quoted(words)}: closed with OK.",
            "confirm": f"The page asked {quoted(words)}: answered OK.",
            "beforeunload": "The page asked whether to leave it: answered Leave.",
        }
        self._log.add("dialog", answers.get(dialog.type, f"The page said {quoted(words)}."))
        await dialog.accept()

    async def _refuse_download(self, download: Download) -> None:
        self._log.add(
            "download", f"The file {quoted(download.suggested_filename)} was not downloaded."
        )
        await download.cancel()

    async def _answer_chooser(self, chooser: FileChooser) -> None:
        accepts = await chooser.element.get_attribute("accept") or ""
        if self.answer_file == "cancel":
            self._log.add("file", "The page asked for a file: cancelled.")
            return
        file = sample(accepts)
        self._log.add("file", f"The page asked for a file: given {file['name']!r}, a made-up one.")
        await chooser.set_files(file)

    def _trap(self, what: str) -> None:
        sentence = (
            f"{what}, more than {self._settings.page_navigations} times within "
            f"{_WINDOW_S:.0f} seconds, so it was ended."
        )
        self._log.add("trap", sentence)
        self.fail(PageFailed(sentence))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run what an event asks for; it fails when the page goes first, which is no matter."""

        async def quietly() -> None:
            with contextlib.suppress(Exception):
                await work

        task = asyncio.ensure_future(quietly())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _crashed(settings: Settings) -> PageFailed:
    return PageFailed(
        "The page crashed, most likely because it wanted more memory than it may have "
        f"({settings.page_memory_mb} MB); open a smaller one."
    )


def _no_socket(url: str) -> str:
    return f"The page asked for a live connection to {quoted(url)}."
