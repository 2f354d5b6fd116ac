"""A recording gives its states, not the movement between them."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from model.errors import TooLarge, UnreadableFile
from model.media.video import moments
from model.settings import Settings
from tests.clips.films import record as written

SIZE = (320, 200)
FPS = 12


def screen(panel: int | None = None, x: int = 40) -> np.ndarray:
    """A page; with ``panel`` a box of that grey at ``x``."""
    frame = np.full((SIZE[1], SIZE[0], 3), 245, np.uint8)
    cv2.rectangle(frame, (0, 0), (SIZE[0], 28), (120, 60, 20), -1)
    if panel is not None:
        cv2.rectangle(frame, (x, 60), (x + 120, 150), (panel, panel, panel), -1)
    return frame


def record(path: Path, *parts: tuple[np.ndarray, float]) -> Path:
    video = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"mp4v"), FPS, SIZE)
    for frame, seconds in parts:
        for _ in range(round(seconds * FPS)):
            video.write(frame)
    video.release()
    return path


def test_a_recorder_that_writes_only_changes_shows_every_state(tmp_path: Path) -> None:
    frames = [screen(), screen(90, 160), screen(90), screen(200), screen(200)]
    path = written(tmp_path / "a.mp4", frames, times=[0, 3, 3.1, 9, 15])
    assert [round(one.at_s, 1) for one in moments(path, Settings())] == [0, 3.1, 9]


def test_each_state_is_one_moment_with_its_time(tmp_path: Path) -> None:
    slide = [(screen(90, x), 1 / FPS) for x in range(180, 40, -40)]
    path = record(tmp_path / "a.mp4", (screen(), 2), *slide, (screen(90), 2), (screen(200), 2))
    found = moments(path, Settings())
    assert len(found) == 3
    for one, wanted in zip(found, (0, 2.3, 4.3), strict=True):
        assert abs(one.at_s - wanted) < 0.8
    inside = [one.picture.pixels.getpixel((100, 100))[0] for one in found]
    assert inside[0] > 235 and abs(inside[1] - 90) < 12 and abs(inside[2] - 200) < 12
    assert found[0].picture.size == SIZE
    assert "a.mp4" in found[0].picture.name


def test_a_still_recording_is_one_moment(tmp_path: Path) -> None:
    assert len(moments(record(tmp_path / "b.mp4", (screen(), 3)), Settings())) == 1


def test_of_many_states_the_first_and_the_largest_changes_stay(tmp_path: Path) -> None:
    states = [(screen(40 + 25 * n), 1.0) for n in range(8)]
    path = record(tmp_path / "c.mp4", (screen(), 1), *states)
    found = moments(path, Settings(web_frames=3))
    assert len(found) == 3 and found[0].at_s == 0
    assert [one.at_s for one in found] == sorted(one.at_s for one in found)


def test_what_is_no_video_is_one_sentence(tmp_path: Path) -> None:
    text, broken = tmp_path / "notes.mp4", tmp_path / "broken.mp4"
    text.write_text("not a video at all " * 20)
    broken.write_bytes(b"\0\0\0\x20ftypisom" + bytes(200))
    for path in (text, broken):
        with pytest.raises(UnreadableFile, match=path.name):
            moments(path, Settings())


def test_a_long_recording_is_refused(tmp_path: Path) -> None:
    path = record(tmp_path / "d.mp4", (screen(), 3))
    with pytest.raises(TooLarge, match="2 seconds"):
        moments(path, Settings(web_recording_s=2.0))
