from dataclasses import replace

from agents.watching.events import Answered, Look, Looking, Part, Plan, Planned, Writing
from model.clips.parts import Moment, Segment, Timeline
from model.events import Usage
from tests.ui.video.clips import FACTS, TOKEN, desk, desks, frame
from ui.video.desk import Asked, Choosing, Desk

TOLD = Segment(0, 60, "Opening", told_by="model")


def test_a_span_lies_inside_the_clip() -> None:
    assert Choosing().span(90) == (0, 90) and Choosing().whole(90)
    assert Choosing(start_s=10, end_s=500).span(90) == (10, 90)
    assert not Choosing(end_s=30).whole(90)


def test_an_answer_grows_event_by_event_and_keeps_what_came() -> None:
    asked = Asked("When?")
    moment = Moment(12, 15, "a bell")
    events = [
        Planned(Plan((Look(0, 60, (1.0, 2.0), 400), Look(60, 120, (61.0,), 300)))),
        Looking((frame(1.0),), 0, 60),
        Writing("A bell"),
        Part("A bell at 0:12.", (moment,), (), 0, 60, 1, 2, "first", "A bell at [00:12]."),
        Usage(100, 10),
        Usage(50, 5, cost_usd=0.01),
    ]
    for event in events:
        asked = asked.take(event, 1.0)
    assert (asked.calls, asked.tokens, asked.parts) == (2, 700, 1)
    assert asked.moments == (moment,) and asked.frames[0].at_s == 1.0 and asked.given.running
    assert asked.given.usage == Usage(150, 15, cost_usd=0.01)
    done = asked.take(Answered("At 0:12.", (moment,), (frame(12.0),), (TOLD,)), 2.0)
    assert done.given.ended == "stop" and done.given.reply == "At 0:12."
    assert done.segments == (TOLD,) and done.views[0].at_s == 12.0
    stopped = asked.end("stopped", 3.0)
    assert stopped.moments == (moment,) and not stopped.given.running
    later = asked.take(Part("It rings on.", (), (), 60, 120, 2, 2, "second", "It rings on."), 3.0)
    assert later.text == "**0:00–1:00**\n\nA bell at 0:12.\n\n**1:00–2:00**\n\nIt rings on."
    # what was stopped can be gone on with; what is whole is asked anew
    assert stopped.replies == (("first", "A bell at [00:12]."),) and done.replies == ()
    assert asked.take(Answered("At 0:12.", whole=False), 2.0).replies == stopped.replies


def test_titles_of_a_model_replace_the_measured_ones_and_outlive_the_watching() -> None:
    now = desk(timeline=Timeline(FACTS, segments=(Segment(0, 120, "All"),)))
    asked = replace(Asked("Segments"), segments=(TOLD,))
    assert now.ask("Segments").answering(asked).timeline == now.timeline  # still running
    told = now.ask("Segments").answering(asked.end("stop", 1.0))
    rest = Segment(60, 120, "All")  # of which nothing was told
    assert told.timeline and told.timeline.segments == (TOLD, rest)
    grown = told.seen(Timeline(FACTS, segments=(Segment(0, 120, "All"),), done=1.0))
    assert grown.timeline and grown.timeline.segments == (TOLD, rest) and grown.timeline.done == 1.0


def test_titles_of_a_part_leave_the_measured_ones_behind_them() -> None:
    measured = (Segment(0, 50, "A"), Segment(50, 100, "B"), Segment(100, 120, "C"))
    now = desk(timeline=Timeline(FACTS, segments=measured))
    told = now.ask("Segments").answering(
        replace(Asked("Segments"), segments=(TOLD,)).end("stopped", 1.0)
    )
    assert told.timeline and told.timeline.segments == (
        TOLD, Segment(60, 100, "B"), Segment(100, 120, "C"),
    )  # fmt: skip


def test_only_what_is_watched_ends_and_only_so_many_questions_are_kept() -> None:
    assert desk().ended("stopped").phase == "stopped"
    assert desk(phase="watched").ended("failed", "no").phase == "watched"
    now = Desk()
    for number in range(40):
        now = now.ask(f"Question {number}")
    assert len(now.asked) == 30 and now.asked[0].question == "Question 10"
    assert all(not one.given.running for one in now.asked[:-1])


def test_a_change_for_a_clip_that_is_gone_is_passed_over() -> None:
    kept = desks(desk())
    assert kept.change(TOKEN, "other", lambda now: now.ended("failed")) is None
    assert kept.change(TOKEN, "", lambda now: now.ended("failed")) is None
    changed = kept.change(TOKEN, "key", lambda now: now.ended("stopped"))
    assert changed is not None and kept.now(TOKEN).phase == "stopped"


def test_one_visitor_never_sees_anothers_clip() -> None:
    kept = desks(desk())
    assert kept.now("f" * 32).clip is None and kept.now("f" * 32).key == ""
    assert kept.now("").key == ""
