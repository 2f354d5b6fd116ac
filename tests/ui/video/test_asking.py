import threading
import time
from collections.abc import Iterator

from agents.watching.events import Answered, Looking, Part, WatchingEvent, Writing
from model.clips.parts import Moment
from model.errors import Unreachable
from tests.ui.video.clips import frame
from ui.errors import sentence
from ui.runs import Run
from ui.video.asking import follow
from ui.video.desk import Asked

BELL = Moment(12, 12, "a bell")


def test_an_answer_is_followed_to_its_end() -> None:
    def make() -> Iterator[WatchingEvent]:
        yield Looking((frame(1.0), frame(2.0)), 0, 60)
        yield Writing("A bell")
        yield Answered("A bell at 0:12.", (BELL,))

    answers = list(follow(Asked("When?"), make, Run(), sentence, 5))
    assert len(answers[0].frames) == 2 and answers[0].given.running
    last = answers[-1]
    assert last.text == "A bell at 0:12." and last.moments == (BELL,)
    assert last.given.ended == "stop" and len(last.frames) == 2


def test_stop_is_answered_while_the_model_is_silent() -> None:
    silent, closed = threading.Event(), threading.Event()

    def make() -> Iterator[WatchingEvent]:
        try:
            yield Part("A bell at 0:12.", (BELL,), (), 0, 60, 1, 2)
            silent.wait(20)
            yield Answered("never heard")
        finally:
            closed.set()

    run = Run()
    answers = follow(Asked("When?"), make, run, sentence, 5)
    assert next(answers).moments == (BELL,)
    run.stop.set()
    began = time.monotonic()
    last = list(answers)[-1]
    assert time.monotonic() - began < 1.0
    assert last.given.ended == "stopped" and last.moments == (BELL,)
    silent.set()
    assert closed.wait(5)


def test_an_error_is_a_sentence_and_what_was_said_stays() -> None:
    def make() -> Iterator[WatchingEvent]:
        yield Part("A bell at 0:12.", (BELL,), (), 0, 60, 1, 2)
        raise Unreachable("The server went away; try again.")

    last = list(follow(Asked("When?"), make, Run(), sentence, 5))[-1]
    assert last.given.error == "The server went away; try again." and last.moments == (BELL,)
