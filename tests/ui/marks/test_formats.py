import json

import pytest
from PIL import Image

from model.geometry import Box, Mark, Point, Polygon
from model.messages import Picture
from ui.marks.formats import FORMATS, write, write_record

PICTURE = Picture(Image.new("RGB", (400, 200)), "digest", "flat.png")
BOX = Mark(Box(40, 20, 100.4, 60.2))
CAT = Mark(Box(0, 0, 400, 200), "cat", score=0.91234)
POINT = Mark(Point(200, 50), "nose")
TRIANGLE = Mark(Polygon((Point(0, 0), Point(100, 0), Point(0, 100))), "roof")


@pytest.mark.parametrize(
    ("marks", "form", "text"),
    [
        ([], "pixels", "[]"),
        ([], "0-1000", "[]"),
        ([], "0-1", "[]"),
        ([BOX], "pixels", "[[40, 20, 100, 60]]"),
        ([BOX], "0-1000", "[[100, 100, 251, 301]]"),
        ([BOX], "0-1", "[[0.1, 0.1, 0.251, 0.301]]"),
        ([Mark(Point(200, 50))], "pixels", "[[200, 50]]"),
        ([Mark(Point(200, 50))], "0-1000", "[[500, 250]]"),
        ([CAT, BOX], "pixels", '[{"label": "cat", "bbox_2d": [0, 0, 400, 200]}, '
         '{"label": "", "bbox_2d": [40, 20, 100, 60]}]'),
        ([POINT], "0-1", '[{"label": "nose", "point_2d": [0.5, 0.25]}]'),
        ([TRIANGLE], "0-1000", '[{"label": "roof", "polygon": [[0, 0], [250, 0], [0, 500]]}]'),
        ([Mark(Box(0, 0, 4, 4), "登录")], "pixels", '[{"label": "登录", "bbox_2d": [0, 0, 4, 4]}]'),
    ],
)  # fmt: skip
def test_lists(marks, form, text):
    assert write(marks, PICTURE, form) == text


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_json_for_every_shape(form):
    marks = [BOX, CAT, POINT, TRIANGLE, Mark(Box(1, 1, 2, 2), '"</script>\\')]
    assert json.loads(write(marks, PICTURE, form))


def test_coco():
    coco = json.loads(write([CAT, BOX, POINT, TRIANGLE, CAT], PICTURE, "coco"))
    assert coco["images"] == [{"id": 1, "file_name": "flat.png", "width": 400, "height": 200}]
    assert [(kind["id"], kind["name"]) for kind in coco["categories"]] == [
        (1, "cat"), (2, "object"), (3, "nose"), (4, "roof")]  # fmt: skip
    cat, box, nose, roof, again = coco["annotations"]
    assert cat == {"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 400, 200],
                   "area": 80000, "iscrowd": 0, "score": 0.9123}  # fmt: skip
    assert box["bbox"] == [40, 20, 60.4, 40.2] and box["category_id"] == 2
    assert nose["keypoints"] == [200, 50, 2] and nose["num_keypoints"] == 1
    assert coco["categories"][2]["keypoints"] == ["point"]
    assert roof["segmentation"] == [[0, 0, 100, 0, 0, 100]] and roof["area"] == 5000
    assert again["id"] == 5 and again["category_id"] == 1


def test_coco_of_nothing_still_names_the_picture():
    coco = json.loads(write([], PICTURE, "coco"))
    assert coco["annotations"] == coco["categories"] == [] and len(coco["images"]) == 1


def test_the_record_holds_pixels_grid_and_where_they_come_from():
    record = json.loads(write_record([CAT, POINT], PICTURE, "cats", "Two.", "embedded"))
    assert record["query"] == "cats" and record["answered_by"] == "embedded"
    assert record["marks"][0]["bbox_2d"] == [0, 0, 400, 200]
    assert record["marks"][0]["grid_0_1000"] == [0, 0, 1000, 1000]
    assert record["marks"][1]["point_2d"] == [200, 50]
    assert record["marks"][1]["read_from"] == "0-1000"


def test_the_record_of_unlabelled_marks():
    record = json.loads(write_record([BOX], PICTURE, "", "", "glm-4.5v"))
    assert record["marks"][0]["grid_0_1000"] == [100, 100, 251, 301]
