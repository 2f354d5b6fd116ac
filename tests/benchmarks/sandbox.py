"""What the sandbox costs: step time against raw Playwright, memory, many at once, many in a row.

``nice python -m tests.benchmarks.sandbox [--steps 30] [--sessions 8] [--cycles 1000]`` prints
Markdown tables.

*Raw* is Playwright's async API in the same kind of Chromium (same switches, same page, same view),
called directly: the same mouse and keyboard calls, then ``page.screenshot()`` until two in a row,
begun at least 100 ms apart, are equal byte for byte: the sandbox's own rule of stillness. The caret
does not blink for either. Raw ends with PNG bytes, the sandbox with a decoded, digested picture.
*Fast raw* is the strictest comparison: raw, but with the pictures asked of Chromium's own protocol
with its fast encoder, as the sandbox does, instead of by Playwright's own call. All take turns on
every step, so that whatever else the machine does falls on all.

*Memory* is the proportional set size of Chromium's processes (Linux), sampled with every session
showing the page. *Leaks* are counted between two moments of one run of open, load, close: after the
first twentieth, and after all.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import gc
import os
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

from agents.sandbox import Browser, Sandbox
from agents.sandbox.bounds import descendants
from agents.sandbox.camera import GAP_S
from agents.sandbox.finding import start
from model.actions import Action, Click, Drag, Hover, Key, Scroll, Type
from model.geometry import Point
from model.settings import load

if TYPE_CHECKING:
    from playwright.async_api import Page

CARDS = "".join(
    f"<article><h3>Card {number}</h3><p>Some words about number {number}, and some more of them."
    f"</p><button onclick=\"this.textContent = 'Done ' + (++n)\">Choose {number}</button></article>"
    for number in range(60)
)
PAGE = f"""<!doctype html><title>Cards</title><style>
  :root {{ caret-animation: manual }}
  body {{ margin: 0; font: 16px sans-serif }}
  header {{ position: sticky; top: 0; background: #234; color: white; padding: 12px }}
  main {{ display: grid; grid-template-columns: repeat(4, 1fr); gap: 16px; padding: 16px }}
  article {{ border: 1px solid #ccc; border-radius: 8px; padding: 12px }}
  article:hover {{ background: #eef }}
  input {{ width: 400px; height: 30px }}</style><script>let n = 0</script>
<header><input id=field> <input type=range></header><main>{CARDS}</main>"""

FIELD, BUTTON, CARD = Point(100, 28), Point(60, 170), Point(400, 300)
RawStep = Callable[["Page"], Awaitable[None]]


async def _type(page: Page) -> None:
    await page.mouse.click(FIELD.x, FIELD.y)
    await page.keyboard.type("ten words")


async def _wheel(page: Page, amount: float) -> None:
    await page.mouse.move(640, 400)
    await page.mouse.wheel(0, amount)


async def _drag(page: Page) -> None:
    await page.mouse.move(450, 28)
    await page.mouse.down()
    await page.mouse.move(500, 28, steps=12)
    await page.mouse.up()


STEPS: tuple[tuple[str, Action, RawStep], ...] = (
    ("click", Click(BUTTON), lambda page: page.mouse.click(BUTTON.x, BUTTON.y)),
    ("type nine keys", Type("ten words", FIELD), _type),
    ("hover", Hover(CARD), lambda page: page.mouse.move(CARD.x, CARD.y)),
    ("press a key", Key(("End",)), lambda page: page.keyboard.press("End")),
    ("drag", Drag(Point(450, 28), Point(500, 28)), _drag),
    ("scroll down", Scroll("down", 300), lambda page: _wheel(page, 300)),
    ("scroll up", Scroll("up", 300), lambda page: _wheel(page, -300)),
)


class Raw:
    """Playwright without us, on a loop of its own thread."""

    def __init__(self, fast: bool) -> None:
        self._fast = fast
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._run(self._open())

    def step(self, work: RawStep) -> float:
        """Seconds of one step."""
        began = time.perf_counter()
        self._run(self._step(work))
        return time.perf_counter() - began

    def close(self) -> None:
        self._run(self._shut())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Awaitable[None]) -> None:
        async def run() -> None:
            await work

        asyncio.run_coroutine_threadsafe(run(), self._loop).result(60)

    async def _open(self) -> None:
        from playwright.async_api import async_playwright

        self._playwright = await async_playwright().start()
        self._browser = (await start(self._playwright, load())).browser
        context = await self._browser.new_context(
            viewport={"width": 1280, "height": 800}, reduced_motion="reduce"
        )
        self._page = await context.new_page()
        self._session = await context.new_cdp_session(self._page)
        await self._page.set_content(PAGE)

    async def _step(self, work: RawStep) -> None:
        await work(self._page)
        until = time.monotonic() + load().page_settle_s
        taken = time.monotonic()
        last = await self._shoot()
        while True:
            await asyncio.sleep(max(0.0, taken + GAP_S - time.monotonic()))
            taken = time.monotonic()
            now = await self._shoot()
            if now == last or time.monotonic() > until:
                return
            last = now

    async def _shoot(self) -> bytes:
        if not self._fast:
            return await self._page.screenshot(caret="initial")
        asked = {"format": "png", "optimizeForSpeed": True}
        return base64.b64decode((await self._session.send("Page.captureScreenshot", asked))["data"])

    async def _shut(self) -> None:
        await self._browser.close()
        await self._playwright.stop()


def step_times(count: int) -> list[str]:
    """The table of step times; every step in turns."""
    rows = ["| step | sandbox | raw | ratio | fast raw | ratio |", "|---|---|---|---|---|---|"]
    browser, raw, fast = Browser(load()), Raw(False), Raw(True)
    times: dict[str, list[tuple[float, float, float]]] = {name: [] for name, _, _ in STEPS}
    with browser.open() as sandbox:
        sandbox.load(PAGE)
        for turn in range(count + 1):
            for name, action, work in STEPS:
                began = time.perf_counter()
                sandbox.act(action)
                ours = time.perf_counter() - began
                if turn:  # the first of each warms up
                    times[name].append((ours, raw.step(work), fast.step(work)))
                else:
                    raw.step(work)
                    fast.step(work)
    every = [row for rows_of_step in times.values() for row in rows_of_step]
    for name, measured in (*times.items(), (f"**all, {count} of each**", every)):
        ours, plain, quick = (median(column) for column in zip(*measured, strict=True))
        rows.append(
            f"| {name} | {ours * 1e3:.0f} ms | {plain * 1e3:.0f} ms | {ours / plain:.2f} "
            f"| {quick * 1e3:.0f} ms | {ours / quick:.2f} |"
        )
    fast.close()
    raw.close()
    browser.close()
    return rows


def memory_and_crowd(sessions: int, steps: int) -> list[str]:
    """Memory by number of sessions, and all of them acting at once."""
    browser = Browser(load())
    opened: list[Sandbox] = []
    sizes = []
    for _ in range(sessions):
        sandbox = browser.open()
        sandbox.load(PAGE)
        sandbox.act(Click(BUTTON))
        opened.append(sandbox)
        sizes.append(memory_mb(chromium_pids()))
    seconds: list[float] = []
    failures: list[str] = []

    def act(sandbox: Sandbox) -> None:
        for turn in range(steps):
            try:
                seconds.append(sandbox.act(STEPS[turn % len(STEPS)][1]).seconds)
            except Exception as error:
                failures.append(str(error))
                return

    threads = [threading.Thread(target=act, args=(sandbox,)) for sandbox in opened]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    browser.close()
    ends = quantiles(seconds, n=20)
    further = (sizes[-1] - sizes[0]) / max(1, sessions - 1)
    return [
        "| what | measured |",
        "|---|---|",
        f"| memory with 1 session | {sizes[0]:.0f} MB |",
        f"| memory with {sessions} sessions | {sizes[-1]:.0f} MB |",
        f"| each further session | {further:.0f} MB |",
        f"| {sessions} sessions at once, {steps} steps each: failures | {len(failures)} |",
        f"| their step: median, 95th of 100 | {median(seconds):.2f} s, {ends[-1]:.2f} s |",
        f"| all together | {len(seconds) / took:.1f} steps/s |",
        *(f"| failure | {text} |" for text in sorted(set(failures))),
    ]


def cycles(count: int) -> list[str]:
    """Open, load and close again and again; what is left over."""
    browser = Browser(load())
    early = max(10, count // 20)
    moments: list[tuple[int, int, int, float, float]] = []
    began = time.perf_counter()
    for number in range(1, count + 1):
        with browser.open() as sandbox:
            sandbox.load(PAGE)
        if number in (early, count):
            gc.collect()
            time.sleep(1.0)  # Chromium collects its own dead a little later
            pids = chromium_pids()
            files = len(list(Path("/proc/self/fd").iterdir()))
            threads = threading.active_count()
            ours = memory_mb([os.getpid()])
            moments.append((len(pids), files, threads, ours, memory_mb(pids)))
    took = time.perf_counter() - began
    browser.close()
    names = ("processes of Chromium and its driver", "open files of the app", "threads of the app",
             "memory of the app", "memory of Chromium and its driver")  # fmt: skip
    rows = [f"| left after | {early} cycles | {count} cycles |", "|---|---|---|"]
    for place, name in enumerate(names):
        unit = " MB" if "memory" in name else ""
        values = [f"{moment[place]:.0f}{unit}" for moment in moments]
        rows.append(f"| {name} | {' | '.join(values)} |")
    rows.append(f"| seconds a cycle | | {took / count:.2f} |")
    rows.append(f"| processes left after closing | | {len(chromium_pids())} |")
    return rows


def chromium_pids() -> list[int]:
    """The living processes below this one."""
    return [pid for pid in descendants(os.getpid()) if _command(pid)]


def memory_mb(pids: Sequence[int]) -> float:
    """Proportional set size of ``pids`` together, in MB."""
    total = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total * 1024 / 1e6


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--sessions", type=int, default=8)
    parser.add_argument("--cycles", type=int, default=1000)
    asked = parser.parse_args()
    if asked.steps:
        print("\n".join(step_times(asked.steps)), "\n", flush=True)
    if asked.sessions:
        print("\n".join(memory_and_crowd(asked.sessions, max(asked.steps, 7))), "\n", flush=True)
    if asked.cycles:
        print("\n".join(cycles(asked.cycles)), flush=True)


if __name__ == "__main__":
    main()
