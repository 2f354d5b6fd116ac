"""The line before a model: first come, first served, one at a time, in one thread."""

import threading

from model.backends.local.line import Line


class Counter:
    """Serves numbers, each when it is let through."""

    def __init__(self) -> None:
        self.served: list[int] = []
        self.threads: set[threading.Thread] = set()
        self.ends = 0
        self.begun = threading.Semaphore(0)
        self.through = threading.Semaphore(0)

    def work(self, number: int) -> None:
        self.begun.release()
        assert self.through.acquire(timeout=10)
        self.served.append(number)
        self.threads.add(threading.current_thread())

    def end(self) -> None:
        self.ends += 1


def test_they_are_served_in_the_order_they_came() -> None:
    counter = Counter()
    line = Line(counter.work, counter.end, "counter")
    for number in range(4):
        line.join(number)
    assert counter.begun.acquire(timeout=10)
    assert [line.ahead(number) for number in range(4)] == [0, 1, 2, 3]
    line.leave(2)
    assert line.ahead(3) == 2 and line.ahead(2) == 0
    line.leave(0)  # it is being served: nothing happens
    for _ in range(2):
        counter.through.release()
        assert counter.begun.acquire(timeout=10)
    counter.through.release()
    line.end()
    line.wait(10)
    assert counter.served == [0, 1, 3]
    assert len(counter.threads) == 1


def test_who_is_left_at_the_end_is_told_and_the_line_opens_again() -> None:
    counter = Counter()
    line = Line(counter.work, counter.end, "counter")
    line.join(1)
    line.join(2)
    assert counter.begun.acquire(timeout=10)
    assert line.end() == [1, 2]
    counter.through.release()
    line.wait(10)
    assert (counter.served, counter.ends, line.served) == ([1], 1, None)
    line.join(3)
    counter.through.release()
    assert counter.begun.acquire(timeout=10)
    assert line.end() in ([], [3])
    line.wait(10)
    assert counter.served == [1, 3] and counter.ends == 2


def test_what_outlasts_the_end_keeps_its_thread_for_who_comes_next() -> None:
    """Never two at once: two models would not fit, and what was compiled belongs to its thread."""
    counter = Counter()
    line = Line(counter.work, counter.end, "counter")
    line.join(1)
    assert counter.begun.acquire(timeout=10)
    line.end()
    line.wait(0.0)  # it is still at its work
    line.join(2)
    assert line.ahead(2) == 1
    assert not counter.begun.acquire(blocking=False), "the second waits for the first"
    for _ in range(2):
        counter.through.release()
    assert counter.begun.acquire(timeout=10)
    line.end()
    line.wait(10)
    assert counter.served == [1, 2] and len(counter.threads) == 1


def test_who_comes_while_the_thread_lets_go_is_served_by_it() -> None:
    counter, letting_go, gone = Counter(), threading.Event(), threading.Event()

    def end() -> None:
        counter.end()
        letting_go.set()
        assert gone.wait(10)

    line = Line(counter.work, end, "counter")
    line.join(1)
    counter.through.release()
    assert counter.begun.acquire(timeout=10)
    line.end()
    assert letting_go.wait(10)
    line.join(2)
    gone.set()
    counter.through.release()
    assert counter.begun.acquire(timeout=10)
    line.end()
    line.wait(10)
    assert counter.served == [1, 2] and len(counter.threads) == 1 and counter.ends == 2
