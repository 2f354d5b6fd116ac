import threading

import pytest
from PIL import Image as PILImages

from model.backends.base import Connection, Options
from model.errors import BadKey, TooLarge
from model.events import (
    Answer,
    Finished,
    Notice,
    Progress,
    Reclassified,
    Sent,
    Thinking,
    Usage,
)
from model.media.images import picture_of
from model.messages import user
from model.service import ModelService
from model.settings import Settings
from tests.scripted import Scripted, Step
from ui.chat.answering import Busy, Stops, answer
from ui.conversation import Conversation, Given

PICTURE = picture_of(PILImages.new("RGB", (200, 100), "white"), "white.png")


class Clock:
    """Advances by a second at every look."""

    now = -1.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


def run(
    *steps: Step, stop: threading.Event | None = None, conversation: Conversation | None = None
) -> list[Conversation]:
    backend = Scripted(*steps)
    service = ModelService(Settings(), backends={"embedded": backend})
    conversation = conversation or Conversation().ask(user("What?", PICTURE))
    seen = list(
        answer(
            service,
            conversation,
            Connection(),
            Options(),
            stop or threading.Event(),
            str,
            Clock(),
        )
    )
    assert backend.closed == 1
    return seen


def last(*steps: Step) -> Given:
    return run(*steps)[-1].turns[-1].given


def test_events_add_up() -> None:
    given = last(
        Progress("Looking"),
        Sent("POST", "http://x", "{}"),
        Thinking("Hm "),
        Thinking("so."),
        Answer("It is "),
        Notice("A guess."),
        Answer("white."),
        Usage(10, 4, 2, cost_usd=0.5),
        Finished("stop", "raw"),
    )
    assert (given.thinking, given.reply, given.raw) == ("Hm so.", "It is white.", "raw")
    assert given.notices == ("A guess.",)
    assert given.ended == "stop"
    assert (given.first_s, given.thought_s, given.total_s) == (3.0, 2.0, 9.0)
    assert given.tokens_per_s == 1.0
    assert given.sent is not None


def test_what_was_taken_for_an_answer_may_turn_out_to_be_thinking() -> None:
    given = last(Answer("thoughts"), Reclassified(8), Answer("answer"), Finished())
    assert (given.thinking, given.reply) == ("thoughts", "answer")
    assert given.thought_s is not None


def test_updates_are_bounded() -> None:
    class Still:
        now = 0.0

        def __call__(self) -> float:
            self.now += 0.001
            return self.now

    pieces = [Answer("x") for _ in range(1_000)]
    service = ModelService(Settings(), backends={"embedded": Scripted(*pieces, Finished())})
    conversation = Conversation().ask(user("What?"))
    seen = list(
        answer(service, conversation, Connection(), Options(), threading.Event(), str, Still())
    )
    assert len(seen) <= 12  # a second of events at 10 updates a second, and the end
    assert seen[-1].turns[-1].given.reply == "x" * 1_000


def test_stop_keeps_what_came() -> None:
    stop = threading.Event()
    seen = run(Answer("Kept"), stop.set, Answer(" last"), Answer(" never"), stop=stop)
    given = seen[-1].turns[-1].given
    assert given.ended == "stopped"
    assert given.reply == "Kept last"


def test_an_error_in_the_middle_keeps_what_came() -> None:
    given = last(Answer("Half"), BadKey("The key is no longer accepted; paste another."))
    assert (given.reply, given.ended) == ("Half", "failed")
    assert given.error == "The key is no longer accepted; paste another."


def test_a_question_that_cannot_be_asked_is_raised() -> None:
    with pytest.raises(TooLarge):
        run(TooLarge("Too long; shorten it."))


def test_closing_closes_the_backend() -> None:
    backend = Scripted(Answer("a"), Answer("b"), Finished())
    service = ModelService(Settings(), backends={"embedded": backend})
    running = answer(
        service,
        Conversation().ask(user("What?")),
        Connection(),
        Options(),
        threading.Event(),
        str,
    )
    next(running)
    running.close()  # type: ignore[attr-defined]
    assert backend.closed == 1


def test_thoughts_and_unanswered_questions_are_not_sent_again() -> None:
    first = run(Thinking("private"), Answer("One."), Finished())[-1]
    failed = run(BadKey("no"), conversation=first.ask(user("Two?")))[-1]
    task = failed.ask(user("Three?")).task()
    assert [message.text for message in task.messages] == ["What?", "One.", "Three?"]


def test_marks_are_on_their_pictures() -> None:
    reply = '<|begin_of_box|>[{"label": "half", "bbox_2d": [0, 0, 500, 1000]}]<|end_of_box|>'
    conversation = run(Answer(reply), Finished())[-1]
    ((picture, marks),) = conversation.marks(0)
    assert picture is PICTURE
    assert marks[0].box.pixels() == (0, 0, 100, 100)


def test_one_answer_at_a_time() -> None:
    stops = Stops()
    flag = stops.begin("a")
    with pytest.raises(Busy):
        stops.begin("a")
    other = stops.begin("b")
    stops.stop("a")
    assert flag.is_set()
    assert not other.is_set()
    stops.end("a")
    assert not stops.begin("a").is_set()
