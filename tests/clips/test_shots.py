"""Cuts, fades and dissolves are found where they are; what only looks like one is not."""

from pathlib import Path

import numpy as np
import pytest

from model.clips.shots import Boundary, ShotFinder
from model.media.clip import open_clip
from tests.clips.films import Pixels, dissolve, hold, mixed, plain, record, scene

FPS = 24
BIG = (320, 180)


def finder_of(path: Path, frames: list[Pixels]) -> ShotFinder:
    finder = ShotFinder()
    for sample in open_clip(record(path, frames, fps=FPS)).passing(0):
        finder.add(sample.at_s, sample.grid)
    finder.finish()
    return finder


def still(seed: int, seconds: float) -> list[Pixels]:
    return hold(scene(seed, BIG), seconds, FPS)


def told(found: list[Boundary]) -> list[tuple[str, float]]:
    return [(one.by, round(one.at_s, 1)) for one in found]


def test_a_still_screen_without_frames_changes_when_the_next_one_comes(tmp_path: Path) -> None:
    path = record(tmp_path / "a.mp4", [scene(seed, BIG) for seed in (1, 2, 3, 3)],
                  times=[0, 3, 20, 24])  # fmt: skip
    finder = ShotFinder()
    for sample in open_clip(path).passing(0):
        finder.add(sample.at_s, sample.grid)
    assert told(finder.finish()) == [("cut", 3.0), ("cut", 20.0)]


def test_cuts_are_found_to_the_frame(tmp_path: Path) -> None:
    frames = [*still(1, 2), *still(2, 1), *still(3, 0.5), *still(4, 2)]
    assert told(finder_of(tmp_path / "a.mp4", frames).found()) == [
        ("cut", 2.0),
        ("cut", 3.0),
        ("cut", 3.5),
    ]


@pytest.mark.parametrize("ground", [0, 255])
def test_a_fade_through_one_colour_is_one_boundary(tmp_path: Path, ground: int) -> None:
    one, other, flat = scene(1, BIG), scene(2, BIG), plain(ground, BIG)
    frames = [
        *hold(one, 2, FPS), *dissolve(one, flat, 0.7, FPS), *hold(flat, 0.3, FPS),
        *dissolve(flat, other, 0.7, FPS), *hold(other, 2, FPS),
    ]  # fmt: skip
    found = finder_of(tmp_path / "a.mp4", frames).found()
    assert [one.by for one in found] == ["fade"]
    assert 2.5 < found[0].at_s < 3.2


@pytest.mark.parametrize("seconds", [0.4, 0.8, 1.6])
def test_a_dissolve_is_one_boundary(tmp_path: Path, seconds: float) -> None:
    one, other = scene(1, BIG), scene(2, BIG)
    frames = [*hold(one, 2, FPS), *dissolve(one, other, seconds, FPS), *hold(other, 2, FPS)]
    found = finder_of(tmp_path / "a.mp4", frames).found()
    assert [one.by for one in found] == ["fade"]
    assert 2 - 0.1 < found[0].at_s < 2 + seconds + 0.1


def test_a_flash_is_no_boundary(tmp_path: Path) -> None:
    frames = still(1, 4)
    for place in range(48, 51):
        frames[place] = mixed(frames[place], plain(255, BIG), 0.85)
    finder = finder_of(tmp_path / "a.mp4", frames)
    assert finder.found() == []
    assert [round(one.start_s, 1) for one in finder.flashes] == [2.0]


def test_moving_and_changing_light_are_no_boundaries(tmp_path: Path) -> None:
    panned = [scene(5, BIG, shift=3 * place) for place in range(48)]
    lit = [
        np.clip(scene(5, BIG) * gain, 0, 255).astype(np.uint8) for gain in np.linspace(1, 1.6, 48)
    ]
    for name, frames in (("pan.mp4", panned), ("light.mp4", lit)):
        assert finder_of(tmp_path / name, frames).found() == []


def test_a_clip_that_begins_and_ends_black_has_one_shot(tmp_path: Path) -> None:
    one, flat = scene(1, BIG), plain(0, BIG)
    frames = [
        *hold(flat, 0.5, FPS), *dissolve(flat, one, 0.8, FPS), *hold(one, 2, FPS),
        *dissolve(one, flat, 0.8, FPS), *hold(flat, 0.5, FPS),
    ]  # fmt: skip
    finder = finder_of(tmp_path / "a.mp4", frames)
    assert finder.found() == []
    assert len(finder.flat) == 2
