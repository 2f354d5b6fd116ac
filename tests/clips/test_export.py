"""Chapters, contact sheets and JSON say what the timeline holds."""

import io
import json

import pytest
from PIL import Image

from model.clips.export import chapters_vtt, clock, contact_sheet, to_json, words_vtt, youtube
from model.clips.parts import Facts, Frame, Happening, Segment, Timeline, Words
from model.geometry import Box
from model.media.images import picture_of

FACTS = Facts("a.mp4", "0", 3700.0, 640, 360, 25.0, "h264")
TIMELINE = Timeline(
    FACTS,
    happenings=(Happening("cut", 12.0, 12.0, strength=31.234567),),
    words=(Words("Willkommen --> hier", 1.5, 3.25, Box(1, 2, 3, 4), 0.9),),
    segments=(
        Segment(0, 12, "Opening\ntitles", "", "text"),
        Segment(12, 15, "Short"),
        Segment(15, 1800.5, "The harbour"),
        Segment(1800.5, 3700, "End --> over"),
    ),
)


@pytest.mark.parametrize(
    ("at_s", "wanted"), [(0, "0:00"), (65.9, "1:05"), (3599.99, "59:59"), (3661, "1:01:01")]
)
def test_times_read_as_in_players(at_s: float, wanted: str) -> None:
    assert clock(at_s) == wanted


def test_chapters_as_vtt() -> None:
    lines = chapters_vtt(TIMELINE).splitlines()
    assert lines[:5] == ["WEBVTT", "", "1", "00:00:00.000 --> 00:00:12.000", "Opening titles"]
    assert "00:00:15.000 --> 00:30:00.500" in lines and "End → over" in lines
    assert "Willkommen → hier" in words_vtt(TIMELINE)


def test_youtube_takes_no_short_chapters() -> None:
    assert youtube(TIMELINE).splitlines() == [
        "0:00:00 Opening titles",
        "0:00:12 Short",
        "0:30:00 End → over".replace("→", "-->"),
    ]
    assert youtube(Timeline(FACTS, segments=TIMELINE.segments[:2])) == ""


def test_a_contact_sheet_has_every_frame() -> None:
    frames = [
        Frame(float(at_s), picture_of(Image.new("RGB", (320, 180), (at_s * 40, 90, 30)), "x"))
        for at_s in range(5)
    ]
    sheet = Image.open(io.BytesIO(contact_sheet(frames, columns=3, title="a.mp4")))
    assert sheet.format == "JPEG" and sheet.width > 3 * 240 and sheet.height > 2 * 135
    for title in ("潮汐的讲座", "a very long name " * 20, "🦊"):
        named = Image.open(io.BytesIO(contact_sheet(frames, columns=3, title=title)))
        assert named.size == sheet.size
    with pytest.raises(ValueError, match="needs a frame"):
        contact_sheet([])


def test_json_holds_all_but_pictures() -> None:
    known = json.loads(to_json(TIMELINE))
    assert known["facts"]["seconds"] == 3700 and known["happenings"][0]["strength"] == 31.235
    assert known["words"][0]["box"] == {"x1": 1, "y1": 2, "x2": 3, "y2": 4}
    assert [one["told_by"] for one in known["segments"]][:2] == ["text", "measured"]
    assert "thumbnails" not in known
