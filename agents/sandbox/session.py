"""The inside of a sandbox, on the loop's thread: one context, one page, every call bounded."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

from agents.sandbox.acting import Hand
from agents.sandbox.bounds import bounded
from agents.sandbox.camera import Shot, ask
from agents.sandbox.going import check_address, go
from agents.sandbox.live import Live
from agents.sandbox.origin import ORIGIN, Origin
from agents.sandbox.popups import fold
from agents.sandbox.proxy import AllowedHost, FilteringProxy
from agents.sandbox.site import Site
from agents.sandbox.tab import Tab
from agents.sandbox.values import Log, Viewport
from model.actions import Action, Home
from model.errors import PageFailed, SandboxClosed, SandboxError
from model.settings import Settings

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page

    from agents.sandbox.chromium import Chromium

T = TypeVar("T")

_PICTURE_S: Final = 4.0
"""How long two pictures may take beyond the settling itself, on a busy machine."""
_ANSWER_S: Final = 2.0
_CLOSE_S: Final = 8.0
_COUNT: Final = """() => {
  const walk = document.createTreeWalker(document, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  let count = 0;
  while (walk.nextNode()) count += 1;
  return count;
}"""
_GONE: Final = ("closed", "crashed", "Connection", "detached")


@dataclass(frozen=True, slots=True)
class Seen:
    """A view and what the browser said of it."""

    shot: Shot
    url: str
    seconds: float


class Session:
    """One isolated context and its page; made by ``Session.open``."""

    def __init__(
        self,
        context: BrowserContext,
        viewport: Viewport,
        settings: Settings,
        log: Log,
        proxy: FilteringProxy | None,
        check: Callable[[], Coroutine[Any, Any, bool]],
    ) -> None:
        self.log = log
        self.hand = Hand(viewport, log)
        self.live = Live(viewport, log, settings)
        self.answer_file: Any = "sample"
        self._context = context
        self._viewport = viewport
        self._settings = settings
        self._proxy = proxy
        self._check = check
        self._origin = Origin(log, proxy.allows if proxy else None)
        self._tab: Tab | None = None
        self._start = ""
        self._used = False
        self._gone: SandboxError | None = None
        self._making = False
        self._tasks: set[asyncio.Task[None]] = set()

    @classmethod
    async def open(
        cls,
        chromium: Chromium,
        viewport: Viewport,
        settings: Settings,
        hosts: tuple[AllowedHost, ...],
        dead: str,
        make_proxy: Callable[..., FilteringProxy] = FilteringProxy,
    ) -> Session:
        """A context without any network, or with the way to ``hosts`` alone."""
        log = Log()
        proxy = None
        if hosts:
            proxy = make_proxy(hosts, lambda text: log.add("refused", text))
            await proxy.start()
        context = await chromium.browser.new_context(
            viewport={"width": viewport.width, "height": viewport.height},
            device_scale_factor=viewport.scale,
            offline=proxy is None,
            # "<-loopback>" takes back the exception that Chromium makes for this machine.
            proxy={"server": proxy.url if proxy else dead, "bypass": "<-loopback>"},
            service_workers="block",
            accept_downloads=False,
            permissions=[],
            locale="en-US",
            color_scheme="light",
            reduced_motion="reduce",
        )
        session = cls(context, viewport, settings, log, proxy, chromium.check)
        await context.add_init_script(_script("page.js"))
        own = _script("clipboard.js").replace("%MARK%", secrets.token_hex(8))
        await context.add_init_script(own)
        await context.route("**/*", session._origin.answer)
        context.on("page", lambda page: session._fold(page))
        session._tab = await session._new_tab()
        return session

    async def load(self, site: Site, path: str) -> Seen:
        """Serve ``site`` on the routed origin and open ``path``."""
        await self._clean()
        self._origin.serve(site)
        self._start = ORIGIN + "/" + path.lstrip("/")
        return await self._open_page(self._start)

    async def visit(self, url: str) -> Seen:
        """Open an address of an allowed host; raises ``BadAddress``."""
        check_address(url, self._proxy)
        self._start = url
        return await self._open_page(url)

    async def act(self, action: Action) -> Seen:
        """Do ``action`` and wait for the picture to stand still."""
        if isinstance(action, Home):
            self._page()
            return await self._open_page(self._start, first=False)
        tab = self._page()
        limit = self._settings.page_step_s + self._settings.page_settle_s
        name = type(action).__name__.lower()
        limit += self.hand.seconds(action)
        return await self._bounded(self._act(tab, action), limit, f"The action {name!r}")

    async def look(self) -> Seen:
        """The view once it stands still."""
        return await self._bounded(self._see(self._page()), self._look_s, "Looking at the page")

    async def whole(self) -> bytes:
        """The whole page as a PNG, once the view stands still."""
        tab = self._page()

        async def take() -> bytes:
            await self._see(tab)
            return await tab.camera.whole(self._settings.page_height)

        return await self._bounded(take(), self._settings.page_load_s, "Picturing the page")

    async def evaluate(self, script: str, argument: Any, seconds: float) -> Any:
        """What ``script``, a JavaScript function, returns on the page."""
        tab = self._page()
        return await self._bounded(
            tab.page.evaluate(script, argument), seconds, "A measuring script"
        )

    async def show_live(self, on: bool) -> None:
        """Start or stop the live frames."""
        self.live.on = on
        if self._tab is not None and self._tab.well:
            await (self.live.start if on else self.live.stop)(self._tab.session)

    async def close(self, error: SandboxError) -> None:
        """End everything; calls in progress and later ones raise ``error``."""
        if self._gone is not None:
            return
        self._gone = error
        if self._tab is not None:
            self._tab.fail(error)
        with contextlib.suppress(Exception):
            await asyncio.wait_for(self._context.close(), _CLOSE_S)
        if self._proxy is not None:
            await self._proxy.close()

    @property
    def gone(self) -> SandboxError | None:
        """Why it ended, if it did."""
        return self._gone

    @property
    def _look_s(self) -> float:
        return self._settings.page_settle_s + _PICTURE_S

    async def _act(self, tab: Tab, action: Action) -> Seen:
        began = time.monotonic()
        await self.hand.do(tab, action)
        return await self._see(tab, began)

    async def _see(self, tab: Tab, began: float | None = None) -> Seen:
        """Settle and picture; what the browser knows without asking the page comes beside it."""
        began = time.monotonic() if began is None else began
        shot, _ = await asyncio.gather(
            tab.camera.settle(self._settings.page_settle_s, tab.busy), self._check_nodes(tab)
        )
        return Seen(shot, tab.page.url, time.monotonic() - began)

    async def _check_nodes(self, tab: Tab) -> None:
        """Raises ``PageFailed`` when the page is too large."""
        counted = await ask(tab.session, "Memory.getDOMCounters")
        if counted is None or counted["nodes"] <= self._settings.page_nodes:
            return
        # The counter includes what waits to be thrown away, so the page itself is asked.
        count = int(await tab.page.evaluate(_COUNT))
        if count > self._settings.page_nodes:
            error = PageFailed(
                f"The page has {count:,} elements and texts and the limit is "
                f"{self._settings.page_nodes:,}, so it was ended; open a smaller one."
            )
            tab.fail(error)
            raise error

    async def _open_page(self, url: str, first: bool = True) -> Seen:
        if self._gone is not None:
            raise self._gone
        if self._tab is None or not self._tab.well:
            self._tab = await self._new_tab()
        began = time.monotonic()
        tab, limit = self._tab, self._settings.page_load_s
        tab.asked()

        async def work() -> Seen:
            await go(tab, url, self._settings, self.log)
            if first:
                # "Back" must not lead to the empty page or to one that was loaded before.
                await ask(tab.session, "Page.resetNavigationHistory")
            return await self._see(tab, began)

        self._used = True
        return await self._bounded(work(), limit + self._look_s, "Opening the page")

    async def _new_tab(self) -> Tab:
        self._making = True
        try:
            tab = await Tab.open(self._context, self._viewport, self.log, self._settings)
        finally:
            self._making = False
        for page in self._context.pages:
            if page is not tab.page:  # a window that the page before opened as it ended
                self._background(page.close())
        tab.answer_file = self.answer_file
        if self.live.on:
            await self.live.start(tab.session)
        return tab

    async def _clean(self) -> None:
        """Forget what the page before stored: every page that is loaded starts afresh."""
        if not self._used or self._tab is None or not self._tab.well:
            return
        tab = self._tab
        try:
            async with asyncio.timeout(_ANSWER_S):
                await tab.page.evaluate("() => sessionStorage.clear()")
                await tab.session.send(
                    "Storage.clearDataForOrigin", {"origin": ORIGIN, "storageTypes": "all"}
                )
                await self._context.clear_cookies()
        except Exception:  # The page hangs or stands on another origin: a new one takes its place.
            self._tab = None
            await tab.close()

    def _page(self) -> Tab:
        if self._gone is not None:
            raise self._gone
        if self._tab is None or not self._used:
            raise PageFailed("No page is open in this sandbox; open one first.")
        return self._tab

    async def _bounded(self, work: Coroutine[Any, Any, T], seconds: float, what: str) -> T:
        from playwright.async_api import Error

        tab = self._tab
        assert tab is not None
        tab.answer_file = self.answer_file
        began = time.monotonic()
        try:
            return await bounded(work, seconds, tab.trouble)
        except TimeoutError:
            self._hung(tab, began, what)
        except Error as error:
            if any(word in error.message for word in _GONE):
                # What ended the page is told a moment later than that it is gone.
                if await self._check():
                    await asyncio.wait({tab.trouble}, timeout=_ANSWER_S)
                else:
                    await asyncio.wait({tab.trouble}, timeout=_CLOSE_S)
                if tab.trouble.done():
                    tab.trouble.result()
            if "Timeout" in type(error).__name__:
                self._hung(tab, began, what)
            line = error.message.splitlines()[0] if error.message else "no reason given"
            raise PageFailed(f"{what} failed: {line[:200]}") from None

    def _hung(self, tab: Tab, began: float, what: str) -> NoReturn:
        error = PageFailed(
            f"{what} was given up after {time.monotonic() - began:.1f} seconds: the page does "
            "not answer, so it was ended. Open it again, or one that does less."
        )
        tab.fail(error)
        raise error

    def _fold(self, popup: Page) -> None:
        tab = self._tab
        if self._making or tab is None or popup is tab.page:
            return
        tab.opening += 1
        work = fold(tab, popup, tab.expected_window(), self._origin, self.log)

        def over() -> None:
            tab.opening -= 1

        self._background(work, over)

    def _background(
        self, work: Coroutine[Any, Any, None], over: Callable[[], None] = lambda: None
    ) -> None:
        """Run what nobody waits for; it fails when its page goes first, which is no matter."""

        async def quietly() -> None:
            with contextlib.suppress(Exception):
                await work
            over()

        task = asyncio.ensure_future(quietly())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def closed() -> SandboxClosed:
    """The error of a sandbox that its owner closed."""
    return SandboxClosed("This browser sandbox was closed; open another.")


@cache
def _script(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
