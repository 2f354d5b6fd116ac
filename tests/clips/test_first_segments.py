from model.clips.parts import Facts, Shot, Timeline
from model.clips.segments import segments


def test_a_clip_of_which_one_frame_was_seen_has_no_segments_yet() -> None:
    facts = Facts("a.mp4", "", 20.0, 64, 36, 25.0, "h264")
    assert segments(Timeline(facts, shots=(Shot(0.0, 0.0),))) == ()
    assert segments(Timeline(facts)) == ()
