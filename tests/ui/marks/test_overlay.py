import json
from pathlib import Path

from PIL import Image

from model.geometry import Box, Mark, Point, Polygon
from model.messages import Picture
from ui.marks.overlay import coordinates, overlay, overlay_value

PICTURE = Picture(Image.new("RGB", (400, 200)), "digest", "flat.png")
FILE = {"path": "/x/flat.png", "meta": {"_type": "gradio.FileData"}}
HOSTILE = "</svg><script>alert(1)</script>${alert(2)}{{alert}}"


def test_empty_until_there_is_a_picture():
    assert overlay_value() == {"picture": None, "marks": [], "busy": False}


def test_marks_become_numbers_and_words_only():
    marks = [
        Mark(Box(1.234, 2, 30, 40), "cat"),
        Mark(Point(5, 6.5)),
        Mark(Polygon((Point(0, 0), Point(9, 0), Point(9, 9)))),
    ]
    value = overlay_value(PICTURE, FILE, marks)
    box, point, outline = value["marks"]
    assert (value["width"], value["height"], value["name"]) == (400, 200, "flat.png")
    assert box["kind"] == "box" and box["points"] == [1.23, 2, 30, 40] and box["text"] == "cat"
    assert point["kind"] == "point" and point["points"] == [5, 6.5] and point["text"] == "2"
    assert outline["kind"] == "polygon" and outline["points"] == [0, 0, 9, 0, 9, 9]
    assert box["line"] != point["line"] == outline["line"]
    assert json.loads(json.dumps(value)) == value


def test_a_hostile_label_stays_data_and_never_enters_a_template():
    component = overlay("test")
    value = overlay_value(PICTURE, FILE, [Mark(Box(0, 0, 9, 9), HOSTILE)])
    assert value["marks"][0]["title"] == HOSTILE
    assert component.html_template == '<div class="mount"></div>'
    assert "value" not in component.css_template


def test_the_scripts_parse_no_html():
    folder = Path(__file__).parents[3] / "ui" / "static"
    for script in [*(folder / "overlay").glob("*.js"), folder / "marks_table.js"]:
        text = script.read_text("utf-8")
        for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert way not in text, f"{script.name} uses {way}"


def test_a_click_copies_whole_pixels():
    assert coordinates(Mark(Box(1.4, 2.6, 30, 40))) == "1, 3, 30, 40"
    assert coordinates(Mark(Point(5.2, 6.7))) == "5, 7"
