"""A Chromium that somebody else started."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.sandbox.finding import NAMES, switches
from model.settings import load

BROWSER = Path(__file__).parents[3] / "deploy" / "browser.json"


@pytest.fixture(params=["cdp", "server"])
def remote(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Its address: by its own protocol, or as the Playwright server of ``deploy/``."""
    settings = load()
    path = settings.chromium or next(filter(None, map(shutil.which, NAMES)), None) or playwrights()
    if request.param == "cdp":
        words = [path, "--headless", "--no-sandbox", "--remote-debugging-port=0"]
        words += [f"--user-data-dir={tmp_path / 'profile'}", *switches(settings), "about:blank"]
        pattern = r"DevTools listening on ws://([^/]+)/"
    else:
        given = json.loads(BROWSER.read_text("utf-8"))
        here = {"host": "127.0.0.1", "port": 0, "executablePath": path}
        config = tmp_path / "browser.json"
        config.write_text(json.dumps(given | here), "utf-8")
        words = [sys.executable, "-m", "playwright", "launch-server", "--browser", "chromium"]
        words += ["--config", str(config)]
        pattern = r"(ws://\S+)"
    process = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    assert process.stdout is not None
    found = None
    while found is None and (line := process.stdout.readline()):
        found = re.search(pattern, line)
    assert found is not None, "it did not say where it listens"
    yield found[1] if request.param == "server" else f"http://{found[1]}"
    os.killpg(process.pid, signal.SIGTERM)
    process.stdout.close()
    process.wait(10)


def playwrights() -> str:
    """The path of Playwright's own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path
