"""For all tests: one Chromium, no telemetry, and no network but loopback.

The socket itself is told so.
"""

import errno
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ.setdefault("OMP_NUM_THREADS", "1")

BROWSER = (
    # Grey edges of letters instead of coloured ones, as every other machine draws them.
    "--disable-lcd-text",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
)
LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")


def _stay_home(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "socket.connect":
        return
    address = arguments[1]
    host = address[0] if isinstance(address, tuple) else ""  # else a Unix socket
    if isinstance(host, str) and host and not host.startswith(LOOPBACK):
        raise OSError(errno.ENETUNREACH, f"a test tried to reach {host!r}")


sys.addaudithook(_stay_home)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, so that two workers end together: with a browser or a model."""
    ranks = {"/e2e/": 0, "/agents/": 1, "/local/": 2, "/nano/": 3}
    items.sort(key=lambda item: min((ranks[r] for r in ranks if r in item.nodeid), default=9))


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """One for the whole run: Playwright's sync API can be started only once in a thread."""
    from playwright.sync_api import sync_playwright

    from tests.chromium import launch

    with sync_playwright() as playwright:
        running = launch(playwright, BROWSER)
        yield running
        running.close()
