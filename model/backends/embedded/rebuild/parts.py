"""What a page is made of, measured on its screenshot: the contract between looking and writing.

``measure.py`` fills a ``Sheet`` from the pixels and the ``Screen``; the writers (flow, absolute)
turn it into HTML and never look at pixels again. Boxes are pixels of the screenshot.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from model.geometry import Box
from model.rendering import Color

FamilyClass = Literal["sans", "serif", "mono", "cjk"]
ControlKind = Literal[
    "button", "field", "textarea", "select", "checkbox", "radio", "switch", "link", "slider"
]


@dataclass(frozen=True, slots=True)
class TypeStyle:
    """How words are set: ``family`` is a CSS stack, ``size`` and ``spacing`` CSS pixels.

    Sizes are snapped across the page, so that lines set alike compare equal.
    """

    family: str
    kind: FamilyClass
    size: float
    weight: int
    color: Color
    italic: bool = False
    underline: bool = False
    spacing: float = 0.0


@dataclass(frozen=True, slots=True)
class TextRun:
    """A line of text as set: its ink box, the baseline's y, and where the pen started (x).

    ``advance`` is the pen's way in the fitted style; ``crossed`` says that it lies on a photo or
    gradient.
    """

    text: str
    box: Box
    baseline: float
    left: float
    advance: float
    style: TypeStyle
    crossed: bool = False


@dataclass(frozen=True, slots=True)
class Shadow:
    """A CSS ``box-shadow``: offset, blur and spread in pixels, colour and opacity 0–1."""

    dx: float
    dy: float
    blur: float
    spread: float
    color: Color
    opacity: float


@dataclass(frozen=True, slots=True)
class Gradient:
    """A CSS ``linear-gradient``: ``angle`` in degrees, stops with their place 0–1."""

    angle: float
    stops: tuple[tuple[Color, float], ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """One side of a border: its width in pixels and colour."""

    width: float
    color: Color


@dataclass(frozen=True, slots=True)
class Surface:
    """A flat, bordered or gradient rectangle: a card, a bar, a field's frame, a rule.

    ``edges`` are top, right, bottom, left; ``radius`` is in pixels, one for all corners.
    """

    box: Box
    fill: Color | None = None
    gradient: Gradient | None = None
    edges: tuple[Edge | None, Edge | None, Edge | None, Edge | None] = (None, None, None, None)
    radius: float = 0.0
    shadow: Shadow | None = None


@dataclass(frozen=True, slots=True)
class Crop:
    """A piece of the screenshot kept as a picture; ``png`` is the encoded file's bytes."""

    box: Box
    png: bytes
    kind: Literal["icon", "picture"]
    alt: str = ""
    mime: str = "image/png"


@dataclass(frozen=True, slots=True)
class Control:
    """Something to be used: which texts and surfaces of the sheet it consists of, by index.

    ``text`` is what it holds (a button's words, a field's value or placeholder), ``label`` the
    words beside or above it.
    """

    kind: ControlKind
    box: Box
    text: str = ""
    label: str = ""
    placeholder: bool = False
    checked: bool | None = None
    options: tuple[str, ...] = ()
    runs: tuple[int, ...] = ()
    surface: int | None = None
    crops: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """All parts of a page; surfaces are in painting order, the page's own background apart."""

    width: int
    height: int
    background: Color
    runs: tuple[TextRun, ...] = ()
    surfaces: tuple[Surface, ...] = ()
    crops: tuple[Crop, ...] = ()
    controls: tuple[Control, ...] = ()
    gradient: Gradient | None = None
