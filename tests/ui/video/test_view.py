import re
from dataclasses import replace
from pathlib import Path

import pytest

from model.clips.parts import Happening, Moment, Reading, Segment, Shot, Timeline, Words
from model.errors import InputError
from model.geometry import Box
from tests.ui.video.clips import FACTS, desk, frame
from ui.chat.shelf import Shelf
from ui.conversation import Given
from ui.video import drawn, view
from ui.video.choosing import read_choosing
from ui.video.desk import Asked, Choosing


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    return Shelf(3600)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("It rings at 0:12.", "It rings at [0:12](#t=12)."),
        ("From 0:40 to 1:10 it rains.", "From [0:40 to 1:10](#t=40,70) it rains."),
        ("[0:05] – [0:10] rain", "[[0:05&#93; – &#91;0:10](#t=5,10)] rain"),
        ("In `0:12` nothing", "In `0:12` nothing"),
        ("![x](https://evil/?q=0:12)", "&#33;&#91;x](https://evil/?q=[0:12](#t=12))"),
        ("<b onclick=x>0:12</b>", "&lt;b onclick=x>[0:12](#t=12)&lt;/b>"),
        ("No time at all, 16:9", "No time at all, 16:9"),
        ("Beyond the end: 9:59", "Beyond the end: 9:59"),
    ],
)
def test_times_of_an_answer_become_links_and_nothing_else_does(text: str, shown: str) -> None:
    assert view.linked(text, 120) == shown


def test_what_was_read_reaches_the_page_as_data(shelf: Shelf) -> None:
    evil = "<img src=x onerror=alert(1)>"
    timeline = Timeline(
        FACTS,
        shots=(Shot(0, 60), Shot(60, 120, "cut")),
        happenings=(Happening("motion", 5, 9),),
        words=(Words(evil, 1, 2, Box(0, 0, 9, 9), 0.9),),
        track=(Reading(0, (1, 2, 3), 0.5, 0.1),),
        segments=(Segment(0, 60, evil),),
        thumbnails=(frame(30.0),),
        done=1.0,
    )
    value = drawn.timeline_value(desk(timeline=timeline, phase="watched"), shelf, (1.0, 2.0))
    assert value["words"][0] == {"text": evil, "from": 1, "to": 2, "sure": 0.9}
    assert value["seen"] == 120 and value["chosen"] == [1.0, 2.0] and not value["watching"]
    assert value["track"] == [[0, 1, 2, 3, 0.5, 0.1]]
    assert re.fullmatch(r"gradio_api/file=.+\.jpg", value["thumbs"][0]["url"])


def test_how_far_a_clip_was_seen_is_told_by_what_was_found() -> None:
    assert drawn.seen_s(Timeline(FACTS, done=0.5)) == 0
    assert drawn.seen_s(Timeline(FACTS, shots=(Shot(0, 40),), done=0.2)) == 40
    assert drawn.seen_s(Timeline(FACTS, done=1.0)) == 120
    stopped = desk(phase="stopped", timeline=Timeline(FACTS, shots=(Shot(0, 40),), done=0.2))
    assert "Stopped at 0:40" in view.status_html(stopped)
    all_seen = replace(stopped, timeline=Timeline(FACTS, shots=(Shot(0, 120),), done=0.7))
    assert "before all text was read" in view.status_html(all_seen)


def test_what_a_file_says_of_itself_is_translated_where_it_is_usual() -> None:
    facts = replace(FACTS, notes=("It has no sound.", "'a<b>.mp4' is cut off."))
    html = view.status_html(desk(timeline=Timeline(facts)))
    assert "没有声音。" in html and "&#x27;a&lt;b&gt;.mp4&#x27; is cut off." in html


def test_a_long_track_is_thinned_and_keeps_its_peaks() -> None:
    track = [Reading(at, (0, 0, 0), 0.5, 1.0 if at == 777 else 0.0) for at in range(10_000)]
    thin = drawn.thinned(track, 1_200)
    assert len(thin) <= 1_200 and any(one.at_s == 777 for one in thin)
    assert drawn.thinned(track[:5], 1_200) == track[:5]


def test_boxes_of_an_answer_stand_by_label_in_order_of_time() -> None:
    boxes = ((2.0, Box(1, 2, 3, 4), "dog"), (1.0, Box(0, 0, 2, 2), "dog"))
    cat = ((1.5, Box(5, 5, 9, 9), "cat"),)
    asked = Asked("Track", moments=(Moment(1, 2, "", boxes), Moment(1.5, 1.5, "", cat)))
    assert drawn.tracks(asked) == [
        {"label": "dog", "boxes": [[1.0, 0, 0, 2, 2], [2.0, 1, 2, 3, 4]]},
        {"label": "cat", "boxes": [[1.5, 5, 5, 9, 9]]},
    ]
    assert drawn.tracks(None) == []


def test_moments_seek_and_show_a_frame_near_them(shelf: Shelf) -> None:
    asked = Asked(
        "When?",
        text="At 0:12.",
        moments=(Moment(12, 15, "<b>bell</b>"), Moment(80, 80, "end")),
        views=(frame(12.1),),
    ).end("stop", 1.0)
    html = view.moments_html(asked, shelf)  # the answer tells of them: their frames alone
    assert html.count("<figure>") == html.count("<img") == html.count("data-seek") == 1
    assert 'data-seek="12,15"' in html and "bell" not in html
    html = view.moments_html(replace(asked, text='[{"start": 12}]'), shelf)
    assert 'data-seek="12,15"' in html and 'data-seek="80"' in html
    assert "&lt;b&gt;bell" in html and html.count("<img") == 1
    earlier = view.earlier_html([replace(asked, question="<i>When?</i>")], 120)
    assert "&lt;i&gt;" in earlier and 'data-seek="12"' in earlier


def test_what_was_thought_folds_above_what_is_shown(shelf: Shelf) -> None:
    given = Given(thinking="A circle, I think.", reply="0", ended="stop")
    shown = view.moments_html(Asked("Where?", "0", given=given), shelf)
    assert shown.index("A circle, I think.") < shown.index("facts")
    assert " open>" not in shown


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        ('[{"start": 0, "end": 9, "title": "Opening"}]', ""),
        ('```json\n{"0": [{"label": "dog"}]}\n```', ""),
        ("[]", ""),
        ("[00:12] A dog enters.", "[00:12] A dog enters."),
        ("{Braces} are no JSON.", "{Braces} are no JSON."),
    ],
)
def test_what_a_program_would_read_is_not_shown_as_prose(reply: str, shown: str) -> None:
    assert view.prose(reply) == shown


def test_a_choice_is_read_or_refused_in_a_sentence() -> None:
    read = read_choosing(("rate", 2, 8, "0:10", "1:00"), 120, "en")
    assert read == Choosing("rate", 2.0, 8, 10.0, 60.0)
    assert read_choosing(("nonsense", None, None, "", ""), 120, "en") == Choosing()
    with pytest.raises(InputError, match="'soon' is no time"):
        read_choosing(("count", 1, 8, "soon", ""), 120, "en")
    for start, end in (("1:00", "0:30"), ("5:00", ""), ("2:00", "2:00")):
        with pytest.raises(InputError, match="holds nothing"):
            read_choosing(("count", 1, 8, start, end), 120, "en")
