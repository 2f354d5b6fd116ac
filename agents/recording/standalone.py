"""The hand and the check of an exported script: ``script.py`` copies this module's text into it.

It needs Playwright and nothing else, and does what the sandbox does, in Playwright's plain API:
the same view, the same origin without a network, the same hand, the same waiting for stillness.
``field_value`` and ``sample`` are copied in beside it.
"""

from __future__ import annotations

import argparse
import base64
import os
import shutil
import sys
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Playwright, Route

    from agents.sandbox.fields import field_value
    from agents.sandbox.files import sample

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
COMMAND = "Meta" if sys.platform == "darwin" else "Control"
WHEEL = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}
TYPED_ALOUD = 200
NO_PICTURE_S = 3.0
LEVELS = 24
"""A pixel is another when a channel differs by more than so many of 255."""

FOCUSED = """() => {
  const node = document.activeElement;
  return node instanceof HTMLInputElement && !node.disabled && !node.readOnly ? node.type : "";
}"""
FILL = """(value) => {
  const node = document.activeElement;
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(node, value);
  for (const kind of ["input", "change"]) node.dispatchEvent(new Event(kind, { bubbles: true }));
}"""
COMPARE = """async ([one, other, levels, reach]) => {
  const pixels = async (data) => {
    const image = new Image();
    image.src = "data:image/png;base64," + data;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.drawImage(image, 0, 0);
    return pen.getImageData(0, 0, image.width, image.height);
  };
  const [a, b] = [await pixels(one), await pixels(other)];
  if (a.width !== b.width || a.height !== b.height) return { count: -1 };
  const { width, height } = a;
  // Letters may stand a fraction of a CSS pixel elsewhere: a pixel that lies within what the other
  // picture shows round its place is no difference.
  const strange = (one, other, x, y) => {
    for (let channel = 0; channel < 3; channel += 1) {
      let low = 255, high = 0;
      for (let v = Math.max(0, y - reach); v <= Math.min(height - 1, y + reach); v += 1) {
        for (let u = Math.max(0, x - reach); u <= Math.min(width - 1, x + reach); u += 1) {
          const level = other.data[4 * (v * width + u) + channel];
          low = Math.min(low, level);
          high = Math.max(high, level);
        }
      }
      const level = one.data[4 * (y * width + x) + channel];
      if (level < low - levels || level > high + levels) return true;
    }
    return false;
  };
  let count = 0, x1 = width, y1 = height, x2 = 0, y2 = 0;
  for (let i = 0; i < a.data.length; i += 4) {
    const far = Math.max(Math.abs(a.data[i] - b.data[i]), Math.abs(a.data[i + 1] - b.data[i + 1]),
      Math.abs(a.data[i + 2] - b.data[i + 2]));
    const x = (i / 4) % width, y = Math.floor(i / 4 / width);
    if (far <= levels || !(strange(a, b, x, y) || strange(b, a, x, y))) continue;
    count += 1;
    x1 = Math.min(x1, x); y1 = Math.min(y1, y); x2 = Math.max(x2, x); y2 = Math.max(y2, y);
  }
  return { count, box: [x1, y1, x2 + 1, y2 + 1] };
}"""


@dataclass(frozen=True)
class Recording:
    """What the script knows of the run: where it began, in what view, and how it ended.

    ``files`` are the site's, by path: content type and zlib-packed bytes in base64; empty for a
    page of the real web. ``end`` is the last screenshot, a PNG in base64.
    """

    task: str
    start: str
    end_url: str
    size: tuple[int, int]
    scale: float
    arguments: tuple[str, ...]
    page_script: str
    choose_script: str
    files: dict[str, tuple[str, str]]
    end: str


class Hand:
    """Does one action after the other; places are picture pixels, as they were recorded."""

    def __init__(self, context: BrowserContext, recording: Recording) -> None:
        self.recording = recording
        self.page = context.new_page()
        self.session = context.new_cdp_session(self.page)
        if recording.scale != 1:  # without it this session pictures CSS pixels
            width, height = recording.size
            metrics = {"width": width, "height": height, "deviceScaleFactor": recording.scale}
            self.session.send("Emulation.setDeviceMetricsOverride", {**metrics, "mobile": False})
        self.page.on("dialog", self._answer)
        self.page.on("filechooser", self._give_file)
        context.on("page", self._fold)

    def click(
        self, x: float, y: float, button: Any = "left", count: int = 1, hold_s: float = 0
    ) -> None:
        """Press and release ``count`` times."""
        self.page.mouse.click(
            *self._place(x, y), button=button, click_count=count, delay=hold_s * 1000
        )
        self.settle()

    def hover(self, x: float, y: float) -> None:
        """Move the pointer."""
        self.page.mouse.move(*self._place(x, y))
        self.settle()

    def type(
        self,
        text: str,
        at: tuple[float, float] | None = None,
        clear: bool = False,
        enter: bool = False,
    ) -> None:
        """Type where the focus is, or where ``at`` is clicked first."""
        page = self.page
        if at is not None:
            page.mouse.click(*self._place(*at))
        kind = str(page.evaluate(FOCUSED))
        value = field_value(kind, text) if kind else None
        if value is not None:
            page.evaluate(FILL, value)
        else:
            if clear:
                page.keyboard.press(f"{COMMAND}+A")
                page.keyboard.press("Delete")
            if len(text) <= TYPED_ALOUD:
                page.keyboard.type(text)
            else:
                page.keyboard.insert_text(text)
        if enter:
            page.keyboard.press("Enter")
        self.settle()

    def key(self, *keys: str) -> None:
        """Press keys together."""
        self.page.keyboard.press(
            "+".join(COMMAND if key in ("Control", "ControlOrMeta") else key for key in keys)
        )
        self.settle()

    def scroll(self, direction: str, amount: float, at: tuple[float, float] | None = None) -> None:
        """Turn the wheel, over the middle unless ``at`` says where."""
        scale = self.recording.scale
        width, height = self.recording.size
        self.page.mouse.move(*(self._place(*at) if at else (width / 2, height / 2)))
        dx, dy = WHEEL[direction]
        self.page.mouse.wheel(dx * amount / scale, dy * amount / scale)
        self.settle()

    def drag(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """Press at the first place, release at the second."""
        self.page.mouse.move(*self._place(x1, y1))
        self.page.mouse.down()
        self.page.mouse.move(*self._place(x2, y2), steps=12)
        self.page.mouse.up()
        self.settle()

    def select(self, option: str, x: float, y: float) -> None:
        """Choose an option by its words, in a native list or in one the page draws."""
        left, top = self._place(x, y)
        asked = {"x": left, "y": top, "option": option, "native": True}
        if self.page.evaluate(self.recording.choose_script, asked)["found"] == "other":
            self.page.mouse.click(left, top)
            for _ in range(4):
                found = self.page.evaluate(self.recording.choose_script, {**asked, "native": False})
                if found["found"] == "seen":
                    self.page.mouse.click(found["x"], found["y"])
                    break
                self.page.wait_for_timeout(250)
        self.settle()

    def wait(self, seconds: float) -> None:
        """Do nothing for a while."""
        self.page.wait_for_timeout(seconds * 1000)
        self.settle()

    def back(self) -> None:
        """Go back one page, if there is one."""
        history = self.session.send("Page.getNavigationHistory")
        if history["currentIndex"] > 0:
            self.page.go_back(wait_until="load")
        self.settle()

    def home(self) -> None:
        """Open the page the run began on."""
        self.page.goto(self.recording.start, wait_until="load")
        self.settle()

    def settle(self, longest_s: float = 3.0) -> str:
        """Wait until two pictures in a row are equal; the last one, a PNG in base64."""
        until = time.monotonic() + longest_s
        last = self.picture()
        while True:
            self.page.wait_for_timeout(100)
            now = self.picture()
            if now == last or time.monotonic() > until:
                return now
            last = now

    def picture(self) -> str:
        """The view as the sandbox pictures it."""
        asked: dict[str, Any] = {"format": "png", "optimizeForSpeed": True}
        if self.recording.scale != 1:
            # Without a clip Chromium mistakes where the pointer is; clips are of the whole page.
            view = self.session.send("Page.getLayoutMetrics")["cssVisualViewport"]
            width, height = self.recording.size
            asked["clip"] = {
                "x": view["pageX"],
                "y": view["pageY"],
                "width": width,
                "height": height,
                "scale": 1,
            }
        from playwright.sync_api import Error

        until = time.monotonic() + NO_PICTURE_S
        while True:
            try:
                return str(self.session.send("Page.captureScreenshot", asked)["data"])
            except Error:
                # Chromium has none to give while one page makes way for the next.
                if time.monotonic() > until:
                    raise
                self.page.wait_for_timeout(100)

    def _place(self, x: float, y: float) -> tuple[float, float]:
        width, height = self.recording.size
        scale = self.recording.scale
        return min(max(x / scale, 0), width - 1), min(max(y / scale, 0), height - 1)

    def _answer(self, dialog: Dialog) -> None:
        if dialog.type == "prompt":
            dialog.accept(dialog.default_value)
        else:
            dialog.accept()

    def _give_file(self, chooser: Any) -> None:
        chooser.set_files(sample(chooser.element.get_attribute("accept") or ""))

    def _fold(self, popup: Page) -> None:
        """A window that opens becomes the page, as in the sandbox."""
        if popup is self.page:
            return
        url = popup.url
        popup.close()
        if url and not url.startswith("about:"):
            self.page.goto(url, wait_until="load")


def replay(recording: Recording, steps: Callable[[Hand], None]) -> int:
    """Run the steps in a fresh browser and check the end; the exit status."""
    from playwright.sync_api import sync_playwright

    wishes = argparse.ArgumentParser(description=f"Replays: {recording.task}")
    wishes.add_argument("--headed", action="store_true", help="show the browser")
    wishes.add_argument(
        "--allow", type=int, default=0, metavar="N", help="pixels that may differ in the end"
    )
    wishes.add_argument("--save", metavar="FILE", help="write the last screenshot here (PNG)")
    chosen = wishes.parse_args()
    with sync_playwright() as playwright:
        browser = launch(playwright, recording, chosen.headed)
        try:
            hand = Hand(_context(browser, recording), recording)
            hand.home()
            steps(hand)
            picture = hand.settle()
            if chosen.save:
                with open(chosen.save, "wb") as file:
                    file.write(base64.b64decode(picture))
            assert_end(browser, recording, picture, hand.page.url, chosen.allow)
        except AssertionError as difference:
            print(f"FAILED: {difference}", file=sys.stderr)
            return 1
        finally:
            browser.close()
    print("OK: the page ends as it was recorded.")
    return 0


def assert_end(
    browser: Browser, recording: Recording, picture: str, url: str, allowed: int
) -> None:
    """Raise ``AssertionError`` unless address and picture are those of the recording's end."""
    assert _path(url) == _path(recording.end_url), (
        f"it ends at {_path(url)!r}, and the recording ended at {_path(recording.end_url)!r}"
    )
    page = browser.new_page()
    found = page.evaluate(COMPARE, [recording.end, picture, LEVELS, max(1, round(recording.scale))])
    page.close()
    assert found["count"] >= 0, "the last screenshot has another size than the recorded one"
    x1, y1, x2, y2 = found["box"]
    assert found["count"] <= allowed, (
        f"the last screen differs from the recorded one in {found['count']} pixels, between "
        f"({x1:.0f}, {y1:.0f}) and ({x2:.0f}, {y2:.0f}); other fonts or another Chromium can "
        "cause that: see --allow and --save"
    )


def launch(playwright: Playwright, recording: Recording, headed: bool) -> Browser:
    """The Chromium named by SIGHTLINE_CHROMIUM, Playwright's own, or the system's."""
    named = os.environ.get("SIGHTLINE_CHROMIUM")
    paths = [named] if named else [None, *filter(None, map(shutil.which, BROWSERS))]
    reason: Exception | None = None
    for path in paths:
        for sandboxed in (True, False):
            try:
                return playwright.chromium.launch(
                    executable_path=path,
                    headless=not headed,
                    args=list(recording.arguments),
                    ignore_default_args=["--hide-scrollbars"],
                    chromium_sandbox=sandboxed,
                )
            except Exception as error:
                reason = error
    raise SystemExit(
        "No Chromium was found; run `python -m playwright install chromium` or set "
        f"SIGHTLINE_CHROMIUM to its path. {str(reason).splitlines()[0] if reason else ''}"
    )


def _context(browser: Browser, recording: Recording) -> BrowserContext:
    width, height = recording.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=recording.scale,
        offline=bool(recording.files),
        service_workers="block",
        accept_downloads=False,
        locale="en-US",
        color_scheme="light",
        reduced_motion="reduce",
    )
    context.add_init_script(recording.page_script)
    if recording.files:
        context.route("**/*", lambda route: _serve(route, recording))
    return context


def _serve(route: Route, recording: Recording) -> None:
    """Answer with the recorded site's file; whatever else the page asks for gets nothing."""
    parts = urlsplit(route.request.url)
    if parts.netloc != urlsplit(recording.start).netloc:
        if route.request.is_navigation_request():
            route.fulfill(status=204)
        else:
            route.abort("internetdisconnected")
        return
    found = recording.files.get(unquote(parts.path)) or recording.files.get(parts.path + "/")
    if found is None:
        route.fulfill(status=404, content_type="text/html", body="Not found")
    else:
        body = zlib.decompress(base64.b64decode(found[1]))
        route.fulfill(status=200, content_type=found[0], body=body)


def _path(url: str) -> str:
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return parts.path + query + (f"#{parts.fragment}" if parts.fragment else "")
