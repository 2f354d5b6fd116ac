"""Which Chromium, and with what switches: the one named, Playwright's own, or the system's."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from model.errors import NoBrowser
from model.settings import Settings

if TYPE_CHECKING:
    from playwright.async_api import Browser, Playwright

NAMES: Final = (
    "chromium-headless-shell",
    "headless_shell",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "microsoft-edge",
)
CHANNELS: Final = ("chrome", "msedge")
"""Installed in places of their own on Windows and macOS; Playwright knows where."""

_UNWANTED: Final = ["--hide-scrollbars", "--disable-ipc-flooding-protection"]
"""Playwright's switches that we leave out: who acts by looking must see that a page scrolls, and a
page must not flood the browser with history entries."""

_START_S: Final = 30.0
_LONGEST_REASON: Final = 160


@dataclass(frozen=True)
class Started:
    """A running Chromium; ``local`` tells whether it is ours, ``warning`` what is wrong with it."""

    browser: Browser
    local: bool
    warning: str = ""


def switches(settings: Settings) -> list[str]:
    """What our Chromium is started with.

    UDP that goes past the proxy would let WebRTC out: Chromium knows the first name of that switch,
    its headless shell the second, and neither both. Letters with coloured edges would differ from
    machine to machine.
    """
    return [
        "--webrtc-ip-handling-policy=disable_non_proxied_udp",
        "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
        f"--js-flags=--max-old-space-size={settings.page_memory_mb}",
        "--disable-gpu",
        "--disable-lcd-text",
        "--mute-audio",
    ]


async def start(
    playwright: Playwright, settings: Settings, arguments: list[str] | None = None
) -> Started:
    """Connect to the remote Chromium of the settings, or start one; raises ``NoBrowser``."""
    if settings.browser_url:
        return Started(*await _connect(playwright, settings.browser_url))
    reasons: list[str] = []
    for path, channel in _candidates(settings):
        for sandboxed in (True, False):
            try:
                browser = await playwright.chromium.launch(
                    executable_path=path,
                    channel=channel,
                    args=switches(settings) if arguments is None else arguments,
                    ignore_default_args=_UNWANTED,
                    chromium_sandbox=sandboxed,
                    handle_sigint=False,
                    handle_sigterm=False,
                    handle_sighup=False,
                    timeout=_START_S * 1000,
                )
            except Exception as error:  # Playwright's errors, and the system's (no right to run it)
                reasons.append(_reason(error))
                if _is_missing(error):
                    break
                continue
            return Started(browser, True, "" if sandboxed else _unsandboxed())
    raise NoBrowser(_nothing_started(settings, reasons))


async def _connect(playwright: Playwright, url: str) -> tuple[Browser, bool]:
    parts = urlsplit(url)
    try:
        if parts.scheme in ("ws", "wss"):
            return await playwright.chromium.connect(url, timeout=_START_S * 1000), False
        if parts.scheme in ("http", "https"):
            found = await playwright.chromium.connect_over_cdp(url, timeout=_START_S * 1000)
            return found, False
    except Exception as error:
        # The URL itself may hold a token: only its host is named, and no words of the error.
        raise NoBrowser(
            f"The remote Chromium at {parts.hostname!r} did not answer "
            f"({type(error).__name__}); check SIGHTLINE_BROWSER_URL and that both sides have the "
            "same version of Playwright."
        ) from None
    raise NoBrowser(
        f"SIGHTLINE_BROWSER_URL begins with {parts.scheme!r}; it takes http:// or https:// for "
        "Chromium's own protocol, ws:// or wss:// for a Playwright server."
    )


def _candidates(settings: Settings) -> list[tuple[str | None, str | None]]:
    """Paths and channels to try, in order; both ``None`` is Playwright's own."""
    if settings.chromium:
        return [(settings.chromium, None)]
    paths = [path for path in map(shutil.which, NAMES) if path]
    return [(None, None), *((path, None) for path in paths), *((None, name) for name in CHANNELS)]


def _is_missing(error: Exception) -> bool:
    text = str(error)
    return any(word in text for word in ("doesn't exist", "ENOENT", "is not found", "EACCES"))


def _reason(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0][:_LONGEST_REASON] if lines else type(error).__name__


def _unsandboxed() -> str:
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    why = (
        "it does not start for the user root; run the app as an ordinary user"
        if root
        else "the system does not let it make user namespaces; allow them"
    )
    return (
        "Chromium runs without its own sandbox: "
        f"{why}. Until then open only pages you trust, or keep the app in a container of its own."
    )


def _nothing_started(settings: Settings, reasons: list[str]) -> str:
    if settings.chromium:
        return (
            f"SIGHTLINE_CHROMIUM={settings.chromium!r} could not be started ({reasons[-1]}); "
            "name the path of a Chromium, or leave it out to have one looked for."
        )
    tried = [reason for reason in reasons if "doesn't exist" not in reason][-1:]
    return (
        "No Chromium was found or none would start"
        + (f" ({tried[0]})" if tried and "is not found" not in tried[0] else "")
        + "; install one with `python -m playwright install chromium-headless-shell`, or set "
        "SIGHTLINE_CHROMIUM to its path."
    )
