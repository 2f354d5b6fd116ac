"""Which frames a request shows, in how many calls, and what they cost, before anything is sent."""

from pathlib import Path

import pytest

from agents.watching.planning import closer, focus, goes_whole, plan_looks, room, spread
from model.backends.base import Connection, Options
from model.budget import picture_tokens
from model.clips.parts import Moment, Shot, Timeline
from model.settings import Settings
from tests.clip_timelines import Reel, facts, screen_recording

SETTINGS = Settings()
VLLM = Connection("endpoint", "http://localhost:8000/v1", "glm-4.5v")
ZAI = Connection("endpoint", "https://api.z.ai/api/paas/v4", "glm-4.5v")


def planned(question="What is it?", seconds=60.0, aim="answer", connection=VLLM, **more):
    about = facts(seconds)
    clip = Reel(about)
    space = room(clip, connection, Options(), SETTINGS)
    timeline = more.pop("timeline", Timeline(about))
    span = more.pop("span", (0.0, seconds))
    plan = plan_looks(aim, question, clip, timeline, span, space, SETTINGS, **more)
    assert clip.asked == []
    return plan


def test_a_short_clip_takes_one_look_as_dense_as_the_models_own_processor():
    (look,) = planned(seconds=10.0).looks
    assert look.times == tuple(n / 2 for n in range(20))


def test_frames_come_in_even_numbers_and_never_fewer_than_two():
    for seconds in (0.04, 0.4, 1.2, 3.3, 31.7, 1_000.0):
        for look in planned(seconds=seconds).looks:
            assert len(look.times) % 2 == 0 and len(look.times) >= 2
            assert len(set(look.times)) == len(look.times)
            assert look.times == tuple(sorted(look.times))
            assert look.start_s <= look.times[0] and look.times[-1] <= look.end_s


def test_an_endpoints_limit_of_pictures_holds():
    assert max(len(look.times) for look in planned(seconds=600, connection=ZAI).looks) == 50
    assert max(len(look.times) for look in planned(seconds=600).looks) == 64


def test_weights_on_this_machine_have_the_window_that_their_files_tell():
    small = Connection("local", model="mine (GLM-4.5V)", context=4_096)
    (look,) = planned(seconds=60.0, connection=small, native=False).looks
    assert look.tokens < 2_500 and len(look.times) >= 2


def test_the_estimate_counts_every_frame_and_its_time():
    (look,) = planned(seconds=60.0).looks
    frames = 64 * (picture_tokens(448, 252) + 4)
    assert len(look.times) == 64
    assert frames < look.tokens < frames + 1_000


def test_a_long_clip_takes_several_looks_that_end_where_shots_do():
    about = facts(1_800.0)
    timeline = Timeline(about, shots=(Shot(0, 610), Shot(610, 1_800)))
    plan = planned(seconds=1_800.0, timeline=timeline)
    assert [(look.start_s, look.end_s) for look in plan.looks] == [
        (0.0, 610),
        (610, 1_200.0),
        (1_200.0, 1_800.0),
    ]
    assert (plan.merges, plan.closer, plan.calls) == (1, 1, 5)
    assert plan.tokens == sum(look.tokens for look in plan.looks) + plan.closer_tokens


def test_a_very_long_clip_keeps_to_the_most_calls_and_says_how_far_apart_its_frames_are():
    plan = planned(seconds=14_400 * 1.5)
    assert len(plan.looks) == SETTINGS.watch_calls
    assert "14 s apart" in plan.notes[0]


def test_a_question_that_names_seconds_is_shown_those():
    (look,) = planned("What happens between 0:40 and 1:10?", seconds=600.0).looks
    assert (look.start_s, look.end_s) == (38.0, 72.0)
    assert len(look.times) == 64
    assert all(38 <= at_s <= 72 for at_s in look.times)


def test_two_places_of_a_question_share_one_look():
    (look,) = planned("Compare 0:10 with 9:00", seconds=600.0).looks
    assert any(5 <= at_s <= 15 for at_s in look.times)
    assert any(535 <= at_s <= 545 for at_s in look.times)
    assert not any(16 <= at_s <= 534 for at_s in look.times)


def test_the_users_own_frames_are_shown_as_they_are():
    (look,) = planned(times=(3.0, 1.0, 2.0, 2.0)).looks
    assert look.times == (1.0, 2.0, 3.0)


def test_tracking_takes_one_look_a_second_apart():
    (look,) = planned("the dog", aim="where", seconds=20.0).looks
    assert look.times == tuple(map(float, range(20)))
    plan = planned("the dog", aim="where", seconds=600.0)
    assert len(plan.looks) == 1 and "9 s apart" in plan.notes[0]


def test_words_on_the_screen_are_counted():
    plain, written = (
        planned(timeline=timeline).tokens for timeline in (Timeline(facts()), screen_recording())
    )
    assert written > plain


def test_a_closer_look_is_denser_and_only_where_it_gains():
    about = facts(600.0)
    space = room(Reel(about), VLLM, Options(), SETTINGS)
    first = planned(seconds=600.0)
    spans, times = closer([Moment(100, 104)], first, (0, 600), space)
    (begin, end) = spans[0]
    assert begin < 100 and end > 104 and end - begin < 30
    assert len(times) == 64 and times[1] - times[0] < 0.5
    assert closer([], first, (0, 600), space) == ([], ())
    assert closer([Moment(0, 600)], first, (0, 600), space) == ([], ())


def test_a_dense_first_look_needs_no_closer_one():
    assert planned(times=tuple(n / 4 for n in range(40))).closer == 0


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is it?", []),
        ("at 0:30", [(25.0, 35.0)]),
        ("0:30 to 0:40", [(28.0, 42.0)]),
        ("from 0:00 to 1:00", []),
        ("第30秒发生了什么？", [(25.0, 35.0)]),
    ],
)
def test_what_a_question_points_at(question, expected):
    assert focus(question, 60.0, (0.0, 60.0)) == expected


@pytest.mark.parametrize("most", [2, 3, 16, 64])
@pytest.mark.parametrize("length", [0.0, 0.1, 1.0, 7.3, 900.0])
def test_spread_times_stay_inside(most, length):
    times = spread([(5.0, 5.0 + length)], most, 2.0)
    assert len(times) % 2 == 0 and 2 <= len(times) <= max(2, most)
    assert all(5.0 <= at_s <= 5.0 + length for at_s in times)


WHOLE = [
    (VLLM, 20.0, (0, 20), None, ""),
    (VLLM, 20.0, (0, 20), False, "Frames were asked for"),
    (VLLM, 20.0, (5, 20), None, "Only part"),
    (VLLM, 400.0, (0, 400), None, "too long"),
    (ZAI, 20.0, (0, 20), None, "'Z.ai' is not known to take a clip"),
    (ZAI, 20.0, (0, 20), True, ""),
    (Connection("endpoint", VLLM.base_url, "glm-ocr"), 20.0, (0, 20), None, "GLM-OCR is not known"),
    (Connection("endpoint", VLLM.base_url, "qwen"), 20.0, (0, 20), None, "This model is not known"),
]


@pytest.mark.parametrize(("connection", "seconds", "span", "wanted", "words"), WHOLE)
def test_when_a_clip_goes_whole(connection, seconds, span, wanted, words):
    clip = Reel(facts(seconds, width=640, height=360, bytes=1_000))
    space = room(clip, connection, Options(), SETTINGS)
    why = goes_whole(clip, span, connection, space, wanted)
    assert words in why and bool(why) == bool(words)


@pytest.mark.parametrize(
    ("name", "bytes_", "words"),
    [("clip.avi", 1_000, "end in '.avi'"), ("clip.mp4", 10**9, "64,000,000 bytes of a request")],
)
def test_what_files_do_not_go_whole(name, bytes_, words):
    clip = Reel(facts(20.0, bytes=bytes_), Path(name))
    space = room(clip, VLLM, Options(), SETTINGS)
    assert words in goes_whole(clip, (0, 20), VLLM, space, None)
