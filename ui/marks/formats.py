"""Marks as text to copy or download: pixels, the 0–1000 grid, 0–1, and COCO JSON. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, Literal

from model.geometry import Box, Mark, Point, Polygon, Shape
from model.messages import Picture
from model.wire.geometry import write_marks
from model.wire.tokens import BOX_BEGIN, BOX_END

Format = Literal["pixels", "0-1000", "0-1", "coco"]
FORMATS: tuple[Format, ...] = ("pixels", "0-1000", "0-1", "coco")
Size = tuple[int, int]

_KEYS: dict[type[Shape], str] = {Box: "bbox_2d", Point: "point_2d", Polygon: "polygon"}


def write(marks: Sequence[Mark], picture: Picture, form: Format) -> str:
    """``marks`` of ``picture`` as JSON text in ``form``.

    All but COCO are lists: of bare coordinates where no mark has a label, else of objects with
    ``label`` and ``bbox_2d``, ``point_2d`` or ``polygon``, as GLM-V writes them.
    """
    return _WRITERS[form](marks, picture)


def write_pixels(marks: Sequence[Mark], picture: Picture) -> str:
    """Whole pixels from the top-left corner."""
    return _listed(marks, lambda value, _: round(value))


def write_grid(marks: Sequence[Mark], picture: Picture) -> str:
    """Whole numbers from 0 to 1000, as GLM-V answers."""
    reply = write_marks(marks, picture.size, digits=0)
    return reply.removeprefix(BOX_BEGIN).removesuffix(BOX_END) or "[]"


def write_normalised(marks: Sequence[Mark], picture: Picture) -> str:
    """Fractions of the width and height, 0 to 1, to five decimals."""
    return _listed(marks, lambda value, axis: round(value / picture.size[axis], 5))


def write_coco(marks: Sequence[Mark], picture: Picture) -> str:
    """COCO object detection: ``bbox`` is x, y, width, height in pixels; a point is a keypoint.

    Format: https://cocodataset.org/#format-data. A mark without a label is an ``object``.
    """
    names = list(dict.fromkeys(mark.label or "object" for mark in marks))
    pointed = {mark.label or "object" for mark in marks if isinstance(mark.shape, Point)}
    coco = {
        "images": [
            {
                "id": 1,
                "file_name": picture.name,
                "width": picture.width,
                "height": picture.height,
            }
        ],
        "annotations": [
            {
                "id": number,
                "image_id": 1,
                "category_id": names.index(mark.label or "object") + 1,
                **_coco_shape(mark.shape),
                "iscrowd": 0,
                **({} if mark.score is None else {"score": round(mark.score, 4)}),
            }
            for number, mark in enumerate(marks, 1)
        ],
        "categories": [
            {
                "id": number,
                "name": name,
                **({"keypoints": ["point"], "skeleton": []} if name in pointed else {}),
            }
            for number, name in enumerate(names, 1)
        ],
    }
    return json.dumps(coco, ensure_ascii=False)


def write_record(
    marks: Sequence[Mark], picture: Picture, query: str, answer: str, backend: str
) -> str:
    """Everything about an answer, for the download: who said what, in pixels and on the grid."""
    grid = json.loads(write_grid(marks, picture))
    record = {
        "picture": {"name": picture.name, "width": picture.width, "height": picture.height},
        "query": query,
        "answer": answer,
        "answered_by": backend,
        "marks": [
            {
                "label": mark.label,
                _KEYS[type(mark.shape)]: _values(mark.shape, lambda value, _: round(value, 2)),
                "grid_0_1000": values if isinstance(values, list) else values[_key(mark)],
                "read_from": mark.scale,
                **({} if mark.score is None else {"score": round(mark.score, 4)}),
                **({"note": mark.note} if mark.note else {}),
            }
            for mark, values in zip(marks, grid, strict=True)
        ],
    }
    return json.dumps(record, ensure_ascii=False, indent=2)


def _listed(marks: Sequence[Mark], scale: Callable[[float, int], float]) -> str:
    labelled = any(mark.label for mark in marks)
    return json.dumps(
        [
            {"label": mark.label, _key(mark): _values(mark.shape, scale)}
            if labelled
            else _values(mark.shape, scale)
            for mark in marks
        ],
        ensure_ascii=False,
    )


def _key(mark: Mark) -> str:
    return _KEYS[type(mark.shape)]


def _values(shape: Shape, scale: Callable[[float, int], float]) -> list[Any]:
    """Coordinates of a shape through ``scale(value, axis)``; axis 0 is x, 1 is y."""
    if isinstance(shape, Point):
        return [scale(shape.x, 0), scale(shape.y, 1)]
    if isinstance(shape, Polygon):
        return [_values(place, scale) for place in shape.points]
    return [scale(shape.x1, 0), scale(shape.y1, 1), scale(shape.x2, 0), scale(shape.y2, 1)]


def _coco_shape(shape: Shape) -> dict[str, Any]:
    box = shape.box if isinstance(shape, Polygon) else shape
    if isinstance(box, Point):
        x, y = round(box.x, 2), round(box.y, 2)
        # 2: labelled and visible.
        return {"bbox": [x, y, 0, 0], "area": 0, "keypoints": [x, y, 2], "num_keypoints": 1}
    found: dict[str, Any] = {
        "bbox": [round(value, 2) for value in (box.x1, box.y1, box.width, box.height)],
        "area": round(_area(shape), 2),
    }
    if isinstance(shape, Polygon):
        flat = [round(value, 2) for place in shape.points for value in (place.x, place.y)]
        found["segmentation"] = [flat]
    return found


def _area(shape: Shape) -> float:
    """Area in square pixels; of a polygon by the shoelace formula."""
    if isinstance(shape, Box):
        return shape.area
    if isinstance(shape, Point):
        return 0.0
    corners = shape.points
    turns = (a.x * b.y - b.x * a.y for a, b in zip(corners, corners[1:] + corners[:1], strict=True))
    return abs(sum(turns)) / 2


_WRITERS: dict[Format, Callable[[Sequence[Mark], Picture], str]] = {
    "pixels": write_pixels,
    "0-1000": write_grid,
    "0-1": write_normalised,
    "coco": write_coco,
}
