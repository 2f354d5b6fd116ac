"""Nothing a page does may take for ever: time limits on what we ask, memory limits on processes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Final, TypeVar

T = TypeVar("T")

_EVERY_S: Final = 0.1
_PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
_PROC: Final = Path("/proc")


async def bounded(work: Coroutine[Any, Any, T], seconds: float, trouble: asyncio.Future[Any]) -> T:
    """The result of ``work``, unless ``trouble`` comes first or ``seconds`` pass.

    Raises what ``trouble`` holds, or ``TimeoutError``. The work is cancelled then; a call that a
    hung page never answers is left to its fate, it holds nothing.
    """
    if trouble.done():
        work.close()
        trouble.result()
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task, trouble}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    except asyncio.CancelledError:
        task.cancel()
        raise
    if task.done() and not trouble.done():
        return task.result()
    task.cancel()
    with contextlib.suppress(BaseException):
        await asyncio.wait_for(task, 1.0)
    if trouble.done():
        trouble.result()
    raise TimeoutError


class MemoryWatch:
    """Ends renderer processes that outgrow ``limit_mb``, where Linux shows what they use.

    Chromium's own limit holds for script objects alone; buffers, canvases and nodes grow beside it,
    and a machine that runs out of memory ends somebody else's process. Elsewhere than on Linux only
    Chromium's own limit holds.
    """

    def __init__(self, browser_pid: int, limit_mb: int) -> None:
        self._pid = browser_pid
        self._limit = limit_mb * 1_000_000
        self.ended = 0

    async def watch(self) -> None:
        """Look ten times a second until cancelled."""
        while (_PROC / str(self._pid)).exists():
            for pid in descendants(self._pid):
                if memory(pid) > self._limit and is_renderer(pid):
                    self.ended += 1
                    with contextlib.suppress(OSError):
                        os.kill(pid, signal.SIGKILL)
            await asyncio.sleep(_EVERY_S)


def descendants(pid: int) -> list[int]:
    """The processes below ``pid``; empty where there is no ``/proc``."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        for task in _listing(_PROC / str(waiting.pop()) / "task"):
            try:
                children = [int(word) for word in (task / "children").read_text().split()]
            except (OSError, ValueError):
                continue
            found += children
            waiting += children
    return found


def memory(pid: int) -> int:
    """Bytes of memory that process holds and shares with no file; 0 when it is gone."""
    try:
        words = (_PROC / str(pid) / "statm").read_text().split()
        status = (_PROC / str(pid) / "status").read_text()
    except OSError:
        return 0
    resident, shared = int(words[1]) * _PAGE_BYTES, int(words[2]) * _PAGE_BYTES
    return resident - shared + _kilobytes(status, "RssShmem:") * 1024


def is_renderer(pid: int) -> bool:
    """Whether ``pid`` is one of Chromium's processes that run pages."""
    try:
        return b"--type=renderer" in (_PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return False


def _kilobytes(status: str, name: str) -> int:
    for line in status.splitlines():
        if line.startswith(name):
            return int(line.split()[1])
    return 0


def _listing(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []
