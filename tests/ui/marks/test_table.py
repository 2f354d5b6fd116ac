import json
from html.parser import HTMLParser

from PIL import Image

from model.geometry import Box, Mark, Point, Polygon
from model.messages import Picture
from ui.marks.table import table_html

PICTURE = Picture(Image.new("RGB", (400, 200)), "digest", "flat.png")


class Reader(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags, self.copies, self.rows = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        self.tags.append(tag)
        if "data-copy" in named:
            self.copies.append(named["data-copy"])
        if tag == "tr" and "data-n" in named:
            self.rows.append(int(named["data-n"]))


def test_nothing_found_shows_nothing():
    assert table_html([], PICTURE) == "" == table_html([Mark(Point(1, 1))], None)


def test_a_row_for_every_mark_and_every_format_to_copy():
    marks = [
        Mark(Box(10.4, 20, 110.6, 70), "a", score=0.987),
        Mark(Point(5, 6), "b"),
        Mark(Polygon((Point(0, 0), Point(9, 0), Point(9, 9))), "c", scale="pixels (guessed)"),
    ]
    html = table_html(marks, PICTURE)
    read = Reader(html)
    assert read.rows == [1, 2, 3]
    assert json.loads(read.copies[0])[0] == {"label": "a", "bbox_2d": [10, 20, 111, 70]}
    assert len(read.copies) == 4 and "annotations" in json.loads(read.copies[3])
    for shown in ("<td>10</td>", "<td>111</td>", "100×50", "99%", "guessed", "outline"):
        assert shown in html


def test_without_labels_there_is_no_column_of_labels():
    assert 'class="label"' not in table_html([Mark(Box(0, 0, 5, 5))], PICTURE)
    assert 'class="label"' in table_html([Mark(Box(0, 0, 5, 5)), Mark(Point(1, 1), "x")], PICTURE)


def test_what_all_have_in_common_is_said_once():
    html = table_html(
        [Mark(Point(3, 4), scale="measured"), Mark(Point(1, 1), scale="measured")], PICTURE
    )
    assert html.count("measured on the picture") == 1
    assert "x2" not in html and 'class="source"' not in html
    mixed = [Mark(Point(3, 4), scale="measured"), Mark(Point(1, 1), scale="0-1")]
    assert table_html(mixed, PICTURE).count('class="source"') == 3


def test_hostile_labels_and_notes_are_text():
    bad = '"><img src=x onerror=alert(1)></td><script>alert(2)</script>'
    marks = [Mark(Box(0, 0, 5, 5), bad, note=bad)]
    read = Reader(table_html(marks, PICTURE))
    assert "script" not in read.tags and "img" not in read.tags
    assert json.loads(read.copies[0])[0]["label"] == bad
