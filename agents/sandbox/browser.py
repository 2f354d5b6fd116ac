"""The one Chromium of the app: started on first use, restarted when it dies, shared by all."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import itertools
import threading
import time
from collections.abc import Callable, Sequence
from typing import Final

from agents.sandbox.chromium import Chromium
from agents.sandbox.proxy import AllowedHost, DeadPort, FilteringProxy, allowed_host
from agents.sandbox.queue import Places
from agents.sandbox.sandbox import Sandbox
from agents.sandbox.session import Session
from agents.sandbox.values import Viewport
from model.errors import BadAddress, NoBrowser, SandboxClosed
from model.loop_thread import LoopThread
from model.settings import Settings

_OPEN_S: Final = 60.0
_SPARE_S: Final = 2.0
"""A spare sandbox that somebody just used is not taken away."""
_CLOSE_S: Final = 30.0


class Browser:
    """Opens sandboxes, a bounded number at once; safe to use from any thread."""

    def __init__(
        self,
        settings: Settings,
        make_proxy: Callable[..., FilteringProxy] = FilteringProxy,
    ) -> None:
        self.warning = ""
        self.version = ""
        self._settings = settings
        self._make_proxy = make_proxy
        self._loop = LoopThread("sandbox")
        self._places = Places(settings)
        self._lock = threading.Lock()
        self._sandboxes: dict[str, Sandbox] = {}
        self._numbers = itertools.count(1)
        self._chromium: Chromium | None = None
        self._starting: asyncio.Lock | None = None
        self._sweeper: asyncio.Task[None] | None = None
        self._dead: DeadPort | None = None

    def open(
        self,
        viewport: Viewport | None = None,
        *,
        hosts: Sequence[str] = (),
        stopped: Callable[[], bool] = lambda: False,
        spare: bool = False,
    ) -> Sandbox:
        """A new sandbox, waiting in the queue for a place if need be.

        ``hosts`` are the only ones it may reach, none by default. A ``spare`` sandbox may be closed
        while nobody uses it when another is waited for. Raises ``NoBrowser``, ``SandboxBusy``, or
        ``BadAddress`` for a host that may not be named.
        """
        viewport = viewport or Viewport()
        allowed = tuple(map(allowed_host, hosts))
        if allowed and self._settings.browser_url:
            raise BadAddress(
                "In a remote Chromium no hosts are opened, as our filter would not hold there; "
                "unset SIGHTLINE_BROWSER_URL, or build and drive pages without a network."
            )
        self._places.take(stopped, self._make_room)
        try:
            session = self._opened(viewport, allowed)
        except BaseException:
            self._places.give_back()
            raise
        sandbox = Sandbox(
            f"s{next(self._numbers)}",
            viewport,
            self._settings,
            session,
            self._loop,
            self._released,
            spare,
        )
        with self._lock:
            self._sandboxes[sandbox.id] = sandbox
        if session.gone is not None:  # Chromium died between the two lines above
            sandbox.end(session.gone)
            raise session.gone
        return sandbox

    @property
    def waiting(self) -> int:
        """How many wait for a sandbox."""
        return self._places.waiting

    @property
    def open_sandboxes(self) -> int:
        """How many are open."""
        return len(self._sandboxes)

    def close(self) -> None:
        """Close every sandbox and Chromium; the next ``open`` starts anew."""
        for sandbox in self._all():
            with contextlib.suppress(Exception):
                sandbox.close()
        atexit.unregister(self.close)
        if self._chromium is not None or self._sweeper is not None:
            with contextlib.suppress(Exception):
                self._loop.submit(self._shut()).result(_CLOSE_S)
        self._loop.close()
        self._starting = self._sweeper = None
        if self._dead is not None:
            self._dead.close()
            self._dead = None

    def _opened(self, viewport: Viewport, hosts: tuple[AllowedHost, ...]) -> Session:
        opening = self._loop.submit(self._open(viewport, hosts))
        try:
            return opening.result(_OPEN_S)
        except TimeoutError:
            opening.cancel()
            raise NoBrowser(
                f"Chromium was not ready within {_OPEN_S:.0f} seconds; the machine may be too "
                "busy, so try again later."
            ) from None

    async def _open(self, viewport: Viewport, hosts: tuple[AllowedHost, ...]) -> Session:
        chromium = await self._running()
        try:
            return await self._session(chromium, viewport, hosts)
        except Exception:
            if await chromium.check():
                raise
        # It died between being found well and being asked.
        return await self._session(await self._running(), viewport, hosts)

    async def _session(
        self, chromium: Chromium, viewport: Viewport, hosts: tuple[AllowedHost, ...]
    ) -> Session:
        if self._dead is None:
            self._dead = DeadPort()
        return await Session.open(
            chromium, viewport, self._settings, hosts, self._dead.url, self._make_proxy
        )

    async def _running(self) -> Chromium:
        if self._starting is None:
            self._starting = asyncio.Lock()
        async with self._starting:
            if self._chromium is not None and self._chromium.well:
                return self._chromium
            if self._chromium is not None:
                await self._chromium.close()
                self._chromium = None
            chromium = await Chromium.start(self._settings, self._died)
            self._chromium = chromium
            self.warning, self.version = chromium.warning, chromium.version
            atexit.register(self.close)
            if self._sweeper is None:
                self._sweeper = asyncio.ensure_future(self._sweep())
            return chromium

    def _died(self) -> None:
        """Called on the loop when Chromium ends without being asked to."""
        error = SandboxClosed(
            "Chromium ended unexpectedly, and this sandbox with it; open the page again and a new "
            "one is started."
        )
        for sandbox in self._all():
            threading.Thread(target=sandbox.end, args=(error,), daemon=True).start()

    async def _sweep(self) -> None:
        """Close what nobody used for long; last of all Chromium itself."""
        longest = self._settings.sandbox_idle_s
        idle_since = time.monotonic()
        while True:
            await asyncio.sleep(min(max(longest / 20, 0.05), 15.0))
            now = time.monotonic()
            for sandbox in self._all():
                if now - sandbox.used_at > longest and not sandbox.in_use:
                    error = SandboxClosed(
                        f"This sandbox was closed after {longest / 60:.0f} minutes without use; "
                        "open the page again."
                    )
                    await asyncio.to_thread(sandbox.end, error)
            if self._all() or self._places.taken:
                idle_since = now
            elif now - idle_since > longest and self._chromium is not None:
                chromium, self._chromium = self._chromium, None
                await chromium.close()

    async def _shut(self) -> None:
        if self._sweeper is not None:
            self._sweeper.cancel()
        if self._chromium is not None:
            chromium, self._chromium = self._chromium, None
            await chromium.close()

    def _make_room(self) -> bool:
        """Close the spare sandbox that was longest unused; whether there was one."""
        now = time.monotonic()
        spare = [
            sandbox
            for sandbox in self._all()
            if sandbox.spare and not sandbox.in_use and now - sandbox.used_at > _SPARE_S
        ]
        if not spare:
            return False
        oldest = min(spare, key=lambda sandbox: sandbox.used_at)
        oldest.end(SandboxClosed("This sandbox was given to somebody who waited; open another."))
        return True

    def _released(self, sandbox: Sandbox) -> None:
        with self._lock:
            known = self._sandboxes.pop(sandbox.id, None)
        if known is not None:
            self._places.give_back()

    def _all(self) -> list[Sandbox]:
        with self._lock:
            return list(self._sandboxes.values())
