"""A sandbox as its user has it: plain calls from any thread, pictures out."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Final, TypeVar

from agents.sandbox.camera import decoded
from agents.sandbox.files import FileAnswer
from agents.sandbox.session import Seen, Session, closed
from agents.sandbox.site import Site
from agents.sandbox.values import Entry, Frame, Observed, Viewport
from model.actions import Action
from model.errors import PageFailed, SandboxError
from model.geometry import Point
from model.loop_thread import LoopThread
from model.messages import Picture
from model.settings import Settings

T = TypeVar("T")

_BINARY_SHARE: Final = 0.02
_LOOKED_AT: Final = 100_000
_JPEG_QUALITY: Final = 70


class Sandbox:
    """One isolated page; ``Browser.open`` makes it. Calls from several threads take turns."""

    def __init__(
        self,
        identity: str,
        viewport: Viewport,
        settings: Settings,
        session: Session,
        loop: LoopThread,
        release: Callable[[Sandbox], None],
        spare: bool = False,
    ) -> None:
        self.id = identity
        self.viewport = viewport
        self.spare = spare
        self.url = ""
        self.title = ""
        self.used_at = time.monotonic()
        self._settings = settings
        self._session = session
        self._loop = loop
        self._release = release
        self._turn = threading.RLock()
        self._ended: SandboxError | None = None
        self._last = b""

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pointer(self) -> Point | None:
        """Where the mouse is, in picture pixels."""
        return self._session.hand.pointer

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All that happened, the oldest first."""
        return self._session.log.entries

    @property
    def answer_file(self) -> FileAnswer:
        """What a page gets that asks for a file: a made-up ``sample``, or nothing."""
        answer: FileAnswer = self._session.answer_file
        return answer

    @answer_file.setter
    def answer_file(self, answer: FileAnswer) -> None:
        self._session.answer_file = answer

    @property
    def closed(self) -> bool:
        """Whether it was closed, by its user, for being unused, or by Chromium's end."""
        return self._ended is not None

    @property
    def in_use(self) -> bool:
        """Whether a call is running."""
        if self._turn.acquire(blocking=False):
            self._turn.release()
            return False
        return True

    def load(self, page: str | Site, path: str = "/") -> Observed:
        """Open HTML text or a site on the routed origin, with no network at all.

        Raises ``PageFailed`` for a page that is too large, or that hangs, crashes or outgrows its
        bounds while it loads.
        """
        if isinstance(page, str):
            self._check_html(page)
            page = Site.of_html(page)
        self._check_site(page)
        return self._observe(lambda: self._session.load(page, path))

    def visit(self, url: str) -> Observed:
        """Open an address of a host named to ``Browser.open``; raises ``BadAddress``."""
        return self._observe(lambda: self._session.visit(url.strip()))

    def act(self, action: Action) -> Observed:
        """Do ``action``, wait until the picture stands still, and give the picture.

        What an action could not do (no such option, no such key) stands in the entries. Raises
        ``PageFailed`` when the page hangs or crashes on it.
        """
        return self._observe(lambda: self._session.act(action))

    def look(self, *, full: bool = False) -> Picture:
        """The view once it stands still; with ``full`` the whole page from its top."""
        if full:
            with self._turn:
                return decoded(self._run(lambda: self._session.whole()))
        return self._observe(lambda: self._session.look(), fresh=False).picture

    def evaluate(self, script: str, argument: Any = None, timeout_s: float | None = None) -> Any:
        """What a JavaScript function returns on the page: our own measuring, never the agent's."""
        seconds = self._settings.page_step_s if timeout_s is None else timeout_s
        with self._turn:
            return self._run(lambda: self._session.evaluate(script, argument, seconds))

    def live(self, on: bool) -> None:
        """Start or stop live frames."""
        self._run(lambda: self._session.show_live(on))

    def frame(self) -> Frame | None:
        """The newest live frame; never waits."""
        return self._session.live.frame

    def close(self) -> None:
        """End it and free its place; calls in progress raise ``SandboxClosed``."""
        self.end(closed())

    def end(self, error: SandboxError) -> None:
        """Close it for the reason ``error``, which later calls raise."""
        if self._ended is not None:
            return
        self._ended = error
        try:
            self._loop.submit(self._session.close(error)).result(20.0)
        finally:
            self._release(self)

    def _observe(
        self, work: Callable[[], Coroutine[Any, Any, Seen]], fresh: bool = True
    ) -> Observed:
        with self._turn:
            seen = self._run(work)
            self.url, self.title = seen.url, seen.shot.title
            picture, changed = seen.shot.picture, self._last != seen.shot.png
            self._last = seen.shot.png
            entries = self._session.log.fresh() if fresh else ()
            if self._session.live.on:
                self._session.live.show(_jpeg(picture))
            return Observed(picture, changed, seen.shot.settled, seen.seconds, entries, seen.url)

    def _run(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        if self._ended is not None:
            raise self._ended
        self.used_at = time.monotonic()
        try:
            return self._loop.submit(work()).result()
        finally:
            self.used_at = time.monotonic()

    def _check_html(self, html: str) -> None:
        head = html[:_LOOKED_AT]
        odd = sum(sign == "\ufffd" or (sign < " " and sign not in "\t\n\r\f") for sign in head)
        if odd > _BINARY_SHARE * max(len(head), 200):
            raise PageFailed("This is not the text of a web page but binary data; bring its HTML.")

    def _check_site(self, site: Site) -> None:
        limit = self._settings.max_html_mb
        for path, (kind, data) in site.files.items():
            if kind.startswith("text/html") and len(data) > limit * 1_000_000:
                where = "The page" if path == "/" else f"The page {path[:100]!r}"
                raise PageFailed(
                    f"{where} has {len(data) / 1e6:.1f} MB of HTML and the limit is {limit:g} MB; "
                    "make it smaller."
                )


def _jpeg(picture: Picture) -> bytes:
    from model.media.images import encode

    return encode(picture, "JPEG", quality=_JPEG_QUALITY)
