"""Popups: whatever would open in another window opens in the one page there is to see."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Final

from agents.sandbox.origin import ORIGIN, Origin
from agents.sandbox.tab import Tab
from agents.sandbox.values import Log, quoted

if TYPE_CHECKING:
    from playwright.async_api import Page

_WRITTEN_S: Final = 0.3
"""How long a script may take to write into a window that it opened empty."""
_ANSWER_S: Final = 2.0
_WEB: Final = ("http://", "https://")


async def fold(tab: Tab, popup: Page, announced: str, origin: Origin, log: Log) -> None:
    """Close ``popup`` and open in ``tab`` what it shows, or was ``announced`` to show.

    A window that a script filled itself is served from the origin as a page of its own. Never
    raises: the page may end meanwhile.
    """
    with contextlib.suppress(Exception):
        url, html = await _contents(popup, announced)
        with contextlib.suppress(Exception):
            await asyncio.wait_for(popup.close(), _ANSWER_S)
        if html:
            url = ORIGIN + origin.keep(html)
        if not url.startswith(_WEB):
            log.add("popup", f"A new window without a page ({quoted(url)}) was closed.")
            return
        log.add("popup", f"A new window was opened in the same page: {quoted(url)}.")
        await tab.page.goto(url, wait_until="commit", timeout=_ANSWER_S * 1000)


async def _contents(popup: Page, announced: str) -> tuple[str, str]:
    """The address a window shows, and its HTML where no address leads to it."""
    if popup.url.startswith(_WEB):
        return popup.url, ""
    if announced.startswith(_WEB):
        return announced, ""
    with contextlib.suppress(Exception):
        await popup.wait_for_url(
            lambda url: str(url).startswith(_WEB), timeout=_WRITTEN_S * 1000, wait_until="commit"
        )
        return popup.url, ""
    shown = "() => document.body && (document.body.innerText || document.body.children.length)"
    if await asyncio.wait_for(popup.evaluate(shown), _ANSWER_S):
        return popup.url, await asyncio.wait_for(popup.content(), _ANSWER_S)
    return popup.url, ""
