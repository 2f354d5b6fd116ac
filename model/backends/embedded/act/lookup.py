"""What a screen says of a label: the cell beside it in a table or list, else the one below."""

from __future__ import annotations

from collections.abc import Sequence

from model.backends.embedded.act.likeness import alike
from model.backends.embedded.act.view import View, on_one_row
from model.geometry import Box

_SURE = 0.8


def value_beside(label: str, view: View, not_in: Sequence[Box] = ()) -> str | None:
    """The text beside (or below) ``label``; ``None`` where the label stands alone.

    Places in or level with a box of ``not_in`` do not count: there the value is to go.
    """
    asked = label.strip().rstrip(":：")
    found: list[tuple[float, float, str]] = []
    for line in view.lines:
        score = alike(asked, line.text.rstrip(":："))
        if score < _SURE:
            head, colon, rest = line.text.partition(":")
            if colon and rest.strip() and alike(asked, head) >= _SURE:
                found.append((alike(asked, head), 0.0, rest.strip()))
            continue
        level = [
            other for other in view.lines
            if other is not line and on_one_row(other.box, line.box)
            and other.box.x1 >= line.box.x2 - 2
            and not any(box.contains(other.box.center) for box in not_in)
        ]  # fmt: skip
        before_field = any(
            on_one_row(box, line.box) and box.x1 >= line.box.x2 - 2 for box in not_in
        )
        if level and not before_field:
            nearest = min(level, key=lambda other: other.box.x1)
            found.append((score, nearest.box.x1 - line.box.x2, nearest.text))
    if found:
        return min(found, key=lambda item: (-round(item[0], 1), item[1]))[2]
    return _below(asked, view, not_in)


def _below(label: str, view: View, not_in: Sequence[Box]) -> str | None:
    for line in view.lines:
        if alike(label, line.text) < _SURE:
            continue
        under = [
            other for other in view.lines
            if 0 < other.box.y1 - line.box.y1 < 3 * line.box.height
            and abs(other.box.x1 - line.box.x1) < 2 * line.box.height
            and not any(box.contains(other.box.center) for box in not_in)
            and other is not line
        ]  # fmt: skip
        if under:
            return min(under, key=lambda other: other.box.y1).text
    return None
