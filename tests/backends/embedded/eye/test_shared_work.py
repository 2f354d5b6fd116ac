import threading
from collections.abc import Generator, Iterator

import pytest

from model.backends.embedded.eye.shared_work import SharedWork
from model.events import Progress


class Work:
    """Steps that wait until they are let on, and know whether they were closed."""

    def __init__(self) -> None:
        self.started = threading.Event()
        self.go_on = threading.Event()
        self.closed = threading.Event()
        self.runs = 0

    def __call__(self) -> Iterator[Progress | str]:
        self.runs += 1
        try:
            yield Progress("begun", 0.5)
            self.started.set()
            assert self.go_on.wait(10)
            yield Progress("nearly done", 0.9)
            yield "done"
        finally:
            self.closed.set()


def watch(
    shared: SharedWork[str], key: str, work: Work, keep: int = 2, workers: int = 1
) -> Generator[Progress | str, None, None]:
    return shared.watch(key, work, keep=keep, workers=workers, heartbeat_s=0.01)


def test_two_watchers_share_one_run() -> None:
    shared: SharedWork[str] = SharedWork()
    work = Work()
    first, second = watch(shared, "a", work), watch(shared, "a", work)
    next(first), next(second)
    work.go_on.set()
    assert list(first)[-1] == "done"
    assert list(second)[-1] == "done"
    assert work.runs == 1


def test_goes_on_while_one_still_watches() -> None:
    shared: SharedWork[str] = SharedWork()
    work = Work()
    first, second = watch(shared, "a", work), watch(shared, "a", work)
    next(first), next(second)
    first.close()
    work.go_on.set()
    assert list(second)[-1] == "done"


def test_gives_up_when_nobody_watches_any_more() -> None:
    shared: SharedWork[str] = SharedWork()
    work = Work()
    only = watch(shared, "a", work)
    next(only)
    assert work.started.wait(10)
    only.close()
    work.go_on.set()
    assert work.closed.wait(10)
    fresh = Work()
    fresh.go_on.set()
    assert list(watch(shared, "a", fresh))[-1] == "done"
    assert fresh.runs == 1


def test_waits_for_a_free_worker_and_says_so() -> None:
    shared: SharedWork[str] = SharedWork()
    busy, waiting = Work(), Work()
    first = watch(shared, "a", busy)
    next(first)
    assert busy.started.wait(10)
    second = watch(shared, "b", waiting)
    assert next(second) == Progress("Waiting for a free worker")
    assert waiting.runs == 0
    busy.go_on.set()
    waiting.go_on.set()
    assert list(first)[-1] == "done"
    assert list(second)[-1] == "done"


def test_keeps_the_most_recently_used() -> None:
    shared: SharedWork[str] = SharedWork()
    work = Work()
    work.go_on.set()
    for key in ("a", "b", "a", "c", "a", "b"):
        assert list(watch(shared, key, work))[-1] == "done"
    assert work.runs == 4  # a, b, c, and b again: it was the one that c displaced


def test_hands_errors_to_the_watcher_and_keeps_none() -> None:
    shared: SharedWork[str] = SharedWork()

    def broken() -> Iterator[Progress | str]:
        yield Progress("begun")
        raise ValueError("cannot be read")

    for _ in range(2):
        with pytest.raises(ValueError, match="cannot be read"):
            list(shared.watch("a", broken, keep=2, workers=1, heartbeat_s=0.01))
