"""Masters, layouts and lists of slides without a word, in place of those a presentation lost.

A slide may leave it to its layout where its title stands; where the layout is lost, titles are put
on top and other texts below one another.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_XMLNS = f'xmlns:p="{_P}" xmlns:a="{_A}" xmlns:r="{_R}"'
_GROUP = '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
_MASTER = "ppt/slideMasters/lost.xml"
_PRESENTATION = "ppt/presentation.xml"
_LINKS = "ppt/_rels/presentation.xml.rels"
_NUMBER = re.compile(r"(\d{1,9})\.xml$")
_SIZE = re.compile(rb"<p:sldSz\b[^>]*/>")
_WIDTH, _HEIGHT = 12_192_000, 6_858_000
"""English metric units of a slide whose size is not told."""
_MARGIN = 600_000
_SLIDES = "ppt/slides/"
_Link = tuple[str, str, str]
"""Its id, the end of its type, the part it leads to."""


def complete(parts: dict[str, bytes], cut_off: bool) -> list[str]:
    """Make every slide that is left readable; returns sentences on those a cut off file lost."""
    slides = sorted(
        (part for part in parts if part.startswith(_SLIDES) and "/" not in part[len(_SLIDES) :]),
        key=lambda part: (_number(part), part),
    )
    said = _listed(parts, slides, cut_off)
    width, height = _size(parts.get(_PRESENTATION, b""))
    for slide in slides:
        held = _links(parts, slide)
        layouts = [link for link in held if link[1] == "slideLayout" and link[2] in parts]
        if not layouts:
            layout = f"ppt/slideLayouts/lost{_number(slide)}.xml"
            parts[layout] = _layout(parts[slide], width, height)
            others = [link for link in held if link[1] != "slideLayout"]
            _save_links(parts, slide, [*others, ("lostLayout", "slideLayout", layout)])
        else:
            layout = layouts[0][2]
        if not any(kind == "slideMaster" and to in parts for _, kind, to in _links(parts, layout)):
            _give_master(parts, layout)
    return said


def _listed(parts: dict[str, bytes], slides: Sequence[str], cut_off: bool) -> list[str]:
    """See to it that the presentation lists its slides; what is known to be missing is said."""
    order = [link for link in _links(parts, _PRESENTATION) if link[1] == "slide"]
    listing = parts.get(_PRESENTATION, b"")
    tree = _tree(listing)
    ids = (
        [row.get(f"{{{_R}}}id", "") for row in tree.iter(f"{{{_P}}}sldId")]
        if tree is not None
        else []
    )
    targets = {id: to for id, _, to in order}
    present = [targets.get(id, "") in parts for id in ids]
    if any(present):
        while cut_off and not present[-1]:  # their numbers are told; empty pages say no more
            present.pop()
        said = _missing(present, len(ids)) if cut_off else []
        kept = ids[: len(present)]
        rows = [(id, "slide", targets.get(id, "")) for id in kept]
    else:
        last = max(map(_number, slides), default=0)
        known = last if 0 < last <= 2 * len(slides) + 20 else 0
        by_number = {_number(slide): slide for slide in slides}
        at = [by_number.get(number, "") for number in range(1, known + 1)] if known else [*slides]
        rows = [(f"s{count}", "slide", part) for count, part in enumerate(at, 1)]
        said = _missing([bool(part) for part in at], max(len(at), len(ids)))
        if not ids:
            said.append("The list of its slides is lost: they stand by number, and later ones may "
                        "be missing.")  # fmt: skip
    others = [link for link in _links(parts, _PRESENTATION) if link[1] != "slide"]
    found = _SIZE.search(listing)
    size = found[0].decode("utf-8", "replace") if found else ""
    list_ = "".join(
        f'<p:sldId id="{256 + at}" r:id={quoteattr(id)}/>' for at, (id, _, _) in enumerate(rows)
    )
    parts[_PRESENTATION] = (
        f"<p:presentation {_XMLNS}><p:sldIdLst>{list_}</p:sldIdLst>{size}</p:presentation>"
    ).encode()
    _save_links(parts, _PRESENTATION, [*others, *(row for row in rows if row[2] in parts)])
    return said


def _missing(present: Sequence[bool], count: int) -> list[str]:
    """A sentence that names the slides which are not there, of ``count``."""
    gone = [at for at in range(1, count + 1) if at > len(present) or not present[at - 1]]
    if not gone:
        return []
    runs: list[list[int]] = []
    for at in gone:
        if runs and runs[-1][1] == at - 1:
            runs[-1][1] = at
        else:
            runs.append([at, at])
    told = [str(first) if first == last else f"{first}–{last}" for first, last in runs[:20]]
    if len(gone) == 1:
        return [f"Slide {told[0]} of {count} is missing."]
    return [f"Slides {', '.join(told)} of {count} are missing."]


def _layout(slide: bytes, width: int, height: int) -> bytes:
    """A layout with a place for every text that the slide gives none."""
    tree = _tree(slide)
    holders: list[dict[str, str]] = []
    for shape in tree.iter(f"{{{_P}}}sp") if tree is not None else ():
        held = shape.find(f"{{{_P}}}nvSpPr/{{{_P}}}nvPr/{{{_P}}}ph")
        if held is not None and shape.find(f"{{{_P}}}spPr/{{{_A}}}xfrm") is None:
            holders.append(dict(held.attrib))
    titles = [one for one in holders if one.get("type", "") in ("title", "ctrTitle")]
    texts = [one for one in holders if one not in titles]
    top = _MARGIN // 2
    shapes: list[str] = []
    title_high = height // 6
    for one in titles:
        shapes.append(_holder(one, len(shapes) + 2, top, width, title_high))
    if titles:
        top += title_high + _MARGIN // 4
    high = (height - top - _MARGIN // 2) // max(len(texts), 1)
    for one in texts:
        shapes.append(_holder(one, len(shapes) + 2, top, width, high))
        top += high
    return (
        f"<p:sldLayout {_XMLNS}><p:cSld><p:spTree>{_GROUP}{''.join(shapes)}</p:spTree></p:cSld>"
        "</p:sldLayout>"
    ).encode()


def _holder(told: dict[str, str], id: int, top: int, width: int, height: int) -> str:
    attributes = " ".join(f"{name}={quoteattr(value)}" for name, value in told.items())
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{id}" name=""/><p:cNvSpPr/><p:nvPr><p:ph {attributes}/>'
        f'</p:nvPr></p:nvSpPr><p:spPr><a:xfrm><a:off x="{_MARGIN}" y="{top}"/>'
        f'<a:ext cx="{width - 2 * _MARGIN}" cy="{max(height, 1)}"/></a:xfrm></p:spPr><p:txBody>'
        "<a:bodyPr/><a:p/></p:txBody></p:sp>"
    )


def _give_master(parts: dict[str, bytes], layout: str) -> None:
    """Stand a layout on a master without anything on it."""
    others = [link for link in _links(parts, layout) if link[1] != "slideMaster"]
    _save_links(parts, layout, [*others, ("lostMaster", "slideMaster", _MASTER)])
    if _MASTER in parts:
        return
    accents = (f"accent{at}" for at in range(1, 7))
    names = ("bg1", "tx1", "bg2", "tx2", *accents, "hlink", "folHlink")
    stands = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}
    mapping = " ".join(f'{name}="{stands.get(name, name)}"' for name in names)
    parts[_MASTER] = (
        f"<p:sldMaster {_XMLNS}><p:cSld><p:spTree>{_GROUP}</p:spTree></p:cSld>"
        f"<p:clrMap {mapping}/></p:sldMaster>"
    ).encode()
    themes = sorted(part for part in parts if part.startswith("ppt/theme/theme"))
    _save_links(parts, _MASTER, [("lostTheme", "theme", theme) for theme in themes[:1]])


def _links(parts: dict[str, bytes], owner: str) -> list[_Link]:
    tree = _tree(parts.get(_beside(owner), b""))
    return [
        (row.get("Id", ""), row.get("Type", "").rpartition("/")[2], row.get("Target", "")[1:])
        for row in (tree if tree is not None else ())
        if row.get("TargetMode") != "External"
    ]


def _save_links(parts: dict[str, bytes], owner: str, rows: Sequence[_Link]) -> None:
    told = "".join(
        f'<Relationship Id={quoteattr(id)} Type="{_R}/{kind}" Target={quoteattr("/" + to)}/>'
        for id, kind, to in rows
    )
    text = f'<Relationships xmlns="{_RELATIONSHIPS}">{told}</Relationships>'
    parts[_beside(owner)] = text.encode()


def _beside(owner: str) -> str:
    folder, file = posixpath.split(owner)
    return f"{folder}/_rels/{file}.rels"


def _tree(data: bytes) -> ElementTree.Element | None:
    try:
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, LookupError, ValueError):
        return None


def _number(part: str) -> int:
    found = _NUMBER.search(part)
    return int(found[1]) if found else 0


def _size(presentation: bytes) -> tuple[int, int]:
    """Width and height of the slides in English metric units."""
    tree = _tree(presentation)
    told = tree.find(f"{{{_P}}}sldSz") if tree is not None else None
    try:
        width = int(told.get("cx", "")) if told is not None else _WIDTH
        height = int(told.get("cy", "")) if told is not None else _HEIGHT
    except ValueError:
        return _WIDTH, _HEIGHT
    return (width, height) if width > 0 and height > 0 else (_WIDTH, _HEIGHT)
