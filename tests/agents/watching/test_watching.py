"""Looks at a clip through the service to a real server: what is sent, joined, kept and closed."""

import json
from dataclasses import replace

import pytest

from agents.watching import (
    Answered,
    Desk,
    Looking,
    Part,
    Planned,
    Request,
    Writing,
    plan,
    watch,
)
from model.backends.base import Connection, Options, Secret
from model.budget import prompt_tokens
from model.clips.parts import Timeline
from model.errors import BackendError, InputError
from model.events import Notice, Progress
from model.profiles import profile_for
from model.service import ModelService
from model.settings import Settings
from model.tasks import video
from tests.clip_timelines import Reel, facts, screen_recording
from tests.fake_endpoint import HANG_UP, FakeEndpoint, Gate, Reply


@pytest.fixture
def server():
    with FakeEndpoint() as endpoint:
        yield endpoint


@pytest.fixture
def service():
    made = ModelService(Settings(heartbeat_s=0.02, watch_frames=8, retries=0))
    yield made
    made.close()


def desk_for(service, server, seconds=20.0, timeline=None, path=None):
    about = facts(seconds, bytes=3)
    clip = Reel(about, path) if path else Reel(about)
    place = Connection("endpoint", server.base_url, "glm-4.5v", Secret("sk-test-0123456789"))
    return Desk(service, place, Options(), clip, timeline or Timeline(about))


def texts(request):
    return [part["text"] for part in request.body["messages"][0]["content"] if "text" in part]


def of(kind, events):
    return [event for event in events if isinstance(event, kind)]


def test_frames_go_each_after_its_time_and_the_answers_times_come_back(service, server):
    server.script(Reply.stream("A cat enters at ", "[00:03]."))
    desk = desk_for(service, server, seconds=4.0)
    events = list(watch(Request("answer", "When does the cat enter?"), desk))
    assert isinstance(events[0], Planned) and events[0].plan.calls == 2
    (sent,) = server.chats[:1]
    kinds = [part["type"] for part in sent.body["messages"][0]["content"]]
    assert kinds == ["text", *["text", "image_url"] * 8, "text"]
    assert texts(sent)[1:9] == [
        "[00:00]", "[00:00.5]", "[00:01]", "[00:01.5]", "[00:02]", "[00:02.5]", "[00:03]",
        "[00:03.5]",
    ]  # fmt: skip
    assert "When does the cat enter?" in texts(sent)[-1]
    (looking, *_) = of(Looking, events)
    assert [frame.at_s for frame in looking.frames] == [n / 2 for n in range(8)]


def test_a_closer_look_is_taken_at_the_seconds_that_matter(service, server):
    server.script(
        Reply.stream("Something happens at [00:30]."),
        Reply.stream("A cup falls at [00:31]-[00:32]."),
    )
    desk = desk_for(service, server, seconds=60.0)
    events = list(watch(Request("answer", "What falls?"), desk))
    first, second = of(Looking, events)
    assert (first.closer, second.closer) == (False, True)
    assert all(20 <= frame.at_s <= 40 for frame in second.frames)
    assert "Something happens at [00:30]." in texts(server.chats[1])[-1]
    end = events[-1]
    assert end.text == "A cup falls at [00:31]-[00:32]."
    assert [(one.start_s, one.end_s) for one in end.moments] == [(31.0, 32.0)]
    assert [frame.at_s for frame in end.frames] == [31.0]


def test_no_closer_look_where_nothing_was_found(service, server):
    server.script(Reply.stream("The clip does not show a cup."))
    events = list(watch(Request("answer", "What falls?"), desk_for(service, server, 60.0)))
    assert len(server.chats) == 1 and events[-1].text == "The clip does not show a cup."


def test_a_long_clip_is_watched_in_parts_and_merged(service, server):
    server.script(
        Reply.stream("[00:10] Opening."),
        Reply.stream("[01:50] A walk."),
        Reply.stream("The opening [00:10], then nothing until it ends."),
    )
    desk = desk_for(service, server, seconds=160.0)
    events = list(watch(Request("answer", "Tell the story"), desk))
    parts = of(Part, events)
    assert [(part.done, part.total, part.start_s, part.end_s) for part in parts] == [
        (1, 2, 0.0, 80.0),
        (2, 2, 80.0, 160.0),
    ]
    merge = server.chats[2]
    assert "[00:10] Opening." in merge.question and "[01:50] A walk." in merge.question
    assert not merge.pictures
    assert len(server.chats) == 4  # the closer look too; its reply is the server's own
    assert events[-1].whole


def test_many_parts_are_merged_in_a_tree(service, server):
    looks = [Reply.stream(f"[00:{number:02}] Scene {number}.") for number in range(10)]
    server.script(*looks, Reply.stream("First half."), Reply.stream("Second half."),
                  Reply.stream("All of it."))  # fmt: skip
    desk = desk_for(service, server, seconds=800.0)
    request = Request("answer", "Tell the story")
    planned = plan(request, desk)
    assert (len(planned.looks), planned.merges) == (10, 3)
    events = list(watch(request, desk, planned))
    one, two, root = (chat.question for chat in server.chats[10:13])
    assert "Scene 4" in one and "Scene 5" not in one and "Scene 5" in two and "Scene 9" in two
    assert "First half." in root and "Second half." in root and "Scene" not in root
    assert events[-1].text == "All of it." and len(server.chats) == 13


def test_the_same_asked_again_goes_on_where_it_failed(service, server):
    server.script(Reply.stream("[00:10] Opening."), Reply.error(500, "out of memory"))
    desk, request = desk_for(service, server, 160.0), Request("answer", "Tell the story")
    first = list(watch(request, desk))
    assert not first[-1].whole and len(server.chats) == 2
    known = {part.key: part.reply for part in of(Part, first)}
    server.script(Reply.stream("[01:50] A walk."), Reply.stream("Both."))
    second = list(watch(request, desk, known=known))
    assert [(part.done, part.text) for part in of(Part, second)] == [
        (1, "[00:10] Opening."),
        (2, "[01:50] A walk."),
    ]
    assert len(server.chats) == 4 and "[00:10] Opening." in server.chats[3].question
    assert second[-1].whole and second[-1].text == "Both."
    other = list(watch(Request("answer", "Who is in it?"), desk, known=known))
    assert len(server.chats) > 5 and other[-1].whole


def test_what_was_seen_is_kept_when_a_later_part_fails(service, server):
    server.script(Reply.stream("[00:10] Opening."), Reply.error(500, "out of memory"))
    events = list(watch(Request("segments", ""), desk_for(service, server, 160.0)))
    end = events[-1]
    assert isinstance(end, Answered) and not end.whole
    assert any("until 1:20 is kept" in notice.text for notice in of(Notice, events))
    assert [one.text for one in end.moments] == []


def test_a_failed_closer_look_leaves_the_first_answer(service, server):
    server.script(Reply.stream("It falls at [00:30]."), Reply.error(500, "no"))
    events = list(watch(Request("answer", "What falls?"), desk_for(service, server, 60.0)))
    assert events[-1].text == "It falls at [00:30]."
    assert any("closer look failed" in notice.text for notice in of(Notice, events))


def test_the_first_failure_is_raised(service, server):
    server.script(Reply.error(401, "bad key"))
    with pytest.raises(BackendError):
        list(watch(Request("answer", "What?"), desk_for(service, server)))


def test_segments_of_all_parts_are_chained(service, server):
    def listed(*rows):
        return Reply.stream(
            json.dumps([{"start": a, "end": b, "title": t, "summary": s} for a, b, t, s in rows])
        )

    server.script(
        listed(("00:00", "00:30", "Opening", "Titles."), ("00:30", "01:20", "A walk", "Out.")),
        listed(("01:20", "01:40", "a walk", "Home."), ("01:40", "02:40", "Supper", "")),
    )
    events = list(watch(Request("segments"), desk_for(service, server, 160.0)))
    end = events[-1]
    assert [(one.start_s, one.end_s, one.title, one.summary) for one in end.segments] == [
        (0.0, 30.0, "Opening", "Titles."),
        (30.0, 100.0, "A walk", "Out. Home."),
        (100.0, 160.0, "Supper", ""),
    ]
    assert all(one.told_by == "model" for one in end.segments)


def test_tracked_boxes_come_in_pixels_of_the_clip(service, server):
    server.script(
        Reply.stream(
            '{"00:00": [{"label": "dog-1", "bbox_2d": [100, 100, 500, 500]}], '
            '"00:01": [{"label": "dog-1", "bbox_2d": [200, 100, 600, 500]}]}'
        )
    )
    events = list(watch(Request("where", "the dog"), desk_for(service, server, 4.0)))
    (moment,) = events[-1].moments
    assert (moment.start_s, moment.end_s, moment.text) == (0.0, 1.0, "dog-1")
    assert [(at, box.pixels()) for at, box, _ in moment.boxes] == [
        (0.0, (128, 72, 640, 360)),
        (1.0, (256, 72, 768, 360)),
    ]


def test_things_tracked_over_several_looks_keep_their_boxes(service, server):
    for at in ("00:01", "00:12"):
        box = {"label": "dog-1", "bbox_2d": [100, 100, 500, 500]}
        server.script(Reply.stream(json.dumps({at: [box]})))
    times = tuple(float(at_s) for at_s in range(1, 17))  # twice as many as one look takes
    events = list(watch(Request("where", "the dog", times=times), desk_for(service, server)))
    assert len(server.chats) == 2
    assert [one.boxes[0][0] for one in events[-1].moments] == [1.0, 12.0]


@pytest.mark.parametrize(("aim", "words"), [("where", "no boxes"), ("segments", "no segments")])
def test_a_reply_in_the_wrong_format_stays_and_is_told(service, server, aim, words):
    server.script(Reply.stream("0"))
    events = list(watch(Request(aim, "the moon"), desk_for(service, server, seconds=4.0)))
    (notice,) = of(Notice, events)
    assert words in notice.text and events[-1] == Answered("0", (), ())


def test_tracking_goes_on_where_it_failed(service, server):
    box = {"label": "dog-1", "bbox_2d": [100, 100, 500, 500]}
    desk = desk_for(service, server)
    request = Request("where", "the dog", times=tuple(float(at_s) for at_s in range(1, 17)))
    server.script(Reply.stream(json.dumps({"0": [box]})), Reply.error(500, "out of memory"))
    first = list(watch(request, desk))
    assert not first[-1].whole and [one.boxes[0][0] for one in first[-1].moments] == [1.0]
    known = {part.key: part.reply for part in of(Part, first)}
    server.script(Reply.stream(json.dumps({"00:12": [box]})))
    second = list(watch(request, desk, known=known))
    # a model that counts frames is understood as it was the first time
    assert [one.boxes[0][0] for one in second[-1].moments] == [1.0, 12.0]
    assert len(server.chats) == 3 and second[-1].whole


def test_stopping_closes_the_connection_and_takes_no_more_frames(service, server):
    gate = Gate()
    server.script(Reply.stream("A", gate))
    running = watch(Request("answer", "What?"), desk_for(service, server, 160.0))
    for event in running:
        if isinstance(event, Progress) and gate.reached.is_set():
            break
    running.close()
    assert server.hung_up.wait(5)
    assert len(server.chats) == 1


def test_a_cut_off_reply_is_kept(service, server):
    server.script(Reply.stream("It falls at [00:01].", HANG_UP))
    events = list(watch(Request("answer", "What?"), desk_for(service, server, 2.0)))
    assert "It falls at [00:01]." in events[-1].text


def test_a_clip_goes_whole_where_it_is_asked_for_and_taken(service, tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"mp4")
    with FakeEndpoint(owner="vllm") as server:
        server.script(Reply.stream("A cat at 12.0 seconds."))
        desk = desk_for(service, server, seconds=20.0, path=path)
        request = Request("answer", "What?", native=True)
        assert plan(request, desk).looks[0].native
        events = list(watch(request, desk))
        (part, question) = server.chats[0].body["messages"][0]["content"]
    assert part == {"type": "video_url", "video_url": {"url": "data:video/mp4;base64,bXA0"}}
    assert "What?" in question["text"]
    assert [one.start_s for one in events[-1].moments] == [12.0]


def test_where_the_server_refuses_the_file_its_frames_go(service, tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"mp4")
    with FakeEndpoint() as server:  # not known to take a clip
        server.script(Reply.stream("Nothing."))
        desk = desk_for(service, server, seconds=4.0, path=path)
        events = list(watch(Request("answer", "What?", native=True), desk))
        assert len(server.chats) == 1 and len(server.chats[0].pictures) == 8
    assert any("its frames go instead" in notice.text for notice in of(Notice, events))


def test_the_embedded_engine_answers_at_once_from_the_timeline(service):
    timeline = screen_recording()
    clip = Reel(timeline.facts)
    desk = Desk(service, Connection(), Options(), clip, timeline)
    request = Request("answer", "When does “Inbox” appear?")
    assert plan(request, desk).tokens == 0
    end = list(watch(request, desk))[-1]
    assert [(one.start_s, one.end_s) for one in end.moments] == [(20.0, 39.0), (50.0, 57.0)]
    assert [frame.at_s for frame in end.frames] == [20.0, 50.0]
    assert clip.asked == [(20.0, 50.0)]


def test_json_is_shown_as_a_list_while_it_is_written(service, server):
    server.script(
        Reply.stream(
            '[{"start": "0:00", "end": "0:02", "title": "Opening"},',
            ' {"start": "0:02", "end": "0:04", "title": "A walk"}',
            "]",
        )
    )
    events = list(watch(Request("segments"), desk_for(service, server, 4.0)))
    assert [event.text for event in of(Writing, events)][-1] == (
        "- 0:00–0:02 **Opening**\n- 0:02–0:04 **A walk**"
    )
    assert events[-1].text == of(Writing, events)[-1].text


def test_box_tokens_are_not_shown_while_an_answer_is_written(service, server):
    server.script(Reply.stream("At <|begin_of_", "box|>00:01<|end_of_box|>."))
    events = list(watch(Request("answer", "When?"), desk_for(service, server, 2.0)))
    assert all("<|" not in event.text for event in of(Writing, events))


@pytest.mark.parametrize("timeline", [None, screen_recording()])
@pytest.mark.parametrize("seconds", [3.0, 60.0])
def test_the_estimate_is_what_is_sent(service, server, seconds, timeline):
    server.script(Reply.stream("Nothing."))
    desk = desk_for(service, server, seconds, timeline)
    request = Request("answer", "What happens?")
    (look,) = plan(request, desk).looks
    (looking,) = of(Looking, list(watch(request, desk)))
    task = replace(desk.task(request, look), frames=looking.frames)
    sent = prompt_tokens(video.ask(task), profile_for("glm-4.5v"))
    assert 0.97 * sent <= look.tokens <= 1.05 * sent


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (Request("answer", " "), "Nothing is asked"),
        (Request("where", ""), "Nothing to follow"),
        (Request("answer", "What?", 70.0, 80.0), "begins at 1:10 and the clip ends at 0:20"),
    ],
)
def test_what_cannot_be_asked_is_said(service, server, request_, words):
    with pytest.raises(InputError, match=words):
        list(watch(request_, desk_for(service, server, 20.0)))
    assert not server.chats


def test_a_clip_of_one_frame_is_shown_twice(service, server):
    server.script(Reply.stream("A still."))
    events = list(watch(Request("answer", "What?"), desk_for(service, server, 0.0)))
    assert len(server.chats[0].pictures) == 2
    assert events[-1].text == "A still."
