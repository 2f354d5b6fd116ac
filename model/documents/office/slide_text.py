"""Text of shapes as HTML: sizes, colours and bullets from the shape, its layout or its master."""

from __future__ import annotations

import html as escapes
from collections.abc import Mapping, Sequence
from typing import Any

from model.documents.office.drawing_colors import A, Color, color_of
from model.documents.office.slides import P

_ALIGN = {"l": "left", "ctr": "center", "r": "right", "just": "justify", "dist": "justify"}
_TITLES = ("title", "ctrTitle")
_BODIES = ("body", "subTitle", "obj", "tbl", "chart", "dgm", "media", "clipArt", "pic", "")
_DEFAULT_SIZE = 18.0
_INDENT = 16.0
_BULLETS = {"\u00a7": "▪", "\u00d8": "➢", "\u00fc": "✓", "o": "o"}
"""Letters that stand for signs in Wingdings."""

Styles = Sequence[Any]
"""Elements with ``a:lvl1pPr`` to ``a:lvl9pPr``, the nearest first."""


def styles_for(shape: Any, slide: Any, colored: bool = False) -> list[Any]:
    """The list styles that hold for a shape, from its own to its master's.

    ``colored`` shapes name a colour for their text, which goes before the master's.
    """
    found = [shape._element.find(f".//{A}lstStyle")]
    kind = ""
    layout = getattr(slide, "slide_layout", None)
    master = getattr(layout, "slide_master", None)
    if getattr(shape, "is_placeholder", False) and layout is not None:
        own = shape._element.find(f".//{P}ph")
        kind = own.get("type", "") if own is not None else ""
        index = own.get("idx", "0") if own is not None else "0"
        for source in (layout, master):
            twin = _twin(source, index if source is layout else "", kind)
            if twin is not None:
                found.append(twin.find(f".//{A}lstStyle"))
                # A layout may tell the type that the slide leaves out.
                named = twin.find(f".//{P}ph")
                kind = kind or (named.get("type", "") if named is not None else "")
        text_kind = "titleStyle" if kind in _TITLES else "bodyStyle"
        if kind not in _TITLES and kind not in _BODIES:
            text_kind = "otherStyle"
    else:
        text_kind = "otherStyle"
    if master is not None and not (colored and text_kind == "otherStyle"):
        found.append(master._element.find(f"{P}txStyles/{P}{text_kind}"))
    return [style for style in found if style is not None]


def _twin(source: Any, index: str, kind: str) -> Any:
    """The placeholder of a layout or master that a slide's inherits from."""
    if source is None:
        return None
    for element in source._element.iter(f"{P}sp"):
        own = element.find(f".//{P}ph")
        if own is None:
            continue
        if index and own.get("idx", "0") == index:
            return element
        if not index and _same_kind(own.get("type", ""), kind):
            return element
    return None


def _same_kind(one: str, other: str) -> bool:
    if one in _TITLES or other in _TITLES:
        return one in _TITLES and other in _TITLES
    return one == other or (one == "body" and other in _BODIES)


def text_html(
    body: Any,
    styles: Styles,
    theme: Mapping[str, Color],
    ink: Color = (0, 0, 0),
    size: float = _DEFAULT_SIZE,
    factor: float = 1.0,
) -> str:
    """The paragraphs of a ``txBody`` as HTML, "" where they hold no words.

    ``ink`` and ``size`` (points) hold where nothing says otherwise; ``factor`` scales all sizes.
    """
    if not any((piece.text or "").strip() for piece in body.iter(f"{A}t")):
        return ""
    fit = body.find(f"{A}bodyPr/{A}normAutofit")
    if fit is not None and fit.get("fontScale", "").isdigit():
        factor *= int(fit.get("fontScale")) / 100_000
    numbers: dict[int, int] = {}
    return "".join(
        _paragraph(paragraph, styles, theme, ink, size, factor, numbers)
        for paragraph in body.findall(f"{A}p")
    )


def _paragraph(
    paragraph: Any,
    styles: Styles,
    theme: Mapping[str, Color],
    ink: Color,
    size: float,
    factor: float,
    numbers: dict[int, int],
) -> str:
    own = paragraph.find(f"{A}pPr")
    level = int(own.get("lvl", 0)) if own is not None and own.get("lvl", "0").isdigit() else 0
    tag = f"{A}lvl{min(level, 8) + 1}pPr"
    chain = [one for one in (own, *(style.find(tag) for style in styles)) if one is not None]
    defaults = [one.find(f"{A}defRPr") for one in chain]
    defaults = [one for one in defaults if one is not None]
    pieces = []
    for run in paragraph:
        kind = run.tag.removeprefix(A)
        if kind == "br":
            pieces.append("<br/>")
        elif kind in ("r", "fld"):
            text = "".join(piece.text or "" for piece in run.findall(f"{A}t"))
            look = run.find(f"{A}rPr")
            looks = [*([look] if look is not None else []), *defaults]
            pieces.append(_run(text, looks, theme, ink, size, factor))
    inner = "".join(pieces)
    if not inner:
        height = size * factor
        return f'<p style="margin:0;font-size:{height * 0.6:.1f}px">&#160;</p>'
    align = _ALIGN.get(_first(chain, "algn"), "left")
    marker = _marker(chain, level, numbers)
    points = _first(defaults, "sz")
    high = (int(points) / 100 if points.isdigit() else size) * factor
    mark = (
        f'<span style="font-size:{high:.1f}px">{escapes.escape(marker)} </span>' if marker else ""
    )
    right = ' dir="rtl"' if _first(chain, "rtl") == "1" else ""
    margin = f"0 0 2px {level * _INDENT:.0f}px"
    style = f"font-family:sans-serif;margin:{margin};text-align:{align}"
    return f'<p{right} style="{style}">{mark}{inner}</p>'


def _run(
    text: str,
    looks: Sequence[Any],
    theme: Mapping[str, Color],
    ink: Color,
    size: float,
    factor: float,
) -> str:
    told = _first(looks, "sz")
    points = (int(told) / 100 if told.isdigit() else size) * factor
    style = [f"font-size:{points:.1f}px"]
    if _first(looks, "b") in ("1", "true"):
        style.append("font-weight:bold")
    if _first(looks, "i") in ("1", "true"):
        style.append("font-style:italic")
    color = ink
    for look in looks:
        fill = look.find(f"{A}solidFill")
        if fill is not None and (found := color_of(fill, theme)) is not None:
            color = found
            break
    style.append(f"color:rgb({color[0]},{color[1]},{color[2]})")
    return f'<span style="{";".join(style)}">{escapes.escape(text)}</span>'


def _marker(chain: Sequence[Any], level: int, numbers: dict[int, int]) -> str:
    for one in chain:
        for child in one:
            kind = child.tag.removeprefix(A)
            if kind == "buNone":
                return ""
            if kind == "buChar":
                sign = child.get("char", "•")
                return _BULLETS.get(sign, sign if sign.isprintable() else "•")
            if kind == "buAutoNum":
                numbers[level] = numbers.get(level, 0) + 1
                for deeper in [key for key in numbers if key > level]:
                    del numbers[deeper]
                return f"{numbers[level]}."
    return ""


def _first(elements: Sequence[Any], name: str) -> str:
    for element in elements:
        value = element.get(name)
        if value is not None:
            return str(value)
    return ""
