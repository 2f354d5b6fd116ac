"""Makes ``screenshot.png`` for the README: the Ground tab with all buttons of a page found.

    python -m assets.screenshot

Starts the app on a free port of its own, drives it in Chromium as a visitor would, and stops it.
``SIGHTLINE_CHROMIUM`` names the browser where Playwright has none of its own.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from tests.e2e.app import App

TARGET = Path(__file__).with_name("screenshot.png")
SIZE = {"width": 1440, "height": 900}
MOST_BYTES = 250_000


def main() -> None:
    """Write the picture, and say how large it is."""
    with tempfile.TemporaryDirectory() as folder, App(Path(folder)) as app, sync_playwright() as p:
        found = os.environ.get("SIGHTLINE_CHROMIUM") or p.chromium.executable_path
        if not Path(found).exists():
            found = shutil.which("chromium") or shutil.which("google-chrome") or ""
        browser = p.chromium.launch(executable_path=found, args=["--no-sandbox"])
        page = browser.new_page(
            viewport=SIZE, locale="en-US", color_scheme="light", reduced_motion="reduce"
        )
        page.goto(app.url)
        data = small(shot(page))
        browser.close()
    if len(data) > MOST_BYTES:
        sys.exit(
            f"{TARGET.name} would have {len(data):,} bytes; at most {MOST_BYTES:,} are wanted."
        )
    TARGET.write_bytes(data)
    print(f"{TARGET.name}: {len(data):,} bytes")


def shot(page: Page) -> bytes:
    """The Ground tab once the checkout page's buttons are found."""
    page.get_by_role("tab", name="Ground").click()
    page.locator('[data-card="checkout"]').click()
    expect(page.locator("#ground-status .facts")).to_be_visible(timeout=60_000)
    expect(page.locator("#ground-stage .tag")).to_have_count(3)
    page.mouse.move(5, 5)  # off the card, which lifts under the mouse
    page.evaluate("document.activeElement.blur(); document.fonts.ready")
    return page.screenshot()


def small(png: bytes) -> bytes:
    """The same picture in 256 colours, which a page of few colours does not miss."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    few = image.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    few.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


if __name__ == "__main__":
    main()
