"""The Chromium of tests and benchmarks: the one named, Playwright's own, or the system's."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence

from playwright.sync_api import Browser, Error, Playwright

NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)


def launch(playwright: Playwright, arguments: Sequence[str] = ()) -> Browser:
    """Start it headless; raises ``RuntimeError`` when there is none.

    Without a path Playwright takes its own, which may be the headless shell alone.
    """
    named = os.environ.get("SIGHTLINE_CHROMIUM")
    paths = [named] if named else [None, *filter(None, map(shutil.which, NAMES))]
    for path in paths:
        try:
            return playwright.chromium.launch(
                executable_path=path, args=["--no-sandbox", "--disable-gpu", *arguments]
            )
        except Error as error:
            reason = error.message
    raise RuntimeError(f"no Chromium: run ./run.sh test, or set SIGHTLINE_CHROMIUM. {reason}")
