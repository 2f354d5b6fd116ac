import threading
import time
from collections.abc import Iterator

from agents.web_builder import Brief, BuildEvent, Built, Writing
from model.errors import NoBrowser
from model.events import Progress
from tests.ui.webpage.rounds import picture, round_
from ui.errors import sentence
from ui.runs import Run
from ui.webpage.asking import follow
from ui.webpage.desk import Desk

START = Desk(picture()).begin(Brief(picture()), "")


def test_rounds_come_one_by_one_and_the_last_is_at_rest() -> None:
    def build() -> Iterator[BuildEvent]:
        yield Progress("Looking")
        yield round_(0, 70)
        yield round_(1, 80)
        yield Built()

    desks = list(follow(START, build, Run(), sentence, 5))
    assert [len(desk.rounds) for desk in desks if desk.rounds] == [1, 2, 2]
    assert not desks[-1].running and desks[-1].given and desks[-1].given.ended == "stop"


def test_stop_is_answered_while_the_builder_is_busy() -> None:
    busy, closed = threading.Event(), threading.Event()

    def build() -> Iterator[BuildEvent]:
        try:
            yield round_(0, 70)
            busy.wait(20)
            yield round_(1, 80)
            yield Writing(0, 2, "<p>")
        finally:
            closed.set()

    run = Run()
    desks = follow(START, build, run, sentence, 5)
    assert len(next(desks).rounds) == 1
    run.stop.set()
    began = time.monotonic()
    last = list(desks)[-1]
    assert time.monotonic() - began < 1.0
    assert last.given and last.given.ended == "stopped" and len(last.rounds) == 1
    busy.set()
    assert closed.wait(5)


def test_an_error_is_a_sentence_and_the_rounds_stay() -> None:
    def build() -> Iterator[BuildEvent]:
        yield round_(0, 70)
        raise NoBrowser("No Chromium was found; install one.")

    last = list(follow(START, build, Run(), sentence, 5))[-1]
    assert last.given and last.given.error == "No Chromium was found; install one."
    assert len(last.rounds) == 1 and not last.running


def test_a_caller_that_leaves_ends_the_builder() -> None:
    closed = threading.Event()

    def build() -> Iterator[BuildEvent]:
        try:
            while True:
                yield Writing(0, 0, "<p>")
        finally:
            closed.set()

    desks = follow(START, build, Run(), sentence, 1000)
    next(desks)
    desks.close()
    assert closed.wait(5)
