"""Slides as flat lists of what stands on them, each with its place on the slide in points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from model.documents.office.drawing_colors import A, Color, theme_colors
from model.geometry import Box
from model.media.office.package import Package

EMU = 12_700.0
"""English metric units to the point."""
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CHARTEX = "http://schemas.microsoft.com/office/drawing/2014/chartex"
_MOST_SHAPES = 5_000
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Item:
    """A shape of python-pptx and where it stands once its groups are resolved.

    ``turned`` is in degrees clockwise; ``scale`` the groups' factor on letters and rows.
    """

    shape: Any
    box: Box
    turned: float = 0.0
    scale: float = 1.0

    @property
    def element(self) -> Any:
        """The shape's XML."""
        return self.shape._element

    @property
    def alt(self) -> str:
        """What its author wrote about it."""
        for properties in self.element.iter(f"{P}cNvPr"):
            return str(properties.get("descr") or "").strip()
        return ""


def items_of(shapes: Any) -> list[Item]:
    """All shapes of a slide, layout or master, in the order they are painted."""
    unwrap(shapes._spTree)
    found: list[Item] = []
    for item in _walk(shapes, 0.0, 0.0, 1.0, 1.0, 0):
        found.append(item)
        if len(found) >= _MOST_SHAPES:
            break
    return found


def _walk(shapes: Any, dx: float, dy: float, sx: float, sy: float, depth: int) -> Iterator[Item]:
    for shape in shapes:
        try:
            left, top, width, height = shape.left, shape.top, shape.width, shape.height
        except (AttributeError, KeyError, ValueError, TypeError):
            continue
        if left is None or top is None or width is None or height is None:
            continue
        if _hidden(shape):
            continue
        x, y = dx + left / EMU * sx, dy + top / EMU * sy
        box = Box(x, y, x + width / EMU * sx, y + height / EMU * sy)
        inner = shape._element.find(f"{P}grpSpPr/{A}xfrm")
        if hasattr(shape, "shapes") and depth < _DEEPEST:
            offset = inner.find(f"{A}chOff") if inner is not None else None
            extent = inner.find(f"{A}chExt") if inner is not None else None
            if offset is None or extent is None:
                yield from _walk(shape.shapes, dx, dy, sx, sy, depth + 1)
                continue
            wide, high = int(extent.get("cx", 0)), int(extent.get("cy", 0))
            fx = sx * (width / wide) if wide else sx
            fy = sy * (height / high) if high else sy
            yield from _walk(
                shape.shapes,
                x - int(offset.get("x", 0)) / EMU * fx,
                y - int(offset.get("y", 0)) / EMU * fy,
                fx,
                fy,
                depth + 1,
            )
            continue
        turned = float(getattr(shape, "rotation", 0.0) or 0.0)
        yield Item(shape, box, turned, min(sx, sy))


def _hidden(shape: Any) -> bool:
    return any(
        properties.get("hidden") in ("1", "true")
        for properties in list(shape._element.iter(f"{P}cNvPr"))[:1]
    )


def unwrap(tree: Any) -> None:
    """Put one of its choices in place of every ``mc:AlternateContent``.

    The newest kinds of charts are read from the first choice; of the rest the fallback is taken,
    which old programs were meant to draw.
    """
    for wrapped in list(tree.iter(f"{_MC}AlternateContent")):
        parent = wrapped.getparent()
        if parent is None:
            continue
        choice, fallback = wrapped.find(f"{_MC}Choice"), wrapped.find(f"{_MC}Fallback")
        newest = choice is not None and any(
            data.get("uri") == _CHARTEX for data in choice.iter(f"{A}graphicData")
        )
        taken = choice if newest or fallback is None or len(fallback) == 0 else fallback
        at = parent.index(wrapped)
        parent.remove(wrapped)
        for child in reversed(list(taken) if taken is not None else []):
            parent.insert(at, child)


def theme_of(package: Package, slide: str) -> dict[str, Color]:
    """The colours of a slide by the names it may use, its master's mapping applied."""
    part = slide
    for kind in ("slideLayout", "slideMaster"):
        links = package.related(part, kind)
        if not links:
            break
        part = links[0]
    themes = package.related(part, "theme")
    colors = theme_colors(package.tree(themes[0])) if themes else {}
    master = package.tree(part)
    mapping = master.find(f"{P}clrMap")
    return {**colors, **_mapped(colors, mapping.attrib if mapping is not None else {})}


def _mapped(colors: Mapping[str, Color], mapping: Mapping[str, str]) -> dict[str, Color]:
    return {name: colors[target] for name, target in mapping.items() if target in colors}
