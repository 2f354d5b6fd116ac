import json
from dataclasses import replace
from pathlib import Path

import pytest

from model.clips.parts import Segment, Timeline, Words
from model.errors import InputError
from model.geometry import Box
from model.media.clip import open_clip
from model.settings import Settings
from tests.ui.video.clips import desk, frame
from ui.video import taking
from ui.video.desk import Choosing, Desk
from ui.video.examples import EXAMPLES


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    clip = open_clip(EXAMPLES[1].path, Settings(), "my talk.mp4")
    segments = (Segment(0, 10, "The moon"), Segment(10, 21, "The end"))
    words = (Words("High water", 6, 10, Box(0, 0, 9, 9), 0.9),)
    timeline = Timeline(clip.facts, segments=segments, words=words, done=1.0)
    return replace(
        desk(), clip=clip, name="my talk.mp4", facts=clip.facts, timeline=timeline, phase="watched"
    )


def test_findings_are_written_under_the_clips_name(watched: Desk) -> None:
    chapters = Path(taking.write("chapters", watched, "en"))
    assert chapters.name == "my-talk.vtt" and "The moon" in chapters.read_text("utf-8")
    text = Path(taking.write("subtitles", watched, "en"))
    assert text.name == "my-talk-text.vtt" and "High water" in text.read_text("utf-8")
    known = json.loads(Path(taking.write("json", watched, "en")).read_text("utf-8"))
    assert [one["title"] for one in known["segments"]] == ["The moon", "The end"]


def test_the_span_is_cut_out_and_plays_for_so_long(watched: Desk) -> None:
    chosen = replace(watched, choosing=Choosing(start_s=5, end_s=8))
    path = Path(taking.write("cut", chosen, "en"))
    assert path.name == "my-talk-5s-8s.mp4"
    assert open_clip(path, Settings()).seconds == pytest.approx(3, abs=0.2)


def test_what_is_not_there_is_said(watched: Desk) -> None:
    with pytest.raises(InputError, match="three chapters"):
        taking.write("youtube", watched, "en")
    assert watched.clip is not None
    bare = replace(watched, timeline=Timeline(watched.clip.facts))
    for kind in ("chapters", "subtitles", "sheet"):
        with pytest.raises(InputError):
            taking.write(kind, bare, "en")
    with pytest.raises(InputError, match="Bring a clip first"):
        taking.write("json", Desk(), "en")


def test_the_contact_sheet_is_a_picture(watched: Desk) -> None:
    assert watched.timeline is not None
    seen = replace(watched.timeline, thumbnails=(frame(1.0), frame(2.0)))
    path = Path(taking.write("sheet", replace(watched, timeline=seen), "en"))
    assert path.name == "my-talk-sheet.jpg" and path.read_bytes().startswith(b"\xff\xd8")
