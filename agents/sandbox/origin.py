"""The routed origin: every request of a page ends here, and only the site's own are answered.

A real address (``https://page.sightline.invalid``) instead of a pasted document gives pages what
they expect: storage, cookies, history, relative links, a secure context. ``.invalid`` is promised
never to exist (RFC 2606), so nothing could answer even if a request got out.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from agents.sandbox.site import HTML, Site
from agents.sandbox.values import Log, quoted

if TYPE_CHECKING:
    from playwright.async_api import Request, Route

ORIGIN: Final = "https://page.sightline.invalid"

_HOST: Final = urlsplit(ORIGIN).netloc
_MISSING: Final = (
    "<!doctype html><title>Not found</title><body style='font:16px sans-serif;margin:2em'>"
    "<h1>Not found</h1><p>This site has no page at this address."
)
_PORTS: Final = {"http": 80, "https": 443}
_WRITTEN: Final = "/new-window-"
_QUIET: Final = ("/favicon.ico", "/robots.txt")


class Origin:
    """Answers the requests of one sandbox; ``allows`` says which hosts its proxy lets through."""

    def __init__(self, log: Log, allows: Callable[[str, int], bool] | None = None) -> None:
        self.site: Site | None = None
        self._written: list[bytes] = []
        self._log = log
        self._allows = allows
        self._told: set[str] = set()

    def keep(self, html: str) -> str:
        """Serve ``html``, which a script wrote into a window; the path to open it at."""
        self._written.append(html.encode("utf-8", "replace"))
        return f"{_WRITTEN}{len(self._written)}"

    def serve(self, site: Site) -> None:
        """Answer with ``site`` from now on, and with nothing that belonged to another."""
        self.site = site
        self._written.clear()

    def _find(self, path: str) -> tuple[str, bytes] | None:
        number = path.removeprefix(_WRITTEN)
        if number != path and number.isdigit() and 0 < int(number) <= len(self._written):
            return HTML, self._written[int(number) - 1]
        return self.site.find(path) if self.site is not None else None

    async def answer(self, route: Route) -> None:
        """Serve, let through, or refuse one request; never raises, the page may be gone."""
        with contextlib.suppress(Exception):  # Playwright's, when the page goes while we answer
            await self._answer(route, route.request)

    async def _answer(self, route: Route, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.netloc == _HOST and parts.scheme == "https":
            await self._serve(route, request, parts.path)
            return
        if self._may_pass(parts.scheme, parts.hostname or "", parts.port):
            await route.continue_()
            return
        opened = is_page(request)
        self._tell(request.url, opened)
        if opened:
            # 204 leaves the page that asked standing; an error would put Chromium's own in place.
            await route.fulfill(status=204)
        else:
            await route.abort("internetdisconnected")

    async def _serve(self, route: Route, request: Request, path: str) -> None:
        found = self._find(path)
        if found is not None:
            await route.fulfill(status=200, content_type=found[0], body=found[1])
        elif request.resource_type == "document":
            self._log.add("error", f"The site has no page at {quoted(path)}.")
            await route.fulfill(status=404, content_type=HTML, body=_MISSING)
        else:
            if path not in _QUIET:
                self._tell(f"{path}, which the site does not have", False)
            await route.fulfill(status=404, body="")

    def _may_pass(self, scheme: str, host: str, port: int | None) -> bool:
        if self._allows is None or scheme not in _PORTS:
            return False
        return self._allows(host, port or _PORTS[scheme])

    def _tell(self, address: str, opened: bool) -> None:
        if address in self._told or len(self._told) > 200:
            return
        self._told.add(address)
        if self._allows is None:
            why = "this sandbox has no network"
        else:
            why = "its host was not named for this sandbox"
        what = "was not opened" if opened else "was not loaded"
        self._log.add("refused", f"{quoted(address)} {what}: {why}.")


def is_page(request: Request) -> bool:
    """Whether the request would put another document in the place of the whole page."""
    if not request.is_navigation_request():
        return False
    try:
        return request.frame.parent_frame is None
    except Exception:  # Playwright's: a popup's first request comes before its frame
        return True
