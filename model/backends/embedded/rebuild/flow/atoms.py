"""From a sheet to the leaves of the tree, each put into the smallest surface that holds it."""

from __future__ import annotations

from model.backends.embedded.rebuild.flow.nodes import Node, letters, words_node
from model.backends.embedded.rebuild.parts import Control, Crop, Sheet, Surface
from model.geometry import Box

HELD = 0.9
"""Share of a leaf's area that must lie inside a surface for the surface to hold it."""
NESTED = 0.96
DEEPEST = 40
"""Surfaces nested deeper hold nothing: no page that people read goes as far."""
TYPED = frozenset({"field", "textarea", "select"})
TICKED = frozenset({"checkbox", "radio", "switch"})


def _covers(outer: Box, inner: Box, share: float) -> bool:
    area = max(inner.width, 1.0) * max(inner.height, 1.0)
    width = min(outer.x2, inner.x2) - max(outer.x1, inner.x1)
    height = min(outer.y2, inner.y2) - max(outer.y1, inner.y1)
    if width < 0 or height < 0:
        return False
    return max(width, 1.0) * max(height, 1.0) >= share * area


def _surface_node(surface: Surface, index: int) -> Node:
    return Node("block", surface.box, surface.box, surface=surface, index=index)


def _tick_box(control: Control, sheet: Sheet) -> Box:
    """Where the box to be ticked is, its label apart."""
    if control.surface is not None:
        return sheet.surfaces[control.surface].box
    if control.crops:
        return sheet.crops[control.crops[0]].box
    if control.runs:
        first = min(sheet.runs[index].left for index in control.runs)
        if first - 4 > control.box.x1:
            return Box(control.box.x1, control.box.y1, first - 4, control.box.y2)
    return control.box


def _control_node(control: Control, sheet: Sheet) -> Node:
    surface = sheet.surfaces[control.surface] if control.surface is not None else None
    crops = [sheet.crops[index] for index in control.crops]
    if control.kind in TICKED:
        box = _tick_box(control, sheet)
        return Node("control", box, box, surface=surface, control=control, crops=crops[:1])
    box = surface.box if surface is not None else control.box
    node = Node("control", box, box, surface=surface, control=control)
    runs = [sheet.runs[index] for index in control.runs]
    if control.kind in TYPED or control.kind == "slider":
        node.crops = crops
        node.runs = runs
        return node
    node.kind = "block"
    node.children = [words_node(run) for run in runs] + [_crop_node(crop) for crop in crops]
    if surface is None and node.children:
        boxes = [child.box for child in node.children]
        node.box = node.tight = Box(
            min(box.x1 for box in boxes), min(box.y1 for box in boxes),
            max(box.x2 for box in boxes), max(box.y2 for box in boxes),
        )  # fmt: skip
    return node


def _crop_node(crop: Crop) -> Node:
    return Node("picture", crop.box, crop.box, image=crop)


def leaves(sheet: Sheet) -> tuple[list[Node], list[Node]]:
    """The containers (surfaces, largest first) and the leaves of a sheet.

    What a control consists of is inside its node and appears nowhere else. A button or link
    becomes a block with its words and icons as children; what is typed into or ticked is a leaf.
    """
    used_runs: set[int] = set()
    used_surfaces: set[int] = set()
    used_crops: set[int] = set()
    linked: set[int] = set()
    found: list[Node] = []
    for control in sheet.controls:
        if control.kind == "link" and control.surface is None and not control.crops:
            linked.update(control.runs)
            continue
        claimed = [index for index in control.runs if index not in used_runs]
        fresh = Control(
            control.kind, control.box, control.text, control.label, control.placeholder,
            control.checked, control.options, tuple(claimed),
            None if control.surface in used_surfaces else control.surface,
            tuple(index for index in control.crops if index not in used_crops),
        )  # fmt: skip
        found.append(_control_node(fresh, sheet))
        if control.kind not in TICKED:
            used_runs.update(fresh.runs)
        used_crops.update(fresh.crops if control.kind not in TICKED else fresh.crops[:1])
        if fresh.surface is not None:
            used_surfaces.add(fresh.surface)
    containers = [
        _surface_node(surface, index)
        for index, surface in enumerate(sheet.surfaces)
        if index not in used_surfaces
    ]
    for index, run in enumerate(sheet.runs):
        if index not in used_runs and run.text.strip():
            found.append(words_node(run, index in linked, index))
    for index, crop in enumerate(sheet.crops):
        if index in used_crops:
            continue
        holds = crop.kind == "picture" and any(
            _covers(crop.box, letters(run), HELD) for run in sheet.runs
        )
        if holds:
            containers.append(
                Node("block", crop.box, crop.box, image=crop, index=len(sheet.surfaces) + index)
            )
        else:
            found.append(_crop_node(crop))
    return containers, found


def nest(sheet: Sheet) -> Node:
    """The page as a tree by containment alone: each piece inside the smallest surface round it."""
    page = Box(0.0, 0.0, float(sheet.width), float(sheet.height))
    root = Node("block", page, page, name="page")
    containers, found = leaves(sheet)
    containers.sort(key=lambda node: (-node.box.area, node.index))
    placed: list[Node] = []
    depths = {id(root): 0}
    for node in containers:
        home = _home(node, placed, root, NESTED)
        home.children.append(node)
        depths[id(node)] = depths[id(home)] + 1
        if depths[id(node)] < DEEPEST:
            placed.append(node)
    for leaf in found:
        _home(leaf, placed, root, HELD).children.append(leaf)
    return root


def _home(node: Node, containers: list[Node], root: Node, share: float) -> Node:
    for container in reversed(containers):
        if container.box.area >= node.tight.area and _covers(container.box, node.tight, share):
            return container
    return root
