"""Work done once for all who ask for it at the same time, and given up when nobody asks any more.

A worker thread steps through a generator of ``Progress`` and finally one result. Everybody who asks
for the same key watches the same worker; when the last watcher goes away, the worker stops before
its next step. Results are kept, the least recently used go first.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Generator, Iterator
from typing import Generic, TypeVar

from model.events import Progress

Result = TypeVar("Result")

WAIT_S = 0.1
"""Seconds between looks at whether waiting for a free worker still makes sense."""


class _Job(Generic[Result]):
    """One generator at work; every field is guarded by ``changed``."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.watchers = 0
        self.given_up = False
        self.progress = Progress("Waiting for a free worker")
        self.result: Result | None = None
        self.error: BaseException | None = None

    @property
    def over(self) -> bool:
        return self.result is not None or self.error is not None

    @property
    def pointless(self) -> bool:
        """Nobody waits for it, or the program is at its end."""
        return self.given_up or not threading.main_thread().is_alive()


class SharedWork(Generic[Result]):
    """Runs and remembers work by key; ``Result`` must not be ``None`` or a ``Progress``."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Result] = OrderedDict()
        self._jobs: dict[str, _Job[Result]] = {}
        self._running = 0
        self._free = threading.Condition()

    def forget(self) -> None:
        """Drop every kept result."""
        with self._lock:
            self._kept.clear()

    def watch(
        self,
        key: str,
        steps: Callable[[], Iterator[Progress | Result]],
        *,
        keep: int,
        workers: int,
        heartbeat_s: float,
    ) -> Generator[Progress | Result, None, None]:
        """Yield ``Progress`` at least every ``heartbeat_s`` seconds, then the result.

        ``steps`` is called in a worker thread if nobody works on ``key`` yet; at most ``workers``
        of them run at once. What it raises is raised here.
        """
        with self._lock:
            if (known := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
            else:
                job = self._join(key, steps, keep, workers)
        if known is not None:
            yield known
            return
        try:
            while True:
                with job.changed:
                    if not job.over:
                        job.changed.wait(heartbeat_s)
                    progress, result, error = job.progress, job.result, job.error
                if error is not None:
                    raise error
                if result is not None:
                    yield result
                    return
                yield progress
        finally:
            self._leave(key, job)

    def _join(
        self,
        key: str,
        steps: Callable[[], Iterator[Progress | Result]],
        keep: int,
        workers: int,
    ) -> _Job[Result]:
        job = self._jobs.get(key)
        if job is None:
            job = self._jobs[key] = _Job()
            threading.Thread(
                target=self._work, args=(key, job, steps, keep, workers), name=f"see-{key[:8]}"
            ).start()
        with job.changed:
            job.watchers += 1
        return job

    def _leave(self, key: str, job: _Job[Result]) -> None:
        with self._lock, job.changed:
            job.watchers -= 1
            if job.watchers == 0:
                job.given_up = True
                if self._jobs.get(key) is job:
                    del self._jobs[key]

    def _work(
        self,
        key: str,
        job: _Job[Result],
        steps: Callable[[], Iterator[Progress | Result]],
        keep: int,
        workers: int,
    ) -> None:
        if not self._take_turn(job, workers):
            return
        try:
            self._step_through(key, job, steps(), keep)
        except BaseException as error:  # handed to whoever watches
            with self._lock, job.changed:
                if self._jobs.get(key) is job:
                    del self._jobs[key]
                job.error = error
                job.changed.notify_all()
        finally:
            with self._free:
                self._running -= 1
                self._free.notify()

    def _take_turn(self, job: _Job[Result], workers: int) -> bool:
        with self._free:
            while self._running >= workers:
                self._free.wait(WAIT_S)
                if job.pointless:
                    return False
            self._running += 1
            return True

    def _step_through(
        self, key: str, job: _Job[Result], steps: Iterator[Progress | Result], keep: int
    ) -> None:
        for step in steps:
            if job.pointless:
                break
            if isinstance(step, Progress):
                with job.changed:
                    job.progress = step
                    job.changed.notify_all()
                continue
            with self._lock, job.changed:
                self._kept[key] = step
                while len(self._kept) > max(1, keep):
                    self._kept.popitem(last=False)
                if self._jobs.get(key) is job:
                    del self._jobs[key]
                job.result = step
                job.changed.notify_all()
            return
        if (close := getattr(steps, "close", None)) is not None:
            close()
