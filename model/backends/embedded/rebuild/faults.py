"""Mending one fault that the fidelity score found, by the smallest edit that can mend it."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterable
from html import escape
from typing import TYPE_CHECKING

from model.backends.embedded.rebuild.edits import NotPossible, Page, plain
from model.backends.embedded.rebuild.rules import (
    declared,
    insert_in_body,
    with_rules,
)
from model.backends.embedded.rebuild.source import INLINE, Tag, replaced
from model.geometry import Box
from model.rendering import Color, TypeSample
from model.tasks.webpage import Fault

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FLAT = 4.0
"""Spread of an area's grey levels below which it is one colour."""
_SANS = "Arial, Helvetica, sans-serif"
_REACH = 14.0


def mend(page: Page, fault: Fault) -> str:
    """The page's HTML with ``fault`` mended.

    Raises ``NotPossible`` where its place in the source is not found, or pixels cannot tell.
    """
    makers: dict[str, Callable[[Page, Fault], str]] = {
        "missing text": _add_text,
        "extra text": _hide_text,
        "wrong text": _correct_text,
        "moved": _move,
        "size": _resize,
        "color": _recolor,
        "picture": _repaint,
    }
    html = makers[fault.kind](page, fault)
    if html == page.html:
        raise NotPossible(f"Nothing was changed: {fault.sentence}")
    return html


def _lost(fault: Fault) -> NotPossible:
    return NotPossible(
        f"The place in the HTML was not found for this: {fault.sentence} A vision-language model "
        "behind an endpoint could rewrite it."
    )


def _element(page: Page, fault: Fault) -> Tag:
    tag = page.source.find(fault.path) if fault.path else None
    if tag is None:
        raise _lost(fault)
    return tag


def _pixels(page: Page) -> NDArray[np.uint8]:
    import numpy as np

    return np.asarray(page.task.picture.pixels.convert("RGB"), dtype=np.uint8)


def _ink(page: Page, box: Box) -> Color:
    from model.backends.embedded.eye.colours import line_colours

    return line_colours(_pixels(page), box)[0]


def _css(color: Color) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color)


def _add_text(page: Page, fault: Fault) -> str:
    if fault.target is None or not fault.text.strip():
        raise _lost(fault)
    box, words = fault.target, fault.text.splitlines()
    pitch = box.height / len(words)
    size, family = _fitted(page, words, box)
    number = 1
    while f"added-{number}" in page.html:
        number += 1
    rules = {
        f".added-{number}": {
            "position": "absolute",
            "left": f"{box.x1:.1f}px",
            "top": f"{box.y1:.1f}px",
            "margin": "0",
            "font": f"{size:.1f}px/{pitch:.1f}px {family}",
            "color": _css(_ink(page, box)),
            "white-space": "nowrap",
            "z-index": "1",
        }
    }
    text = "<br>".join(escape(line, quote=False) for line in words)
    html = insert_in_body(page.html, f'<p class="added-{number}">{text}</p>\n')
    page.notes.append(
        "The missing words were laid over the page at their place; they are no part of its rows."
    )
    return with_rules(html, rules)


def _fitted(page: Page, words: list[str], box: Box) -> tuple[float, str]:
    """The size at which the longest line is as wide as ``box``, within what its height says."""
    height = box.height / len(words)
    longest = max(words, key=len)
    family = _SANS
    if page.task.renderer is not None and longest:
        sample = TypeSample(longest, family, 100.0)
        advance = page.task.renderer.measure([sample])[0].advance
        if advance > 0:
            size = 100 * box.width / advance
            return min(max(size, 0.55 * height), 1.5 * height), family
    return 0.8 * height, family


def _hide_text(page: Page, fault: Fault) -> str:
    tag = _element(page, fault)
    html = page.html
    if plain(page.source.text(tag)) == plain(fault.text):
        html = with_rules(html, {tag.path: {"visibility": "hidden"}})
    else:
        for line in fault.text.splitlines():
            found = Page(page.task)
            found.html = html
            place = found.find_part(found.source.find(tag.path) or tag, line)
            if place is not None:
                inner = html[place[0] : place[1]]
                if inner.count("<") == inner.count("</") * 2:
                    hidden = f'<span style="visibility:hidden">{inner}</span>'
                    html = replaced(html, *place, hidden)
    if html != page.html and fault.rendered is not None:
        html = _picture_instead(page, html, fault.rendered)
    return html


def _picture_instead(page: Page, html: str, box: Box) -> str:
    """What the screenshot shows where words were taken away (a logo, half a line), as a picture."""
    rgb = _pixels(page)
    x1, y1, x2, y2 = box.grow(1).clamp(rgb.shape[1], rgb.shape[0]).pixels()
    area = rgb[y1:y2, x1:x2]
    if area.size == 0 or area.reshape(-1, 3).std(axis=0).max() < _FLAT:
        return html
    rest = Page(page.task)
    rest.html = html
    return _overlay(rest, Box(x1, y1, x2, y2), f"background: url({_png(area)})")


def _correct_text(page: Page, fault: Fault) -> str:
    tag = _element(page, fault)
    right = " ".join(fault.text.split())
    shown = page.source.text(tag)
    lines = page.lines_in(fault.path, fault.rendered)
    wrong = " ".join(line.text for line in lines) if lines else shown
    if _said_beside(page, tag, fault, right, wrong):
        raise NotPossible(
            f"{fault.sentence} Its neighbours say the rest already: the screenshot was read as one "
            "line where the page has several."
        )
    if tag.name == "select":
        options = [child for child in tag.walk() if child.name == "option"]
        chosen = next((o for o in options if "selected" in o.attributes), None)
        tag = chosen or (options[0] if options else tag)
        wrong = page.source.text(tag)
    html = page.rewrite(tag, wrong, right)
    if html is None and wrong.casefold() != wrong and "text-transform" in page.html:
        place = page.find_part(tag, shown)
        html = replaced(page.html, *place, escape(right, quote=False)) if place else None
    if html is None:
        raise _lost(fault)
    return _fit(page, html, fault)


def _said_beside(page: Page, tag: Tag, fault: Fault, right: str, wrong: str) -> bool:
    """Whether the words that differ stand beside all the same, on the page or the screenshot.

    What has been read as one line here and as two there is no wrong text.
    """
    should, does = set(right.casefold().split()), set(wrong.casefold().split())
    own = {line.path for line in page.lines_in(tag.path)}
    there = page.lines_in("", fault.target) if fault.target is not None else []
    page_says = [line.text for line in there if line.path not in own]
    seen = page.task.seen.lines if page.task.seen is not None else ()
    shown = [
        line.text
        for line in seen
        if fault.rendered is not None and line.box.intersection(fault.rendered) > 0
    ]
    return bool((should - does) & _words(page_says) or (does - should) & _words(shown))


def _words(lines: Iterable[str]) -> set[str]:
    return {word for line in lines for word in line.casefold().split()}


def _fit(page: Page, html: str, fault: Fault) -> str:
    """One changed line, spaced and moved so that it fills the place it should have."""
    renderer = page.task.renderer
    if renderer is None or fault.target is None or "\n" in fault.text:
        return html
    after = Page(page.task)
    after.html = html
    lines = [line for line in after.lines_in(fault.path) if line.box.height > 0]
    if len(lines) != 1 or len(page.lines_in(fault.path)) != 1 or not lines[0].text:
        return html
    line, target = lines[0], fault.target
    rules: dict[str, str] = {}
    wider = target.width - line.box.width
    if abs(wider) > 3 and abs(wider) < 0.25 * target.width:
        rules["letter-spacing"] = f"{wider / len(line.text):.2f}px"
    right, down = target.x1 - line.box.x1, target.center.y - line.box.center.y
    if max(abs(right), abs(down)) > 3 and not declared(html, line.path, "translate"):
        rules["translate"] = f"{right:.1f}px {down:.1f}px"
    return with_rules(html, {line.path: rules}) if rules else html


def _move(page: Page, fault: Fault) -> str:
    tag = _element(page, fault)
    if fault.target is None or fault.rendered is None:
        raise _lost(fault)
    ours, theirs = fault.target, fault.rendered
    sides = (
        theirs.x1 - ours.x1,
        theirs.center.x - ours.center.x,
        theirs.x2 - ours.x2,
    )
    right, down = -min(sides, key=abs), -(theirs.center.y - ours.center.y)
    if tag.name in INLINE and _is_plain(tag):
        rules = {"position": "relative", "left": f"{right:.1f}px", "top": f"{down:.1f}px"}
        return with_rules(page.html, {tag.path: rules})
    before = declared(page.html, tag.path, "translate").replace("px", "").split()
    if len(before) == 2:
        right, down = right + float(before[0]), down + float(before[1])
    return with_rules(page.html, {tag.path: {"translate": f"{right:.1f}px {down:.1f}px"}})


def _is_plain(tag: Tag) -> bool:
    """Whether an inline element may really be laid out inline: no class that says otherwise."""
    return not tag.attributes.get("class") and not tag.attributes.get("style")


def _resize(page: Page, fault: Fault) -> str:
    tag = _element(page, fault)
    if fault.target is None or fault.rendered is None:
        raise _lost(fault)
    ours, theirs = fault.target, fault.rendered
    wider, taller = ours.width / max(1.0, theirs.width), ours.height / max(1.0, theirs.height)
    ratio = wider if abs(wider - 1) > 0.03 else taller
    lines = page.lines_in(fault.path, theirs)
    if not lines:
        return with_rules(page.html, {tag.path: {"zoom": f"{ratio:.3f}"}})
    rules: dict[str, dict[str, str]] = {}
    for line in lines:
        rules[line.path] = {"font-size": f"{line.size * ratio:.1f}px"}
    html = with_rules(page.html, rules)
    return _fit(page, html, fault) if len(lines) == 1 else html


def _recolor(page: Page, fault: Fault) -> str:
    tag = _element(page, fault)
    if fault.target is None:
        raise _lost(fault)
    color = _css(_ink(page, fault.target))
    lines = page.lines_in(fault.path, fault.rendered)
    paths = {line.path for line in lines} or {tag.path}
    rules: dict[str, dict[str, str]] = {}
    for path in sorted(paths):
        holder = page.source.find(path)
        if (
            holder is not None
            and holder.name in ("input", "textarea")
            and not (holder.attributes.get("value"))
        ):
            rules[f"{path}::placeholder"] = {"color": color, "opacity": "1"}
        else:
            rules[path] = {"color": color, "-webkit-text-fill-color": color}
    return with_rules(page.html, rules)


def _repaint(page: Page, fault: Fault) -> str:
    if fault.target is None:
        height = page.task.picture.height
        rules = {"max-height": f"{height}px", "overflow": "hidden"}
        return with_rules(page.html, {"body": rules})
    rgb = _pixels(page)
    x1, y1, x2, y2 = fault.target.clamp(rgb.shape[1], rgb.shape[0]).pixels()
    area = rgb[y1:y2, x1:x2]
    if area.size == 0:
        raise _lost(fault)
    box = Box(x1, y1, x2, y2)
    holder = page.box_of(fault.path) if fault.path else None
    fits = holder is not None and _about(holder, box)
    if area.reshape(-1, 3).std(axis=0).max() < _FLAT:
        color = _css(_middle(area))
        if fits:
            rules = {"background": color}
            return with_rules(page.html, {fault.path: rules})
        if not page.covers(box):
            return _overlay(page, box, f"background: {color}")
    if page.rendered is not None and not page.covers(box):
        size = f"{box.width:g}px {box.height:g}px"
        return _overlay(page, box, f"background: url({_png(area)}) 0 0 / {size} no-repeat")
    if holder is not None and fault.path != "body" and page.task.seen is not None:
        return _under_text(page, fault, holder, box)
    raise NotPossible(
        f"{fault.sentence} Words stand on that area and its ground is no single colour, so the "
        "embedded engine left it; a vision-language model behind an endpoint could redraw it."
    )


def _about(holder: Box, box: Box) -> bool:
    """Whether an element is about the area that differs, not much more of the page."""
    grown = holder.grow(_REACH)
    inside = grown.x1 <= box.x1 and grown.y1 <= box.y1 and box.x2 <= grown.x2 and box.y2 <= grown.y2
    return inside and holder.area <= 2.0 * box.area


def _middle(area: NDArray[np.uint8]) -> Color:
    import numpy as np

    red, green, blue = np.median(area.reshape(-1, 3), axis=0)
    return round(float(red)), round(float(green)), round(float(blue))


def _png(area: NDArray[np.uint8]) -> str:
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(area).save(buffer, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode('ascii')}"


def _overlay(page: Page, box: Box, background: str) -> str:
    """A piece of picture laid at its place, where no words stand; cut off on narrower screens."""
    style = (
        f"position: absolute; left: {box.x1:g}px; top: {box.y1:g}px; width: {box.width:g}px; "
        f"max-width: max(0px, calc(100vw - {box.x1:g}px)); height: {box.height:g}px; "
        f"{background}; pointer-events: none"
    )
    return insert_in_body(page.html, f'<div aria-hidden="true" style="{style}"></div>\n')


def _under_text(page: Page, fault: Fault, holder: Box, box: Box) -> str:
    """The area's picture without its words, as a background of the element that holds it."""
    from model.backends.embedded.rebuild.ink import erase, find_ink
    from model.backends.embedded.screen import Line

    assert page.task.seen is not None
    rgb = _pixels(page)
    inks = []
    for seen in page.task.seen.lines:
        if seen.box.intersection(box) > 0:
            ground = _middle(rgb[int(seen.box.y1) : int(seen.box.y2) + 1,
                                 int(seen.box.x1) : int(seen.box.x2) + 1])  # fmt: skip
            line = Line(seen.text, seen.box, 1.0, seen.color, ground)
            if (ink := find_ink(rgb, line)) is not None:
                inks.append(ink)
    x1, y1, x2, y2 = box.pixels()
    area = erase(rgb, inks)[y1:y2, x1:x2]
    rules = {
        "background-image": f"url({_png(area)})",
        "background-repeat": "no-repeat",
        "background-position": f"{box.x1 - holder.x1:g}px {box.y1 - holder.y1:g}px",
        "background-size": f"{box.width:g}px {box.height:g}px",
        "background-origin": "border-box",
    }
    return with_rules(page.html, {fault.path: rules})
