"""How often the agent does MiniWoB++ tasks, by screenshots only, beside clicks at random.

``python -m tests.benchmarks.miniwob [--tasks NAMES] [--seeds 0-49] [--jobs 2] [--out DIR]
[--random N] [--steps N]`` drives the embedded engine behind ``ModelService`` through the agent's
own loop and sandbox, on the pages of the ``miniwob`` package (fetched with pip on the first run),
and prints a Markdown table. Each task's episodes are kept in ``DIR/TASK.json``, so that a run that
was broken off goes on where it was.

Protocol: the task's own words are the user's; the yellow bar that shows them stays in the picture.
The view is 160 × 210 CSS pixels at four picture pixels each. An episode counts when the raw reward
(without the decay over time) is 1; ``in time`` also asks that it came within the task's own limit,
which is otherwise lifted. Scrollbars and the lists of selects are drawn as the sandbox draws them.
The random policy clicks up to ten places, evenly spread. Rules were made on seeds from 1000 up.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

from agents.agent.control import Control
from agents.gui_agent import Ended, Errand, run
from agents.recording import StartPage
from agents.sandbox import Browser, Observed, Sandbox, Site, Viewport
from model.actions import Action, Click
from model.geometry import Point
from model.service import ModelService
from model.settings import load
from tests.benchmarks.pages import DEFAULT_CACHE

PACKAGE = "miniwob==1.1.0"
ONE_SCREEN = (
    "click-test", "click-test-2", "click-test-transfer", "click-button", "click-button-sequence",
    "click-link", "click-option", "click-checkboxes", "click-checkboxes-large",
    "click-checkboxes-transfer", "click-tab", "click-tab-2-easy", "click-dialog-2",
    "click-collapsible", "click-collapsible-nodelay", "focus-text", "focus-text-2", "enter-text",
    "enter-text-dynamic", "enter-text-2", "enter-password", "login-user", "read-table",
    "read-table-2", "multi-orderings", "multi-layouts", "ascending-numbers",
)  # fmt: skip
SEVERAL_STEPS = (
    "click-dialog", "click-widget", "click-tab-2", "click-tab-2-medium", "click-tab-2-hard",
    "navigate-tree", "click-menu-2", "scroll-text-2", "enter-date", "enter-time", "use-spinner",
    "choose-list", "simple-arithmetic",
)  # fmt: skip
VIEW = Viewport(width=160, height=210, scale=4.0)
RANDOM_CLICKS = 10
LIMIT_MS = 3_600_000

_HIDE = """() => {
  const style = document.createElement('style');
  style.textContent =
    'html { overflow: hidden } #reward-display, #click-canvas { display: none !important }';
  document.documentElement.append(style);
}"""
_START = """([seed, limit]) => {
  const native = core.EPISODE_MAX_TIME;
  const end = core.endEpisode;
  core.endEpisode(0);
  core.endEpisode = (...given) => {
    if (core.EP_TIMER !== null) window.tookMs = Date.now() - core.ept0;
    return end.apply(core, given);
  };
  Math.seedrandom(seed);
  if (core.setDataMode) core.setDataMode('train');
  core.EPISODE_MAX_TIME = limit;
  core.startEpisodeReal();
  return native;
}"""
_STATE = "() => [WOB_DONE_GLOBAL, WOB_RAW_REWARD_GLOBAL, window.tookMs ?? 0]"


@dataclass(frozen=True, slots=True)
class Episode:
    """One try at one task; ``seconds`` from the first look to the end, ``native_s`` its limit."""

    task: str
    seed: int
    utterance: str
    done: bool
    reward: float
    steps: int
    seconds: float
    took_s: float
    native_s: float
    end: str
    why: str
    said: tuple[str, ...] = ()

    @property
    def won(self) -> bool:
        """Whether the raw reward was full."""
        return self.done and self.reward >= 1

    @property
    def in_time(self) -> bool:
        """Whether it was won within the task's own limit."""
        return self.won and self.took_s <= self.native_s


class Stage:
    """A sandbox with an episode in it, as the agent's loop wants it: the page is open already."""

    def __init__(self, sandbox: Sandbox, control: Control) -> None:
        self._sandbox, self._control = sandbox, control
        self.viewport = sandbox.viewport

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sandbox, name)

    def load(self, page: str | Site, path: str = "/") -> Observed:
        """The first look at the episode."""
        began = time.monotonic()
        picture = self._sandbox.look()
        return Observed(picture, True, True, time.monotonic() - began, (), self._sandbox.url)

    def act(self, action: Action) -> Observed:
        """Act, and stop the run when the episode is over."""
        observed = self._sandbox.act(action)
        if self._sandbox.evaluate(_STATE)[0]:
            self._control.stop()
        return observed


@lru_cache(maxsize=1)
def pages() -> Site:
    """The package's pages, fetched once: it is not installed, as only its files are wanted.

    Raises ``SystemExit`` with a sentence where the package can't be had.
    """
    folder = DEFAULT_CACHE / PACKAGE.replace("==", "-")
    html = folder / "miniwob" / "html"
    if not html.is_dir():
        with TemporaryDirectory() as fetched:
            asked = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--dest"]
            if subprocess.run([*asked, fetched, PACKAGE], check=False).returncode:
                raise SystemExit(f"{PACKAGE} could not be fetched; connect to a package index.")
            for wheel in Path(fetched).glob("*.whl"):
                with ZipFile(wheel) as archive:
                    archive.extractall(folder)
    files: dict[str, tuple[str, bytes]] = {}
    for folder in ("core", "common", "miniwob"):
        site = Site.of_folder(html / folder)
        files |= {f"/{folder}{path}": content for path, content in site.files.items()}
    return Site(files, "MiniWoB++")


def start(sandbox: Sandbox, task: str, seed: int) -> tuple[str, float]:
    """Open a task's page and start its episode; its words, and its own limit in seconds."""
    sandbox.load(pages(), f"/miniwob/{task}.html")
    for _ in range(100):
        if sandbox.evaluate("() => !!(window.core && core.cover_div)"):
            break
        time.sleep(0.05)
    sandbox.evaluate(_HIDE)
    native = sandbox.evaluate(_START, [seed, LIMIT_MS])
    for _ in range(100):
        if sandbox.evaluate("() => WOB_TASK_READY"):
            break
        time.sleep(0.05)
    return str(sandbox.evaluate("() => core.getUtterance()")), native / 1000


def play(sandbox: Sandbox, service: ModelService, task: str, seed: int, steps: int) -> Episode:
    """One episode by the agent's own loop."""
    words, native_s = start(sandbox, task, seed)
    control = Control()
    stage = Stage(sandbox, control)
    errand = Errand(words, StartPage("html", "", task), approval="none", steps=steps)
    began = time.monotonic()
    record = None
    for event in run(errand, service, stage, control=control):  # type: ignore[arg-type]
        if isinstance(event, Ended):
            record = event.run
    seconds = time.monotonic() - began
    assert record is not None
    done, reward, took = sandbox.evaluate(_STATE)
    said = tuple(f"{step.thought} {step.action} → {step.outcome}" for step in record.steps)
    return Episode(
        task, seed, words, bool(done), float(reward), len(record.steps), round(seconds, 3),
        round(took / 1000, 3), native_s, str(record.end), record.why, said,
    )  # fmt: skip


def play_random(sandbox: Sandbox, task: str, seed: int) -> Episode:
    """One episode of clicks at random."""
    words, native_s = start(sandbox, task, seed)
    dice = random.Random(f"{task} {seed}")
    began = time.monotonic()
    count = 0
    for count in range(1, RANDOM_CLICKS + 1):  # noqa: B007
        at = Point(dice.uniform(0, 160) * VIEW.scale, dice.uniform(0, 210) * VIEW.scale)
        sandbox.act(Click(at))
        if sandbox.evaluate(_STATE)[0]:
            break
    done, reward, took = sandbox.evaluate(_STATE)
    seconds = round(time.monotonic() - began, 3)
    return Episode(
        task, seed, words, bool(done), float(reward), count, seconds, round(took / 1000, 3),
        native_s, "random", "",
    )  # fmt: skip


def play_task(
    task: str, seeds: Sequence[int], randoms: Sequence[int], steps: int, out: str
) -> tuple[list[Episode], list[Episode]]:
    """All episodes of a task, by the agent and at random; those kept in ``out`` are not redone."""
    settings = replace(load(), ocr_threads=1)
    path = Path(out) / f"{task}.json" if out else None
    ours, dice = read(path)
    browser, service = Browser(settings), ModelService(settings)
    try:
        todo = [seed for seed in seeds if seed not in {episode.seed for episode in ours}]
        chance = [seed for seed in randoms if seed not in {episode.seed for episode in dice}]
        if todo or chance:
            with browser.open(VIEW) as sandbox:
                for seed in todo:
                    ours.append(play(sandbox, service, task, seed, steps))
                    write(path, ours, dice)
                for seed in chance:
                    dice.append(play_random(sandbox, task, seed))
                    write(path, ours, dice)
    finally:
        service.close()
        browser.close()
    return [e for e in ours if e.seed in seeds], [e for e in dice if e.seed in randoms]


def read(path: Path | None) -> tuple[list[Episode], list[Episode]]:
    """The episodes kept in a file."""
    if path is None or not path.exists():
        return [], []
    names = {item.name for item in fields(Episode)}
    kept = json.loads(path.read_text())
    ours, dice = (
        [Episode(**{key: value for key, value in item.items() if key in names}) for item in part]
        for part in (kept["ours"], kept["random"])
    )
    return ours, dice


def write(path: Path | None, ours: Sequence[Episode], dice: Sequence[Episode]) -> None:
    """Keep the episodes in a file."""
    if path is None:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {"ours": [asdict(item) for item in ours], "random": [asdict(item) for item in dice]}
    text = json.dumps(kept, ensure_ascii=False, indent=1)
    part = path.with_suffix(".part")
    part.write_text(text)
    part.replace(path)


def rates(episodes: Sequence[Episode]) -> tuple[float, float]:
    """The share of episodes won, and of those won in time."""
    return mean(e.won for e in episodes), mean(e.in_time for e in episodes)


def table(results: Sequence[tuple[str, list[Episode], list[Episode]]]) -> str:
    """A row a task, then the means over tasks of each group and of all."""
    rows = [
        "| task | random | ours | in time | steps | s a step |",
        "|---|---|---|---|---|---|",
    ]

    def figure(value: float | None) -> str:
        return "–" if value is None else f"{value:.2f}"

    chances: dict[str, float | None] = {}
    for task, ours, dice in results:
        chances[task] = rates(dice)[0] if dice else None
        if not ours:
            continue
        won, timely = rates(ours)
        paces = [episode.seconds / max(1, episode.steps) for episode in ours]
        rows.append(
            f"| {task} | {figure(chances[task])} | {won:.2f} | {timely:.2f} "
            f"| {mean(e.steps for e in ours):.1f} | {median(paces):.2f} |"
        )
    groups = (("one screen", ONE_SCREEN), ("several steps", SEVERAL_STEPS), ("all", None))
    for name, members in groups:
        part = [item for item in results if item[1] and (members is None or item[0] in members)]
        if not part:
            continue
        known = [chances[task] for task, _, _ in part]
        chance = (
            mean(v for v in known if v is not None) if all(v is not None for v in known) else None
        )
        paces = [e.seconds / max(1, e.steps) for _, ours, _ in part for e in ours]
        rows.append(
            f"| **{name}, {len(part)} tasks** | {figure(chance)} "
            f"| **{mean(rates(ours)[0] for _, ours, _ in part):.3f}** "
            f"| {mean(rates(ours)[1] for _, ours, _ in part):.3f} "
            f"| {mean(e.steps for _, ours, _ in part for e in ours):.1f} | {median(paces):.2f} |"
        )
    return "\n".join(rows)


def main() -> None:
    """Read the command line, play, print the table."""
    parser = argparse.ArgumentParser(description="MiniWoB++ by screenshots alone")
    parser.add_argument("--tasks", default=",".join((*ONE_SCREEN, *SEVERAL_STEPS)))
    parser.add_argument("--seeds", default="0-49", help="first-last, both included")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", default="", help="folder that keeps each task's episodes")
    parser.add_argument("--random", type=int, default=0, help="random episodes a task")
    parser.add_argument("--steps", type=int, default=25, help="most steps an episode")
    parser.add_argument("--failed", action="store_true", help="list the episodes that failed")
    given = parser.parse_args()
    first, _, last = given.seeds.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    randoms = seeds[: given.random]
    tasks = [name.strip() for name in given.tasks.split(",") if name.strip()]
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    pages()
    results = []
    with ProcessPoolExecutor(given.jobs) as pool:
        jobs = [
            (task, pool.submit(play_task, task, seeds, randoms, given.steps, given.out))
            for task in tasks
        ]
        for task, job in jobs:
            ours, dice = job.result()
            results.append((task, ours, dice))
            if ours:
                print(f"{task}: {rates(ours)[0]:.2f}", flush=True)
            if given.failed:
                for episode in ours:
                    if not episode.won:
                        print(
                            f"  {episode.seed} {episode.reward} {episode.end} {episode.utterance}"
                        )
                        for line in (*episode.said, episode.why):
                            print(f"      {line[:300]}")
    print()
    print(table(results))


if __name__ == "__main__":
    main()
