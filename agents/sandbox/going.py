"""Going to an address: which ones a sandbox opens, and when the page there counts as open."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Final
from urllib.parse import urlsplit

from agents.sandbox.proxy import FilteringProxy
from agents.sandbox.tab import Tab
from agents.sandbox.values import Log, quoted
from model.errors import BadAddress, PageFailed
from model.settings import Settings

_ANSWER_S: Final = 2.0


def check_address(url: str, proxy: FilteringProxy | None) -> None:
    """Raises ``BadAddress`` for what is no web address of a host that ``proxy`` lets through."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise BadAddress(f"{url[:100]!r} is not an address; check it.") from None
    if parts.scheme not in ("http", "https"):
        raise BadAddress(f"{url[:100]!r} is not opened: only http:// and https:// addresses are.")
    host = parts.hostname or ""
    if proxy is None or not proxy.allows(host, port):
        raise BadAddress(
            f"{host!r} is not among the hosts named for this sandbox; name it to open it."
        )


async def go(tab: Tab, url: str, settings: Settings, log: Log) -> None:
    """Navigate; a page whose files are late is taken as it is.

    Raises ``PageFailed`` for what can't be opened, and ``TimeoutError``, Playwright's or Python's,
    for a page that does not answer.
    """
    from playwright.async_api import Error
    from playwright.async_api import TimeoutError as Late

    try:
        await tab.page.goto(url, wait_until="commit", timeout=settings.page_load_s * 1000)
    except Late:
        raise
    except Error as error:
        if "ERR_ABORTED" not in error.message and "interrupted" not in error.message:
            raise PageFailed(_not_opened(url, error.message)) from None
    await asyncio.wait_for(_alive(tab), settings.page_step_s)
    try:
        await tab.page.wait_for_load_state("load", timeout=settings.page_load_s * 1000)
    except Late:
        await asyncio.wait_for(_alive(tab), _ANSWER_S)
        log.add(
            "error",
            f"The page was not complete after {settings.page_load_s:g} seconds; it is shown "
            "as far as it came.",
        )


async def _alive(tab: Tab) -> None:
    """Returns when the page's own thread does; what it says does not matter."""
    from playwright.async_api import Error

    with contextlib.suppress(Error):
        await tab.session.send("Runtime.evaluate", {"expression": "1"})


def _not_opened(url: str, message: str) -> str:
    reason = message.splitlines()[0].partition("net::")[2].partition(" ")[0] or "no reason given"
    return f"{quoted(url)} could not be opened ({reason}); check the address."
