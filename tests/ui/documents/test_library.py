"""Documents of visitors: found only under their own token, closed when nobody needs them."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from model.documents.parts import Block, Chart, PageContent, Place, Series
from model.errors import InputError, TooLarge
from model.events import Progress
from model.geometry import Box
from ui.documents.library import Held, Library, with_chart

ANNA, BORIS = "a" * 32, "b" * 32


class Paper:
    """Stands in for a ``Document``: what a library does with one is to close it."""

    def __init__(self, path: Path, name: str, password: str) -> None:
        self.name, self.closed = name, False

    def close(self) -> None:
        self.closed = True


def opening(path: Path, name: str, password: str) -> Generator[Progress, None, Any]:
    yield Progress("Laying out", 0.5)
    return Paper(path, name, password)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def library(clock: Clock) -> Library:
    return Library(opening, most=2, idle_s=60, clock=clock)


def test_a_document_is_found_under_the_token_it_was_opened_with(library: Library) -> None:
    held = library.open(ANNA, Path("a.pdf"), "a.pdf")
    assert library.get(ANNA, held.id) is held
    assert library.all(ANNA) == (held,)


def test_a_document_that_nobody_takes_is_closed_again(library: Library) -> None:
    steps: Any = library.opening(ANNA, Path("a.pdf"), "a.pdf")
    assert next(steps) == Progress("Laying out", 0.5)
    held = next(steps)
    assert library.all(ANNA) == (held,)
    steps.close()
    assert library.all(ANNA) == ()
    assert held.document.closed


def test_nobody_reaches_what_another_opened(library: Library) -> None:
    held = library.open(ANNA, Path("a.pdf"), "a.pdf")
    assert library.all(BORIS) == ()
    with pytest.raises(InputError, match="not open any more"):
        library.get(BORIS, held.id)
    library.close(BORIS, held.id)
    assert library.get(ANNA, held.id) is held


def test_a_page_without_a_session_opens_nothing(library: Library) -> None:
    with pytest.raises(InputError, match="no session"):
        library.open("", Path("a.pdf"), "a.pdf")


def test_one_too_many_is_refused_by_name_and_none_is_lost(library: Library) -> None:
    library.open(ANNA, Path("a.pdf"), "a.pdf")
    library.open(ANNA, Path("b.pdf"), "b.pdf")
    with pytest.raises(TooLarge, match=r"close one, then add 'c.pdf'"):
        library.open(ANNA, Path("c.pdf"), "c.pdf")
    assert len(library.all(ANNA)) == 2
    library.open(BORIS, Path("c.pdf"), "c.pdf")


def test_closing_frees_the_document_and_its_place(library: Library) -> None:
    held: Any = library.open(ANNA, Path("a.pdf"), "a.pdf")
    library.close(ANNA, held.id)
    assert held.document.closed
    assert library.all(ANNA) == ()
    library.close(ANNA, held.id)  # twice is no error


def test_documents_of_the_idle_are_closed_those_in_use_stay(library: Library, clock: Clock) -> None:
    old: Any = library.open(ANNA, Path("a.pdf"), "a.pdf")
    used: Any = library.open(BORIS, Path("b.pdf"), "b.pdf")
    clock.now = 50
    library.get(BORIS, used.id)
    clock.now = 90
    assert library.all(BORIS) == (used,)
    assert old.document.closed and not used.document.closed
    assert library.all(ANNA) == ()


def test_at_exit_everything_is_closed(library: Library) -> None:
    held: list[Any] = [library.open(one, Path("a.pdf"), "a.pdf") for one in (ANNA, BORIS)]
    library.close_all()
    assert all(one.document.closed for one in held)


def test_a_chart_that_was_read_stands_where_its_picture_was() -> None:
    place = Place(0, Box(10, 10, 90, 60))
    picture = Block("p1-b1", "picture", place)
    page = PageContent(0, 100, 100, (picture,), "text")
    once = Chart("c", place, "bar", ("a",), (Series("", (1.0,)),), "measured")
    (block,) = with_chart(page, once).blocks
    assert (block.id, block.kind, block.chart) == ("p1-b1", "chart", once)
    words = PageContent(0, 100, 100, (Block("p1-b1", "title", place, "So"),), "recognised")
    assert [one.kind for one in with_chart(words, once).blocks] == ["title", "chart"]


def test_a_chart_that_is_read_again_replaces_the_earlier_reading() -> None:
    place = Place(0, Box(10, 10, 90, 60))
    paper: Any = Paper(Path("a"), "a", "")
    held = Held("h", paper)
    for value in (1.0, 2.0):
        held.keep(Chart("c", place, "bar", ("a",), (Series("", (value,)),), "model"))
    assert [one.series[0].values for one in held.charts] == [(2.0,)]
