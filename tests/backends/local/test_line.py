"""The line before a model: first come, first served, one at a time, in one thread."""

import threading

from model.backends.local.line import Line


class Counter:
    """Serves numbers, each when it is let through."""

    def __init__(self) -> None:
        self.served: list[int] = []
        self.threads: set[int] = set()
        self.begun = threading.Semaphore(0)
        self.through = threading.Semaphore(0)

    def work(self, number: int) -> None:
        self.begun.release()
        assert self.through.acquire(timeout=10)
        self.served.append(number)
        self.threads.add(threading.get_ident())


def test_they_are_served_in_the_order_they_came() -> None:
    counter = Counter()
    line = Line(counter.work, "counter")
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
    line.close()
    assert counter.served == [0, 1, 3]
    assert len(counter.threads) == 1


def test_a_closed_line_forgets_who_waits_and_opens_again() -> None:
    counter = Counter()
    line = Line(counter.work, "counter")
    line.join(1)
    line.join(2)
    assert counter.begun.acquire(timeout=10)
    counter.through.release()
    counter.through.release()
    line.close()
    line.join(3)
    counter.through.release()
    assert counter.begun.acquire(timeout=10)
    line.close()
    assert counter.served in ([1, 3], [1, 2, 3])
