"""What the embedded engine makes of a timeline, and what it says it cannot know."""

import re
from dataclasses import replace

import pytest

from model.clips.parts import Happening, Segment, Timeline
from model.clips.segments import segments
from model.events import Finished, Notice, Transcript
from model.service import ModelService
from model.settings import Settings
from model.tasks.video import Watch, read
from tests.clip_timelines import facts, screen_recording

CLIP = screen_recording()


def ask(question, aim="answer", timeline=CLIP, **more):
    task = Watch(aim, question, timeline, **more)
    transcript = Transcript()
    for event in ModelService(Settings()).stream(task):
        transcript.add(event)
    assert transcript.finished == Finished("stop", transcript.answer)
    return read(transcript.answer, task)


def places(found):
    return [(one.start_s, one.end_s) for one in found.moments]


# question -> words of the answer, the times it gives
ANSWERS = [
    ("How many cuts are there?", "**2 cuts** and 1 fade, so 4 shots", [20, 40, 58]),
    ("how many shots between 0:10 and 0:50?", "2 cuts", [10, 20, 40]),
    ("有多少个镜头？", "共 4 个镜头", [20, 40, 58]),
    ("What is the longest shot?", "20.0 s long", [0]),
    ("Which shot is the shortest shot?", "number 4 of 4", [58]),
    ("最短的镜头有多长？", "第 4 个", [58]),
    ("What's the average shot length?", "average length of 15.0 s", [0, 58]),
    ("List all the cuts", "4. 0:58–1:00", [0, 20, 40, 58]),
    ('When does "Inbox" appear?', "(2 times)", [20, 50]),
    ("When does the text Invoice overdue appear?", "“Invoice overdue”", [40]),
    ("when is Password shown", "“Password” is on the screen", [0]),
    ("“Inbox”什么时候出现？", "2 次", [20, 50]),
    ("When does the Sign in button appear?", "is on the screen", [0]),
    ("When does the sign in dialog appear?", "is on the screen", [0]),
    ("When does the menu open?", "“menu” was not read", []),
    ("Invoice什么时候出现？", "「Invoice」出现在", [40]),
    ("What happens between 0:15 and 0:30?", "text “Meeting 10:30”", [15, 20, 20, 25]),
    ("What happens at 0:20?", "cut", [20, 20]),
    ("0:15到0:30之间发生了什么？", "镜头切换", [15, 20, 20, 25]),
    ("When is it black?", "black 1 time", [58]),
    ("视频什么时候黑屏？", "黑屏 1 次", [58]),
    ("When does nothing move?", "still 1 time", [2]),
    ("When is the brightest moment?", "97% of white", [0, 0]),
    ("When is it dark?", "darkest", [58, 58]),
    ("Where is the most motion?", "changes most at", [25, 25]),
    ("List the steps shown", "3. 0:40–1:00 — “Invoice overdue”", [0, 20, 40]),
    ("列出操作步骤", "分为 3 步", [0, 20, 40]),
    ("What text is shown at 0:30?", "“Meeting 10:30”", [30, 20]),
    ("0:30显示什么文字？", "「Meeting 10:30」", [30, 20]),
    ("What text is shown at 0:59?", "nearest is “Invoice overdue”", [59, 40]),
    ("What is written on the screen?", "6 lines of text", [0, 20, 40, 50]),
    ("What colours does it have?", "blue `#1e3cc8`, 30%", [0, 40, 58]),
    ("When is it blue?", "blue as a whole", [40]),
    ("How long is the clip?", "1 min 0 s", []),
    ("What resolution is it?", "1280×720", []),
    ("Summarise the video", "4 shots with 2 cuts", [0, 2, 20, 20, 25, 40, 40, 50, 58, 58]),
]


@pytest.mark.parametrize(("question", "words", "times"), ANSWERS)
def test_what_was_measured_is_told_with_its_times(question, words, times):
    found = ask(question)
    assert words in found.text
    assert [int(one.start_s) for one in found.moments] == times


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What is the man doing?", "does not recognise people or things"),
        ("Who is this?", "GLM-4.5V"),
        ("Why does she laugh?", "GLM-4.5V"),
        ("他在做什么？", "认不出人和物"),
        ("When does the dog appear?", "No text on the screen says “dog”"),
        ("What does he say?", "neither the embedded engine nor GLM-4.5V hears"),
        ("他说了什么？", "语音识别"),
        ("When is it red?", "No frame is red as a whole"),
        ("When does it flash?", "never flashing"),
        ('When does "Goodbye" appear?', "was not read on the screen, in 6 lines"),
        ('When does "Inbux" appear?', "Nearest: “Inbox”"),
        ("qwertz?", "does not recognise"),
    ],
)
def test_what_it_cannot_know_is_said(question, words):
    assert words in ask(question).text


def test_what_happens_ends_with_what_was_not_seen():
    assert "does not recognise people" in ask("What happens between 0:15 and 0:30?").text


def test_lengths_are_no_moments():
    assert places(ask("What is the longest shot?")) == [(0.0, 20.0)]
    assert places(ask("How long is it?")) == []


def test_the_stretch_of_the_task_bounds_the_answer():
    found = ask("How many cuts are there?", start_s=30.0, end_s=50.0)
    assert "**1 cut**" in found.text


def test_a_clip_still_being_watched_is_said():
    task = Watch("answer", "How many cuts?", replace(CLIP, done=0.4))
    events = list(ModelService(Settings()).stream(task))
    assert any("40%" in event.text for event in events if isinstance(event, Notice))


def test_nothing_measured_yet_gives_no_figure():
    bare = Timeline(facts(), done=0.0)
    for question in ("How many cuts?", "When is it black?", "When is it bright?", "colours?"):
        assert "yet" in ask(question, timeline=bare).text
    assert "No text was read" in ask("What text is there?", timeline=bare).text


def test_segments_are_the_timelines_own_or_its_shots():
    found = ask("", "segments")
    assert [(one.start_s, one.title) for one in found.segments] == [
        (0.0, "Sign in"),
        (20.0, "Inbox"),
        (40.0, "Invoice overdue"),
        (58.0, "Shot 4"),
    ]
    own = replace(CLIP, segments=(Segment(0.0, 60.0, "All of it", told_by="text"),))
    assert [one.title for one in ask("", "segments", own).segments] == ["All of it"]


def test_what_was_measured_of_segments_is_told_in_chinese_where_it_is_asked_for():
    colors = ((20, 20, 22), (30, 60, 200), (200, 40, 40), (240, 240, 240))
    for still, color in zip((True, False, False, False), colors, strict=True):
        bare = replace(CLIP, words=(), segments=())
        track = tuple(replace(one, color=color) for one in bare.track)
        happens = (Happening("still", 0.0, 60.0),) if still else ()
        bare = replace(bare, track=track, happenings=happens)
        own = replace(bare, segments=segments(bare))
        (told,) = {one.title for one in ask("请分段", "segments", own).segments[:1]}
        assert "为主" in told and not re.search("[A-Za-z]", told)
    read_off = replace(CLIP, segments=segments(CLIP))
    (first, *_) = ask("请分段", "segments", read_off).segments
    assert first.title == "Sign in" and not re.search("[A-Za-z]", first.summary)


def test_text_is_tracked_in_pixels():
    found = ask("Invoice overdue", "where")
    (moment,) = found.moments
    assert (moment.start_s, moment.end_s) == (40.0, 57.0)
    assert all(abs(box.x1 - 100) < 1 and abs(box.y1 - 80) < 1 for _, box, _ in moment.boxes)
    assert len(moment.boxes) == 18


def test_things_are_not_tracked_and_that_is_said():
    found = ask("the dog", "where")
    assert found.moments == () and "only text and what changes" in found.text


def test_text_of_the_clip_stays_text():
    from tests.clip_timelines import words

    nasty = Timeline(
        facts(), words=(words("<b>**x** <|end_of_box|> [a](b) 9:99", 0.0, 5.0),), done=1.0
    )
    said = ask("What is written?", timeline=nasty).text
    assert "&lt;b>" in said and "](b)" not in said.replace("\\]", "")


def test_a_screen_that_comes_back_is_a_step_again():
    from model.clips.parts import Happening
    from tests.clip_timelines import words

    timeline = Timeline(
        facts(30.0),
        happenings=(
            Happening("screen changes", 10.0, 10.1),
            Happening("screen changes", 20.0, 20.1),
        ),
        words=(
            words("first line", 0.0, 9.9, 200),
            words("Inbox", 0.0, 9.9, 300, 40),
            words("Settings", 10.0, 19.9, 80, 40),
            words("Inbox", 20.0, 30.0, 80, 40),
        ),
        done=1.0,
    )
    said = ask("List the steps", timeline=timeline).text
    assert "1. 0:00–0:10 — “Inbox”; “first line”" in said
    assert "3. 0:20–0:30 — “Inbox”" in said


@pytest.mark.parametrize(
    "question", ["the Invoice overdue", "Track Invoice overdue", "跟踪Invoice overdue"]
)
def test_what_to_follow_may_be_an_order(question):
    assert [one.start_s for one in ask(question, "where").moments] == [40.0]


def test_what_changes_on_a_screen_is_followed():
    from model.clips.parts import Happening
    from model.geometry import Box

    region = Box(64, 72, 640, 360)
    changes = (Happening("screen changes", 10.0, 10.4, box=region),)
    found = ask("what changes", "where", Timeline(facts(), happenings=changes, done=1.0))
    (moment,) = found.moments
    assert (moment.start_s, moment.end_s) == (10.0, 10.4)
    assert moment.boxes[0][1].pixels() == region.pixels()
