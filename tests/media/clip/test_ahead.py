"""Items made in advance: in order, only so many, and nothing goes on once it is closed."""

from collections.abc import Iterator
from threading import Event

import pytest

from model.media.clip.ahead import ahead


def test_items_come_in_order_and_some_are_made_before_they_are_asked_for() -> None:
    made: list[int] = []
    third = Event()

    def counting() -> Iterator[int]:
        for number in range(9):
            made.append(number)
            if number == 3:
                third.set()
            yield number

    items = ahead(counting(), 3)
    assert next(items) == 0 and third.wait(10) and made == [0, 1, 2, 3]
    assert list(items) == list(range(1, 9))


def test_what_the_items_raise_is_raised_at_its_place() -> None:
    def failing() -> Iterator[int]:
        yield 1
        raise ValueError("no more")

    items = ahead(failing(), 4)
    assert next(items) == 1
    with pytest.raises(ValueError, match="no more"):
        next(items)


def test_closing_leaves_the_rest_unmade() -> None:
    made: list[int] = []

    def counting() -> Iterator[int]:
        for number in range(1000):
            made.append(number)
            yield number

    items = ahead(counting(), 2)
    next(items)
    items.close()
    assert len(made) <= 4
