"""What kind of HTML it is: the axes that looks do not show.

Words read off a screenshot and pinned to their places saturate every measure of looks; so does the
screenshot itself as one picture, but for its text. These axes tell such pages from real ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agents.fidelity.blocks import Matching
from agents.fidelity.measures import Structure
from model.geometry import Box, union
from model.rendering import PageElement, Rendered

SEMANTIC = frozenset({
    "header", "nav", "main", "footer", "section", "article", "aside", "address", "form",
    "fieldset", "legend", "label", "search", "h1", "h2", "h3", "h4", "h5", "h6", "p", "ul",
    "ol", "dl", "blockquote", "pre", "code", "figure", "figcaption", "table", "caption",
    "thead", "tbody", "th", "a", "button", "input", "select", "textarea", "details", "summary",
    "dialog", "picture", "time", "strong", "em", "hr",
})  # fmt: skip
"""Tags that say what a thing is; ``div`` and ``span`` say nothing."""

LARGE_PICTURE = 0.4
"""Share of the view from which a picture is too large to be part of a page that is built."""

_BUTTONS = frozenset({"button", "link", "tab", "menuitem"})
_FIELDS = frozenset({"textbox", "searchbox", "combobox", "listbox", "spinbutton"})
_FIELD_TAGS = frozenset({"input", "textarea", "select"})
_CHECKS = frozenset({"checkbox", "switch", "menuitemcheckbox"})
_RADIOS = frozenset({"radio", "menuitemradio"})
_KINDS = (_BUTTONS, _FIELDS, _CHECKS, _RADIOS, frozenset({"slider"}))
"""Roles that a picture cannot tell apart: a link painted as a button, a list shown closed."""

_REAL_TAGS = frozenset({"a", "button", "input", "select", "textarea", "summary", "option"})
_PICTURES = ("img", "background")


def structure_of(
    rendered: Rendered,
    editable: float,
    controls: Sequence[PageElement],
    unit: tuple[float, float],
) -> Structure:
    """All axes; ``controls`` are what the screenshot shows, ``editable`` see there."""
    letters = sum(len(line.text) for line in rendered.lines)
    placed = sum(len(line.text) for line in rendered.lines if line.absolute)
    share, asked = controls_share(rendered.elements, controls)
    view = Box(0, 0, *unit)
    pictures = [box.intersection(view) for box in joined_pictures(rendered.elements)]
    return Structure(
        absolute=placed / letters if letters else 0.0,
        one_picture=max(pictures, default=0.0) / view.area,
        editable=editable,
        controls=share,
        semantic=len(SEMANTIC & rendered.tags.keys()),
        overflow_390=rendered.overflow_390,
        controls_asked=asked,
    )


def editable_share(matching: Matching) -> float:
    """Share of the screenshot's characters that are text in the document, wherever they stand.

    ``matching`` is with the lines of the document, whatever the score itself compared.
    """
    there = sum(len(match.target.key) for match in matching.matches)
    whole = there + sum(len(block.key) for block in matching.missing)
    return there / whole if whole else 1.0


def controls_share(
    elements: Sequence[PageElement], controls: Sequence[PageElement]
) -> tuple[float, int]:
    """The share of ``controls`` for which a real one of the kind stands there, and their number.

    There means that the boxes overlap by half or one's middle lies in the other and neither is
    more than six times the other's area. A link counts for a button and a button for a link, since
    either may be painted as the other; each real control counts once. Buttons, fields, boxes to
    tick, radio buttons, sliders and links are asked for, as far as ``controls`` names them.
    """
    asked = [control for control in controls if _kind(control.role)]
    free = [one for one in elements if _kind(one.role) and _is_real(one)]
    met = 0
    for control in sorted(asked, key=lambda one: one.box.area):
        fitting = [
            one
            for one in free
            if _kind(one.role) is _kind(control.role) and _stands(control.box, one.box)
        ]
        if fitting:
            free.remove(max(fitting, key=lambda one: one.box.iou(control.box)))
            met += 1
    return (met / len(asked) if asked else 1.0), len(asked)


def joined_pictures(elements: Iterable[PageElement]) -> list[Box]:
    """The boxes of pictures and CSS backgrounds; tiles that abut along a whole side are one."""
    boxes = [one.box for one in elements if one.role in _PICTURES and one.tag != "svg"]
    merged = True
    while merged:
        merged = False
        for i, box in enumerate(boxes):
            for j in range(i + 1, len(boxes)):
                if _abut(box, boxes[j]):
                    boxes[i] = union([box, boxes[j]])
                    del boxes[j]
                    merged = True
                    break
            if merged:
                break
    return boxes


def _abut(one: Box, other: Box) -> bool:
    def near(first: float, second: float) -> bool:
        return abs(first - second) <= 1.5

    level = near(one.y1, other.y1) and near(one.y2, other.y2)
    stacked = near(one.x1, other.x1) and near(one.x2, other.x2)
    beside = near(one.x2, other.x1) or near(other.x2, one.x1)
    below = near(one.y2, other.y1) or near(other.y2, one.y1)
    return (level and beside) or (stacked and below)


def _kind(role: str) -> frozenset[str] | None:
    return next((kind for kind in _KINDS if role in kind), None)


def _is_real(element: PageElement) -> bool:
    """Whether a browser works it by itself; a ``div`` that only calls itself a button is not."""
    if _kind(element.role) is _FIELDS:
        return element.tag in _FIELD_TAGS
    return element.tag in _REAL_TAGS


def _stands(asked: Box, real: Box) -> bool:
    if asked.iou(real) >= 0.5:
        return True
    small, large = sorted((asked.area, real.area))
    inside = asked.contains(real.center) or real.contains(asked.center)
    return inside and large <= 6 * max(small, 1.0)
