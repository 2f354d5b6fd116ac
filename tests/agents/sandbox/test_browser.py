"""One Chromium for all: queue, ends, restarts, remote ones, and what is said when there is none."""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agents.sandbox import Browser, Sandbox, Viewport, finding
from agents.sandbox.bounds import descendants
from model.actions import Type, Wait
from model.errors import BadAddress, NoBrowser, PageFailed, SandboxBusy, SandboxClosed
from model.geometry import Point
from model.settings import Settings, load

FIELD = "<style>body{margin:0}</style><input autofocus style='width:300px;height:40px'>"
SETTINGS = load()


@pytest.fixture(scope="module")
def one() -> Iterator[Browser]:
    browser = Browser(replace(SETTINGS, sandboxes=1, sandbox_queue=1, sandbox_wait_s=1.0))
    yield browser
    browser.close()


def until(true: Callable[[], bool], seconds: float = 10.0) -> None:
    """Waits for something that happens on another thread."""
    end = time.monotonic() + seconds
    tick = threading.Event()
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        tick.wait(0.02)


def in_thread(work: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    results: list[Any] = []

    def run() -> None:
        try:
            results.append(work())
        except Exception as error:
            results.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, results


def test_who_waits_gets_the_next_place(one: Browser) -> None:
    first = one.open()
    thread, results = in_thread(one.open)
    until(lambda: one.waiting == 1)
    with pytest.raises(SandboxBusy, match="1 requests wait already"):
        one.open()
    first.close()
    thread.join()
    assert isinstance(results[0], Sandbox)
    results[0].close()
    assert one.open_sandboxes == 0


def test_waiting_ends(one: Browser) -> None:
    with one.open():
        with pytest.raises(SandboxBusy, match="stayed in use for 1 seconds"):
            one.open()
        with pytest.raises(SandboxBusy, match="stopped"):
            one.open(stopped=lambda: True)
    one.open().close()


def test_a_spare_sandbox_gives_way(one: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agents.sandbox.browser._SPARE_S", 0.0)
    spare = one.open(spare=True)
    with one.open() as needed:
        assert needed.load(FIELD).settled
        with pytest.raises(SandboxClosed, match="somebody who waited"):
            spare.load(FIELD)


def test_a_place_is_free_again_when_opening_fails(one: Browser) -> None:
    for _ in range(3):
        with pytest.raises(Exception, match="width"):
            one.open(Viewport(-1, -1))
    one.open().close()


def test_closing_ends_what_runs(one: Browser) -> None:
    sandbox = one.open()
    sandbox.load(FIELD)
    thread, results = in_thread(lambda: sandbox.act(Wait(30)))
    until(lambda: sandbox.in_use)
    sandbox.close()
    thread.join()
    assert isinstance(results[0], SandboxClosed)
    sandbox.close()
    with pytest.raises(SandboxClosed, match="was closed"):
        sandbox.look()


def test_several_threads_take_turns(one: Browser) -> None:
    with one.open() as sandbox:
        sandbox.load(FIELD)
        work = [in_thread(lambda: sandbox.act(Type("ab", Point(290, 20)))) for _ in range(4)]
        for thread, _ in work:
            thread.join()
        assert sandbox.evaluate("() => document.querySelector('input').value") == "ab" * 4


def test_an_unused_sandbox_is_closed_and_then_chromium_too() -> None:
    browser = Browser(replace(SETTINGS, sandbox_idle_s=0.4))
    sandbox = browser.open()
    pid = chromium_of()
    until(lambda: sandbox.closed)
    with pytest.raises(SandboxClosed, match="without use"):
        sandbox.look()
    until(lambda: not alive(pid))
    with browser.open() as again:
        assert again.load(FIELD).settled
    browser.close()


@pytest.mark.parametrize("victim", ["chromium", "driver"])
def test_killed_in_the_middle_and_restarted(victim: str) -> None:
    before = set(descendants(os.getpid()))
    browser = Browser(SETTINGS)
    sandbox, other = browser.open(), browser.open()
    sandbox.load(FIELD)
    thread, results = in_thread(lambda: sandbox.act(Wait(30)))
    until(lambda: sandbox.in_use)
    started = set(descendants(os.getpid())) - before
    names = {"chromium": "--remote-debugging-pipe", "driver": "run-driver"}
    for pid in started:
        if names[victim] in command(pid) and "--type=" not in command(pid):
            os.kill(pid, signal.SIGKILL)
    thread.join(15)
    assert isinstance(results[0], SandboxClosed), results
    assert "ended unexpectedly" in str(results[0])
    until(lambda: other.closed)
    with pytest.raises(SandboxClosed, match="ended unexpectedly"):
        other.load(FIELD)
    with browser.open() as again:
        assert again.load(FIELD).settled
    browser.close()
    until(lambda: not [pid for pid in started if alive(pid)])


def test_closed_and_used_again_leaves_nothing() -> None:
    before = set(descendants(os.getpid()))
    browser = Browser(SETTINGS)
    for _ in range(2):
        sandbox = browser.open()
        sandbox.load(FIELD)
        browser.close()
        with pytest.raises(SandboxClosed):
            sandbox.look()
        until(lambda: not [pid for pid in descendants(os.getpid()) if alive(pid)
                           and pid not in before])  # fmt: skip
    assert browser.version


def test_no_chromium_at_the_place_named() -> None:
    browser = Browser(replace(SETTINGS, chromium="/nowhere/chromium", browser_url=""))
    with pytest.raises(NoBrowser, match="SIGHTLINE_CHROMIUM='/nowhere/chromium'"):
        browser.open()
    browser.close()


def test_no_chromium_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "_candidates", lambda _: [])
    browser = Browser(SETTINGS)
    with pytest.raises(NoBrowser, match="playwright install"):
        browser.open()
    browser.close()


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "ws://127.0.0.1:9/secret", "ftp://x/"])
def test_no_remote_chromium(url: str) -> None:
    browser = Browser(replace(SETTINGS, browser_url=url))
    with pytest.raises(NoBrowser) as caught:
        browser.open()
    assert "secret" not in str(caught.value) and str(caught.value).endswith(".")
    browser.close()


def test_what_is_said_of_chromiums_own_sandbox(sandboxes: Browser) -> None:
    sandboxes.open().close()
    assert re.match(r"\d+\.", sandboxes.version)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        assert "without its own sandbox" in sandboxes.warning
    assert sandboxes.warning == "" or sandboxes.warning.endswith(".")


def test_a_remote_chromium_is_used_the_same_way(remote: str) -> None:
    browser = Browser(replace(SETTINGS, browser_url=remote))
    with browser.open() as sandbox:
        assert sandbox.load(FIELD).settled
        sandbox.act(Type("far away", Point(50, 20)))
        assert sandbox.evaluate("() => document.querySelector('input').value") == "far away"
        with pytest.raises(PageFailed):
            sandbox.evaluate("() => { while (true) {} }", timeout_s=0.5)
    with pytest.raises(BadAddress, match="remote Chromium"):
        browser.open(hosts=["example.org"])
    other = Browser(replace(SETTINGS, browser_url=remote))  # another copy of the app
    with other.open() as sandbox:
        browser.close()
        assert sandbox.load(FIELD).settled
    other.close()


def test_limits_of_the_queue_are_the_settings() -> None:
    assert Settings().sandboxes >= 8


def chromium_of() -> int:
    """The newest Chromium below this process."""
    pids = [pid for pid in descendants(os.getpid()) if "--remote-debugging-pipe" in command(pid)]
    return max(pid for pid in pids if "--type=" not in command(pid))


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def alive(pid: int) -> bool:
    return bool(command(pid))  # what is dead and not yet collected has no command line
