import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

from model.clips.parts import Shot, Timeline
from model.errors import UnreadableFile
from tests.ui.video.clips import FACTS, TOKEN, desk, desks
from ui.errors import sentence
from ui.video.watching import Watching, Watchings

SHOTS = tuple(Shot(at, at + 10.0, "cut") for at in range(0, 120, 10))


def grown(done: float) -> Timeline:
    return Timeline(FACTS, shots=SHOTS[: round(done * 12)], done=done)


def test_it_grows_ends_and_is_kept_with_the_session() -> None:
    kept = desks(desk())

    def timelines(stopped: Callable[[], bool]) -> Iterator[Timeline]:
        yield from (grown(0.25), grown(0.5), grown(1.0))

    watching = Watching(TOKEN, "key", timelines, kept, sentence).start()
    looks = list(watching.looks(5))
    assert looks[-1] is None and looks[-2] is not None and looks[-2].done == 1.0
    now = kept.now(TOKEN)
    assert now.phase == "watched" and now.timeline and len(now.timeline.shots) == 12


def test_stop_is_heard_at_once_and_what_was_found_is_kept() -> None:
    kept, busy, left = desks(desk()), threading.Event(), threading.Event()

    def timelines(stopped: Callable[[], bool]) -> Iterator[Timeline]:
        try:
            yield grown(0.25)
            busy.wait(20)  # reading a frame's text, say
            yield grown(1.0)
        finally:
            left.set()

    watchings = Watchings()
    watching = watchings.begin(TOKEN, Watching(TOKEN, "key", timelines, kept, sentence))
    looks = watching.looks(5)
    first = next(looks)
    assert first is not None and first.done == 0.25
    watching.stop()
    assert next(looks) is None  # though the thread is busy still
    now = kept.now(TOKEN)
    assert now.phase == "stopped" and now.timeline and len(now.timeline.shots) == 3
    busy.set()
    assert left.wait(5)
    assert kept.now(TOKEN).timeline == now.timeline


def test_an_error_is_a_sentence_beside_what_was_found() -> None:
    kept = desks(desk())

    def timelines(stopped: Callable[[], bool]) -> Iterator[Timeline]:
        yield grown(0.5)
        raise UnreadableFile("'talk.mp4' is damaged from 1:00 on.")

    watching = Watching(TOKEN, "key", timelines, kept, sentence).start()
    assert list(watching.looks(5))[-1] is None
    now = kept.now(TOKEN)
    assert (now.phase, now.trouble) == ("failed", "'talk.mp4' is damaged from 1:00 on.")
    assert now.timeline and len(now.timeline.shots) == 6


def test_another_clip_ends_the_one_before_and_is_not_written_over() -> None:
    kept, go = desks(desk()), threading.Event()

    def slow(stopped: Callable[[], bool]) -> Iterator[Timeline]:
        yield grown(0.25)
        go.wait(20)
        yield grown(1.0)

    def quick(stopped: Callable[[], bool]) -> Iterator[Timeline]:
        yield grown(1.0)

    watchings = Watchings()
    first = watchings.begin(TOKEN, Watching(TOKEN, "key", slow, kept, sentence))
    assert next(first.looks(5)) is not None
    kept.put(TOKEN, replace(desk(), key="second", name="other.mp4"))
    second = watchings.begin(TOKEN, Watching(TOKEN, "second", quick, kept, sentence))
    assert list(second.looks(5))[-1] is None and list(first.looks(5))[-1] is None
    go.set()
    assert kept.now(TOKEN).name == "other.mp4" and kept.now(TOKEN).phase == "watched"
