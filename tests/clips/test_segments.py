from model.clips.parts import Facts, Shot, Timeline, Words
from model.clips.segments import segments
from model.geometry import Box

FACTS = Facts("a.mp4", "", 20.0, 64, 36, 25.0, "h264")


def line(text: str, start_s: float, end_s: float, top: int = 0, high: int = 4) -> Words:
    return Words(text, start_s, end_s, Box(0, top, 30, top + high), 0.9)


def test_a_clip_of_which_one_frame_was_seen_has_no_segments_yet() -> None:
    assert segments(Timeline(FACTS, shots=(Shot(0.0, 0.0),))) == ()
    assert segments(Timeline(FACTS)) == ()


def test_another_page_of_text_begins_a_segment_and_a_dialog_does_not() -> None:
    words = (
        line("Settings", 0, 12, high=6), line("Notifications", 0, 12, 10), line("About", 0, 12, 20),
        line("Delete the file?", 4, 7, 12),
        line("Inbox", 12, 20, high=6), line("Lunch on Friday?", 12, 20, 10),
    )  # fmt: skip
    found = segments(Timeline(FACTS, shots=(Shot(0, 20),), words=words))
    assert [(one.start_s, one.end_s, one.title) for one in found] == [
        (0, 12, "Settings"),
        (12, 20, "Inbox"),
    ]


def test_neighbours_under_one_title_are_one_segment() -> None:
    shots = (Shot(0, 8), Shot(8, 14, "cut"), Shot(14, 20, "cut"))
    words = (line("Opening", 0, 8), line("The harbour", 8, 20))
    found = segments(Timeline(FACTS, shots=shots, words=words))
    assert [(one.start_s, one.end_s, one.title) for one in found] == [
        (0, 8, "Opening"),
        (8, 20, "The harbour"),
    ]
    assert "2 shots" in found[1].summary
