"""Clips of every awkward kind are opened, and give the frame that is asked for."""

import re
import threading
from collections.abc import Generator
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
import pytest
from PIL import Image

from model.clips.parts import Frame
from model.errors import InputError, TooLarge, UnreadableFile
from model.media.clip import Clip, cut, open_clip
from model.settings import Settings
from tests.clips.films import FPS, SIZE, clock, number, plain, record, scene

SECONDS = 4
COUNT = SECONDS * FPS
IMPORTS = re.compile(r"^\s*(import av\b|from av\b)", re.MULTILINE)
EVERY_SECOND = {"g": str(FPS), "sc_threshold": "0"}
"""Keyframes at whole seconds and nowhere else."""


def number_at(clip: Clip, at_s: float) -> int:
    return number(np.asarray(clip.at([at_s])[0].picture.pixels), COUNT)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Four seconds with B-frames and a keyframe every second."""
    return record(tmp_path / "clock.mp4", clock(SECONDS), options=EVERY_SECOND, sound=True)


def test_facts_of_a_plain_clip(film: Path) -> None:
    facts = open_clip(film, name="my film.mp4").facts
    assert facts.name == "my film.mp4" and facts.codec == "h264" and facts.audio
    assert abs(facts.seconds - SECONDS) < 0.01 and facts.frames_per_s == FPS
    assert (facts.width, facts.height) == SIZE and not facts.rotation and not facts.variable
    assert facts.bytes == film.stat().st_size
    assert facts.notes == ("Its sound is not listened to.",)


@pytest.mark.parametrize("name", ["clock.mp4", "clock.mkv", "clock.ts", "clock.avi"])
def test_any_moment_gives_the_frame_shown_then(tmp_path: Path, name: str) -> None:
    # AVI knows no times of showing, so that frames out of order have none
    options = {"g": str(2 * FPS), "bf": "0" if name.endswith("avi") else "3"}
    clip = open_clip(record(tmp_path / name, clock(SECONDS), options=options))
    times = [2.01, 0.0, 3.9, 0.5, 2.01, 1.29]
    numbers = [number(np.asarray(frame.picture.pixels), COUNT) for frame in clip.at(times)]
    assert numbers == [24, 0, 46, 6, 24, 15]
    assert [frame.at_s for frame in clip.at(times)] == pytest.approx(
        [one / FPS for one in numbers], abs=0.002
    )


@pytest.mark.parametrize("cores", [1, 2, 16])
def test_several_readers_give_what_one_gives(
    film: Path, cores: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    clip = open_clip(film)
    times = [place / FPS + 0.01 for place in range(0, COUNT, 5)]
    frames = list(clip.moments(times, exact=True))
    assert [number(np.asarray(one.picture.pixels), COUNT) for one in frames] == list(
        range(0, COUNT, 5)
    )
    before = threading.active_count()
    some = cast(Generator[Frame], clip.moments(times))
    assert next(some).at_s == 0
    some.close()
    assert threading.active_count() == before


def test_times_outside_give_the_first_and_the_last_frame(film: Path) -> None:
    clip = open_clip(film)
    assert number_at(clip, -3) == 0 and number_at(clip, 99) == COUNT - 1


def test_keyframes_come_at_their_times(film: Path) -> None:
    clip = open_clip(film)
    frames = list(clip.keyframes(80))
    assert [round(one.at_s, 2) for one in frames] == [0, 1, 2, 3]
    assert clip.keyframe_times() == pytest.approx([one.at_s for one in frames], abs=0.01)
    assert frames[0].picture.size == (80, 48)
    assert [round(one.at_s, 2) for one in clip.glance([3.7, 0.2, 2.5])] == [3, 0, 2]


def test_keyframes_of_a_file_without_a_table(tmp_path: Path) -> None:
    clip = open_clip(record(tmp_path / "a.ts", clock(SECONDS), options=EVERY_SECOND))
    assert clip.keyframe_times() == pytest.approx([0, 1, 2, 3], abs=0.01)


def test_a_pass_samples_in_order_and_measures_the_rest(film: Path) -> None:
    samples = list(open_clip(film).passing(2, 80))
    assert [one.at_s for one in samples] == sorted({one.at_s for one in samples})
    taken = [one.frame.at_s for one in samples if one.frame]
    assert len(taken) == 2 * SECONDS
    assert all(abs(at_s - place / 2) < 0.2 for place, at_s in enumerate(taken))
    assert samples[0].grid.shape == (38, 64, 3)
    part = [one.at_s for one in open_clip(film).passing(2, 80, 1.5, 2.5)]
    assert part[0] >= 1.5 and part[-1] < 2.5


def test_a_phones_rotation_is_applied(tmp_path: Path) -> None:
    pixels = plain(20)
    pixels[: SIZE[1] // 2] = 220  # light above; turned clockwise it is light at the right
    clip = open_clip(record(tmp_path / "phone.mp4", [pixels] * 6, rotation=90))
    assert (clip.facts.width, clip.facts.height) == (SIZE[1], SIZE[0])
    assert clip.facts.rotation == 90
    seen = np.asarray(clip.at([0.2])[0].picture.pixels)
    assert seen.shape[:2] == (SIZE[0], SIZE[1])
    assert seen[:, -10:].mean() > 200 and seen[:, :10].mean() < 40
    grid = next(clip.passing(1)).grid
    assert grid.shape[0] > grid.shape[1] and grid[:, -4:, 0].mean() > 150


def test_pixels_that_are_no_squares_are_stretched(tmp_path: Path) -> None:
    clip = open_clip(record(tmp_path / "pal.mp4", clock(1), aspect=Fraction(16, 11)))
    assert (clip.facts.width, clip.facts.height) == (233, 96)
    assert clip.at([0])[0].picture.size == (233, 96)


def test_variable_frame_rate_goes_by_the_clock_of_the_file(tmp_path: Path) -> None:
    times = [0, 0.05, 0.1, 0.4, 0.45, 1.0, 1.5, 1.55, 1.6, 2.2, 2.25, 2.9]
    clip = open_clip(record(tmp_path / "vfr.mp4", clock(1), times=times))
    assert clip.facts.variable and clip.facts.seconds > 2.9
    seen = clip.at([0.3, 1.2, 2.2, 2.95])
    assert [round(one.at_s, 2) for one in seen] == [0.1, 1.0, 2.2, 2.9]


@pytest.fixture(params=["slow.mp4", "slow.webm"])
def slow(request: pytest.FixtureRequest, tmp_path: Path) -> Clip:
    """A recording of a screen that stands still for long: five frames in thirty seconds."""
    name = request.param
    codec = "libx264" if name.endswith("mp4") else "libvpx"
    frames = [clock(5, fps=1)[place] for place in range(5)]
    return open_clip(record(tmp_path / name, frames, times=[0, 3, 3.5, 20, 30], codec=codec))


def test_a_picture_that_stands_for_long_is_the_one_shown(slow: Clip) -> None:
    assert slow.facts.variable and slow.seconds == pytest.approx(30, abs=0.2)
    wanted = [1.0, 3.2, 9.0, 19.0, 22.0, 30.0]
    for frames in (slow.at(wanted), [slow.at([one])[0] for one in wanted]):
        assert [round(one.at_s, 1) for one in frames] == [0, 3, 3.5, 3.5, 20, 30]
    assert [round(one.at_s, 1) for one in slow.passing(1)] == [0, 3, 3.5, 20, 30]


def test_a_stretch_with_no_frame_of_its_own_shows_the_one_before(
    slow: Clip, tmp_path: Path
) -> None:
    path = tmp_path / "part.mp4"
    path.write_bytes(cut(slow, 5, 9))
    part = open_clip(path)
    assert part.seconds == pytest.approx(4, abs=0.1)
    assert number(np.asarray(part.at([0])[0].picture.pixels), 5) == 2


@pytest.mark.parametrize("name", ["clock.ts", "clock.avi", "clock.mkv"])
def test_a_stretch_begins_between_keyframes_whatever_seeking_finds(
    tmp_path: Path, name: str
) -> None:
    options = {"g": str(3 * FPS), "bf": "0"}
    clip = open_clip(record(tmp_path / name, clock(SECONDS), options=options))
    path = tmp_path / "part.mp4"
    path.write_bytes(cut(clip, 1.5, 3.5))
    part = open_clip(path)
    assert part.seconds == pytest.approx(2, abs=0.1)
    assert number(np.asarray(part.at([0])[0].picture.pixels), COUNT) == 18


def test_av1_is_decoded(tmp_path: Path) -> None:
    path = record(tmp_path / "a.mkv", clock(1), codec="libsvtav1", options={"preset": "12"})
    clip = open_clip(path)
    assert clip.facts.codec == "av1"
    assert number(np.asarray(clip.at([0.5])[0].picture.pixels), FPS) == 6


def test_a_single_frame_is_kept_and_said(tmp_path: Path) -> None:
    clip = open_clip(record(tmp_path / "one.mp4", clock(1)[:1]))
    assert 0 < clip.facts.seconds < 0.2
    assert any("single frame" in note for note in clip.facts.notes)
    assert len(list(clip.passing(1))) == 1


@pytest.mark.parametrize("name", ["long.mp4", "long.webm", "long.avi"])
def test_a_clip_that_is_cut_off_is_read_as_far_as_it_goes(tmp_path: Path, name: str) -> None:
    codec = "libvpx" if name.endswith("webm") else "libx264"
    options = {"deadline": "realtime"} if codec == "libvpx" else {"g": "6", "bf": "0"}
    flags = "faststart" if name.endswith("mp4") else ""
    whole = record(
        tmp_path / name, [scene(seed) for seed in range(60)], codec=codec, options=options,
        flags=flags,
    )  # fmt: skip
    path = tmp_path / f"cut {name}"
    share = 0.25 if name.endswith("avi") else 0.5  # much of such an AVI is its index
    path.write_bytes(whole.read_bytes()[: int(share * whole.stat().st_size)])
    clip = open_clip(path)
    assert "is cut off" in clip.facts.notes[0] and "5.0 s" in clip.facts.notes[0]
    assert 1.5 < clip.facts.seconds < 3.5
    assert list(clip.passing(1))[-1].at_s < clip.facts.seconds
    assert clip.at([1.0])[0].at_s == pytest.approx(1.0, abs=0.01)


def test_damage_in_the_middle_costs_only_the_frames_there(tmp_path: Path) -> None:
    path = record(
        tmp_path / "hole.mp4", [scene(seed) for seed in range(60)], options={"g": "12"},
        flags="faststart",
    )  # fmt: skip
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 2000] = bytes(2000)
    path.write_bytes(data)
    times = [one.at_s for one in open_clip(path).passing(1)]
    assert times[0] == 0 and times[-1] > 4.5


def bad_files(folder: Path) -> dict[str, bytes]:
    whole = record(folder / "whole.mp4", clock(1))
    picture = folder / "picture.png"
    Image.fromarray(plain(3)).save(picture)
    tone = folder / "tone.mp4"
    with av.open(str(tone), "w") as target:
        stream = target.add_stream("aac", rate=8000, layout="mono")
        sound = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.float32), "fltp", "mono")
        sound.sample_rate, sound.pts = 8000, 0
        target.mux(stream.encode(sound))
        target.mux(stream.encode(None))
    webm = record(folder / "whole.webm", clock(1), codec="libvpx").read_bytes()
    header = webm[: webm.index(b"\x1f\x43\xb6\x75") + 16]  # up to the first frame
    noise = np.random.default_rng(0).integers(1, 256, 5000, np.uint8).tobytes()
    return {
        "is a text file": b"a list of things to do\n" * 50,
        "is an MP4 whose table of contents is missing": whole.read_bytes()[:500],
        "holds no moving pictures": tone.read_bytes(),
        "is a picture, not a video": picture.read_bytes(),
        r"is empty \(0 bytes\)": b"",
        "could not be opened as a video": b"\x01" + noise,
        "is 0 seconds long": header,
        "is a PDF": b"%PDF-1.7 and so on",
    }


def test_what_is_no_clip_is_one_sentence_that_names_it(tmp_path: Path) -> None:
    for says, data in bad_files(tmp_path).items():
        path = tmp_path / "holiday.mp4"
        path.write_bytes(data)
        with pytest.raises(UnreadableFile, match=says) as told:
            open_clip(path)
        assert "'holiday.mp4'" in str(told.value) and str(told.value).endswith(".")
    with pytest.raises(UnreadableFile, match="not there any more"):
        open_clip(tmp_path / "gone.mp4")


def test_frames_without_a_container_are_refused(tmp_path: Path) -> None:
    path = record(tmp_path / "raw.h264", clock(1))
    with pytest.raises(UnreadableFile, match="could not be opened as a video"):
        open_clip(path)


def test_a_playlist_is_never_followed(tmp_path: Path) -> None:
    path = tmp_path / "list.mp4"
    for text in (
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://example.org/a.ts\n",
        "ffconcat version 1.0\nfile whole.mp4\n",
    ):
        path.write_text(text)
        with pytest.raises(UnreadableFile, match="text file"):
            open_clip(path)
        path.write_bytes(b"\0" + text.encode())
        with pytest.raises(UnreadableFile, match="could not be opened"):
            open_clip(path)


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        ({"video_frame_megapixels": 0.01}, "160 × 96 pixels, over the limit of 0.01 megapixels"),
        ({"video_hours": 0.001}, "lasts 0.0 hours and the limit is 0.001"),
        ({"video_mb": 0}, "the limit is 0 MB"),
    ],
)
def test_limits_are_told(film: Path, limits: dict[str, float], says: str) -> None:
    with pytest.raises(TooLarge, match=says):
        open_clip(film, Settings(**limits))  # type: ignore[arg-type]


def test_a_stretch_becomes_a_clip_of_its_own(film: Path, tmp_path: Path) -> None:
    clip = open_clip(film)
    for start, end in ((1.5, 3.0), (2.0, 4.0)):  # encoded anew, copied
        path = tmp_path / "part.mp4"
        path.write_bytes(cut(clip, start, end))
        part = open_clip(path)
        assert part.facts.seconds == pytest.approx(end - start, abs=0.1)
        assert (part.facts.width, part.facts.height) == SIZE
        first = np.asarray(part.at([0])[0].picture.pixels)
        assert number(first, COUNT) == round(start * FPS)


def test_a_turned_stretch_stays_upright(tmp_path: Path) -> None:
    pixels = plain(20)
    pixels[: SIZE[1] // 2] = 220
    clip = open_clip(record(tmp_path / "phone.mp4", [pixels] * 24, rotation=90))
    for start in (0.0, 0.5):
        path = tmp_path / "part.mp4"
        path.write_bytes(cut(clip, start, 2))
        seen = np.asarray(open_clip(path).at([0])[0].picture.pixels)
        assert seen.shape[:2] == (SIZE[0], SIZE[1]) and seen[:, -10:].mean() > 200


def test_several_threads_read_one_clip(film: Path) -> None:
    clip = open_clip(film)
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda at_s=at_s: found.append(number_at(clip, at_s)))  # type: ignore[misc]
        for at_s in (0.5, 1.5, 2.5, 3.5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [6, 18, 30, 42]


def test_a_closed_clip_ends_its_readings(film: Path) -> None:
    with open_clip(film) as clip:
        passing = clip.passing(1)
        next(passing)
    assert len(list(passing)) == 0
    with pytest.raises(InputError, match="put away"):
        clip.at([1])


def test_only_this_room_knows_the_library() -> None:
    root = Path(__file__).parents[3]
    for room in ("model", "agents", "ui"):
        for path in (root / room).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            inside = path.is_relative_to(root / "model" / "media" / "clip")
            assert inside or not IMPORTS.search(text), path
