"""Both pages made comparable: one scale, one way of reading their text.

Where the screenshot's own document is known, its lines are compared with those of the render's
document. Where it is not, the embedded eye reads *both* pictures: what it misreads it misreads
twice, so that neither side is favoured, and words that lie over each other and cannot be read count
as lost. What the eye reads in the render only because it stands in one large picture is no text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from agents.fidelity.structure import LARGE_PICTURE, joined_pictures
from model.backends.embedded.see import see
from model.geometry import Box
from model.messages import Picture
from model.rendering import PageElement, Rendered, TextLine
from model.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ROLES = {
    "button": "button",
    "field": "textbox",
    "checkbox": "checkbox",
    "radio": "radio",
    "switch": "switch",
    "link": "link",
}
_VIEW_ASPECT = 0.625
"""Height of a view over its width, 800 over 1280, where a page is taller than that."""


@dataclass(frozen=True, slots=True)
class Side:
    """A page as it is compared: its pixels (height × width × 3) and its lines."""

    rgb: NDArray[np.uint8]
    lines: tuple[TextLine, ...]

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in pixels."""
        return float(self.rgb.shape[1]), float(self.rgb.shape[0])


def unit_of(width: float, height: float) -> tuple[float, float]:
    """The view that distances are measured in: of a tall page, as much as a screen shows."""
    return width, min(height, _VIEW_ASPECT * width)


def to_width(rendered: Rendered, width: int) -> Rendered:
    """``rendered`` at the screenshot's width; a page drawn at that width comes back as it is."""
    from PIL import Image

    from model.media.images import picture_of

    if rendered.picture.width == width:
        return rendered
    factor = width / rendered.picture.width
    height = max(1, round(rendered.picture.height * factor))
    pixels = rendered.picture.pixels.resize((width, height), Image.Resampling.BOX)
    return replace(
        rendered,
        picture=picture_of(pixels, rendered.picture.name),
        lines=tuple(replace(line, box=_scale(line.box, factor)) for line in rendered.lines),
        elements=tuple(replace(one, box=_scale(one.box, factor)) for one in rendered.elements),
    )


def _scale(box: Box, factor: float) -> Box:
    return Box(box.x1 * factor, box.y1 * factor, box.x2 * factor, box.y2 * factor)


def read_picture(picture: Picture, settings: Settings | None) -> tuple[TextLine, ...]:
    """The lines that the embedded eye reads on ``picture``."""
    return tuple(TextLine(line.text, line.box, line.color) for line in see(picture, settings).lines)


def read_render(rendered: Rendered, settings: Settings | None) -> tuple[TextLine, ...]:
    """The lines that the eye reads on the render, with the places the document gives them.

    Lines that only a picture over most of the view holds are left out.
    """
    view = unit_of(*rendered.picture.size)
    large = [
        box
        for box in joined_pictures(rendered.elements)
        if box.area >= LARGE_PICTURE * view[0] * view[1]
    ]
    found = []
    for line in read_picture(rendered.picture, settings):
        under = max(
            rendered.lines, key=lambda other: other.box.intersection(line.box), default=None
        )
        if under is not None and under.box.intersection(line.box) >= 0.3 * min(
            line.box.area, under.box.area
        ):
            found.append(
                replace(
                    line,
                    path=under.path,
                    tag=under.tag,
                    size=under.size,
                    weight=under.weight,
                    absolute=under.absolute,
                )
            )
        elif not any(box.intersection(line.box) > 0.5 * line.box.area for box in large):
            found.append(line)
    return tuple(found)


def seen_controls(picture: Picture, settings: Settings | None) -> tuple[PageElement, ...]:
    """The controls that the embedded eye sees on ``picture``, in the roles of a document."""
    return tuple(
        PageElement(tag="", box=element.box, role=_ROLES[element.kind], text=element.text)
        for element in see(picture, settings).elements
        if element.kind in _ROLES
    )


def side_of(picture: Picture, lines: Sequence[TextLine]) -> Side:
    """The pixels of ``picture`` and ``lines`` on it."""
    import numpy as np

    return Side(np.asarray(picture.pixels), tuple(lines))
