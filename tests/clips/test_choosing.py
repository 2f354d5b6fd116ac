"""A model sees at least two frames, an even number, and never more than asked for."""

import pytest

from model.clips.choosing import choose
from model.clips.parts import Choice, Shot, Timeline
from model.media.clip import Clip, open_clip
from tests.clips.films import clock, record


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    path = tmp_path_factory.mktemp("films") / "a.mp4"
    return open_clip(record(path, clock(10), options={"g": "12", "sc_threshold": "0"}))


@pytest.fixture
def timeline(clip: Clip) -> Timeline:
    return Timeline(clip.facts, shots=(Shot(0, 2), Shot(2, 6, "cut"), Shot(6, 10, "cut")))


@pytest.mark.parametrize("by", ["rate", "count", "shots", "keyframes"])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 7, 16, 64])
@pytest.mark.parametrize("span", [(0.0, 0.0), (2.5, 7.0), (9.9, 10.0), (3.0, 3.1), (12.0, 15.0)])
def test_always_two_or_more_and_even(
    clip: Clip, timeline: Timeline, by: Choice, count: int, span: tuple[float, float]
) -> None:
    times = choose(clip, timeline, by, 2.0, count, *span)
    assert len(times) >= 2 and len(times) % 2 == 0 and len(times) <= max(2, count)
    assert list(times) == sorted(set(times))
    assert times[0] >= min(span[0], clip.seconds - 0.21) and times[-1] < clip.seconds
    if 0 < span[1] <= clip.seconds:
        assert times[-1] < span[1]


def test_each_way_takes_its_moments(clip: Clip, timeline: Timeline) -> None:
    assert choose(clip, timeline, "rate", 1.0, 64) == pytest.approx(range(10), abs=0.01)
    assert choose(clip, timeline, "count", count=4) == pytest.approx([1.25, 3.75, 6.25, 8.75], 0.01)
    assert set(choose(clip, timeline, "shots", count=8)) > {1.0, 4.0}
    assert choose(clip, timeline, "keyframes", count=64) == pytest.approx(range(10), abs=0.01)
    assert len(choose(clip, timeline, "rate", 30.0, 16)) == 16


def test_no_shots_yet_still_gives_frames(clip: Clip) -> None:
    assert len(choose(clip, Timeline(clip.facts), "shots")) == 2
