"""Boxes, points and polygons in a reply's text, and writing them: the 0–1000 grid lives here.

GLM-V answers with integers on a 0–1000 grid of the original picture, but the brackets vary with
the question: ``[]``, ``[[]]``, ``()``, ``<>``, ``{}``, ``<bbox>…</bbox>``, labelled JSON, Python
literals, any of them cut off in the middle: ``brackets`` reads all of them into one tree, in which
coordinates are looked for here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from model.geometry import Box, Mark, Point, Polygon, Scale, Shape
from model.wire.brackets import Node, parse
from model.wire.tokens import BOX_BEGIN, BOX_END, box_spans

Size = tuple[int, int]
"""Width and height of a picture in pixels."""

GRID = 1000
_OVERSHOOT = 1050  # models write 1003 for "the edge"; beyond this it is another scale

_LABEL_KEYS = ("label", "category", "name", "text", "class", "description")
_BOX_KEYS = ("bbox_2d", "bbox", "box_2d", "box", "bounding_box", "boxes", "bboxes")
_POINT_KEYS = ("point_2d", "point", "points", "center", "coordinates")
_POLYGON_KEYS = ("polygon", "polygon_2d", "segmentation", "contour")
_PICTURE_KEYS = ("image", "image_index", "picture")
_TIME_KEYS = ("time", "timestamp", "t", "second", "seconds", "at", "frame")


@dataclass(frozen=True, slots=True)
class _Found:
    """Coordinates before their scale is known."""

    form: type[Box] | type[Point] | type[Polygon]
    values: tuple[float, ...]
    label: str = ""
    picture: int | None = None
    score: float | None = None


def read_marks(
    reply: str, sizes: Sequence[Size], *, spans_only: bool = False, limit: int = 1_000
) -> tuple[Mark, ...]:
    """Marks in pixels, in the order of the reply, repeats dropped, at most ``limit``.

    ``sizes`` are the pictures of the question; a mark that names none is on the last. Box-token
    spans are searched first; without any, the whole reply, unless ``spans_only`` (in a chat's
    prose numbers are no coordinates).
    """
    if not sizes:
        return ()
    spans = box_spans(reply)
    found = [item for span in spans for item in _find(span, bare=True)]
    if not found and not spans_only:
        found = _find(reply, bare=False)
    if any(item.form is not Point for item in found) and not spans_only:
        found = [item for item in found if item.form is not Point or item.label]
    marks: dict[tuple[Shape, str, int], Mark] = {}
    for picture, size in enumerate(sizes):
        mine = [item for item in found if _picture_of(item, len(sizes)) == picture]
        scale = _scale(mine, size)
        for item in mine:
            if scale is not None and (shape := _shape(item, scale, size)) is not None:
                mark = Mark(shape, item.label, scale, picture, item.score)
                marks.setdefault((shape, item.label, picture), mark)
    return tuple(marks.values())[:limit]


def read_tracks(
    reply: str, size: Size, *, limit: int = 10_000
) -> tuple[tuple[str | float, Mark], ...]:
    """Marks of a tracking reply with the key each stands under, which tells its time.

    GLM-V writes ``{"0": [{"label": "horse-0", "bbox_2d": […]}], "1": …}`` with a key a second; a
    list whose items hold their time (``{"time": "0:12", "bbox_2d": …}``) is read too. ``size`` is
    the clip's in pixels, and all boxes share one scale.
    """
    spans = [span for span in box_spans(reply) if "{" in span] or [reply]
    keyed: list[tuple[str | float, _Found]] = []
    for span in spans:
        todo = [parse(span)]
        while todo:
            node = todo.pop()
            below = list(node.children)
            at = next((node.entries[key] for key in _TIME_KEYS if key in node.entries), None)
            if isinstance(at, str | float):
                keyed += [(at, item) for item in _of_dict(node)]
            for key, value in node.entries.items():
                if not isinstance(value, Node):
                    continue
                if key[:1].isdigit() and at is None:
                    keyed += [(key, item) for item in _walk(value)]
                else:
                    below.append(value)
            todo.extend(reversed(below))
    scale = _scale([item for _, item in keyed], size)
    if scale is None:
        return ()
    marks: list[tuple[str | float, Mark]] = []
    for told, item in keyed[:limit]:
        if (shape := _shape(item, scale, size)) is not None:
            marks.append((told, Mark(shape, item.label, scale, score=item.score)))
    return tuple(marks)


def write_boxes(boxes: Sequence[Box], size: Size) -> str:
    """Boxes as ``[[x1,y1,x2,y2], …]`` in whole numbers on the 0–1000 grid, as prompts have them."""
    return json.dumps([_grid(box, size, 0) for box in boxes])


def write_marks(marks: Sequence[Mark], size: Size | Sequence[Size], digits: int = 2) -> str:
    """Marks between box tokens, as GLM writes them; ``""`` for none.

    ``size`` is the picture's, or every picture's of the question, in which case each mark says
    which it is on (``"image"``, from 1). Values keep ``digits`` decimals: whole numbers would move
    an edge by two pixels on a 4,000-pixel picture.
    """
    if not marks:
        return ""
    several = not isinstance(size[0], int)
    sizes: Sequence[Size] = size if several else [size]  # type: ignore[assignment,list-item]
    labelled = several or any(mark.label for mark in marks)
    items: list[object] = []
    for mark in marks:
        values = _grid(mark.shape, sizes[mark.picture if several else 0], digits)
        if not labelled:
            items.append(values)
            continue
        item: dict[str, object] = {"label": mark.label, _KEY_OF[type(mark.shape)]: values}
        if several:
            item["image"] = mark.picture + 1
        if mark.score is not None:
            item["score"] = round(mark.score, 3)
        items.append(item)
    # A label is text from a picture: written as it is, "<|end_of_box|>" would end the span.
    return BOX_BEGIN + json.dumps(items, ensure_ascii=False).replace("<|", r"\u003c|") + BOX_END


_KEY_OF: dict[type, str] = {Box: "bbox_2d", Point: "point_2d", Polygon: "polygon"}


def _grid(shape: Shape, size: Size, digits: int) -> list[object]:
    def across(value: float, length: int) -> float:
        value = round(min(max(value / length, 0.0), 1.0) * GRID, digits)
        return int(value) if value == int(value) else value

    def pair(place: Point) -> list[object]:
        return [across(place.x, size[0]), across(place.y, size[1])]

    if isinstance(shape, Point):
        return pair(shape)
    if isinstance(shape, Polygon):
        return [pair(place) for place in shape.points]
    return [*pair(Point(shape.x1, shape.y1)), *pair(Point(shape.x2, shape.y2))]


def _find(text: str, *, bare: bool) -> list[_Found]:
    root = parse(text)
    found = list(_walk(root))
    if not found and bare and not root.words and not root.children:
        found = list(_numbers(root.numbers))
    return found


def _walk(root: Node) -> Iterator[_Found]:
    # An explicit stack: a reply of ten thousand brackets must not end in a RecursionError.
    todo = [(root, False)]
    while todo:
        node, inside = todo.pop()
        own = list(_of_dict(node)) if node.entries else []
        if own:
            yield from own
            continue
        if node.kind and not node.words and not node.children:
            yield from _numbers(node.numbers)
            continue
        if inside and (outline := _outline(node)):
            yield outline
            continue
        entries = [value for value in node.entries.values() if isinstance(value, Node)]
        below = [(child, node.kind == "[") for child in (*node.children, *entries)]
        todo.extend(reversed(below))


def _of_dict(node: Node) -> Iterator[_Found]:
    def first(keys: tuple[str, ...]) -> Node | float | str | None:
        return next((node.entries[key] for key in keys if key in node.entries), None)

    label = first(_LABEL_KEYS)
    picture, score = first(_PICTURE_KEYS), first(("score", "confidence"))
    for keys, form in ((_BOX_KEYS, Box), (_POLYGON_KEYS, Polygon), (_POINT_KEYS, Point)):
        if isinstance(value := first(keys), Node):
            shapes = list(_shapes_of(value, form))
            break
    else:
        shapes = list(_corners(node.entries))
    for item in shapes:
        yield _Found(
            item.form,
            item.values,
            str(label) if isinstance(label, str | float) else "",
            int(picture) - 1 if isinstance(picture, float) else None,
            min(max(score, 0.0), 1.0) if isinstance(score, float) else None,
        )


def _shapes_of(value: Node, form: type[Box] | type[Point] | type[Polygon]) -> Iterator[_Found]:
    if form is Polygon and (outline := _outline(value)):
        yield outline
    elif value.children:
        yield from _walk(value)
    else:
        yield from _numbers(value.numbers)


def _corners(entries: dict[str, Node | float | str]) -> Iterator[_Found]:
    for form, names in (
        (Box, ("x1", "y1", "x2", "y2")),
        (Box, ("xmin", "ymin", "xmax", "ymax")),
        (Box, ("left", "top", "right", "bottom")),
        (Point, ("x", "y")),
    ):
        values = [value for name in names if isinstance(value := entries.get(name), float)]
        if len(values) == len(names):
            yield _Found(form, tuple(values))
            return


def _outline(node: Node) -> _Found | None:
    """Three or more ``[x, y]`` pairs in one bracket, or their flat list."""
    if len(node.children) >= 3 and all(
        len(child.numbers) == 2 and not child.children and not child.words
        for child in node.children
    ):
        return _Found(Polygon, tuple(value for child in node.children for value in child.numbers))
    if not node.children and len(node.numbers) >= 6 and len(node.numbers) % 2 == 0:
        return _Found(Polygon, tuple(node.numbers))
    return None


def _numbers(values: list[float]) -> Iterator[_Found]:
    if len(values) == 4:
        yield _Found(Box, tuple(values))
    elif len(values) == 2:
        yield _Found(Point, tuple(values))
    elif len(values) >= 6 and len(values) % 2 == 0:
        yield _Found(Polygon, tuple(values))


def _picture_of(item: _Found, count: int) -> int:
    return item.picture if item.picture is not None and 0 <= item.picture < count else count - 1


def _scale(found: list[_Found], size: Size) -> Scale | None:
    """One scale for all marks of a picture; ``None`` when the values fit none."""
    values = [value for item in found for value in item.values]
    if not values:
        return "0-1000"
    if max(values) <= 1 and any(value != int(value) for value in values):
        return "0-1"
    if max(values) <= GRID:
        return "0-1000"
    xs = max(value for item in found for value in item.values[0::2])
    ys = max(value for item in found for value in item.values[1::2])
    if xs <= size[0] and ys <= size[1]:
        return "pixels (guessed)"
    return "0-1000" if max(values) <= _OVERSHOOT else None


def _shape(item: _Found, scale: Scale, size: Size) -> Shape | None:
    width, height = size
    if scale == "0-1000":
        fx, fy = width / GRID, height / GRID
    elif scale == "0-1":
        fx, fy = float(width), float(height)
    else:
        fx = fy = 1.0

    def place(x: float, y: float) -> Point:
        return Point(min(max(x * fx, 0.0), width), min(max(y * fy, 0.0), height))

    points = [place(x, y) for x, y in zip(item.values[0::2], item.values[1::2], strict=True)]
    if item.form is Point:
        return points[0]
    if item.form is Polygon:
        return Polygon(tuple(points))
    box = Box(points[0].x, points[0].y, points[1].x, points[1].y).clamp(width, height)
    return box if box.area > 0 else Point(box.x1, box.y1)
