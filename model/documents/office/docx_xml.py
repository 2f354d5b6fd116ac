"""A Word document's XML made ready for mammoth, which knows no charts, sizes or equations.

Pictures, charts and page breaks are replaced by marks, a private letter each side of a number,
that come out of mammoth as text and are put back into the HTML afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from model.documents.office.drawing_colors import A
from model.errors import UnreadableFile
from model.media.office.package import Package, Relation

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_CX = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_EMU = 12_700.0
_BEGIN, _END = "\ue0f0", "\ue0f1"
MARK = re.compile(f"{_BEGIN}(\\d+){_END}")
BREAK = "\ue0f2"
_DEFAULT_SIZE = (360.0, 216.0)
_MOST_MARKS = 5_000
_TWIPS = 20.0


@dataclass(frozen=True, slots=True)
class Mark:
    """What stood where a mark is: a part of the package and its size in points."""

    part: str
    chart: bool
    width: float
    height: float
    alt: str = ""


@dataclass(slots=True)
class Prepared:
    """The document's XML with marks, what they stand for, and its page in points."""

    xml: bytes
    marks: list[Mark] = field(default_factory=list)
    page: tuple[float, float] = (595.0, 842.0)
    margins: tuple[float, float, float, float] = (72.0, 72.0, 72.0, 72.0)
    """Left, top, right, bottom."""
    equations: int = 0


def prepare(package: Package, part: str) -> Prepared:
    """Replace what mammoth leaves out; raises ``ValueError`` where the XML is damaged."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(package.parts[part], parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from None
    prepared = Prepared(b"")
    relations = package.relations(part)
    make = etree.SubElement
    for equation in list(root.iter(f"{M}oMath")):
        prepared.equations += 1
        _replace(equation, _run(make, equation, linear(equation)))
    for drawing in list(root.iter(f"{W}drawing")):
        mark = _mark(drawing, relations, package)
        if mark is None or len(prepared.marks) >= _MOST_MARKS:
            continue
        prepared.marks.append(mark)
        words = make(drawing.getparent(), f"{W}t")
        words.text = f"{_BEGIN}{len(prepared.marks) - 1}{_END}"
        _replace(_wrapping(drawing), words)
    for line_break in list(root.iter(f"{W}br")):
        if line_break.get(f"{W}type") == "page":
            words = make(line_break.getparent(), f"{W}t")
            words.text = BREAK
            _replace(line_break, words)
    _read_paper(root, prepared)
    prepared.xml = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return prepared


def running_texts(package: Package, part: str, kind: str) -> tuple[str, str]:
    """The words of the header or footer (``kind``) of the first page, and of the others.

    The number of the page is given as ``{page}``, how many there are as ``{pages}``.
    """
    root = package.tree(part)
    relations = package.relations(part)
    found: dict[str, str] = {}
    for reference in root.iter(f"{W}{kind}Reference"):
        relation = relations.get(reference.get(f"{_R}id", ""))
        pages = reference.get(f"{W}type", "default")
        if relation is None or found.get(pages):
            continue
        try:
            lines = [_field_text(one) for one in package.tree(relation.target).iter(f"{W}p")]
        except UnreadableFile:
            continue
        found[pages] = " · ".join(filter(None, lines))
    others = found.get("default", "")
    section = next(root.iter(f"{W}sectPr"), None)
    own = section.find(f"{W}titlePg") if section is not None else None
    if own is None or own.get(f"{W}val") in ("0", "false"):
        return others, others
    return found.get("first", ""), others


def _field_text(paragraph: Any) -> str:
    """A paragraph's words, fields that count pages as placeholders."""
    pieces: list[str] = []
    instruction = ""
    depth = 0
    showing = True
    for element in paragraph.iter():
        tag = element.tag
        if tag == f"{W}fldChar":
            kind = element.get(f"{W}fldCharType")
            if kind == "begin":
                depth, instruction, showing = depth + 1, "", False
            elif kind == "separate":
                showing = not _counter(instruction)
                if not showing:
                    pieces.append(_counter(instruction))
            elif kind == "end":
                depth, showing = max(depth - 1, 0), True
        elif tag == f"{W}fldSimple":
            instruction = element.get(f"{W}instr") or ""
            if found := _counter(instruction):
                pieces.append(found)
        elif tag == f"{W}instrText":
            instruction += element.text or ""
        elif tag == f"{W}t" and showing:
            pieces.append((element.text or "").replace("{", "(").replace("}", ")"))
        elif tag in (f"{W}tab", f"{W}br") and showing:
            pieces.append(" ")
    return " ".join("".join(pieces).split())


def _counter(instruction: str) -> str:
    word = instruction.split()[0].upper() if instruction.split() else ""
    return {"PAGE": "{page}", "NUMPAGES": "{pages}"}.get(word, "")


def _wrapping(drawing: Any) -> Any:
    """The choice that a drawing stands in, so that its fallback is not shown beside it."""
    parent = drawing.getparent()
    if parent is not None and parent.tag == f"{_MC}Choice":
        outer = parent.getparent()
        return outer if outer is not None and outer.tag == f"{_MC}AlternateContent" else drawing
    return drawing


def _mark(drawing: Any, relations: dict[str, Relation], package: Package) -> Mark | None:
    target, chart = "", False
    for tag, attribute, is_chart in (
        (f"{_C}chart", "id", True),
        (f"{_CX}chart", "id", True),
        (f"{A}blip", "embed", False),
    ):
        for element in drawing.iter(tag):
            relation = relations.get(element.get(f"{_R}{attribute}", ""))
            # A chart that is damaged and was left out keeps its place.
            if relation is not None and (is_chart or relation.target in package.parts):
                target, chart = relation.target, is_chart
                break
        if target:
            break
    # A drawing with a text box in it is left to mammoth, which reads the words.
    if not target or drawing.find(f".//{W}txbxContent") is not None:
        return None
    extent = drawing.find(f".//{WP}extent")
    width, height = _DEFAULT_SIZE
    if extent is not None:
        width, height = int(extent.get("cx", 0)) / _EMU, int(extent.get("cy", 0)) / _EMU
    properties = drawing.find(f".//{WP}docPr")
    alt = properties.get("descr", "") if properties is not None else ""
    return Mark(target, chart, max(width, 4.0), max(height, 4.0), alt.strip())


def _replace(old: Any, new: Any) -> None:
    """Put ``new`` where ``old`` stands; text that follows it stays."""
    parent = old.getparent()
    new.tail, old.tail = old.tail, None
    parent.replace(old, new)


def _run(make: Callable[..., Any], near: Any, text: str) -> Any:
    run = make(near.getparent(), f"{W}r")
    words = make(run, f"{W}t")
    words.text = text
    return run


def _read_paper(root: Any, prepared: Prepared) -> None:
    """The first section's page and margins, where they make sense."""
    section = next(root.iter(f"{W}sectPr"), None)
    if section is None:
        return
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    if size is not None:
        width, height = (_points(size.get(f"{W}{name}")) for name in ("w", "h"))
        if 100 <= width <= 4_000 and 100 <= height <= 4_000:
            prepared.page = (width, height)
    if margins is not None:
        left, top, right, bottom = (
            min(max(_points(margins.get(f"{W}{name}")), 18.0), 200.0)
            for name in ("left", "top", "right", "bottom")
        )
        if left + right < prepared.page[0] - 72 and top + bottom < prepared.page[1] - 72:
            prepared.margins = (left, top, right, bottom)


def _points(text: str | None) -> float:
    try:
        return float(text or 0) / _TWIPS
    except ValueError:
        return 0.0


def linear(math: Any) -> str:
    """An equation on one line: fractions with a stroke, powers with ``^``, indices with ``_``."""
    return "".join(_linear(child) for child in math)


def _linear(element: Any) -> str:
    tag = element.tag.removeprefix(M) if isinstance(element.tag, str) else ""

    def part(name: str) -> str:
        found = element.find(f"{M}{name}")
        return linear(found) if found is not None else ""

    def grouped(name: str) -> str:
        inner = part(name)
        return inner if len(inner) <= 1 or inner.isalnum() else f"({inner})"

    if tag == "t":
        return element.text or ""
    if tag == "f":
        return f"{grouped('num')}/{grouped('den')}"
    if tag in ("sSup", "sSub", "sSubSup"):
        below = f"_{grouped('sub')}" if tag != "sSup" else ""
        above = f"^{grouped('sup')}" if tag != "sSub" else ""
        return f"{grouped('e')}{below}{above}"
    if tag == "rad":
        degree = part("deg")
        return f"{degree and degree + ' '}√{grouped('e')}"
    if tag == "nary":
        sign = element.find(f"{M}naryPr/{M}chr")
        letter = sign.get(f"{M}val", "∫") if sign is not None else "∫"
        below, above = part("sub"), part("sup")
        return (
            f"{letter}{'_' + grouped('sub') if below else ''}"
            f"{'^' + grouped('sup') if above else ''} {part('e')}"
        )
    if tag == "d":
        inner = ", ".join(linear(one) for one in element.findall(f"{M}e"))
        begin, end = (
            (mark.get(f"{M}val", default) if mark is not None else default)
            for mark, default in (
                (element.find(f"{M}dPr/{M}begChr"), "("),
                (element.find(f"{M}dPr/{M}endChr"), ")"),
            )
        )
        return f"{begin}{inner}{end}"
    if tag == "m":
        rows = [
            "  ".join(linear(one) for one in row.findall(f"{M}e"))
            for row in element.findall(f"{M}mr")
        ]
        return f"[{'; '.join(rows)}]"
    if tag.endswith("Pr"):
        return ""
    return linear(element)
