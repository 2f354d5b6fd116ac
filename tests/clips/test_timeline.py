"""Watching grows a timeline: keyframes at once, then shots, motion, changes, words, chapters."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from model.clips.parts import Timeline
from model.clips.timeline import spread, watch
from model.geometry import Box
from model.media.clip import open_clip
from model.messages import Picture
from model.settings import Settings
from tests.clips.films import Pixels, hold, plain, record, scene

FPS = 12
BIG = (320, 180)


@dataclass(frozen=True)
class Told:
    """A line of a recogniser that the test scripts."""

    text: str
    box: Box
    confidence: float = 0.95


def reads_blue(picture: Picture) -> list[Told]:
    """A title wherever there is a blue bar."""
    pixels = np.asarray(picture.pixels).astype(int)
    blue = (pixels[:, :, 2] > 180) & (pixels[:, :, 0] < 80)
    if not blue.any():
        return []
    rows, columns = np.nonzero(blue)
    box = Box(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    return [Told("Chapter two", box)]


def titled(pixels: Pixels) -> Pixels:
    pixels = pixels.copy()
    cv2.rectangle(pixels, (40, 60), (280, 100), (10, 10, 250), -1)
    return pixels


def last(path: Path, **options: object) -> Timeline:
    return list(watch(open_clip(path), **options))[-1]  # type: ignore[arg-type]


@pytest.fixture
def three_shots(tmp_path: Path) -> Path:
    grey = scene(1, BIG) // 3 + 60
    parts = [hold(scene(seed, BIG) // 2, 4, FPS) for seed in (2, 4)]
    frames = [*parts[0], *hold(titled(grey), 5, FPS), *parts[1]]
    return record(tmp_path / "shots.mp4", frames, fps=FPS)


def test_the_first_timeline_has_thumbnails_and_the_last_is_done(three_shots: Path) -> None:
    grown = list(watch(open_clip(three_shots), Settings(), reads_blue))
    assert grown[0].thumbnails and grown[0].done == 0
    assert grown[-1].done == 1
    assert all(a.done <= b.done for a, b in pairwise(grown))
    assert [round(one.start_s, 1) for one in grown[-1].shots] == [0, 4, 9]
    assert grown[-1].shots[-1].end_s == pytest.approx(13, abs=0.1)
    assert len(grown[-1].track) == 13


def test_a_hole_is_told_and_a_still_picture_is_none(tmp_path: Path) -> None:
    frames = [scene(seed // 6, BIG, seed) for seed in range(120)]
    options = {"g": "12", "bf": "0"}
    path = record(tmp_path / "a.mp4", frames, fps=FPS, options=options, flags="faststart")
    data = bytearray(path.read_bytes())
    noise = np.random.default_rng(1).integers(0, 256, len(data) // 4, np.uint8).tobytes()
    data[len(data) // 2 : len(data) // 2 + len(noise)] = noise
    path.write_bytes(data)
    assert any("It is damaged between 0:0" in note for note in last(path).facts.notes)
    path = record(tmp_path / "b.mp4", frames[:4], times=[0, 0.1, 0.2, 5])
    assert last(path).facts.notes == ("It has no sound.",)


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        ("Part 3: topic D20", "Part 4: topic E57", ["Part 3: topic D20", "Part 4: topic E57"]),
        ("Chapter one", "Chapter two", ["Chapter one", "Chapter two"]),
        ("Total 42.50 EUR", "Total 42.50 El", ["Total 42.50 EUR"]),
        ("Order 4", "Order 42", ["Order 4"]),
    ],
)
def test_a_misread_letter_is_the_same_text_and_another_number_is_not(
    before: str, after: str, kept: list[str], tmp_path: Path
) -> None:
    def reads(picture: Picture) -> list[Told]:
        dark = np.asarray(picture.pixels).mean() < 100
        return [Told(before if dark else after, Box(20, 20, 200, 40))]

    frames = [*hold(plain(40, BIG), 3, FPS), *hold(plain(200, BIG), 3, FPS)]
    timeline = last(record(tmp_path / "two.mp4", frames, fps=FPS), recogniser=reads)
    assert [one.text for one in timeline.words] == kept


def test_words_have_their_time_and_place_and_title_a_segment(three_shots: Path) -> None:
    timeline = last(three_shots, recogniser=reads_blue)
    (word,) = timeline.words
    assert word.text == "Chapter two"
    assert word.start_s == pytest.approx(4, abs=1.0) and word.end_s == pytest.approx(9, abs=1.0)
    assert word.box.iou(Box(40, 60, 281, 101)) > 0.9
    kinds = [one.kind for one in timeline.happenings]
    assert kinds.count("text appears") == kinds.count("text disappears") == 1
    titles = [(one.title, one.told_by) for one in timeline.segments]
    assert titles[1] == ("Chapter two", "text")
    assert all(told_by == "measured" for _, told_by in (titles[0], titles[2]))
    for a, b in pairwise(timeline.segments):
        assert a.end_s == b.start_s


def test_text_is_read_on_few_frames(three_shots: Path) -> None:
    sizes = []

    def reads(picture: Picture) -> list[Told]:
        sizes.append(picture.size)
        return []

    last(three_shots, settings=Settings(), recogniser=reads)
    assert 3 <= len(sizes) <= 5  # one a state, not one a second
    sizes.clear()
    last(three_shots, settings=Settings(watch_text_frames=2), recogniser=reads)
    assert len(sizes) == 2


def test_a_recording_of_a_screen_has_its_changes(tmp_path: Path) -> None:
    page = plain(240, BIG)
    menu = page.copy()
    cv2.rectangle(menu, (40, 30), (120, 90), (60, 60, 60), -1)
    path = record(tmp_path / "screen.mp4", [*hold(page, 3, FPS), *hold(menu, 4, FPS)], fps=FPS)
    events = [one for one in last(path).happenings if one.kind == "screen changes"]
    assert len(events) == 1 and events[0].start_s == pytest.approx(3, abs=0.15)
    assert events[0].box is not None and events[0].box.iou(Box(40, 30, 120, 90)) > 0.6
    stills = [one for one in last(path).happenings if one.kind == "still"]
    assert len(stills) == 2


def test_movement_black_and_flashes_are_told(tmp_path: Path) -> None:
    panned = [scene(5, BIG, shift=7 * place) for place in range(3 * FPS)]
    frames = [*hold(panned[0], 4, FPS), *panned, *hold(plain(0, BIG), 1, FPS)]
    frames[FPS] = frames[FPS] // 6 + 210
    timeline = last(record(tmp_path / "a.mp4", frames, fps=FPS, options={"bf": "0"}))
    kinds = {one.kind: one for one in timeline.happenings}
    assert {"still", "motion", "black", "flash"} <= set(kinds)
    assert kinds["motion"].start_s == pytest.approx(4, abs=0.7)
    assert kinds["black"].start_s == pytest.approx(7, abs=0.2)
    assert kinds["flash"].start_s == pytest.approx(1, abs=0.2)


def test_colour_and_brightness_run_along(tmp_path: Path) -> None:
    red, dark = plain(0, BIG), plain(20, BIG)
    red[:, :, 0] = 230
    path = record(tmp_path / "a.mp4", [*hold(red, 3, FPS), *hold(dark, 3, FPS)], fps=FPS)
    track = last(path).track
    assert track[1].color[0] > 180 and max(track[1].color[1:]) < 60
    assert track[-1].brightness < 0.15 and all(0 <= one.motion <= 1 for one in track)
    assert "red" in last(path).segments[0].title


def test_stopping_keeps_what_was_found(three_shots: Path) -> None:
    stop = False

    def reads(picture: Picture) -> list[Told]:
        nonlocal stop
        stop = True
        return reads_blue(picture)

    grown = list(watch(open_clip(three_shots), Settings(), reads, lambda: stop))
    assert 0.6 <= grown[-1].done < 1 and len(grown[-1].shots) == 3
    assert len(list(watch(open_clip(three_shots), stopped=lambda: True))) == 1


def test_a_long_clip_is_watched_by_keyframes_and_says_so(three_shots: Path) -> None:
    settings = Settings(watch_skim_s=5)
    timeline = last(three_shots, settings=settings)
    assert timeline.done == 1 and "keyframes" in timeline.facts.notes[-1]
    assert [round(one.start_s, 1) for one in timeline.shots] == [0, 4, 9]
    words = last(three_shots, settings=settings, recogniser=reads_blue).words
    assert [one.text for one in words] == ["Chapter two"]


def test_a_long_clip_with_few_keyframes_is_decoded_all_the_same(tmp_path: Path) -> None:
    frames = [*hold(scene(1), 20), *hold(scene(2), 20)]
    options = {"g": "9999", "sc_threshold": "0"}
    path = record(tmp_path / "a.mp4", frames, fps=12, options=options)
    assert len(open_clip(path).keyframe_times()) == 1
    timeline = last(path, settings=Settings(watch_skim_s=5))
    assert [round(one.start_s, 1) for one in timeline.shots] == [0, 20]
    assert len(timeline.track) == 40


def test_a_single_frame_is_watched(tmp_path: Path) -> None:
    timeline = last(record(tmp_path / "one.mp4", [scene(1, BIG)]), recogniser=reads_blue)
    assert timeline.done == 1 and len(timeline.shots) == len(timeline.segments) == 1


def test_the_first_look_goes_from_coarse_to_fine() -> None:
    times = list(spread(8))
    assert times[:4] == [0, 4, 2, 6] and max(times) < 8
    assert len(set(times)) == len(times)
    assert list(spread(0.5)) == [0]
