"""Watch asks with frames and their times, and reads times, segments and tracks out of replies."""

import pytest

from model.clips.parts import Timeline
from model.geometry import Box
from model.messages import Image, Text, Video
from model.tasks import video
from model.tasks.video import Watch
from tests.clip_timelines import facts, frame, screen_recording

CLIP = Timeline(facts(60.0))
FRAMES = tuple(frame(at_s) for at_s in (0.0, 5.0, 10.0, 12.5))


def read(reply, aim="answer", frames=FRAMES, **more):
    return video.read(reply, Watch(aim, "?", CLIP, frames, **more))


def kinds(message):
    return [type(part).__name__ for part in message.parts]


def test_each_frame_follows_its_time_and_the_question_comes_last():
    (message,) = video.ask(Watch("answer", "What falls?", CLIP, FRAMES))
    assert kinds(message) == ["Text", *["Text", "Image"] * 4, "Text"]
    assert [part.text for part in message.parts[1:9:2]] == [
        "[00:00]",
        "[00:05]",
        "[00:10]",
        "[00:12.5]",
    ]
    assert isinstance(message.parts[-1], Text) and "What falls?" in message.parts[-1].text


def test_an_odd_number_of_frames_is_made_even():
    for count in (1, 3):
        (message,) = video.ask(Watch("answer", "?", CLIP, FRAMES[:count]))
        pictures = [part for part in message.parts if isinstance(part, Image)]
        assert len(pictures) == count + 1


def test_the_frames_come_in_the_same_bytes_whatever_is_asked():
    one, other = (
        video.ask(Watch(aim, question, CLIP, FRAMES))[0].parts[:9]
        for aim, question in (("answer", "What?"), ("segments", ""))
    )
    assert one == other


def test_a_whole_clip_goes_instead_of_frames():
    clip = Video("/nowhere/clip.mp4")
    (message,) = video.ask(Watch("answer", "What?", CLIP, FRAMES, video=clip))
    assert kinds(message) == ["Video", "Text"]


def test_text_of_the_stretch_goes_along():
    task = Watch("answer", "?", screen_recording(), FRAMES, 19.5, 39.0)
    (message,) = video.ask(task)
    assert "[00:20]-[00:39] Inbox" in message.text
    assert "Sign in" not in message.text


def test_a_closer_look_is_told_what_the_first_one_gave():
    task = Watch("answer", "What falls?", CLIP, FRAMES, partials=("A cup, at [00:10].",))
    assert "A cup, at [00:10]." in video.ask(task)[0].text


def test_merging_shows_no_frames():
    task = Watch("merge", "What falls?", CLIP, FRAMES, partials=("a", "b"))
    (message,) = video.ask(task)
    assert kinds(message) == ["Text"] and "in 2 parts" in message.text


def test_a_question_with_braces_is_only_text():
    for aim in ("answer", "segments", "where", "merge"):
        assert "the {x}" in video.ask(Watch(aim, "the {x}", CLIP, FRAMES))[0].text


@pytest.mark.parametrize(
    ("reply", "moments"),
    [
        ("The dog enters at [00:12].", [(12, 12, "The dog enters at [00:12].")]),
        ("- [00:12] - A dog enters", [(12, 12, "A dog enters")]),
        ("**00:05 - 00:08**: Rain", [(5, 8, "Rain")]),
        ("It rains from 5 to 8 seconds.", [(5, 8, "It rains from 5 to 8 seconds.")]),
        ("从5秒到8秒下雨。", [(5, 8, "从5秒到8秒下雨。")]),
        ("At 0:05. Again at 0:05.", [(5, 5, "At 0:05.")]),
        ("At 9:59 of 1:00.", [(60, 60, "At 9:59 of 1:00.")]),
        ("Nothing happens for 12 seconds.", []),
        ("<|begin_of_box|>00:12<|end_of_box|>", [(12, 12, "")]),
    ],
)
def test_times_of_a_reply_are_moments_with_what_is_told_of_them(reply, moments):
    found = read(reply).moments
    assert [(one.start_s, one.end_s, one.text) for one in found] == moments


SEGMENTS = [
    (
        '```json\n[{"start": "00:00", "end": "00:20", "title": "Opening", "summary": "Titles."},'
        '{"start": "00:20", "end": "01:00", "title": "A walk"}]\n```',
        [(0, 20, "Opening", "Titles."), (20, 60, "A walk", "")],
    ),
    (
        "[{'start': 0, 'end': 20.5, 'title': 'Opening'}, {'start': 20.5, 'end': 99, 'title': 'B'}]",
        [(0, 20.5, "Opening", ""), (20.5, 60, "B", "")],
    ),
    (
        '[{"start": "0:00", "end": "0:30", "title": "A"}, {"start": "0:25", "end": "0:40", '
        '"title": "B"}, {"start": "0:40", "end"',
        [(0, 30, "A", ""), (30, 40, "B", "")],
    ),
    ("00:00 - 00:35: Opening\n00:35 - 01:00: **A walk**", [(0, 35, "Opening", ""),
     (35, 60, "A walk", "")]),
    ("1. [00:00]-[00:35] 开场", [(0, 35, "开场", "")]),
    ("I cannot tell.", []),
    ('[{"start": "0:50", "end": "0:40", "title": "Backwards"}]', []),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "expected"), SEGMENTS)
def test_segments_come_in_order_inside_the_clip_and_apart(reply, expected):
    read_back = read(reply, "segments")
    found = [(one.start_s, one.end_s, one.title, one.summary) for one in read_back.segments]
    assert found == expected
    assert all(one.told_by == "model" for one in read_back.segments)


TRACKS = [
    # GLM's own form: seconds of a clip that went whole
    (
        '{"0":[{"label":"pony-0","bbox_2d":[100,200,300,400]}],'
        '"2":[{"label":"pony-0","bbox_2d":[200,200,400,400]}]}',
        True,
        [(0.0, (128, 144, 384, 288)), (2.0, (256, 144, 512, 288))],
    ),
    # times of the frames, as the prompt asks
    (
        '<|begin_of_box|>{"00:05": [{"label": "pony-0", "bbox_2d": [0, 0, 500, 500]}], '
        '"00:12.5": [{"label": "pony-0", "bbox_2d": [0, 0, 500, 500]}]}<|end_of_box|>',
        False,
        [(5.0, (0, 0, 640, 360)), (12.5, (0, 0, 640, 360))],
    ),
    # frames counted instead: no frame is at second 1
    (
        '{"0": [{"label":"pony-0","bbox_2d":[0,0,500,500]}], "1": '
        '[{"label":"pony-0","bbox_2d":[0,0,500,500]}]}',
        False,
        [(0.0, (0, 0, 640, 360)), (5.0, (0, 0, 640, 360))],
    ),
    # seconds that are those of the frames
    (
        '{"5": [{"label":"pony-0","bbox_2d":[0,0,500,500]}], "10": '
        '[{"label":"pony-0","bbox_2d":[0,0,500,500]}]}',
        False,
        [(5.0, (0, 0, 640, 360)), (10.0, (0, 0, 640, 360))],
    ),
    # a list with a time in each item
    (
        '[{"time": "0:05", "label": "pony-0", "bbox_2d": [0, 0, 500, 500]}]',
        False,
        [(5.0, (0, 0, 640, 360))],
    ),
    # cut off in the middle
    (
        '{"00:05": [{"label": "pony-0", "bbox_2d": [0, 0, 500, 500]}], "00:10": [{"label": "po',
        False,
        [(5.0, (0, 0, 640, 360))],
    ),
]


@pytest.mark.parametrize(("reply", "whole", "places"), TRACKS)
def test_tracks_are_pixels_of_the_clip_at_seconds(reply, whole, places):
    clip = Video("/nowhere/clip.mp4") if whole else None
    (moment,) = read(reply, "where", video=clip).moments
    assert moment.text == "pony-0"
    assert [(at_s, box.pixels()) for at_s, box, _ in moment.boxes] == places
    assert (moment.start_s, moment.end_s) == (places[0][0], places[-1][0])


def test_each_label_is_a_track_of_its_own():
    reply = (
        '{"00:00": [{"label": "a", "bbox_2d": [0,0,10,10]}, {"label": "b", "bbox_2d": '
        '[0,0,20,20]}], "00:05": [{"label": "b", "bbox_2d": [0,0,20,20]}]}'
    )
    assert [(one.text, len(one.boxes)) for one in read(reply, "where").moments] == [
        ("a", 1),
        ("b", 2),
    ]


@pytest.mark.parametrize(
    ("aim", "reply", "problem"),
    [
        ("where", "0", "no boxes"),
        ("where", "There is no moon.", "no boxes"),
        ("where", "[]", "finds nothing"),
        ("where", "```json\n{}\n```", "finds nothing"),
        ("where", "[" + " " * 50_000 + "x", "no boxes"),
        ("segments", "right", "no segments"),
        ("segments", "", ""),
        ("answer", "0", ""),
    ],
)
def test_what_a_reply_was_asked_for_and_does_not_hold_is_said(aim, reply, problem):
    found = read(reply, aim).problem
    assert problem in found and bool(problem) == bool(found)


def test_without_boxes_the_times_are_what_is_left():
    found = read("The pony is there at 0:05.", "where")
    assert [(one.start_s, one.boxes) for one in found.moments] == [(5.0, ())]


def test_what_the_text_on_the_screen_says_is_no_time():
    assert read("The sign reads “Open 0:10 to 0:20”.").moments == ()


def test_a_track_has_one_scale():
    reply = '{"0": [[100, 100, 1280, 720]], "5": [[100, 100, 200, 200]]}'
    (moment,) = read(reply, "where").moments
    assert [box for _, box, _ in moment.boxes] == [
        Box(100, 100, 1280, 720),
        Box(100, 100, 200, 200),
    ]


@pytest.mark.parametrize(
    "piece", ["- ", "{", '{"0":[', "0:10 ", "[00:10]-", '{"start": "0:01",', "\n"]
)
@pytest.mark.parametrize("aim", ["answer", "segments", "where"])
def test_a_hostile_reply_is_read_in_no_time(piece, aim):
    read(piece * (20_000 // len(piece)) + "x", aim)
