import threading

import pytest
from PIL import Image

from model.backends.base import Connection, Options
from model.errors import Unreachable
from model.events import Answer, Finished, Notice, Progress, Thinking
from model.geometry import Box
from model.media.images import picture_of
from model.service import ModelService
from model.settings import Settings
from model.tasks import Ground, Inspect
from ui.ground.finding import Finding, ask, crop
from ui.ground.finding_view import answer_text, status_html
from ui.runs import Runs

PICTURE = picture_of(Image.new("RGB", (1000, 500), "white"), "white.png")


class Scripted:
    """A backend that says what it was given; an exception in the script is raised."""

    def __init__(self, *script):
        self.script, self.closed, self.tasks = script, False, []

    def stream(self, task, messages, connection, options):
        self.tasks.append(task)
        try:
            for step in self.script:
                if isinstance(step, Exception):
                    raise step
                yield step
        finally:
            self.closed = True

    def close(self):
        pass


def answer(*script, task=None, run=None, finding=None):
    backend = Scripted(*script)
    service = ModelService(Settings(updates_per_s=1e9), {"embedded": backend})
    run = run or Runs().begin("s")
    found = ask(
        service,
        finding or Finding(PICTURE),
        task or Ground(PICTURE, "cats"),
        Connection(),
        Options(),
        run,
        str,
    )
    return backend, found


def test_boxes_appear_while_the_reply_is_still_being_written():
    _, found = answer(Answer("Two. <|begin_of_box|>[[0,0,100,100]"), Answer(",[500,0,600,100]]"),
                      Answer("<|end_of_box|>"), Finished())  # fmt: skip
    steps = list(found)
    assert [len(step.marks) for step in steps] == [1, 2, 2, 2]
    assert steps[0].given.running and not steps[-1].given.running
    assert steps[-1].marks[1].box == Box(500, 0, 600, 50)
    assert answer_text(steps[-1], "en") == "Two."


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        ("They are at [[1,2,3,4], [5,6,7,8]].", "They are at."),
        ("[[1,2,3,4]]", "1 found."),
        ("Nothing like that is on it.", "Nothing like that is on it."),
        ("See <|begin_of_box|>[816, 162, 838, 172]<|end_of_box|>.", "See."),
        ("Total is [sic] 12", "Total is [sic] 12"),
        ('Two: ```json\n[{"label": "a", "bbox_2d": [1, 2, 3, 4]}]\n``` there.', "Two: there."),
        ("Two. [[1,2,3,4], [5,6", "Two."),
        ('It is [{"label": "a", "point_2d": [1, 2]}] and [0, 0, 9, 9]!', "It is and!"),
    ],
)
def test_the_sentence_is_without_coordinates(reply, shown):
    *_, last = answer(Answer(reply), Finished())[1]
    assert answer_text(last, "en") == shown


def test_an_error_is_a_sentence_and_nothing_is_lost():
    before = Finding(PICTURE, reference=PICTURE)
    backend, found = answer(
        Answer("[[0,0,10,10]]"), Unreachable("No connection to 'x'; check it."), finding=before
    )
    *_, last = found
    assert last.picture is PICTURE and last.reference is PICTURE and len(last.marks) == 1
    assert last.given.error == "No connection to 'x'; check it." and last.question == "cats"
    assert "No connection to" in status_html(last) and backend.closed


def test_stop_ends_the_stream_and_keeps_what_came():
    runs = Runs()
    run = runs.begin("s")
    backend, found = answer(
        Answer("[[0,0,10,10]]"), Progress("…"), Progress("…"), Finished(), run=run
    )
    assert len(next(found).marks) == 1
    runs.stop("s")
    last = list(found)[-1]
    assert last.given.ended == "stopped" and len(last.marks) == 1 and backend.closed


def test_closing_the_iterator_closes_the_backend():
    backend, found = answer(Progress("a"), Progress("b"), Finished())
    next(found)
    found.close()
    assert backend.closed


def test_a_newer_run_supersedes_the_one_before_and_waits_for_its_end():
    runs = Runs()
    old = runs.begin("s")
    other = runs.begin("t")
    seen = []

    def finish():
        old.stop.wait(10)
        seen.append(old.superseded)
        runs.end("s", old)

    thread = threading.Thread(target=finish)
    thread.start()
    new = runs.begin("s")
    assert seen == [True]
    thread.join()
    assert old.superseded and old.stop.is_set()
    assert not new.superseded and not other.superseded
    runs.stop("s")
    assert new.stop.is_set() and not other.stop.is_set()


def test_clearing_leaves_nothing_to_stop():
    runs = Runs()
    runs.clear("s")
    run = runs.begin("s")
    assert not run.stop.is_set()


def test_thoughts_progress_and_notices_are_shown_as_text():
    _, found = answer(Thinking("<b>hm</b>"), Progress("Reading <text>"), Notice("A & B"),
                      Answer("x"), Finished())  # fmt: skip
    steps = list(found)
    assert "&lt;b&gt;hm" in status_html(steps[0]) and "open" in status_html(steps[0])
    assert "Reading &lt;text&gt;" in status_html(steps[1])
    last = status_html(steps[-1])
    assert "A &amp; B" in last and "<b>" not in last and "doing" not in last


def test_inspect_reads_marks_from_box_tokens_only():
    task = Inspect(PICTURE, Box(0, 0, 500, 500), "How many?")
    *_, last = answer(Answer("There are [1, 2, 3, 4] of them"), Finished(), task=task)[1]
    assert last.marks == () and last.question == "How many?"


def test_a_crop_is_never_empty():
    assert crop(PICTURE, Box(10, 20, 30, 60)).size == (20, 40)
    assert crop(PICTURE, Box(999.9, 499.9, 1000, 500)).size == (1, 1)
    assert crop(PICTURE, Box(-50, -50, 5000, 5000)).size == (1000, 500)
